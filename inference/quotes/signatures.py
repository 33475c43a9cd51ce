"""Who says words that no clause of their own sentence reports: a sentence before them, or a signature behind."""

from collections.abc import Sequence

from detente.inference.quotes.clauses import reporting_clauses
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.grammar import INNER_PREPOSITIONS, PARTICLES, TIME, Clause, Phrase, is_name_word
from detente.inference.quotes.sentences import Sentence, Token
from detente.inference.quotes.wordlists import ORGANISATION

_DASHES = ("-", "--", "–", "—", "―")
_LONGEST = 60
_SHORT = 14
_ALONE = frozenset(("agree", "disagree"))


def signature(text: str, sentence: Sentence) -> Clause | None:
    """The name behind a dash in the paragraph after a quotation: ``- Karin Lind, port director``."""
    if text[sentence.start] not in "-–—―" or sentence.quotes:
        return None
    tokens = sentence.tokens(text)
    if len(tokens) < 2 or tokens[0].text not in _DASHES or len(tokens) > _SHORT:
        return None
    last = 1
    while last < len(tokens) and (is_name_word(tokens[last]) or tokens[last].lower in PARTICLES):
        last += 1
    if last == 1 or (last < len(tokens) and tokens[last].kind == "word"):
        return None
    return Clause(0, last, (0, 1), Phrase(1, last), None, "colon")


def signed_beside(tokens: Sequence[Token], i: int) -> Clause | None:
    """The name behind a dash or in brackets that closes the line of the quotation at ``i``, with what explains it.

    ``"We will talk" - Karin Lind, port director``; ``"We will talk" (Karin Lind)``.
    """
    opened = i + 1 < len(tokens) and tokens[i + 1].text
    if opened not in _DASHES and opened != "(":
        return None
    last = i + 2
    while last < len(tokens) and (is_name_word(tokens[last]) or tokens[last].lower in PARTICLES):
        last += 1
    behind = tokens[last:]
    named = last - i - 2 > 1 and not any(t.lower in ORGANISATION for t in tokens[i + 2 : last])
    if not named or len(behind) > _SHORT or any(t.kind == "quote" or is_finite(t) for t in behind):
        return None
    closes = behind and behind[-1 - (behind[-1].text == ".")].text == ")" if opened == "(" else True
    apart = not behind or behind[0].text in (",", ")", ".", "(")
    return Clause(i + 1, last, (i + 1, i + 2), Phrase(i + 2, last), None, "colon") if closes and apart else None


def reporting_sentence(text: str, sentence: Sentence) -> Clause | None:
    """The clause of a sentence that only says that somebody spoke: ``Lind agreed.``, ``Lind said in a statement.``"""
    if sentence.quotes:
        return None
    tokens = sentence.tokens(text)
    if len(tokens) > _LONGEST:
        return None
    for c in reporting_clauses(tokens):
        spoken = c.verb is not None and "words" in c.verb.taking and (not c.verb.weak or c.verb.lemma in _ALONE)
        if spoken and c.mention is not None and c.side == "any" and c.framing == "asserted" and _bare(tokens, c):
            return c
    return None


def _bare(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether nothing that could be the words follows, only time, place or addressee."""
    rest = [t for t in tokens[clause.last :] if t.kind != "mark"]
    return not rest or (len(rest) < 9 and (rest[0].lower in INNER_PREPOSITIONS or rest[0].lower in TIME))
