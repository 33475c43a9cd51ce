"""Which words of a sentence are reported, with marks and without, and by which reporting clause."""

from collections.abc import Iterator, Sequence

from detente.inference.quotes.beside import with_plain_words
from detente.inference.quotes.clauses import colon_clause, reporting_clauses
from detente.inference.quotes.complements import names_relative, trimmed
from detente.inference.quotes.grammar import Clause
from detente.inference.quotes.hints import may_report
from detente.inference.quotes.indirect import Reporting
from detente.inference.quotes.openers import opening
from detente.inference.quotes.pieces import Piece
from detente.inference.quotes.quoted import quoted_pieces
from detente.inference.quotes.relays import without_relay
from detente.inference.quotes.sentences import LONGEST, Sentence, Token
from detente.inference.quotes.titles import with_names


def pieces(text: str, sentence: Sentence) -> list[Piece]:
    """The reported pieces of one sentence, in reading order."""
    if not sentence.quotes and not may_report(text[sentence.start : sentence.end]):
        return []
    tokens: Sequence[Token] = sentence.tokens(text)
    if len(tokens) > LONGEST or sentence.block.role == "subhead":
        return []
    if sentence.quotes:
        tokens = with_names(text, tokens)
    clauses = reporting_clauses(tokens, quoted=bool(sentence.quotes))
    end = without_relay(tokens, clauses)
    if end < len(tokens):
        tokens, clauses = tokens[:end], [c for c in clauses if c.last <= end]
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
    return with_plain_words(text, tokens, clauses, found)


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
    governing = [p.clause for p in quoted if p.clause is not None and _begins_anew(tokens, p.clause)]
    for clause, (first, last) in Reporting(tokens, clauses, taken, governing).ranges():
        span = trimmed(tokens, first, last)
        if span is not None and (last - first > 1 or tokens[first].kind == "quote"):
            quotes = tuple(t.quote for t in tokens[first:last] if t.quote is not None)
            yield Piece(span, "mixed" if quotes else "clause", clause, tokens, quotes)


def _begins_anew(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether another report ends before the clause: ``..., which Lind called "..."``, ``..., but called it "..."``."""
    if names_relative(tokens, c):
        return True
    before = tokens[c.first - 1].lower if c.first else ""
    joined = before in (",", "—", "–", "-", "and", "but") and c.side == "following"
    return before in ("although", "though") or (joined and tokens[c.cue[0]].lower != "thanks")


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
