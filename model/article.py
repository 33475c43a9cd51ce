"""The two things that every room speaks of: an article and a statement made in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

Span = tuple[int, int]
Kind = Literal["direct", "mixed", "indirect"]
Framing = Literal["asserted", "denied", "hypothetical"]

KINDS: tuple[str, ...] = get_args(Kind)
FRAMINGS: tuple[str, ...] = get_args(Framing)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. ``text`` is never altered: every offset elsewhere points into it.

    Args:
        id: unique within a collection.
        text: the article as received, headline and footer included.
        title: headline, if known apart from the text.
        date: as the article or its file gives it, if known; ISO 8601 where that can be chosen.
        source: outlet, if known.
        url: address, if known.
        extra: whatever else came with the article; kept, never interpreted.
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why extraction takes some words for a statement, and somebody for its speaker.

    Args:
        rule: the rule that found the words, like "direct, clause behind".
        reason: a few words on how the speaker was found, or on why nobody was.
        rejected: names of others who were considered for the same words, the nearest first.
    """

    rule: str
    reason: str
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What one speaker is reported to say in one uninterrupted turn.

    Args:
        article_id: the article's id, or the statement's own where it comes without an article.
        index: position among the statements of its article, from 0.
        spans: half-open code-point offsets into ``Article.text``, in reading order; empty for a
            statement that comes without an article.
        text: the words of all spans, joined by one space.
        kind: ``direct``, ``mixed`` or ``indirect``.
        cue: the reporting words ("said", "according to"), if any.
        framing: ``asserted``, ``denied`` or ``hypothetical``.
        mention: what the article calls the speaker at this place ("he", "the minister").
        mention_span: code-point offsets of the mention in the article.
        speaker: the fullest name that the article gives the same person, or None; never a guess.
        speaker_role: title and office of the speaker, where the article states them ("foreign minister").
        speaker_affiliation: whom the speaker speaks for, where the article states it ("NATO", "Russia").
        context: the text that surrounds the statement, as the network reads it.
        target: whom the statement is about, where the data say so.
        confidence: how sure extraction is of words and speaker, from 0 to 1: the share that is right among
            statements found by the same rules; None where the statement was not extracted.
        evidence: how it was extracted, if it was.
    """

    article_id: str
    index: int
    spans: tuple[Span, ...]
    text: str
    kind: Kind = "direct"
    cue: str | None = None
    framing: Framing = "asserted"
    mention: str | None = None
    mention_span: Span | None = None
    speaker: str | None = None
    speaker_role: str | None = None
    speaker_affiliation: str | None = None
    context: str | None = None
    target: str | None = None
    confidence: float | None = None
    evidence: Evidence | None = None

    @property
    def id(self) -> str:
        """``<article_id>#<index>``."""
        return f"{self.article_id}#{self.index}"

    @classmethod
    def of(cls, text: str, *, id: str = "statement", **fields: Any) -> Self:
        """Make a ready statement that comes without an article."""
        return cls(article_id=id, index=0, spans=(), text=text, **fields)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The words of each span apart, recovered from ``text`` and the lengths of the spans.

        A statement without spans, or whose text is not that of its spans, is one piece.
        """
        lengths = [end - start for start, end in self.spans]
        if len(lengths) < 2 or sum(lengths) + len(lengths) - 1 != len(self.text):
            return (self.text,)
        starts = [sum(lengths[:i]) + i for i in range(len(lengths))]
        return tuple(self.text[s : s + n] for s, n in zip(starts, lengths, strict=True))


def words_of(text: str, spans: Sequence[Span]) -> str:
    """The words of ``spans`` in ``text``, joined by one space."""
    return " ".join(text[start:end] for start, end in spans)
