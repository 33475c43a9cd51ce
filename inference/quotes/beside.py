"""Words without marks that belong to quoted ones: before, behind and around the clause that reports both."""

from collections.abc import Sequence

from detente.inference.quotes.complements import complement_start, stretch_start, trimmed
from detente.inference.quotes.finite import finite_word, has_finite, is_finite
from detente.inference.quotes.governing import utterance
from detente.inference.quotes.grammar import ADVERBIAL, VERBISH, Clause
from detente.inference.quotes.interposed import behind_clause, past_adjunct
from detente.inference.quotes.openers import opening
from detente.inference.quotes.pieces import Piece
from detente.inference.quotes.reach import clause_end
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.speech import tells_speech
from detente.inference.quotes.wordlists import words

_LONG_SUBJECT = 12
_NO_MAIN = ADVERBIAL | words("because although though since once until unless whenever where wherever who which")


def with_plain_words(
    text: str, tokens: Sequence[Token], clauses: Sequence[Clause], found: Sequence[Piece]
) -> list[Piece]:
    """The pieces with quotations and what their clauses report beside them, in reading order."""
    whole = [each for piece in found for each in _with_opening(text, tokens, piece)]
    whole = [each for piece in whole for each in _with_report(tokens, piece)]
    whole = [each for piece in whole for each in _with_rest(text, tokens, clauses, piece)]
    return _with_trailing(text, tokens, clauses, whole)


def _with_opening(text: str, tokens: Sequence[Token], piece: Piece) -> list[Piece]:
    """Add the words before an inserted clause: ``The port, he said, was "..."`` has two pieces.

    So has ``The port was shut, he said: "..."``.
    """
    c = piece.clause
    if c is None or c.side not in ("any", "inverted", "according") or c.first < 2 or c.last >= len(tokens):
        return [piece]
    if tokens[c.first - 1].text != "," or piece.span[0] < tokens[c.last].start:
        return [piece]
    start = stretch_start(tokens, c.first)
    if not (_inserted(text, tokens, piece, start) or _closed_by_colon(tokens, piece, start)):
        return [piece]
    if any(t.kind == "quote" for t in tokens[start : c.first]) or start == c.first:
        return [piece]
    span = trimmed(tokens, start, c.first)
    return [Piece(span, "clause", c, tokens), piece] if span else [piece]


def _inserted(text: str, tokens: Sequence[Token], piece: Piece, start: int) -> bool:
    c = piece.clause
    assert c is not None
    behind = behind_clause(tokens, c)
    if behind >= len(tokens) or tokens[behind].text != "," or piece.span[0] < tokens[behind].start:
        return False
    if piece.form == "direct" and utterance(text, piece.quotes[0]):
        topical = tokens[start].lower in ("if", "unless", "of") or _as_for(tokens)
        return topical or _whole_clause(tokens, start, c.first - 1)
    return c.side == "any" or tokens[start].lower not in ADVERBIAL


def _closed_by_colon(tokens: Sequence[Token], piece: Piece, start: int) -> bool:
    """``The port was shut, he said: "..."``: the words before are a whole clause, and no adverbial of the cue's."""
    c = piece.clause
    assert c is not None
    colon = past_adjunct(tokens, c.last)
    if piece.form != "direct" or colon >= len(tokens) or tokens[colon].text != ":":
        return False
    return _whole_clause(tokens, start, c.first - 1)


def _whole_clause(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the tokens are a clause of their own and no adverbial."""
    if tokens[first].lower.endswith(("ing", "ed")) or any(t.lower in _NO_MAIN for t in tokens[first : first + 2]):
        return False
    return has_finite(tokens, first, last)


def _with_report(tokens: Sequence[Token], piece: Piece) -> list[Piece]:
    """Add the clause between cue and colon: ``Lind said the offer was welcome: "..."`` has two pieces."""
    c = piece.clause
    if piece.form != "direct" or c is None or c.side != "any":
        return [piece]
    colon = next((j for j in range(c.last, len(tokens)) if tokens[j].kind == "quote"), c.last) - 1
    if colon <= c.last or tokens[colon].text != ":" or piece.span[0] < tokens[colon].start:
        return [piece]
    begins = opening(tokens, c)
    if begins is None or begins.form != "clause" or not has_finite(tokens, begins.first, colon):
        return [piece]
    span = trimmed(tokens, begins.first, colon)
    return [Piece(span, "clause", c, tokens), piece] if span else [piece]


def _with_rest(text: str, tokens: Sequence[Token], clauses: Sequence[Clause], piece: Piece) -> list[Piece]:
    """Add the words behind an inserted clause that go on without marks: ``"It is our bad luck," he said, that ...``."""
    c = piece.clause
    if piece.form != "direct" or c is None or c.side not in ("any", "inverted") or not piece.quotes:
        return [piece]
    behind = past_adjunct(tokens, c.last)
    if behind + 2 >= len(tokens) or tokens[behind].text != "," or piece.span[1] > tokens[c.first].start:
        return [piece]
    first = behind + 1 + (tokens[behind + 1].lower in ("and", "but") and tokens[behind + 2].lower == "that")
    if tokens[first].lower != "that" and not (_predicate(tokens[first]) and _without_verb(text, piece)):
        return [piece]
    end = clause_end(tokens, clauses, c, first)
    span = trimmed(tokens, first, end)
    quotes = tuple(t.quote for t in tokens[first:end] if t.quote is not None)
    return [piece, Piece(span, "mixed" if quotes else "clause", c, tokens, quotes)] if span else [piece]


def _predicate(t: Token) -> bool:
    """Whether the word is surely finite: ``seated`` and ``led`` are mostly participles of the speaker."""
    return t.lower in VERBISH or (t.lower.endswith("s") and is_finite(t))


def _without_verb(text: str, piece: Piece) -> bool:
    """Whether the quoted words are the mere subject of what follows: ``"The review," it says, becomes binding``."""
    spoken = text[slice(*piece.span)].split()
    return len(spoken) <= _LONG_SUBJECT and not any(finite_word(word.strip(",.;:—–-")) for word in spoken)


def _as_for(tokens: Sequence[Token]) -> bool:
    """``As for the race, he said, "It is off."``"""
    return (tokens[0].lower, tokens[1].lower) == ("as", "for")


def _goes_on(tokens: Sequence[Token], clause: Clause) -> bool:
    """``, adding ...`` or ``and asked that ...`` behind the words of the same speaker."""
    i = clause.cue[0]
    if tokens[i - 1].text == ",":
        return True
    return tokens[i - 1].lower == "and" and i + 1 < len(tokens) and tokens[i + 1].lower == "that"


def _with_trailing(text: str, tokens: Sequence[Token], clauses: Sequence[Clause], found: list[Piece]) -> list[Piece]:
    """Add the clause behind ``, adding that``, which belongs to the same turn."""
    if not found or found[-1].clause is None:
        return found
    for c in clauses:
        unreported = tokens[c.cue[0]].start >= found[-1].span[1]
        spoken = c.verb is not None and "words" in c.verb.taking and tells_speech(tokens, c)
        if c.side == "following" and unreported and _goes_on(tokens, c) and spoken:
            span = trimmed(tokens, complement_start(tokens, c), len(tokens))
            if span is not None and span[1] - span[0] > 12:
                found.append(Piece(span, "clause", c, tokens))
            break
    return found
