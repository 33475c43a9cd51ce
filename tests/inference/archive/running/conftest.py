"""Invented archives, and runs over them in small shards."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from delivering import FORMATS, URL
from fsspec.implementations.memory import MemoryFileSystem

from detente.inference.archive.processes import StartExecutor
from detente.inference.archive.request import Request
from detente.inference.archive.run import score_archive
from detente.inference.archive.shards import Counts, Limits, Shard, ShardResult
from detente.inference.archive.work import Job, ShardWorker

NAMES = ("Ada Brandt", "Ivo Castel", "Mira Oja", "Jon Vale", "Lena Fors", "Otto Reis")
OFFICES = ("Foreign Minister", "Envoy", "General", "President", "Ambassador")
THINGS = ("harbour", "bridge", "pipeline", "treaty", "border", "island", "fleet", "budget", "summit", "radar")
AWS = {
    "ACCESS_KEY_ID": "nobody",
    "SECRET_ACCESS_KEY": "nothing",
    "DEFAULT_REGION": "us-east-1",
    "EC2_METADATA_DISABLED": "true",
}
DEEDS = ("open", "close", "support", "oppose", "sign", "reject", "accept", "condemn", "build", "keep")


def article(number: int) -> dict[str, Any]:
    """An invented article with two or three statements, unlike all others."""
    pick = lambda words, step: words[(number // step) % len(words)]  # noqa: E731
    name, office, thing, deed = pick(NAMES, 1), pick(OFFICES, 2), pick(THINGS, 3), pick(DEEDS, 7)
    lead = f"Talks number {number} on the {thing} began on Monday in room {number * 7} of the ministry."
    first = f'"We will {deed} the {thing} in year {2000 + number}," {office} {name} told reporters.'
    second = f'"They must {pick(DEEDS, 3)} {number} of the {pick(THINGS, 1)}s," he added.'
    third = f"{office} {name} said that the council would {pick(DEEDS, 5)} step {number}."
    parts = [lead, first, second, *([third] if number % 3 == 0 else [])]
    return {"id": f"paper-{number}", "text": "\n\n".join(parts), "date": f"2031-05-{number % 28 + 1:02d}"}


class InThisProcess:
    """Scores shards here, one after the other: most tests need no process, which takes seconds to load torch."""

    def __init__(self, job: Job, processes: int) -> None:
        self.work = ShardWorker(job)

    def __enter__(self) -> "InThisProcess":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        return map(self.work.score_shard, shards)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home: what services keep or look for there, like tokens, keys and caches, is the test's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
    return folder


@pytest.fixture
def bucket(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A file system with an empty bucket called news; its server is the one that all addresses lead to."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {**AWS, "ENDPOINT_URL": f"http://{host}:{port}"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.mkdir("news")
    yield system
    system.rm("news", recursive=True)  # servers of one process share what they hold
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Forty articles in JSONL, of which two are copies, one is nearly one, and one line is damaged."""
    rows = [article(number) for number in range(40)]
    rows[20] = {**rows[20], "text": rows[3]["text"]}
    rows[30] = {**rows[30], "text": rows[4]["text"]}
    lines = [json.dumps(row) for row in rows]
    lines[25] = '{"id": "broken", "text": '
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def score(tiny_checkpoint: Path) -> Callable[..., Counts]:
    """A function ``(inputs, output, **fields of Request) -> Counts`` with shards of eight articles."""

    def run(inputs: Sequence[Path | str], output: Path, **fields: Any) -> Counts:
        given = {"model": tiny_checkpoint, "executor": InThisProcess, "limits": Limits(articles=8), **fields}
        return score_archive(Request([str(each) for each in inputs], output, **given))

    return run


@pytest.fixture
def made() -> Callable[[Path], dict[str, bytes]]:
    """A function that gives what a run has made, by name, but for the manifest, which tells of times."""

    def read(output: Path) -> dict[str, bytes]:
        files = (path for path in output.rglob("*") if path.is_file() and ".work" not in path.parts)
        return {str(path.relative_to(output)): path.read_bytes() for path in files if path.name != "manifest.json"}

    return read


@pytest.fixture
def stopping() -> Callable[..., StartExecutor]:
    """A function that makes an executor which is interrupted behind ``after`` shards, one of them left out."""

    def make(after: int, skip: int | None = None) -> StartExecutor:
        class Stopping(InThisProcess):
            def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
                done = 0
                for shard in shards:
                    if shard.number != skip:
                        yield self.work.score_shard(shard)
                        done += 1
                    if done == after:
                        raise KeyboardInterrupt

        return Stopping

    return make


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
