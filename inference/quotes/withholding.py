"""Where the writer tells what somebody did not say: ``but declined to give a date``, ``without naming the port``."""

from collections.abc import Sequence

from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

WITHHOLDING = words("but and though although without")
"""The conjunctions that can lead on to what somebody keeps to himself."""

_TELLING = words(
    """
    say elaborate give name specify explain comment provide identify offer disclose go describe detail mention discuss
    answer confirm
    """
)
_WITHOUT = words("saying elaborating giving specifying explaining commenting providing offering")
_REFUSED = words("declined refused")
_NOT = words("didn't didn’t wouldn't wouldn’t")
_NOTHING = words("gave offered provided cited named")
_ADVERBS = words("also again then he she they it has have had")


def withholds(tokens: Sequence[Token], j: int) -> bool:
    """Whether the words from the conjunction at ``j`` on tell what the speaker keeps to himself."""
    low = tokens[j].lower
    if low == "without":
        return _at(tokens, j + 1) in _WITHOUT
    if low not in WITHHOLDING:
        return False
    k = j + 1
    while _at(tokens, k) in _ADVERBS:
        k += 1
    first, second = _at(tokens, k), _at(tokens, k + 1)
    if first in _REFUSED:
        return second in ("to", "further", "comment")
    if first in ("did", "would") and second == "not":
        return _at(tokens, k + 2) in _TELLING
    if first == "left":
        return any(_at(tokens, k + n) == "open" for n in range(1, 5))
    return (
        (first in _NOT and second in _TELLING)
        or (first in _NOTHING and second == "no")
        or (first, second) == ("stopped", "short")
    )


def _at(tokens: Sequence[Token], j: int) -> str:
    return tokens[j].lower if j < len(tokens) else ""
