"""Titles and offices beside a name, and the state or body that an office belongs to, read from the words alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.grammar import DETERMINERS, FUNCTION, ROLES, TIME
from detente.inference.quotes.nations import STATES, state_of
from detente.inference.quotes.people import bare
from detente.inference.quotes.wordlists import ORGANISATION, PORTFOLIO, TITLES, words

_POLITE = words("mr mrs ms miss mx dr sir lady dame lord madame mme monsieur herr frau hon")
_MODIFIERS = words(
    """
    vice foreign prime defense defence interior assistant under first former retired acting rear rank second third
    affairs class senior junior top chief deputy special military press longtime then-
    """
)
RANKS = words(
    """
    general colonel major captain lieutenant commander sergeant admiral brigadier gen lt col maj capt sgt adm cmdr
    brig corporal private professor prof judge
    """
)
_PARTIES = words("democratic republican democrat conservative liberal communist socialist western european muslim")
_LINKS = words("of for at from with to on in")
_ENDS = re.compile(r"[;:()\"“”„«»—–\n]|, |\. (?=[A-Z])|\.$|--")
_REACH = 110
_LONGEST = 9


class Office(NamedTuple):
    """A role in the words of the article, and the state or body that it belongs to."""

    role: str | None
    affiliation: str | None


def is_role(word: str) -> bool:
    """Whether the word is a title or says what somebody is."""
    low = bare(word)
    if low in _POLITE or low in _MODIFIERS - {"chief", "deputy"}:
        return False
    known = low in ROLES or low in TITLES or low.rpartition("-")[2] in ROLES
    return known or low.endswith(("woman", "spokesman", "ologist", "nomist", "chairman"))


def in_front(text: str, start: int, limit: int) -> Office | None:
    """The office in front of a name at ``start``, no further left than ``limit``: ``NATO spokeswoman Ada Brandt``."""
    phrase: list[str] = []
    for word in reversed(text[max(limit, start - _REACH) : start].split(" ")[:-1]):
        if len(phrase) == _LONGEST or not _belongs(word, phrase):
            break
        phrase.insert(0, word)
        if word.endswith(("'s", "’s")):
            break
    while phrase and bare(phrase[-1]) in _POLITE:
        phrase.pop()
    while phrase and phrase[0].lower() in _LINKS:
        phrase.pop(0)
    closes = phrase and (is_role(phrase[-1]) or bare(phrase[-1]) in PORTFOLIO or bare(phrase[-1]) == "class")
    return office(phrase) if closes else None


def _belongs(word: str, behind: Sequence[str]) -> bool:
    """Whether the word to the left of ``behind`` is still part of the office."""
    low = word.lower()
    if not word or (not word[-1].isalnum() and not _abbreviated(word)):
        return False
    if low in ("of", "for"):
        return bool(behind)
    if low in FUNCTION or low in DETERMINERS or low in TIME or low.endswith("ly"):
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
    if not phrase or phrase[0].lower() in FUNCTION | _LINKS or bare(phrase[0]) in lexicon():
        return None
    return office(phrase)


def _of_body(phrase: Sequence[str]) -> Office | None:
    body = _object(phrase[1:])
    known = body and (bare(body[-1]) in ORGANISATION or (body[-1].isupper() and len(body[-1]) > 1))
    return Office(None, " ".join(body)) if known else None


def ahead_of_comma(text: str, start: int, limit: int) -> Office | None:
    """The office that a name explains: ``The base commander, Colonel Jon Vale``, the comma ending at ``start``."""
    phrase: list[str] = []
    for word in reversed(text[max(limit, start - _REACH) : start].removesuffix(", ").split(" ")):
        if word.lower() in DETERMINERS:
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
    cut = next((k for k, w in enumerate(phrase) if k and w.lower() in _LINKS | {"who", "that", "which"}), len(phrase))
    front = phrase[:cut]
    last = max((k for k, w in enumerate(front) if is_role(w)), default=None)
    if last is None:
        return None
    owner, front = _owner(front)
    kept, affiliation = _tail(front, phrase[cut:])
    role = " ".join(w for w in (*front, *kept) if bare(w) not in _POLITE).rstrip(".,'’")
    return Office(role or None, owner or affiliation or _belonging(front))


def _owner(front: list[str]) -> tuple[str | None, list[str]]:
    """``Russia's envoy``: the possessor and what is left."""
    k = next((k for k, w in enumerate(front) if w.endswith(("'s", "’s", "s'", "s’"))), None)
    if k is None or k + 1 >= len(front):
        return None, front
    name = " ".join([*front[:k], front[k].rstrip("s").rstrip("'’") if front[k][-1] == "s" else front[k][:-1]])
    return name if front[0][0].isupper() else None, front[k + 1 :]


def _tail(front: Sequence[str], tail: Sequence[str]) -> tuple[list[str], str | None]:
    """The words behind the head that belong to the role, and the body named there."""
    kept: list[str] = []
    head = bare(front[-1]) if front else ""
    while tail:
        link, following = tail[0].lower(), tail[1:]
        thing = _object(following)
        stop = next((k for k, w in enumerate(following) if w.lower() in _LINKS), len(following))
        portfolio = link in ("of", "for") and (not thing or bare(thing[0]) in PORTFOLIO - {"united"})
        if stop and (portfolio or link in ("to", "on")):
            kept += [tail[0], *following[:stop]]
        elif thing and (link in ("of", "for", "at", "with") or _sends(head, thing)):
            return kept, " ".join(thing)
        else:
            break
        tail = following[stop:]
    return kept, None


def _sends(head: str, thing: Sequence[str]) -> bool:
    """Whether "from" names whom somebody acts for, not where somebody lives."""
    elected = head in words("senator congressman congresswoman mp deputy delegate representative lawmaker governor")
    return elected or bare(thing[-1]) in ORGANISATION


def _object(following: Sequence[str]) -> list[str]:
    """The name behind a preposition; empty for words in lower case: ``the Bank of England``."""
    out: list[str] = []
    for k, w in enumerate(following):
        if not k and w.lower() in DETERMINERS:
            continue
        joined = bool(out) and w.lower() in ("of", "for", "and") and bare(out[-1]) in ORGANISATION
        inner = bool(out) and w == "the" and out[-1] in ("of", "for")
        if not (w[0].isupper() or w[0].isdigit() or joined or inner):
            break
        out.append(w.rstrip("."))
    while out and out[-1].lower() in ("of", "for", "and", "the"):
        out.pop()
    return out


def _belonging(front: Sequence[str]) -> str | None:
    """The body or state in front of a role: ``Pentagon`` press secretary, ``Russian`` envoy."""
    body = max((k for k, w in enumerate(front[:-1]) if bare(w) in ORGANISATION and w[0].isupper()), default=None)
    if body is not None:
        first = body
        while first and front[first - 1][0].isupper() and bare(front[first - 1]) not in ("former", "senior", "deputy"):
            first -= 1
        return " ".join(front[first : body + 1])
    for k, w in enumerate(front[:-1]):
        plain = w.rstrip(",")
        state = state_of(plain)
        if state and bare(plain) not in _PARTIES:
            return state
        if (plain.isupper() and plain.isalpha() and len(plain) > 1) or bare(plain) in STATES:
            return plain
        if k == 0 and plain == "European":
            return "Europe" if len(front) > 1 and not front[1].startswith("Union") else "European Union"
    return None
