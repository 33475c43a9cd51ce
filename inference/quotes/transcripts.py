"""Interviews and debates printed with the speaker's name before each answer."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.inference.quotes.layout import Block, trim
from detente.model.article import Span

_LABEL = re.compile(
    r"(?P<name>(?:[^\W\d_][\w.'’-]*)(?: [\w.'’-]+){0,7}?)"
    r"(?P<rest>(?: \([^()\n]{1,60}\)){0,3}(?:, [a-z][\w ]{2,30})?): ?(?=\S)"
)
_QUESTION = frozenset(
    ("q", "question", "interviewer", "reporter", "correspondent", "journalist", "moderator", "host", "anchor")
)
_ANSWER = frozenset(("a", "answer"))
_FIELDS = frozenset(
    ("by", "date", "source", "keywords", "tags", "note", "photo", "contributing", "re", "subject", "from", "to")
)
_LEAST = 3
_LABELLED = 140


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its spans (one a paragraph), its label, and the paragraphs it takes up.

    ``alias`` is the name in brackets behind a label that is an office; ``anonymous`` marks a bare "A:".
    """

    spans: tuple[Span, ...]
    label: Span
    alias: Span | None
    anonymous: bool


def answers(text: str, blocks: Sequence[Block]) -> tuple[list[Answer], set[int]]:
    """The answers of a transcript and the indices of all paragraphs that belong to its turns.

    Both are empty for an article that is no transcript.
    """
    labelled = {i: m for i, b in enumerate(blocks) if i and b.role != "footer" and (m := _label(text, b))}
    names = Counter(m["name"].lower().rpartition(" ")[2] for m in labelled.values())
    asking = _asking(text, blocks, labelled)
    repeated = sum(n for n in names.values() if n > 1)
    if len(labelled) < _LEAST or len(labelled) * 4 < len(blocks) or (repeated < 0.4 * len(labelled) and not asking):
        return [], set()
    found = [
        _answer(text, b, labelled[i])
        for i, b in enumerate(blocks)
        if i in labelled and labelled[i]["name"].lower() not in asking
    ]
    return found, set(labelled)


def _label(text: str, block: Block) -> re.Match[str] | None:
    end = min(block.end, block.start + _LABELLED)
    if text.find(":", block.start, end) < 0:
        return None
    m = _LABEL.match(text, block.start, end)
    if not m or m["name"].lower() in _FIELDS or text[m.end()] in '"“«„':
        return None
    words = m["name"].split()
    lower = [w for w in words if w[0].islower() and w not in ("of", "for", "the", "de", "van", "von", "bin", "al")]
    return m if words[0][0].isupper() and not lower else None


def _asking(text: str, blocks: Sequence[Block], labelled: dict[int, re.Match[str]]) -> set[str]:
    """The labels of those who ask: "Q", or whoever mostly ends with a question mark and never speaks twice running."""
    turns: dict[str, list[int]] = {}
    for k, (i, m) in enumerate(labelled.items()):
        turns.setdefault(m["name"].lower(), []).append(k)
        del i
    ends = [text[blocks[i].end - 1] == "?" for i in labelled]
    asking = set(turns) & _QUESTION
    for name, at in turns.items():
        questions = sum(ends[k] for k in at)
        alternating = all(b - a > 1 for a, b in pairwise(at))
        if len(at) > 1 and questions >= 0.4 * len(at) and alternating and name not in _ANSWER:
            asking.add(name)
    return asking if len(asking) < len(turns) else asking & _QUESTION


def _answer(text: str, block: Block, m: re.Match[str]) -> Answer:
    bracket = re.search(r"\(([^()]+)\)", m["rest"] or "")
    office = m["name"].lower().startswith("the ")
    alias = (m.start("rest") + bracket.start(1), m.start("rest") + bracket.end(1)) if bracket and office else None
    words = trim(text, m.end(), block.end) or (m.end(), block.end)
    return Answer((words,), m.span("name"), alias, m["name"].lower() in _ANSWER)
