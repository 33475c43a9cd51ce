"""What the network reads for a statement: a passage of text and where in it the statement stands."""

import re
from dataclasses import dataclass

from detente.model.article import Span, Statement

LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """``text`` with the half-open code-point ``spans`` of the statement's own words in it."""

    text: str
    spans: tuple[Span, ...]


def passage_of(statement: Statement, *, with_context: bool = True) -> Passage:
    """The statement in its context.

    The context usually holds the statement (it is the paragraph that reports it); then the spans point into it.
    A context that does not hold it (a sentence before it) is put in front.
    """
    words, context = encodable(statement.text), encodable(statement.context or "")
    if not with_context or not context.strip():
        return Passage(words, ((0, len(words)),))
    spans = locate(tuple(encodable(piece) for piece in statement.pieces), context) or locate((words,), context)
    if spans:
        return Passage(context, spans)
    start = len(context) + 1
    return Passage(f"{context}\n{words}", ((start, start + len(words)),))


def locate(pieces: tuple[str, ...], context: str) -> tuple[Span, ...] | None:
    """Spans of ``pieces``, in this order, in ``context``; None where one is missing."""
    spans, position = [], 0
    for piece in pieces:
        start = context.find(piece, position) if piece else -1
        if start < 0:
            return None
        position = start + len(piece)
        spans.append((start, position))
    return tuple(spans)


def encodable(text: str) -> str:
    """``text`` with lone surrogates replaced one for one: no tokenizer takes them, and offsets must hold."""
    return LONE_SURROGATE.sub("\ufffd", text)
