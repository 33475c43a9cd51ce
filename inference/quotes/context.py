"""The text around a statement, as the network reads it: always a contiguous slice of the article."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from detente.inference.quotes.layout import Block, blocks
from detente.inference.quotes.pairing import quotations
from detente.inference.quotes.sentences import Sentence, sentences
from detente.model.article import Span, Statement

Context = Literal["none", "sentence", "turn"]

_FAR_MENTION = 2


def with_context(article_text: str, statements: Sequence[Statement], context: Context) -> list[Statement]:
    """Fill ``context`` of statements of one article, extracted or annotated.

    "none" leaves it out; "sentence" gives the sentences that the spans or the mention touch, from the
    first to the last; "turn" the paragraphs that the spans touch. Statements without spans stay as they are.
    """
    if context not in ("none", "sentence", "turn"):
        raise ValueError(f"context is 'none', 'sentence' or 'turn', not {context!r}")
    if context == "none":
        return [s if s.context is None else replace(s, context=None) for s in statements]
    return in_blocks(article_text, blocks(article_text), statements, context)


def in_blocks(text: str, parts: Sequence[Block], statements: Sequence[Statement], context: Context) -> list[Statement]:
    """``with_context`` for an article whose paragraphs are known."""
    units = [(p.start, p.end) for p in (parts if context == "turn" else sentences_of(text, parts))]
    slices: dict[Span, str] = {}
    out = []
    for s in statements:
        around = _around(units, s.spans if context == "turn" else _touched(units, s))
        # Statements of one paragraph share one string: a text without paragraph breaks stays affordable.
        if around is not None and around not in slices:
            slices[around] = text[slice(*around)]
        out.append(replace(s, context=slices[around]) if around is not None else s)
    return out


class Paragraphs:
    """The paragraphs of an article, for the context "turn" of statements one by one.

    Args:
        text: the article.
        parts: its paragraphs.
    """

    def __init__(self, text: str, parts: Sequence[Block]) -> None:
        self.text = text
        self.units = [(p.start, p.end) for p in parts]
        self._slices: dict[Span, str] = {}

    def of(self, spans: Sequence[Span]) -> str | None:
        """The paragraphs that the spans touch; those of one paragraph share one string."""
        around = _around(self.units, spans)
        if around is None:
            return None
        if around not in self._slices:
            self._slices[around] = self.text[slice(*around)]
        return self._slices[around]


def sentences_of(text: str, parts: Sequence[Block]) -> list[Sentence]:
    """The sentences of an article whose paragraphs are known."""
    return sentences(text, parts, quotations(text, parts))


def _touched(units: Sequence[Span], statement: Statement) -> tuple[Span, ...]:
    mention = statement.mention_span
    if mention is None or not statement.spans:
        return statement.spans
    at = _unit(units, mention[0])
    distance = min(
        abs(at - _unit(units, edge)) for span in statement.spans for edge in (span[0], max(span[0], span[1] - 1))
    )
    return (*statement.spans, mention) if distance <= _FAR_MENTION else statement.spans


def _unit(units: Sequence[Span], at: int) -> int:
    return max(0, bisect_right(units, at, key=lambda u: u[0]) - 1)


def _around(units: Sequence[Span], spans: Sequence[Span]) -> Span | None:
    """From the start of the first unit that a span touches to the end of the last; never less than the spans."""
    if not spans:
        return None
    first, last = min(s for s, _ in spans), max(e for _, e in spans)
    if not units:
        return first, last
    a = units[_unit(units, first)]
    b = units[max(0, bisect_left(units, last, key=lambda u: u[0]) - 1)]
    return min(first, a[0]) if a[1] > first or a[0] > first else first, max(last, b[1])
