"""From the mention at a reporting clause to the fullest name that the article gives the same person."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from detente.inference.quotes.affiliation import Offices
from detente.inference.quotes.bodies import COLLECTIVE
from detente.inference.quotes.epithets import NATIONS
from detente.inference.quotes.gender import Gender, first_names, gender_of_words
from detente.inference.quotes.grammar import DETERMINERS, ROLES
from detente.inference.quotes.names import Naming
from detente.inference.quotes.nations import STATE_OF
from detente.inference.quotes.nominals import nominal, subject
from detente.inference.quotes.people import bare
from detente.inference.quotes.posts import ends_in_title
from detente.inference.quotes.pronouns import SINGULAR, pronoun, singular
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.runs import LETTERS_BEHIND, name_words
from detente.inference.quotes.scene import Said, Scene
from detente.inference.quotes.wordlists import NO_NAME, ORGANISATION, TITLES

_SHORT_HEAD = 4
_JOINT = re.compile(r", (?:and )?| and | nor ")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_PREPOSITIONS = frozenset(("of", "for", "from", "at", "in", "to", "with", "on", "by"))
_NO_TITLE = _PREPOSITIONS | DETERMINERS
_OFFICES = TITLES | ROLES
_ANYBODY = _OFFICES | NATIONS
_BEHIND = frozenset(("of", "for", "from", "at", "in", "on", "to", "with", "who"))
_PLURAL = ("s", "people", "men", "women", "police")


class Speakers:
    """Resolves the mentions of one article, in reading order."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.offices = Offices(self.scene)
        self._guessed: dict[int, str | None] = {}
        self._known: dict[int, Attribution | None] = {}

    def resolve(self, mention: str, start: int, end: int) -> str | None:
        """The canonical speaker for the mention at ``start``, before any statement is noted; None for nobody."""
        if start not in self._guessed:
            self._guessed[start] = self._resolved(mention, start, end).speaker
        return self._guessed[start]

    def attribute(self, mention: str, start: int, end: int) -> Attribution:
        """Who the mention at ``start`` is: name, reason, those who were considered too, role and affiliation."""
        return self.offices.completed(self._resolved(mention, start, end), mention, start, end)

    def attribute_unmentioned(self, at: int) -> Attribution:
        """Who says the quotation at ``at`` that no clause attributes, with role and affiliation."""
        return self.offices.completed(self._ahead(at), None, at, at)

    def note(self, start: int, end: int, speaker: str | None, mention: str | None) -> None:
        """Remember a statement for the pronouns that follow."""
        who = self.scene.cast.named(speaker)
        last = (mention or "").lower().rpartition(" ")[2]
        several = bool(speaker and "; " in speaker) or (speaker is None and last.endswith(_PLURAL) and last != "his")
        collective = who.organisation if who else bool(speaker and speaker.rpartition(" ")[2].lower() in COLLECTIVE)
        self.scene.said.append(Said(start, end, speaker, self._gender(speaker, mention), several, collective))
        self.scene.heard.add(speaker)

    def interviewed(self, before: int, initials: str = "") -> Attribution:
        """The first person, of these initials, named ahead of ``before``: whom an interview is with."""
        for n in islice(self.scene.narrated, self.scene.before(before)):
            called = not initials or "".join(w[0] for w in n.who.words).upper() == initials
            if (
                called
                and not n.who.organisation
                and len(n.who.words) > 1
                and not n.who.descriptors & {"editor", "correspondent", "reporter"}
            ):
                found = Attribution(n.who.name, "the first person named: whom the interview is with")
                return self.offices.completed(found, None, before, before)
        return Attribution(None, "the interview names nobody ahead of the answer")

    def _gender(self, speaker: str | None, mention: str | None) -> Gender:
        low = (mention or "").lower()
        said: Gender = SINGULAR.get(low) or gender_of_words(set(low.split()) - {"his", "her"})
        who = self.scene.cast.named(speaker)
        if who is None:
            return said
        if who.gender == "?" and not who.organisation:
            # Whom the article calls "she" once is a woman in what follows.
            who.gender = said
        return who.gender

    def _resolved(self, mention: str, start: int, end: int) -> Attribution:
        found = pronoun(self.scene, mention.lower(), start)
        if found is not None:
            return found
        name, _, letters = mention.rpartition(" ")
        if letters in LETTERS_BEHIND and name.rpartition(" ")[2][:1].isupper():
            mention, end = name, start + len(name)
        if start not in self._known:
            self._known[start] = self._called(mention, start, end)
        # Descriptions are read anew: whom they mean depends on who has spoken in between.
        unknown = Attribution(None, "the description names nobody")
        return self._known[start] or nominal(self.scene, mention, start) or unknown

    def _called(self, mention: str, start: int, end: int) -> Attribution | None:
        """Whom the mention names."""
        low = mention.lower()
        if low.startswith("one ") and any(w.islower() or bare(w) in _ANYBODY for w in mention.split()[1:]):
            return None  # "one Warrant Officer"
        nation = low.startswith("the ") and low.count(" ") == 1 and low[4:] in NATIONS
        return None if nation else self._joint(mention, start) or self._named(start, end) or self._formed(mention)

    def _joint(self, mention: str, start: int) -> Attribution | None:
        if " and " not in mention and " nor " not in mention:
            return None
        whole = _body_of_two(mention.split())
        if whole is not None:
            return Attribution(whole, "the mention is the name of a body")
        joints = list(_JOINT.finditer(mention))
        if not joints or joints[-1][0] == ", ":
            return None
        edges = [0, *(x for m in joints for x in m.span()), len(mention)]
        each = [self._named(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        names = dict.fromkeys(found.speaker for found in each if found is not None)
        if len(names) < len(each):
            return None
        return Attribution("; ".join(filter(None, names)), "the mention names several")

    def _named(self, start: int, end: int) -> Attribution | None:
        """A name in the mention that is its head: not the one in ``a spokesman for Lind``."""
        scene = self.scene
        i = bisect_left(scene.cast.starts, start)
        here = [n for n in scene.cast.namings[i : i + 6] if n.start < end]
        first = next((n for n in here if self._heads(n, start, end)), None)
        last = next((n for n in reversed(here) if self._closes(n, start, end)), None)
        n = first if first is not None and (first.who.person or last is None) else last
        if n is None:
            return None
        whole = scene.text[n.start : n.end] == n.who.name
        others = tuple(dict.fromkeys(o.who.name for o in here if o.who is not n.who))
        reason = "the mention names the speaker" if whole else "the mention is a short form of the name"
        return Attribution(n.who.name, reason, others)

    def _formed(self, mention: str) -> Attribution | None:
        """A name outside the body of the article, in a headline or a signature."""
        several = mention.lower().split()[0] in NO_NAME
        name = name_words(mention)[1] if mention[:1].isupper() and not several else []
        if not name or not all(w[0].isupper() and bare(w) not in _OFFICES for w in name):
            return None
        known = self.scene.cast.form(" ".join(bare(w) for w in name))
        if known is None and (len(name) < 2 or bare(name[0]) not in first_names()):
            return None
        return Attribution(known.name if known else " ".join(name), "the mention names the speaker")

    def _heads(self, n: Naming, start: int, end: int) -> bool:
        text = self.scene.text
        before = text[start : n.start].lower().split()
        # Whose words they are: "in Lind's view".
        whole = self.scene.owns(n) and n.end >= end - 2
        if (self.scene.owns(n) and not whole) or any(w in _PREPOSITIONS for w in before):
            return False
        if whole:
            return True
        behind = text[n.end : end].replace(",", " , ").split()
        if behind and behind[0].lower() not in _BEHIND and behind[0] not in (",", "("):
            return False
        adjective = n.who.words[0] in STATE_OF and len(n.who.words) == 1
        return not (n.who.organisation and before[:1] == ["the"] and adjective)

    def _closes(self, n: Naming, start: int, end: int) -> bool:
        """``the head of the port Lena Lind``: a full name behind an office with words of its own."""
        before = self.scene.text[start : n.start].lower().split()
        return (
            n.end >= end
            and bool(before)
            and not ends_in_title(before)
            and not self.scene.owns(n)
            and len(n.who.words) > 1
            and before[-1] not in _NO_TITLE
            and not n.who.organisation
        )

    def _ahead(self, at: int) -> Attribution:
        """Who the words ahead of the quotation at ``at`` are about, where nothing else attributes it.

        The words are those of its own sentence, or else of the one before.
        """
        scene = self.scene
        i = scene.sentence(at)
        if i >= 0 and scene.breaks[i] == at:
            i -= 1
        if i < 0:
            return Attribution(None, "nothing stands ahead of the words")
        start, end = scene.breaks[i], at if i + 1 >= len(scene.breaks) else min(at, scene.breaks[i + 1])
        he = _PRONOUN.search(scene.text, start, min(end, start + 90))
        for n in scene.between(start, end):
            if he and he.start() < n.start:
                break
            if not n.who.organisation and not scene.owns(n) and (n.who.person or len(n.who.words) > 1):
                others = {o.who.name for o in scene.between(n.end, end) if o.who.person} - {n.who.name}
                return Attribution(n.who.name, "the person whom the words ahead are about", tuple(sorted(others)))
        office = subject(scene, start, end)
        if office:
            return Attribution(office, "the office that the words ahead are about")
        if he:
            found = singular(scene, SINGULAR[he[0].lower()], he.start())
            return found._replace(reason=f"ahead of the words: {found.reason}")
        return Attribution(None, "somebody without a name") if scene.unnamed(start, end) else self._only_speaker()

    def _only_speaker(self) -> Attribution:
        heard = self.scene.heard
        if len(heard) == 1 and len(self.scene.said) > 1:
            return Attribution(next(iter(heard)), "the one speaker of the article so far")
        return Attribution(None, "nobody is named ahead of the words", tuple(sorted(name for name in heard if name)))


def _body_of_two(parts: Sequence[str]) -> str | None:
    """``Ministry of Trade and Industry``, one body and not two; None for other mentions."""
    if parts[0] in ("The", "the"):
        parts = parts[1:]
    link = next((k for k in range(1, min(len(parts), _SHORT_HEAD)) if parts[k] in ("of", "for")), None)
    if link is None or "and" not in parts[link + 2 : -1] or parts[link - 1].lower() not in ORGANISATION:
        return None
    return " ".join(parts) if parts[link - 1][0].isupper() and parts[-1][0].isupper() else None
