"""Quotation marks of any kind, paired: what stands between marks, and where it begins and ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from detente.inference.quotes.layout import Block

_MARK = re.compile(r"``|''|[\"“”„‟«»‹›‘’‚‛'`]")
_FAMILY = {
    **dict.fromkeys(('"', "“", "”", "„", "‟", "``", "''"), "double"),
    **dict.fromkeys(("«", "»"), "guillemet"),
    **dict.fromkeys(("‹", "›", "‘", "’", "‚", "‛", "'", "`"), "single"),
}
_OPEN_ONLY = frozenset(("„", "‚", "``", "‟", "‛"))
_LEFT = " \t\u00a0\u202f\u2009([{—–-/…"
_RIGHT = " \t\u00a0\u202f\u2009.,;:!?)]}—–-/…"
_ENDING = ".,!?…;:"
_ELISIONS = ("tis", "twas", "em", "til", "cause", "n", "bout", "round")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks: the whole with its marks, and ``inner`` without them, in code points.

    ``closed`` is False where the paragraph ends without a closing mark; ``resumed`` is True where
    the paragraph before ended so and this one goes on with the same quotation.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    resumed: bool = False


class _Mark(NamedTuple):
    start: int
    end: int
    glyph: str
    family: str
    before: str
    after: str


def quotations(text: str, paragraphs: Sequence[Block]) -> list[list[Quotation]]:
    """The outermost quotations of each paragraph, in reading order."""
    marks = [_marks(text, b) for b in paragraphs]
    single = _single_is_primary(marks)
    found: list[list[Quotation]] = []
    still_open = False
    for block, here in zip(paragraphs, marks, strict=True):
        kept = [m for m in here if m.family != "single" or single or block.role == "headline"]
        if block.role == "headline" and any(m.family != "single" for m in kept):
            kept = [m for m in kept if m.family != "single"]
        resumed = still_open and bool(kept) and kept[0].start == block.start
        quotes = _pair(text, block, kept, resumed)
        still_open = bool(quotes) and not quotes[-1].closed
        found.append(quotes)
    return found


def _marks(text: str, block: Block) -> list[_Mark]:
    out = []
    for m in _MARK.finditer(text, block.start, block.end):
        start, end = m.span()
        before = text[start - 1] if start > block.start else " "
        after = text[end] if end < block.end else " "
        mark = _Mark(start, end, m[0], _FAMILY[m[0]], before, after)
        if mark.family != "single" or not _apostrophe(text, mark):
            out.append(mark)
    return out


def _apostrophe(text: str, mark: _Mark) -> bool:
    if mark.glyph not in "'’":
        return False
    if mark.before.isalnum() and mark.after.isalnum():
        return True
    if mark.before.isalnum() and mark.after in _RIGHT:
        # A plural possessive closes nothing; a real closing mark mostly follows punctuation.
        return mark.before == "s" and mark.after == " " and text[mark.end + 1 : mark.end + 2].islower()
    rest = text[mark.end : mark.end + 6].lower()
    return mark.after.isdigit() or rest.startswith(tuple(e + " " for e in _ELISIONS))


def _single_is_primary(marks: Sequence[Sequence[_Mark]]) -> bool:
    flat = [m for block in marks for m in block]
    double = sum(m.family != "single" for m in flat)
    opening = sum(m.family == "single" and _may_open(m) for m in flat)
    return opening > 0 and opening > double / 2


def _may_open(m: _Mark) -> bool:
    if m.glyph in _OPEN_ONLY:
        return True
    if m.glyph in "“«‘‹»›":
        return not m.after.isspace()
    return (
        not m.after.isspace()
        and (m.before in _LEFT or m.before in ",:;.!?" or m.before in "\"'“‘„«")
        and m.after not in ".,;!?)"
    )


def _may_close(m: _Mark, opener: _Mark) -> bool:
    if m.family != opener.family:
        return False
    if m.family == "guillemet":
        return m.glyph != opener.glyph
    if m.glyph == "“":
        return opener.glyph in "„‟" or (m.after in _RIGHT and not m.before.isspace())
    if m.glyph in _OPEN_ONLY or m.glyph == "‘":
        return opener.glyph == "‚" and m.glyph == "‘"
    if m.glyph in ("”", "›"):
        return True
    return not m.before.isspace() or m.after in _RIGHT


def _clearly_opens(m: _Mark, opener: _Mark) -> bool:
    if m.family != opener.family:
        return False
    return (
        (m.before.isspace() or m.before == "(") and (m.after.isalnum() or m.after in "'‘$#…[") and m.glyph not in "”›"
    )


def _pair(text: str, block: Block, marks: Sequence[_Mark], resumed: bool) -> list[Quotation]:
    out: list[Quotation] = []
    opener: _Mark | None = None
    depth = 0
    for i, m in enumerate(marks):
        if opener is None:
            if _opens_here(m, block):
                opener, depth = m, 0
        elif _clearly_opens(m, opener):
            if _nests(marks, i, opener):
                depth += 1
            else:
                out.append(_cut_short(text, opener, m))
                opener, depth = m, 0
        elif _may_close(m, opener):
            if depth:
                depth -= 1
                continue
            out.append(_made(text, opener, m, bool(resumed and not out)))
            opener = None
    if opener is not None and block.end > opener.end:
        first = bool(resumed and not out)
        out.append(Quotation(opener.start, block.end, opener.end, block.end, closed=False, resumed=first))
    return [q for q in out if q.inner_end > q.inner_start]


def _opens_here(m: _Mark, block: Block) -> bool:
    if m.start == block.start:
        return True
    if m.glyph in ("”", "›", "''", "’") or m.before.isdigit():
        return _may_open(m) and m.before in _LEFT and not m.before.isdigit()
    return _may_open(m) or (m.before == " " and m.after == " ") or (m.before.isalpha() and m.after.isupper())


def _nests(marks: Sequence[_Mark], i: int, opener: _Mark) -> bool:
    """Whether the opening mark ``i`` stands inside the open quotation: two closing marks follow it."""
    following = [m for m in marks[i + 1 : i + 3] if m.family == opener.family]
    return len(following) == 2 and all(_may_close(m, opener) and not _clearly_opens(m, opener) for m in following)


def _made(text: str, opener: _Mark, closer: _Mark, resumed: bool) -> Quotation:
    start, end = opener.end, closer.start
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Quotation(opener.start, closer.end, min(start + left, end), start + len(piece.rstrip()), True, resumed)


def _cut_short(text: str, opener: _Mark, following: _Mark) -> Quotation:
    """A quotation whose closing mark is missing, before the next one opens: it ends with its first clause."""
    end = opener.end + len(text[opener.end : following.start].rstrip())
    comma = re.compile(r"[,.!?](?=\s)").search(text, opener.end, end)
    if comma:
        end = comma.end()
    return Quotation(opener.start, end, opener.end, end)
