"""One article as the resolver of speakers sees it: who is named where outside the marks, and who spoke before."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detente.inference.quotes.gender import Gender
from detente.inference.quotes.grammar import ROLES
from detente.inference.quotes.names import Cast, Naming

_BACK = 200


class Said(NamedTuple):
    """An earlier statement as the next pronoun sees it."""

    start: int
    end: int
    speaker: str | None
    gender: Gender
    several: bool = False
    body: bool = False


class Scene:
    """Names, sentences and earlier statements of one article.

    Args:
        text: the article.
        cast: its people and organisations.
        quoted: spans between marks, in reading order; names in them are no antecedents.
        breaks: where the sentences outside the marks begin.
    """

    def __init__(self, text: str, cast: Cast, quoted: Sequence[tuple[int, int]], breaks: Sequence[int]) -> None:
        self.text = text
        self.cast = cast
        self.breaks = breaks
        starts = [s for s, _ in quoted]
        self.narrated = [n for n in cast.namings if not _inside(n.start, starts, quoted)] if quoted else cast.namings
        self.starts = [n.start for n in self.narrated]
        self.said: list[Said] = []
        self.heard: set[str | None] = set()

    def between(self, start: int, end: int) -> list[Naming]:
        """The names outside the marks from ``start`` to ``end``."""
        return self.narrated[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def before(self, at: int) -> int:
        """How many names stand ahead of ``at``."""
        return bisect_left(self.starts, at)

    def recent(self, at: int) -> Iterator[Naming]:
        """The names before ``at``, the last first; a headline speaks of people whom only the text below it names."""
        count = self.before(at)
        yield from reversed(self.narrated[max(0, count - _BACK) : count] or self.narrated[_BACK - 1 :: -1])

    def sentence(self, at: int) -> int:
        """The index of the sentence that holds ``at``; -1 ahead of the first."""
        return bisect_left(self.breaks, at + 1) - 1

    def sentence_end(self, at: int) -> int:
        """Where the sentence behind the one that holds ``at`` begins."""
        i = self.sentence(at) + 1
        return self.breaks[i] if i < len(self.breaks) else len(self.text)

    def owns(self, n: Naming) -> bool:
        """Whether the name is a possessor: ``Lind's aide``."""
        return self.text[n.end : n.end + 2] in ("'s", "’s") or (
            self.text[n.end - 1 : n.end] == "s" and self.text[n.end : n.end + 2] in ("' ", "’ ")
        )

    def unnamed(self, start: int, end: int) -> bool:
        """Whether the sentence is about somebody without a name: ``A driver from Poti shrugged.``"""
        words = self.text[start : min(end, start + 120)].lower().split()[:10]
        for k, w in enumerate(words[:-1]):
            if w in ("a", "an", "another", "one"):
                return any(x.rstrip(",.") in ROLES for x in words[k + 1 : k + 5])
        return False


def _inside(at: int, starts: Sequence[int], quoted: Sequence[tuple[int, int]]) -> bool:
    i = bisect_left(starts, at + 1) - 1
    return i >= 0 and at < quoted[i][1]
