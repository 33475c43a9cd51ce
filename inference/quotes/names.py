"""The people and organisations of an article: every form of each name, titles, and likely gender."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from detente.inference.quotes.gender import Gender, gender_of_words
from detente.inference.quotes.grammar import ROLES
from detente.inference.quotes.layout import Block
from detente.inference.quotes.nations import STATE_OF, STATES
from detente.inference.quotes.people import Person, bare, merge, namesake
from detente.inference.quotes.wordlists import (
    NO_NAME,
    ORGANISATION,
    PLACES,
    PORTFOLIO,
    TITLES,
)

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
# A full stop belongs to a name only behind an initial or an abbreviated title.
_ABBREVIATED = (
    r"(?:\.(?<=\b[A-Z]\.)|(?<=Mr|Ms|Dr|Lt|St|Jr|Sr)\.|(?<=Mrs|Gen|Col|Maj|Sgt|Sen|Rep|Gov|Rev|Adm|Hon)\."
    r"|(?<=Prof|Capt|Cmdr|Brig)\.)?"
)
_PART = rf"(?:[UEND]\.[SNUKC]\.|(?:d['’]|al-|el-)?[{_UPPER}][\w’'-]*{_ABBREVIATED})"
_PARTICLE = r"(?:(?:de|la|le|van|von|der|den|bin|ibn|al|el|ul|da|do|dos|del|du|ter|abu|zu) ){0,2}"
_RUN = re.compile(rf"(?<![\w’'-]){_PART}(?:[ \u00a0]{_PARTICLE}{_PART}){{0,8}}")
_OPENING = frozenset(("the ", "a ", "an ", "in ", "at "))
_AFTER = re.compile(
    r"(?:,? \([^()\n]{1,30}\))?"
    r"(?:, (?:\d\d, )?(?:an?|the|its|his|her|their|who|whose|one of|of)|,? who|,? whose"
    r"|(?:, \d\d,)? (?:is|was) (?:an?|the))\b"
    r"([^.;:\"“”\n]{0,90})"
)
_JOINTS = frozenset((" of ", " of the ", " for ", " for the ", " on "))
# Bodies whose names go on behind "of" with two things: ``Ministry of Health and Welfare``.
_TOPICAL = frozenset(
    ("ministry", "department", "office", "institute", "center", "centre", "committee", "commission", "agency", "school")
)
_TRADES = ("ologist", "ographer", "woman", "nomist", "entist", "istrator")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "its", "their", "one", "another"))


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
    _by_form: dict[str, Person] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._by_name = {p.name: p for p in reversed(self.people)}
        self._by_head = {}
        for p in self.people:
            if len(p.words) > 1:
                self._by_head.setdefault(p.head, []).append(p)

    def named(self, name: str | None) -> Person | None:
        """Who has this name in its fullest form."""
        return self._by_name.get(name) if name else None

    def form(self, name: str) -> Person | None:
        """Who is named ``name`` (lower case) anywhere in the article."""
        if self._by_form is None:
            self._by_form = {" ".join(p.words): p for p in reversed(self.people)}
        return self._by_form.get(name)

    def fuller(self, head: str) -> list[Person]:
        """Those whose name has the head ``head`` and more words."""
        return self._by_head.get(head, [])


def name_words(run: str) -> tuple[list[str], list[str]]:
    """Split a run of capitalised words into title words and the words of the name itself."""
    words = _without_neighbours(run.split())
    if words and bare(words[-1]) in ORGANISATION:
        return [], words
    if any(w in ("of", "for", "on") for w in words):
        cut = max((k + 1 for k, w in enumerate(words[:-1]) if bare(w) in ROLES), default=0)
    else:
        cut = _titled(words)
    return words[:cut], words[cut:]


def _without_neighbours(words: list[str]) -> list[str]:
    """Drop the owner ("Lind's Harbor Office" belongs to her), words that open a sentence, the one behind "U.S."."""
    owner = len(words) - 2
    while owner >= 0 and not words[owner].endswith(("'s", "’s")):
        owner -= 1
    body = bool(words) and bare(words[-1]) in ORGANISATION
    if not (body and owner >= 0 and all(_owns_bodies(bare(w)) for w in words[: owner + 1])):
        words = words[owner + 1 :]
    while words and bare(words[0]) in NO_NAME:
        words = words[1:]
    end = next((k for k, w in enumerate(words) if k and words[k - 1].endswith(".") and bare(w) in NO_NAME), len(words))
    return words[:end]


def _owns_bodies(low: str) -> bool:
    return low in STATES or low in STATE_OF or low in PLACES or low in ORGANISATION


def _titled(words: Sequence[str]) -> int:
    """How many words at the beginning are titles, ranks, trades and nationalities."""
    cut = 0
    for k, w in enumerate(words[:-1]):
        low = bare(w)
        trade = cut == k and len(words) - k > 2 and (low in ROLES or low.endswith(_TRADES))
        if trade or low in TITLES or low.rpartition("-")[2] in TITLES:
            cut = k + 1
    if cut == 0 and len(words) > 2 and (bare(words[0]) in PLACES or bare(words[0]) in STATE_OF):
        cut = 1
    return cut


def _office_words(words: Sequence[str]) -> int:
    """How many words at the beginning say what somebody is minister or head of: ``[Secretary of] State Ada Brandt``."""
    cut = 0
    while cut < len(words) - 1 and _of_office(bare(words[cut])):
        cut += 1
    return cut


def _of_office(low: str) -> bool:
    return low in PORTFOLIO or low in ORGANISATION or low in STATES or low in STATE_OF or low in TITLES


class _Read(NamedTuple):
    """What a run of capitalised words says: title words, and the name with its place in the run."""

    titles: frozenset[str]
    name: str
    key: str
    offset: int


class _Place(NamedTuple):
    """One place where a name stands: its span, its key among those found, and the titles given there."""

    start: int
    end: int
    key: str
    titles: frozenset[str]


def cast_of(text: str, blocks: Sequence[Block]) -> Cast:
    """Find every name in the body of the article and join the forms that name the same one."""
    found: dict[str, Person] = {}
    places: list[_Place] = []
    for b in blocks:
        if b.role != "body":
            continue
        for start, run, office in _runs(text, b):
            if (known := _read(run, office)) is not None:
                places.append(_note(text, start, known, b, found))
    merged, shared = merge(found)
    namings = _placed(text, places, merged, shared)
    everybody = {id(p): p for p in (*merged.values(), *(n.who for n in namings))}
    return Cast(list(everybody.values()), namings)


def _runs(text: str, block: Block) -> Iterator[tuple[int, str, str]]:
    """Runs of capitalised words, and the office before each ("secretary" of): ``Bank of England`` is one run."""
    start = end = -1
    office, topical = "", False
    for m in _RUN.finditer(text, block.body, block.end):
        between = text[end : m.start()] if end >= 0 and m.start() - end < 10 else ""
        joint = between in _JOINTS
        last = bare(text[start:end].rpartition(" ")[2]) if joint else ""
        if end - start < 80 and ((joint and last in ORGANISATION) or (between == " and " and topical)):
            topical = between != " and " and last in _TOPICAL
            end = m.end()
            continue
        if start >= 0:
            yield start, text[start:end], office
        office = last if joint and (last in TITLES or last in ROLES) else ""
        start, end = m.span()
        topical = False
    if start >= 0:
        yield start, text[start:end], office


@lru_cache(maxsize=1 << 15)
def _read(run: str, office: str) -> _Read | None:
    titles, words = name_words(run)
    if office and words and not (bare(words[-1]) in ORGANISATION and not _office_words(words)):
        cut = _office_words(run.split())
        if cut > 0 and (cut < len(run.split()) - 1 or not _of_office(bare(words[-1]))):
            titles, words = [office, *run.split()[:cut]], run.split()[cut:]
    if not words or (len(words) == 1 and (len(words[0]) < 2 or bare(words[0]) in NO_NAME or bare(words[0]) in TITLES)):
        return None
    name = " ".join(words)
    offset = max(0, run.rfind(name))
    for suffix in ("'s", "’s", "'", "’", "."):
        if not (suffix == "." and bare(words[-1]) in ("jr", "sr", "u.s", "u.n", "u.k")):
            name = name.removesuffix(suffix)
    return _Read(frozenset(bare(t) for t in titles), name, name.lower(), offset) if name else None


def _note(text: str, at: int, read: _Read, block: Block, found: dict[str, Person]) -> _Place:
    """Record one place where a name stands."""
    start, key = at + read.offset, read.key
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
    return _Place(start, end, key, read.titles)


def _placed(
    text: str, places: Sequence[_Place], merged: dict[str, Person], shared: Mapping[str, Sequence[Person]]
) -> list[Naming]:
    """Give each place its person; a surname that several bear goes to the one whom title or nearness points to."""
    out: list[Naming] = []
    latest: dict[str, Person] = {}
    apart: dict[tuple[str, Gender], Person] = {}
    for start, end, key, titles in places:
        who = merged[key]
        if key in shared:
            who = namesake(shared[key], titles, latest.get(key)) or who
            latest[key] = who
        elif shared and who.words[-1] in shared:
            latest[who.words[-1]] = who
        if titles and " " not in key:
            kind = gender_of_words(titles)
            if kind != "?" and who.gender not in (kind, "?"):
                # "Ms. Lind" is not Pavel Lind, whoever she is.
                lone = Person(text[start:end], [key], gender=kind, person=True, first_seen=start)
                who = apart.setdefault((key, kind), lone)
        out.append(Naming(start, end, who))
    return out


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
        for k, word in enumerate(reversed(before.rstrip().split(" ")[-4:])):
            if not (k and word == "of") and (not word.islower() or word in NO_NAME):
                break
            person.descriptors.add(word)
    person.person = person.person or titled
    if titled or person.descriptors & ROLES:
        person.person = not person.organisation


def _describe_from(before: str, person: Person) -> None:
    """``a German colonel who runs the airstrip, NAME``: what stands before the comma."""
    words = _WORD.findall(before[-100:])
    starts = [k for k, w in enumerate(words) if w.lower() in _ARTICLES or (w == "s" and k)]
    for k in starts:
        phrase = [w.lower() for w in words[k + 1 :]]
        stop = next((j for j, w in enumerate(phrase) if w in ("who", "which", "that", "where")), len(phrase))
        if len(phrase) < 16 and (len(phrase) < 4 or set(phrase[:stop]) & ROLES):
            person.descriptors.update(phrase[:stop])
            break
