"""An archive behind ``s3://`` addresses, on a server of this machine."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    # What the server and the client leave to the collector when they end.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A file system with an empty bucket called news; its server is the one that all addresses lead to."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.mkdir("news")
    yield system
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


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
