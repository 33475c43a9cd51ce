"""Offices with words of their own before a name: ``Ambassador to Canada Jon Moe``, ``head of the bank Jon Moe``."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.gender import first_names
from detente.inference.quotes.grammar import FUNCTION, TIME
from detente.inference.quotes.nations import STATE_OF, STATES
from detente.inference.quotes.people import bare
from detente.inference.quotes.wordlists import (
    LONG_PLACES,
    NO_NAME,
    ORGANISATION,
    PLACES,
    PORTFOLIO,
    SLAVIC_FEMALE,
    SLAVIC_MALE,
    TITLES,
    words,
)

POSTS = words(
    """
    president vice-president premier chancellor minister secretary general secretary-general ambassador envoy attache
    consul spokesman spokeswoman spokesperson chairman chairwoman co-chairman co-chair director deputy undersecretary
    under-secretary commissioner commander commander-in-chief governor mayor representative plenipotentiary delegate
    negotiator head leader rapporteur coordinator adviser advisor aide assistant chief counselor counsellor inspector
    ombudsman prosecutor co-leader director-general vice-chairman member speaker editor editor-in-chief rector mp mep pm
    """
)
"""Words for an office that are hardly ever a surname."""
# Whose office reaches to a place: "ambassador in Moscow", "mission to Georgia", but no "president in Paris".
_SENT = words(
    """
    ambassador envoy representative office mission embassy delegation council committee commission bureau group
    delegate adviser advisor aide assistant counselor counsellor deputy attache consul
    """
)
# An office in the name of another one: "representative of the Secretary General for Georgia".
_ACTING_FOR = words("representative envoy adviser advisor aide assistant plenipotentiary deputy office")
# Bodies that envoys and delegations are sent to.
_LETTERS = words("pace csto cis iaea sco opcw unesco unhcr wto imf icao apec efta gcc")
# Newspapers and ships are called so too.
_MASTHEADS = words("leader editor inspector speaker member general commander governor ambassador chief")
# Whoever these are of or for is mostly somebody with a name: "spokesman for Sayed Habib Moe".
_SPEAKING_FOR = words(
    "spokesman spokeswoman spokesperson aide assistant adviser advisor representative deputy secretary"
)
_NO_PERSON = PORTFOLIO | ORGANISATION | {"rank", "class"}
_LINKS = words("of for to in at on")
_INNER = _LINKS | {"the", "and"}
LINKED = tuple(f" {word} " for word in _INNER)
"""What stands between an office and a run whose name may be behind the object of the office."""
_SURNAMES = (*SLAVIC_FEMALE, *SLAVIC_MALE, "dze", "shvili", "enko", "chuk", "yan", "vich", "vych", "ski")
_RANKING = words("special permanent senior high acting new long-time longtime outgoing ex-")
_BUILDINGS = words("headquarters house hq embassy summit")
_BREAK = re.compile(r"[,;:()\"“”„«»—–!?\n]|--|(?<=[a-z]{2})\. ")
_SOONEST = 24
_REACH = 130


class Behind(NamedTuple):
    """Where a name begins in a run of capitalised words.

    Args:
        word: the index of its first word; 0 where no name stands behind an object.
        formed: whether the name is known by its form: ``[head of the] Baltic Fleet Jon Moe``, not ``UN Harbor Works``.
        known: whether the words ahead of it are known to be an object, as ``Canada`` is and ``Sayed`` is not.
        titled: whether a title stands among them: ``Canada Ambassador Jon Moe``.
    """

    word: int
    formed: bool = False
    known: bool = False
    titled: bool = False


NOWHERE = Behind(0)


@lru_cache(maxsize=1 << 15)
def name_behind(run: str) -> Behind:
    """Where in a run of capitalised words a name begins behind the object of an office."""
    parts = run.split()
    if len(parts) < 2 or run.lower() in LONG_PLACES or _is_object(parts, len(parts) - 1):
        return NOWHERE
    begun = max((k + 1 for k, w in enumerate(parts) if w in _INNER), default=0)
    closed = max((k + 1 for k in range(begun, len(parts) - 1) if _is_object(parts, k)), default=begun)
    if closed == begun and _is_title(parts[begun]):
        return NOWHERE  # somebody else with a title: "an aide to President Jon Moe"
    while closed < len(parts) - 1 and _is_title(parts[closed]):
        closed += 1
    first = next((k for k in range(closed, len(parts) - 1) if bare(parts[k]) in first_names()), None)
    if first is not None and len(parts) - first < 5:
        return Behind(first, first > 0, closed > 0, any(map(is_post, parts[:first])))
    return NOWHERE if closed == begun else _without_first_name(parts, begun, closed)


def _without_first_name(parts: Sequence[str], begun: int, closed: int) -> Behind:
    """The name behind an object that ends before ``closed``, whose first name is not known."""
    left = len(parts) - closed
    last, before = bare(parts[-1]), bare(parts[closed - 1])
    if not (left == 2 or (left == 1 and before not in PORTFOLIO)) or last in _BUILDINGS:
        return NOWHERE
    formed = last.endswith(_SURNAMES)
    objects = (STATES, ORGANISATION, PLACES, PORTFOLIO, _LETTERS)
    if not (formed or any(before in known for known in objects)):
        return NOWHERE
    return Behind(closed, formed or begun > 0 or before in ORGANISATION, True)


def leads_to(post: Sequence[str], behind: Behind) -> bool:
    """Whether the words of an office, up to the run of the name, lead on to that name and no further object."""
    if post[-1] not in _INNER or not (behind.formed or post[-1] != "the"):
        return False
    if behind.titled and "and" in post[-2:]:
        return False  # "the ambassador Jon Moe and the" [US Ambassador Karin Lind]
    held = next(w for k, w in enumerate(post) if _leads(post, k))
    return behind.known or bare(held) not in _SPEAKING_FOR


def _is_object(parts: Sequence[str], k: int) -> bool:
    """Whether the word ends what an office is held at: a state, a town, a body, letters, a field of work."""
    low = bare(parts[k])
    if low in STATE_OF and low not in STATES:
        return parts[k] in ("US", "U.S.", "UK", "U.K.")
    letters = len(parts[k]) > 1 and parts[k].isupper() and parts[k].isalpha()
    place = k > 0 and f"{bare(parts[k - 1])} {low}" in LONG_PLACES
    return letters or place or low in STATES or low in ORGANISATION or low in PLACES or low in PORTFOLIO


def _is_title(word: str) -> bool:
    return bare(word) in TITLES or bare(word).rpartition("-")[2] in TITLES


def is_post(word: str) -> bool:
    """Whether the word is an office and hardly a surname."""
    return bare(word) in POSTS


def names_post(parts: Sequence[str]) -> bool:
    """Whether capitalised words are an office without a name: ``Russian Ambassador``, not ``Union Leader``."""
    if not is_post(parts[-1]) or bare(parts[0]) in first_names():
        return False
    ahead = range(len(parts) - 1)
    return bare(parts[-1]) not in _MASTHEADS or all(_is_title(parts[k]) or _is_known(parts, k) for k in ahead)


def _is_known(parts: Sequence[str], k: int) -> bool:
    return bare(parts[k]) in STATE_OF or _is_object(parts, k)


def post_ahead(text: str, floor: int, start: int, *, closing: bool = True, explained: bool = False) -> list[str]:
    """The words of an office that ends where a name begins at ``start``; none where there is no such office.

    Args:
        text: the article.
        floor: no further left than this.
        start: where the name begins, or a capitalised object in front of it.
        closing: whether the words end with an object, so that none of "of", "to" and the like stands last.
        explained: whether a comma stands between, so that a title at the end is no part of the name.
    """
    floor = max(floor, start - _REACH)
    breaks = [m.end() for m in _BREAK.finditer(text, floor, start)]
    parts = text[breaks[-1] if breaks else floor : start].split()[-_SOONEST:]
    if not parts or (closing and (parts[-1] in _INNER or (not explained and ends_in_title(parts)))):
        return []
    first = post_first(parts)
    return [] if first is None else parts[first:]


def ends_in_title(parts: Sequence[str]) -> bool:
    """Whether all words behind the last preposition are a title: ``adviser to the Defence Minister`` [Jon Moe].

    Whoever bears it is somebody else than the adviser.
    """
    link = max((k for k, w in enumerate(parts) if w in _LINKS), default=-1)
    behind = [w for w in parts[link + 1 :] if w != "the"]
    if link < 0 or not behind or bare(behind[-1]) in _NO_PERSON:
        return False
    return all(map(_is_title, behind))


def post_first(parts: Sequence[str]) -> int | None:
    """Where in the words before a name the office begins that leads on to it."""
    first: int | None = None
    for k in range(len(parts) - 1, -1, -1):
        if not _inside(parts[k]):
            break
        if _leads(parts, k):
            if first is not None and not (bare(parts[k]) in _ACTING_FOR and parts[k + 1] == "of"):
                break
            first = k
        elif first is not None and parts[k] in _INNER and parts[k] not in ("of", "the"):
            break
    while first and _qualifies(parts[first - 1]):
        first -= 1
    return first


def _inside(word: str) -> bool:
    """Whether the word can stand between an office and the name."""
    low = bare(word)
    if word in _INNER:
        return True
    verb = lexicon().get(word)
    if verb is not None and (verb.past or verb.gerund):
        return False
    return word[0].isalpha() and not (word[0].islower() and (low in FUNCTION or low in TIME)) and low not in NO_NAME


def _leads(parts: Sequence[str], k: int) -> bool:
    """Whether the office at ``k`` goes on with words of its own."""
    if not is_post(parts[k]) or k + 1 >= len(parts):
        return False
    link = parts[k + 1]
    if link in ("of", "for"):
        return True
    return link in _LINKS and bare(parts[k]) in _SENT


def _qualifies(word: str) -> bool:
    """Whether the word to the left of an office belongs to it: ``NATO Assistant``, ``Russia's``, ``deputy``."""
    if word == "Under":
        return True
    if not word[0].isalpha() or word in _INNER or bare(word) in NO_NAME:
        return False
    low = bare(word)
    if word[0].isupper() or _is_title(word) or low in PORTFOLIO or low in _RANKING:
        return True
    return low.endswith(("al", "ic", "ary")) and low not in FUNCTION
