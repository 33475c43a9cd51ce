"""What a run tells while it works: a bar and a few words for people, or lines of JSON for machines, on stderr."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from tqdm import tqdm

from detente.inference.archive.shards import Counts, ShardResult
from detente.inference.lines import set_apart

LogFormat = Literal["text", "json"]
EVERY = 5.0
"""Seconds between two lines of JSON."""


def percent(part: int, whole: int) -> str:
    """A share in words."""
    return f"{part / whole:.1%}" if whole else "0%"


class Progress:
    """Counts what is done and tells of it. A context.

    Args:
        form: for people or for machines.
        sizes: bytes of each source, None where they are not known.
        counts: what was done before.
    """

    def __init__(self, form: LogFormat, sizes: list[int | None], counts: Counts) -> None:
        self.form, self.counts = form, counts
        known = [size for size in sizes if size is not None]
        # Without all sizes nobody can say how much is left.
        self.before = _sums(known) if len(known) == len(sizes) else None
        self.began = self.told = time.monotonic()
        self.statements_before = counts.statements
        self.first_bytes: int | None = None
        self.bytes = 0
        total = self.before[-1] if self.before else None
        self.bar = tqdm(total=total, unit="B", unit_scale=True, disable=True if form == "json" else None, leave=False)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        self.bar.close()

    def resumed(self, articles: int) -> None:
        """Tell that a run goes on."""
        self.event("resumed", {"articles": articles}, f"going on after {articles:,} articles")

    def done(self, result: ShardResult) -> None:
        """Count a shard."""
        self.counts.add(result.counts)
        if self.before and len(self.before) > 1:
            source = min(result.after.source, len(self.before) - 2)
            read = self.before[source] + result.read
            # Shards are not done in order; what is behind the farthest one is soon done too.
            self.bytes = self.before[-1] if result.last else max(self.bytes, min(read, self.before[source + 1]))
            self.first_bytes = self.bytes if self.first_bytes is None else self.first_bytes
            self.bar.update(self.bytes - self.bar.n)
        self.bar.set_postfix_str(self.words(), refresh=False)
        if self.form == "json" and time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.event("progress", self.figures(), "")

    def finishing(self, steps: int) -> Callable[[], None]:
        """Show how the tables are put together; what is returned is called after each of so many steps."""
        self.bar.close()
        self.event("finishing", {}, "putting the tables together")
        self.bar = tqdm(total=steps, unit=" parts", disable=True if self.form == "json" else None, leave=False)

        def tick() -> None:
            self.bar.update()

        return tick

    def delivering(self, files: int, size: int, url: str) -> Callable[[int], None]:
        """Show how files are put to an address; what is returned is called with the bytes of each piece."""
        self.bar.close()
        self.event("delivering", {"files": files, "bytes": size}, f"putting {files:,} files to {url}")
        off = True if self.form == "json" else None
        self.bar = tqdm(total=size, unit="B", unit_scale=True, disable=off, leave=False)

        def tick(sent: int) -> None:
            self.bar.update(sent)

        return tick

    def words(self) -> str:
        """How far the run is, for people."""
        counts = self.counts
        inputs = counts.articles + counts.rejected
        return (
            f"{counts.articles:,} articles, {counts.statements:,} statements ({self.rate():,.0f}/s), "
            f"{percent(counts.duplicates, inputs)} duplicates, {percent(counts.rejected, inputs)} rejected"
        )

    def figures(self) -> dict[str, Any]:
        """How far the run is, for machines; ``seconds_left`` is None where sizes of inputs are not known."""
        return {**figures_of(self.counts), "statements_per_second": round(self.rate(), 1), "seconds_left": self.left()}

    def rate(self) -> float:
        """Statements a second since this process began."""
        passed = time.monotonic() - self.began
        return (self.counts.statements - self.statements_before) / passed if passed else 0.0

    def left(self) -> float | None:
        """Seconds until all bytes are read, at the rate so far."""
        if not self.before or self.first_bytes is None or self.bytes <= self.first_bytes:
            return None
        passed = time.monotonic() - self.began
        return round(passed * (self.before[-1] - self.bytes) / (self.bytes - self.first_bytes), 1)

    def event(self, name: str, figures: Mapping[str, Any], words: str) -> None:
        """Tell of something that happened: ``figures`` to machines, ``words`` to people."""
        if self.form == "json":
            print(json.dumps({"event": name, **figures}, ensure_ascii=False), file=sys.stderr, flush=True)
        elif words:
            tqdm.write(words, file=sys.stderr)


def figures_of(counts: Counts) -> dict[str, Any]:
    """Counts as one object of JSON."""
    return {name: getattr(counts, name) for name in Counts.__slots__}


def summary(counts: Counts) -> str:
    """One line for people."""
    inputs = counts.articles + counts.rejected
    parts = [f"{counts.articles:,} articles", f"{counts.statements:,} statements"]
    if counts.duplicates:
        parts.append(f"{counts.duplicates:,} duplicates ({percent(counts.duplicates, inputs)})")
    return ", ".join([*parts, *set_apart(counts.silent, counts.rejected, counts.abstained)])


def _sums(sizes: list[int]) -> list[int]:
    sums = [0]
    for size in sizes:
        sums.append(sums[-1] + size)
    return sums
