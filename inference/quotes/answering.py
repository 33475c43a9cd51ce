"""Sentences that begin with what somebody was asked: ``Asked whether the port would open, Lind said ...``."""

from collections.abc import Sequence

from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_ASKED = words("asked questioned pressed quizzed")
_ANSWERING = words("answering replying responding commenting speaking in to on")
_QUESTIONS = words("question questions query queries")
_INDIRECT = words("whether if how why what who when where which about by on for to")
_FAR = 40


def question_end(tokens: Sequence[Token]) -> int:
    """The comma that closes a question at the sentence's beginning; 0 where none stands there.

    What verbs of reporting the question has, they report nothing: ``Asked if Moscow would recall its envoy, ...``.
    """
    if len(tokens) < 3 or tokens[0].lower not in _ASKED or tokens[1].lower not in _INDIRECT:
        return 0
    return next((j for j in range(2, min(len(tokens), _FAR)) if tokens[j].text == ","), 0)


def answers(tokens: Sequence[Token], first: int) -> bool:
    """Whether the words ahead of the reporting clause at ``first`` tell of a question that it answers."""
    if not first or not tokens:
        return False
    if tokens[0].lower in _ASKED:
        return True
    return tokens[0].lower in _ANSWERING and any(t.lower in _QUESTIONS for t in tokens[:first])
