"""What a plan asks for, and what a piece of work reads."""

from pathlib import Path

import pytest
from benchmarks.jobs import job_key
from benchmarks.material import Plan, open_material, spread


def test_corpus_and_real_share_a_training_and_each_fold_is_one(config: Path, real: Path, plv: Path) -> None:
    plan = Plan(str(config), (), ("corpus", "real", "plv"), real, plv)
    pieces = plan.pieces()
    assert [(piece["sets"], piece.get("fold")) for piece in pieces] == [
        (["corpus", "real"], None),
        *((["plv"], fold) for fold in range(5)),
    ]


def test_the_key_of_a_piece_follows_settings_and_data_not_places(config: Path, real: Path) -> None:
    def key(*overrides: str, file: Path = real) -> str:
        return job_key("work", Plan(str(config), overrides, ("corpus", "real"), file).pieces()[0])

    same = key()
    moved = real.with_name("moved.jsonl")
    moved.write_bytes(real.read_bytes())
    assert key(file=moved) == key("--training.seed", "5") == same
    assert key("--training.epochs", "2") != same
    moved.write_text(moved.read_text("utf-8").replace("warm", "cool"), encoding="utf-8")
    assert key(file=moved) != same
    (config.parent / "table.jsonl").write_text(
        (config.parent / "table.jsonl").read_text("utf-8").replace("letter", "word"), encoding="utf-8"
    )
    assert key() != same


def test_real_rows_are_read_in_full_and_the_limit_holds_everywhere(config: Path, real: Path, tmp_path: Path) -> None:
    piece = Plan(str(config), (), ("corpus", "real"), real).pieces()[0]
    material = open_material(piece, 7, tmp_path)
    assert {name: len(rows) for name, rows in material.rows.items()} == {"corpus": 6, "real": 4}
    assert material.config.settings.training.seed == 7
    limited = open_material({**piece, "limit": 3}, 7, tmp_path)
    assert [len(rows) for rows in (*limited.corpus.parts.values(), *limited.rows.values())] == [3] * 5


def test_a_fold_is_read_through_the_harness(config: Path, plv: Path, tmp_path: Path) -> None:
    piece = Plan(str(config), (), ("plv",), plv=plv, plv_epochs=2).pieces()[1]
    material = open_material(piece, 1, tmp_path)
    assert material.rows["plv"] == material.corpus.parts["test"]
    assert material.config.settings.training.epochs == 2


@pytest.mark.parametrize(("count", "limit", "kept"), [(3, None, 3), (3, 5, 3), (9, 3, 3), (10, 4, 4)])
def test_a_limit_takes_rows_from_all_over(count: int, limit: int | None, kept: int, config: Path) -> None:
    piece = Plan(str(config), (), ("corpus",)).pieces()[0]
    rows = (open_material(piece, 1, config.parent).corpus.parts["train"])[:count]
    assert len(spread(rows, limit)) == min(kept, len(rows))
    assert len(set(map(id, spread(rows, limit)))) == min(kept, len(rows))
