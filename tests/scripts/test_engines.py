"""The benchmark of the engines: what it measures, and what its page says."""

import argparse
import os
from pathlib import Path

import pytest
from benchmarks import engines
from benchmarks.engines import PIPELINE, Timing, agreement, operations
from benchmarks.launch import run_detente
from benchmarks.rival_pipeline import PipelineRoad
from benchmarks.speed_page import page
from benchmarks.speed_parts import Kept, speed

from detente.inference.scorer import load
from detente.model.article import Statement
from detente.model.checkpoint import open_checkpoint
from detente.model.encoding import Window
from detente.model.prediction import Prediction, ScoredStatement


def test_ratios_are_formed_within_a_round() -> None:
    timing = Timing(10, 27.0, 100.0, {PIPELINE: [1.0, 20.0, 3.0], "ours": [0.5, 4.0, 1.0]}, [50.0, 10.0, 100.0])
    assert timing.ratio("ours") == 3.0
    assert timing.share_of_peak("ours") == 2.5


def test_operations_of_a_window(tiny_checkpoint: Path) -> None:
    # Two layers of 32 numbers, 64 within; 3 tokens, 1 of which the last layer goes on with.
    attention = 3 * (3 * 32 * 32 + 2 * 3 * 32)
    rest = 32 * 32 + 2 * 32 * 64
    expected = 2 * (2 * attention + (3 + 1) * rest)
    assert operations(Window([1, 2, 3], [False, True, False]), open_checkpoint(tiny_checkpoint)) == expected


def scored(label: str, probability: float) -> ScoredStatement:
    rest = {"warm": probability, "cool": 1 - probability}
    return ScoredStatement(Statement.of("x"), {"attitude": Prediction(label, probability, rest)})


def test_agreement_counts_labels_and_finds_the_largest_difference() -> None:
    told = agreement([scored("warm", 0.6), scored("cool", 0.45)], [scored("warm", 0.62), scored("warm", 0.52)])
    assert told.equal == 0.5
    assert told.difference == pytest.approx(0.07)


def test_the_pipeline_answers_as_the_scorer_does(tiny_checkpoint: Path) -> None:
    statements = [Statement.of("we will sign", context="he said we will sign"), Statement.of("the river is open")]
    theirs = PipelineRoad(open_checkpoint(tiny_checkpoint), batch_size=2)(statements)
    told = agreement(theirs, load(tiny_checkpoint, engine="torch").classify(statements))
    assert told.equal == 1.0
    assert told.difference < 1e-4


def test_every_road_is_timed_and_told(
    tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("openvino")
    monkeypatch.setattr(engines, "corpus_statements", None)
    monkeypatch.setattr(
        "benchmarks.speed_parts.corpus_statements",
        lambda checkpoint, count, context: [Statement.of(f"the river is open {i}") for i in range(count)],
    )
    given = argparse.Namespace(model=tiny_checkpoint, statements=5, rounds=2, compiled=False)
    kept = Kept(tmp_path / "runs" / "speed.json")
    kept.put("short", speed(given, context=False))
    text = page(Kept(kept.path).parts, "scripts/bench_speed")
    for road in (PIPELINE, "torch float32", "torch bfloat16", "openvino float32", "openvino bfloat16"):
        assert f"\n| {road} | " in text
    assert f"| {PIPELINE} | 1.0 | " in text
    assert "5 statements of" in text


def test_a_command_is_measured_and_a_failure_is_told() -> None:
    used = run_detente("--help")
    assert 0 < used.busy < used.seconds * (os.cpu_count() or 1) + 1
    assert 5 < used.megabytes < 400
    with pytest.raises(RuntimeError, match="exit code 2"):
        run_detente("no-such-verb")
