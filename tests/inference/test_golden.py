"""A checkpoint of format 1, made once and kept for ever: whoever saved a model can still read it."""

import json
import shutil
from pathlib import Path

import pytest

import detente
from detente.inference.engines import bert
from detente.model.checkpoint import open_checkpoint

DATA = Path(__file__).parents[1] / "data"
GOLDEN = json.loads((DATA / "golden-v1-predictions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("engine", "plain"), [("torch", True), ("torch", False), ("openvino", True)])
def test_format_1_gives_the_answers_it_always_gave(monkeypatch, tmp_path, engine, plain):
    if not plain:
        monkeypatch.setattr(bert, "runs", lambda config: False)
    # The exported graph goes beside a checkpoint: that of the tests stays as it is.
    scorer = detente.load(shutil.copytree(DATA / "golden-v1", tmp_path / "golden-v1"), engine=engine)
    scored = scorer.classify([detente.Statement.of(**each["statement"]) for each in GOLDEN])
    assert len(scored) == len(GOLDEN) > 3
    for found, golden in zip(scored, GOLDEN, strict=True):
        assert set(found.predictions) == set(golden["predictions"])
        for task, expected in golden["predictions"].items():
            assert found[task].label == expected["label"]
            assert found[task].probabilities == pytest.approx(expected["probabilities"], abs=1e-4)


def test_the_golden_answers_differ_enough_to_notice():
    for task in ("attitude", "topic"):
        assert len({each["predictions"][task]["label"] for each in GOLDEN}) > 1


def test_the_golden_checkpoint_is_small_and_of_format_1():
    folder = DATA / "golden-v1"
    assert sum(file.stat().st_size for file in folder.iterdir()) < 150_000
    assert json.loads((folder / "config.json").read_text(encoding="utf-8"))["format_version"] == 1
    assert open_checkpoint(folder).schema.names == ("attitude", "topic")
