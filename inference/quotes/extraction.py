"""The whole way from an article to its statements."""

from collections.abc import Sequence
from dataclasses import replace

from detente.inference.quotes.context import Context, Paragraphs, in_blocks, with_context
from detente.inference.quotes.evidence import TRANSCRIPT, confidence_of, evidence_of, rule_of
from detente.inference.quotes.grammar import Clause, Phrase, contraction
from detente.inference.quotes.languages.detection import Choice, language_of
from detente.inference.quotes.languages.table import Code
from detente.inference.quotes.layout import Block, blocks
from detente.inference.quotes.names import cast_of
from detente.inference.quotes.pairing import quotations
from detente.inference.quotes.pieces import Piece
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.scene import Scene
from detente.inference.quotes.sentences import Token, sentences
from detente.inference.quotes.speakers import Speakers
from detente.inference.quotes.transcripts import Answer, answers, initials_of
from detente.inference.quotes.turns import Turn, turns
from detente.model.article import Article, Framing, Span, Statement, words_of


def extract(article: Article | str, *, context: Context = "turn", language: Choice = "auto") -> list[Statement]:
    """Find the statements of an article and who makes them.

    Args:
        article: an article, or its plain text alone (its id is then "article").
        context: how much of the text around each statement to keep with it, see ``with_context``.
        language: "en", "de" or "fr"; "auto" tells by the words of the article.

    Returns:
        Direct, mixed and indirect statements in reading order, with half-open code-point spans into the text; of an
        article in German or French its direct ones.

    Raises:
        InputError: an unknown language.
    """
    whole = Article("article", article) if isinstance(article, str) else article
    code = language_of(whole.text, language)
    parts = blocks(whole.text)
    if code != "en":
        found = _in_other_language(whole, parts, code)
    elif context == "turn":
        # Known ahead, so that each statement is made once and never copied.
        return _statements(whole, parts, Paragraphs(whole.text, parts))
    else:
        found = _statements(whole, parts, None)
    if context == "turn":
        return in_blocks(whole.text, parts, found, context)
    return with_context(whole.text, found, context)


def _in_other_language(article: Article, parts: Sequence[Block], code: Code) -> list[Statement]:
    # Few archives need the tables of other languages; they are loaded at the first article that does.
    from detente.inference.quotes.languages.direct import direct_statements

    return direct_statements(article, parts, code)


def _statements(article: Article, parts: Sequence[Block], around: Paragraphs | None) -> list[Statement]:
    text = article.text
    given, spoken = answers(text, parts)
    quotes = quotations(text, parts)
    found = sentences(text, parts, quotes)
    quoted = [(q.inner_start, q.inner_end) for here in quotes for q in here]
    # The heading of a transcript is mostly the one place with the full names of those who speak.
    named = [b._replace(role="body", body=b.start) if given and b.role == "headline" else b for b in parts]
    speakers = Speakers(Scene(text, cast_of(text, named), quoted, [s.start for s in found]))
    narrated = [s for s in found if s.paragraph not in spoken]
    out = [_answered(article, k, a, speakers, around) for k, a in enumerate(given)]
    for turn in turns(text, narrated, lambda piece: _speaker(text, piece, speakers)):
        out.append(_statement(article, len(out), turn, speakers, around))
    out.sort(key=lambda s: s.spans)
    return [s if s.index == i else replace(s, index=i) for i, s in enumerate(out)]


def _answered(article: Article, index: int, answer: Answer, speakers: Speakers, around: Paragraphs | None) -> Statement:
    """An answer of a transcript: one direct statement, its label the mention."""
    text, (start, end) = article.text, answer.label
    mention = text[start:end]
    letters = initials_of(mention)
    met = speakers.interviewed(answer.spans[0][0], letters) if answer.anonymous or letters else None
    if met is not None and (met.speaker or answer.anonymous):
        who = met
    elif answer.alias:
        who = speakers.attribute(text[slice(*answer.alias)], *answer.alias)
    else:
        who = speakers.attribute(mention, start, end)
    return Statement(
        article.id,
        index,
        answer.spans,
        words_of(text, answer.spans),
        mention=mention,
        mention_span=(start, end),
        speaker=who.speaker,
        speaker_role=who.role,
        speaker_affiliation=who.affiliation,
        context=around.of(answer.spans) if around else None,
        confidence=confidence_of(TRANSCRIPT, mention, who.speaker),
        evidence=evidence_of(TRANSCRIPT, who),
    )


def _speaker(text: str, piece: Piece, speakers: Speakers) -> str | None:
    if piece.clause is None or piece.clause.mention is None:
        return None
    start, end = _span(piece.tokens, piece.clause.mention)
    return speakers.resolve(text[start:end], start, end)


def _statement(article: Article, index: int, turn: Turn, speakers: Speakers, around: Paragraphs | None) -> Statement:
    text, spans = article.text, turn.spans
    lead = turn.lead
    tokens: Sequence[Token] = lead.tokens if lead else ()
    clause = lead.clause if lead else None
    at = _span(tokens, clause.mention) if clause and clause.mention else None
    mention = text[at[0] : at[1]] if at else None
    if mention and at:
        who = speakers.attribute(mention, *at)
    elif any(p.clause is not None for p in turn.pieces):
        who = Attribution(None, "the reporting clause names nobody")
    else:
        who = speakers.attribute_unmentioned(next(p.quotes[0].start for p in turn.pieces if p.quotes))
    speakers.note(spans[0][0], spans[-1][1], who.speaker, mention)
    framing: Framing = clause.framing if clause else "asserted"
    cue = _cue(text, tokens, clause)
    rule = rule_of(turn)
    return Statement(
        article.id,
        index,
        spans,
        words_of(text, spans),
        turn.kind,
        cue,
        framing,
        mention,
        at,
        speaker=who.speaker,
        speaker_role=who.role,
        speaker_affiliation=who.affiliation,
        context=around.of(spans) if around else None,
        confidence=confidence_of(rule, mention, who.speaker),
        evidence=evidence_of(rule, who),
    )


def _span(tokens: Sequence[Token], phrase: Phrase) -> Span:
    last = tokens[phrase.last - 1]
    return tokens[phrase.first].start, last.end - contraction(last)


def _cue(text: str, tokens: Sequence[Token], clause: Clause | None) -> str | None:
    return (
        text[tokens[clause.cue[0]].start : tokens[clause.cue[1] - 1].end] if clause and clause.side != "colon" else None
    )
