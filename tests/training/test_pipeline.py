"""From a checked config to a described checkpoint, and measuring it on a config's part or on a file."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from detente.model.checkpoint import open_checkpoint
from detente.model.errors import ConfigError, DataError
from detente.training.pipeline import measure, recalibrate, train, usable_corpus


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
    card = (run / "best" / "README.md").read_text(encoding="utf-8")
    assert "Calibrated on the validation part of corpus" in card
    assert "| test | attitude | " in card.split("## Probabilities")[1]
    assert "not calibrated" in (run / "last" / "README.md").read_text(encoding="utf-8")
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_is_calibrated_before_it_is_measured(run, corpus_of, config):
    checkpoint = open_checkpoint(run / "best")
    assert list(checkpoint.calibration.tasks) == ["attitude", "topic"]
    on = checkpoint.calibration.fitted_on
    assert (on.data, on.statements, on.groups) == (
        f"the validation part of corpus {corpus_of(config).hash}", 12, 4,
    )  # fmt: skip
    scores = json.loads((run / "best" / "metrics.json").read_text(encoding="utf-8"))
    assert scores["model"] == checkpoint.model
    fitted = checkpoint.calibration.tasks["attitude"]
    assert scores["validation"]["probabilities"]["attitude"]["ece"] == pytest.approx(fitted.figures.ece_after, abs=1e-5)
    assert scores["validation"]["probabilities"]["attitude"]["method"] == fitted.method
    assert open_checkpoint(run / "last").calibration.tasks == {}


def test_the_settings_choose_method_and_precision(make_config, tmp_path):
    overrides = ("--training.epochs=1", "--calibration.method=vector", "--calibration.min_precision=0.5")
    train(make_config(*overrides), tmp_path / "run")
    tasks = open_checkpoint(tmp_path / "run" / "best").calibration.tasks.values()
    assert {(task.method, task.abstention.min_precision) for task in tasks} == {("vector", 0.5)}
    assert "| attitude | 0.5 | " in (tmp_path / "run" / "best" / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def best(run, tmp_path):
    return shutil.copytree(run / "best", tmp_path / "best")


def test_calibrating_anew_on_a_config_a_file_and_the_own_config(config, best):
    path, table = config.folder / "small.yaml", config.folder / "table.jsonl"
    made = recalibrate(best, str(path), overrides=["--calibration.method", "temperature"])
    assert open_checkpoint(best).calibration == made
    assert made.tasks["topic"].method == "temperature"
    assert made.fitted_on.statements == 12
    made = recalibrate(best, str(table), overrides=["--calibration.min_precision", "0.6"])
    assert (made.fitted_on.data, made.fitted_on.statements) == ("all of table.jsonl", 42)
    assert made.tasks["topic"].figures.rows == 36
    card = (best / "README.md").read_text(encoding="utf-8")
    assert card.count("## Probabilities") == card.count("## Limits") == 1
    assert "Calibrated on all of table.jsonl: 42 statements of 14 groups." in card


def test_the_training_config_finds_its_data_from_the_checkpoint(run):
    assert recalibrate(run / "best").fitted_on.data.startswith("the validation part of corpus")
    settings = yaml.safe_load((run / "best" / "training.yaml").read_text(encoding="utf-8"))
    assert not Path(settings["data"]["tables"][0]).is_absolute()


def test_calibrating_anew_forgets_the_calibration_before(config, best):
    path = str(config.folder / "small.yaml")
    once = recalibrate(best, path, overrides=["--calibration.method", "vector"])
    assert recalibrate(best, path, overrides=["--calibration.method", "vector"]) == once


def test_what_cannot_be_calibrated_says_why(config, best, tmp_path):
    with pytest.raises(DataError, match=r"(?s)training.yaml.*cannot be read.*name the config: detente calibrate"):
        recalibrate(best)
    with pytest.raises(ConfigError, match="config minilm: its labels are not those of the checkpoint"):
        recalibrate(best, "minilm")
    bare = tmp_path / "bare.jsonl"
    bare.write_text('{"text": "we agree", "attitude": null}\n', encoding="utf-8")
    with pytest.raises(
        DataError, match=r"nothing to calibrate on: 1 statements \(all of bare.jsonl\), none with a label"
    ):
        recalibrate(best, str(bare))
    (best / "training.yaml").unlink()
    with pytest.raises(ConfigError, match=r"no training.yaml .*name a config or a labelled file"):
        recalibrate(best)


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


def test_measuring_a_file_beside_baselines_of_the_training_data(config, run):
    evaluation = measure(run / "best", str(config.folder / "table.jsonl"))
    assert evaluation.statements == 42
    assert "tf-idf + logreg" in evaluation.baselines


def test_measuring_a_file_whose_training_data_are_gone_says_so(config, best, capsys):
    evaluation = measure(best, str(config.folder / "table.jsonl"))
    assert evaluation.baselines == {}
    assert "note: no baselines" in capsys.readouterr().err


def test_a_file_without_labels_cannot_be_measured(run, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="empty"):
        measure(run / "best", str(empty), baselines=False)


def test_a_file_may_have_the_columns_of_the_training_table_or_ours(run, config, tmp_path):
    best = shutil.copytree(run / "best", tmp_path / "run" / "best")
    settings = yaml.safe_load((run / "best" / "training.yaml").read_text(encoding="utf-8"))
    settings["data"]["columns"] = {"text": "Sentence"}
    (best / "training.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    ours = config.folder / "table.jsonl"
    theirs = tmp_path / "theirs.jsonl"
    theirs.write_text(ours.read_text(encoding="utf-8").replace('"text"', '"Sentence"'), encoding="utf-8")
    found = [measure(best, str(file), baselines=False).to_dict() for file in (ours, theirs)]
    assert found[0]["tasks"] == found[1]["tasks"]
