"""`detente score` from the command line: models, columns and formats."""

import csv
import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet
import pytest
from commands import lines_of, run

from detente.inference.records import columns_of
from detente.model.schema import LabelSchema


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_score_writes_the_same_columns_in_each_format(
    suffix: str, article: Path, tmp_path: Path, tiny_checkpoint: Path, schema: LabelSchema
) -> None:
    out = tmp_path / f"out{suffix}"
    assert run(["score", article, "--model", tiny_checkpoint, "-o", out]) == 0
    if suffix == ".parquet":
        found = pyarrow.parquet.read_table(out).column_names
    elif suffix == ".csv":
        with out.open(encoding="utf-8", newline="") as stream:
            found = next(csv.reader(stream))
    else:
        found = list(lines_of(out)[0])
    assert found == columns_of(schema)


def test_score_writes_to_stdout_and_sums_up_on_stderr(
    article: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", article, "--model", tiny_checkpoint]) == 0
    out, err = capfd.readouterr()
    assert [json.loads(line)["model"].split("@")[0] for line in out.splitlines()] == ["tiny", "tiny"]
    assert err.splitlines()[-1] == "1 articles, 2 statements, 0 rejected"


def test_score_takes_the_newest_run(
    article: Path,
    tmp_path: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("older", "newer"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    older = tmp_path / "runs" / "older" / "best"
    older.mkdir()
    (older / "config.json").write_text("{}", encoding="utf-8")
    os.utime(older / "config.json", (1, 1))
    (tmp_path / "runs" / "newer" / "best").symlink_to(tiny_checkpoint)
    assert run(["score", article, "--model", "newest"]) == 0
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert err.startswith("model: tiny@")


def test_the_newest_run_where_there_is_none_says_what_to_do(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["score", article, "--model", "newest"]) == 2
    message = capsys.readouterr().err
    assert "detente train minilm" in message
    assert "leave out --model" in message


@pytest.mark.parametrize("arguments", [[], ["--model", "shipped"]])
def test_score_without_a_model_takes_the_shipped_one_and_says_so(
    arguments: list[str],
    article: Path,
    tmp_path: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "newer").mkdir(parents=True)
    (tmp_path / "runs" / "newer" / "best").symlink_to(tiny_checkpoint)
    assert run(["score", article, *arguments]) == 0
    out, err = capfd.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["stance_probability"] > 0.25 for line in lines] == [True, True]
    assert err.splitlines()[0] == f"model: {lines[0]['model']} (comes with detente; for another, --model FOLDER)"
    assert lines[0]["model"].startswith("shipped@")


def test_export_says_where_the_graph_is_and_score_uses_it(
    article: Path, tmp_path: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("openvino")
    checkpoint = shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint", ignore=shutil.ignore_patterns("openvino"))
    assert run(["export", checkpoint]) == 0
    folder = Path(capfd.readouterr().out.strip())
    assert folder.parent == checkpoint / "openvino"
    written = (folder / "encoder.xml").stat().st_mtime_ns
    for engine in ("openvino", "torch"):
        assert (
            run(["score", article, "--model", checkpoint, "--engine", engine, "-o", tmp_path / f"{engine}.jsonl"]) == 0
        )
    assert (folder / "encoder.xml").stat().st_mtime_ns == written
    ours, reference = (lines_of(tmp_path / f"{engine}.jsonl") for engine in ("openvino", "torch"))
    assert [line["attitude"] for line in ours] == [line["attitude"] for line in reference]
    assert [line["attitude_probability"] for line in ours] == pytest.approx(
        [line["attitude_probability"] for line in reference], abs=1e-4
    )


def test_an_unknown_engine_is_wrong_use(
    article: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", article, "--model", tiny_checkpoint, "--engine", "abacus"]) == 2
    assert "engine 'abacus': expected one of auto, torch, openvino" in capsys.readouterr().err


def test_score_statements_keeps_columns_and_adds_labels(tmp_path: Path, tiny_checkpoint: Path) -> None:
    ready = tmp_path / "ready.jsonl"
    rows = [
        {"id": "a", "text": "We trust them.", "attitude": "warm", "note": "kept"},
        {"id": "b", "text": "We fear them.", "context": '"We fear them," she said.', "speaker": "Ada Brandt"},
    ]
    ready.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run(["score", "--statements", ready, "--model", tiny_checkpoint, "-o", tmp_path / "out.jsonl"]) == 0
    first, second = lines_of(tmp_path / "out.jsonl")
    assert first["attitude_given"] == "warm"
    assert first["note"] == "kept"
    assert second["id"] == "b"
    assert first["attitude"] in {"warm", "cool", "hostile"}
    assert abs(sum(first["attitude_probabilities"].values()) - 1) < 1e-5  # type: ignore[attr-defined]


def test_score_statements_takes_columns_of_other_names(
    tmp_path: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ready = tmp_path / "ready.csv"
    ready.write_text("quote,who\nWe trust them.,Ada Brandt\n", encoding="utf-8")
    arguments = ["score", "--statements", ready, "--model", tiny_checkpoint, "-o", tmp_path / "out.jsonl"]
    assert run([*arguments, "--field", "text=quote", "--field", "speaker=who"]) == 0
    [line] = lines_of(tmp_path / "out.jsonl")
    assert (line["quote"], line["who"]) == ("We trust them.", "Ada Brandt")
    assert line["attitude"] in {"warm", "cool", "hostile"}
    assert run([*arguments, "--field", "title=quote"]) == 2
    assert "--field title=quote: expected FIELD=COLUMN with FIELD one of id, text, context" in capsys.readouterr().err
    assert run(arguments) == 1
    assert "no column 'text'; found: quote, who" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["score"], ["score", "x.txt", "--statements", "y.jsonl"]])
def test_score_wants_articles_or_statements(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "one of them" in capsys.readouterr().err


def test_a_folder_that_is_no_checkpoint(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", article, "--model", tmp_path]) == 2
    assert "not a detente checkpoint" in capsys.readouterr().err


def test_an_output_that_cannot_be_written(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert run(["extract", article, "-o", blocked / "out.jsonl"]) == 2
    assert str(blocked) in capsys.readouterr().err
