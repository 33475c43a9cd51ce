"""The likely gender of somebody: by titles and words said of the person, by first name, by the form of a surname."""

from functools import cache
from importlib.resources import files
from typing import Literal

from detente.inference.quotes.sentences import ABBREVIATIONS
from detente.inference.quotes.wordlists import (
    FEMALE,
    FEMALE_WORDS,
    MALE,
    MALE_A,
    MALE_WORDS,
    SLAVIC_FEMALE,
    SLAVIC_MALE,
)

Gender = Literal["f", "m", "?"]
TITLED = frozenset(("mr", "mrs", "ms", "miss", "sir", "lady", "lord", "dame", "herr", "frau", "madame", "monsieur"))


@cache
def first_names() -> dict[str, Gender]:
    """First names in lower case and their likely gender, read at the first use (sources: see the file)."""
    text = files(__package__).joinpath("first_names.txt").read_text(encoding="utf-8")
    lines = {line[:1]: line[2:].split() for line in text.splitlines()}
    known: dict[str, Gender] = {}
    known.update(dict.fromkeys(lines["f"], "f"))
    known.update(dict.fromkeys(lines["m"], "m"))
    known.update(dict.fromkeys(FEMALE, "f"))
    known.update(dict.fromkeys(MALE | MALE_A, "m"))
    return known


def gender_of_words(said: frozenset[str] | set[str]) -> Gender:
    """The likely gender of whom such words are said: ``mrs``, ``spokesman``, ``widow``."""
    female, male = not said.isdisjoint(FEMALE_WORDS), not said.isdisjoint(MALE_WORDS)
    return "?" if female == male else "f" if female else "m"


def gender_of_name(words: list[str]) -> Gender:
    """By the first name, or else the form of a Slavic surname; ``words`` in lower case, first name first."""
    first, last = words[0], words[-1]
    known = first_names().get(first) or first_names().get(first.partition("-")[0])
    if known:
        return known
    if last.endswith(SLAVIC_FEMALE):
        return "f"
    if last.endswith(SLAVIC_MALE):
        return "m"
    return "f" if first.endswith("a") and first not in ABBREVIATIONS else "?"
