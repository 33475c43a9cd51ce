"""A result that is put to an address: in which order, and what goes on after a stop."""

import json
from typing import Any

import pytest
from delivering import FILES, FORMATS, URL, BrokenError, breaking, refused, refused_while_broken, there
from fsspec.implementations.memory import MemoryFileSystem

from detente.model.errors import InputError


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
