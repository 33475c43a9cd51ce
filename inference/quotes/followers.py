"""Sentences that go on with a statement, half quoted and without a reporting clause: ``Instead, "he just gave up."``"""

from detente.inference.quotes.clauses import reporting_clauses
from detente.inference.quotes.governing import utterance
from detente.inference.quotes.pieces import Piece
from detente.inference.quotes.sentences import LONGEST, Sentence
from detente.inference.quotes.titles import is_title

_MIN_WORDS = 4
"""Fewer words between marks are mostly a name or a word that the writer holds at arm's length."""


def going_on(text: str, sentence: Sentence) -> list[Piece]:
    """The whole sentence, if it ends in quoted words that do not begin like a sentence; no piece otherwise.

    ``sentence`` stands right behind a statement in the same paragraph and has no statement of its own.
    """
    if not sentence.quotes or sentence.block.role in ("headline", "subhead"):
        return []
    last = sentence.quotes[-1]
    spoken = text[last.inner_start : last.inner_end]
    if not last.closed or spoken.count(" ") + 1 < _MIN_WORDS or utterance(text, last):
        return []
    tokens = sentence.tokens(text)
    behind = next((k for k, t in enumerate(tokens) if t.quote is last), len(tokens)) + 1
    if len(tokens) > LONGEST or any(t.kind != "mark" for t in tokens[behind:]):
        return []
    if is_title(text, tokens, behind - 1) or reporting_clauses(tokens):
        return []
    span = tokens[0].start, tokens[behind - 1].end
    return [Piece(span, "mixed", None, tokens, tuple(sentence.quotes))]
