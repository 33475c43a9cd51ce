import json

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer, EvalPrediction
from transformers.models.bert.modeling_bert import BertAttention

from detente.inference.scorer import load
from detente.model.errors import ConfigError
from detente.model.schema import LabelSchema
from detente.training.adapters import add_adapters, merged
from detente.training.building import build
from detente.training.fit import arguments, validation_scores

CALM = {"head": {"dropout": 0.0}}
LORA = {"lora": {"rank": 4, "alpha": 8, "dropout": 0.0}}


@pytest.fixture(scope="module")
def calm(tiny_encoder, tmp_path_factory):
    """Sections of a config without any dropout."""
    folder = tmp_path_factory.mktemp("encoders") / "calm"
    network = AutoModel.from_pretrained(tiny_encoder)
    network.config.hidden_dropout_prob = network.config.attention_probs_dropout_prob = 0.0
    network.save_pretrained(folder)
    AutoTokenizer.from_pretrained(tiny_encoder).save_pretrained(folder)
    return {"encoder": {"source": str(folder), "sha256": None}, **CALM}


@pytest.fixture(scope="module")
def plain_run(make_config, calm, train, tmp_path_factory):
    return train(make_config("--training.epochs=2", **calm), tmp_path_factory.mktemp("runs") / "plain")


def moved(weights, run, other):
    """Names of the weights that differ between two runs."""
    one, two = weights(run / "last"), weights(other / "last")
    return {name for name in one if not torch.equal(one[name], two[name])}


def test_a_run_keeps_best_and_last_and_nothing_else(finished):
    assert sorted(path.name for path in finished.iterdir()) == [
        *("best", "config.yaml", "data.json", "environment.json", "last", "metrics.jsonl")
    ]
    checkpoint = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "training.yaml"}
    assert {path.name for path in (finished / "best").iterdir()} == checkpoint
    assert {path.name for path in (finished / "last").iterdir()} - checkpoint == {
        *("resume.json", "resume.safetensors", "random-0.json", "random-0.safetensors", "trainer_state.json")
    }


def test_metrics_hold_one_row_of_loss_and_one_of_scores_an_epoch(finished, metrics):
    rows = metrics(finished)
    assert [row["epoch"] for row in rows] == [1, 1, 2, 2, 3, 3]
    assert rows[0].keys() == {"loss", "grad_norm", "learning_rate", "epoch", "step"}
    scores = {"eval_loss", "eval_attitude_macro_f1", "eval_topic_macro_f1", "eval_macro_f1", "epoch", "step"}
    assert rows[1].keys() == scores


def test_the_best_epoch_is_kept(finished, metrics, weights, same):
    scores = [row["eval_macro_f1"] for row in metrics(finished) if "eval_macro_f1" in row]
    assert scores.index(max(scores)) < 2
    assert not same(weights(finished / "best"), weights(finished / "last"))


def test_both_folders_are_checkpoints_that_score(finished):
    for name in ("best", "last"):
        scorer = load(finished / name)
        assert scorer.schema.names == ("attitude", "topic")
        (scored,) = scorer.classify(["we welcome the treaty"])
        assert scored["attitude"].label in {"warm", "cool", "hostile"}
        assert scorer.checkpoint.name == "small"


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(
    make_config, train, finished, weights, metrics, same, tmp_path
):
    again = train(make_config(), tmp_path / "again")
    assert same(weights(again / "last"), weights(finished / "last"))
    assert same(weights(again / "best"), weights(finished / "best"))
    assert (again / "metrics.jsonl").read_bytes() == (finished / "metrics.jsonl").read_bytes()
    other = train(make_config("--training.seed=2"), tmp_path / "other")
    assert not same(weights(other / "last"), weights(finished / "last"))


def test_the_network_learns(make_config, train, metrics, tmp_path):
    rates = ["--training.learning_rate=0.005", "--training.head_learning_rate=0.03"]
    run = train(make_config("--training.epochs=12", *rates), tmp_path / "run")
    losses = [row["loss"] for row in metrics(run) if "loss" in row]
    assert losses[-1] < 0.5 * losses[0]
    assert max(row.get("eval_attitude_macro_f1", 0) for row in metrics(run)) > 0.9


def test_early_stopping_stops(make_config, train, metrics, tmp_path, monkeypatch):
    scores = iter([0.5, 0.6, 0.6, 0.55, 0.9])
    monkeypatch.setattr("detente.training.fit.validation_scores", lambda *_: {"macro_f1": next(scores)})
    run = train(make_config("--training.epochs=9", "--training.patience=2"), tmp_path / "run")
    assert metrics(run)[-1]["epoch"] == 4
    state = json.loads((run / "last" / "trainer_state.json").read_text())
    assert state["best_global_step"] == 6


def test_accumulated_batches_make_the_same_step(make_config, calm, train, weights, metrics, same, tmp_path):
    settings = ["--training.batch_size=12", "--training.group_lengths=false"]
    whole = train(make_config(*settings, **calm), tmp_path / "whole")
    parts = train(make_config(*settings, "--training.accumulation=3", **calm), tmp_path / "parts")
    losses = [[row["loss"] for row in metrics(run) if "loss" in row] for run in (whole, parts)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)
    assert losses[0][0] != losses[0][1]
    assert same(weights(parts / "last"), weights(whole / "last"), within=1e-4)


def test_checkpointing_changes_no_weight(make_config, calm, train, weights, same, tmp_path, monkeypatch):
    calls, original = [], BertAttention.forward
    monkeypatch.setattr(BertAttention, "forward", lambda *args, **kwargs: calls.append(1) or original(*args, **kwargs))
    plain = train(make_config(**calm), tmp_path / "plain")
    once = len(calls)
    saving = train(make_config("--training.checkpointing=true", **calm), tmp_path / "saving")
    # Two layers run once more in the backward pass of each of nine steps.
    assert len(calls) - once == once + 18
    assert same(weights(saving / "last"), weights(plain / "last"), within=1e-6)


def test_adapters_change_only_themselves_and_the_heads(make_config, train, tiny_encoder, weights, tmp_path):
    run = train(make_config(**LORA), tmp_path / "run")
    before, after = AutoModel.from_pretrained(tiny_encoder).state_dict(), weights(run / "last")
    changed = {name for name in before if not torch.equal(before[name], after.get(f"encoder.{name}", before[name]))}
    assert len(changed) == 12
    assert all(name.endswith((".query.weight", ".key.weight", ".value.weight", ".dense.weight")) for name in changed)
    assert not any("lora" in name for name in after)
    (scored,) = load(run / "best").classify(["we welcome the treaty"])
    assert scored["topic"].label in {"fish", "steel"}


def test_merged_adapters_compute_the_same(make_config):
    parts = build(make_config(**LORA))
    adapted = add_adapters(parts.network, make_config(**LORA).settings.lora).eval()
    for name, parameter in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    batch = (
        torch.arange(20).reshape(2, 10) + 50,
        torch.ones(2, 10, dtype=torch.long),
        torch.ones(2, 10, dtype=torch.long),
    )
    with torch.no_grad():
        expected, found = adapted(*batch).logits, merged(adapted).eval()(*batch).logits
        plain = build(make_config()).network.eval()(*batch).logits
    for one, other, without in zip(expected, found, plain, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)
        assert (one - without).abs().max() > 0.1


@pytest.mark.parametrize(
    "settings",
    [
        ["--loss.class_weights=balanced"],
        ["--loss.task_weights={attitude: 3.0}"],
        ["--loss.label_smoothing=0.2"],
        ["--training.layer_decay=0.5"],
        ["--training.scheduler=cosine"],
        ["--training.warmup=0.5"],
        ["--training.weight_decay=0.9"],
        ["--training.max_grad_norm=0.1"],
        ["--training.frozen_levels=1"],
        ["--head.pooling=first"],
        ["--head.pooling=mean"],
    ],
)
def test_settings_reach_the_training(make_config, calm, train, plain_run, weights, tmp_path, settings):
    run = train(make_config("--training.epochs=2", *settings, **calm), tmp_path / "run")
    assert moved(weights, run, plain_run)


def test_one_task_alone_trains(make_config, train, tmp_path):
    run = train(make_config("--training.epochs=1", labels={"topic": ["fish", "steel"]}), tmp_path / "run")
    (scored,) = load(run / "best").classify(["we welcome the treaty"])
    assert scored.predictions.keys() == {"topic"}


def test_a_table_without_labels_for_a_task_trains(make_config, train, tmp_path, metrics):
    labels = {"attitude": ["warm", "cool", "hostile"], "topic": ["fish", "steel"], "mood": ["glad", "sad"]}
    run = train(make_config("--training.epochs=1", labels=labels), tmp_path / "run")
    assert metrics(run)[-1]["eval_mood_macro_f1"] == 0
    assert load(run / "best").classify(["we welcome the treaty"])[0]["mood"].label in {"glad", "sad"}


def test_a_batch_is_shared_by_processes_and_steps(make_config, tmp_path, monkeypatch):
    settings = make_config("--training.batch_size=16", "--training.accumulation=2").settings
    assert arguments(settings, tmp_path).per_device_train_batch_size == 8
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(ConfigError, match=r"training\.batch_size: 16 cannot be shared by 3 processes"):
        arguments(settings, tmp_path)


def test_validation_scores_are_macro_f1_over_the_answered_rows():
    schema = LabelSchema.from_mapping({"attitude": ["warm", "cool"], "topic": ["fish", "steel"]})
    attitude = np.array([[2, 1], [0, 1], [3, 0], [1, 0]])
    topic = np.array([[1, 0], [1, 0], [0, 5], [9, 0]])
    gold = np.array([[0, 0], [1, -100], [1, 1], [0, -100]])
    scores = validation_scores(EvalPrediction((attitude, topic), gold), schema)
    assert scores["attitude_macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert scores["topic_macro_f1"] == 1
    assert scores["macro_f1"] == pytest.approx((scores["attitude_macro_f1"] + 1) / 2)


def test_a_cut_context_is_told(make_config, train, tmp_path, capfd):
    config = make_config("--training.epochs=1")
    table = config.folder / "table.jsonl"
    rows = [json.loads(line) for line in table.read_text().splitlines()]
    for row in rows[:5]:
        row["context"] = row["text"] + " the envoy said on monday" * 20
    table.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    train(config, tmp_path / "run")
    assert "5 statements have their context cut to 64 tokens" in capfd.readouterr().err


def test_no_cut_no_word(make_config, train, tmp_path, capfd):
    train(make_config("--training.epochs=1"), tmp_path / "run")
    assert "context cut" not in capfd.readouterr().err
