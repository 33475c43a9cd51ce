"""The checkpoint that comes with detente: how it is made, and that it is of today's corpus and config."""

import json
import shutil

import pytest

from detente.model.checkpoint import SHIPPED_FOLDER, open_checkpoint
from detente.model.errors import CheckpointError
from detente.training import shipping
from detente.training.pipeline import finish
from detente.training.run import outdated

ADAPTED = ("--encoder.source=package:tiny_package", "--lora.rank=4", "--training.epochs=1")


@pytest.fixture(scope="module")
def small(make_config, train, corpus_of, tiny_package, tmp_path_factory):
    """Config, corpus and finished run of a small network with adapters; copy the run before damaging it."""
    config = make_config(*ADAPTED)
    run = train(config, tmp_path_factory.mktemp("runs") / "small")
    finish(config, corpus_of(config), run)
    return config, corpus_of(config), run


def test_the_shipped_checkpoint_is_of_todays_corpus_and_config():
    changed = shipping.changed()
    assert not changed, "the checkpoint in model/shipped is of before: run scripts/make_shipped\n" + "\n".join(changed)


def test_the_shipped_checkpoint_is_small_and_whole():
    assert sum(path.stat().st_size for path in SHIPPED_FOLDER.iterdir()) <= shipping.LARGEST
    names = {path.name for path in SHIPPED_FOLDER.iterdir()}
    assert names >= {"config.json", "adapter.safetensors", "training.yaml", "data.json", "metrics.json", "README.md"}
    scores = json.loads((SHIPPED_FOLDER / "metrics.json").read_text(encoding="utf-8"))
    checkpoint = open_checkpoint()
    assert scores["model"] == scores["test"]["model"] == checkpoint.model
    assert set(scores["test"]["tasks"]) == set(checkpoint.schema.names)


def test_ship_writes_a_checkpoint_with_its_record(small, tmp_path):
    config, corpus, run = small
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "of-before").touch()
    metrics = shipping.ship(config, corpus, run, folder)
    assert open_checkpoint(folder).hash == open_checkpoint(run / "best-adapter").hash
    assert not (folder / "of-before").exists()
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == metrics
    assert outdated(folder / "training.yaml", folder / "data.json", config, corpus) == []
    assert json.loads((folder / "data.json").read_text(encoding="utf-8"))["corpus"] == corpus.hash


def test_ship_measures_on_an_external_file_and_beside_a_full_checkpoint(small, tmp_path, monkeypatch):
    config, corpus, run = small
    monkeypatch.setattr(shipping, "RECIPE", str(config.folder / "small.yaml"))
    external = tmp_path / "external.jsonl"
    rows = [{"text": "we reject the fleet", "attitude": "hostile"}, {"text": "we praise the envoy", "attitude": "warm"}]
    external.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    metrics = shipping.ship(config, corpus, run, tmp_path / "made", external=external, full=run / "best")
    assert metrics["external"]["statements"] == 2
    assert metrics["full"]["test"]["macro_f1"] == pytest.approx(metrics["test"]["macro_f1"])
    card = (tmp_path / "made" / "README.md").read_text(encoding="utf-8")
    assert "## Beside full fine-tuning" in card
    assert "| external | attitude |" in card
    assert "labelled file of other origin, 2 statements" in card


def test_a_run_without_adapters_is_refused(finished, make_config, corpus_of, tmp_path):
    config = make_config()
    with pytest.raises(CheckpointError, match=r"expected a run with lora\.rank above 0"):
        shipping.ship(config, corpus_of(config), finished, tmp_path / "made")


def test_an_adapter_that_is_too_large_is_refused_and_the_old_one_stays(small, tmp_path, monkeypatch):
    monkeypatch.setattr(shipping, "LARGEST", 1000)
    (tmp_path / "shipped").mkdir()
    (tmp_path / "shipped" / "old").touch()
    with pytest.raises(CheckpointError, match=r"expected at most 1,000; lower lora\.rank"):
        shipping.ship(*small, tmp_path / "shipped")
    assert (tmp_path / "shipped" / "old").exists()


def test_an_adapter_of_another_run_is_refused(small, adapter_and_full, tmp_path):
    config, corpus, run = small
    mixed = shutil.copytree(run, tmp_path / "mixed")
    shutil.copy(adapter_and_full[0] / "adapter.safetensors", mixed / "best-adapter" / "adapter.safetensors")
    with pytest.raises(CheckpointError, match="its probabilities are up to"):
        shipping.ship(config, corpus, mixed, tmp_path / "made")


def test_what_has_changed_since_is_listed(small, make_config, tmp_path):
    _, corpus, run = small
    other = make_config(*ADAPTED, "--training.batch_size=4")
    (tmp_path / "data.json").write_text('{"corpus": "of before"}', encoding="utf-8")
    assert outdated(run / "best-adapter" / "training.yaml", tmp_path / "data.json", other, corpus) == [
        "training.batch_size: was 8, is 4",
        f"corpus: was of before, is {corpus.hash}",
    ]
