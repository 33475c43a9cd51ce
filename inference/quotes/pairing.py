"""Quotations from their marks: which mark closes which, and what to make of one whose partner is missing."""

import re
from collections.abc import Iterator, Sequence

from detente.inference.quotes.layout import Block
from detente.inference.quotes.marks import (
    ENDING,
    Mark,
    Quotation,
    Usage,
    clearly_closes,
    clearly_opens,
    hardly_closes,
    marks_in,
    may_close,
    opens_here,
    usage_of,
)

_CLAUSE_END = re.compile(r"[,.!?](?=\s)")
_WORD = re.compile(r"[\w'’-]+")
# How far a missing mark and a reporting clause are looked for, and how many words of a subject stand before its verb.
_REACH = 600
_CLAUSE = 60
_SUBJECT = 4
_PRONOUNS = ("he", "she", "they", "the")


def quotations(text: str, paragraphs: Sequence[Block]) -> list[list[Quotation]]:
    """The outermost quotations of each paragraph, in reading order."""
    marks = [marks_in(text, b) for b in paragraphs]
    usage = usage_of(marks)
    found: list[list[Quotation]] = []
    still_open = False
    for i, (block, here) in enumerate(zip(paragraphs, marks, strict=True)):
        kept = _enclosing(here, block, usage)
        if not kept:
            found.append([])
            still_open = False
            continue
        resumed = still_open and kept[0].start == block.start
        goes_on = i + 1 < len(marks) and bool(marks[i + 1]) and marks[i + 1][0].start == paragraphs[i + 1].start
        quotes = _Pairing(text, block, kept, here, usage, still_open, resumed, goes_on).quotations()
        still_open = bool(quotes) and not quotes[-1].closed
        found.append(quotes)
    return found


def _enclosing(here: Sequence[Mark], block: Block, usage: Usage) -> Sequence[Mark]:
    """The marks that can enclose a quotation: single ones where the article or its headline uses no others."""
    doubles = [m for m in here if m.family != "single"]
    return here if usage.single or (block.role == "headline" and not doubles) else doubles


class _Pairing:
    """The marks of one paragraph on the way to its quotations.

    Args:
        text: the article.
        block: the paragraph.
        marks: those that may enclose a quotation.
        every: all its marks.
        usage: how the article uses its marks.
        left_open: the paragraph before ends inside a quotation.
        resumed: and this one begins with a mark.
        goes_on: the next paragraph begins with a mark.
    """

    def __init__(
        self,
        text: str,
        block: Block,
        marks: Sequence[Mark],
        every: Sequence[Mark],
        usage: Usage,
        left_open: bool,
        resumed: bool,
        goes_on: bool,
    ) -> None:
        self.text, self.block, self.marks, self.every, self.usage = text, block, marks, every, usage
        self.left_open, self.resumed, self.goes_on = left_open, resumed, goes_on
        self.closing_ahead = _closing_ahead(marks) if any(map(hardly_closes, marks)) else [False] * len(marks)

    def quotations(self) -> list[Quotation]:
        found = [q for q in self._found() if q.inner_end > q.inner_start]
        if self.resumed and found and found[0].start == self.block.start:
            first = found[0]
            found[0] = Quotation(
                first.start, first.end, first.inner_start, first.inner_end, first.closed, True, first.mended
            )
        return found

    def _found(self) -> Iterator[Quotation]:
        opener: Mark | None = None
        last: Mark | None = None
        depth, done = 0, self.block.start
        for i, m in enumerate(self.marks):
            if opener is None:
                if opens_here(m, self.block, self.usage):
                    opener, last, depth = m, None, 0
                elif clearly_closes(m) and (mended := self._never_opened(m, done)):
                    yield mended
                    done = m.end
            elif m.family == opener.family and clearly_opens(m):
                if self._nests(i, opener):
                    depth += 1
                else:
                    if (cut := self._cut_short(opener, m)) is not None:
                        yield cut
                    opener, last, depth = m, None, 0
            elif may_close(m, opener, self.usage) and not (hardly_closes(m) and self.closing_ahead[i]):
                if depth:
                    depth, last = depth - 1, m
                    continue
                yield _between(self.text, opener, m)
                opener, done = None, m.end
        if opener is not None and self.block.end > opener.end:
            yield _between(self.text, opener, last) if last else self._never_closed(opener)

    def _nests(self, i: int, opener: Mark) -> bool:
        """Whether the opening mark ``i`` stands inside the open quotation: two closing marks follow it."""
        following = [m for m in self.marks[i + 1 : i + 3] if m.family == opener.family]
        return len(following) == 2 and all(may_close(m, opener, self.usage) and not clearly_opens(m) for m in following)

    def _cut_short(self, opener: Mark, following: Mark) -> Quotation | None:
        """A quotation whose closing mark is missing, before the next one opens: it ends with its first clause."""
        comma = _CLAUSE_END.search(self.text, opener.end, following.start)
        return Quotation(opener.start, comma.end(), opener.end, comma.end(), mended=True) if comma else None

    def _never_closed(self, opener: Mark) -> Quotation:
        """A quotation without its closing mark: up to a mark of another kind, a reporting clause, or the end."""
        if not self.goes_on:
            other = next((m for m in self.every if m.start >= opener.end and clearly_closes(m)), None)
            if other is not None:
                return _between(self.text, opener, other, mended=True)
            end = _before_clause(self.text, opener.end, min(self.block.end, opener.end + _REACH))
            if end is not None:
                return Quotation(opener.start, end, opener.end, end, mended=True)
        return Quotation(opener.start, self.block.end, opener.end, self.block.end, closed=False)

    def _never_opened(self, closer: Mark, done: int) -> Quotation | None:
        """A quotation without its opening mark, told by the clause behind it: the sentence before the mark."""
        if not _clause_follows(self.text, closer.end, min(self.block.end, closer.end + _CLAUSE), closer.before):
            return None
        floor = max(done, self.block.body, closer.start - _REACH)
        if self.left_open and done == self.block.start:
            return Quotation(floor, closer.end, floor, closer.start, resumed=True, mended=True)
        stop = max(self.text.rfind(end, floor, closer.start - 1) for end in (". ", "! ", "? ", "… "))
        if stop < 0 and floor > self.block.body:
            return None
        start = stop + 2 if stop >= 0 else floor
        begins = self.text[start : start + 1].isupper()
        return Quotation(start, closer.end, start, closer.start, mended=True) if begins else None


def _closing_ahead(marks: Sequence[Mark]) -> list[bool]:
    """For each mark whether a certain closing mark of its family comes before the next opening one."""
    ahead: dict[str, bool] = {}
    out = []
    for m in reversed(marks):
        out.append(ahead.get(m.family, False))
        if clearly_opens(m):
            ahead[m.family] = False
        elif clearly_closes(m):
            ahead[m.family] = True
    return out[::-1]


def _between(text: str, opener: Mark, closer: Mark, mended: bool = False) -> Quotation:
    start, end = opener.end, closer.start
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    inner = min(start + left, end)
    return Quotation(opener.start, closer.end, inner, max(inner, start + len(piece.rstrip())), mended=mended)


def _before_clause(text: str, start: int, limit: int) -> int | None:
    """Where ``, Lind said`` or ``, said Lind`` begins: the end of the first clause with one behind it."""
    for m in _CLAUSE_END.finditer(text, start, limit):
        if _clause_follows(text, m.end(), min(limit, m.end() + _CLAUSE), m[0]):
            return m.end()
    return None


def _clause_follows(text: str, start: int, limit: int, ending: str) -> bool:
    """Whether ``said Lind`` stands behind ``start``, or ``Lind said`` where the words before it end in a comma."""
    from detente.inference.quotes.cues import is_finite_cue

    for k, m in enumerate(_WORD.finditer(text, start, limit)):
        word = m[0]
        if is_finite_cue(word.lower()) and (k == 0 or ending == ","):
            return True
        if k == _SUBJECT or not (word[0].isupper() or word in _PRONOUNS) or text[m.start() - 1] in ENDING:
            return False
    return False
