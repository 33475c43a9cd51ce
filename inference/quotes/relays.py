"""Who passes on what somebody else has said: ``..., Lind said, the agency reported``, ``..., as quoted by him``."""

from collections.abc import Sequence

from detente.inference.quotes.grammar import Clause
from detente.inference.quotes.interposed import past_adjunct
from detente.inference.quotes.openers import opening
from detente.inference.quotes.reach import relative
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import OUTLETS, words

_NEAR_START = 4
_PASSING_ON = words("report write")
_SPEAKING = words("say tell")
_QUOTED = words("quoted cited reported carried")


def without_relay(tokens: Sequence[Token], clauses: Sequence[Clause]) -> int:
    """How many tokens are left of a sentence without its end that only names who passes a report on."""
    if not clauses:
        return len(tokens)
    if len(clauses) > 1 and _passes_on(tokens, clauses):
        return clauses[-1].first - 1
    behind = range(clauses[0].last + 1, len(tokens))
    quoted = next((j - 1 for j in behind if tokens[j].lower == "as" and _as_quoted(tokens, j)), None)
    if quoted is None or not any(c.mention is not None and c.last <= quoted for c in clauses):
        return len(tokens)
    return len(tokens) if any(t.kind == "quote" for t in tokens[quoted:]) else quoted


def _passes_on(tokens: Sequence[Token], clauses: Sequence[Clause]) -> bool:
    """Whether the last clause stands behind a comma at the sentence's end and its subject is an outlet."""
    *others, c = clauses
    if c.side not in ("any", "inverted") or c.mention is None or c.verb is None or tokens[c.first - 1].text != ",":
        return False
    told = any(_reports_before(tokens, o, c.first - 1) for o in others)
    behind = past_adjunct(tokens, c.last)
    ends = behind >= len(tokens) or tokens[behind].kind == "mark"
    outlet = any(t.lower in OUTLETS for t in tokens[c.mention.first : c.mention.last])
    known = c.verb.lemma in _PASSING_ON or (c.verb.lemma == "say" and outlet)
    return told and ends and known and not any(t.kind == "quote" for t in tokens[c.first :])


def _reports_before(tokens: Sequence[Token], c: Clause, comma: int) -> bool:
    """Whether the words ahead of the comma are what the clause reports: it opens the sentence or closes them."""
    if c.mention is None or c.side == "colon" or c.last > comma or relative(tokens, c):
        return False
    begins = opening(tokens, c)
    opens = c.first < _NEAR_START and begins is not None and begins.form == "clause"
    sure = opens and begins and (tokens[begins.first - 1].lower == "that" or (c.verb and c.verb.lemma in _SPEAKING))
    return bool(sure) or past_adjunct(tokens, c.last) == comma


def _as_quoted(tokens: Sequence[Token], j: int) -> bool:
    """``, as quoted by the paper``, with "as" at ``j``."""
    passive = j + 2 < len(tokens) and tokens[j + 1].lower in _QUOTED and tokens[j + 2].lower == "by"
    return passive and tokens[j - 1].text == ","
