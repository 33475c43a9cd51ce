"""A result that is put to an address: order, what goes on, what is refused, what is removed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from detente.inference.archive.delivery import work_folder
from detente.inference.archive.folder import RunFolder
from detente.inference.archive.journal import held
from detente.inference.archive.store import Store
from detente.model.errors import InputError

URL = "memory://shelf/out"
FORMATS = ("parquet", "jsonl")
FILES = {
    *("articles.jsonl", "articles/part-00000.parquet", "manifest.json", "rejects.jsonl"),
    *("statements.jsonl", "statements/part-00000.parquet"),
}


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryFileSystem]:
    """A store in memory; ``puts`` are the names that were put, in order."""
    system = MemoryFileSystem()
    system.store.clear()
    yield system
    system.store.clear()


@pytest.fixture
def puts(shelf: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that are put to the store, in order."""
    names: list[str] = []
    put = MemoryFileSystem.put_file

    def noting(self: Any, lpath: str, rpath: str, **options: Any) -> None:
        names.append(rpath.removeprefix("/shelf/out/"))
        put(self, lpath, rpath, **options)

    monkeypatch.setattr(MemoryFileSystem, "put_file", noting)
    return names


@pytest.fixture
def deliver(score: Callable[..., Any], archive: Path, tmp_path: Path) -> Callable[..., Any]:
    """A function that scores the archive for URL; working in a folder of the test."""

    def run(**fields: Any) -> Any:
        return score([archive], tmp_path / "work", **{"formats": FORMATS, "url": URL, **fields})

    return run


class BrokenError(Exception):
    """As a store would say."""


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> pytest.MonkeyPatch:
    """Have the object of this name not be put."""
    put = MemoryFileSystem.put_file

    def broken(self: Any, lpath: str, rpath: str, **options: Any) -> None:
        if rpath.endswith(name):
            raise error
        put(self, lpath, rpath, **options)

    monkeypatch.setattr(MemoryFileSystem, "put_file", broken)
    return monkeypatch


def there(system: MemoryFileSystem, folder: str = "/shelf/out") -> dict[str, bytes]:
    return {path.removeprefix(f"{folder}/"): system.cat_file(path) for path in system.find(folder)}


def refused(run: Callable[..., Any], **fields: Any) -> str:
    with pytest.raises(InputError) as caught:
        run(**fields)
    return str(caught.value)


def test_the_files_are_those_of_a_run_here_and_the_manifest_is_the_last(
    deliver, score, archive, shelf, puts, made, tmp_path, capfd
):
    here = score([archive], tmp_path / "here", formats=FORMATS)
    assert deliver() == here
    found = there(shelf)
    assert set(found) == set(puts) == FILES
    assert puts[-1] == "manifest.json"
    manifest = json.loads(found.pop("manifest.json"))
    assert found == made(tmp_path / "here")
    assert {each["name"] for each in manifest["files"]} == set(found)
    told = capfd.readouterr().err
    assert "putting 6 files to memory://shelf/out/" in told
    assert "all 6 files are there" in told
    left = {path.name for path in (tmp_path / "work").rglob("*") if path.is_file()}
    assert left == {"manifest.json", "receipts.jsonl", "run.json", "inputs.jsonl", "lock"}


def test_the_same_command_again_puts_nothing(deliver, puts, shelf, capfd):
    counts = deliver()
    before = there(shelf)
    puts.clear()
    capfd.readouterr()
    assert deliver() == counts
    assert (puts, there(shelf)) == ([], before)
    told = capfd.readouterr().err
    assert "finished before, nothing to score" in told
    assert "all 6 files are there: nothing to put" in told


@pytest.mark.parametrize("error", [BrokenError("too busy"), KeyboardInterrupt()])
@pytest.mark.parametrize("name", ["rejects.jsonl", "manifest.json"])
def test_what_was_not_put_is_put_by_the_next_call_without_scoring(
    deliver, shelf, puts, monkeypatch, tmp_path, stopping, name, error
):
    with monkeypatch.context() as patch:
        breaking(patch, name, error)
        with pytest.raises((InputError, KeyboardInterrupt)) as caught:
            deliver()
    if isinstance(error, BrokenError):
        told = str(caught.value)
        assert told.startswith(f"memory://shelf/out/{name}: cannot be put: too busy; the result is kept in ")
        assert "the same command goes on with what is missing" in told
    done = set(puts)
    assert "manifest.json" not in there(shelf)
    puts.clear()
    deliver(executor=stopping(0))  # would be interrupted if anything were scored
    assert set(puts) == FILES - done
    assert puts[-1] == "manifest.json"
    assert set(there(shelf)) == FILES


def test_an_object_that_arrives_short_or_changed_is_told(deliver, shelf, monkeypatch):
    put = MemoryFileSystem.put_file
    info = MemoryFileSystem.info

    def short(self: Any, lpath: str, rpath: str, **options: Any) -> None:
        put(self, lpath, rpath, **options)
        if rpath.endswith("rejects.jsonl"):
            self.pipe_file(rpath, self.cat_file(rpath)[:-1])

    def changed(self: Any, lpath: str, rpath: str, **options: Any) -> None:
        put(self, lpath, rpath, **options)
        if rpath.endswith("rejects.jsonl"):
            self.pipe_file(rpath, self.cat_file(rpath)[:-1] + b"?")

    def with_tag(self: Any, path: str, **options: Any) -> dict[str, Any]:
        return {**info(self, path, **options), "ETag": '"0123456789abcdef0123456789abcdef"'}

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "put_file", short)
        assert "bytes after it was put, expected" in refused(deliver)
    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "info", with_tag)
        patch.setattr(MemoryFileSystem, "put_file", changed)
        assert "rejects.jsonl: is not what was put; its checksum differs" in refused(deliver)
    with monkeypatch.context() as patch:  # a tag that is no MD5 of the content, as with keys of the bucket's own
        patch.setattr(MemoryFileSystem, "info", with_tag)
        deliver()
    assert set(there(shelf)) == FILES


def test_a_run_that_was_stopped_while_scoring_goes_on(deliver, stopping, shelf, score, archive, made, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        deliver(executor=stopping(2))
    assert there(shelf) == {}
    deliver()
    score([archive], tmp_path / "here", formats=FORMATS)
    found = there(shelf)
    del found["manifest.json"]
    assert found == made(tmp_path / "here")


def test_the_result_of_another_run_is_replaced_by_a_restart_alone(deliver, shelf, puts, tmp_path, score, archive):
    deliver(formats=("csv", "jsonl"))
    shelf.pipe_file("/shelf/out/notes.txt", b"mine")
    shelf.pipe_file("/shelf/out/statements.duckdb", b"mine too")
    before = there(shelf)

    def other(**fields: Any) -> Any:
        return score([archive], tmp_path / "other", **{"formats": FORMATS, "url": URL, **fields})

    told = refused(other)
    assert "the result of another run is there; replace it with --restart" in told
    assert there(shelf) == before
    other(restart=True)
    after = there(shelf)
    assert set(after) == FILES | {"notes.txt", "statements.duckdb"}
    assert (after["notes.txt"], after["statements.duckdb"]) == (b"mine", b"mine too")
    assert after["manifest.json"] != before["manifest.json"]
    assert "the result of another run is there" in refused(deliver, formats=("csv", "jsonl"))


def test_a_restart_that_was_stopped_goes_on_and_the_old_result_stays_whole_till_then(
    deliver, stopping, shelf, monkeypatch
):
    deliver(formats=("csv",))
    before = there(shelf)
    with pytest.raises(KeyboardInterrupt):
        deliver(restart=True, executor=stopping(2))
    assert there(shelf) == before
    with monkeypatch.context() as patch:
        breaking(patch, "statements.jsonl", BrokenError("too busy"))
        assert "the same command goes on" in refused(deliver)
    assert "manifest.json" not in there(shelf)
    assert "the same command without --restart goes on" in refused_while_broken(deliver, monkeypatch)
    deliver()
    assert set(there(shelf)) == FILES


def refused_while_broken(deliver: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        breaking(patch, "statements.jsonl", BrokenError("too busy"))
        return refused(deliver, restart=True)


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
