"""Mentions of an office and a name that the office leads on to: ``the head of the mission to Georgia Jon Moe``."""

from collections.abc import Sequence

from detente.inference.quotes.grammar import BREAKS, DETERMINERS, INNER_PREPOSITIONS, TIME, VERBISH, is_name_word
from detente.inference.quotes.posts import leads_to, name_behind, post_first
from detente.inference.quotes.sentences import Token

_JOINTS = INNER_PREPOSITIONS | {"and"}
_INSIDE = _JOINTS | {"the"}
_FAR = 14
_LONGEST = 24


def office_first(tokens: Sequence[Token], start: int, first: int, end: int) -> int:
    """The first token of a mention with all words of its office, where ``first`` stands behind one of them.

    Args:
        tokens: those of the sentence.
        start: no further left than this.
        first: where the mention begins as far as it is known.
        end: behind the last token of the name.
    """
    if first - 1 < start or tokens[first - 1].lower not in _JOINTS:
        return first
    begun = _office_of(tokens, start, end)
    if begun is None or begun >= first:
        return first
    return begun - (begun > start and tokens[begun - 1].lower in DETERMINERS)


def name_end(tokens: Sequence[Token], first: int, link: int) -> int | None:
    """Behind the name that the office at ``first`` leads on to over the preposition at ``link``."""
    end = link
    while end < min(len(tokens), link + _FAR) and _in_office(tokens[end]):
        end += 1
    while end > link and not is_name_word(tokens[end - 1]):
        end -= 1
    return end if end - link > 2 and _office_of(tokens, first, end) is not None else None


def _in_office(t: Token) -> bool:
    if t.kind != "word" or t.lower in TIME or t.lower in VERBISH:
        return False
    return is_name_word(t) or t.lower in _INSIDE or not (t.lower in BREAKS or t.lower in DETERMINERS)


def _office_of(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where the office begins that leads on to the name before ``end``."""
    named = end
    while named > start and is_name_word(tokens[named - 1]):
        named -= 1
    if end - named < 2 or not (behind := name_behind(" ".join(t.text for t in tokens[named:end]))).word:
        return None
    floor = named
    while floor > max(start, named - _LONGEST) and tokens[floor - 1].kind == "word":
        floor -= 1
    ahead = [t.text for t in tokens[floor:named]]
    first = post_first(ahead)
    return floor + first if first is not None and leads_to(ahead[first:], behind) else None
