"""Whom a pronoun stands for: "he" and "she" by nearness, likely gender and who spoke last; "they" and "it" by kind."""

from detente.inference.quotes.gender import Gender
from detente.inference.quotes.names import Naming
from detente.inference.quotes.nominals import subject
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.scene import Said, Scene

SINGULAR: dict[str, Gender] = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m"}
REPLYING = frozenset(("replied", "answered", "responded", "retorted", "countered", "shot"))
"""Verbs of whoever was spoken to."""
_REACH = 2500
_SENTENCES_BACK = 7


def pronoun(scene: Scene, word: str, at: int) -> Attribution | None:
    """Who the pronoun ``word`` (lower case) at ``at`` is; None where the word is no pronoun."""
    if word in SINGULAR:
        return singular(scene, SINGULAR[word], at)
    if word in ("they", "them", "both"):
        return _plural(scene, at)
    if word == "it":
        return _neuter(scene, at)
    return Attribution(None, f"{word!r} names nobody") if word in ("i", "we", "you", "who", "me", "us") else None


def singular(scene: Scene, gender: Gender, at: int) -> Attribution:
    """The person whom "he" or "she" at ``at`` stands for.

    Sentence by sentence backwards: whoever spoke last, the first person named whose likely gender fits, or whom the
    sentence calls by an office. A sentence about somebody without a name ends the search.
    """
    sentence = scene.sentence(at)
    last = scene.said[-1] if scene.said else None
    addressed = _addressed(scene, gender, at, last) if last is not None else None
    if addressed is not None:
        return Attribution(addressed.who.name, "the pronoun stands for whom the words before it were said to")
    passed: list[str] = []
    owner: Naming | None = None
    for back in range(_SENTENCES_BACK):
        i = sentence - back
        if i < 0:
            break
        start = scene.breaks[i]
        end = at if back == 0 else scene.breaks[i + 1]
        if last is not None and back and last.end > start and last.gender in (gender, "?"):
            return _spoke_last(last, passed)
        for n in scene.between(start, end):
            if _fits(scene, n, gender):
                return Attribution(n.who.name, "the nearest name before the pronoun that fits it", _others(passed, n))
            if owner is None and back < 3 and n.who.gender == gender and scene.owns(n):
                owner = n
            if n.who.person or (len(n.who.words) > 1 and not n.who.organisation):
                passed.append(n.who.name)
        described = subject(scene, start, end) if back else None
        who = scene.cast.named(described)
        if described and (who is None or who.gender in (gender, "?")):
            return Attribution(described, "the office named in the sentence before the pronoun", tuple(passed))
        if back and scene.unnamed(start, end):
            return Attribution(None, "the pronoun stands for somebody without a name", tuple(dict.fromkeys(passed)))
    if last is not None and at - last.end < _REACH and last.gender in (gender, "?"):
        return _spoke_last(last, passed)
    if owner is not None:
        return Attribution(owner.who.name, "the one possessor before the pronoun that fits it", _others(passed, owner))
    return Attribution(None, "no name before the pronoun fits it", tuple(dict.fromkeys(passed)))


def _addressed(scene: Scene, gender: Gender, at: int, last: Said) -> Naming | None:
    """Whom the words just said were put to, where he answers: ``"You lie," Lind told Vale. "I never lie," he replied.``

    A question that somebody was asked is answered with any verb.
    """
    start = scene.breaks[max(0, scene.sentence(at) - 1)]
    between = scene.text[last.end : at]
    asked = " asked " in between and "?" in scene.text[max(0, last.end - 3) : last.end + 1]
    following = scene.text[at : at + 40].split()[1:2]
    if last.end <= start or not (asked or (following and following[0].rstrip(".,:") in REPLYING)):
        return None
    heard = [n for n in scene.between(start, at) if n.who.name != last.speaker and _fits(scene, n, gender)]
    return heard[-1] if heard and heard[-1].start > last.end else None


def _others(passed: list[str], n: Naming) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(passed) if name != n.who.name)


def _spoke_last(last: Said, passed: list[str]) -> Attribution:
    others = tuple(name for name in dict.fromkeys(passed) if name != last.speaker)
    return Attribution(last.speaker, "the pronoun goes on with whoever spoke last", others)


def _fits(scene: Scene, n: Naming, gender: Gender) -> bool:
    who = n.who
    if who.organisation or who.gender not in (gender, "?"):
        return False
    owner = scene.owns(n) or scene.text[max(0, n.start - 4) : n.start] == " of "
    return not owner and (who.person or len(who.words) > 1)


def _plural(scene: Scene, at: int) -> Attribution:
    """ "They": two who spoke last together, or a body; otherwise people without a name."""
    last = scene.said[-1] if scene.said else None
    if last is not None and at - last.end < _REACH and (last.several or last.body):
        return Attribution(last.speaker, "the plural goes on with those who spoke last")
    return Attribution(None, "the plural names nobody")


def _neuter(scene: Scene, at: int) -> Attribution:
    """ "It": the body that spoke last, or the last one named as a subject."""
    last = scene.said[-1] if scene.said else None
    if last is not None and last.body and at - last.end < _REACH:
        return Attribution(last.speaker, "the pronoun goes on with the body that spoke last")
    i = scene.sentence(at)
    for k in range(i, max(-1, i - 2), -1):
        end = at if k == i else scene.breaks[k + 1]
        for n in scene.between(scene.breaks[k], end):
            if n.who.organisation and not scene.owns(n) and n.start - scene.breaks[k] < 12:
                return Attribution(n.who.name, "the body that the sentence before is about")
    return Attribution(None, "'it' names nobody")
