import pytest
import torch

from detente.inference.scorer import load
from detente.model.errors import ConfigError
from detente.training.adapters import adapter_of, adapter_state, add_adapters, merged
from detente.training.building import build
from detente.training.pipeline import finish
from detente.training.settings import LoraSettings

LORA = LoraSettings(rank=4, alpha=8, dropout=0.0, targets="all-linear")


@pytest.fixture
def network(make_config):
    return build(make_config()).network.eval()


def targets(network):
    return {name.split(".lora_")[0] for name in adapter_state(network)}


def batch():
    ids = torch.arange(20).reshape(2, 10) + 50
    return ids, torch.ones_like(ids), torch.ones_like(ids)


def test_rank_zero_is_none(network):
    assert add_adapters(network, LORA.model_copy(update={"rank": 0})) is network
    assert adapter_state(network) == {}
    assert all(parameter.requires_grad for parameter in network.parameters())
    assert merged(network) is network


def test_only_adapters_and_heads_learn(network):
    adapted = add_adapters(network, LORA)
    learning = {name for name, parameter in adapted.named_parameters() if parameter.requires_grad}
    assert all(name.startswith("heads.") or ".lora_" in name for name in learning)
    assert {name for name, _ in adapted.named_parameters() if name.startswith("heads.")} <= learning
    assert sum(".lora_" in name for name in learning) == 2 * 12


def test_every_linear_layer_of_the_encoder_gets_one_and_no_head(network):
    found = targets(add_adapters(network, LORA))
    assert len(found) == 12
    assert all(name.startswith("encoder.encoder.layer.") for name in found)


@pytest.mark.parametrize("wanted", ["query", ["query"]])
def test_layers_by_name(network, wanted):
    found = targets(add_adapters(network, LORA.model_copy(update={"targets": wanted})))
    assert found == {f"encoder.encoder.layer.{layer}.attention.self.query" for layer in (0, 1)}


def test_a_name_that_no_layer_has(network):
    with pytest.raises(ConfigError, match=r"lora\.targets: the encoder has no linear layer called Wqkv"):
        add_adapters(network, LORA.model_copy(update={"targets": "Wqkv"}))


def test_fresh_adapters_change_nothing(network):
    with torch.no_grad():
        expected = network(*batch()).logits
        found = add_adapters(network, LORA)(*batch()).logits
    assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))


def test_merging_leaves_the_network_as_it_is(network):
    plain_names = set(network.state_dict())
    adapted = add_adapters(network, LORA)
    for name, parameter in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    before = {name: value.clone() for name, value in adapted.state_dict().items()}
    with torch.no_grad():
        joined = merged(adapted).eval()
        assert set(joined.state_dict()) == plain_names
        for one, other in zip(joined(*batch()).logits, adapted(*batch()).logits, strict=True):
            torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)
    assert all(torch.equal(value, before[name]) for name, value in adapted.state_dict().items())


ADAPTED = ("--lora.rank=4", "--training.epochs=2", "--training.learning_rate=1e-2")


def test_a_run_with_adapters_keeps_its_best_in_both_kinds(make_config, train, corpus_of, tiny_package, tmp_path):
    config = make_config("--encoder.source=package:tiny_package", *ADAPTED)
    run = train(config, tmp_path / "run")
    corpus = corpus_of(config)
    finish(config, corpus, run)
    full, adapter = (load(run / name, engine="torch") for name in ("best", "best-adapter"))
    statements = [row.statement for row in corpus.parts["test"]]
    for one, other in zip(full.classify(statements), adapter.classify(statements), strict=True):
        for task in full.schema.names:
            assert one[task].probabilities == pytest.approx(other[task].probabilities, abs=1e-5)
    assert {path.name for path in (run / "best-adapter").iterdir()} == {
        *("config.json", "adapter.safetensors", "training.yaml", "metrics.json", "README.md", "calibration.json"),
    }
    scores = (run / "best-adapter" / "metrics.json").read_text(encoding="utf-8")
    assert adapter.model in scores
    assert full.model not in scores
    assert "DetenteModel.from_checkpoint" in (run / "best-adapter" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("overrides", [ADAPTED, ("--encoder.source=package:tiny_package",)])
def test_no_adapter_folder_without_adapters_or_without_a_package(make_config, tiny_package, overrides):
    config = make_config(*overrides)
    network = add_adapters(build(config).network, config.settings.lora)
    assert adapter_of(network, config.settings) is None


def test_no_adapter_folder_where_the_package_names_its_tensors_otherwise(
    make_config, network, tiny_package, monkeypatch
):
    settings = make_config("--encoder.source=package:tiny_package", *ADAPTED).settings
    adapted = add_adapters(network, settings.lora)
    assert adapter_of(adapted, settings) is not None
    monkeypatch.setattr(type(adapted), "state_dict", lambda self: {"encoder.other": 0, "encoder.q.lora_A.default": 0})
    assert adapter_of(adapted, settings) is None
