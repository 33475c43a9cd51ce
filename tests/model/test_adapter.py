"""Adapter checkpoints: the same weights as merged by peft, from the very encoder that they were trained over."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from safetensors.torch import load_file as load_tensors

from detente.model.adapter import ADAPTER_WEIGHTS, Adapter
from detente.model.article import Statement
from detente.model.checkpoint import READABLE_FORMAT, SHIPPED_FOLDER, open_checkpoint
from detente.model.errors import CheckpointError
from detente.model.network import DetenteModel

QUERY = "encoder.encoder.layer.1.attention.self.query"


@pytest.fixture
def adapter(adapter_and_full, tmp_path):
    return shutil.copytree(adapter_and_full[0], tmp_path / "adapter")


def change_config(folder, change):
    config = json.loads((folder / "config.json").read_text())
    change(config)
    (folder / "config.json").write_text(json.dumps(config))


def read_all(folder):
    checkpoint = open_checkpoint(folder)
    return checkpoint.encoder, checkpoint.weights()


def refused(folder):
    with pytest.raises(CheckpointError) as caught:
        read_all(folder)
    return str(caught.value)


def test_the_weights_are_those_that_peft_merges(adapter_and_full):
    adapter, full = adapter_and_full
    expected, found = load_tensors(full / "model.safetensors"), open_checkpoint(adapter).weights("pt")
    assert set(expected) <= set(found)
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value, atol=1e-6, rtol=0)


def test_the_adapters_matter(adapter_and_full, tiny_package):
    merged = open_checkpoint(adapter_and_full[0]).weights("pt")[f"{QUERY}.weight"]
    plain = load_tensors(tiny_package / "model" / "model.safetensors")[f"{QUERY.removeprefix('encoder.')}.weight"]
    assert (merged - plain).abs().max() > 0.1


@pytest.mark.parametrize("kind", [0, 1])
def test_numpy_reads_the_same_as_torch(adapter_and_full, kind):
    checkpoint = open_checkpoint(adapter_and_full[kind])
    arrays, tensors = checkpoint.weights(), checkpoint.weights("pt")
    assert arrays.keys() == tensors.keys()
    for name, value in arrays.items():
        np.testing.assert_allclose(value, tensors[name].numpy(), atol=1e-6)


def test_the_numpy_way_loads_no_torch(adapter_and_full, tiny_package):
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); from detente.model.checkpoint import open_checkpoint\n"
        "weights = open_checkpoint(sys.argv[1]).weights()\n"
        "print(len(weights), *({'torch', 'transformers', 'peft'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(adapter_and_full[0]), str(tiny_package.parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) == 1


def test_it_reads_as_the_full_one_does(adapter_and_full):
    adapter, full = (open_checkpoint(folder) for folder in adapter_and_full)
    assert adapter.schema == full.schema
    assert adapter.settings == full.settings
    assert adapter.name == full.name
    statements = [Statement.of("We agree, said nobody."), Statement.of("the fish")]
    assert adapter.encoder.encode(statements) == full.encoder.encode(statements)


def test_saved_again_it_is_a_full_checkpoint(adapter_and_full, tmp_path):
    DetenteModel.from_checkpoint(open_checkpoint(adapter_and_full[0])).save_pretrained(tmp_path)
    assert json.loads((tmp_path / "config.json").read_text())["format_version"] == 1
    ours, theirs = (load_tensors(folder / "model.safetensors") for folder in (tmp_path, adapter_and_full[1]))
    assert ours.keys() == theirs.keys()
    assert all(torch.allclose(ours[name], theirs[name], rtol=0, atol=1e-6) for name in ours)


def test_it_holds_adapters_and_heads_alone(adapter):
    names = set(load_file(adapter / ADAPTER_WEIGHTS))
    assert all(name.startswith("heads.") or name.endswith((".lora_A", ".lora_B")) for name in names)
    # Beside it other tests may have had a graph made.
    assert {path.name for path in adapter.iterdir()} - {"openvino"} == {"config.json", ADAPTER_WEIGHTS}
    assert json.loads((adapter / "config.json").read_text())["format_version"] == READABLE_FORMAT == 2


def test_the_sections_of_the_config_read_back(adapter):
    opened = open_checkpoint(adapter).adapter
    assert opened is not None
    assert Adapter.from_config(opened.to_config()) == opened
    assert (opened.package, opened.rank, opened.alpha, len(opened.targets)) == ("tiny_package", 4, 8.0, 12)


def test_the_hash_follows_adapter_config_and_encoder(adapter, adapter_and_full):
    before = open_checkpoint(adapter).hash
    assert before == open_checkpoint(adapter_and_full[0]).hash
    change_config(adapter, lambda config: config["base"]["sha256"].update({"tokenizer.json": "0" * 64}))
    other_encoder = open_checkpoint(adapter).hash
    tensors = load_file(adapter / ADAPTER_WEIGHTS)
    tensors["heads.topic_logits.bias"] += np.float32(1)
    save_file(tensors, adapter / ADAPTER_WEIGHTS)
    assert len({before, other_encoder, open_checkpoint(adapter).hash}) == 3


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_another_version_of_the_encoder_is_refused(adapter, tiny_package, file):
    change_config(adapter, lambda config: config["base"]["sha256"].update({file: "0" * 64}))
    message = refused(adapter)
    assert str(tiny_package / "model" / file) in message
    assert "trained over another version of the package 'tiny_package'" in message


def test_an_encoder_that_is_not_installed_says_what_to_install(adapter):
    change_config(adapter, lambda config: config["base"].update(package="no_such_encoder"))
    assert "'no_such_encoder', which is not installed; pip install no-such-encoder" in refused(adapter)


def test_a_package_without_an_encoder(adapter):
    change_config(adapter, lambda config: config["base"].update(package="email"))
    assert "the Python package 'email': cannot read tokenizer.json" in refused(adapter)


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_an_adapter_that_was_cut(adapter, size):
    data = (adapter / ADAPTER_WEIGHTS).read_bytes()
    (adapter / ADAPTER_WEIGHTS).write_bytes(data[:size])
    assert f"{adapter / ADAPTER_WEIGHTS}: damaged" in refused(adapter)


def test_an_adapter_that_is_missing(adapter):
    (adapter / ADAPTER_WEIGHTS).unlink()
    assert f"{ADAPTER_WEIGHTS} missing" in refused(adapter)


@pytest.mark.parametrize("shape", [None, (4, 7), (3, 32)])
def test_a_correction_that_does_not_fit(adapter, shape):
    tensors = load_file(adapter / ADAPTER_WEIGHTS)
    del tensors[f"{QUERY}.lora_A"]
    if shape is not None:
        tensors[f"{QUERY}.lora_A"] = np.zeros(shape, dtype=np.float32)
    save_file(tensors, adapter / ADAPTER_WEIGHTS)
    message = refused(adapter)
    assert f"{ADAPTER_WEIGHTS}: damaged: the correction of {QUERY} does not fit" in message


def test_a_head_that_is_missing(adapter):
    tensors = load_file(adapter / ADAPTER_WEIGHTS)
    del tensors["heads.topic_logits.weight"]
    save_file(tensors, adapter / ADAPTER_WEIGHTS)
    assert "the head of task 'topic' has shape None, expected 2 rows" in refused(adapter)


@pytest.mark.parametrize(
    "change",
    [
        lambda config: config.pop("base"),
        lambda config: config.update(base="tiny_package"),
        lambda config: config["base"].update(sha256={}),
        lambda config: config["adapter"].pop("targets"),
        lambda config: config["adapter"].update(rank="four"),
        lambda config: config["adapter"].update(rank=0),
    ],
)
def test_a_damaged_section(adapter, change):
    change_config(adapter, change)
    message = refused(adapter)
    assert f"{adapter / 'config.json'}: damaged: " in message
    assert "expected" in message


def test_the_shipped_one_is_the_default(tmp_path, monkeypatch, tiny_checkpoint):
    monkeypatch.chdir(tmp_path)
    assert open_checkpoint().path == open_checkpoint("shipped").path == SHIPPED_FOLDER
    (tmp_path / "shipped").symlink_to(tiny_checkpoint)
    assert open_checkpoint("shipped").name == "tiny"
    assert open_checkpoint().path == SHIPPED_FOLDER
