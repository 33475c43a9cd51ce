"""From the mention to the fullest name that the article gives, where common nouns tell little."""

import re
from collections.abc import Sequence

from detente.inference.quotes.gender import Gender
from detente.inference.quotes.languages.table import Language
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.wordlists import FEMALE, MALE

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][\w’'-]*"
_RUN = re.compile(
    rf"(?<![\w’'-]){_CAPITAL}(?: (?:(?:von|van|de|del|der|den|la|le|el|al|bin|zu|zur) ){{0,2}}{_CAPITAL}){{1,5}}"
)


class Naming:
    """Resolves the mentions of one article, in reading order.

    Args:
        text: the article.
        language: its table.
    """

    def __init__(self, text: str, language: Language) -> None:
        self.language = language
        self.full: dict[str, list[str]] = {}
        for m in _RUN.finditer(text):
            name = self._without_titles(m[0].split(" "))
            if len(name) > 1 and " ".join(name) not in (known := self.full.setdefault(name[-1], [])):
                known.append(" ".join(name))
        self.last: tuple[str, Gender] | None = None

    def attribute(self, mention: str) -> Attribution:
        """Who the mention stands for; a noun without a name stands for nobody."""
        if mention.lower() in self.language.pronouns:
            return self._pronoun(self.language.pronouns[mention.lower()])
        both = [self._named(part.split()) for part in re.split(" (?:und|et) ", mention)]
        if len(both) == 2 and both[0].speaker and both[1].speaker:
            self.last = None
            return Attribution(f"{both[0].speaker}; {both[1].speaker}", "the mention names two")
        return self._named(mention.split())

    def _named(self, words: Sequence[str]) -> Attribution:
        name = self._without_titles(words)
        if not name or (words[0].lower() in self.language.determiners and not self._introduced(words, name)):
            self.last = None
            return Attribution(None, "the mention is a noun without a name")
        others = self.full.get(name[-1], []) if len(name) == 1 else []
        speaker = others[0] if len(others) == 1 else " ".join(name)
        self.last = speaker, self._gender(words, speaker)
        reason = "the mention names the speaker" if len(name) > 1 else "the mention is a short form of the name"
        return Attribution(speaker, reason)

    def _introduced(self, words: Sequence[str], name: Sequence[str]) -> bool:
        """Whether what follows an article is a name and no noun: behind a title, of two words or in full elsewhere."""
        titles = [w for w in words[1 : len(words) - len(name)] if self._title(w.lower()) or w[0].islower()]
        return bool(titles) and (len(name) > 1 or name[-1] in self.full)

    def _pronoun(self, gender: Gender) -> Attribution:
        if self.last is None:
            return Attribution(None, "nobody with a name speaks before the pronoun")
        name, known = self.last
        if gender == "?" or ("?" not in (known, gender) and known != gender):
            return Attribution(None, "the pronoun is not that of the speaker before", (name,))
        return Attribution(name, "the last speaker before the pronoun")

    def _without_titles(self, words: Sequence[str]) -> list[str]:
        """The name at the end: all behind the last title, article or word in small letters."""
        first = 0
        for k, word in enumerate(words):
            low = word.lower().strip(".,")
            small = word[0].islower() and low not in ("von", "van", "de", "del", "der", "den", "la", "le", "el", "zu")
            article = low in self.language.determiners and (k == 0 or k == first)
            if small or article or self._title(low):
                first = k + 1
        return [word.strip(",.") for word in words[first:]]

    def _title(self, low: str) -> bool:
        return low in self.language.titles or (
            bool(self.language.title_endings) and low.endswith(self.language.title_endings) and len(low) > 3
        )

    def _gender(self, words: Sequence[str], speaker: str) -> Gender:
        titles = [w.lower().strip(".,") for w in words if self._title(w.lower().strip(".,"))]
        if any(t in self.language.feminine or (self.language.bare_nouns and t.endswith("in")) for t in titles):
            return "f"
        first = speaker.split()[0].lower()
        if any(t.endswith(self.language.masculine) for t in titles) or first in MALE:
            return "m"
        return "f" if first in FEMALE or first.endswith("a") else "?"
