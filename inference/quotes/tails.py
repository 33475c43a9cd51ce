"""Narration behind the last quotation of a reported clause: ``she was "glad," adding ...``, ``"...," a swipe at``."""

from collections.abc import Sequence

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.governing import ends_with
from detente.inference.quotes.grammar import TIME, VERBISH, Clause
from detente.inference.quotes.reach import comments, relative
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

# What a writer calls the words that somebody else has just said: ``, a swipe at his rivals``.
_COMMENTS = words(
    """
    swipe reference nod charge claim remark comment comments move sign acknowledgment acknowledgement admission
    statement dig jab warning allusion echo accusation assertion suggestion allegation argument criticism response
    reversal contention line phrase refrain message position stance apparent clear veiled thinly subtle jibe rebuke
    """
)
_TURNING = words("though although while whereas despite referring alluding pointing linking citing quoting prompting")
_FRONTING = words("while although though as when if since because after before")
_ACTING = words("while before")


def narration_start(text: str, tokens: Sequence[Token], clause: Clause, first: int, end: int) -> int:
    """The token before ``end`` at which the writer speaks again, or ``end``; ``first`` begins the reported words."""
    last = next((k for k in range(end - 1, first - 1, -1) if tokens[k].kind == "quote"), None)
    for k in range(first, end - 1):
        if tokens[k].kind != "quote":
            continue
        j = k + 1
        if _behind_comma(text, tokens, j + (tokens[j].text == ",")) and _adds_report(tokens, j):
            return j
        if _behind_comma(text, tokens, j) and _subordinate(tokens, clause):
            return j
    return end if last is None else _behind_last(text, tokens, clause, last, end)


def _behind_last(text: str, tokens: Sequence[Token], clause: Clause, last: int, end: int) -> int:
    for j in range(last + 1, end):
        comma = _behind_comma(text, tokens, j)
        if comma and (
            _comments(tokens, j) or comments(tokens, j, end) or tokens[j].lower in _TURNING or _adds_report(tokens, j)
        ):
            return j
        if tokens[j - 1].text in ("-", "--", "—", "–") and (tokens[j].lower in _TURNING or _comments(tokens, j)):
            return j
        if comma and _compares(tokens, j, end):
            return j
        if tokens[j].lower in _ACTING and j + 1 < end and tokens[j + 1].lower.endswith("ing"):
            return j
        if _named_in_relative(tokens, clause) and _main_goes_on(tokens, j, end):
            return j
        if clause.names and j == last + 1 and (comma or tokens[j].text == "," or _outside(tokens, j)):
            return j
    return end


def _behind_comma(text: str, tokens: Sequence[Token], j: int) -> bool:
    """Whether a comma, in the marks or outside, stands before the word at ``j``."""
    if j >= len(tokens) or tokens[j].kind != "word":
        return False
    before = tokens[j - 1]
    return before.text == "," or (before.quote is not None and ends_with(text, before.quote, (",",)))


def _adds_report(tokens: Sequence[Token], j: int) -> bool:
    """``, adding that``, ``, telling reporters``: a new report of the same speaker."""
    j += tokens[j].text == ","
    verb = lexicon().get(tokens[j].lower) if j < len(tokens) else None
    return verb is not None and verb.gerund and not verb.weak and bool(verb.taking & {"words", "name"})


def _subordinate(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether the report is a part of a subordinate clause, so that the comma closes it: ``While Lind said ...,``."""
    if clause.side == "following" and clause.verb is not None and not clause.verb.gerund and _fronted(tokens, clause):
        return True
    return relative(tokens, clause) or any(
        t.lower in _FRONTING for t in tokens[max(0, clause.first - 1) : clause.first]
    )


def _compares(tokens: Sequence[Token], j: int, end: int) -> bool:
    """``, as have her rivals``: inverted behind "as"."""
    return tokens[j].lower == "as" and j + 1 < end and tokens[j + 1].lower in VERBISH


def _named_in_relative(tokens: Sequence[Token], clause: Clause) -> bool:
    """``what Lind called a "scheme"``: a part of a clause of the writer."""
    return clause.names and clause.first > 0 and tokens[clause.first - 1].lower == "what"


def _main_goes_on(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the clause goes on in which the name stands: ``took a turn``, ``and cast himself``, ``- working``."""
    coordinated = tokens[j].lower in ("and", "but") and j + 1 < end and is_finite(tokens[j + 1])
    return coordinated or is_finite(tokens[j]) or tokens[j].text in (",", "-")


def _fronted(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether the clause shares the subject of one that a conjunction opens: ``But as Lind came and vowed ...,``."""
    return any(t.lower in _FRONTING for t in tokens[:2]) and not any(t.text == "," for t in tokens[: clause.first - 1])


def _comments(tokens: Sequence[Token], j: int) -> bool:
    return tokens[j].lower in ("a", "an", "another", "the") and any(t.lower in _COMMENTS for t in tokens[j + 1 : j + 4])


def _outside(tokens: Sequence[Token], j: int) -> bool:
    """Whether the word behind a name says when it was given."""
    dated = tokens[j].lower in ("on", "last", "this") and j + 1 < len(tokens) and tokens[j + 1].lower in TIME
    return tokens[j].lower == "during" or tokens[j].lower in TIME or dated
