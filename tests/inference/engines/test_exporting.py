"""Where the exported graph is kept."""

import shutil

import pytest

from detente.inference.engines.needed import needed_tokens
from detente.model.checkpoint import open_checkpoint
from detente.model.errors import CheckpointError

exporting = pytest.importorskip("detente.inference.engines.exporting")


@pytest.fixture
def checkpoint(tiny_checkpoint, tmp_path):
    # Other tests may have had a graph made beside it.
    without = shutil.ignore_patterns("openvino")
    return open_checkpoint(shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint", ignore=without))


def no_making(checkpoint):
    raise AssertionError("made again")


def test_it_is_made_once_and_kept_beside_the_checkpoint(checkpoint, own_cache, monkeypatch):
    exporting.encoder_graph(checkpoint)
    (kept,) = (checkpoint.path / "openvino").iterdir()
    assert kept.name == exporting.graph_key(checkpoint)
    assert sorted(file.name for file in kept.iterdir()) == ["encoder.bin", "encoder.xml"]
    assert not any(own_cache.iterdir())
    monkeypatch.setattr(exporting, "make_graph", no_making)
    exporting.encoder_graph(checkpoint)


def test_the_kept_graph_is_the_made_one(checkpoint, make_batch):
    openvino = pytest.importorskip("openvino")
    room = pytest.importorskip("detente.inference.engines.openvino_engine")
    batch = make_batch()
    feeds = room.inputs_of(batch, needed_tokens(batch.attention, batch.statement, "statement"))
    made = exporting.encoder_graph(checkpoint)
    kept = exporting.encoder_graph(checkpoint)
    first, second = (openvino.compile_model(graph, "CPU")(feeds)[0] for graph in (made, kept))
    assert (first == second).all()
    assert first.std() > 0.1


def test_the_key_follows_content_and_version(checkpoint, monkeypatch):
    key = exporting.graph_key(checkpoint)
    assert key.startswith(checkpoint.hash)
    monkeypatch.setattr(exporting.ov, "__version__", "1999.1.0-1")
    assert exporting.graph_key(checkpoint) == f"{checkpoint.hash}-v{exporting.GRAPH_VERSION}-1999.1.0"
    (checkpoint.path / "tokenizer.json").write_text("{}", encoding="utf-8")
    assert exporting.graph_key(open_checkpoint(checkpoint.path)) != key


def test_where_the_checkpoint_cannot_be_written_the_users_cache_holds_it(checkpoint, own_cache):
    # A file in the place of the folder stops root, too.
    (checkpoint.path / "openvino").write_text("", encoding="utf-8")
    assert exporting.export(checkpoint).is_relative_to(own_cache)
    assert len(list(own_cache.rglob("encoder.xml"))) == 1


def test_where_nothing_can_be_written_the_graph_is_made_each_time(checkpoint, own_cache, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    (checkpoint.path / "openvino").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert len(exporting.encoder_graph(checkpoint).inputs) == 3
    with pytest.raises(CheckpointError, match=r"cannot keep the exported graph: cannot write .*openvino"):
        exporting.export(checkpoint)


def test_the_installed_checkpoint_is_left_as_it_is(own_cache):
    folders = exporting.cache_folders(open_checkpoint())
    assert [folder.is_relative_to(own_cache) for folder in folders] == [True]


def test_a_write_that_fails_leaves_no_half_graph(checkpoint, own_cache, monkeypatch):
    def full(model, path, **settings):
        path.write_text("<half", encoding="utf-8")
        raise RuntimeError("No space left on device")

    monkeypatch.setattr(exporting.ov, "save_model", full)
    exporting.encoder_graph(checkpoint)
    assert list((checkpoint.path / "openvino").iterdir()) == []
    assert [path for path in own_cache.rglob("*") if path.is_file()] == []


def test_exporting_again_replaces_a_damaged_graph(checkpoint):
    folder = exporting.export(checkpoint)
    (folder / "encoder.xml").write_text("<half", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"encoder\.xml: damaged: .*detente export"):
        exporting.encoder_graph(checkpoint)
    assert exporting.export(checkpoint) == folder
    assert len(exporting.encoder_graph(checkpoint).inputs) == 3
