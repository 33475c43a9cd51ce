"""From the mention at a reporting clause to the fullest name that the article gives the same person."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from detente.inference.quotes.grammar import DETERMINERS, ROLES
from detente.inference.quotes.names import Cast, Gender, Naming, bare
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.wordlists import FEMALE_WORDS, MALE_WORDS, words

_HE: dict[str, Gender] = {"he": "m", "she": "f", "him": "m", "her": "f"}
_COLLECTIVE = words(
    """
    ministry secretariat office service embassy party council alliance government agency department committee
    commission kremlin pentagon parliament company administration presidency delegation mission staff
    headquarters union bank court institute university house railway federation command bureau campaign
    """
)
_OFFICE = re.compile(r"(?:The|His|Her|Their|Its)(?: [a-z-]+){1,4}")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_DEMONYM = ("an", "ish", "ese", "can", "at", "ch", "ian", "ek", "ik", "ak", "sh")
_PREPOSITIONS = frozenset(("of", "for", "from", "at", "in", "to", "with"))
_NATIONS = words(
    """
    serb pole dane swede finn turk scot greek czech croat slovak balt kazakh uzbek tajik frenchman englishman
    dutchman irishman spaniard republican democrat communist liberal conservative
    """
)
_REACH = 2500


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier statement as the next pronoun sees it."""

    start: int
    end: int
    speaker: str | None
    gender: Gender


class Speakers:
    """Resolves the mentions of one article, in reading order.

    Args:
        text: the article.
        cast: its people and organisations.
        quoted: spans between marks, in reading order; names in them are no antecedents.
        breaks: where the sentences outside the marks begin.
    """

    def __init__(self, text: str, cast: Cast, quoted: Sequence[tuple[int, int]], breaks: Sequence[int]) -> None:
        self.text = text
        self.cast = cast
        self.breaks = breaks
        starts = [s for s, _ in quoted]
        self.narrated = [n for n in cast.namings if not _inside(n.start, starts, quoted)]
        self.starts = [n.start for n in self.narrated]
        self.said: list[Said] = []
        self.heard: set[str | None] = set()

    def resolve(self, mention: str, start: int, end: int) -> str | None:
        """The canonical speaker for the mention at ``start``; None for somebody without a name."""
        low = mention.lower()
        if low in _HE:
            return self._pronoun(_HE[low], start)
        if low in ("they", "i", "we", "it", "you", "who"):
            return None
        joint = self._joint(mention, start)
        if joint is not None:
            return joint
        if low.startswith("the ") and low.count(" ") == 1 and low[4:] in _NATIONS:
            return self._described(mention, start)
        return self._named(mention, start, end) or self._described(mention, start) or self._collective(mention)

    def attribute(self, mention: str, start: int, end: int) -> Attribution:
        """Who the mention at ``start`` is."""
        speaker = self.resolve(mention, start, end)
        return Attribution(speaker, "the mention stands for nobody with a name" if speaker is None else "the mention")

    def attribute_unmentioned(self, at: int) -> Attribution:
        """Who says the quotation at ``at`` that no clause attributes."""
        speaker = self.before(at)
        return Attribution(speaker, "nobody stands ahead of the words" if speaker is None else "the words ahead")

    def interviewed(self, before: int) -> Attribution:
        """Whom an interview is with."""
        return Attribution(self.first_person(before), "the first person whom the article names")

    def note(self, start: int, end: int, speaker: str | None, mention: str | None) -> None:
        """Remember a statement for the pronouns that follow."""
        self.said.append(Said(start, end, speaker, self._gender(speaker, mention)))
        self.heard.add(speaker)

    def first_person(self, before: int) -> str | None:
        """The first person whom the article names ahead of ``before``: whom an interview is with."""
        for n in self._between(0, before):
            if (
                not n.who.organisation
                and len(n.who.words) > 1
                and not n.who.descriptors & {"editor", "correspondent", "reporter"}
            ):
                return n.who.name
        return None

    def before(self, at: int) -> str | None:
        """Who the words ahead of the quotation at ``at`` are about, where nothing else attributes it.

        The words are those of its own sentence, or else of the one before.
        """
        i = bisect_left(self.breaks, at + 1) - 1
        if i >= 0 and self.breaks[i] == at:
            i -= 1
        if i < 0:
            return None
        start, end = self.breaks[i], at if i + 1 >= len(self.breaks) else min(at, self.breaks[i + 1])
        pronoun = _PRONOUN.search(self.text, start, min(end, start + 90))
        for n in self._between(start, end):
            if pronoun and pronoun.start() < n.start:
                break
            if n.who.organisation or self.text[n.end : n.end + 2] in ("'s", "’s"):
                continue
            if n.who.person or len(n.who.words) > 1:
                return n.who.name
        described = self._subject(start, end)
        if described:
            return described
        if pronoun:
            return self._pronoun(_HE[pronoun[0].lower()], pronoun.start())
        return None if self._unnamed(start, end) else self._only_speaker()

    def _only_speaker(self) -> str | None:
        return next(iter(self.heard)) if len(self.heard) == 1 and len(self.said) > 1 else None

    def _gender(self, speaker: str | None, mention: str | None) -> Gender:
        who = self.cast.named(speaker)
        if who is not None:
            return who.gender
        said_to_be = set((mention or "").lower().split())
        return "f" if said_to_be & FEMALE_WORDS else "m" if said_to_be & MALE_WORDS - {"his"} else "?"

    def _between(self, start: int, end: int) -> list[Naming]:
        return self.narrated[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _joint(self, mention: str, start: int) -> str | None:
        left, word, right = mention.partition(" and ")
        if not word or not left[:1].isupper() or not right[:1].isupper():
            return None
        a, b = (
            self._named(left, start, start + len(left)),
            self._named(right, start + len(left) + 5, start + len(mention)),
        )
        return f"{a}; {b}" if a and b and a != b else None

    def _named(self, mention: str, start: int, end: int) -> str | None:
        """A name in the mention that is its head: not the one in ``a spokesman for Lind``."""
        first = self._index(start)
        here = [n for n in self.cast.namings[first : first + 6] if n.start < end]
        for n in reversed(here):
            before = self.text[start : n.start].lower().split()
            owned = self.text[n.end : n.end + 2] in ("'s", "’s")
            if owned or (any(w in _PREPOSITIONS for w in before) and not self._closes(n, end, before)):
                continue
            behind = self.text[n.end : end].split()
            if behind and behind[0].lower() not in ("of", "for", "from", "at", "in", "on"):
                continue
            if (
                n.who.organisation
                and before[:1] == ["the"]
                and len(n.who.words) == 1
                and n.who.words[0].endswith(_DEMONYM)
            ):
                return None
            return n.who.name
        return None

    def _closes(self, n: Naming, end: int, before: Sequence[str]) -> bool:
        """``the head of the port Lena Lind``: a full name behind an office with words of its own."""
        return (
            n.end >= end
            and len(n.who.words) > 1
            and before[-1] not in _PREPOSITIONS | DETERMINERS
            and not n.who.organisation
        )

    def _index(self, start: int) -> int:
        return bisect_left(self.cast.namings, start, key=lambda n: n.start)

    def _described(self, mention: str, start: int) -> str | None:
        """``the general``: the last one of whom the article said so."""
        words = [bare(w) for w in mention.split()]
        if not words or words[0] in ("a", "an", "another", "one", "some", "several", "many", "two", "three"):
            return None
        cut = next(
            (k for k, w in enumerate(words) if k and w in ("of", "for", "in", "at", "from", "on", "with")), len(words)
        )
        wanted = {w for w in words[:cut] if w not in DETERMINERS}
        if not wanted or any(w in _COLLECTIVE for w in wanted):
            return None
        head = words[cut - 1]
        # A headline speaks of people whom only the text below it names.
        seen = self.narrated[: bisect_left(self.starts, start)] or self.narrated[::-1]
        for n in reversed(seen[-400:]):
            if wanted <= n.who.descriptors:
                return n.who.name
        if len(wanted) > 1:
            for n in reversed(seen[-400:]):
                if head in n.who.descriptors:
                    return n.who.name
        if head in ("man", "woman"):
            return self._pronoun("m" if head == "man" else "f", start)
        return self._only_one_near(start) if head in ROLES | _NATIONS | {"guest"} or head.endswith(_DEMONYM) else None

    def _only_one_near(self, at: int) -> str | None:
        """The one person named in the two sentences before ``at``, if there is exactly one."""
        i = bisect_left(self.breaks, at + 1) - 1
        start = self.breaks[max(0, i - 2)]
        if self.text.find("\n", start, at) >= 0:
            start = self.text.rfind("\n", start, at)
        near = {n.who.name for n in self._between(start, at) if n.who.person and not n.who.organisation}
        return near.pop() if len(near) == 1 and not self._unnamed(start, at) else None

    def _collective(self, mention: str) -> str | None:
        """``the ministry``: a body without a name of its own, in the fullest form that the article gives it."""
        parts = mention.split()
        if len(parts) > 1 and parts[0].lower() == "the":
            parts = parts[1:]
        plain = [bare(w) for w in parts]
        cut = next((k for k, w in enumerate(plain) if w in ("of", "for", "in", "at", "from", "on")), len(plain))
        if not cut or plain[cut - 1] not in _COLLECTIVE or plain[0] in ("a", "an"):
            return None
        fuller = self.cast.fuller(plain[0]) if len(plain) == 1 else []
        return fuller[0].name if len(fuller) == 1 else " ".join(parts)

    def _pronoun(self, gender: Gender, at: int) -> str | None:
        sentence = bisect_left(self.breaks, at + 1) - 1
        last = self.said[-1] if self.said else None
        for back in range(7):
            i = sentence - back
            if i < 0:
                break
            start = self.breaks[i]
            end = at if back == 0 else self.breaks[i + 1]
            if last is not None and back and last.end > start and last.gender in (gender, "?"):
                return last.speaker
            for n in self._between(start, end):
                if self._fits(n, gender):
                    return n.who.name
            described = self._subject(start, end) if back else None
            if described or (back and self._unnamed(start, end)):
                return described
        if last is not None and at - last.end < _REACH and last.gender in (gender, "?"):
            return last.speaker
        return None

    def _fits(self, n: Naming, gender: Gender) -> bool:
        who = n.who
        if who.organisation or who.gender not in (gender, "?"):
            return False
        owner = self.text[n.end : n.end + 2] in ("'s", "’s") or self.text[max(0, n.start - 4) : n.start] == " of "
        return not owner and (who.person or len(who.words) > 1)

    def _subject(self, start: int, end: int) -> str | None:
        """The person whom the sentence calls by an office at its beginning: ``The colonel shrugged.``"""
        m = _OFFICE.match(self.text, start, min(end, start + 60))
        words = m[0].split() if m else []
        for k in range(1, len(words)):
            if words[k] in ROLES:
                return self._described(" ".join(words[: k + 1]), start)
        return None

    def _unnamed(self, start: int, end: int) -> bool:
        """Whether the sentence is about somebody without a name: ``A driver from Poti shrugged.``"""
        words = self.text[start : min(end, start + 120)].lower().split()[:10]
        for k, w in enumerate(words[:-1]):
            if w in ("a", "an", "another", "one"):
                return any(x.rstrip(",.") in ROLES for x in words[k + 1 : k + 5])
        return False


def _inside(at: int, starts: Sequence[int], quoted: Sequence[tuple[int, int]]) -> bool:
    i = bisect_left(starts, at + 1) - 1
    return i >= 0 and at < quoted[i][1]
