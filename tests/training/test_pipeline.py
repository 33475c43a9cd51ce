"""From a checked config to a described checkpoint, and measuring it on a config's part or on a file."""

import json

import pytest

from detente.model.errors import DataError
from detente.training.pipeline import measure, train, usable_corpus


@pytest.fixture(scope="module")
def config(make_config):
    return make_config("--training.epochs=1")


@pytest.fixture(scope="module")
def run(config, tmp_path_factory):
    run = tmp_path_factory.mktemp("pipeline") / "run"
    train(config, run)
    return run


def test_a_run_is_measured_described_and_drawn(run):
    scores = json.loads((run / "best" / "metrics.json").read_text(encoding="utf-8"))
    assert set(scores) == {"model", "corpus", "validation", "test"}
    assert set(scores["test"]["tasks"]) == {"attitude", "topic"}
    assert "| test | attitude |" in (run / "best" / "README.md").read_text(encoding="utf-8")
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_pickled_is_kept(run):
    assert {path.suffix for path in run.rglob("*") if path.is_file()} <= {
        ".json", ".jsonl", ".yaml", ".safetensors", ".md", ".png",
    }  # fmt: skip


def test_tensorboard_writes_beside_the_metrics(make_config, tmp_path):
    train(make_config("--training.epochs=1", "--training.report_to=tensorboard"), tmp_path / "run")
    assert list((tmp_path / "run").rglob("events.out.tfevents*"))


def test_data_with_problems_are_refused_before_training(make_config, tmp_path):
    config = make_config()
    table = config.folder / "table.jsonl"
    table.write_text(table.read_text(encoding="utf-8").replace('"warm"', '"sunny"', 2) + "{broken\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"3 problems in the data(.|\n)*unknown label 'sunny'(.|\n)*not JSON"):
        train(config, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_rare_labels_are_told_and_do_not_stop(make_config, capsys):
    assert usable_corpus(make_config("--data.min_examples=12")).parts["train"]
    assert "note: labels.attitude.warm: 8 training examples" in capsys.readouterr().err


def test_measuring_a_config_takes_its_part_and_the_baselines(config, run):
    evaluation = measure(run / "best", str(config.folder / "small.yaml"), part="validation")
    assert evaluation.statements == 12
    assert list(evaluation.baselines) == ["majority", "tf-idf + logreg", "embeddings + logreg"]


def test_measuring_a_file_whose_training_data_are_gone_says_so(config, run, capsys):
    evaluation = measure(run / "best", str(config.folder / "table.jsonl"))
    assert evaluation.statements == 42
    assert evaluation.baselines == {}
    assert "note: no baselines" in capsys.readouterr().err


def test_a_file_without_labels_cannot_be_measured(run, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="empty"):
        measure(run / "best", str(empty), baselines=False)
