"""The noun phrase that ends at a place: determiner, adjectives and nouns, with what is attached to them."""

from collections.abc import Sequence

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.grammar import (
    BREAKS,
    DETERMINERS,
    DOTTED,
    FUNCTION,
    INNER_PREPOSITIONS,
    LINKS,
    OPENERS,
    PARTICLES,
    PRONOUNS,
    ROLES,
    TIME,
    VERBISH,
    Phrase,
    clock,
    is_name_word,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.titled import office_first
from detente.inference.quotes.wordlists import ORGANISATION, words

_A = words("a an his her their")
_BEFORE_NAME = BREAKS | OPENERS | {"and"}
# What somebody says something about: "a claim Moscow dismisses", "the plan Lind called".
OBJECTS = words(
    """
    claim charge accusation allegation assertion argument view position move step decision plan idea deal project
    proposal remark comment suggestion offer policy term phrase description charges claims accusations remarks
    comments something
    """
)
_EXPLAINED_BY_NAME = words(
    """
    newspaper paper daily weekly magazine agency broadcaster channel station portal website site radio company firm
    party group movement bank city town village region province state ship operation project
    """
)
_NO_NOUN = _EXPLAINED_BY_NAME | INNER_PREPOSITIONS | FUNCTION
_ADVERBS = words("afterward afterwards later earlier even nearby elsewhere once only perhaps likewise today")
_OF_PLACES = words("of from in for")
_PRESENT = words("says tells adds insists warns argues writes asks explains")


def ending_at(tokens: Sequence[Token], start: int, end: int) -> Phrase | None:
    """The noun phrase whose last token stands before ``end``, no further left than ``start``."""
    while end > start and tokens[end - 1].text == ")":
        end = before_parenthesis(tokens, start, end)
    if end <= start:
        return None
    if tokens[end - 1].lower in PRONOUNS:
        return Phrase(end - 1, end)
    if end - 3 >= start and [t.lower for t in tokens[end - 2 : end]] == ["of", "them"]:
        counted = tokens[end - 3].lower in DETERMINERS
        definite = counted and end - 4 >= start and tokens[end - 4].lower == "the"
        return Phrase(end - 3 - definite, end) if counted else None
    first = _chunk_start(tokens, start, end)
    if first is None:
        return None
    while (longer := _attached(tokens, start, first)) is not None:
        first = longer
    first = office_first(tokens, start, first, end)
    if tokens[start].lower in INNER_PREPOSITIONS:
        first = _name_at_end(tokens, first, end, fronted=first == start + 1)
    first = _whole_list(tokens, start, _behind_object(tokens, first, end), end)
    return _named_before(tokens, start, first) or Phrase(first, end)


def _whole_list(tokens: Sequence[Token], start: int, first: int, end: int) -> int:
    """``France, Germany and Italy``, ``the presidents of Latvia and Estonia``: where the list of names begins.

    A name ahead of a comma is one of them only where the list opens the clause or stands behind "of", not in
    ``In Berlin, Lind and Vale``.
    """
    inside = any(tokens[j].lower == "and" for j in range(first + 1, end - 1))
    behind = first - 2 >= start and tokens[first - 1].lower == "and" and is_name_word(tokens[first - 2])
    if not (inside or behind) or not is_name_word(tokens[first]):
        return first
    j = first if inside else _name_start(tokens, start, first - 1)
    while j - 2 >= start and tokens[j - 1].text == "," and is_name_word(tokens[j - 2]):
        j = _name_start(tokens, start, j - 1)
    if j > start + 1 and tokens[j - 1].lower in _OF_PLACES and _several(tokens[j - 2]):
        whole = _chunk_start(tokens, start, j - 1)
        return first if whole is None else whole
    return j if j == start and inside else first


def _name_start(tokens: Sequence[Token], start: int, end: int) -> int:
    while end > start and is_name_word(tokens[end - 1]):
        end -= 1
    return end


def _several(t: Token) -> bool:
    """Whether the word is a plural of people: ``presidents``, ``Heads``."""
    return t.lower.endswith("s") and t.lower[:-1] in ROLES


def _behind_object(tokens: Sequence[Token], first: int, end: int) -> int:
    """``a claim Moscow dismisses``: the name behind the noun is the subject of a relative clause."""
    if tokens[first].lower == "something" and first + 1 < end:
        return first + 1 if is_name_word(tokens[first + 1]) else first
    noun = next((j for j in range(first + 1, end - 1) if tokens[j].lower in OBJECTS), None)
    return noun + 1 if noun and tokens[first].lower in DETERMINERS and is_name_word(tokens[noun + 1]) else first


def _named_before(tokens: Sequence[Token], start: int, first: int) -> Phrase | None:
    """``Lind in a long post said``: a name at the beginning, and the medium between it and its verb."""
    if (
        first - 2 < start
        or tokens[first - 1].lower not in ("in", "on", "at", "during")
        or tokens[first].lower not in _A
    ):
        return None
    left = _chunk_start(tokens, start, first - 1)
    if left is None or first - 1 - left < 1 or not all_name(tokens, Phrase(left, first - 1)):
        return None
    opens = left == start or tokens[left - 1].text == "," or tokens[left - 1].lower in _BEFORE_NAME
    return Phrase(left, first - 1) if opens else None


def _name_at_end(tokens: Sequence[Token], first: int, end: int, *, fronted: bool) -> int:
    """``In a talk with a radio station Lena Lind``: the name begins where the lower-case words end.

    One word can be the name of the thing itself, ``In a talk with the agency Interfax``, or have an adjective; it is
    only told apart right behind what opens the sentence (``fronted``): ``On the issue of the shield Lind said``.
    """
    j = end
    while j > first and is_name_word(tokens[j - 1]):
        j -= 1
    if j <= first or not tokens[j - 1].text[0].islower() or tokens[j - 1].lower in ROLES:
        return first
    alone = end - j == 1 and fronted and tokens[j - 1].lower not in _NO_NOUN
    return j if end - j > 1 or alone else first


def _chunk_start(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Left end of determiner, adjectives and nouns that end at ``end``."""
    j, floor = end, max(start, end - 12)
    while j > floor:
        t = tokens[j - 1]
        if t.lower in DETERMINERS and not (j < end and tokens[j].lower in DETERMINERS):
            j -= 1
            if j > start and tokens[j - 1].lower in ("the", "all", "his", "her", "its", "their") and t.lower != "the":
                continue
            break
        if t.text in (".", "&", "/"):
            abbreviated = j > start + 1 and tokens[j - 2].lower in DOTTED  # "Jon Moe Jr. said"
            if (j == end and not abbreviated) or tokens[j - 2].kind != "word":
                break
            j -= 1
            continue
        if t.kind != "word" or t.lower in TIME or (t.lower in FUNCTION and not _is_under_secretary(tokens, j - 1)):
            break
        if t.lower in INNER_PREPOSITIONS or t.lower in ("and", "by", "not") or _reports(tokens, j - 1):
            break
        if j - 2 >= start and tokens[j - 2].lower == "to" and t.lower in lexicon():
            break  # "to thank Lind, who said"
        j -= 1
    while j < end and (tokens[j].text in (".", "&", "/") or (tokens[j].kind == "word" and _opens(tokens, j, end))):
        j += 1
    return j if j < end else None


def _is_under_secretary(tokens: Sequence[Token], j: int) -> bool:
    return tokens[j].lower == "under" and j + 1 < len(tokens) and tokens[j + 1].lower == "secretary"


def _opens(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the word opens the sentence and is no part of the name: ``Then Lind``, ``Afterwards Lind``."""
    low = tokens[j].lower
    return (
        low in OPENERS
        or (low[0].isdigit() and clock(tokens[j]))
        or (low in _ADVERBS and j + 1 < end and is_name_word(tokens[j + 1]))
    )


def _reports(tokens: Sequence[Token], j: int) -> bool:
    """Whether the token is a verb of reporting in the past, which no noun phrase contains."""
    verb = lexicon().get(tokens[j].lower)
    reports = verb is not None and (verb.past or tokens[j].lower in _PRESENT)
    return reports and not (j and tokens[j - 1].lower in DETERMINERS)


def _attached(tokens: Sequence[Token], start: int, first: int) -> int | None:
    """``the head of`` before ``the agency``, ``Lind and`` before ``Moreau``: the new left end, or None."""
    if first - 2 < start:
        return None
    joint = tokens[first - 1].lower
    if joint in ("and", "or", "nor"):
        left = _chunk_start(tokens, start, first - 1)
        if left is None or left > first - 2:
            return None
        posted = left - 2 >= start and _leads_to_two(tokens[left - 2], tokens[left - 1])
        alone = left == start or posted or tokens[left - 1].text == "," or tokens[left - 1].kind == "quote"
        head = first + (tokens[first].lower in DETERMINERS and is_name_word(tokens[first - 2]))
        both = is_name_word(tokens[first - 2]) == is_name_word(tokens[head])
        return left if alone and both and _no_verb(tokens, left, first - 1) else None
    if joint in INNER_PREPOSITIONS:
        left = _chunk_start(tokens, start, first - 1)
        if left is None or left >= first - 1:
            return None
        roles = any(t.lower in ROLES for t in tokens[left : first - 1])
        opens = left == start or tokens[left - 1].text == ","
        definite = tokens[left].lower in DETERMINERS
        nominal = definite or roles or (joint in LINKS and opens)
        common = tokens[first - 2].text[0].islower() or (opens and tokens[first - 2].lower in ROLES)
        return left if nominal and (joint in LINKS or definite or common) else None
    return None


def _leads_to_two(head: Token, link: Token) -> bool:
    """``envoy to`` Latvia and Norway, ``Ministry of`` Trade and Industry."""
    body = head.lower in ORGANISATION and head.text[0].isupper()
    return (link.lower in ("to", "for") and head.lower in ROLES) or (link.lower in LINKS and body)


def _no_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    return not any(t.lower in VERBISH or (t.lower in lexicon() and t.lower.endswith("ed")) for t in tokens[first:last])


def before_parenthesis(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the parenthesis that closes before ``end`` opens; ``start`` where it does not."""
    j = end - 1
    while j > start and tokens[j].text != "(":
        j -= 1
    return j if tokens[j].text == "(" else start


def all_name(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether the phrase is a name and nothing else."""
    return all(is_name_word(t) or t.lower in PARTICLES or t.text == "." for t in tokens[phrase.first : phrase.last])


def names_somebody(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether the phrase has a name, a pronoun, or a determiner at its head."""
    words = tokens[phrase.first : phrase.last]
    return any(is_name_word(t) for t in words) or words[0].lower in DETERMINERS or words[0].lower in PRONOUNS
