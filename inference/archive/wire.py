"""What a wire story says of itself: title, date, source and more from its head lines, dateline and last lines.

Conservative: what could be read in two ways is left out, for a missing title costs less than a wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from detente.inference.archive.dates import day_of

HEAD_LINES = 14
FOOT_LINES = 12
LONGEST_TITLE = 120
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
DATELINE = re.compile(
    rf"(?P<city>[A-Z][\w.'’/ -]{{1,40}}?(?:, [A-Z][\w.]{{1,20}})?)??[,.]?[ ]?"
    rf"(?P<date>{MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTH}(?: \d{{4}})?)?[ ]?"
    r"(?:\((?P<agency>[A-Z][^()\n]{1,40})\)|/(?P<slashed>[A-Z][^/\n]{1,40})/)?[ ]?(?:--?|[–—])[ ]"
)
KEYS = {
    **dict.fromkeys(("title", "headline", "subject"), "title"),
    **dict.fromkeys(("date", "published"), "date"),
    **dict.fromkeys(("source", "publication", "newspaper"), "source"),
    **dict.fromkeys(("author", "byline", "from"), "author"),
    **dict.fromkeys(("url", "link"), "url"),
    **dict.fromkeys(("keywords", "keyword tags", "tags"), "keywords"),
}
KEYED = re.compile(rf"({'|'.join(KEYS)})[ ]?:[ \t]*(.*)", re.I)
BYLINE = re.compile(r"by ([A-Z].{2,60})", re.I)
ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")
OWNER = re.compile(
    r"(?:copyright|©|\(c\))(?: ?©| ?\(c\))? ?(?:\d{4})?,? ?(?:by )?([A-Z][^.,;\n\d]{1,50}?)(?:,? \d{4})?(?:[.,;].*)?",
    re.I,
)


@dataclass(slots=True)
class Facts:
    """What was found; None where nothing was, or more than one thing."""

    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    keywords: str | None = None
    names: list[str] = field(default_factory=list)
    """Head lines that are neither of these, of which title and source are chosen."""

    def note(self, kind: str, value: str) -> None:
        """Take a value of a kind that has none yet."""
        if value and getattr(self, kind) is None:
            setattr(self, kind, value)


def facts_of(text: str) -> Facts:
    """What the head, the dateline and the last lines of ``text`` say; dates stay as they are written."""
    facts = Facts()
    lines = [line.strip() for line in text[:6000].split("\n")]
    body = _read_head(lines, facts)
    if body < len(lines) and (match := dateline(lines[body])):
        facts.note("date", match["date"] or "")
        facts.note("source", match["agency"] or match["slashed"] or "")
    _read_foot([line.strip() for line in text[-3000:].split("\n")][-40:], facts)
    return facts


def dateline(line: str) -> re.Match[str] | None:
    """The dateline that ``line`` begins with: a date, or a place and an agency, or all three, and a dash."""
    match = DATELINE.match(line)
    named = match and (match["agency"] or match["slashed"])
    return match if match and (match["date"] or (match["city"] and named)) else None


def _read_head(lines: list[str], facts: Facts) -> int:
    """Take the facts of the lines before the body; returns the number of the body's first line."""
    names: dict[str, list[str]] = {"before": [], "after": []}
    run: list[str] = []
    side, at = "before", 0
    for at, line in islice(enumerate(lines), HEAD_LINES):
        found = _fact(line) if line else None
        if found or not line:
            names[side] += run
            run = []
        if found:
            facts.note(*found)
            side = "after" if found[0] == "date" else "done" if found[0] == "author" else side
            names.setdefault(side, [])
        elif not line and (names["before"] or facts.date) and not _goes_on(lines[at + 1 :]):
            break
        elif line and not _is_heading(line):
            # Lines that run into a sentence without a gap are its beginning, wrapped, and no headings.
            if dateline(line) or (len(run) == 1 and len(line) > LONGEST_TITLE):
                names[side] += run
            break
        elif line:
            run.append(line)
    body = next((number for number in range(at, len(lines)) if lines[number] and not _is_heading(lines[number])), None)
    if body is not None:
        _choose(names["before"], names["after"], facts)
    return len(lines) if body is None else body


def _goes_on(lines: list[str]) -> bool:
    """Whether more facts follow a gap."""
    following = next((line for line in lines if line), "")
    return _fact(following) is not None


def _fact(line: str) -> tuple[str, str] | None:
    """The kind and value of a head line that tells its kind itself."""
    if match := KEYED.fullmatch(line):
        kind = KEYS[match[1].lower()]
        return kind, (match[2].partition(" <")[0] if kind == "author" else match[2]).strip()
    if match := ADDRESS.fullmatch(line):
        return "url", match[1]
    if day_of(line) is not None:
        return "date", line
    if (match := BYLINE.fullmatch(line)) and not line.endswith("."):
        return "author", match[1]
    return None


def _is_heading(line: str) -> bool:
    fits = 3 <= len(line) <= LONGEST_TITLE and len(line.split()) <= 20 and not line.endswith((".", ",", ";", ":"))
    return fits and line[0] not in "\"'“‘«„`-*=_>#" and any(map(str.isalpha, line)) and dateline(line) is None


def _choose(before: list[str], after: list[str], facts: Facts) -> None:
    """Source, date, title is the order of lists of news; one line alone is a title; else nothing is sure."""
    facts.names = [*before, *after]
    if len(before) == 1 and 1 <= len(after) <= 2:
        facts.note("source", before[0])
        facts.note("title", " ".join(after))
    elif len(facts.names) == 1:
        facts.note("title", facts.names[0])


def _read_foot(lines: list[str], facts: Facts) -> None:
    last = [line for line in lines if line][-FOOT_LINES:]
    for line, following in zip(last, [*last[1:], ""], strict=False):
        for kind, value in _foot_facts(line, following):
            facts.note(kind, value)


def _foot_facts(line: str, following: str) -> Iterator[tuple[str, str]]:
    if match := KEYED.fullmatch(line):
        kind = KEYS[match[1].lower()]
        if kind == "keywords":
            yield kind, match[2].strip() or following
        elif kind in {"source", "url"} and len(match[2]) <= 200:
            address = ADDRESS.fullmatch(match[2].strip())
            yield ("url", address[1]) if address else (kind, match[2].strip())
    elif match := ADDRESS.fullmatch(line):
        yield "url", match[1]
    elif len(line) <= LONGEST_TITLE and (match := OWNER.fullmatch(line)):
        yield "source", match[1].strip()
