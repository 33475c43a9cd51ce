"""Titles of works between quotation marks: ``in her book, "The Long Fence"``."""

from collections.abc import Sequence

from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_WORKS = words(
    """
    book memoir memoirs novel pamphlet essay article paper report study film movie documentary song album poem play
    thesis dissertation column series show program programme magazine newspaper painting exhibition lecture brochure
    """
)
_SMALL = words("a an the of in on at to for from with by and or but nor as is its")
_LONGEST = 10


def is_title(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether the quotation at ``i`` is written like a title and stands behind the kind of work that bears it."""
    quote = tokens[i].quote
    before = i - 1 - (i > 1 and tokens[i - 1].text == ",")
    if quote is None or before < 0 or tokens[before].lower not in _WORKS:
        return False
    found = text[quote.inner_start : min(quote.inner_end, quote.inner_start + 120)].rstrip(",. ").split()
    written = all(w[0].isupper() or w[0].isdigit() or w.lower() in _SMALL for w in found)
    return bool(found) and len(found) <= _LONGEST and written and found[0][0].isupper()
