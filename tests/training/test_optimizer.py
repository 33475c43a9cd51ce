import pytest
from torch import nn

from detente.training.building import build
from detente.training.fit import in_bfloat16
from detente.training.optimizer import build_optimizer, depth_of, freeze, rate_of

ROBERTA = ["encoder.embeddings.word_embeddings.weight", "encoder.encoder.layer.0.attention.self.query.weight"]
ROBERTA += ["encoder.encoder.layer.11.output.LayerNorm.bias"]
MODERNBERT = ["encoder.embeddings.tok_embeddings.weight", "encoder.layers.0.attn.Wqkv.weight"]
MODERNBERT += ["encoder.layers.11.mlp.Wo.weight"]
DEBERTA = ["encoder.embeddings.LayerNorm.weight", "encoder.encoder.layer.0.attention.self.query_proj.weight"]
DEBERTA += ["encoder.encoder.layer.11.intermediate.dense.weight"]


@pytest.fixture
def settings(make_config):
    words = ["learning_rate=0.1", "head_learning_rate=0.7", "layer_decay=0.5", "weight_decay=0.2"]
    return make_config(*(f"--training.{word}" for word in words)).settings.training


@pytest.fixture
def network(make_config):
    return build(make_config()).network


@pytest.mark.parametrize("names", [ROBERTA, MODERNBERT, DEBERTA], ids=["roberta", "modernbert", "deberta"])
def test_each_layer_learns_slower_than_the_one_above(names, settings):
    assert [depth_of(name) for name in names] == [0, 1, 12]
    assert [rate_of(name, 13, settings) for name in names] == pytest.approx([0.1 * 0.5**12, 0.1 * 0.5**11, 0.1])


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("heads.stance_logits.weight", 0.7),
        ("heads.layer_logits.bias", 0.7),
        ("encoder.final_norm.weight", 0.1),
        ("encoder.encoder.LayerNorm.weight", 0.1),
        ("encoder.encoder.rel_embeddings.weight", 0.1 * 0.5**12),
        ("encoder.transformer.layer.11.ffn.lin1.weight", 0.1),
        ("encoder.encoder.layer.11.attention.self.query.lora_A.default.weight", 0.1),
    ],
)
def test_heads_and_what_stands_outside_of_the_layers(name, rate, settings):
    assert rate_of(name, 13, settings) == pytest.approx(rate)


def settings_of(optimizer, network):
    names = {id(parameter): name for name, parameter in network.named_parameters()}
    return {
        names[id(parameter)]: (group["lr"], group["weight_decay"])
        for group in optimizer.param_groups
        for parameter in group["params"]
    }


def test_the_tiny_encoder_learns_layer_by_layer(network, settings):
    found = settings_of(build_optimizer(network, settings), network)
    assert set(found) == {name for name, _ in network.named_parameters()}
    assert found["encoder.embeddings.word_embeddings.weight"] == pytest.approx((0.025, 0.2))
    assert found["encoder.encoder.layer.0.output.dense.weight"] == pytest.approx((0.05, 0.2))
    assert found["encoder.encoder.layer.1.output.dense.weight"] == pytest.approx((0.1, 0.2))
    assert found["heads.topic_logits.weight"] == pytest.approx((0.7, 0.2))


def test_biases_and_norms_do_not_decay(network, settings):
    found = settings_of(build_optimizer(network, settings), network)
    kept = {name for name, (_, decay) in found.items() if decay == 0}
    assert kept == {name for name in found if name.endswith(".bias") or "LayerNorm" in name}
    assert len(kept) > 20


def test_without_layer_decay_the_encoder_learns_at_one_rate(network, make_config):
    settings = make_config("--training.layer_decay=1.0").settings.training
    rates = {rate for rate, _ in settings_of(build_optimizer(network, settings), network).values()}
    assert rates == {settings.learning_rate, settings.head_learning_rate}


def test_what_does_not_learn_is_left_out(network, settings):
    for parameter in network.encoder.parameters():
        parameter.requires_grad = False
    assert all(name.startswith("heads.") for name in settings_of(build_optimizer(network, settings), network))


@pytest.mark.parametrize("levels", [0, 1, 2, 3])
def test_the_lowest_levels_are_frozen(network, levels):
    freeze(network, levels)
    frozen = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    parts = ["encoder.embeddings.", "encoder.encoder.layer.0.", "encoder.encoder.layer.1."]
    assert frozen == {name for name, _ in network.named_parameters() if name.startswith(tuple(parts[:levels]))}


def test_a_network_without_an_encoder_has_depth_one(settings):
    (group,) = build_optimizer(nn.Linear(2, 2, bias=False), settings).param_groups
    assert group["lr"] == pytest.approx(0.1)


@pytest.mark.parametrize(("setting", "expected"), [("float32", False), ("bfloat16", True)])
def test_the_precision_is_as_set(setting, expected):
    assert in_bfloat16(setting) is expected


@pytest.mark.parametrize("fast", [True, False])
def test_the_automatic_precision_asks_the_hardware(monkeypatch, fast):
    from detente.training import fit

    monkeypatch.setattr(fit.torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(fit, "fast_bfloat16", lambda: fast)
    assert in_bfloat16("auto") is fast
    monkeypatch.setattr(fit.torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(fit.torch.cuda, "is_bf16_supported", lambda including_emulation: not fast)
    assert in_bfloat16("auto") is not fast
