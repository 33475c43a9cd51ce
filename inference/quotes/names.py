"""The people and organisations of an article: every form of each name, titles, and likely gender."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from detente.inference.quotes.cues import lexicon, reports_in_past
from detente.inference.quotes.gender import Gender, first_names, gender_of_words
from detente.inference.quotes.grammar import ROLES, VERBISH
from detente.inference.quotes.layout import Block
from detente.inference.quotes.nations import STATES
from detente.inference.quotes.people import Person, bare, merge, namesake
from detente.inference.quotes.posts import LINKED, NOWHERE, POSTS, Behind, is_post, leads_to, name_behind, post_ahead
from detente.inference.quotes.runs import Run, read, read_behind, runs
from detente.inference.quotes.sides import sides_of
from detente.inference.quotes.wordlists import NO_NAME, ORGANISATION, TITLES

_OPENING = frozenset(("the ", "a ", "an ", "in ", "at "))
_BEFORE_BODIES = (" the ", " in ", " at ", " near ", " a ", " an ")
_AFTER = re.compile(
    r"(?:,? \([^()\n]{1,30}\))?"
    r"(?:, (?:\d\d, )?(?:an?|the|its|his|her|their|who|whose|one of|of)|,? who|,? whose"
    r"|(?:, \d\d,)? (?:is|was) (?:an?|the))\b"
    r"([^.;:\"“”\n]{0,90})"
)
# "Lind, deputy head of the port", "Lind, Norway's envoy": an apposition without an article.
_BARE_AFTER = re.compile(r", ([^.;:,\"“”\n]{0,90})")
_BARE_FIRST = POSTS | {"deputy", "former", "first", "acting", "senior", "permanent", "special", "then", "now"}
# With one of these begins all that ``_AFTER`` finds.
_BEFORE_TOLD = (", ", " (", " w", " i")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "its", "their", "one", "another"))

# "In the senator's view, Lind" and "after the envoy, Lind" tell nothing of Lind.
_LEADING = frozenset(("in", "at", "on", "after", "before", "from", "under", "during"))


class Naming(NamedTuple):
    """One place where somebody is named, in code points."""

    start: int
    end: int
    who: Person


@dataclass(slots=True)
class Cast:
    """Everybody whom the article names, and where."""

    people: list[Person]
    namings: list[Naming]
    starts: list[int] = field(init=False)
    _by_name: dict[str, Person] = field(init=False)
    _by_head: dict[str, list[Person]] | None = field(init=False, default=None)
    _by_form: dict[str, Person] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.starts = [n.start for n in self.namings]
        self._by_name = {p.name: p for p in reversed(self.people)}

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
        if self._by_head is None:
            self._by_head = {}
            for p in self.people:
                if len(p.words) > 1:
                    self._by_head.setdefault(p.head, []).append(p)
        return self._by_head.get(head, [])


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
        for start, run, office in runs(text, b):
            linked = " " in run and text.endswith(LINKED, b.body, start)  # quick, and true of few runs
            behind = name_behind(run) if linked else NOWHERE
            known = _read_behind(text, b, start, run, behind) if behind.word else None
            if (known := known or read(run, office)) is not None:
                places.append(_note(text, start, known, b, found))
    merged, shared = merge(found)
    namings = _placed(text, places, merged, shared)
    everybody = {id(p): p for p in (*merged.values(), *(n.who for n in namings))}
    return Cast(list(everybody.values()), namings)


def _read_behind(text: str, block: Block, start: int, run: str, behind: Behind) -> Run | None:
    """What a run says whose name may stand behind the object of an office; None where no office leads on to it."""
    post = post_ahead(text, block.body, start, closing=False)
    return read_behind(run, behind.word, tuple(post)) if post and leads_to(post, behind) else None


def _note(text: str, at: int, read: Run, block: Block, found: dict[str, Person]) -> _Place:
    """Record one place where a name stands."""
    start, key = at + read.offset, read.key
    end = start + len(read.name)
    person = found.get(key)
    if person is None:
        person = found[key] = Person(read.name, list(read.words), organisation=read.organisation, first_seen=start)
    elif read.name != person.name and person.name.isupper():
        person.name = read.name
    if read.titles:
        person.descriptors |= read.titles
    elif not person.organisation:
        before = text[max(block.body, at - 6) : at].lower()
        if before.endswith(_BEFORE_BODIES) or before in _OPENING:
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


def _describe(text: str, block: Block, start: int, end: int, person: Person, titled: bool) -> None:
    told = text.startswith(_BEFORE_TOLD, end)  # quick, and true of few names
    limit = min(block.end, end + 130)
    after = (_AFTER.match(text, end, limit) or _bare_apposition(text, end, limit)) if told else None
    if after:
        apposition = [w.lower() for w in _WORD.findall(after[1].partition(",")[0])[:9]]
        # "the commander of the fleet in Georgia" is no Georgian.
        place = next((k for k, w in enumerate(apposition) if w in ("in", "at", "from", "to")), None)
        person.descriptors.update(apposition[:place])
        person.person = len(person.words) > 1 or titled or bool(person.descriptors & ROLES)
    if text.startswith(" of ", end):
        person.descriptors.update(sides_of((bare(text[end + 4 : end + 30].partition(" ")[0].rstrip(",;:")),)))
    before = text[max(block.body, start - 110) : start]
    if before.endswith(", "):
        if not person.organisation:
            _describe_from(before[:-2].rpartition(". ")[2].rpartition("; ")[2], person)
    elif before[-1:] == " " and before[-2:-1].islower():
        person.descriptors.update(_words_ahead(before))
    person.person = person.person or titled
    if titled or not person.descriptors.isdisjoint(ROLES):
        person.person = not person.organisation


def _reports(word: str) -> bool:
    """Whether the word is a verb that parts who speaks from a name: ``a diplomat told Lind``."""
    return reports_in_past(word) and lexicon()[word].taking == {"words"}


def _bare_apposition(text: str, end: int, limit: int) -> re.Match[str] | None:
    """The office in apposition to a name that ends at ``end``, where it has no article."""
    first = text[end + 2 : end + 20].partition(" ")[0] if text.startswith(", ", end) else ""
    owned = first[:1].isupper() and first.endswith(("'s", "’s"))
    if not owned and first.lower() not in _BARE_FIRST:
        return None
    found = _BARE_AFTER.match(text, end, limit)
    words = found[1].split()[:4] if found else []
    linked = any(is_post(w) and v in ("of", "for", "to") for w, v in pairwise(words))
    return found if linked or (owned and any(map(is_post, words))) else None


def _words_ahead(before: str) -> Sequence[str]:
    """The words in small letters that stand right before a name and describe it: ``party leader`` Lind."""
    last = before[before.rfind(" ", 0, -1) + 1 : -1]
    if not last.islower() or last in NO_NAME:
        return ()
    found: list[str] = []
    for k, word in enumerate(reversed(before[:-1].rsplit(" ", 4)[-4:])):
        if not (k and word == "of") and (not _is_plain(word) or word in NO_NAME or _reports(word)):
            if found and sides_of((bare(word),)):
                found.append(bare(word))
            break
        found.append(word)
    # "The envoy reached Lind" does not make an envoy of Lind.
    linked = bool(found) and (_names_office(found[0]) or found[0] in ("named", "called") or found[1:2] == ["of"])
    return found if linked or not any(_names_office(w) for w in found[1:]) else ()


def _is_plain(word: str) -> bool:
    return word.islower() and word[-1].isalnum()


def _names_office(word: str) -> bool:
    return word in ROLES or word in TITLES


def _describe_from(before: str, person: Person) -> None:
    """``a German colonel who runs the airstrip, NAME``: what stands before the comma."""
    nearest = before.rpartition(", ")[2]
    if nearest is not before and not ROLES.isdisjoint(nearest.lower().split()):
        before = nearest  # "the mayor, Lind, and the head of the port, NAME"
    words = _WORD.findall(before[-100:])
    starts = [
        k
        for k, w in enumerate(words)
        if (w.lower() in _ARTICLES and not (k and words[k - 1].lower() in _LEADING)) or (w == "s" and k)
    ]
    for k in starts:
        phrase = [w.lower() for w in words[k + 1 :]]
        stop = next((j for j, w in enumerate(phrase) if w in ("who", "which", "that", "where")), len(phrase))
        if len(phrase) < 16 and (len(phrase) < 4 or set(phrase[:stop]) & ROLES) and _is_one(words[k + 1 :][:stop]):
            person.descriptors.update(phrase[:stop])
            if words[k] == "s" and words[k - 1].lower() in STATES:
                person.descriptors.add(words[k - 1].lower())
            break


def _is_one(phrase: Sequence[str]) -> bool:
    """Whether the words are one noun phrase and name nobody else: not ``envoy will meet Karin Lind``."""
    named = any(
        w.lower() in first_names() and v[0].isupper() and _is_name(w) and _is_name(v) for w, v in pairwise(phrase)
    )
    return not named and VERBISH.isdisjoint(phrase)


def _is_name(word: str) -> bool:
    return word[0].isupper() and not _names_office(word.lower()) and word.lower() not in ORGANISATION
