"""Interviews and debates printed with the speaker's name before each answer."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from detente.inference.quotes.grammar import PARTICLES
from detente.inference.quotes.layout import Block, trim
from detente.model.article import Span

_LABEL = re.compile(
    r"\*{0,2}(?P<name>(?:[^\W\d_][\w.'’-]*)(?: [\w.'’-]+){0,7}?)"
    r"(?P<rest>(?: \([^()\n]{1,60}\)){0,3}(?:, \w[\w .'’-]{2,40})?):\*{0,2} ?(?=\S)"
)
# As records of hearings print them: ``Mr. LIND.``, ``The CHAIRMAN.``, ``Senator Vale of Oslo.``
_HEARING = re.compile(
    r"(?P<name>The [A-Z]{3,}|(?:Mr\.|Mrs\.|Ms\.|Dr\.|Senator|Representative|Chairman|Chairwoman|Secretary|Ambassador|"
    r"General|Admiral) [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)(?P<rest>(?: of [A-Z][a-z]+)?)\. (?=[A-Z])"
)
# "Q" without a colon behind it, "A." with a full stop.
_ASKED = re.compile(r"(?P<name>Q|[QA](?=\.))(?P<rest>)\.? (?=[A-Z\"“«„])")
_NUMBERED = re.compile(r"q\d+\b")
# ``(laughs)`` ahead of an answer.
_STAGE = r"[(\[](?:laugh|smil|paus|sigh|chuckl|nod|applau|grin|shrug|crosstalk|music)[^()\[\]\n]{0,30}[)\]]"
_NOTE = re.compile(rf"{_STAGE} ?(?=\S)", re.IGNORECASE)
# "Q" printed in bold, without anything between it and the question.
_QUESTION_MARK = re.compile(r"Q(?=[A-Z])")
_LAST_NOTE = re.compile(rf" ?{_STAGE}\Z", re.IGNORECASE)
_STAGED = re.compile(_STAGE, re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_PERSON = frozenset(("i", "we", "my", "our", "us", "me"))
_QUESTION = frozenset(
    ("q", "question", "interviewer", "reporter", "correspondent", "journalist", "moderator", "host", "anchor")
)
_ANSWER = frozenset(("a", "answer"))
_FIELDS = frozenset(
    ("by", "date", "source", "keywords", "tags", "note", "photo", "contributing", "re", "subject", "from", "to")
)
_INNER = PARTICLES | {"of", "for", "the"}
_LEAST = 3
_LONG_INITIALS = 4
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
    labelled = {i: m for i, b in enumerate(blocks) if b.role != "footer" and (m := _label(text, b))}
    names = Counter(_surname(m) for m in labelled.values())
    if 0 in labelled and names[_surname(labelled[0])] < 2:
        # A headline: ``Envoy: we will talk``.
        del labelled[0]
    asking = _asking(text, blocks, labelled)
    repeated = sum(n for n in names.values() if n > 1)
    if len(labelled) < _LEAST or len(labelled) * 4 < len(blocks) or (repeated < 0.4 * len(labelled) and not asking):
        return [], set()
    turns = _turns(text, blocks, labelled, silent=not asking)
    found = [
        _answer(text, blocks, at, labelled[at[0]]) for at in turns if labelled[at[0]]["name"].lower() not in asking
    ]
    return found, {i for at in turns for i in at}


def initials_of(label: str) -> str:
    """``KL`` for the labels "K.L.", "K. L." and "KL"; empty for other labels."""
    letters = label.replace(".", "").replace(" ", "")
    return letters if letters.isupper() and letters.isalpha() and 1 < len(letters) < _LONG_INITIALS else ""


def _surname(m: re.Match[str]) -> str:
    return m["name"].lower().rpartition(" ")[2]


def _turns(text: str, blocks: Sequence[Block], labelled: dict[int, re.Match[str]], *, silent: bool) -> list[list[int]]:
    """The paragraphs of each turn: the labelled one, and those without a label that go on with it.

    ``silent`` where nobody who asks has a label: then the paragraph ahead of each label can be his question.
    """
    out: list[list[int]] = []
    unlabelled = [i for i in range(len(blocks) - 1) if i not in labelled and i + 1 in labelled]
    asked = set(unlabelled) if silent and any(_asks(text, blocks[i]) for i in unlabelled) else set()
    speakers = {_surname(m) for m in labelled.values()}
    last, reached = max(labelled), -1
    for i, block in enumerate(blocks):
        follows = out and reached == i - 1 and i not in asked
        if i in labelled:
            out.append([i])
            reached = i
        elif follows and _STAGED.fullmatch(text, block.start, block.end):
            reached = i
        elif follows and block.role == "body" and _goes_on(text, block, speakers, closing=i > last):
            out[-1].append(i)
            reached = i
    return out


def _asks(text: str, block: Block) -> bool:
    return (
        text[max(block.start, block.end - 3) : block.end].rstrip("*").endswith("?")
        or _QUESTION_MARK.match(text, block.start) is not None
    )


def _goes_on(text: str, block: Block, speakers: Set[str], *, closing: bool) -> bool:
    """Whether a paragraph is said by whoever spoke before, and not told by the writer: it names nobody who speaks.

    A question without a label is the interviewer's. Behind the last label the paragraph must be in the first person,
    for there a writer often closes.
    """
    found = {w.lower() for w in _WORD.findall(text, block.start, block.end)}
    apart = text[block.start] in "([-–—" or _LABEL.match(text, block.start, block.end) is not None
    if apart or _asks(text, block) or found & speakers:
        return False
    return not closing or bool(found & _FIRST_PERSON)


def _unnamed(text: str, turns: dict[str, list[int]]) -> set[str]:
    """Of two who take turns, the one who begins and is named in labels alone: the initials of an interviewer."""
    low = text.lower()
    (first, at), (second, others) = turns.items()
    begins = low.count(first.rpartition(" ")[2]) == len(at)
    return {first} if begins and low.count(second.rpartition(" ")[2]) > len(others) else set()


def _label(text: str, block: Block) -> re.Match[str] | None:
    end = min(block.end, block.start + _LABELLED)
    labelled = _LABEL.match(text, block.start, end) if text.find(":", block.start, end) >= 0 else None
    if labelled is not None and _is_label(text, labelled):
        return labelled
    return _ASKED.match(text, block.start, end) or _HEARING.match(text, block.start, end)


def _is_label(text: str, m: re.Match[str]) -> bool:
    """Whether the words ahead of a colon are somebody's name or office and no beginning of a sentence."""
    low = m["name"].lower()
    if low in _FIELDS or (text[m.end()] in '"“«„' and low not in _QUESTION | _ANSWER):
        return False  # ``Lind: "We will not."`` stands in reports as well
    words = m["name"].split()
    begins = not words[0].islower() or (words[0] in PARTICLES and len(words) > 1)
    return begins and not any(w.islower() and w not in _INNER for w in words)


def _asking(text: str, blocks: Sequence[Block], labelled: dict[int, re.Match[str]]) -> set[str]:
    """The labels of those who ask: "Q", or whoever mostly ends with a question mark and never speaks twice running."""
    turns: dict[str, list[int]] = {}
    for k, (i, m) in enumerate(labelled.items()):
        turns.setdefault(m["name"].lower(), []).append(k)
        del i
    ends = [_asks(text, blocks[i]) for i in labelled]
    asking = {name for name in turns if name in _QUESTION or _NUMBERED.match(name)}
    for name, at in turns.items():
        questions = sum(ends[k] for k in at)
        alternating = all(b - a > 1 for a, b in pairwise(at))
        if len(at) > 1 and questions >= 0.4 * len(at) and alternating and name not in _ANSWER:
            asking.add(name)
    if len(turns) == 2 and not asking:
        asking = _unnamed(text, turns)
    return asking if len(asking) < len(turns) else set()


def _answer(text: str, blocks: Sequence[Block], at: Sequence[int], m: re.Match[str]) -> Answer:
    bracket = re.search(r"\(([^()]+)\)", m["rest"] or "")
    office = m["name"].lower().startswith("the ")
    alias = (m.start("rest") + bracket.start(1), m.start("rest") + bracket.end(1)) if bracket and office else None
    first = _NOTE.match(text, m.end(), blocks[at[0]].end)
    start = first.end() if first else m.end()
    spans = [trim(text, start, blocks[at[0]].end) or (start, blocks[at[0]].end)]
    spans += [(blocks[i].start, blocks[i].end) for i in at[1:]]
    if last := _LAST_NOTE.search(text, max(spans[-1][0], spans[-1][1] - 40), spans[-1][1]):
        spans[-1] = trim(text, spans[-1][0], last.start()) or spans[-1]
    return Answer(tuple(spans), m.span("name"), alias, m["name"].lower() in _ANSWER)
