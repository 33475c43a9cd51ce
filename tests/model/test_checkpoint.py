import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from detente.model.article import Statement
from detente.model.checkpoint import READABLE_FORMAT, open_checkpoint
from detente.model.errors import CheckpointError
from detente.model.network import FORMAT_VERSION


@pytest.fixture
def copy(tiny_checkpoint, tmp_path):
    return shutil.copytree(tiny_checkpoint, tmp_path / "copy")


def change_config(folder, **fields):
    path = folder / "config.json"
    config = {**json.loads(path.read_text()), **fields}
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not ...}))


def test_a_checkpoint_says_what_it_is(tiny_checkpoint, schema):
    checkpoint = open_checkpoint(str(tiny_checkpoint))
    assert checkpoint.schema == schema
    assert (checkpoint.settings.max_tokens, checkpoint.settings.limit) == (64, 128)
    assert checkpoint.name == "tiny"
    assert checkpoint.model == f"tiny@{checkpoint.hash}"
    assert len(checkpoint.encoder.encode([Statement.of("we agree")])) == 1


def test_what_is_written_can_be_read():
    assert FORMAT_VERSION <= READABLE_FORMAT


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_the_hash_follows_the_content(copy, tiny_checkpoint, file):
    assert open_checkpoint(copy).hash == open_checkpoint(tiny_checkpoint).hash
    before = open_checkpoint(copy).hash
    if file == "model.safetensors":
        weights = load_file(copy / file)
        weights["heads.topic_logits.bias"] += np.float32(1)
        save_file(weights, copy / file)
    else:
        (copy / file).write_text((copy / file).read_text() + "\n")
    assert open_checkpoint(copy).hash != before


def refused(folder):
    with pytest.raises(CheckpointError) as caught:
        _ = open_checkpoint(folder).encoder
    assert str(folder) in str(caught.value)
    return str(caught.value)


def test_a_missing_folder(tmp_path):
    assert "no such folder" in refused(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder(copy):
    assert "no such folder" in refused(copy / "config.json")


def test_an_empty_folder_lists_all_that_is_missing(tmp_path):
    message = refused(tmp_path)
    assert "not a detente checkpoint: config.json, model.safetensors, tokenizer.json missing" in message
    assert "did you mean" not in message


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(copy, file):
    (copy / file).unlink()
    assert f"{file} missing" in refused(copy)


def test_a_run_folder_points_to_its_best(copy, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(copy, run / "best")
    assert f"did you mean {run / 'best'}?" in refused(run)


@pytest.mark.parametrize("text", ["", "{", '{"model_type": "detente"', "\x00"])
def test_damaged_json(copy, text):
    (copy / "config.json").write_text(text)
    assert "config.json: damaged" in refused(copy)


def test_a_config_that_is_not_utf_8(copy):
    (copy / "config.json").write_bytes(b'{"name": "\xff"}')
    assert "config.json: damaged" in refused(copy)


@pytest.mark.parametrize("model_type", ["bert", ...])
def test_a_foreign_config(copy, model_type):
    change_config(copy, model_type=model_type)
    assert "expected 'detente': made by another tool?" in refused(copy)


def test_a_config_that_is_a_list(copy):
    (copy / "config.json").write_text("[]")
    assert "model_type is 'list'" in refused(copy)


def test_a_newer_format_says_to_upgrade(copy):
    change_config(copy, format_version=READABLE_FORMAT + 1)
    message = refused(copy)
    assert f"format_version {READABLE_FORMAT + 1} is newer than {READABLE_FORMAT}" in message
    assert "upgrade" in message


@pytest.mark.parametrize("version", [..., "1", True, 0, 1.5])
def test_a_format_version_that_is_none(copy, version):
    change_config(copy, format_version=version)
    assert "expected a whole number from 1" in refused(copy)


@pytest.mark.parametrize("labels", [..., [], [{"name": "attitude"}], [{"name": "A", "labels": [], "definitions": []}]])
def test_a_damaged_schema(copy, labels):
    change_config(copy, label_schema=labels)
    assert "config.json: damaged: label" in refused(copy)


def test_truncated_weights(copy):
    data = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(data[: len(data) // 2])
    assert "model.safetensors: damaged" in refused(copy)


def test_weights_of_zero_bytes(copy):
    (copy / "model.safetensors").write_bytes(b"")
    assert "model.safetensors: damaged" in refused(copy)


def test_a_head_of_the_wrong_shape(copy):
    weights = load_file(copy / "model.safetensors")
    weights["heads.attitude_logits.weight"] = np.zeros((4, 32), dtype=np.float32)
    save_file(weights, copy / "model.safetensors")
    assert "the head of task 'attitude' has shape [4, 32], expected 3 rows" in refused(copy)


def test_a_head_that_is_missing(copy):
    weights = load_file(copy / "model.safetensors")
    del weights["heads.topic_logits.weight"]
    save_file(weights, copy / "model.safetensors")
    assert "the head of task 'topic' has shape None, expected 2 rows" in refused(copy)


def test_a_damaged_tokenizer(copy):
    (copy / "tokenizer.json").write_text("{}")
    assert "tokenizer.json: damaged" in refused(copy)
