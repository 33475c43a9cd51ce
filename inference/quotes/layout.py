"""The parts of an article as received: paragraphs, and which of them are body text."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from detente.inference.quotes.cues import reports_in_past

Role = Literal["headline", "subhead", "footer", "body"]

# Begun with one character: so the search leaps from break to break, fastest where only one of them is used.
_PARAGRAPH_BREAK = re.compile(r"[\r\n\u2028\u2029][\r\n\u2028\u2029]*")
_NEWLINES = re.compile(r"\n\n*")
_BLANK_LINE = re.compile(r"\r?\n[ \t\r]*\n")
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^\n\"“”«»]{1,110}?)(?P<dash>\s*(?:--+|[—–])\s*|\s+-\s+|(?<=\))\s*-\s*)(?=\S)",
)
# With one of these a dateline ends; quicker to look for than the whole.
_DASH = re.compile(r"[—–-](?:(?<=[—–])|(?<=[-\s)]-))")
_AGENCY = re.compile(r"\([\w&./' -]{2,40}\)\s*$")
_MONTH = re.compile(
    r"\b(?:Jan|Feb|March|Mar|April|Apr|May|June|Jun|July|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}\b|\b\d{4}\b"
)
_FOOTER = re.compile(
    r"(?:keywords?|keyword tags|tags?|topics?|subjects?|categories|editing by|reporting by|writing by|edited by|"
    r"contributing|copyright|©|\(c\) |all rights reserved|read more|related|story continues|"
    r"to contact the (?:reporter|editor|writer)|follow us|source|load-date|language|publication-type)\b"
    r".{0,24}?(?::|©|$|by\b|\d{4})",
    re.IGNORECASE,
)
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")
_CLOSERS = "\"'”’»)]*“"
_HEADLINE_LENGTH = 160
_SUBHEAD_LENGTH = 70
_WRAP_WIDTH = 90
_SHORT_LINE = 70
_SOURCE_LINE = 40


class Block(NamedTuple):
    """One paragraph: half-open code-point offsets without surrounding white space, and its role.

    ``body`` is where its own words begin, behind a dateline if there is one.
    """

    start: int
    end: int
    role: Role = "body"
    body: int = -1


def blocks(text: str) -> list[Block]:
    """Split ``text`` into its paragraphs and tell body from headline, subheads and keyword footers."""
    spans = _paragraphs(text)
    first = next((i for i, (s, e) in enumerate(spans) if _opens_body(text, s, e)), len(spans))
    found = [Block(s, e, _role(text, i, first, spans), s) for i, (s, e) in enumerate(spans)]
    return [_past_dateline(text, b) for b in _with_footer(text, found)]


def _paragraphs(text: str) -> list[tuple[int, int]]:
    plain = not ("\r" in text or "\u2028" in text or "\u2029" in text)
    wrapped = _hard_wrapped(text)
    breaks = _BLANK_LINE if wrapped else _NEWLINES if plain else _PARAGRAPH_BREAK
    edges = [0, *(x for m in breaks.finditer(text) for x in m.span()), len(text)]
    found = [trimmed for s, e in zip(edges[::2], edges[1::2], strict=True) if (trimmed := trim(text, s, e))]
    return [part for s, e in found for part in _without_head_lines(text, s, e)] if wrapped else found


def _without_head_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A wrapped paragraph apart from its head lines: a title in capitals, a source with its date."""
    out: list[tuple[int, int]] = []
    while (line := text.find("\n", start, end)) >= 0 and _heads(text[start:line].strip()):
        out += [whole] if (whole := trim(text, start, line)) else []
        start = line + 1
    return [*out, rest] if (rest := trim(text, start, end)) else out


def _heads(line: str) -> bool:
    short = len(line) <= _SHORT_LINE and not line.endswith(_SENTENCE_END)
    return short and ((line.isupper() and " " in line) or (len(line) <= _SOURCE_LINE and bool(_MONTH.search(line))))


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without surrounding white space, or None if nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return (start + left, start + len(piece.rstrip())) if left < len(piece) else None


def _hard_wrapped(text: str) -> bool:
    # An e-mail or a terminal breaks lines inside a sentence; such a break ends no paragraph.
    lines = [line.strip() for line in text[:20_000].split("\n")]
    if len(lines) < 6 or max(map(len, lines)) > _WRAP_WIDTH:
        return False
    followed = [a for a, b in pairwise(lines) if a and b]
    unfinished = sum(not a.endswith((".", "!", "?", '"', "”")) for a in followed)
    return "" in lines and len(followed) >= 4 and unfinished > 0.6 * len(followed)


def _opens_body(text: str, start: int, end: int) -> bool:
    return end - start > _HEADLINE_LENGTH or _finished(text, start, end) or _dateline(text, start, end) is not None


def _finished(text: str, start: int, end: int) -> bool:
    return text[max(start, end - 6) : end].rstrip(_CLOSERS).endswith(_SENTENCE_END)


def _role(text: str, i: int, first: int, spans: Sequence[tuple[int, int]]) -> Role:
    start, end = spans[i]
    if i < first < len(spans):
        return "headline"
    # Headlines of some papers end in a full stop.
    if (
        i == 0
        and len(spans) > 3
        and end - start < 110
        and text.find(". ", start, end) < 0
        and text[start] not in "\"'“«„‘"
    ):
        return "headline" if _dateline(text, start, end) is None and _headline_case(text[start:end]) else "body"
    if i > first and end - start <= _SUBHEAD_LENGTH and not _finished(text, start, end):
        return "subhead"
    return "body"


def _headline_case(line: str) -> bool:
    words = [w.rstrip(".,:;") for w in line.split() if w[:1].isalpha()]
    if len(words) <= 2 or any(w in _SPEAKING for w in words) or line.startswith(("I ", "We ")):
        return False
    return not any(_narrates(a, b) for a, b in pairwise(words))


def _narrates(word: str, following: str) -> bool:
    """Whether two words tell a sentence from a headline: ``on Monday``, ``denied that``, ``vowed Friday``."""
    if following in _WEEKDAYS:
        return word == "on" or reports_in_past(word)
    return following == "that" and reports_in_past(word)


_SPEAKING = frozenset(("he", "she", "said", "told"))
_WEEKDAYS = frozenset(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))


def _with_footer(text: str, found: list[Block]) -> list[Block]:
    last = len(found)
    for i in range(len(found) - 1, max(0, len(found) - 8), -1):
        if _FOOTER.match(text, found[i].start, found[i].end):
            last = i
    if last < len(found):
        return found[:last] + [b._replace(role="footer") for b in found[last:]]
    return found


def _dateline(text: str, start: int, end: int) -> int | None:
    """Where the words behind a dateline begin: ``LYON, May 3 (Agency) -- ``."""
    limit = min(end, start + 130)
    if not _DASH.search(text, start, limit):
        return None
    m = _DATELINE.match(text, start, limit)
    if not m or m.end() >= end:
        return None
    place = m["place"].strip()
    first = place.split(",")[0].split(".")[0].strip()
    dated = bool(_AGENCY.search(place) or _MONTH.search(place))
    capitals = first.isupper() and len(first) > 2
    return m.end() if capitals or (dated and place[:1].isupper() and len(place) < 90) else None


def _past_dateline(text: str, block: Block) -> Block:
    at = _dateline(text, block.start, block.end) if block.role == "body" else None
    return block._replace(body=at) if at is not None else block
