"""Whether a form of a verb of reporting is the verb at its place, and whether a subject agrees with it."""

from collections.abc import Sequence

from detente.inference.quotes.cues import Verb, finite_forms, lexicon
from detente.inference.quotes.grammar import (
    DETERMINERS,
    INNER_PREPOSITIONS,
    PRONOUNS,
    ROLES,
    Phrase,
    contraction,
    is_name_word,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_STATING = (
    ROLES
    | PRONOUNS
    | words("report statement letter document declaration communique article paper text draft law treaty study")
)
_BEFORE_NOUN = frozenset(("of", "by", "with", "for", "from", "in", "about", "into", "under", "on"))
# Determiners of nouns, those apart that stand alone as well: "some said".
_OWNING = DETERMINERS - words("all both many some several few most one another")
# Adjectives that follow their noun: "sources close to the talks", "people familiar with the plan".
_BEHIND_NOUN = words("close familiar near loyal opposed sympathetic critical involved allied")
_PLURAL = words("people police men women media many most several some those others all both few none")
HYPOTHETICAL = words("will would may might could shall should ll 'll")


def is_states(before: Token | None, after: Token | None) -> bool:
    """Whether "states" is the verb: ``the report states that``, not ``the member states``."""
    if before is None or after is None or not (after.lower == "that" or after.kind == "quote"):
        return False
    return before.kind == "mark" or is_name_word(before) or before.lower in _STATING


def plural_noun(before: Token, word: Token, after: Token | None) -> bool:
    """Whether "states", "comments", "claims" is the noun: ``past comments on``, ``many states, and``."""
    low = before.lower
    if word.lower in finite_forms():
        return False
    if low in ("also", "often", "always", "still", "now", "then") or low.endswith("ly"):
        return False
    if low in ("he", "she", "they", "it", "who", "i", "we", "you", "to") or is_name_word(before):
        return False
    if low in HYPOTHETICAL or low in ("do", "does", "did", "can", "must") or low.endswith(("n't", "n’t")):
        return False
    return after is not None and after.lower in ("of", "on", "about", "by", "and", "or", "from")


def noun_slot(before: Token, verb: Verb) -> bool:
    """Whether the word behind ``before`` stands where a noun does: ``his claims``, ``of reports``."""
    if before.lower in _OWNING:
        return True
    if before.lower.endswith(("'s", "’s")):
        return not contraction(before)
    if not verb.gerund and before.lower in _BEFORE_NOUN:
        return True
    acting = lexicon().get(before.lower)
    return acting is not None and acting.gerund and not (verb.past or verb.gerund)


def agrees(tokens: Sequence[Token], subject: Phrase, verb: Verb, i: int) -> bool:
    """Whether the verb at ``i`` fits its subject in number: ``Lind claims``, ``ministers claim``."""
    head = _head(tokens, subject)
    if tokens[i].text[0].isupper() and not head.text[0].isupper():
        return False
    if verb.past or not verb.finite or head.lower in ("they", "we", "i", "you") or head.lower == "who":
        return True
    singular = tokens[i].lower.endswith("s")
    several = head.lower in _PLURAL and tokens[subject.first].lower not in ("a", "an")
    joined = any(t.lower == "and" for t in tokens[subject.first : subject.last])
    plural = head.lower.endswith("s") or several or joined
    if singular:
        return not (head.lower.endswith("s") and head.text[0].islower() and not head.lower.endswith("ss"))
    modal = any(
        t.lower in HYPOTHETICAL or t.lower in ("do", "does", "did", "can", "must", "didn't", "doesn't")
        for t in tokens[subject.last : i]
    )
    return plural or modal


def _head(tokens: Sequence[Token], subject: Phrase) -> Token:
    """The head noun: the last word, or the one before "of" and its like."""
    for j in range(subject.first + 1, subject.last - 1):
        if tokens[j].lower in INNER_PREPOSITIONS and tokens[j - 1].kind == "word":
            adjective = tokens[j - 1].lower in _BEHIND_NOUN and j - 2 >= subject.first
            return tokens[j - 2] if adjective else tokens[j - 1]
    return tokens[subject.last - 1]
