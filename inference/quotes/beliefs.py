"""A position that a clause in the present credits to somebody: ``The alliance is bluffing, Lind believes.``

Agencies report by such verbs what was said; in front of a clause (``Lind believes that ...``) and in the past they tell
of thoughts, which are no statements.
"""

from collections.abc import Sequence

from detente.inference.quotes.grammar import Clause
from detente.inference.quotes.phrases import subject_before
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_VERBS = words("believes believe")
_ADJECTIVES = words("convinced confident sure certain")
BELIEVING = _VERBS | _ADJECTIVES
"""Words with which the cue of such a clause ends."""


def belief_clause(tokens: Sequence[Token], i: int) -> Clause | None:
    """The clause between commas, or at the sentence's end, whose cue ends at ``i``."""
    adjective = tokens[i].lower in _ADJECTIVES
    first = i - 1 if adjective else i
    if first < 2 or (adjective and tokens[first].lower not in ("is", "are")):
        return None
    if i + 1 < len(tokens) and tokens[i + 1].text not in (",", "."):
        return None
    subject = subject_before(tokens, first)
    if subject is None or tokens[subject.first - 1].text != "," or subject.last != first:
        return None
    return Clause(subject.first, i + 1, (first, i + 1), subject, None)
