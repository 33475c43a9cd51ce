"""Role and affiliation of a speaker, put together from every place where the article states them."""

from collections.abc import Iterator

from detente.inference.quotes.names import Naming
from detente.inference.quotes.nations import STATES, state_of
from detente.inference.quotes.people import bare
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.roles import RANKS, Office, ahead_of_comma, behind, in_front, office
from detente.inference.quotes.scene import Scene

_PLACES_READ = 4
_NEAR = 150
_NOTHING = Office(None, None)


class Offices:
    """The offices of the people of one article, read at the first question and kept.

    Args:
        scene: the article with its names.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._known: dict[str, Office] = {}
        self._namings: dict[str, list[Naming]] | None = None

    def completed(self, found: Attribution, mention: str | None, start: int, end: int) -> Attribution:
        """The same answer with role and affiliation, as far as the article states them."""
        own = office(mention.split()) if mention and not self._has_name(start, end, found) else None
        stated = self._of(found.speaker) if found.speaker else _NOTHING
        role = stated.role or (own.role if own else None)
        affiliation = stated.affiliation or (own.affiliation if own else None)
        if role == found.role and affiliation == found.affiliation:
            return found
        return Attribution(found.speaker, found.reason, found.rejected, role, affiliation)

    def _has_name(self, start: int, end: int, found: Attribution) -> bool:
        """Whether the mention names its speaker, so that the words in it are those of the name."""
        who = self.scene.cast.named(found.speaker)
        return who is not None and any(n.who is who and n.end <= end for n in self.scene.between(start, end))

    def _of(self, speaker: str) -> Office:
        if speaker not in self._known:
            each = [self._of_one(name) for name in speaker.split("; ")]
            roles = [o.role for o in each if o.role]
            sides = dict.fromkeys(o.affiliation for o in each if o.affiliation)
            complete = len(each) == len([o for o in each if o.affiliation])
            self._known[speaker] = Office(
                "; ".join(roles) if len(roles) == len(each) else None, "; ".join(sides) if sides and complete else None
            )
        return self._known[speaker]

    def _of_one(self, name: str) -> Office:
        who = self.scene.cast.named(name)
        if who is None or who.organisation:
            return Office(None, _state_in(name))
        role = rank = affiliation = None
        for stated in self._stated(name):
            if stated.role and all(bare(w) in RANKS for w in stated.role.split()):
                rank = stated.role if rank is None or stated.role.endswith(f" {rank}") else rank
            else:
                role = role or stated.role
            affiliation = affiliation or (None if self._is_person(stated.affiliation) else stated.affiliation)
            if role and affiliation:
                break
        return Office(role or rank, affiliation)

    def _stated(self, name: str) -> Iterator[Office]:
        """What the article says beside the first places where the person is named, in reading order."""
        text = self.scene.text
        for n in self._places(name):
            floor = max(0, n.start - _NEAR, self._end_before(n))
            sentence = self.scene.sentence(n.start)
            floor = max(floor, self.scene.breaks[sentence] if sentence >= 0 else text.rfind("\n", floor, n.start) + 1)
            ceiling = text.find("\n", n.end, n.end + _NEAR)
            front = in_front(text, n.start, floor)
            titled = n.start
            if front and front.role:
                yield front
                titled = max(floor, text.rfind(front.role.split()[0], floor, n.start))
            if text[max(floor, titled - 2) : titled] == ", " and (explained := ahead_of_comma(text, titled, floor)):
                yield explained
            apposed = behind(text, n.end, ceiling if ceiling >= 0 else n.end + _NEAR)
            if apposed:
                yield apposed

    def _end_before(self, n: Naming) -> int:
        """Where the name of the person named before ``n`` ends: what stands there is said of that one."""
        before = self.scene.between(n.start - _NEAR, n.start)
        return max((o.end for o in before if o.who.person and not self.scene.owns(o)), default=0)

    def _is_person(self, name: str | None) -> bool:
        if not name:
            return False
        who = self.scene.cast.form(name.lower()) or next(
            (p for p in self.scene.cast.people if not p.organisation and p.words[-1] == name.lower()), None
        )
        return who is not None and who.person

    def _places(self, name: str) -> list[Naming]:
        if self._namings is None:
            self._namings = {}
            for n in self.scene.narrated:
                here = self._namings.setdefault(n.who.name, [])
                if len(here) < _PLACES_READ:
                    here.append(n)
        return self._namings.get(name, [])


def _state_in(body: str) -> str | None:
    """The state in the name of a body: ``Russian Foreign Ministry``, ``Norway's General Staff``."""
    words = body.split()
    if len(words) < 2:
        return None
    first = words[0].removesuffix("'s").removesuffix("’s")
    return state_of(words[0]) or (first if first != words[0] and first.lower() in STATES else None)
