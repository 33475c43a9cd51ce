"""Somebody or something with a name, and which short forms of names belong to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from detente.inference.quotes.gender import TITLED, Gender, first_names, gender_of_name, gender_of_words
from detente.inference.quotes.nations import STATES
from detente.inference.quotes.wordlists import ORGANISATION, PLACES

# A list of winners or the dead: telling its namesakes apart one by one would take quadratic time.
_MANY = 16
_SMALL = frozenset(("of", "the", "for", "on", "and", "de", "du"))


@dataclass(slots=True)
class Person:
    """Somebody or something with a name: its fullest form and what the article says about it."""

    name: str
    words: list[str]
    descriptors: set[str] = field(default_factory=set)
    gender: Gender = "?"
    organisation: bool = False
    person: bool = False
    first_seen: int = 0

    @property
    def head(self) -> str:
        """The last word ahead of "of": "bank" of the Bank of England, "lind" of Karin Lind."""
        cut = next((k for k, w in enumerate(self.words) if k and w in _SMALL), len(self.words))
        return self.words[cut - 1]


def merge(found: Mapping[str, Person]) -> tuple[dict[str, Person], dict[str, list[Person]]]:
    """Join ``Lind`` and ``Karin Lind``, ``the ministry`` and its full name, letters and what they stand for.

    Returns:
        The person of each form found, and the surnames that several people bear, with these people.
    """
    out: dict[str, Person] = {}
    by_last: dict[str, list[Person]] = {}
    by_first: dict[str, list[Person]] = {}
    by_ends: dict[tuple[str, str], Person] = {}
    letters = _letters(found)
    bodies = _bodies(found)
    for key, p in sorted(found.items(), key=_fullest_first):
        if len(p.words) == 1:
            short = _fitting(by_last.get(p.words[0]), p) or _fitting(by_first.get(p.words[0]), p)
            whole = letters.get(p.name) or short
        else:
            longer = bodies.get((p.words[-2], p.words[-1]), []) if p.organisation else []
            longer = [q for q in longer if q is not p]
            whole = out[longer[0].name.lower()] if len(longer) == 1 and len(p.words) == 2 else None
            whole = whole or by_ends.get((p.words[0], p.words[-1])) or _initialled(p, by_last)
        if whole is None or (p.organisation and not whole.organisation and len(p.words) > 1):
            whole = p
            if len(p.words) > 1:
                by_last.setdefault(p.words[-1], []).append(p)
                by_first.setdefault(p.words[0], []).append(p)
                by_ends[p.words[0], p.words[-1]] = p
        else:
            several = len(p.words) == 1 and len(by_last.get(p.words[0], ())) > 1
            whole.descriptors |= p.descriptors - TITLED if several or _contradicts(p, whole) else p.descriptors
            whole.person = whole.person or p.person
            whole.first_seen = min(whole.first_seen, p.first_seen)
        out[key] = whole
    for key, p in out.items():
        if p.name.lower() == key:
            p.gender = likely_gender(p)
    return out, _shared(by_last, found)


def _fullest_first(entry: tuple[str, Person]) -> tuple[int, bool, int]:
    person = entry[1]
    return -len(person.words), len(person.words[0]) == 1, person.first_seen


def _initialled(short: Person, by_last: Mapping[str, Sequence[Person]]) -> Person | None:
    """Whom ``J. Moe`` names: the one Moe whose first name begins so."""
    if len(short.words[0]) > 1 or short.organisation:
        return None
    bearers = by_last.get(short.words[-1], ())
    fitting = [p for p in bearers if p.words[0].startswith(short.words[0]) and not p.organisation]
    return fitting[0] if len(fitting) == 1 else None


def _letters(found: Mapping[str, Person]) -> dict[str, Person]:
    """Organisations by their initials: ``NATO`` is the North Atlantic Treaty Organization."""
    wanted = {p.name for p in found.values() if 2 <= len(p.name) <= 7 and p.name.isupper()}
    out: dict[str, Person] = {}
    for p in found.values() if wanted else ():
        initials = "".join(w[0] for w in p.words if w not in _SMALL).upper()
        if initials in wanted and len(p.words) > 1 and any(w in ORGANISATION for w in p.words):
            out.setdefault(initials, p)
    return out


def _bodies(found: Mapping[str, Person]) -> dict[tuple[str, str], list[Person]]:
    """Organisations of three words and more by their last two: ``Norwegian Foreign Ministry``."""
    out: dict[tuple[str, str], list[Person]] = {}
    for p in found.values():
        if p.organisation and len(p.words) > 2 and p.words[-1] in ORGANISATION:
            out.setdefault((p.words[-2], p.words[-1]), []).append(p)
    return out


def _shared(by_last: Mapping[str, Sequence[Person]], found: Mapping[str, Person]) -> dict[str, list[Person]]:
    people = {last: [p for p in bearers if not p.organisation] for last, bearers in by_last.items() if last in found}
    return {last: bearers for last, bearers in people.items() if len(bearers) > 1}


def _contradicts(short: Person, whole: Person) -> bool:
    """Whether the titles of a surname do not fit the first name: ``Ms. Lind`` and Pavel Lind."""
    titled = gender_of_words(short.descriptors & TITLED)
    named = gender_of_name(whole.words)
    return len(short.words) == 1 and "?" not in (titled, named) and titled != named


def _fitting(candidates: Sequence[Person] | None, short: Person) -> Person | None:
    """Whom ``short``, a single word, can name: a state is no short form of ``Radio France``."""
    if not candidates:
        return None
    people = [p for p in candidates if not p.organisation]
    if short.organisation and (short.words[0] in PLACES or short.words[0] in STATES):
        people = [p for p in people if p.person or p.words[0] in first_names()]
    return min(people, key=lambda p: (not p.person, p.first_seen)) if people else None


def namesake(bearers: Sequence[Person], titles: frozenset[str], latest: Person | None) -> Person | None:
    """Which bearer of a surname is meant: by the titles at this place, or else the one named last."""
    if len(bearers) > _MANY:
        return latest
    kind = gender_of_words(titles)
    fitting = [p for p in bearers if kind == "?" or p.gender in (kind, "?")]
    if len(fitting) == 1:
        return fitting[0]
    titled = [p for p in fitting if titles & p.descriptors]
    if titles and len(titled) == 1:
        return titled[0]
    return latest


def likely_gender(p: Person) -> Gender:
    """By titles and words said of the person, then by the name, then by whose "his" or "her" stands beside it."""
    said = gender_of_words(p.descriptors)
    titled = gender_of_words(p.descriptors & TITLED)
    if titled != "?":
        return titled
    if said == "f" and gender_of_words(p.descriptors - {"his", "her"}) == "f":
        return said
    named = gender_of_name(p.words) if len(p.words) > 1 and not p.organisation else "?"
    return named if named != "?" else said


# A bounded memory here and below: the words of a language are few, those of a hostile text without end.
@lru_cache(maxsize=1 << 15)
def bare(word: str) -> str:
    """The word in lower case, without a full stop or a possessive ending."""
    return word.lower().rstrip(".").removesuffix("'s").removesuffix("’s").rstrip("'’")
