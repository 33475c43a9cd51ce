"""Which words of a sentence are reported, with marks and without, and by which reporting clause."""

from collections.abc import Iterator, Sequence

from detente.inference.quotes.clauses import colon_clause, reporting_clauses
from detente.inference.quotes.complements import complement_start, stretch_start, trimmed
from detente.inference.quotes.finite import has_finite
from detente.inference.quotes.governing import utterance
from detente.inference.quotes.grammar import ADVERBIAL, Clause
from detente.inference.quotes.hints import may_report
from detente.inference.quotes.indirect import Reporting
from detente.inference.quotes.openers import opening
from detente.inference.quotes.quoted import Piece, quoted_pieces
from detente.inference.quotes.sentences import LONGEST, Sentence, Token


def pieces(text: str, sentence: Sentence) -> list[Piece]:
    """The reported pieces of one sentence, in reading order."""
    if not sentence.quotes and not may_report(text[sentence.start : sentence.end]):
        return []
    tokens = sentence.tokens(text)
    if len(tokens) > LONGEST or sentence.block.role == "subhead":
        return []
    clauses = reporting_clauses(tokens, quoted=bool(sentence.quotes))
    quoted = _quoted(text, sentence, tokens, [c for c in clauses if _quotes(tokens, c)])
    if not clauses or sentence.block.role == "headline":
        return _apart(quoted)
    return _apart([*quoted, *_unmarked(tokens, clauses, quoted)])


def _quotes(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause can report quoted words: by its verb alone, or by what follows it ("made clear that")."""
    if c.verb is None or c.verb.taking:
        return True
    named = c.last < len(tokens) and tokens[c.last].kind == "quote" and "object" in c.verb.frames
    return named or opening(tokens, c) is not None


def _quoted(text: str, sentence: Sentence, tokens: Sequence[Token], clauses: Sequence[Clause]) -> list[Piece]:
    """The pieces with quotations in them, and what their clauses report beside them."""
    found = quoted_pieces(text, sentence, tokens, clauses)
    if not found or sentence.block.role == "headline":
        return found
    whole = [each for piece in found for each in _with_opening(text, tokens, piece)]
    whole = [each for piece in whole for each in _with_report(tokens, piece)]
    return _with_trailing(text, tokens, clauses, whole)


def _apart(found: Sequence[Piece]) -> list[Piece]:
    """The pieces in reading order; those that overlap, as where marks are lost, are one that reaches over both."""
    if len(found) < 2:
        return list(found)
    out: list[Piece] = []
    for piece in sorted(found, key=lambda each: each.span):
        last = out[-1] if out else None
        if last is None or piece.span[0] >= last.span[1]:
            out.append(piece)
            continue
        more = tuple(quote for quote in piece.quotes if quote not in last.quotes)
        span = last.span[0], max(last.span[1], piece.span[1])
        out[-1] = last._replace(span=span, form="mixed", quotes=last.quotes + more)
    return out


def _unmarked(tokens: Sequence[Token], clauses: Sequence[Clause], quoted: Sequence[Piece]) -> Iterator[Piece]:
    """What the clauses report that the quotations do not belong to."""
    taken = [r for piece in quoted for r in _ranges(tokens, piece)]
    for clause, (first, last) in Reporting(tokens, clauses, taken).ranges():
        span = trimmed(tokens, first, last)
        if span is not None and (last - first > 1 or tokens[first].kind == "quote"):
            quotes = tuple(t.quote for t in tokens[first:last] if t.quote is not None)
            yield Piece(span, "mixed" if quotes else "clause", clause, tokens, quotes)


def _ranges(tokens: Sequence[Token], piece: Piece) -> list[tuple[int, int]]:
    """The tokens that a piece takes up, and the cue of direct words, which reports nothing else."""
    start, end = piece.span
    inside = [i for i, t in enumerate(tokens) if t.start < end and start < t.end]
    taken = [(inside[0], inside[-1] + 1)] if inside else []
    return [*taken, piece.clause.cue] if piece.clause is not None and piece.form == "direct" else taken


def announcing_clause(text: str, sentence: Sentence) -> Clause | None:
    """The clause of a sentence that ends in a colon, for the quotation in the paragraph behind it."""
    tokens = sentence.tokens(text)
    if not tokens or tokens[-1].text != ":" or len(tokens) > LONGEST:
        return None
    found = [c for c in reporting_clauses(tokens) if c.mention is not None]
    return found[-1] if found else colon_clause(tokens, len(tokens) - 1)


def _with_opening(text: str, tokens: Sequence[Token], piece: Piece) -> list[Piece]:
    """Add the words before an inserted clause: ``The port, he said, was "..."`` has two pieces."""
    c = piece.clause
    if c is None or c.side not in ("any", "inverted", "according") or c.first < 2 or c.last >= len(tokens):
        return [piece]
    inserted = tokens[c.first - 1].text == "," and tokens[c.last].text == ","
    if (
        not inserted
        or piece.span[0] < tokens[c.last].start
        or (piece.form == "direct" and tokens[0].lower in ADVERBIAL and not _continued(text, tokens, piece))
    ):
        return [piece]
    start = stretch_start(tokens, c.first)
    if c.side != "any" and tokens[start].lower in ADVERBIAL:
        return [piece]
    if any(t.kind == "quote" for t in tokens[start : c.first]) or start == c.first:
        return [piece]
    span = trimmed(tokens, start, c.first)
    return [Piece(span, "clause", c, tokens), piece] if span else [piece]


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


def _continued(text: str, tokens: Sequence[Token], piece: Piece) -> bool:
    """Whether the quoted words go on with the words before: ``If it rains, he said, "the race is off."``"""
    return not utterance(text, piece.quotes[0]) or (tokens[0].lower, tokens[1].lower) == ("as", "for")


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
        if c.side == "following" and unreported and _goes_on(tokens, c) and c.verb and "words" in c.verb.taking:
            span = trimmed(tokens, complement_start(tokens, c), len(tokens))
            if span is not None and span[1] - span[0] > 12:
                found.append(Piece(span, "clause", c, tokens))
            break
    return found
