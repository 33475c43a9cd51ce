"""Quotation marks of any kind: where they stand in a paragraph, and what each may do there."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from detente.inference.quotes.layout import Block

_ONE = "\"“”„‟«»‹›‘’‚‛'`＂❝❞"
# A run of so many marks is a ruled line or an accident.
# An apostrophe inside a word is no mark.
# The pattern begins with the characters that a mark can begin with: so the search leaps over all others.
_MARK = re.compile(
    rf"[{_ONE}<>,](?:(?<=[{_ONE}])[{_ONE}]{{4,}}"
    r"|(?<=`)`|(?<=')'|(?<=‘)‘|(?<=’)’|(?<=\")\"|(?<=<)<|(?<=>)>|(?<=,),(?=\w)"
    r"|(?<![<>,])(?!(?<=[^\W_]['’])[^\W_]))"
)
_LONGEST_MARK = 2
# What is typed for want of the real mark, and marks that only look different.
_MEANING = {"‘‘": "“", "’’": "”", "<<": "«", ">>": "»", ",,": "„", '""': '"', "＂": '"', "❝": "“", "❞": "”"}
_FAMILY = {
    **dict.fromkeys(('"', "“", "”", "„", "‟", "``", "''"), "double"),
    **dict.fromkeys(("«", "»"), "guillemet"),
    **dict.fromkeys(("‹", "›", "‘", "’", "‚", "‛", "'", "`"), "single"),
}
_OPEN_ONLY = frozenset(("„", "‚", "``", "‟", "‛"))
_SPACE = " \t\u00a0\u202f\u2009"
_LEFT = frozenset(_SPACE + "([{—–-/…")
_RIGHT = frozenset(_SPACE + "\r\n.,;:!?)]}—–-/…")
_OMISSION = ("...", ". .")
ENDING = frozenset(".,!?…;:")
_ELISION = re.compile(r"(?:tis|twas|em|til|cause|n|bout|round|neath|gainst)\b", re.IGNORECASE)


class Quotation(NamedTuple):
    """Words between marks: the whole with its marks, and ``inner`` without them, in code points.

    ``closed`` is False where the paragraph ends without a closing mark; ``resumed`` is True where
    the paragraph before ended so and this one goes on with the same quotation; ``mended`` is True where
    one of the two marks is missing or of another kind, so that an end of it is inferred.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    resumed: bool = False
    mended: bool = False


class Mark(NamedTuple):
    """One mark, one or two code points long, with the characters on both sides."""

    start: int
    end: int
    glyph: str
    family: str
    before: str
    after: str


class Usage(NamedTuple):
    """How an article uses its marks.

    ``single`` tells whether single marks enclose its quotations; ``opening`` is the guillemet that opens one, and
    ``one_guillemet`` whether the same one closes it.
    """

    single: bool
    opening: str
    one_guillemet: bool


def marks_in(text: str, block: Block) -> list[Mark]:
    """The marks of a paragraph without its apostrophes."""
    out: list[Mark] = []
    doubled = False
    for m in _MARK.finditer(text, block.start, block.end):
        start, end = m.span()
        glyph = m[0]
        if end - start > _LONGEST_MARK:
            continue
        if glyph == '""':
            before = text[start - 1] if start > block.start else " "
            doubled = doubled or before in _LEFT
            if not doubled:
                # Two marks that close together: a quotation at the end of a quotation.
                out.append(_mark(text, block, start, start + 1, '"'))
                out.append(_mark(text, block, start + 1, end, '"'))
                continue
        mark = _mark(text, block, start, end, _MEANING.get(glyph, glyph))
        if mark.family != "single" or not _apostrophe(text, mark):
            out.append(mark)
    return out


def _mark(text: str, block: Block, start: int, end: int, glyph: str) -> Mark:
    before = text[start - 1] if start > block.start else " "
    after = "…" if text.startswith(_OMISSION, end) else text[end] if end < block.end else " "
    return Mark(start, end, glyph, _FAMILY[glyph], before, after)


def _apostrophe(text: str, mark: Mark) -> bool:
    """Whether the mark opens a shortened word; one behind a word may yet close a quotation."""
    if mark.glyph not in "'’" or mark.before.isalnum():
        return False
    return mark.after.isdigit() or bool(_ELISION.match(text, mark.end, mark.end + 8))


def usage_of(marks: Sequence[Sequence[Mark]]) -> Usage:
    """How the article uses its marks."""
    flat = [m for here in marks for m in here]
    double = sum(m.family != "single" for m in flat)
    opening = sum(m.family == "single" and may_open(m) for m in flat)
    guillemets = [m.glyph for m in flat if m.family == "guillemet"]
    first = guillemets[0] if guillemets else "«"
    return Usage(opening > 0 and opening > double / 2, first, len(set(guillemets)) == 1)


def may_open(m: Mark) -> bool:
    """Whether a quotation can begin with the mark, as far as its neighbours tell."""
    if m.glyph in _OPEN_ONLY:
        return True
    if m.glyph in "“«‘‹»›":
        return not m.after.isspace()
    return (
        not m.after.isspace()
        and (m.before in _LEFT or m.before in ",:;.!?" or m.before in "\"'“‘„«")
        and m.after not in ".,;!?)"
    )


def may_close(m: Mark, opener: Mark, usage: Usage) -> bool:
    """Whether the mark can end the quotation that ``opener`` began."""
    if m.family != opener.family:
        return False
    if m.family == "guillemet":
        return m.glyph != opener.glyph or (usage.one_guillemet and m.after in _RIGHT and not m.before.isspace())
    if m.glyph == "“":
        return opener.glyph in "„‟" or (m.after in _RIGHT and not m.before.isspace())
    if m.glyph in _OPEN_ONLY or m.glyph == "‘":
        return opener.glyph == "‚" and m.glyph == "‘"
    if m.glyph in ("”", "›"):
        return True
    return not m.before.isspace() or m.after in _RIGHT


def clearly_opens(m: Mark) -> bool:
    """Whether a quotation begins with the mark even where another one is open."""
    return (
        (m.before.isspace() or m.before == "(") and (m.after.isalnum() or m.after in "'‘$#…[") and m.glyph not in "”›"
    )


def clearly_closes(m: Mark) -> bool:
    """Whether the mark stands where only a closing one does: behind punctuation and before white space."""
    return m.before in ENDING and m.after in _RIGHT and m.glyph not in _OPEN_ONLY and m.glyph not in "‘“"


def hardly_closes(m: Mark) -> bool:
    """Whether the mark may be an apostrophe (``the players' union``) or an inch (``a 6" pipe``)."""
    if m.after not in _SPACE:
        return False
    return m.glyph in "'’" and m.before.isalpha() if m.family == "single" else m.glyph == '"' and m.before.isdigit()


def opens_here(m: Mark, block: Block, usage: Usage) -> bool:
    """Whether a quotation begins with the mark where none is open."""
    if m.start == block.start:
        return True
    if m.family == "guillemet" and m.glyph == usage.opening and not clearly_closes(m):
        return True
    if m.glyph in ("”", "›", "''", "’") or m.before.isdigit():
        return may_open(m) and m.before in _LEFT and not m.before.isdigit()
    return may_open(m) or (m.before == " " and m.after == " ") or (m.before.isalpha() and m.after.isupper())
