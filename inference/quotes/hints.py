"""Which words can begin a reporting clause, and whether a sentence has any: asked before it is split into tokens."""

import re
from functools import cache

from detente.inference.quotes.beliefs import BELIEVING
from detente.inference.quotes.carried import carried_words
from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.expressions import kernels, openers
from detente.inference.quotes.own_words import OWN_WORDS

# Every word that counts here is written with these letters alone.
_WORD = re.compile(r"[a-z]+")


@cache
def cue_words() -> frozenset[str]:
    """Every word (lower case) that can begin the cue of a reporting clause."""
    return openers() | lexicon().keys() | carried_words() | OWN_WORDS | BELIEVING | {"according"}


def may_report(sentence: str) -> bool:
    """Whether any word of a sentence could be a cue; quick, for most sentences of an article have none."""
    words = _WORD.findall(sentence.lower())
    return not _hints().isdisjoint(words) or not (kernels().isdisjoint(words) or openers().isdisjoint(words))


@cache
def _telling() -> frozenset[str]:
    """The forms of verbs that can report words without marks, and the nouns of "according to" and "in his words"."""
    return (
        frozenset(form for form, verb in lexicon().items() if verb.complements) | OWN_WORDS | BELIEVING | {"according"}
    )


@cache
def telling_words() -> frozenset[str]:
    """The cue words that can report words without marks."""
    return openers() | _telling()


@cache
def _hints() -> frozenset[str]:
    """Words that may report by themselves; an expression needs its kernel and the word that begins it."""
    return (kernels() & openers()) | _telling()
