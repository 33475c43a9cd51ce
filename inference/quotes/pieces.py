"""Reported words of one sentence, with the clause that reports them."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from detente.inference.quotes.complements import trimmed
from detente.inference.quotes.grammar import Clause
from detente.inference.quotes.marks import Quotation
from detente.inference.quotes.sentences import Token
from detente.model.article import Span

Form = Literal["direct", "mixed", "clause", "floating"]


class Piece(NamedTuple):
    """Reported words in one sentence: their span in code points and the clause that reports them.

    ``direct`` words stand between marks, ``mixed`` words have marks among them, a ``clause`` has none;
    ``floating`` words are a whole sentence between marks that nothing in it attributes. ``rule`` names the rule that
    found the piece where form and place of the clause do not tell.
    """

    span: Span
    form: Form
    clause: Clause | None
    tokens: Sequence[Token]
    quotes: tuple[Quotation, ...] = ()
    rule: str | None = None


def direct_piece(quote: Quotation, clause: Clause | None, tokens: Sequence[Token], form: Form = "direct") -> Piece:
    """The words between the marks of a quotation."""
    return Piece((quote.inner_start, quote.inner_end), form, clause, tokens, (quote,))


def mixed_piece(tokens: Sequence[Token], first: int, last: int, clause: Clause | None) -> Piece | None:
    """The words of the tokens, marks among them; None where nothing is left of them."""
    span = trimmed(tokens, first, last)
    if span is None:
        return None
    quotes = tuple(t.quote for t in tokens[first:last] if t.quote is not None)
    return Piece(span, "mixed", clause, tokens, quotes)
