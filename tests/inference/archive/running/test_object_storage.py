"""An archive behind ``s3://`` addresses, on a server of this machine."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.model.errors import InputError

pytestmark = [
    pytest.mark.slow,
    # What the server and the client leave to the collector when they end.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]


def test_an_archive_in_object_storage(
    bucket: Any,
    archive: Path,
    score: Callable[..., Any],
    made: Callable[[Path], dict[str, bytes]],
    tmp_path: Path,
) -> None:
    lines = archive.read_bytes().splitlines(keepends=True)
    for name, part in (("a.jsonl", lines[:20]), ("b/c.jsonl", lines[20:])):
        bucket.pipe(f"news/2031/{name}", b"".join(part))
        local = tmp_path / "2031" / name
        local.parent.mkdir(parents=True, exist_ok=True)
        local.write_bytes(b"".join(part))
    score([tmp_path / "2031"], tmp_path / "here", formats=("jsonl",))
    score(["s3://news/2031"], tmp_path / "there", formats=("jsonl",))
    here, there = made(tmp_path / "here"), made(tmp_path / "there")
    assert there["statements.jsonl"] == here["statements.jsonl"] != b""
    moved = [
        each.replace(b"s3://news", str(tmp_path).encode()) for each in (there["articles.jsonl"], there["rejects.jsonl"])
    ]
    assert moved == [here["articles.jsonl"], here["rejects.jsonl"]]
    inputs = json.loads((tmp_path / "there" / "manifest.json").read_text("utf-8"))["inputs"]
    assert [each["name"] for each in inputs] == ["s3://news/2031/a.jsonl", "s3://news/2031/b/c.jsonl"]
    assert all(each["size"] and each["sha256"] for each in inputs)


def test_a_result_is_put_into_object_storage(
    bucket: Any,
    archive: Path,
    score: Callable[..., Any],
    made: Callable[[Path], dict[str, bytes]],
    stopping: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def run(**fields: Any) -> Any:
        return score([archive], tmp_path / "work", **{"url": "s3://news/out/", **fields})

    def there() -> dict[str, bytes]:
        bucket.invalidate_cache()
        return {path.removeprefix("news/out/"): bucket.cat_file(path) for path in bucket.find("news/out")}

    score([archive], tmp_path / "here")
    with monkeypatch.context() as patch:
        break_uploads(patch, bucket, "rejects.jsonl")
        with pytest.raises(InputError, match=r"s3://news/out/rejects.jsonl: cannot be put: .*the same command goes on"):
            run()
    assert set(there()) == {"articles/part-00000.parquet"}
    run(executor=stopping(0))
    found = there()
    assert json.loads(found.pop("manifest.json"))["counts"]["articles"] == 39
    assert found == made(tmp_path / "here")
    capfd.readouterr()
    run(executor=stopping(0))
    assert "all 4 files are there: nothing to put" in capfd.readouterr().err
    bucket.pipe_file("news/out/notes.txt", b"mine")
    run(restart=True, formats=("csv",))
    names = {"articles.csv", "rejects.jsonl", "statements.csv", "manifest.json", "notes.txt"}
    assert set(there()) == names
    bucket.pipe_file("news/out/statements.csv", b"?")
    with pytest.raises(InputError, match=r"statements.csv: is no longer what was put there"):
        run(formats=("csv",))


def test_a_bucket_that_is_missing_is_told_and_not_made(
    bucket: Any, archive: Path, score: Callable[..., Any], stopping: Callable[..., Any], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"s3://nesw/out/: cannot be listed: .*bucket does not exist"):
        score([archive], tmp_path / "work", url="s3://nesw/out", executor=stopping(0))
    assert not bucket.exists("nesw")


def break_uploads(patch: pytest.MonkeyPatch, bucket: Any, name: str) -> None:
    """Have the server refuse an object of this name."""
    call = type(bucket)._call_s3

    async def refusing(self: Any, method: str, *arguments: Any, **options: Any) -> Any:
        if method == "put_object" and options["Key"].endswith(name):
            raise PermissionError("Access Denied")
        return await call(self, method, *arguments, **options)

    patch.setattr(type(bucket), "_call_s3", refusing)
