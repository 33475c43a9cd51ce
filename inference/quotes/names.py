"""The people and organisations of an article: every form of each name, titles, and likely gender."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from detente.inference.quotes.grammar import ROLES
from detente.inference.quotes.layout import Block
from detente.inference.quotes.sentences import ABBREVIATIONS
from detente.inference.quotes.wordlists import (
    FEMALE,
    FEMALE_WORDS,
    MALE,
    MALE_A,
    MALE_WORDS,
    NO_NAME,
    ORGANISATION,
    PLACES,
    SLAVIC_FEMALE,
    SLAVIC_MALE,
    TITLES,
)

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
# A full stop belongs to a name only behind an initial or an abbreviated title.
_ABBREVIATED = (
    r"(?:\.(?<=\b[A-Z]\.)|(?<=Mr|Ms|Dr|Lt|St|Jr|Sr)\.|(?<=Mrs|Gen|Col|Maj|Sgt|Sen|Rep|Gov|Rev|Adm|Hon)\."
    r"|(?<=Prof|Capt|Cmdr|Brig)\.)?"
)
_PART = rf"[{_UPPER}][\w’'-]*{_ABBREVIATED}"
_PARTICLE = r"(?:(?:de|la|le|van|von|der|den|bin|ibn|al|el|ul|da|do|dos|del|du|ter|abu|zu) ){0,2}"
_RUN = re.compile(rf"(?<![\w’'-]){_PART}(?:[ \u00a0]{_PARTICLE}{_PART}){{0,8}}")
_OPENING = frozenset(("the ", "a ", "an ", "in ", "at "))
_AFTER = re.compile(
    r"(?:,? \([^()\n]{1,30}\))?"
    r"(?:, (?:\d\d, )?(?:an?|the|its|his|her|their|who|whose|one of|of)|,? who|,? whose| (?:is|was) (?:an?|the))\b"
    r"([^.;:\"“”\n]{0,90})"
)
_WORD = re.compile(r"[^\W\d_][\w-]*")
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "its", "their", "one", "another"))
Gender = Literal["f", "m", "?"]


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


@dataclass(frozen=True, slots=True)
class Naming:
    """One place where somebody is named, in code points."""

    start: int
    end: int
    who: Person


@dataclass(slots=True)
class Cast:
    """Everybody whom the article names, and where."""

    people: list[Person]
    namings: list[Naming]
    _by_name: dict[str, Person] = field(init=False)
    _by_head: dict[str, list[Person]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_name = {p.name: p for p in reversed(self.people)}
        self._by_head = {}
        for p in self.people:
            if len(p.words) > 1:
                self._by_head.setdefault(p.words[-1], []).append(p)

    def named(self, name: str | None) -> Person | None:
        """Who has this name in its fullest form."""
        return self._by_name.get(name) if name else None

    def fuller(self, head: str) -> list[Person]:
        """Those whose name ends with the word ``head`` and has more words."""
        return self._by_head.get(head, [])


def bare(word: str) -> str:
    """The word in lower case, without a full stop or a possessive ending."""
    return word.lower().rstrip(".").removesuffix("'s").removesuffix("’s").rstrip("'’")


def name_words(run: str) -> tuple[list[str], list[str]]:
    """Split a run of capitalised words into title words and the words of the name itself."""
    words = run.split()
    owner = max((k for k, w in enumerate(words[:-1]) if w.endswith(("'s", "’s"))), default=-1)
    words = words[owner + 1 :]
    while words and bare(words[0]) in NO_NAME:
        words.pop(0)
    if words and bare(words[-1]) in ORGANISATION:
        return [], words
    cut = 0
    for k, w in enumerate(words[:-1]):
        low = bare(w)
        if low in TITLES or low.rpartition("-")[2] in TITLES:
            cut = k + 1
    if cut == 0 and len(words) > 2 and bare(words[0]) in PLACES:
        cut = 1
    return words[:cut], words[cut:]


class _Read(NamedTuple):
    """What a run of capitalised words says: title words, and the name with its place in the run."""

    titles: frozenset[str]
    name: str
    offset: int


def cast_of(text: str, blocks: Sequence[Block]) -> Cast:
    """Find every name in the body of the article and join the forms that name the same one."""
    found: dict[str, Person] = {}
    read: dict[str, _Read | None] = {}
    namings: list[tuple[int, int, str]] = []
    for b in blocks:
        if b.role != "body":
            continue
        for m in _RUN.finditer(text, b.body, b.end):
            run = m[0]
            if run not in read:
                read[run] = _read(run)
            if (known := read[run]) is not None:
                namings.append(_note(text, m.start(), known, b, found))
    merged = _merge(found)
    everybody = list({id(p): p for p in merged.values()}.values())
    return Cast(everybody, [Naming(s, e, merged[k]) for s, e, k in namings])


def _read(run: str) -> _Read | None:
    titles, words = name_words(run)
    if not words or (len(words) == 1 and (len(words[0]) < 2 or bare(words[0]) in NO_NAME or bare(words[0]) in TITLES)):
        return None
    name = " ".join(words)
    offset = max(0, run.rfind(name))
    for suffix in ("'s", "’s", "'", "’", "."):
        if not (suffix == "." and bare(words[-1]) in ("jr", "sr", "u.s", "u.n")):
            name = name.removesuffix(suffix)
    return _Read(frozenset(bare(t) for t in titles), name, offset) if name else None


def _note(text: str, at: int, read: _Read, block: Block, found: dict[str, Person]) -> tuple[int, int, str]:
    """Record one place where a name stands: its span and its key among those found."""
    start, key = at + read.offset, read.name.lower()
    end = start + len(read.name)
    person = found.get(key)
    if person is None:
        person = found[key] = Person(read.name, [bare(w) for w in read.name.split()], first_seen=start)
        person.organisation = _like_organisation(person.words)
    person.descriptors |= read.titles
    if not read.titles:
        before = text[max(block.body, at - 6) : at].lower()
        if before.endswith((" the ", " in ", " at ", " near ", " a ", " an ")) or before in _OPENING:
            person.organisation = True
    _describe(text, block, at, end, person, bool(read.titles))
    return start, end, key


def _like_organisation(words: Sequence[str]) -> bool:
    return any(w in ORGANISATION for w in words) or (len(words) == 1 and words[0] in PLACES)


def _describe(text: str, block: Block, start: int, end: int, person: Person, titled: bool) -> None:
    after = _AFTER.match(text, end, min(block.end, end + 130))
    if after:
        apposition = after[1].split(",")[0]
        person.descriptors.update(w.lower() for w in _WORD.findall(apposition)[:9])
        person.person = len(person.words) > 1 or titled or bool(person.descriptors & ROLES)
    before = text[max(block.body, start - 110) : start]
    if before.endswith(", "):
        _describe_from(before[:-2].rpartition(". ")[2], person)
    elif before[-1:] == " ":
        for word in reversed(before.rstrip().split(" ")[-3:]):
            if not word.islower() or word in NO_NAME:
                break
            person.descriptors.add(word)
    person.person = person.person or titled
    if titled or person.descriptors & ROLES:
        person.person = not person.organisation


def _describe_from(before: str, person: Person) -> None:
    """``a German colonel who runs the airstrip, NAME``: what stands before the comma."""
    words = _WORD.findall(before[-100:])
    starts = [k for k, w in enumerate(words) if w.lower() in _ARTICLES]
    for k in starts:
        phrase = [w.lower() for w in words[k + 1 :]]
        stop = next((j for j, w in enumerate(phrase) if w in ("who", "which", "that", "where")), len(phrase))
        if len(phrase) < 16 and (len(phrase) < 4 or set(phrase[:stop]) & ROLES):
            person.descriptors.update(phrase[:stop])
            break


def _merge(found: dict[str, Person]) -> dict[str, Person]:
    """Join ``Lind`` and ``Karin Lind``: a short form goes to the first full form that it fits."""
    out: dict[str, Person] = {}
    by_last: dict[str, list[Person]] = {}
    by_first: dict[str, list[Person]] = {}
    by_ends: dict[tuple[str, str], Person] = {}
    for key, p in sorted(found.items(), key=lambda kv: (-len(kv[1].words), kv[1].first_seen)):
        if len(p.words) == 1:
            whole = _fitting(by_last.get(p.words[0], [])) or _fitting(by_first.get(p.words[0], []))
        else:
            whole = by_ends.get((p.words[0], p.words[-1]))
        if whole is None or (p.organisation and not whole.organisation and len(p.words) > 1):
            whole = p
            if len(p.words) > 1:
                by_last.setdefault(p.words[-1], []).append(p)
                by_first.setdefault(p.words[0], []).append(p)
                by_ends[p.words[0], p.words[-1]] = p
        else:
            whole.descriptors |= p.descriptors
            whole.person = whole.person or p.person
            whole.first_seen = min(whole.first_seen, p.first_seen)
        out[key] = whole
    for p in out.values():
        p.gender = _gender(p)
    return out


def _fitting(candidates: Sequence[Person]) -> Person | None:
    people = [p for p in candidates if not p.organisation]
    return min(people, key=lambda p: (not p.person, p.first_seen)) if people else None


def _gender(p: Person) -> Gender:
    female, male = p.descriptors & FEMALE_WORDS, p.descriptors & MALE_WORDS
    if female and not male:
        return "f"
    first = p.words[0] if p.words else ""
    if len(p.words) > 1 and not p.organisation:
        if first in FEMALE:
            return "f"
        if first in MALE or first in MALE_A:
            return "m"
        if p.words[-1].endswith(SLAVIC_FEMALE):
            return "f"
        if p.words[-1].endswith(SLAVIC_MALE):
            return "m"
        if first.endswith("a") and first not in ABBREVIATIONS:
            return "f"
    if male and not female:
        return "m"
    return "?"
