"""Reported words with quotations among them: what belongs to each, and which reporting clause it has."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from detente.inference.quotes.clauses import colon_clause
from detente.inference.quotes.complements import (
    complement_end,
    complement_start,
    stretch_start,
    trimmed,
    turns_to_other,
)
from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.governing import carried, clause_before, clause_behind, ends_with, later_clause, utterance
from detente.inference.quotes.grammar import ADDRESSED, TIME_WORDS, VERBISH, Clause, Phrase, is_name_word
from detente.inference.quotes.marks import Quotation
from detente.inference.quotes.openers import opening
from detente.inference.quotes.reach import clause_end, object_end
from detente.inference.quotes.sentences import Sentence, Token
from detente.inference.quotes.subjects import sentence_subject
from detente.inference.quotes.tails import narration_start
from detente.inference.quotes.titles import is_title
from detente.inference.quotes.wordlists import words
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


_MIN_FLOATING = 3
_FAR = 18
_MIN_SENTENCE = 5
_ISSUED = words("statement message tweet reply response appeal plea warning apology")
_GOING_ON = words("to and or in on at for with about of from against into over because so than as by")


def quoted_pieces(text: str, sentence: Sentence, tokens: Sequence[Token], clauses: Sequence[Clause]) -> list[Piece]:
    """The pieces with quotations in them."""
    if not sentence.quotes:
        return []
    out: list[Piece] = []
    done = 0
    if sentence.block.role == "headline":
        return _in_headline(text, tokens, clauses)
    for i, t in enumerate(tokens):
        if t.quote is None or i < done or is_title(text, tokens, i):
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
        return [_direct(whole, clause, tokens)]
    piece = _mixed(tokens, colon + 1, len(tokens), clause)
    return [piece] if piece else []


def _reported(text: str, tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> tuple[Piece | None, int]:
    """The piece that the quotation at token ``i`` belongs to, and the first token behind it."""
    quote = tokens[i].quote
    assert quote is not None
    other = _other_speaker(tokens, clauses, i) or _behind_semicolon(tokens, clauses, i)
    if other is not None:
        return _direct(quote, other, tokens), i + 1
    behind = clause_behind(text, tokens, clauses, i)
    before = clause_before(tokens, clauses, i)
    start = stretch_start(tokens, i)
    if (
        behind is not None
        and start >= i
        and not (before is not None and before.last == i and behind.side == "following")
    ):
        return _direct(quote, behind, tokens), i + 1
    if before is not None and (behind is None or before.last > start):
        return _after_clause(text, tokens, clauses, before, i)
    if behind is not None:
        first = behind.first - (tokens[behind.first - 1].lower in ("as", "so"))
        return _mixed(tokens, start, max(i + 1, first), behind), behind.first
    later = later_clause(tokens, clauses, i)
    if later is not None:
        return _mixed(tokens, start, later.first, later), later.first
    return _alone(text, tokens, i), i + 1


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


def _direct(quote: Quotation, clause: Clause | None, tokens: Sequence[Token], form: Form = "direct") -> Piece:
    return Piece((quote.inner_start, quote.inner_end), form, clause, tokens, (quote,))


def _mixed(tokens: Sequence[Token], first: int, last: int, clause: Clause) -> Piece | None:
    span = trimmed(tokens, first, last)
    if span is None:
        return None
    quotes = tuple(t.quote for t in tokens[first:last] if t.quote is not None)
    return Piece(span, "mixed", clause, tokens, quotes)


def _after_clause(
    text: str, tokens: Sequence[Token], clauses: Sequence[Clause], clause: Clause, i: int
) -> tuple[Piece | None, int]:
    """Direct or mixed words behind their reporting clause."""
    quote = tokens[i].quote
    assert quote is not None
    gap = tokens[clause.last : i]
    if carried(tokens, clause) and clause.last + len(gap) == i and all(t.kind == "mark" for t in gap):
        return _direct(quote, clause, tokens), i + 1
    if (
        not (gap and gap[0].lower == "that")
        and not clause.names
        and _introduced(gap, clause)
        and (utterance(text, quote) or _goes_on(text, tokens, clause, gap))
        and _ends_here(tokens, clauses, i, text)
    ):
        return _direct(quote, clause, tokens), i + 1
    start, end = _complement(tokens, clauses, clause, i)
    end = max(i + 1, narration_start(text, tokens, clause, min(start, i), end))
    return _mixed(tokens, min(start, i), end, clause), end


def _complement(tokens: Sequence[Token], clauses: Sequence[Clause], clause: Clause, i: int) -> tuple[int, int]:
    """The tokens that a clause reports to its right, the quotation at ``i`` among them."""
    end = complement_end(tokens, clauses, clause, i)
    begins = opening(tokens, clause)
    if begins is None or begins.first > i or clause.passive:
        return complement_start(tokens, clause), end
    reach = clause_end if begins.form == "clause" else object_end
    return begins.first, max(i + 1, min(end, reach(tokens, clauses, clause, begins.first)))


def _goes_on(text: str, tokens: Sequence[Token], clause: Clause, gap: Sequence[Token]) -> bool:
    """Whether quoted words behind ``gap`` need not begin like a sentence to stand alone.

    They stand behind a colon or a mere comma, or take up what the clause interrupted: ``"...," he told the paper, "but
    ..."``.
    """
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


def _alone(text: str, tokens: Sequence[Token], i: int) -> Piece | None:
    """A quotation without a reporting clause: a floating one, one behind a colon, or none of our business."""
    quote = tokens[i].quote
    assert quote is not None
    count = text.count(" ", quote.inner_start, min(quote.inner_end, quote.inner_start + 200)) + 1
    said = count >= 2 or ends_with(text, quote, (".", "!", "?"))
    if i > 0 and (tokens[i - 1].text == ":" or _issued(tokens, i)) and said and utterance(text, quote):
        return _direct(quote, colon_clause(tokens, i - 1), tokens)
    outside = [t for j, t in enumerate(tokens) if j != i and t.kind == "word" and t.lower not in ("and", "but", "then")]
    if i == 2 and tokens[1].text in (",", ":") and _adds(tokens[0]):
        outside = outside[1:]
    if not outside and (count >= _MIN_FLOATING or ends_with(text, quote, (".", "!", "?", "…"))):
        return _direct(quote, None, tokens, "floating")
    if i == 0 and count >= 4 and ends_with(text, quote, (",",)):
        return _direct(quote, None, tokens, "floating")
    if i == 0 and count >= _MIN_SENTENCE and utterance(text, quote) and _sentence_like(text, quote):
        return _narrated_on(tokens)
    return None


def _issued(tokens: Sequence[Token], i: int) -> bool:
    """``Lind issued a statement, "..."``"""
    return i > 2 and tokens[i - 1].text == "," and tokens[i - 2].lower in _ISSUED


def _sentence_like(text: str, quote: Quotation) -> bool:
    """Whether the quoted words are written like a sentence with a verb, and not like a title."""
    found = text[quote.inner_start : min(quote.inner_end, quote.inner_start + 400)].split()
    small = sum(word[0].islower() for word in found)
    return small * 2 > len(found) and any(word.lower() in VERBISH or "'" in word or "’" in word for word in found)


def _narrated_on(tokens: Sequence[Token]) -> Piece | None:
    """``"We will take the fight" to the whole country.``: a floating sentence whose marks close before its end."""
    if len(tokens) > 2 and tokens[1].text in ("-", "—", "–", "--") and tokens[0].quote is not None:
        return _direct(tokens[0].quote, None, tokens, "floating")
    if len(tokens) < 2 or not (tokens[1].lower in _GOING_ON or all(map(_ends_name, tokens[1:]))):
        return None
    span = trimmed(tokens, 0, len(tokens))
    quotes = tuple(t.quote for t in tokens if t.quote is not None)
    return Piece(span, "mixed", None, tokens, quotes) if span else None


def _ends_name(t: Token) -> bool:
    return is_name_word(t) or t.lower == "bin" or t.text in (".", "!", "?")


def _adds(t: Token) -> bool:
    """Whether the word alone goes on with a turn: ``Adding, "..."``."""
    verb = lexicon().get(t.lower)
    return verb is not None and verb.gerund and "words" in verb.taking
