"""Reported words without marks: from the reporting clauses of a sentence to the words that each of them reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detente.inference.quotes.finite import has_finite, is_finite
from detente.inference.quotes.grammar import Clause
from detente.inference.quotes.openers import opening, past_adverbs
from detente.inference.quotes.reach import clause_end, object_end
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

Range = tuple[int, int]

_CONJUNCTIONS = words("but and yet so still then")
_POLLS = words("poll polls survey surveys study studies figures data statistics results numbers voters")


@dataclass(slots=True)
class Reporting:
    """What is reported in one sentence, and which of its tokens are spoken for."""

    tokens: Sequence[Token]
    clauses: Sequence[Clause]
    taken: list[Range] = field(default_factory=list)

    def ranges(self) -> Iterator[tuple[Clause, Range]]:
        """Each clause with the tokens that it reports, one pair for each stretch of them."""
        last = self._closing()
        for c in [last] if last is not None else []:
            yield from self._around(c)
        for c in self.clauses:
            if c is not last and self._free(c):
                yield from self._around(c)

    def _closing(self) -> Clause | None:
        """The clause at the sentence's end that reports all before it: ``..., Lind said on Monday.``"""
        for c in reversed(self.clauses):
            if self._free(c) and _postposed(self.tokens, c):
                return c
        return None

    def _free(self, c: Clause) -> bool:
        if c.side == "colon" or (c.mention is None) or _is_poll(self.tokens, c):
            return False
        return all(b <= c.cue[0] or c.cue[1] <= a for a, b in self.taken)

    def _around(self, c: Clause) -> Iterator[tuple[Clause, Range]]:
        for first, last in self._stretches(c):
            if last > first and all(b <= first or last <= a for a, b in self.taken):
                self.taken.append((first, last))
                yield c, (first, last)

    def _stretches(self, c: Clause) -> list[Range]:
        if c.side == "according" and c.first <= 1:
            return self._behind_according(c)
        if _postposed(self.tokens, c):
            return [(self._left(c), c.first)]
        if _inserted(self.tokens, c):
            return [(self._left(c), c.first), (c.last, clause_end(self.tokens, self.clauses, c, c.last + 1))]
        return self._right(c) if c.side != "inverted" else []

    def _behind_according(self, c: Clause) -> list[Range]:
        comma = next((j for j in range(c.last, len(self.tokens)) if self.tokens[j].text == ","), None)
        if comma is None:
            return []
        return [(comma + 1, clause_end(self.tokens, self.clauses, c, comma + 1))]

    def _right(self, c: Clause) -> list[Range]:
        begins = opening(self.tokens, c)
        if begins is None:
            return []
        end = clause_end if begins.form == "clause" else object_end
        return [(begins.first, end(self.tokens, self.clauses, c, begins.first))]

    def _left(self, c: Clause) -> int:
        """Where the words before the clause begin: behind the last colon, semicolon or reported words."""
        spoken = [b for _, b in self.taken if b <= c.first]
        floor = max(spoken, default=0)
        for j in range(c.first - 1, floor - 1, -1):
            if self.tokens[j].text in (";", ":"):
                floor = j + 1
                break
        return floor


def _is_poll(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether a poll speaks, and no person: ``the survey said``."""
    return c.mention is not None and tokens[c.mention.last - 1].lower in _POLLS


def _postposed(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause closes the sentence or its part and reports the words to its left."""
    if c.first < 3 or (c.verb is not None and not c.verb.frames & {"clause", "that"}):
        return False
    if c.side == "according":
        return tokens[c.first - 1].text == "," or c.last >= len(tokens) - 1 or tokens[c.last].text in (",", ")")
    if tokens[c.first - 1].text not in (",", "—", "–", "--"):
        return False
    return _closes(tokens, c)


def _closes(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether nothing is reported to the right: the sentence ends, perhaps behind an adverbial."""
    j = past_adverbs(tokens, c.last)
    if j >= len(tokens) or tokens[j].text in (".", "?", "!"):
        return True
    if c.side == "inverted":
        return tokens[j].text != "," or not _goes_on(tokens, j)
    if tokens[j].lower in words("in on at during after to through via by as of when while for from"):
        return not has_finite(tokens, j, len(tokens)) or tokens[j].lower in ("when", "while", "as", "after")
    return False


def _goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the words behind the comma continue the report that the clause interrupts."""
    j = comma + 1
    return j < len(tokens) and (is_finite(tokens[j]) or tokens[j].lower in ("and", "but", "because", "since"))


def _inserted(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause stands between commas inside what it reports: ``The port, Lind said, is shut``."""
    if c.first < 2 or c.last >= len(tokens) or (c.verb is not None and not c.verb.frames & {"clause", "that"}):
        return False
    return tokens[c.first - 1].text == "," and tokens[past_adverbs(tokens, c.last)].text == "," if past_adverbs(
        tokens, c.last
    ) < len(tokens) else False
