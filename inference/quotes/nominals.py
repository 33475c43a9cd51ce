"""Speakers called by an office or a kind: ``the general``, ``the Russian``, ``both ministers``."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from detente.inference.quotes.bodies import COLLECTIVE, INDEFINITE, body
from detente.inference.quotes.grammar import DETERMINERS, ROLES
from detente.inference.quotes.names import Naming
from detente.inference.quotes.nations import STATE_OF
from detente.inference.quotes.people import bare
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.scene import Scene
from detente.inference.quotes.wordlists import words

_OFFICE = re.compile(r"(?:The|His|Her|Their|Its)(?: [a-z-]+){1,4}")
_DEMONYM = ("an", "ish", "ese", "can", "at", "ch", "ian", "ek", "ik", "ak", "sh")
NATIONS = frozenset(STATE_OF) | words(
    "frenchman englishman dutchman irishman republican democrat communist liberal conservative"
)
_CUTS = frozenset(("of", "for", "in", "at", "from", "on", "with", "to", "who"))
# What a kind of people includes: whoever is called an ambassador may be "the diplomat" later.
_KINDS = {
    "diplomat": words("ambassador envoy consul attache negotiator undersecretary representative"),
    "officer": words(
        "general colonel major captain lieutenant commander admiral sergeant brigadier gen col lt maj capt"
    ),
    "soldier": words("sergeant corporal private sgt gunny"),
    "sailor": words("captain admiral seaman commander boatswain"),
    "lawmaker": words("senator congressman congresswoman deputy mp legislator sen rep representative member"),
    "legislator": words("senator congressman congresswoman deputy mp lawmaker sen rep representative"),
    "congressman": words("rep representative"),
    "congresswoman": words("rep representative"),
    "senator": words("sen"),
    "general": words("gen"),
    "colonel": words("col"),
    "captain": words("capt"),
    "major": words("maj"),
    "lieutenant": words("lt"),
    "sergeant": words("sgt"),
    "admiral": words("adm"),
    "governor": words("gov"),
    "minister": words("secretary premier chancellor"),
    "official": words(
        "minister secretary director undersecretary commissioner head chief deputy spokesman spokeswoman"
    ),
    "expert": words("analyst professor scholar researcher scientist economist specialist"),
    "scholar": words("professor historian researcher fellow"),
    "scientist": words("physicist chemist biologist professor researcher engineer"),
    "aide": words("adviser advisor assistant spokesman spokeswoman"),
    "leader": words("president premier chairman chairwoman chancellor head"),
    "politician": words("senator deputy minister mayor governor congressman mp"),
    "spokesperson": words("spokesman spokeswoman"),
    "journalist": words("reporter correspondent editor columnist"),
    "academic": words("professor scholar historian"),
    "critic": words("reviewer columnist"),
    "attorney": words("lawyer counsel"),
    "lawyer": words("attorney counsel advocate"),
    "businessman": words("executive owner founder trader"),
    "veteran": words("colonel general sergeant soldier captain"),
}
_OWNERS = frozenset(("his", "her", "their", "its", "my", "our"))
_RECENT = 1500


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
    person = described(scene, parts, at)
    return person or body(scene, mention, parts, at)


def _several(parts: Sequence[str]) -> bool:
    """Whether the head is a plural: ``officials``, ``the ministers``."""
    cut = next((k for k, w in enumerate(parts) if k and w in _CUTS), len(parts))
    head = parts[cut - 1]
    return head in ROLES and (head in ("people", "deputies") or (head.endswith("s") and head[:-1] in ROLES))


def described(scene: Scene, parts: Sequence[str], at: int) -> Attribution | None:
    """``the general``: the last one of whom the article said so."""
    cut = next((k for k, w in enumerate(parts) if k and w in _CUTS), len(parts))
    wanted = {w for w in parts[:cut] if w not in DETERMINERS}
    head = parts[cut - 1]
    if not wanted or head in COLLECTIVE:
        return None
    kinds = _KINDS.get(head, frozenset())
    found = (
        _called(scene, wanted, head, at)
        or (_called(scene, {head}, head, at) if len(wanted) > 1 else None)
        or (_of_kind(scene, kinds, head, at, "the last one whose office is of that kind") if kinds else None)
        or (_of_kind(scene, _adjectives(head), head, at, "the last one of that nation") if head in STATE_OF else None)
    )
    if (
        found is not None
        or parts[0] in _OWNERS
        or not (head in ROLES or head in NATIONS or head == "guest" or head.endswith(_DEMONYM))
    ):
        return found
    near = only_one_near(scene, at)
    return Attribution(near, "the one person named just before") if near else None


def _adjectives(nation: str) -> frozenset[str]:
    state = STATE_OF[nation]
    return frozenset((*(a for a, s in STATE_OF.items() if s == state), state.lower()))


def _called(scene: Scene, wanted: AbstractSet[str], head: str, at: int) -> Attribution | None:
    seen = [n for n in scene.recent(at) if wanted <= n.who.descriptors]
    return _last(scene, seen, head, at, "the last one whom the article calls so")


def _of_kind(scene: Scene, kinds: AbstractSet[str], head: str, at: int, reason: str) -> Attribution | None:
    people = (n for n in scene.recent(at) if n.who.person and not n.who.organisation)
    return _last(scene, [n for n in people if kinds & n.who.descriptors], head, at, reason)


def _last(scene: Scene, seen: Sequence[Naming], head: str, at: int, reason: str) -> Attribution | None:
    """The first of ``seen``, unless somebody without a name was called so since then."""
    if not seen:
        return None
    name, *others = dict.fromkeys(n.who.name for n in seen)
    if _introduced(scene, head, at) > seen[0].start:
        return Attribution(None, "somebody without a name is called so", (name, *others))
    return Attribution(name, reason, tuple(others))


def _introduced(scene: Scene, head: str, at: int) -> int:
    """Where ``a young officer`` last stood before ``at``, not as an apposition to a name; -1 for nowhere."""
    place = at
    while (place := scene.text.rfind(head, max(0, at - _RECENT), place)) >= 0:
        before = scene.text[max(0, place - 60) : place]
        words = before.split(" ")[-6:-1]
        k = next((k for k, w in enumerate(reversed(words)) if w.lower() in INDEFINITE), None)
        if k is not None and not any(w[-1:] in ",.;:" for w in words[len(words) - k :]):
            ahead = words[: len(words) - 1 - k]
            if not (ahead and ahead[-1].endswith(",")):
                return place
    return -1


def _pair(scene: Scene, parts: Sequence[str], at: int) -> Attribution | None:
    """``both generals``, ``the two ambassadors``: the last two persons named who are called so."""
    counted = parts[0] == "both" or list(parts[:2]) in (["the", "two"], ["these", "two"])
    if not counted:
        return None
    head = next((w for w in reversed(parts) if w not in ("them", "of")), "").removesuffix("s")
    kinds = _KINDS.get(head, frozenset()) | {head}
    people = [n.who for n in scene.recent(at) if n.who.person and not n.who.organisation]
    called = {p.name: p for p in people if kinds & p.descriptors}
    if len(called) < 2 and head in ("two", "men", "women", "side", "both"):
        called = {p.name: p for p in people[:6]}
    if len(called) < 2:
        return Attribution(None, "two without names")
    first, second = sorted(list(called.values())[:2], key=lambda p: p.first_seen)
    others = tuple(called)[2:]
    return Attribution(f"{first.name}; {second.name}", "the last two whom the article calls so", others)


def only_one_near(scene: Scene, at: int) -> str | None:
    """The one person named in the two sentences before ``at``, if there is exactly one."""
    i = scene.sentence(at)
    if i < 0:
        return None
    start = scene.breaks[max(0, i - 2)]
    if scene.text.find("\n", start, at) >= 0:
        start = scene.text.rfind("\n", start, at)
    near = {n.who.name for n in scene.between(start, at) if n.who.person and not n.who.organisation}
    return near.pop() if len(near) == 1 and not scene.unnamed(start, at) else None


def subject(scene: Scene, start: int, end: int) -> str | None:
    """The person whom the sentence calls by an office at its beginning: ``The colonel shrugged.``"""
    m = _OFFICE.match(scene.text, start, min(end, start + 60))
    parts = [bare(w) for w in m[0].split()] if m else []
    for k in range(1, len(parts)):
        if parts[k] in ROLES:
            found = described(scene, parts[: k + 1], start)
            return found.speaker if found else None
    return None
