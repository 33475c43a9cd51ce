"""Whom a description can mean of whom the article tells no such office: whoever spoke last, or the one person near."""

import re
from collections.abc import Set as AbstractSet

from detente.inference.quotes.bodies import INDEFINITE
from detente.inference.quotes.epithets import holds_office, is_epithet, is_somebody, may_be
from detente.inference.quotes.grammar import DETERMINERS
from detente.inference.quotes.people import Person
from detente.inference.quotes.posts import POSTS
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.scene import Scene
from detente.inference.quotes.sides import Asked

_REACH = 1500
_RECENT = 1500
_SENTENCES = 8
_THE_ONE_WHO = re.compile(r"The [a-z]+ (?:[a-z]+ )?who\b")


def by_nearness(scene: Scene, wanted: AbstractSet[str], asked: Asked, head: str, at: int) -> Attribution | None:
    """Whoever is alone named just before or spoke last, if he or she may be called ``head``."""
    i = scene.sentence(at)
    if i < 0:
        return None
    start = scene.breaks[max(0, i - 2)]
    paragraph = scene.text.rfind("\n", start, at) + 1
    here = _alone(scene, max(start, paragraph), at)
    if here is not None and _fits(here, wanted, asked, head):
        return Attribution(here.name, "the one person named just before")
    if here is not None or not is_epithet(head):
        return None
    if scene.said:
        return _spoke_last(scene, wanted, asked, head, at)
    near = _alone(scene, start, at) if paragraph else None
    return (
        Attribution(near.name, "the one person named just before")
        if near and _fits(near, wanted, asked, head)
        else None
    )


def _spoke_last(scene: Scene, wanted: AbstractSet[str], asked: Asked, head: str, at: int) -> Attribution | None:
    last = scene.said[-1]
    speaker = scene.cast.named(last.speaker)
    if speaker is None or at - last.end > _REACH or not _fits(speaker, wanted, asked, head):
        return None
    if speaker.organisation or not (speaker.person or len(speaker.words) > 1):
        return None
    if holds_office(speaker) and introduced(scene, head, at) >= 0:
        return None  # "a spokesman", and not the ambassador who spoke since then
    since = scene.sentence_end(last.end)
    # "The Portuguese" can be whoever else the sentence names, where the article tells nobody's side.
    begun = last.start if asked.sides and not asked.shares_side(speaker.descriptors) else since
    others = [n.who for n in scene.between(begun, at) if n.who.person and n.who is not speaker]
    if _unnamed(scene, since, at) or any(_fits(who, wanted, asked, head) for who in others):
        return None
    return Attribution(speaker.name, "the description goes on with whoever spoke last")


def _fits(who: Person, wanted: AbstractSet[str], asked: Asked, head: str) -> bool:
    said = who.descriptors
    if asked.contradicts(said) or not may_be(who, head, wanted):
        return False
    if asked.shares_side(said):
        return True
    # "The Danish prime minister" is somebody new where the article has told neither; "the Danish diplomat" need not be.
    new = bool(asked.sides) and head in POSTS and not holds_office(who)
    # The chief of a commission is no prime minister.
    return not new and not (asked.bodies and holds_office(who))


def _alone(scene: Scene, start: int, at: int) -> Person | None:
    """The one person named from ``start`` on, if there is exactly one and nobody without a name."""
    near = {n.who.name: n.who for n in scene.between(start, at) if n.who.person and not n.who.organisation}
    who = next(iter(near.values())) if len(near) == 1 else None
    return who if who is not None and is_somebody(who) and not scene.unnamed(start, at) else None


def _unnamed(scene: Scene, start: int, at: int) -> bool:
    """Whether one of the sentences is about somebody without a name: ``A driver shrugged.``, ``The man who ...``."""
    first, last = scene.sentence(start), scene.sentence(at)
    for i in range(max(first, last - _SENTENCES), last + 1):
        begin = max(start, scene.breaks[i])
        end = min(at, scene.breaks[i + 1]) if i + 1 < len(scene.breaks) else at
        if scene.unnamed(begin, end) or _THE_ONE_WHO.match(scene.text, begin, end):
            return True
    return False


def introduced(scene: Scene, head: str, at: int) -> int:
    """Where ``a young officer`` last stood before ``at``, not as an apposition to a name; -1 for nowhere."""
    place = at
    while (place := scene.text.rfind(head, max(0, at - _RECENT), place)) >= 0:
        before = scene.text[max(0, place - 60) : place]
        words = before.replace("\n", " ").split(" ")[-6:-1]
        k = next((k for k, w in enumerate(reversed(words)) if w.lower() in INDEFINITE), None)
        if k is not None and not any(_closes(w) for w in words[len(words) - k :]):
            ahead = words[: len(words) - 1 - k]
            if not (ahead and ahead[-1].endswith(",")):
                return place
    return -1


def _closes(word: str) -> bool:
    """Whether a clause or what is described ends before or with the word: not with "U.S."."""
    word = word.rstrip("\"'”’»")
    return word in DETERMINERS or word.endswith((",", ";", ":")) or (word.endswith(".") and word.count(".") < 2)
