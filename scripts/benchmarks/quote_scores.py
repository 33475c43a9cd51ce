"""Extracted statements against annotated ones: spans found, who says them, and how they are framed.

The unit is a span, so it does not matter whether two spans of one turn are one statement or two. A predicted span hits
a gold span if their Jaccard overlap in code points, without the punctuation around them, is at least a half; each is
used once, the best overlaps first. That is the measure of PolNEAR's agreement study (Newell et al., LREC 2018).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.model.article import Span, Statement

EDGES = " \t\r\n\"'`.,;:!?-\u2013\u2014\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a()[]"
OVERLAP = 0.5
QUOTED, SPEECH, ALL = "quoted", "indirect (speech)", "all"
CAUSES = ("nothing", "joined", "longer", "shorter", "shifted")
ROWS = ("direct", "mixed", QUOTED, "indirect", SPEECH, ALL)
# Annotations of indirect speech often hold thoughts, plans and polls too; a verb of saying in the cue tells speech.
_SAYING = re.compile(
    r"\b(?:sa(?:y|id|ys|ying)|t(?:ell|old|ells|elling)|claim\w*|argu\w*|announc\w*|stat(?:es?|ed|ing)|declar\w*|insist\w*|"
    r"warn\w*|add(?:s|ed|ing)?|not(?:es?|ed|ing)|expla?in\w*|report(?:s|ed|ing)?|accord\w*|acknowledg\w*|admit\w*|"
    r"confirm\w*|den(?:y|ies|ied|ying)|promis\w*|pledg\w*|vow\w*|call(?:s|ed|ing)?|describ\w*|suggest\w*|ask(?:s|ed|ing)?|"
    r"repl(?:y|ies|ied|ying)|respond\w*|wr(?:ote|ites?|iting|itten)|tweet\w*|recall\w*|remark\w*|predict\w*|propos\w*|"
    r"urg(?:e|es|ed|ing)|accus\w*|blam\w*|critici\w*|complain\w*|conced\w*|assert\w*|maintain\w*|emphasi\w*|stress\w*|"
    r"point(?:s|ed|ing)? out|reiterat\w*|boast\w*|joke\w*|quip\w*|testif\w*|reveal\w*|cite[sd]?|conten[dt]\w*|alleg\w*|"
    r"counter(?:s|ed)|rebut\w*|dismiss\w*|reject\w*|prais\w*|apologi\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """One span of an annotated statement; what is not annotated is None.

    Args:
        span: half-open code-point offsets.
        kind: ``direct``, ``mixed`` or ``indirect``.
        speech: whether it was said or written, and not thought.
        sources: spans of the words that name the speaker.
        speaker: canonical name, or "" for somebody without one.
        framing: ``asserted``, ``denied`` or ``hypothetical``.
    """

    span: Span
    kind: str
    speech: bool = True
    sources: tuple[Span, ...] = ()
    speaker: str | None = None
    framing: str | None = None


def is_speech(cue: str) -> bool:
    """Whether a cue has a verb of saying in it."""
    return _SAYING.search(cue) is not None


def trimmed(spans: Iterable[Span], text: str) -> list[Span]:
    """``spans`` without white space and punctuation around them; those that nothing else keeps apart are joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip(EDGES):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [span for start, end in joined if (span := _trimmed(text, start, end))]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(EDGES))
    return (start + left, start + len(piece.rstrip(EDGES))) if left < len(piece) else None


def jaccard(a: Span, b: Span) -> float:
    """Shared code points over those of either span."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)


def pairs(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[int, int]:
    """For each gold span that is hit, the index of the predicted one."""
    ranked = sorted(
        (
            (jaccard(a, b), i, j)
            for i, a in enumerate(gold)
            for j, b in enumerate(predicted)
            if a[0] < b[1] and b[0] < a[1]
        ),
        reverse=True,
    )
    hits: dict[int, int] = {}
    used: set[int] = set()
    for overlap, i, j in ranked:
        if overlap >= OVERLAP and i not in hits and j not in used:
            hits[i] = j
            used.add(j)
    return hits


def cause(gold: Span, found: Sequence[tuple[Span, Statement]]) -> str:
    """Why ``gold`` was missed, one of :data:`CAUSES`: what the extracted span with the best overlap is like."""
    near = [(span, s) for span, s in found if span[0] < gold[1] and gold[0] < span[1]]
    if not near:
        return "nothing"
    span, statement = max(near, key=lambda pair: jaccard(pair[0], gold))
    if any(jaccard(own, gold) >= OVERLAP for own in statement.spans):
        return "joined"
    if span[0] <= gold[0] and gold[1] <= span[1]:
        return "longer"
    return "shorter" if gold[0] <= span[0] and span[1] <= gold[1] else "shifted"


class QuoteScores:
    """Counts over articles; :meth:`add` each article, then ask for the figures of a row of :data:`ROWS`."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, text: str, gold: Sequence[Quote], statements: Sequence[Statement]) -> None:
        """Compare the statements extracted from one article with its annotated spans."""
        found = [(span, s) for s in statements for span in trimmed(s.spans, text)]
        hits = pairs([quote.span for quote in gold], [span for span, _ in found])
        for i, quote in enumerate(gold):
            self._count(_gold_rows(quote), "gold")
            if i in hits:
                self._hit(quote, *found[hits[i]])
            else:
                self._count(_gold_rows(quote), cause(quote.span, found))
        right = set(hits.values())
        for j, (_, statement) in enumerate(found):
            self._count(_rows(statement.kind), "predicted")
            if j in right:
                self._count(_rows(statement.kind), "right")

    def _hit(self, quote: Quote, span: Span, statement: Statement) -> None:
        at = statement.mention_span
        met = at is not None and any(at[0] < end and start < at[1] for start, end in quote.sources)
        told = {
            "found": True,
            "exact": quote.span == span,
            "kind": quote.kind == statement.kind,
            "sources": bool(quote.sources),
            "mentions": met,
            "speakers": quote.speaker is not None,
            "named": quote.speaker is not None and quote.speaker == (statement.speaker or ""),
            "framings": quote.framing is not None,
            "framed": quote.framing == statement.framing,
        }
        for what, holds in told.items():
            if holds:
                self._count(_gold_rows(quote), what)

    def _count(self, rows: Iterable[str], what: str) -> None:
        for row in rows:
            self.counts[row, what] += 1

    def share(self, row: str, part: str, whole: str) -> float | None:
        """``part`` of ``whole`` in a row, None where nothing was to be found."""
        total = self.counts[row, whole]
        return self.counts[row, part] / total if total else None

    def precision(self, row: str) -> float | None:
        """Share of the predicted spans of a kind that hit any gold span."""
        return self.share("indirect" if row == SPEECH else row, "right", "predicted")

    def recall(self, row: str) -> float | None:
        """Share of the gold spans that were hit, by statements of whatever kind."""
        return self.share(row, "found", "gold")

    def f1(self, row: str) -> float | None:
        """Harmonic mean of precision and recall."""
        p, r = self.precision(row), self.recall(row)
        return None if p is None or r is None else 2 * p * r / (p + r) if p + r else 0.0


def _rows(kind: str) -> Iterator[str]:
    yield kind
    yield ALL
    if kind != "indirect":
        yield QUOTED


def _gold_rows(quote: Quote) -> Iterator[str]:
    yield from _rows(quote.kind)
    if quote.kind == "indirect" and quote.speech:
        yield SPEECH
