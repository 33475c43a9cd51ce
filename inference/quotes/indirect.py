"""Reported words without marks: from the reporting clauses of a sentence to the words that each of them reports."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from detente.inference.quotes.complements import complement_start
from detente.inference.quotes.finite import has_finite, is_finite
from detente.inference.quotes.frames import RIGHT_ONLY
from detente.inference.quotes.grammar import VERBISH, Clause
from detente.inference.quotes.interposed import (
    ADVERBIALS,
    addressee_end,
    behind_clause,
    opens_noun_phrase,
    past_adverbs,
    past_pronoun,
)
from detente.inference.quotes.openers import opening
from detente.inference.quotes.reach import clause_end, object_end
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.speech import is_adjective, names_something, tells_speech
from detente.inference.quotes.wordlists import words

Range = tuple[int, int]

_APART = (",", "—", "–", "--")
_CONTINUING = words("and but or because since though although while as if unless or")
_ABOUT_SAYING = words("asked pressed questioned speaking talking writing answering responding replying told to")
_LINKS = words("which whom who and but although though")
_MEANWHILE = words("as while after before when")
_CONDITIONS = words("if when once while although though since because after before as unless until had should were")


@dataclass(slots=True)
class Reporting:
    """What is reported in one sentence, and which of its tokens are spoken for.

    ``governing`` are the clauses that report the quotations: what another clause reports ends before them.
    """

    tokens: Sequence[Token]
    clauses: Sequence[Clause]
    taken: list[Range] = field(default_factory=list)
    governing: Collection[Clause] = ()

    def ranges(self) -> Iterator[tuple[Clause, Range]]:
        """Each clause with the tokens that it reports, one pair for each stretch of them."""
        telling = [c for c in self.clauses if c.side != "colon" and tells_speech(self.tokens, c)]
        last = self._closing(telling)
        if last is not None:
            yield from self._around(last)
        for c in telling:
            if c is not last and self._free(c):
                yield from self._around(c)

    def _closing(self, telling: Sequence[Clause]) -> Clause | None:
        """The clause at the sentence's end that reports all before it: ``..., Lind said on Monday.``"""
        for c in reversed(telling):
            if self._free(c) and _postposed(self.tokens, c):
                return c
        return None

    def _free(self, c: Clause) -> bool:
        return not self.taken or all(b <= c.cue[0] or c.cue[1] <= a for a, b in self.taken)

    def _around(self, c: Clause) -> Iterator[tuple[Clause, Range]]:
        for first, last in self._stretches(c):
            last = min([last, *(a for a, _ in self.taken if first < a < last)])
            last = min([last, *(self._linked(g) for g in self.governing if c.last <= first < g.first < last)])
            if last > first and all(b <= first or last <= a for a, b in self.taken):
                self.taken.append((first, last))
                yield c, (first, last)

    def _linked(self, c: Clause) -> int:
        """Where a clause begins, with the word that ties it to those before: ``, which Lind called``, ``but said``."""
        first = c.first
        while self.tokens[first - 1].lower in _LINKS:
            first -= 1
        return first

    def _stretches(self, c: Clause) -> list[Range]:
        if c.side == "according" and c.first <= 1:
            return self._behind_comma(c, complement_start(self.tokens, c))
        if self._prefaces(c):
            return self._behind_comma(c, past_adverbs(self.tokens, c.last))
        if _postposed(self.tokens, c):
            first, last = self._left(c), beginning(self.tokens, c)
            narrated = self.tokens[first].lower in _ABOUT_SAYING or not (
                _surely_speech(c) or self._has_verb(first, last)
            )
            return [] if narrated else [(first, last), *self._behind_semicolon(c)]
        if _inserted(self.tokens, c):
            return self._both_sides(c)
        return self._right(c) if c.side != "inverted" else []

    def _behind_semicolon(self, c: Clause) -> list[Range]:
        """``..., he said; contracts signed before were not affected``: the report goes on."""
        behind = past_adverbs(self.tokens, c.last)
        if behind >= len(self.tokens) or self.tokens[behind].text != ";":
            return []
        spoken = any(other.cue[0] > behind for other in self.clauses)
        return [] if spoken else [(behind + 1, clause_end(self.tokens, self.clauses, c, behind + 1))]

    def _has_verb(self, first: int, last: int) -> bool:
        if any(first <= c.cue[0] < last and c.verb is not None and c.verb.finite for c in self.clauses):
            return True
        return any(t.kind == "quote" for t in self.tokens[first:last]) or has_finite(self.tokens, first, last)

    def _both_sides(self, c: Clause) -> list[Range]:
        """The words before and behind a clause that is put into what it reports."""
        first, last = self._left(c), beginning(self.tokens, c)
        behind = behind_clause(self.tokens, c) + 1
        if (
            behind + 1 < len(self.tokens)
            and self.tokens[behind].lower == "that"
            and not is_finite(self.tokens[behind + 1])
        ):
            return [(behind, clause_end(self.tokens, self.clauses, c, behind))]
        begun = has_finite(self.tokens, first, last) and self.tokens[first].lower not in _CONDITIONS
        if any(other.cue[0] == behind and other.side == "following" for other in self.clauses):
            return [(first, last)]
        if not (_splits(self.tokens, c) or self._continues(behind, begun)):
            return [(first, last)]
        return [(first, last), (behind, clause_end(self.tokens, self.clauses, c, behind))]

    def _continues(self, i: int, begun: bool) -> bool:
        """Whether the words at ``i`` go on with the report; ``begun`` if it has had a verb already."""
        if i >= len(self.tokens):
            return False
        if begun:
            return is_finite(self.tokens[i]) or _adds_clause(self.tokens, i)
        return has_finite(self.tokens, i, len(self.tokens))

    def _prefaces(self, c: Clause) -> bool:
        """``As Lind noted on Monday, the port is shut``."""
        if c.first != 1 or self.tokens[0].lower != "as" or c.side != "any" or not _clausal(c):
            return False
        behind = behind_clause(self.tokens, c)
        return behind < len(self.tokens) and self.tokens[behind].text == ","

    def _behind_comma(self, c: Clause, i: int) -> list[Range]:
        comma = next((j for j in range(i, len(self.tokens)) if self.tokens[j].text == ","), None)
        if comma is None:
            return []
        return [(comma + 1, clause_end(self.tokens, self.clauses, c, comma + 1))]

    def _right(self, c: Clause) -> list[Range]:
        begins = opening(self.tokens, c)
        if begins is None:
            return []
        if begins.form == "phrase" and is_adjective(self.tokens, c):
            return []
        reach = clause_end if begins.form == "clause" else object_end
        end = reach(self.tokens, self.clauses, c, begins.first)
        named = c.verb is not None and c.verb.lemma == "call" and begins.first <= past_pronoun(self.tokens, c.cue[1])
        if named and names_something(self.tokens, c, c.cue[1], end):
            return []
        return [(begins.first, end)]

    def _left(self, c: Clause) -> int:
        """Where the words before the clause begin: behind the last colon, semicolon or reported words."""
        floor = max((b for _, b in self.taken if b <= c.first), default=0)
        marks = (j + 1 for j in range(c.first - 1, floor - 1, -1) if self.tokens[j].text in (";", ":"))
        return next(marks, floor)


def beginning(tokens: Sequence[Token], c: Clause) -> int:
    """The first token of the clause with "as" or "so" before it: ``as Lind put it``."""
    return c.first - 1 if c.first and tokens[c.first - 1].lower in ("as", "so") else c.first


def _adds_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether a further clause of the report begins: ``, and its price would rise``."""
    if tokens[i].lower not in _CONTINUING:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    narrated = (
        following is None
        or (is_finite(following) and following.lower not in VERBISH)
        or following.lower in ("he", "she", "they", "then", "so")
    )
    return tokens[i].lower not in ("and", "but") or not narrated


def _surely_speech(c: Clause) -> bool:
    return c.verb is None or c.verb.lemma in ("say", "tell")


def _postposed(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause closes the sentence or its part and reports the words to its left."""
    if c.first < 3 or c.side == "following" or not _clausal(c) or _splits(tokens, c):
        return False
    if c.framing == "hypothetical" and not _surely_speech(c):
        return False
    if c.side == "according":
        return c.last >= len(tokens) - 1 or (
            tokens[c.last].text != "," and not _goes_on(tokens, behind_clause(tokens, c))
        )
    return tokens[beginning(tokens, c) - 1].text in _APART and _closes(tokens, c)


def _splits(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause stands between an auxiliary and its verb: ``The move would, Lind warned, hurt``."""
    first, behind = beginning(tokens, c), behind_clause(tokens, c)
    apart = behind < len(tokens) and tokens[behind].text in _APART
    return c.side == "any" and first > 1 and tokens[first - 2].lower in VERBISH and apart


def _clausal(c: Clause) -> bool:
    return c.verb is None or (bool(c.verb.frames & {"clause", "that"}) and c.verb.lemma not in RIGHT_ONLY)


def _closes(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether nothing is reported to the right: the sentence ends, perhaps behind an addressee or adverbial."""
    if _goes_on(tokens, behind_clause(tokens, c)):
        return False
    j = past_adverbs(tokens, c.last)
    addressed = c.verb is not None and "addressee" in c.verb.frames
    if addressed and j < len(tokens) and tokens[j].kind == "word" and opens_noun_phrase(tokens, j):
        j = past_adverbs(tokens, addressee_end(tokens, j))
    if j >= len(tokens) or tokens[j].text in (".", "?", "!", ")", ";"):
        return True
    if tokens[j].text == ",":
        aside = j + 1 < len(tokens) and (tokens[j + 1].lower.endswith("ing") or _when_asked(tokens, j + 1))
        return aside or (not _goes_on(tokens, j) and not has_finite(tokens, j, len(tokens)))
    if c.side == "inverted":
        return True
    if tokens[j].lower == "to":
        return opening(tokens, c) is None
    if tokens[j].lower not in ADVERBIALS:
        return False
    narrated = tokens[j].lower in _MEANWHILE and _whole(tokens, beginning(tokens, c) - 1)
    return narrated or opening(tokens, c) is None or not has_finite(tokens, j, len(tokens))


def _whole(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the words ahead of the comma are a clause, so that the one behind them can be the writer's."""
    return tokens[0].lower not in _CONDITIONS and has_finite(tokens, 0, comma)


def _when_asked(tokens: Sequence[Token], j: int) -> bool:
    return tokens[j].lower == "when" and j + 1 < len(tokens) and tokens[j + 1].lower in ("asked", "pressed")


def _goes_on(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the words behind the comma continue the report that the clause interrupts."""
    j = comma + 1
    return j < len(tokens) and tokens[comma].text == "," and (is_finite(tokens[j]) or _adds_clause(tokens, j))


def _inserted(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause stands between commas inside what it reports: ``The port, Lind said, is shut``."""
    behind = behind_clause(tokens, c)
    if c.first < 2 or c.side == "following" or behind >= len(tokens) or not _clausal(c):
        return False
    return tokens[beginning(tokens, c) - 1].text in _APART and tokens[behind].text in _APART
