"""Titles and offices beside a name, and the state or body that an office belongs to, read from the words alone."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from detente.inference.quotes.charges import LINKS, behind_head, named, unowned
from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.grammar import DETERMINERS, FUNCTION, ROLES, TIME
from detente.inference.quotes.nations import STATES, state_of
from detente.inference.quotes.people import bare
from detente.inference.quotes.posts import is_post, post_ahead
from detente.inference.quotes.wordlists import ORGANISATION, PORTFOLIO, TITLES, words

_POLITE = words("mr mrs ms miss mx dr sir lady dame lord madame mme monsieur herr frau hon")
_MODIFIERS = words(
    """
    vice foreign prime defense defence interior assistant under first former retired acting rear rank second third
    affairs class senior junior top chief deputy special military press longtime then-
    """
)
_NEVER_ALONE = _MODIFIERS - {"chief", "deputy"}
_LEADING_ON = _MODIFIERS | {"of", "for"}
RANKS = words(
    """
    general colonel major captain lieutenant commander sergeant admiral brigadier gen lt col maj capt sgt adm cmdr
    brig corporal private professor prof judge
    """
)
_PARTIES = words("democratic republican democrat conservative liberal communist socialist western european muslim")
# What somebody is to somebody else, which is no office.
_RELATIVES = words(
    """
    counterpart counterparts colleague wife husband mother father brother sister son daughter people man woman host
    guest participant friend father mother source sources
    """
)
_NO_OFFICE = FUNCTION | LINKS
_ENDS = re.compile(r"[;:()\"“”„«»—–\n]|, |(?<![A-Z])\. (?=[A-Z])|\.$|--")
_REACH = 110
_LONGEST = 9


class Office(NamedTuple):
    """A role in the words of the article, and the state or body that it belongs to."""

    role: str | None
    affiliation: str | None


# A bounded memory: the words of a language are few, those of a hostile text without end.
@lru_cache(maxsize=1 << 15)
def is_role(word: str) -> bool:
    """Whether the word is a title or says what somebody is."""
    low = bare(word)
    if low in _POLITE or (low in _RELATIVES and word.islower()) or low in _NEVER_ALONE:
        return False
    known = low in ROLES or low in TITLES or low.rpartition("-")[2] in ROLES
    return known or low.endswith(("woman", "spokesman", "ologist", "nomist", "chairman"))


def _ahead(text: str, start: int, limit: int) -> str:
    """The words ahead of ``start``; a line may end among them."""
    return text[max(limit, start - _REACH) : start].replace("\n", " ")


def in_front(text: str, start: int, limit: int) -> Office | None:
    """The office in front of a name at ``start``, no further left than ``limit``: ``NATO spokeswoman Ada Brandt``."""
    phrase: list[str] = []
    stop, owned = "", False
    for word in reversed(_ahead(text, start, limit).split(" ")[:-1]):
        if len(phrase) == _LONGEST or not _belongs(word, phrase) or (owned and not word[0].isupper()):
            stop = word
            break
        phrase.insert(0, word)
        if word.endswith(("'s", "’s")) and not is_post(word):
            if word[0].isupper() and bare(word) not in ORGANISATION:
                break
            owned = True  # "the Danish ministry's envoy": whose ministry it is belongs to the office too
    while phrase and bare(phrase[-1]) in _POLITE:
        phrase.pop()
    while phrase and phrase[0].lower() in LINKS:
        stop = phrase.pop(0)
    closes = phrase and (is_role(phrase[-1]) or bare(phrase[-1]) in PORTFOLIO or bare(phrase[-1]) == "class")
    linked = stop in ("the", "and") or stop in LINKS or (not closes and not LINKS.isdisjoint(phrase))
    if phrase and (linked or phrase[0].endswith(("'s", "’s"))):
        post = post_ahead(text, limit, start)
        if len(post) >= len(phrase):
            return office(_without_rank(post))
    return office(phrase) if closes else None


def _without_rank(post: list[str]) -> list[str]:
    """``Commander of the Northern Fleet`` of ``Commander of the Northern Fleet Vice-Admiral``."""
    last = len(post)
    while last > 2 and _is_rank(post[last - 1]) and post[last - 2] not in LINKS and not is_post(post[last - 2]):
        last -= 1
    if last < len(post) and bare(post[last - 1]) == "army" and bare(post[last - 2]) in ORGANISATION:
        last -= 1
    return post[:last]


def _is_rank(word: str) -> bool:
    low = bare(word).rpartition("-")[2]
    return word[0].isupper() and (low in RANKS or low == "ambassador")


def _belongs(word: str, behind: Sequence[str]) -> bool:
    """Whether the word to the left of ``behind`` is still part of the office."""
    low = word.lower()
    if word == "US" or (word == "Under" and behind and behind[0] == "Secretary"):
        return True
    if behind and behind[0][0].isupper() and word.islower() and not (is_role(word) or low in _LEADING_ON):
        return False
    if not word or (not word[-1].isalnum() and not _abbreviated(word)):
        return False
    if low in ("of", "for"):
        return bool(behind)
    adverb = low.endswith("ly") and low not in ORGANISATION
    if low == "and" or low in FUNCTION or low in DETERMINERS or low in TIME or adverb:
        return False
    verb = lexicon().get(low)
    return not (verb is not None and (verb.past or verb.gerund) and word[0].islower())


def _abbreviated(word: str) -> bool:
    return word.endswith(".") and (bare(word) in TITLES or word.count(".") > 1)


def behind(text: str, end: int, limit: int) -> Office | None:
    """The office in apposition to a name that ends at ``end``: ``Ada Brandt, the Norwegian foreign minister,``."""
    if not text.startswith((", ", " of "), end):
        return None
    cut = _ENDS.search(text, end + 2, min(limit, end + _REACH))
    phrase = text[end : cut.start() if cut else min(limit, end + _REACH)].lstrip(",").split()
    if phrase[:1] == ["of"]:
        return _of_body(phrase)
    while phrase and (phrase[0].lower() in DETERMINERS or phrase[0].lower() in ("now", "then", "himself", "herself")):
        phrase.pop(0)
    if not phrase or phrase[0].lower() in _NO_OFFICE or bare(phrase[0]) in lexicon():
        return None
    if phrase[0].islower() and phrase[1:2] and phrase[1].lower() in DETERMINERS:
        return None  # "his wife, Jitka, shakes her head"
    return office(phrase)


def _of_body(phrase: Sequence[str]) -> Office | None:
    body = named(phrase[1:])
    known = body and (
        bare(body[-1]) in ORGANISATION or bare(body[-1]) in STATES or (body[-1].isupper() and len(body[-1]) > 1)
    )
    return Office(None, " ".join(body)) if known else None


def ahead_of_comma(text: str, start: int, limit: int) -> Office | None:
    """The office that a name explains: ``The base commander, Colonel Jon Vale``, the comma ending at ``start``."""
    post = post_ahead(text, limit, start - 2, explained=True)
    if post:
        return office(post)
    phrase: list[str] = []
    for word in reversed(_ahead(text, start, limit).removesuffix(", ").split(" ")):
        if word.endswith(("'s", "’s")):
            phrase.insert(0, word)
        if word.lower() in DETERMINERS or word.endswith(("'s", "’s")):
            return office(phrase) if phrase and any(is_role(w) for w in phrase) else None
        if not word or len(phrase) == _LONGEST or word[-1] in ',;:."”)':
            return None
        phrase.insert(0, word)
    return None


def office(phrase: Sequence[str]) -> Office | None:
    """Read a phrase such as ``senior NATO official`` or ``spokesman for the Taliban``; None where it has no role."""
    phrase = list(phrase)
    while phrase and (phrase[0].lower() in DETERMINERS or phrase[0][0].isdigit()):
        phrase.pop(0)
    cut = next((k for k, w in enumerate(phrase) if k and _ends_front(phrase, k)), len(phrase))
    front = phrase[:cut]
    last = max((k for k, w in enumerate(front) if is_role(w)), default=None)
    if last is None:
        return None
    owner, front = _owner(front)
    kept, affiliation = behind_head(front, phrase[cut:])
    said = [w for w in (*front, *kept) if bare(w) not in _POLITE]
    while said and said[-1].lower() in _NO_OFFICE | DETERMINERS:
        said.pop()
    role = " ".join(said).rstrip(",'’")
    if role.endswith(".") and not _abbreviated(role.rpartition(" ")[2]):
        role = role.rstrip(".")
    return Office(role if len(front) <= _LONGEST else None, owner or affiliation or _belonging(front))


def _ends_front(phrase: Sequence[str], k: int) -> bool:
    """Whether the words behind the head begin at ``k``."""
    low = phrase[k].lower()
    another = low == "and" and (k + 1 == len(phrase) or phrase[k + 1].lower() in DETERMINERS)
    return another or low in LINKS or low.startswith("who") or low in ("that", "which", "as", "when")


def _owner(front: list[str]) -> tuple[str | None, list[str]]:
    """``Russia's envoy``: the possessor and what is left."""
    k = next((k for k, w in enumerate(front) if w.endswith(("'s", "’s", "s'", "s’"))), None)
    if k is None or k + 1 >= len(front):
        return None, front
    words = [*front[:k], unowned(front[k])]
    if is_role(words[-1]) and bare(words[-1]) not in ORGANISATION:
        return _belonging(words), front if is_post(words[-1]) and is_post(front[-1]) else front[k + 1 :]
    return " ".join(words) if front[0][0].isupper() else None, front[k + 1 :]


def _belonging(front: Sequence[str]) -> str | None:
    """The body or state in front of a role: ``Pentagon`` press secretary, ``Russian`` envoy."""
    body = max((k for k in range(len(front) - 1) if _is_body(front, k)), default=None)
    if body is not None:
        first = body
        while first and _names_body(front[first - 1]):
            first -= 1
        return " ".join(front[first : body + 1])
    return _nation(front)


def _is_body(front: Sequence[str], k: int) -> bool:
    """Whether the word ends the name of a body; a press secretary speaks for no press."""
    return bare(front[k]) in ORGANISATION and not (bare(front[k]) == "press" and is_role(front[k + 1]))


def _names_body(word: str) -> bool:
    low = bare(word)
    return (word[0].isupper() or low in PORTFOLIO) and low not in ("former", "senior", "deputy", "chief")


def _nation(front: Sequence[str]) -> str | None:
    """The state or the body of capital letters in front of a role."""
    capitals = all(w.isupper() for w in front)
    for k, w in enumerate(front[:-1]):
        plain = w.rstrip(",")
        state = state_of(plain)
        if state and bare(plain) not in _PARTIES:
            return state
        if (plain.isupper() and not capitals and plain.isalpha() and len(plain) > 1) or bare(plain) in STATES:
            return plain
        if k == 0 and plain == "European":
            return "Europe" if len(front) > 1 and not front[1].startswith("Union") else "European Union"
    return None
