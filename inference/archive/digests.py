"""Newsletters that hold several articles: numbered items, each with its heading lines, behind a list of contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.inference.archive.wire import Facts, facts_of

HEADING = re.compile(
    r"^[ \t]*(?:#[ ]?|Message:[ ]?|Item[ ])(\d{1,3})(?:[ \t]{1,4}-[ \t]{1,4}[^\n]{0,60})?[ \t]*\r?$", re.M
)
CONTENTS = re.compile(r"^[ \t]*#?(\d{1,3})[.)][ \t]+([^\n]+(?:\n[ \t]{2,}(?!#?\d{1,3}[.)])[^\s][^\n]*)*)", re.M)
RULE = re.compile(r"\s*(?:[*=_-]{5,}\s*)?")


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a digest: its number, its text behind the number, and what the contents say of it."""

    number: int
    text: str
    facts: Facts


def items_of(text: str) -> list[Item]:
    """The items of a digest, in order; none where ``text`` is not one.

    A digest has at least two headings like ``#1``, ``Item 1`` or ``Message: 1``, alone on their lines and numbered one
    by one from 1; a number that is out of turn is part of the item in which it stands.
    """
    starts: list[re.Match[str]] = []
    for match in HEADING.finditer(text):
        if int(match[1]) == len(starts) + 1:
            starts.append(match)
    if len(starts) < 2:
        return []
    contents = _contents(text[: starts[0].start()])
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return [
        Item(number, body, _item_facts(body, contents.get(number, "")))
        for number, (match, end) in enumerate(zip(starts, ends, strict=True), start=1)
        if (body := _bare(text[match.end() : end]))
    ]


def _bare(text: str) -> str:
    """An item without the gap and the line of stars or dashes that part it from the next."""
    lines = text.split("\n")
    while lines and RULE.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines).lstrip("\r\n")


def _contents(text: str) -> dict[int, str]:
    return {int(match[1]): " ".join(match[2].split()) for match in CONTENTS.finditer(text)}


def _item_facts(text: str, entry: str) -> Facts:
    """What the contents say of an item, where its heading lines bear that out: ``3. Harbour Times: Talks resume.``"""
    own = facts_of(text)
    for source, title in _readings(entry):
        words = _words(title)
        if any(words and _words(name) == words for name in own.names):
            heads = {_words(name) for name in own.names}
            return Facts(title=title, source=source if _words(source or "") in heads or not own.source else None)
    return Facts()


def _readings(entry: str) -> Iterator[tuple[str | None, str]]:
    source, colon, title = entry.partition(":")
    if colon:
        yield source.strip(), title.strip().rstrip(".")
    yield None, entry.strip().rstrip(".")


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
