import hashlib
import sys

import pytest

from detente.model.errors import ConfigError
from detente.model.packages import sha256
from detente.training.sources import encoder_source, resolve


def test_a_path_is_relative_to_the_folder(tmp_path):
    assert resolve("data/a.jsonl", tmp_path) == tmp_path / "data" / "a.jsonl"


def test_an_absolute_path_stays(tmp_path):
    assert resolve("/data/a.jsonl", tmp_path).as_posix() == "/data/a.jsonl"


def test_the_home_folder_is_filled_in(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert resolve("~/a.jsonl", tmp_path) == tmp_path / "home" / "a.jsonl"


def test_a_file_inside_a_package(tmp_path):
    path = resolve("package:detente.training/data/articles.jsonl", tmp_path)
    assert path.is_file()
    assert path.name == "articles.jsonl"


def test_a_package_that_is_not_installed(tmp_path):
    with pytest.raises(ConfigError, match="the Python package 'no_such_thing' is not installed; pip install"):
        resolve("package:no_such_thing/a.jsonl", tmp_path)


def made_package(tmp_path, monkeypatch, *files):
    root = tmp_path / "made_encoder"
    root.mkdir()
    (root / "__init__.py").touch()
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("{}")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "made_encoder", raising=False)
    return root


def test_an_encoder_in_a_package_is_the_folder_with_its_config(tmp_path, monkeypatch):
    root = made_package(tmp_path, monkeypatch, "model/config.json", "model/1_Pooling/config.json")
    assert encoder_source("package:made_encoder", tmp_path) == str(root / "model")


def test_a_package_without_an_encoder(tmp_path, monkeypatch):
    made_package(tmp_path, monkeypatch)
    with pytest.raises(ConfigError, match=r"holds no folder with a config\.json"):
        encoder_source("package:made_encoder", tmp_path)


def test_an_encoder_beside_the_config_or_on_the_hub(tmp_path):
    (tmp_path / "encoder").mkdir()
    assert encoder_source("encoder", tmp_path) == str(tmp_path / "encoder")
    assert encoder_source("somebody/something", tmp_path) == "somebody/something"


def test_sha256_of_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"abc" * 10**6)
    assert sha256(tmp_path / "a") == hashlib.sha256(b"abc" * 10**6).hexdigest()
