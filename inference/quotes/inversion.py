"""Subjects behind their verb: ``said Lind, the envoy``, ``according to the envoy, Karin Lind``."""

from collections.abc import Sequence

from detente.inference.quotes.chunks import names_somebody
from detente.inference.quotes.cues import Verb
from detente.inference.quotes.grammar import (
    ADDRESSED,
    DETERMINERS,
    DOTTED,
    FUNCTION,
    INNER_PREPOSITIONS,
    ROLES,
    TIME,
    Clause,
    Phrase,
    is_name_word,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.titled import name_end
from detente.inference.quotes.wordlists import ORGANISATION, words

_BEFORE_DETERMINER = INNER_PREPOSITIONS | {"and"}
_ADVERBIAL = INNER_PREPOSITIONS | TIME
_SENT = words("ambassador envoy adviser advisor delegate representative delegation")
_ONLY_ADDRESSED = ADDRESSED - words("ask warn caution advise urge")


def subject_after(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The subject behind an inverted verb at ``i - 1``: ``said Lind, the envoy``."""
    j = i
    n = len(tokens)
    if j < n and tokens[j].lower in ("he", "she", "they", "i", "we"):
        return Phrase(j, j + 1)
    while j < n and j < i + 16:
        t = tokens[j]
        if t.text == "Under" and j + 1 < n and tokens[j + 1].lower == "secretary":
            j += 1
            continue
        if t.lower == "and" and j > i and _joins(tokens, j):
            j += 1
            continue
        if t.kind == "word":
            if t.lower in DETERMINERS and j > i and tokens[j - 1].lower not in _BEFORE_DETERMINER:
                break
            if (
                t.lower in FUNCTION and t.lower not in DETERMINERS and t.lower not in INNER_PREPOSITIONS
            ) or t.lower in TIME:
                break
            if t.lower in INNER_PREPOSITIONS and not _goes_on(tokens, i, j):
                j = name_end(tokens, i, j) or j
                break
        elif t.text == "(" and j > i and (past := _past_parenthesis(tokens, j)) < n and is_name_word(tokens[past]):
            j = past
            continue
        elif not (
            t.text in (".", "&", "/")
            and j > i
            and j + 1 < n
            and (tokens[j - 1].lower in DOTTED or len(tokens[j - 1].text) < 3 or "." in tokens[j - 1].text)
        ):
            break
        j += 1
    if j == i:
        return None
    somebody = tokens[i].lower not in INNER_PREPOSITIONS and names_somebody(tokens, Phrase(i, j))
    return Phrase(i, j) if somebody or any(t.lower in ROLES for t in tokens[i:j]) else None


def _joins(tokens: Sequence[Token], j: int) -> bool:
    """``said Lind and Moreau.``: whether "and" at ``j`` joins two who speak, not ``said Lind and Moreau nodded``."""
    k = j + 1
    while k < len(tokens) and (is_name_word(tokens[k]) or tokens[k].lower in ROLES or _dotted(tokens, k)):
        k += 1
    ends = k >= len(tokens) or tokens[k].kind != "word" or tokens[k].lower in _ADVERBIAL
    return ends and k > j + 1 and is_name_word(tokens[j - 1]) and is_name_word(tokens[k - 1])


def _dotted(tokens: Sequence[Token], k: int) -> bool:
    """Whether the full stop at ``k`` abbreviates a title: ``Gen. Lind``."""
    return tokens[k].text == "." and tokens[k - 1].lower in DOTTED and k + 1 < len(tokens)


def _past_parenthesis(tokens: Sequence[Token], j: int) -> int:
    return next((k + 1 for k in range(j, min(len(tokens), j + 6)) if tokens[k].text == ")"), len(tokens))


def _goes_on(tokens: Sequence[Token], i: int, j: int) -> bool:
    if j == i or j + 1 >= len(tokens):
        return False
    role = tokens[j - 1].lower in ROLES or tokens[i].lower in DETERMINERS
    if tokens[j].lower == "of" and is_name_word(tokens[j - 1]) and tokens[j - 1].lower in ORGANISATION:
        return True
    sent = tokens[j].lower == "to" and tokens[j - 1].lower in _SENT
    return sent or (tokens[j].lower in ("of", "for", "at") and role)


def apposed_name(tokens: Sequence[Token], mention: Phrase | None) -> Phrase | None:
    """``said its deputy chief, Lena Lind``: the name is the mention, not the words that it explains."""
    if mention is None:
        return None
    definite = tokens[mention.first].lower in DETERMINERS and (
        mention.last - mention.first == 2 or _is_office(tokens, mention)
    )
    if is_name_word(tokens[mention.last - 1]) and not definite:
        return mention
    first = mention.last + 1
    if first >= len(tokens) or tokens[mention.last].text != ",":
        return mention
    last = first
    while last < len(tokens) and is_name_word(tokens[last]):
        last += 1
    alone = last >= len(tokens) or tokens[last].kind == "mark"
    return Phrase(first, last) if last - first > 1 and alone else mention


def _is_office(tokens: Sequence[Token], mention: Phrase) -> bool:
    """Whether the mention ends in the object of an office: ``the ambassador to Serbia``."""
    link = next((j for j in range(mention.last - 1, mention.first, -1) if tokens[j].lower in INNER_PREPOSITIONS), None)
    return link is not None and tokens[link - 1].lower in ROLES


def behind_quotation(tokens: Sequence[Token], i: int) -> bool:
    """Whether a quotation, perhaps with a comma or dash, stands right before the token: ``"...", - said Lind``."""
    j = i - 1
    while j > max(0, i - 3) and tokens[j].text in (",", "-", "—", "–", "--"):
        j -= 1
    return j >= 0 and tokens[j].kind == "quote"


def inverted_clause(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    """The clause whose verb stands before its subject: behind what is said, or first in a sentence."""
    i = cue[0]
    if verb.lemma in _ONLY_ADDRESSED:
        return None
    behind_quote = behind_quotation(tokens, i)
    behind_clause = (
        i > 1 and tokens[i - 1].text == "," and not verb.weak and "words" in verb.taking and verb.lemma not in ADDRESSED
    )
    opening = i == 0 and tokens[i].text[0].isupper() and verb.lemma not in ADDRESSED
    if not (behind_quote or behind_clause or opening):
        return None
    mention = apposed_name(tokens, subject_after(tokens, cue[1]))
    if mention is None or (
        not behind_quote and not (_ends_clause(tokens, mention.last) and _person_like(tokens, mention))
    ):
        return None
    last = mention.last
    if last - mention.first > 1 and last < len(tokens) and tokens[last].lower in ("on", "in", "by", "at"):
        # ``reads the letter posted on the door``: the participle goes with what follows.
        last -= tokens[last - 1].lower.endswith("ed")
        mention = Phrase(mention.first, last)
    if behind_quote and "words" not in verb.taking and verb.taking & {"thought", "fault"}:
        return None
    return Clause(i, mention.last, cue, mention, verb, "inverted")


def _person_like(tokens: Sequence[Token], mention: Phrase) -> bool:
    words = tokens[mention.first : mention.last]
    return all(is_name_word(t) or t.kind == "mark" for t in words) or any(t.lower in ROLES for t in words)


def _ends_clause(tokens: Sequence[Token], i: int) -> bool:
    return (
        i >= len(tokens)
        or tokens[i].kind == "mark"
        or tokens[i].lower in ("in", "on", "at", "after", "during", "who", "of", "from")
    )
