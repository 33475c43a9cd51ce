"""Calibrating and abstaining from the command line."""

import json
import shutil
from pathlib import Path

import pytest
from commands import lines_of, run

from detente.inference.statement_files import read_statements


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Forty statements with both labels, in twenty articles."""
    path = tmp_path / "labelled.jsonl"
    attitudes, topics = ("warm", "cool", "hostile"), ("fish", "steel")
    rows = (
        {"text": f"we {'trust' if i % 3 else 'fear'} the {topics[i % 2]} {i}", "group": f"g{i // 2}"}
        | {"attitude": attitudes[i % 3], "topic": topics[i % 2]}
        for i in range(40)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def calibrated(labelled: Path, tmp_path: Path, tiny_checkpoint: Path) -> Path:
    folder = shutil.copytree(tiny_checkpoint, tmp_path / "calibrated")
    assert run(["calibrate", folder, labelled, "--min-precision", "0.4", "--method", "temperature"]) == 0
    return folder


def test_calibrate_prints_what_it_found_and_writes_it(
    labelled: Path, tmp_path: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(tiny_checkpoint, tmp_path / "calibrated")
    assert run(["calibrate", folder, labelled, "--min-precision", "0.4", "--method", "vector"]) == 0
    out, _ = capfd.readouterr()
    head, attitude, topic, written, after = out.splitlines()
    assert head.split()[:5] == ["task", "method", "rows", "ECE", "before"]
    assert attitude.split()[:3] == ["attitude", "vector", "40"]
    assert topic.split()[:3] == ["topic", "vector", "40"]
    assert written == f"written: {folder / 'calibration.json'}"
    assert after.startswith(f"next: detente evaluate {folder}")
    tasks = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))["tasks"]
    assert attitude.split()[7] == f"{tasks['attitude']['abstention']['threshold']:.3f}"
    assert tasks["attitude"]["abstention"]["precision"] >= 0.4


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--method", "magic"], "calibration.method"), (["--min-precision", "90"], "calibration.min_precision")],
)
def test_calibrate_refuses_what_it_does_not_know(
    options: list[str], message: str, labelled: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["calibrate", tiny_checkpoint, labelled, *options]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_scores_of_a_calibrated_model_are_marked_where_it_abstains(
    suffix: str, calibrated: Path, labelled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"out{suffix}"
    assert run(["score", "--statements", labelled, "--model", calibrated, "-o", out]) == 0
    rows = [row for row, _ in read_statements(out, lambda one: pytest.fail(str(one)))]
    tasks = json.loads((calibrated / "calibration.json").read_text(encoding="utf-8"))["tasks"]
    for task in ("attitude", "topic"):
        threshold = tasks[task]["abstention"]["threshold"]
        assert [row[f"{task}_abstained"] for row in rows] == [row[f"{task}_probability"] < threshold for row in rows]
    abstained = {task: sum(row[f"{task}_abstained"] for row in rows) for task in tasks}
    counts = ", ".join(f"{task} {count}" for task, count in abstained.items())
    assert capfd.readouterr().err.splitlines()[-1] == f"40 statements, 0 rejected, abstained: {counts}"


def test_score_takes_another_precision_than_the_stored_one(
    calibrated: Path, labelled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    # Nothing but the point that keeps all: no higher precision can be had.
    file = calibrated / "calibration.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    del data["tasks"]["attitude"]["operating_points"][1:], data["tasks"]["topic"]
    file.write_text(json.dumps(data), encoding="utf-8")
    for asked, expected in (
        ("0.01", "answers below 0.000 abstain; where it was calibrated, 100% were kept"),
        ("0.99", "no threshold reaches a precision of 0.99; every answer abstains"),
    ):
        scored = run(["score", "--statements", labelled, "--model", calibrated, "-o", out, "--min-precision", asked])
        assert scored == 0
        err = capfd.readouterr().err
        assert f"attitude: {expected}" in err
        assert "topic: not calibrated; no answer is marked as abstained" in err
        assert {row["attitude_abstained"] for row in lines_of(out)} == {asked == "0.99"}
        assert {row["topic_abstained"] for row in lines_of(out)} == {None}


@pytest.mark.parametrize(
    ("asked", "message"),
    [("0.9", "`detente calibrate"), ("90", "--min-precision 90: expected a share"), ("x", "a valid number")],
)
def test_a_precision_that_cannot_be_had_is_refused(
    asked: str, message: str, article: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", article, "--model", tiny_checkpoint, "--min-precision", asked]) == 2
    assert message in capsys.readouterr().err


def test_a_damaged_calibration_is_named(calibrated: Path, article: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (calibrated / "calibration.json").write_text("{}", encoding="utf-8")
    assert run(["score", article, "--model", calibrated]) == 2
    assert "calibration.json: damaged: 'format_version' is missing" in capfd.readouterr().err
