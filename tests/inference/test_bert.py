import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel

from detente.inference.engines import bert, start
from detente.inference.engines.torch_engine import TorchEngine
from detente.model.checkpoint import open_checkpoint
from detente.model.errors import CheckpointError, InputError

NEAR = {"atol": 1e-5, "rtol": 1e-5}


@pytest.fixture(scope="module")
def pair(tiny_encoder):
    """The plain encoder and that of transformers, over the same weights."""
    theirs = AutoModel.from_pretrained(tiny_encoder).eval()
    weights = load_file(tiny_encoder / "model.safetensors")
    return bert.Bert({f"encoder.{key}": value for key, value in weights.items()}, theirs.config.to_dict()), theirs


@pytest.mark.parametrize("lengths", [[1], [7], [128], [5, 3, 1], [128, 64, 2], [9] * 4])
def test_equals_transformers_for_lengths_and_masks(pair, lengths):
    ours, theirs = pair
    ids = torch.randint(0, 400, (len(lengths), max(lengths)), generator=torch.Generator().manual_seed(sum(lengths)))
    attention = torch.tensor([[1] * size + [0] * (max(lengths) - size) for size in lengths])
    with torch.inference_mode():
        expected = theirs(input_ids=ids, attention_mask=attention).last_hidden_state
        found = ours(ids, attention)
    kept = attention.bool()
    torch.testing.assert_close(found[kept], expected[kept], **NEAR)
    assert expected[kept].std() > 0.1


def test_masks_with_holes_too(pair):
    ours, theirs = pair
    ids, attention = torch.arange(5, 15).reshape(1, 10), torch.tensor([[1, 1, 0, 1, 0, 0, 1, 1, 1, 1]])
    with torch.inference_mode():
        expected = theirs(input_ids=ids, attention_mask=attention).last_hidden_state
        torch.testing.assert_close(ours(ids, attention)[attention.bool()], expected[attention.bool()], **NEAR)


def test_what_it_runs():
    config = {"model_type": "bert", "hidden_act": "gelu"}
    assert bert.runs(config)
    assert bert.runs({**config, "position_embedding_type": "absolute"})
    for foreign in (
        {"model_type": "roberta"},
        {"hidden_act": "gelu_new"},
        {"position_embedding_type": "relative_key"},
        {"is_decoder": True},
    ):
        assert not bert.runs({**config, **foreign})
    assert not bert.runs({})


def arrays():
    generator = np.random.default_rng(8)
    attention = (np.arange(40) < np.array([[40], [31], [12], [5]])).astype(np.int64)
    statement = attention * (generator.random(attention.shape) < 0.4)
    return generator.integers(5, 400, attention.shape), attention, statement


@pytest.mark.parametrize("pooling", ["statement", "mean", "first"])
def test_the_general_path_equals_the_plain_one(make_checkpoint, tmp_path, monkeypatch, pooling):
    checkpoint = open_checkpoint(make_checkpoint(tmp_path / "checkpoint", pooling=pooling))
    plain = TorchEngine(checkpoint).logits(*arrays())
    monkeypatch.setattr(bert, "runs", lambda config: False)
    general = TorchEngine(checkpoint).logits(*arrays())
    assert list(plain) == list(general) == ["attitude", "topic"]
    for name in plain:
        assert plain[name].dtype == np.float32
        np.testing.assert_allclose(plain[name], general[name], **NEAR)
    assert plain["attitude"].std(axis=0).min() > 1e-3


@pytest.mark.parametrize("plain", [True, False])
def test_an_adapter_gives_the_logits_of_the_full_checkpoint(adapter_and_full, monkeypatch, plain):
    if not plain:
        monkeypatch.setattr(bert, "runs", lambda config: False)
    adapter, full = (TorchEngine(open_checkpoint(folder)).logits(*arrays()) for folder in adapter_and_full)
    for name in full:
        np.testing.assert_allclose(adapter[name], full[name], **NEAR)


def test_loading_leaves_the_threads_as_they_were(adapter_and_full, monkeypatch):
    monkeypatch.setattr(torch, "get_num_threads", lambda: 3)
    asked = []
    monkeypatch.setattr(torch, "set_num_threads", asked.append)
    TorchEngine(open_checkpoint(adapter_and_full[0]))
    assert asked == [1, 3]


def cut_after_opening(checkpoint, size):
    """``checkpoint`` opened whole, its weights cut afterwards: only the engine can find out."""
    opened = open_checkpoint(checkpoint)
    weights = checkpoint / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:size])
    return opened


def test_weights_that_were_cut_are_a_checkpoint_error(make_checkpoint, tmp_path):
    opened = cut_after_opening(make_checkpoint(tmp_path / "checkpoint"), 1000)
    with pytest.raises(CheckpointError, match=r"model\.safetensors: damaged"):
        TorchEngine(opened)


def test_weights_that_were_cut_are_a_checkpoint_error_in_the_general_path(make_checkpoint, tmp_path, monkeypatch):
    opened = cut_after_opening(make_checkpoint(tmp_path / "checkpoint"), 1000)
    monkeypatch.setattr(bert, "runs", lambda config: False)
    with pytest.raises(CheckpointError, match="damaged"):
        TorchEngine(opened)


def test_a_missing_tensor_is_named(make_checkpoint, tmp_path):
    folder = make_checkpoint(tmp_path / "checkpoint")
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.encoder.layer.1.attention.self.key.bias"]
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"the tensor .*layer\.1\.attention\.self\.key\.bias.* is missing"):
        TorchEngine(open_checkpoint(folder))


@pytest.mark.parametrize(
    ("missing", "plain"),
    [
        ("encoder.encoder.layer.1.output.dense.bias", True),
        ("encoder.encoder.layer.1.output.dense.bias", False),
        ("heads.topic_logits.bias", False),
    ],
)
def test_any_missing_tensor_is_found_at_load(make_checkpoint, tmp_path, monkeypatch, missing, plain):
    folder = make_checkpoint(tmp_path / "checkpoint")
    weights = load_file(folder / "model.safetensors")
    del weights[missing]
    save_file(weights, folder / "model.safetensors")
    if not plain:
        monkeypatch.setattr(bert, "runs", lambda config: False)
    with pytest.raises(CheckpointError, match="is missing"):
        TorchEngine(open_checkpoint(folder))


def test_an_unknown_engine_names_those_that_exist(tiny_checkpoint):
    with pytest.raises(InputError, match="engine 'abacus': expected one of auto, torch, openvino"):
        start(open_checkpoint(tiny_checkpoint), "abacus")


def test_bfloat16_rounds_products_alone(tiny_checkpoint):
    engine = TorchEngine(open_checkpoint(tiny_checkpoint), precision="bfloat16")
    exact = TorchEngine(open_checkpoint(tiny_checkpoint)).logits(*arrays())
    for name, values in engine.logits(*arrays()).items():
        assert 0 < abs(values - exact[name]).max() < 0.1
    assert not bert.in_products("heads.topic_logits.weight")
    assert not bert.in_products("encoder.encoder.layer.0.output.LayerNorm.weight")
    assert bert.in_products("encoder.encoder.layer.0.output.dense.bias")
