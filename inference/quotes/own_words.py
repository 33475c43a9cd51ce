"""Reports by the words or the view of somebody: ``in his words``, ``in the words of the report``."""

from collections.abc import Sequence

from detente.inference.quotes.grammar import Clause, Phrase
from detente.inference.quotes.inversion import subject_after
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

OWN_WORDS = words("words phrase view opinion estimation assessment judgment judgement telling")
"""Of ``in his words``: what these nouns name is what somebody says."""


def in_words_clause(tokens: Sequence[Token], i: int) -> Clause | None:
    """``in his words``, ``in the words of the report``, ``in Lind's view``, from the noun at ``i``."""
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if following == "of" and i > 1 and [tokens[i - 2].lower, tokens[i - 1].lower] == ["in", "the"]:
        mention = subject_after(tokens, i + 2)
        if mention is None or not (tokens[i].lower == "words" or _apart(tokens, i - 2, mention.last)):
            return None
        return Clause(i - 2, mention.last, (i - 2, i + 2), mention, None, "according")
    return _in_owned_words(tokens, i)


def _in_owned_words(tokens: Sequence[Token], i: int) -> Clause | None:
    noun, i = i, i - (tokens[i - 1].lower == "own" and i > 1)
    owner = tokens[i - 1].lower if i else ""
    first = next((j for j in range(i - 1, max(-1, i - 7), -1) if _leads_in(tokens, j)), None)
    pronoun = owner in ("his", "her", "their")
    if first is None or not (pronoun or owner.endswith(("'s", "’s", "s'", "s’", "'", "’"))):
        return None
    # "..., in his view, ..." inside a sentence can be what the writer makes of him.
    if tokens[noun].lower != "words" and (not _apart(tokens, first, noun + 1) or (pronoun and first)):
        return None
    owned = first + 1 + (tokens[first].lower == "to")
    return Clause(first, noun + 1, (first, noun + 1), Phrase(owned, i), None, "according")


def _leads_in(tokens: Sequence[Token], j: int) -> bool:
    """``in Lind's words``, ``to use Lind's phrase``."""
    return tokens[j].lower == "in" or (tokens[j].lower == "to" and tokens[j + 1].lower in ("use", "borrow", "quote"))


def _apart(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether ``in Lind's view`` stands by itself, at an edge of the sentence or between commas."""
    opens = first == 0 or tokens[first - 1].text == "," or tokens[first - 1].lower in ("that", "and", "but")
    return opens and (last >= len(tokens) or tokens[last].kind != "word")
