"""Quotations that no reporting clause of their sentence attributes: floating, issued or signed ones."""

from collections.abc import Sequence

from detente.inference.quotes.clauses import colon_clause
from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.governing import ends_with, utterance
from detente.inference.quotes.grammar import VERBISH, is_name_word
from detente.inference.quotes.marks import Quotation
from detente.inference.quotes.pieces import Piece, direct_piece, mixed_piece
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.signatures import signed_beside
from detente.inference.quotes.wordlists import words

_MIN_FLOATING = 3
_MIN_SENTENCE = 5
_ISSUED = words("statement message tweet reply response appeal plea warning apology")
_GOING_ON = words("to and or in on at for with about of from against into over because so than as by")


def alone(text: str, tokens: Sequence[Token], i: int) -> Piece | None:
    """A quotation without a reporting clause: a floating one, one behind a colon, or none of our business."""
    quote = tokens[i].quote
    assert quote is not None
    count = text.count(" ", quote.inner_start, min(quote.inner_end, quote.inner_start + 200)) + 1
    said = count >= 2 or ends_with(text, quote, (".", "!", "?"))
    signed = signed_beside(tokens, i) if count >= _MIN_FLOATING else None
    if signed is not None and utterance(text, quote) and _small(_beginning(text, quote)):
        return direct_piece(quote, signed, tokens)
    if i > 0 and (tokens[i - 1].text == ":" or _issued(tokens, i)) and said and utterance(text, quote):
        return direct_piece(quote, colon_clause(tokens, i - 1), tokens)
    outside = [t for j, t in enumerate(tokens) if j != i and t.kind == "word" and t.lower not in ("and", "but", "then")]
    if i == 2 and tokens[1].text in (",", ":") and _adds(tokens[0]):
        outside = outside[1:]
    if not outside and (count >= _MIN_FLOATING or ends_with(text, quote, (".", "!", "?", "…"))):
        return direct_piece(quote, None, tokens, "floating")
    if i == 0 and count >= 4 and ends_with(text, quote, (",",)):
        return direct_piece(quote, None, tokens, "floating")
    if i == 0 and count >= _MIN_SENTENCE and utterance(text, quote) and _sentence_like(text, quote):
        return _narrated_on(tokens)
    return None


def _issued(tokens: Sequence[Token], i: int) -> bool:
    """``Lind issued a statement, "..."``"""
    return i > 2 and tokens[i - 1].text == "," and tokens[i - 2].lower in _ISSUED


def _sentence_like(text: str, quote: Quotation) -> bool:
    """Whether the quoted words are written like a sentence with a verb, and not like a title."""
    found = _beginning(text, quote)
    return _small(found) and any(word.lower() in VERBISH or "'" in word or "’" in word for word in found)


def _beginning(text: str, quote: Quotation) -> list[str]:
    return text[quote.inner_start : min(quote.inner_end, quote.inner_start + 400)].split()


def _small(found: Sequence[str]) -> bool:
    """Whether most of the words are in small letters, as in no title."""
    return sum(word[0].islower() for word in found) * 2 > len(found)


def _narrated_on(tokens: Sequence[Token]) -> Piece | None:
    """``"We will take the fight" to the whole country.``: a floating sentence whose marks close before its end."""
    if len(tokens) > 2 and tokens[1].text in ("-", "—", "–", "--") and tokens[0].quote is not None:
        return direct_piece(tokens[0].quote, None, tokens, "floating")
    if len(tokens) < 2 or not (tokens[1].lower in _GOING_ON or all(map(_ends_name, tokens[1:]))):
        return None
    return mixed_piece(tokens, 0, len(tokens), None)


def _ends_name(t: Token) -> bool:
    return is_name_word(t) or t.lower == "bin" or t.text in (".", "!", "?")


def _adds(t: Token) -> bool:
    """Whether the word alone goes on with a turn: ``Adding, "..."``."""
    verb = lexicon().get(t.lower)
    return verb is not None and verb.gerund and "words" in verb.taking
