"""Shards: consecutive articles that are scored and remembered together, and what became of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from detente.inference.archive.index import Index
from detente.inference.archive.sources import Located, Position
from detente.inference.reading import Rejected
from detente.model.article import Article
from detente.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a shard ends: small enough that little is lost by a stop and all cores end at about the same time, large
    enough to sort statements by length."""

    articles: int = 64
    characters: int = 250_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a shard under the id that it has in this run; of a copy the text is left out."""

    article: Article
    place: str
    characters: int
    content_hash: str
    duplicate_of: str | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """What is written to ``rejects.jsonl``: where, why, and the article's id, if it came so far as to have one."""

    place: str
    reason: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """All that a worker must know: its result is a function of this and the model alone.

    Args:
        number: from 0.
        start: where its first article may stand.
        after: where the next shard starts.
        last: whether the archive ends with it.
        read: bytes of the source of ``after`` that were read so far.
        entries: its articles.
        aside: what was set aside on the way to them.
        failed: reasons by number of an entry that the worker is not to touch, for it ends the process.
    """

    number: int
    start: Position
    after: Position
    last: bool
    read: int
    entries: tuple[Entry, ...]
    aside: tuple[SetAside, ...] = ()
    failed: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """What a shard, or a whole run, has read, found and set aside; ``characters`` are those of all articles."""

    articles: int = 0
    duplicates: int = 0
    silent: int = 0
    statements: int = 0
    rejected: int = 0
    characters: int = 0
    abstained: Counter[str] = field(default_factory=Counter)

    def add(self, other: Self) -> None:
        """Add those of another shard."""
        for name in ("articles", "duplicates", "silent", "statements", "rejected", "characters"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        # Not update(): a task that never abstained is listed too.
        for task, count in other.abstained.items():
            self.abstained[task] += count


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of a shard: ``files`` are the SHA-256 of what was written, by kind; ``seconds`` it took."""

    number: int
    start: Position
    after: Position
    last: bool
    read: int
    counts: Counts
    files: dict[str, str]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """As one object of JSON."""
        values = {name: getattr(self, name) for name in ("number", "last", "read", "files", "seconds")}
        counts = {name: getattr(self.counts, name) for name in Counts.__slots__}
        places = {name: [each.source, each.record] for name, each in (("start", self.start), ("after", self.after))}
        return {**values, **places, "counts": counts}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """From what :meth:`to_dict` made; KeyError or TypeError for anything else."""
        counts = {**row["counts"], "abstained": Counter(row["counts"]["abstained"])}
        return cls(
            number=int(row["number"]),
            start=Position(*row["start"]),
            after=Position(*row["after"]),
            last=bool(row["last"]),
            read=int(row["read"]),
            counts=Counts(**counts),
            files=dict(row["files"]),
            seconds=float(row["seconds"]),
        )


class Cutter:
    """Cuts a stream of articles into shards. The order is that of the archive, and so are the shards, always.

    Args:
        index: remembers the articles, already wound back to the first shard that is cut.
        start: where that one starts.
        limits: where a shard ends.
    """

    def __init__(self, index: Index, start: Position, limits: Limits) -> None:
        self.index, self.start, self.limits = index, start, limits
        self.entries: list[Entry] = []
        self.aside: list[SetAside] = []

    def reject(self, rejected: Rejected) -> None:
        """Take note of what the readers set aside; it belongs to the shard of the next article."""
        self.aside.append(SetAside(rejected.where, rejected.reason))

    def shards(self, archive: Iterator[Located]) -> Iterator[Shard]:
        """The shards of ``archive``, whose readers call :meth:`reject`; the last one may be empty."""
        after = self.start
        characters = read = 0
        for located in archive:
            after = Position(located.position.source, located.position.record + 1)
            characters += len(located.article.text)
            read = located.read
            self._take(located)
            if len(self.entries) + len(self.aside) >= self.limits.articles or characters >= self.limits.characters:
                yield self._shard(after, read, last=False)
                characters = 0
        yield self._shard(after, read, last=True)

    def _take(self, located: Located) -> None:
        article, place = located.article, located.place
        try:
            claim = self.index.claim(located)
        except InputError as error:
            self.aside.append(SetAside(place, str(error), article.id))
            return
        named = replace(article, id=claim.id, text="" if claim.duplicate_of else article.text, extra={})
        self.entries.append(Entry(named, place, len(article.text), claim.content_hash, claim.duplicate_of))

    def _shard(self, after: Position, read: int, *, last: bool) -> Shard:
        number = self.index.shard
        self.index.close_shard()
        shard = Shard(number, self.start, after, last, read, tuple(self.entries), tuple(self.aside))
        self.start, self.entries, self.aside = after, [], []
        return shard
