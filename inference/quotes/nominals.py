"""Speakers called by an office or a kind: ``the general``, ``the Russian``, ``both ministers``."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from detente.inference.quotes.bodies import COLLECTIVE, INDEFINITE, body
from detente.inference.quotes.epithets import (
    KINDS,
    NATIONS,
    describes,
    head_of,
    holds_office,
    is_epithet,
    is_somebody,
    may_be,
    of_kind,
    serves,
)
from detente.inference.quotes.grammar import DETERMINERS, FUNCTION, ROLES
from detente.inference.quotes.names import Naming
from detente.inference.quotes.nations import STATE_OF
from detente.inference.quotes.nearness import by_nearness, introduced
from detente.inference.quotes.people import Person, bare
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.scene import Scene
from detente.inference.quotes.sides import Asked, sides_of
from detente.inference.quotes.wordlists import PEOPLE, TITLES

_OFFICE = re.compile(r"(?:The|His|Her|Their|Its)(?: [a-z-]+){1,4}")
_DEMONYM = ("an", "ish", "ese", "can", "at", "ch", "ian", "ek", "ik", "ak", "sh")
_CUTS = frozenset(("of", "for", "in", "at", "from", "on", "with", "to", "who"))
_OWNERS = frozenset(("his", "her", "their", "its", "my", "our"))
Test = tuple[Callable[[Person], bool], str]


def nominal(scene: Scene, mention: str, at: int) -> Attribution | None:
    """Who a mention without a name is, by what the article says of those it names before."""
    parts = [bare(w) for w in mention.split()]
    if not parts or parts[0] in INDEFINITE:
        return Attribution(None, "an indefinite description names nobody")
    pair = _pair(scene, parts, at)
    if pair is not None:
        return pair
    if _several(parts):
        return Attribution(None, "several people without names")
    owner = next((bare(w) for w in mention.split()[:-1] if w.endswith(("'s", "’s", "s'", "s’"))), "")
    person = described(scene, parts, at, owner)
    if person is not None and _of_another_body(scene, person, mention):
        person = None
    return person or body(scene, mention, parts, at)


def _of_another_body(scene: Scene, found: Attribution, mention: str) -> bool:
    """Whether the description has letters for an owner, ``the MoD's spokesman``, that nobody ties to the one found."""
    letters = {bare(w) for w in mention.split()[:-1] if w.endswith(("'s", "’s")) and sum(map(str.isupper, w)) > 1}
    who = scene.cast.named(found.speaker) if letters and found.speaker else None
    return who is not None and not sides_of(letters) and letters.isdisjoint(who.descriptors)


def _several(parts: Sequence[str]) -> bool:
    """Whether the head is a plural: ``officials``, ``the ministers``."""
    cut = next((k for k, w in enumerate(parts) if k and w in _CUTS), len(parts))
    head = parts[cut - 1]
    if head in PEOPLE or head == "deputies":
        return True
    return head.endswith("s") and head not in COLLECTIVE and (head[:-1] in ROLES or head[:-1] in TITLES)


def described(scene: Scene, parts: Sequence[str], at: int, owner: str = "") -> Attribution | None:
    """``the general``: the last one of whom the article said so, or else whoever spoke last and may be called so.

    ``owner`` is the possessor among the words: "lithuania" of ``Lithuania's foreign minister``.
    """
    cut = next((k for k, w in enumerate(parts) if k and w in _CUTS), len(parts))
    wanted = {w for w in parts[:cut] if w not in DETERMINERS}
    if not wanted or parts[cut - 1] in COLLECTIVE:
        return None
    head = head_of(parts, cut)
    behind = (
        frozenset() if " " in head else frozenset(w for w in parts[cut:] if w not in DETERMINERS and w not in _CUTS)
    )
    asked = Asked(wanted | behind if parts[cut : cut + 1] == ["of"] else wanted, serving=serves(head))
    behind = frozenset() if " " in head else behind
    found = _by_office(scene, wanted, behind, asked, head, at)
    if found is not None or parts[0] in _OWNERS or (owner and not sides_of((owner,))):
        return found
    demonym = len(head) > 4 and head.endswith(_DEMONYM) and head not in FUNCTION
    if not (describes(head) or demonym) or (head in NATIONS and parts[0] in (head, "former")):
        return None
    return None if behind else by_nearness(scene, wanted, asked, head, at)


def _by_office(
    scene: Scene, wanted: AbstractSet[str], behind: AbstractSet[str], asked: Asked, head: str, at: int
) -> Attribution | None:
    """Somebody whose office, as the article has told it, is the one wanted or of its kind.

    Whoever speaks for a side that the description names comes before those of whom the article tells no side.
    """
    latest: dict[int, Naming] = {}
    for n in scene.recent(at):
        if id(n.who) not in latest and not n.who.organisation and (n.who.person or len(n.who.words) > 1):
            latest[id(n.who)] = n
    people = [n for n in latest.values() if not asked.contradicts(n.who.descriptors)]
    tests = _tests(wanted, behind, head)
    if asked.sides or asked.bodies:
        near = [n for n in people if is_somebody(n.who) and asked.shares_side(n.who.descriptors)]
        ours: Test = (lambda p: not behind and may_be(p, head, wanted), "the last one who speaks for that side")
        found = _first(scene, near, [*tests, ours] if is_epithet(head) else tests, head, at)
        if found is not None:
            return found
    return _first(scene, people, tests, head, at)


def _tests(wanted: AbstractSet[str], behind: AbstractSet[str], head: str) -> list[Test]:
    """What tells that a description is of somebody, the surest first."""
    tests: list[Test] = [(lambda p: wanted <= p.descriptors, "the last one whom the article calls so")]
    if len(wanted) > 1:
        tests.append((lambda p: head in p.descriptors, "the last one whom the article calls so"))
    if head in KINDS:
        tests.append((lambda p: p.person and of_kind(p, head), "the last one whose office is of that kind"))
    if head in STATE_OF:
        nation = _adjectives(head)
        tests.append((lambda p: p.person and not nation.isdisjoint(p.descriptors), "the last one of that nation"))
    if behind and is_epithet(head):
        tests.append((lambda p: _heads(p, wanted, behind, head), "the last one who heads that"))
    return tests


def _heads(who: Person, wanted: AbstractSet[str], behind: AbstractSet[str], head: str) -> bool:
    """``the head of the Duma committee``: whether somebody holds an office of that kind at the same body."""
    bodies = [w for w in behind if w in COLLECTIVE and not sides_of((w,))]
    sides = sides_of(behind)
    same = not who.descriptors.isdisjoint(bodies) if bodies else not sides.isdisjoint(sides_of(who.descriptors))
    return who.person and same and holds_office(who) and may_be(who, head, wanted)


def _first(scene: Scene, people: Sequence[Naming], tests: Sequence[Test], head: str, at: int) -> Attribution | None:
    for test, reason in tests:
        found = _last(scene, [n for n in people if test(n.who)], head, at, reason)
        if found is not None:
            return found
    return None


def _adjectives(nation: str) -> frozenset[str]:
    state = STATE_OF[nation]
    return frozenset((*(a for a, s in STATE_OF.items() if s == state), state.lower()))


def _last(scene: Scene, seen: Sequence[Naming], head: str, at: int, reason: str) -> Attribution | None:
    """The first of ``seen``, unless somebody without a name was called so since then.

    Whoever spoke last comes before those whom the same sentence only mentions: ``Lind said after talks with Orlov``.
    """
    if not seen:
        return None
    names = list(dict.fromkeys(n.who.name for n in seen))
    if introduced(scene, head, at) > seen[0].start:
        return Attribution(None, "somebody without a name is called so", tuple(names))
    last = scene.said[-1] if scene.said else None
    if last is not None and last.speaker in names and seen[0].start < scene.sentence_end(last.end):
        names.remove(last.speaker)
        names.insert(0, last.speaker)
    return Attribution(names[0], reason, tuple(names[1:]))


def _pair(scene: Scene, parts: Sequence[str], at: int) -> Attribution | None:
    """``both generals``, ``the two ambassadors``: the last two persons named who are called so."""
    counted = parts[0] == "both" or list(parts[:2]) in (["the", "two"], ["these", "two"])
    if not counted:
        return None
    head = next((w for w in reversed(parts) if w not in ("them", "of")), "").removesuffix("s")
    kinds = KINDS.get(head, frozenset()) | {head}
    people = [n.who for n in scene.recent(at) if n.who.person and not n.who.organisation]
    called = {p.name: p for p in people if kinds & p.descriptors}
    if len(called) < 2 and head in ("two", "men", "women", "side", "both"):
        called = {p.name: p for p in people[:6]}
    if len(called) < 2:
        return Attribution(None, "two without names")
    first, second = sorted(list(called.values())[:2], key=lambda p: p.first_seen)
    others = tuple(called)[2:]
    return Attribution(f"{first.name}; {second.name}", "the last two whom the article calls so", others)


def subject(scene: Scene, start: int, end: int) -> str | None:
    """The person whom the sentence calls by an office at its beginning: ``The colonel shrugged.``"""
    m = _OFFICE.match(scene.text, start, min(end, start + 60))
    parts = [bare(w) for w in m[0].split()] if m else []
    for k in range(1, len(parts)):
        if parts[k] in ROLES:
            found = described(scene, parts[: k + 1], start)
            return found.speaker if found else None
    return None
