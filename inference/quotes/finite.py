"""Whether a word is a finite verb, as far as its form tells."""

from collections.abc import Sequence
from functools import lru_cache

from detente.inference.quotes.cues import finite_forms
from detente.inference.quotes.grammar import VERBISH
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

# Finite forms that are nouns or adjectives as well, but far more often verbs.
_COMMON = words(
    """
    led fell felt remains leads needs wants looks works comes makes takes gets gives plans hopes likes helps seems
    means found thought left cut put set hit let cost ought am ain't cannot shows says told made kept held
    """
)
_CONTRACTED = ("n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "’d", "'m", "’m")
_SUBJECTS = words("he she it that there who what here how where let one this i")


def is_finite(t: Token) -> bool:
    """Whether the token is, by its form, a finite verb or has one contracted to it ("he's")."""
    return t.kind == "word" and finite_word(t.text)


# A bounded memory: the words of a language are few, those of a hostile text without end.
@lru_cache(maxsize=1 << 15)
def finite_word(text: str) -> bool:
    """Whether the word, as it is written in a sentence, is by its form a finite verb."""
    low = text.lower()
    if low in VERBISH or low in _COMMON or low.endswith(_CONTRACTED):
        return low not in ("been", "be")
    if low.endswith(("'s", "’s")):
        return low[:-2] in _SUBJECTS
    if not text[0].islower():
        return False
    return low in finite_forms() or (low.endswith("ed") and len(low) > 3 and not low.endswith("-ed"))


def has_finite(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether any of the tokens is a finite verb."""
    return any(map(is_finite, tokens[first:last]))
