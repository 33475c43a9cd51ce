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
_BEARERS = words(
    """
    party movement bloc faction newspaper magazine paper daily weekly agency station radio channel think-tank think
    foundation institute centre center company battalion brigade organisation organization
    """
)
_TITLED = words("titled entitled headlined")
_AUTHORS = words("author authors editor co-author")
_SMALL = words("a an the of in on at to for from with by and or but nor as is its")
_LONGEST = 10


def is_title(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether the quotation at ``i`` is written like a title and stands behind the kind of work that bears it."""
    before = i - 1 - (i > 1 and tokens[i - 1].text == ",")
    return before >= 0 and tokens[before].lower in _WORKS and _written_so(text, tokens[i])


def with_names(text: str, tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with names between marks as words: ``leader of the "Motherland" party``, ``author of "The Fence,"``.

    So they can be part of a noun phrase. A comma inside the marks becomes a token of its own.
    """
    quoted = [i for i, t in enumerate(tokens) if t.quote is not None]
    named = {i for i in quoted if _bears_name(tokens, i) and _written_so(text, tokens[i])}
    return (
        [each for i, t in enumerate(tokens) for each in (_as_name(text, t) if i in named else (t,))]
        if named
        else tokens
    )


def _as_name(text: str, t: Token) -> tuple[Token, ...]:
    quote = t.quote
    assert quote is not None
    inner = text[quote.inner_start : quote.inner_end]
    name = inner.rstrip(", ")
    word = Token("word", t.start, t.end, name, name.lower(), quote)
    return (word, Token("mark", t.end - 1, t.end, ",", ",")) if inner.endswith(",") else (word,)


def _bears_name(tokens: Sequence[Token], i: int) -> bool:
    behind = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    ahead = tokens[i - 1].lower if i else ""
    author = ahead == "of" and i > 1 and tokens[i - 2].lower in _AUTHORS
    return behind in _BEARERS or ahead in _BEARERS or ahead in _WORKS or ahead in _TITLED or author


def _written_so(text: str, t: Token) -> bool:
    if t.quote is None:
        return False
    found = text[t.quote.inner_start : min(t.quote.inner_end, t.quote.inner_start + 120)].rstrip(",. ").split()
    written = all(w[0].isupper() or w[0].isdigit() or w.lower() in _SMALL for w in found)
    return bool(found) and len(found) <= _LONGEST and written and found[0][0].isupper()
