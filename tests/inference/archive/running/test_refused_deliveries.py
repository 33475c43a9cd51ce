"""A result that is not put to an address: what lies there already, and addresses that are none."""

from typing import Any

import pytest
from delivering import FILES, URL, BrokenError, breaking, refused, there
from fsspec.implementations.memory import MemoryFileSystem

from detente.inference.archive.delivery import work_folder
from detente.inference.archive.folder import RunFolder
from detente.inference.archive.journal import held
from detente.inference.archive.store import Store
from detente.model.errors import InputError


@pytest.mark.parametrize("name", ["statements.jsonl", "statements/part-00007.parquet"])
def test_files_of_others_are_not_written_over(deliver, shelf, name):
    shelf.pipe_file(f"/shelf/out/{name}", b"mine")
    for restart in (False, True):
        assert f"{name} is there already and no run of detente is known" in refused(deliver, restart=restart)
    assert there(shelf) == {name: b"mine"}


@pytest.mark.parametrize(
    "manifest", [b"{}", b"no JSON", b'{"files": [{"name": "../../else"}]}', b'{"files": [{"name": "a.txt"}]}']
)
def test_a_manifest_that_is_not_ours_is_never_touched(deliver, shelf, manifest):
    shelf.pipe_file("/shelf/out/manifest.json", manifest)
    for restart in (False, True):
        assert "is not that of a run of detente" in refused(deliver, restart=restart)
    assert there(shelf) == {"manifest.json": manifest}


def test_what_was_removed_at_the_address_later_is_told(deliver, shelf):
    deliver()
    shelf.rm_file("/shelf/out/rejects.jsonl")
    told = refused(deliver)
    assert "rejects.jsonl: is no longer what was put there" in told
    assert "score again with --restart" in told
    deliver(restart=True)
    assert set(there(shelf)) == FILES


def test_a_result_that_came_there_meanwhile_is_left_alone(deliver, shelf, monkeypatch):
    manifest = b'{"files": [{"name": "rejects.jsonl"}]}'
    with monkeypatch.context() as patch:
        breaking(patch, "rejects.jsonl", BrokenError("too busy"))
        refused(deliver)
    shelf.pipe_file("/shelf/out/manifest.json", manifest)
    assert "the result of another run is there" in refused(deliver)
    assert shelf.cat_file("/shelf/out/manifest.json") == manifest


def test_a_receipt_that_a_stop_left_half_written_counts_for_nothing(deliver, shelf, puts, monkeypatch, tmp_path):
    with monkeypatch.context() as patch:
        breaking(patch, "manifest.json", BrokenError("too busy"))
        refused(deliver)
    receipts = tmp_path / "work/receipts.jsonl"
    receipts.write_bytes(receipts.read_bytes()[:-10])
    again = puts[-1]
    puts.clear()
    deliver()
    assert puts == [again, "manifest.json"]
    assert set(there(shelf)) == FILES


def test_a_result_can_go_to_another_address_from_the_same_work_folder(deliver, shelf, monkeypatch, stopping):
    with monkeypatch.context() as patch:
        breaking(patch, "rejects.jsonl", BrokenError("no such bucket"))
        refused(deliver)
    deliver(url="memory://shelf/elsewhere", executor=stopping(0))
    assert set(there(shelf, "/shelf/elsewhere")) == FILES


def test_changed_inputs_are_refused_before_anything_is_put(deliver, archive, shelf, puts, stopping):
    with pytest.raises(KeyboardInterrupt):
        deliver(executor=stopping(2))
    archive.write_text(archive.read_text("utf-8") * 2, encoding="utf-8")
    told = refused(deliver)
    assert told.startswith("memory://shelf/out (worked on in ")
    assert f"input {archive}: changed" in told
    assert puts == []


def test_a_second_run_at_the_same_time_is_refused(deliver, shelf, tmp_path):
    with held(RunFolder(tmp_path / "work").work, "other"):
        assert "another detente writes there at this moment" in refused(deliver)


def test_a_place_where_nothing_can_be_put_is_told_before_scoring(deliver, shelf, monkeypatch, stopping):
    def forbidden(*arguments: Any, **options: Any) -> None:
        raise PermissionError("Forbidden")

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", forbidden)
    assert "nothing can be put there: Forbidden" in refused(deliver, executor=stopping(0))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("abacus://bucket/out/", "cannot be used: Protocol not known: abacus"),
        ("memory://", "expected a folder there"),
    ],
)
def test_addresses_that_are_none(deliver, url, told):
    assert told in refused(deliver, url=url)


def test_the_address_cannot_lie_in_an_input(score, shelf, tmp_path):
    shelf.pipe_file("/shelf/a.txt", b"Nothing was said.")
    with pytest.raises(InputError, match="lies in the input memory://shelf;"):
        score(["memory://shelf"], tmp_path / "work", url=URL)
    with pytest.raises(InputError, match="lies in the input"):
        score([tmp_path], tmp_path.parent / f"{tmp_path.name}-work", url=f"file://{tmp_path}/out")


def test_a_folder_of_this_machine_can_be_an_address(deliver, made, tmp_path):
    url = f"file://{tmp_path}/far/away/"
    deliver(url=url)
    assert set(made(tmp_path / "far/away")) | {"manifest.json"} == FILES
    deliver(url=url)


def test_each_address_has_a_work_folder_of_its_own_in_the_cache(home):
    one, same, other = (work_folder(f"s3://news/{name}") for name in ("out", "out/", "other/"))
    assert one == same != other
    assert one.parent == home / ".cache/detente/runs"


def test_folders_are_made_but_no_buckets(shelf):
    class Noting(MemoryFileSystem):
        cachable = False
        made: list[str] = []  # noqa: RUF012

        def makedirs(self, path: str, exist_ok: bool = False) -> None:
            self.made.append(path)

        def exists(self, path: str, **options: Any) -> bool:
            return path == "/there"

    for url in ("memory://there/out/", "memory://missing/out/"):
        store = Store(url)
        store.system = Noting()
        store.try_out()
    assert Noting.made == ["/there/out"]
