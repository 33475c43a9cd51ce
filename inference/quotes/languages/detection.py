"""Which of the known languages a text is in, by its most common small words."""

from typing import Literal, cast, get_args

from detente.inference.quotes.wordlists import words
from detente.model.errors import InputError

Known = Literal["en", "de", "fr"]
Choice = Literal["auto", "en", "de", "fr"]

# Words that are common in one of the languages and mean nothing, or are rare, in the others.
_COMMON: dict[Known, frozenset[str]] = {
    "en": words(
        """
        the of and to that is was for with he she it his on as at by this are be from have has had not said we our they
        """
    ),
    "de": words(
        """
        der die das und ist nicht ein eine den dem des zu mit sich auf für von im am auch wird sie er hat wir es dass
        sagte sagt nach bei ich aus zum
        """
    ),
    "fr": words(
        """
        le la les des et est une un du que qui dans pour au pas ce il elle sur avec nous par plus sont été à selon dit
        déclaré cette ses
        """
    ),
}
_READ = 2_000
_CHOICES: tuple[str, ...] = get_args(Choice)
_LEAST = 2


def detected(text: str) -> Known:
    """The language of ``text``: English unless small words of another one are clearly the more common.

    A few sentences are enough; of a longer text the first 2,000 code points are read.
    """
    found = text[:_READ].lower().split()
    if 3 * sum(map(_COMMON["en"].__contains__, found)) >= len(found):
        return "en"  # no other list has an English word: what is left cannot be twice as many
    counts = {code: sum(map(common.__contains__, found)) for code, common in _COMMON.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if best != "en" and counts[best] >= _LEAST and counts[best] > 2 * counts["en"] else "en"


def choice_of(language: str) -> Choice:
    """The choice that is called so.

    Raises:
        InputError: there is none.
    """
    for choice in _CHOICES:
        if choice == language:
            return cast("Choice", choice)
    raise InputError(f"language: expected one of {', '.join(_CHOICES)}, found {language!r}")


def language_of(text: str, language: str) -> Known:
    """The language that was chosen, or for "auto" that of the text.

    Raises:
        InputError: an unknown choice.
    """
    choice = choice_of(language)
    return detected(text) if choice == "auto" else choice
