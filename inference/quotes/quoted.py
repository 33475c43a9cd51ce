"""Reported words with quotations among them: what belongs to each, and which reporting clause it has."""

from collections.abc import Sequence

from detente.inference.quotes.clauses import colon_clause
from detente.inference.quotes.complements import (
    complement_end,
    complement_start,
    stretch_start,
    turns_to_other,
)
from detente.inference.quotes.governing import carried, clause_before, clause_behind, ends_with, later_clause, utterance
from detente.inference.quotes.grammar import ADDRESSED, TIME_WORDS, Clause, Phrase
from detente.inference.quotes.interposed import past_adverbs
from detente.inference.quotes.openers import opening
from detente.inference.quotes.pieces import Piece, direct_piece, mixed_piece
from detente.inference.quotes.reach import clause_end, object_end
from detente.inference.quotes.sentences import Sentence, Token
from detente.inference.quotes.subjects import sentence_subject
from detente.inference.quotes.tails import narration_start
from detente.inference.quotes.titles import is_title
from detente.inference.quotes.unattributed import alone

_FAR = 18


def quoted_pieces(text: str, sentence: Sentence, tokens: Sequence[Token], clauses: Sequence[Clause]) -> list[Piece]:
    """The pieces with quotations in them."""
    if not sentence.quotes:
        return []
    out: list[Piece] = []
    done = 0
    if sentence.block.role == "headline":
        return _in_headline(text, tokens, clauses)
    for i, t in enumerate(tokens):
        if t.kind != "quote" or i < done or is_title(text, tokens, i):
            continue
        piece, done = _reported(text, tokens, clauses, i)
        if piece is not None:
            out.append(piece)
    return out


def _in_headline(text: str, tokens: Sequence[Token], clauses: Sequence[Clause]) -> list[Piece]:
    """A headline is a statement only where it attributes: ``Envoy: Talks "Dead"``, ``Envoy says talks "dead"``."""
    i = next(k for k, t in enumerate(tokens) if t.kind == "quote")
    colon = next((k for k in range(1, i) if tokens[k].text == ":"), None)
    if colon is None:
        piece, _ = _reported(text, tokens, clauses, i)
        return [piece] if piece and piece.clause else []
    clause = colon_clause(tokens, colon)
    if clause is None:
        return []
    whole = tokens[i].quote
    if whole is not None and i == colon + 1 and i + 1 == len(tokens):
        return [direct_piece(whole, clause, tokens)]
    piece = mixed_piece(tokens, colon + 1, len(tokens), clause)
    return [piece] if piece else []


def _reported(text: str, tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> tuple[Piece | None, int]:
    """The piece that the quotation at token ``i`` belongs to, and the first token behind it."""
    quote = tokens[i].quote
    assert quote is not None
    behind = clause_behind(text, tokens, clauses, i)
    other = _other_speaker(tokens, clauses, i)
    if other is None and behind is None:
        other = _behind_semicolon(tokens, clauses, i)
    if other is not None:
        return direct_piece(quote, other, tokens), i + 1
    before = clause_before(tokens, clauses, i)
    start = stretch_start(tokens, i)
    if (
        behind is not None
        and start >= i
        and not (before is not None and before.last == i and behind.side == "following")
    ):
        return direct_piece(quote, behind, tokens), i + 1
    if before is not None and (behind is None or before.last > start):
        return _after_clause(text, tokens, clauses, before, i)
    if behind is not None:
        first = behind.first - (tokens[behind.first - 1].lower in ("as", "so"))
        return mixed_piece(tokens, start, max(i + 1, first), behind), behind.first
    later = later_clause(tokens, clauses, i)
    if later is not None:
        return mixed_piece(tokens, start, later.first, later), later.first
    return alone(text, tokens, i), i + 1


def _other_speaker(tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> Clause | None:
    """The colon of ``Lind called it "dull," while Moreau went further: "..."``, where no verb of reporting stands."""
    if tokens[i - 1].text != ":" or not i:
        return None
    near = range(i - 2, max(0, i - _FAR), -1)
    turn = next((j for j in near if tokens[j].kind == "quote" or turns_to_other(tokens, j)), None)
    if turn is None or tokens[turn].kind == "quote":
        return None
    if any(turn < c.cue[0] < i and c.mention is not None for c in clauses):
        return None
    subject = sentence_subject(tokens[turn + 1 :], i - 2 - turn)
    if subject is None:
        return None
    mention = Phrase(subject.first + turn + 1, subject.last + turn + 1)
    return Clause(turn + 1, i, (i - 1, i), mention, None, "colon")


def _behind_semicolon(tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> Clause | None:
    """The clause of ``"It is dead," Lind said; "nobody mourns."``, which reports the words before it as well."""
    if not i or tokens[i - 1].text != ";":
        return None
    return next((c for c in clauses if c.last == i - 1 and c.first and _ends_quotation(tokens, c.first - 1)), None)


def _ends_quotation(tokens: Sequence[Token], j: int) -> bool:
    return tokens[j].kind == "quote" or (tokens[j].text == "," and j > 0 and tokens[j - 1].kind == "quote")


def _after_clause(
    text: str, tokens: Sequence[Token], clauses: Sequence[Clause], clause: Clause, i: int
) -> tuple[Piece | None, int]:
    """Direct or mixed words behind their reporting clause."""
    quote = tokens[i].quote
    assert quote is not None
    gap = tokens[clause.last : i]
    if carried(tokens, clause) and clause.last + len(gap) == i and all(t.kind == "mark" for t in gap):
        return direct_piece(quote, clause, tokens), i + 1
    if (
        not (gap and gap[0].lower == "that")
        and not clause.names
        and _introduced(gap, clause)
        and (utterance(text, quote) or _goes_on(text, tokens, clause, gap))
        and _ends_here(tokens, clauses, i, text)
    ):
        return direct_piece(quote, clause, tokens), i + 1
    start, end = _complement(tokens, clauses, clause, i)
    end = max(i + 1, narration_start(text, tokens, clause, min(start, i), end))
    return mixed_piece(tokens, min(start, i), end, clause), end


def _complement(tokens: Sequence[Token], clauses: Sequence[Clause], clause: Clause, i: int) -> tuple[int, int]:
    """The tokens that a clause reports to its right, the quotation at ``i`` among them."""
    end = complement_end(tokens, clauses, clause, i)
    if clause.verb is not None and clause.verb.lemma == "put" and (colon := _colon(tokens, clause.last, i)):
        return colon + 1, end
    begins = opening(tokens, clause)
    if begins is None or begins.first > i or clause.passive:
        return complement_start(tokens, clause), end
    reach = clause_end if begins.form == "clause" else object_end
    return begins.first, max(i + 1, min(end, reach(tokens, clauses, clause, begins.first)))


def _colon(tokens: Sequence[Token], first: int, last: int) -> int:
    """The colon among the tokens: ``put it more tactfully: ...``; 0 where none stands there."""
    return next((j for j in range(first, last) if tokens[j].text == ":"), 0)


def _goes_on(text: str, tokens: Sequence[Token], clause: Clause, gap: Sequence[Token]) -> bool:
    """Whether quoted words behind ``gap`` need not begin like a sentence to stand alone.

    They stand behind a colon or a mere comma, or take up what the clause interrupted: ``"...," he told the paper, "but
    ..."``.
    """
    gap = gap[past_adverbs(tokens, clause.last) - clause.last :]
    if not gap:
        return False
    before = tokens[clause.first - 1].quote if clause.first else None
    resumed = before is not None and gap[-1].text == "," and ends_with(text, before, (",", "-", "—", "–", "--"))
    return gap[-1].text == ":" or gap[0].text == "," or resumed


def _introduced(gap: Sequence[Token], clause: Clause) -> bool:
    """Whether only a comma or colon, an addressee or an adverbial stands between clause and quotation."""
    if not gap:
        return True
    if gap[-1].text in (":", ","):
        return gap[-1].text == ":" or len(gap) < 16 or clause.side == "according"
    return all(t.lower in TIME_WORDS for t in gap) or (
        len(gap) == 1 and clause.verb is not None and clause.verb.lemma in ADDRESSED
    )


def _ends_here(tokens: Sequence[Token], clauses: Sequence[Clause], i: int, text: str) -> bool:
    quote = tokens[i].quote
    assert quote is not None
    if i + 1 >= len(tokens) or ends_with(text, quote, (".", "!", "?", "…", ",")):
        return True
    following = tokens[i + 1]
    return following.kind == "mark" or following.lower in ("and", "but") or any(c.first == i + 1 for c in clauses)
