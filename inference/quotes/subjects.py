"""The subject of a sentence's main clause, for words that stand further right: ``In Oslo, Lind smiled, adding ...``."""

from collections.abc import Sequence

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.grammar import (
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    FUNCTION,
    INNER_PREPOSITIONS,
    OPENERS,
    ROLES,
    TIME,
    VERBISH,
    Phrase,
    is_name_word,
)
from detente.inference.quotes.nations import state_of
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import TITLES, words

_FAR = 40
_OPENING = (
    BREAKS
    | INNER_PREPOSITIONS
    | words(
        """
    here there by amid among along like unlike upon according asked speaking later earlier within across back
    likewise
    """
    )
)
_CONJUNCTIONS = OPENERS - {"for"}
_PERSONS = ("er", "ers", "or", "ors", "ist", "ists", "man", "men", "woman", "women", "ant", "ants")
_BODIES = words(
    """
    justice campaign crowd group party company ministry government union board council candidate ad report
    publication newspaper paper magazine agency network broadcaster embassy alliance bloc parliament commission
    committee court army delegation regime administration cabinet
    """
)
_AGO = words("later earlier ago before after afterward afterwards")


def sentence_subject(tokens: Sequence[Token], limit: int) -> Phrase | None:
    """The name, pronoun or office that the main clause left of ``limit`` is about, an opening adverbial aside."""
    limit = min(limit, _FAR)
    start = opening_end(tokens, limit)
    return _subject_from(tokens, start, limit) or (_subject_from(tokens, 0, limit) if start else None)


def opening_end(tokens: Sequence[Token], limit: int) -> int:
    """Where the main clause begins: behind ``In Oslo,``, ``Minutes later,``, ``When the ferry sank,``."""
    i = 0
    while i < limit and (tokens[i].kind == "mark" or tokens[i].lower in _CONJUNCTIONS):
        i += 1
    while (behind := _past_adverbial(tokens, i, limit)) > i:
        i = behind
    return i


def _past_adverbial(tokens: Sequence[Token], i: int, limit: int) -> int:
    """Behind the comma that closes an adverbial beginning at ``i``; ``i`` where none begins."""
    comma = next((k for k in range(i, limit) if tokens[k].text == ","), None)
    if comma is None or any(t.kind == "quote" for t in tokens[i:comma]):
        return i
    t = tokens[i]
    if i and comma == i + 1 and is_name_word(t) and tokens[i - 1].text == "," and is_name_word(tokens[i - 2]):
        return comma + 1  # the state or country of a town: "in Ames, Iowa,"
    timed = any(x.lower in _AGO or x.lower in TIME for x in tokens[i:comma])
    named = is_name_word(t) and any(x.lower in VERBISH or x.lower in lexicon() for x in tokens[i:comma])
    opens = t.lower in _OPENING or t.lower.endswith(("ing", "ly")) or (timed and not named)
    return comma + 1 if opens and comma - i < 30 else i


def _subject_from(tokens: Sequence[Token], start: int, limit: int) -> Phrase | None:
    attached: Phrase | None = None
    for j in range(start, min(limit, start + 24)):
        t = tokens[j]
        if attached is not None and j < attached.last:
            continue
        if t.kind == "quote":
            return None
        if t.lower in ("he", "she", "they"):
            return Phrase(j, j + 1)
        if j == start and t.lower in DETERMINERS and (office := _office(tokens, j, limit)):
            return office
        if not is_name_word(t) or t.text.endswith("ing") or _owns(tokens, j):
            continue
        inner = bool(j) and tokens[j - 1].lower in INNER_PREPOSITIONS and tokens[j - 2].lower != "those"
        if not inner:
            return Phrase(j, _name_end(tokens, j, len(tokens)))
        if t.lower not in TITLES and attached is None:
            # "Berezin" is no subject in "the words of Nikolai Berezin", unless there is no other.
            attached = Phrase(j, _name_end(tokens, j, limit))
    return attached


def _owns(tokens: Sequence[Token], j: int) -> bool:
    """Whether the name is a possessor or an adjective: ``Lind's``, ``Russian troops``."""
    t = tokens[j]
    adjective = j + 1 < len(tokens) and tokens[j + 1].text.islower() and state_of(t.text) is not None
    return adjective or t.lower.endswith(("'s", "’s"))


def _name_end(tokens: Sequence[Token], j: int, limit: int) -> int:
    while j < limit and (is_name_word(tokens[j]) or tokens[j].text == "."):
        j += 1
    return j


def _office(tokens: Sequence[Token], start: int, limit: int) -> Phrase | None:
    """``The retired neurosurgeon has ...``: determiner and nouns up to a verb, if they can be a person."""
    for k in range(start + 1, min(limit, start + 8)):
        low = tokens[k].lower
        if low in VERBISH or low in AUXILIARIES or low in lexicon() or is_finite(tokens[k]):
            head = tokens[k - 1].lower
            person = head in ROLES or head in _BODIES or head.endswith(_PERSONS)
            return Phrase(start, k) if person and k - start > 1 else None
        if low in ("for", "of", "at", "from") and tokens[k - 1].lower in ROLES and is_name_word(tokens[k + 1]):
            return Phrase(start, _name_end(tokens, k + 1, limit))
        if tokens[k].kind != "word" or low in FUNCTION or low in INNER_PREPOSITIONS:
            return None
    return None
