"""Records of an archive read ahead: while one that takes long is waited for, the next are begun; the order stays."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from detente.inference.archive.documents import Candidate, Unread
from detente.inference.reading import Rejected
from detente.model.article import Article

AHEAD = 64
"""Records that are held behind one that is waited for."""
AHEAD_BYTES = 32 << 20
"""Bytes of theirs that are held."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the order of an archive.

    Args:
        source: number of a source among those of :func:`list_sources`, from 0.
        record: number of a record in it, from 0; what is accepted counts, and what is rejected.
    """

    source: int
    record: int


class Begun(Protocol):
    """An article that is being made."""

    @property
    def size(self) -> int:
        """Bytes that are held for it."""
        ...

    def done(self) -> bool:
        """Whether :meth:`article` gives it at once."""
        ...

    def article(self) -> Article:
        """The article; raises what keeps it from being made."""
        ...


Begin = Callable[[Unread], Begun]
"""Begins to make an article of its bytes."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a source that is probably an article: as its reader found it, and what becomes of it.

    ``read`` are the bytes of its source that were read by then.
    """

    candidate: Candidate
    position: Position
    read: int
    begun: Begun


@dataclass(frozen=True, slots=True)
class _Made:
    article_or_error: Article | Exception
    size: int = 0

    def done(self) -> bool:
        return True

    def article(self) -> Article:
        if isinstance(self.article_or_error, Exception):
            raise self.article_or_error
        return self.article_or_error


@dataclass(frozen=True, slots=True)
class InTurn:
    """Bytes of which the article is made when its turn comes."""

    unread: Unread
    size: int = 0

    def done(self) -> bool:
        """It does not wait for anybody."""
        return True

    def article(self) -> Article:
        """See :meth:`Unread.article`."""
        return self.unread.article()


def taken(candidate: Candidate, begin: Begin) -> Begun:
    """What a candidate gives while its document is open at its place."""
    try:
        made = candidate.make()
    except Exception as error:  # the libraries of the formats raise what they like on damaged bytes
        return _Made(error)
    return _Made(made) if isinstance(made, Article) else begin(made)


def in_order(records: Iterator[Record | Rejected]) -> Iterator[Record | Rejected]:
    """The same records; further ones are taken while the first of those held is not done."""
    held: deque[Record | Rejected] = deque()
    size = 0
    for each in records:
        held.append(each)
        size += _size(each)
        while held and (_done(held[0]) or len(held) > AHEAD or size > AHEAD_BYTES):
            size -= _size(held[0])
            yield held.popleft()
    yield from held


def _done(each: Record | Rejected) -> bool:
    return isinstance(each, Rejected) or each.begun.done()


def _size(each: Record | Rejected) -> int:
    return 0 if isinstance(each, Rejected) else each.begun.size
