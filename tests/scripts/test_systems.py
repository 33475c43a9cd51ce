"""Every system learns from and labels the toy data."""

from pathlib import Path
from typing import Any

import pytest
from benchmarks.material import Plan
from benchmarks.systems import SYSTEMS, measure

LABELS = {"attitude": {"warm", "cool", "hostile"}, "topic": {"fish", "steel"}}


@pytest.fixture
def piece(config: Path, real: Path) -> dict[str, Any]:
    """The corpus and the file from elsewhere."""
    return Plan(str(config), (), ("corpus", "real"), real).pieces()[0]


def check_shape(result: dict[str, Any]) -> None:
    assert result["train_seconds"] > 0
    for name, count in (("corpus", 6), ("real", 4)):
        answers = result["labelled"][name]["answers"]
        assert {task: len(labels) for task, labels in answers.items()} == {"attitude": count, "topic": count}
        assert all(set(labels) <= LABELS[task] for task, labels in answers.items())
        assert result["labelled"][name]["seconds"] > 0


@pytest.mark.parametrize("system", [name for name in SYSTEMS if name != "setfit"])
def test_a_system_labels_every_row_of_every_set(system: str, piece: dict[str, Any]) -> None:
    result = measure({"system": system, "seed": 1, **piece})
    check_shape(result)
    if system.startswith("tfidf"):
        assert result["labelled"]["corpus"]["answers"]["topic"] == ["fish", "fish", "fish", "steel", "steel", "steel"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:'pin_memory' argument is set as true")
def test_setfit_labels_every_row_within_its_bound(piece: dict[str, Any]) -> None:
    pytest.importorskip("setfit")
    result = measure({"system": "setfit", "seed": 1, **piece})
    check_shape(result)
    # One epoch over 12 statements for two tasks is less than a step of 16 pairs each.
    assert result["facts"] == {"max_steps": 1}


def test_everybody_reads_speaker_and_target_in_front(config: Path, plv: Path, tmp_path: Path) -> None:
    from benchmarks.material import open_material
    from benchmarks.setup import Setup

    material = open_material(Plan(str(config), (), ("plv",), plv=plv).pieces()[0], 1, tmp_path)
    texts = Setup(material.config, material.corpus, 1, tmp_path).texts(material.rows["plv"])
    assert all(text.lower().startswith("the envoy | the king | the ") and not context for text, context in texts)


def test_a_task_with_one_label_is_answered_with_it(config: Path) -> None:
    table = config.parent / "table.jsonl"
    table.write_text(table.read_text("utf-8").replace('"fish"', '"steel"'), encoding="utf-8")
    piece = Plan(str(config), (), ("corpus",)).pieces()[0]
    result = measure({"system": "plain", "seed": 1, **piece})
    assert result["labelled"]["corpus"]["answers"]["topic"] == ["steel"] * 6
