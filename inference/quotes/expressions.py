"""Reporting expressions of several words: ``expressed the hope that``, ``let it be known that``, ``his claim that``.

A verb with little meaning of its own and a noun of saying report like a verb: the noun decides what may follow.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from detente.inference.quotes.cues import Verb, light_forms
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.frames import Frame
from detente.inference.quotes.grammar import DETERMINERS, PRONOUNS
from detente.inference.quotes.nouns import NOUNS
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_INFINITIVE = words("promise pledge threat readiness willingness vow demand wish offer")
# What may stand alone behind a possessive: "his insistence that", and with a preposition "his call for".
OWNED = words(
    """
    insistence claim assertion contention suggestion warning admission allegation argument prediction promise pledge
    assurance complaint threat vow denial demand statement announcement recommendation call calls remark accusation
    comment dictum view observation conclusion finding testimony boast lament reminder declaration answer response
    reply message advice argument mantra request opinion theory revelation proposition position stance line verdict
    assessment belief
    """
)
# ``Lind's answer was that``: what is said stands behind "is".
_ANSWERS = words(
    """
    answer response reply message advice argument claim contention mantra point view complaint suggestion theory
    position stance line verdict assessment belief conclusion opinion warning
    """
)
_OF_SOMEBODY = words(
    "contention claim assertion insistence allegation complaint accusation suggestion admission dictum"
)
_OWNED_INFINITIVE = words("promise pledge vow demand call calls request")
_OWNED_PREPOSITIONS = words("call calls demand warning criticism")
# Whole expressions, from the word behind the verb on.
_FIXED = {
    "let": ("slip", "it be known", "be known"),
    "make": ("clear", "it clear", "plain", "it plain", "known", "it known", "no secret", "no secret of the fact"),
    "give": ("to understand", "out"),
    "send": ("word",),
    "pass": ("word", "the word"),
    "put": ("it on record", "on record"),
    "be": ("of the opinion", "of the view", "of opinion", "convinced", "confident", "adamant"),
    "go": ("on record as saying", "on the record to say"),
    "rule": ("out",),
    "leave": ("no doubt", "open the possibility"),
    "hold": ("the view", "the opinion", ""),
}
_CLAUSE: frozenset[Frame] = frozenset(("clause", "that"))
_THAT: frozenset[Frame] = frozenset(("that",))
_MODIFIERS = 4
_BREAKING = words("of for at in from with on to about over that")
_FIXED_ONLY = words("be have put let rule leave hold go")


class Expression(NamedTuple):
    """What the words report like, and the token behind them."""

    verb: Verb
    last: int


@cache
def _fixed() -> dict[str, tuple[tuple[str, ...], ...]]:
    return {lemma: tuple(tuple(e.split()) for e in listed) for lemma, listed in _FIXED.items()}


@cache
def openers() -> frozenset[str]:
    """The words with which an expression can begin."""
    return frozenset(light_forms()) | OWNED


@cache
def kernels() -> frozenset[str]:
    """Words of which every expression has at least one; far rarer than the verbs that begin them."""
    fixed = {rest.split()[-1] for listed in _FIXED.values() for rest in listed if rest}
    holding = {form for form, verb in light_forms().items() if "" in _FIXED.get(verb.lemma, ())}
    return frozenset(NOUNS) | OWNED | fixed | holding


def expression(tokens: Sequence[Token], i: int) -> Expression | None:
    """The expression that begins with the verb at ``i``, if there is one."""
    verb = light_forms().get(tokens[i].lower)
    if verb is None:
        return None
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    for rest in _fixed().get(verb.lemma, ()):
        if rest and rest[0] != following:
            continue
        last = i + 1 + len(rest)
        if tuple(t.lower for t in tokens[i + 1 : last]) == rest and last < len(tokens):
            return _fixed_expression(tokens, verb, " ".join((verb.lemma, *rest)).strip(), last)
    return _estimate(tokens, i, verb) if verb.lemma == "put" else _with_noun(tokens, i, verb)


def _estimate(tokens: Sequence[Token], i: int, verb: Verb) -> Expression | None:
    """``put the cost at 3 million``: the object with the number is what was said."""
    for j in range(i + 2, min(len(tokens) - 1, i + 20)):
        if tokens[j].kind != "word" and tokens[j].text not in (",", "'"):
            return None
        if tokens[j].lower == "at" and any(t.text[:1].isdigit() for t in tokens[j + 1 : j + 5]):
            return Expression(replace(verb, lemma="put at", frames=frozenset(("object",))), i + 1)
    return None


def _fixed_expression(tokens: Sequence[Token], verb: Verb, lemma: str, last: int) -> Expression | None:
    if lemma == "rule out":
        return Expression(replace(verb, lemma=lemma, frames=frozenset(("that", "object"))), last)
    if any(t.lower == "that" for t in tokens[last : last + 12]):
        return Expression(replace(verb, lemma=lemma, frames=_THAT), last)
    # "made it clear the port was shut", "made clear: the port was shut".
    begins = tokens[last].text == ":" or tokens[last].lower in DETERMINERS | PRONOUNS
    bare = lemma != "let slip" and verb.lemma in ("make", "let") and begins
    return Expression(replace(verb, lemma=lemma, frames=_CLAUSE), last) if bare else None


def _with_noun(tokens: Sequence[Token], i: int, verb: Verb) -> Expression | None:
    """``expressed his firm hope that``, ``gave credit to``."""
    if verb.lemma in _FIXED_ONLY or tokens[i].lower == "states":
        return None
    for j in range(i + 1, min(len(tokens) - 1, i + 2 + _MODIFIERS)):
        low = tokens[j].lower
        if tokens[j].kind != "word":
            return None
        if low in NOUNS and _leads_on(low, tokens[j + 1].lower):
            return Expression(replace(verb, lemma=low, frames=_frames(low)), j + 1)
        if low in _BREAKING:
            return None
    return None


def _leads_on(noun: str, following: str) -> bool:
    return following == "that" or following in noun_prepositions(noun) or (following == "to" and noun in _INFINITIVE)


def _frames(noun: str) -> frozenset[Frame]:
    return _THAT | {"infinitive"} if noun in _INFINITIVE or noun in _OWNED_INFINITIVE else _THAT


@cache
def noun_prepositions(noun: str) -> frozenset[str]:
    """The prepositions that lead from the noun to what is said: "for" of "a call for calm"."""
    return words(NOUNS.get(noun, ""))


def owned_noun(tokens: Sequence[Token], i: int) -> Expression | None:
    """``his insistence that``, ``Lind's call for``: the noun at ``i`` behind the one who says it."""
    low = tokens[i].lower
    if low not in OWNED or not i or i + 2 >= len(tokens):
        return None
    following = tokens[i + 1].lower
    if following in ("is", "was") and low in _ANSWERS and tokens[i + 2].lower == "that":
        return Expression(_noun(low), i + 2)
    if (
        (following == "to" and low in _OWNED_INFINITIVE)
        or (following == "that" and not is_finite(tokens[i + 2]))
        or (following == "," and tokens[i + 2].lower == "that")
        or (following in noun_prepositions(low) and low in _OWNED_PREPOSITIONS)
    ):
        return Expression(_noun(low), i + 1 + (following == ","))
    return None


def noun_by(tokens: Sequence[Token], i: int) -> Expression | None:
    """``the suggestion by Lind that``: the noun at ``i`` ahead of the one who says it."""
    low = tokens[i].lower
    if low not in OWNED or not i or i + 3 >= len(tokens):
        return None
    by = tokens[i + 1].lower
    if by not in ("by", "from") and not (by == "of" and low in _OF_SOMEBODY):
        return None
    that = next((j for j in range(i + 3, min(len(tokens) - 1, i + 12)) if tokens[j].lower == "that"), None)
    return Expression(_noun(low), i + 1) if that and not is_finite(tokens[that + 1]) else None


def _noun(lemma: str) -> Verb:
    return Verb(lemma, frozenset(), finite=False, past=False, gerund=False, weak=False, frames=_frames(lemma))
