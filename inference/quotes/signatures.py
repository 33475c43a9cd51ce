"""Who says words that no clause of their own sentence reports: a sentence before them, or a signature behind."""

from collections.abc import Sequence

from detente.inference.quotes.clauses import reporting_clauses
from detente.inference.quotes.grammar import INNER_PREPOSITIONS, PARTICLES, TIME, Clause, Phrase, is_name_word
from detente.inference.quotes.sentences import Sentence, Token

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
