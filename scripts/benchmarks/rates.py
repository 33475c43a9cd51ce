"""The rates of a run over an archive, measured stage by stage on one core: what the model of cost is fed with."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeVar

from benchmarks.cost import Rates
from benchmarks.speed import ARTICLE
from detente.inference.archive.finish import Finish
from detente.inference.archive.html import Page
from detente.inference.archive.index import Index
from detente.inference.archive.journal import Journal
from detente.inference.archive.shards import Cutter, Limits, Shard, ShardResult
from detente.inference.archive.sources import Position, read_archive
from detente.inference.archive.tables import tables
from detente.inference.archive.work import Job, ShardWorker

Result = TypeVar("Result")
ROUNDS = 5
PER_SHARD = Limits().articles
START = (
    "from pathlib import Path; from detente.inference.archive.work import Job, ShardWorker; "
    "ShardWorker(Job(None, Path()))"
)


@dataclass(frozen=True)
class Measured:
    """Rates, and the sizes that go with them.

    Args:
        rates: seconds, the median of :data:`ROUNDS` shards.
        statements: found in an article.
        index_bytes: of the index, an article.
        shard_bytes: of the files of shards, an article.
        table_bytes: of the final Parquet files, an article.
        finish: seconds of the driver at the end, an article.
        page: seconds of a page process, a web page.
    """

    rates: Rates
    statements: float
    index_bytes: float
    shard_bytes: float
    table_bytes: float
    finish: float
    page: float


def measured(texts: Sequence[str], folder: Path) -> Measured:
    """Run :data:`ROUNDS` shards of articles through every stage, one after the other.

    Args:
        texts: from whose paragraphs the articles are put together.
        folder: an empty one for everything that a run writes.
    """
    archive = folder / "archive.jsonl"
    write_archive(archive, texts, ROUNDS * PER_SHARD)
    drive, shards = _driven(archive, folder)
    (folder / "shards").mkdir()
    worker = ShardWorker(Job(None, folder / "shards"))
    worker.score_shard(shards[0])  # the first products are slower
    scored = [timed(partial(worker.score_shard, shard)) for shard in shards]
    results: list[ShardResult] = [result for _, result in scored]
    journal = Journal(folder / "journal.jsonl")
    commits = [timed(partial(journal.append, result))[0] for result in results]
    finish = Finish(results, folder / "shards", folder / "scratch", folder / "out", ("parquet",), {})
    (folder / "out").mkdir()
    finished, _ = timed(lambda: finish.write(tables(worker.scorer.schema), lambda: None))
    articles = len(shards) * PER_SHARD
    return Measured(
        rates=Rates(
            drive=drive,
            work=median(seconds for seconds, _ in scored) / PER_SHARD,
            commit=median(commits),
            start=median(timed(_start)[0] for _ in range(ROUNDS)),
            articles=PER_SHARD,
        ),
        statements=sum(result.counts.statements for result in results) / articles,
        index_bytes=(folder / "index.sqlite").stat().st_size / articles,
        shard_bytes=_bytes(folder / "shards") / articles,
        table_bytes=_bytes(folder / "out") / articles,
        finish=finished / articles,
        page=median(timed(page.article)[0] for page in web_pages(texts)),
    )


def write_archive(path: Path, texts: Sequence[str], count: int) -> None:
    """Write ``count`` articles put together from ``texts`` as JSON lines."""
    with path.open("w", encoding="utf-8") as stream:
        for text in mixed(texts, count):
            stream.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


def web_pages(texts: Sequence[str]) -> Iterator[Page]:
    """A shard of articles as web pages, a hundred links around each."""
    links = "".join(f'<li><a href="/section/{n}">Section number {n}</a></li>' for n in range(50))
    for text in mixed(texts, PER_SHARD):
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
        page = f"<nav><ul>{links}</ul></nav><article>{body}</article><footer><ul>{links}</ul></footer>"
        yield Page(f"<!DOCTYPE html><html><body>{page}</body></html>".encode())


def mixed(texts: Sequence[str], count: int, length: int = ARTICLE, seed: int = 1) -> Iterator[str]:
    """``count`` articles of about ``length`` code points, each of paragraphs drawn anew: no two are near copies."""
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n") if paragraph.strip()]
    chance = Random(seed)
    for _ in range(count):
        drawn: list[str] = []
        while sum(map(len, drawn)) < length:
            drawn.append(chance.choice(paragraphs))
        yield "\n\n".join(drawn)


def _driven(archive: Path, folder: Path) -> tuple[float, list[Shard]]:
    """Seconds of the driver for an article, the median over shards, and the shards."""
    index = Index(folder / "index.sqlite")
    cutter = Cutter(index, Position(0, 0), Limits(characters=10**9))
    cut = cutter.shards(read_archive([str(archive)], cutter.reject))
    shards: list[Shard] = []
    seconds: list[float] = []
    while len(shards) < ROUNDS:
        spent, shard = timed(lambda: next(cut))
        seconds.append(spent / PER_SHARD)
        shards.append(shard)
    index.close()
    return median(seconds), shards


def _start() -> None:
    subprocess.run([sys.executable, "-c", START], check=True)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds, and what came out."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
