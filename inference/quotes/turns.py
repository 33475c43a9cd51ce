"""From reported pieces to statements: a statement is what one speaker says in one uninterrupted turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from detente.inference.quotes.answering import answers
from detente.inference.quotes.attribution import announcing_clause, pieces
from detente.inference.quotes.followers import going_on
from detente.inference.quotes.grammar import DETERMINERS, Phrase, is_name_word
from detente.inference.quotes.pieces import Piece
from detente.inference.quotes.pronouns import REPLYING
from detente.inference.quotes.sentences import Sentence, Token
from detente.inference.quotes.signatures import reporting_sentence, signature
from detente.inference.quotes.wordlists import PEOPLE
from detente.model.article import Kind, Span


@dataclass(slots=True)
class Turn:
    """The pieces of one statement, with the mention of the first reporting clause among them."""

    pieces: list[Piece] = field(default_factory=list)
    paragraph: int = 0
    lead: Piece | None = None

    def add(self, piece: Piece, paragraph: int) -> None:
        """Append a piece; the first with a mention leads."""
        self.pieces.append(piece)
        self.paragraph = paragraph
        if self.lead is None and piece.clause is not None and piece.clause.mention is not None:
            self.lead = piece

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans in reading order."""
        return tuple(sorted(p.span for p in self.pieces))

    @property
    def kind(self) -> Kind:
        """By the codebook: direct only if every piece stands between marks."""
        forms = {p.form for p in self.pieces}
        if forms <= {"direct", "floating"}:
            return "direct"
        return "indirect" if forms == {"clause"} else "mixed"


_NEAR = 3
SpeakerOf = Callable[[Piece], str | None]


def turns(text: str, sentences: Sequence[Sentence], speaker_of: SpeakerOf) -> list[Turn]:
    """The turns of the article, in reading order.

    ``speaker_of`` gives the canonical speaker of a piece by its mention; it joins "she" and "Lind".
    """
    out: list[Turn] = []
    last = -2
    for i, s in enumerate(sentences):
        found = _own_pieces(text, sentences, i)
        if not found and i - last == 1 and out[-1].lead is not None and out[-1].paragraph == s.paragraph:
            found = going_on(text, s)
        for k, piece in enumerate(found):
            adjacent = bool(out) and (k > 0 or i - last <= 1)
            if not (adjacent and _same_turn(out[-1], piece, s, k, speaker_of)):
                out.append(Turn())
            out[-1].add(piece, s.paragraph)
            last = i
        if i:
            sentences[i - 1].forget()
    return out


def _own_pieces(text: str, sentences: Sequence[Sentence], i: int) -> list[Piece]:
    """The pieces of sentence ``i`` without the author's own questions."""
    found = [p for p in pieces(text, sentences[i]) if not _by_author(p)]
    opens = i > 0 and sentences[i - 1].paragraph != sentences[i].paragraph
    if found and found[0].form == "floating" and i:
        found[0] = _announced(text, found[0], sentences[i - 1], opens)
    if found and found[-1].form == "floating" and i + 1 < len(sentences):
        found[-1] = _signed(text, found[-1], sentences[i + 1])
    return found


def _signed(text: str, piece: Piece, behind: Sentence) -> Piece:
    """A quotation with the speaker's name behind a dash in the next paragraph."""
    clause = signature(text, behind)
    return piece._replace(form="direct", clause=clause, tokens=behind.tokens(text)) if clause else piece


def _announced(text: str, piece: Piece, before: Sentence, opens: bool) -> Piece:
    """A quotation reported by the sentence ahead: one with a colon before a new paragraph, or ``Lind agreed.``"""
    clause = announcing_clause(text, before) if opens else reporting_sentence(text, before)
    return piece._replace(form="direct", clause=clause, tokens=before.tokens(text)) if clause else piece


def _by_author(piece: Piece) -> bool:
    """``"Is it ready?" I asked``: a question of whoever writes, no statement."""
    clause = piece.clause
    return clause is not None and clause.mention is not None and _last_word(piece.tokens, clause.mention) in ("i", "we")


def _same_turn(turn: Turn, piece: Piece, sentence: Sentence, k: int, speaker_of: SpeakerOf) -> bool:
    if k == 0 and piece.quotes and piece.quotes[0].resumed:
        return True
    if piece.form == "floating" or (k == 0 and piece.clause is None):
        return _goes_on(turn, piece, sentence)
    if piece.clause is None or piece.clause.mention is None:
        return k > 0 and piece.clause is None and turn.lead is not None
    if k > 0 and _turns_from(turn, piece):
        return False
    if piece.clause.side == "following":
        return k > 0 and not _has_own_subject(turn, piece, speaker_of)
    if turn.lead is None or turn.lead.clause is None or turn.lead.clause.mention is None:
        # Words without a speaker and the words behind them that have one are mostly one turn.
        return k == 0 and turn.paragraph == sentence.paragraph and turn.pieces[-1].form == "floating"
    return _same_person(turn.lead, piece, speaker_of) and _uninterrupted(turn, piece, sentence, k)


def _turns_from(turn: Turn, piece: Piece) -> bool:
    """``denied that ..., but said ...``: what stands beside a denial is no part of it."""
    lead = turn.lead.clause if turn.lead else None
    if lead is None or piece.clause is None or lead.framing == piece.clause.framing:
        return False
    cue = piece.clause.cue[0]
    return any(t.lower in ("but", "and") for t in piece.tokens[max(0, cue - 2) : cue])


def _has_own_subject(turn: Turn, piece: Piece, speaker_of: SpeakerOf) -> bool:
    """``Lind saying it was fair and Moreau calling it mild``: two participles, each with a subject before it."""
    clause, lead = piece.clause, turn.lead
    if clause is None or clause.mention is None or lead is None or clause.mention.last != clause.cue[0]:
        return False
    joined = clause.mention.first > 0 and piece.tokens[clause.mention.first - 1].lower in ("and", "while")
    return joined and not _same_person(lead, piece, speaker_of)


def _goes_on(turn: Turn, piece: Piece, sentence: Sentence) -> bool:
    if piece.quotes[0].resumed or turn.paragraph == sentence.paragraph:
        return True
    return turn.pieces[-1].form != "clause" and _opens_paragraph(piece, sentence)


def _opens_paragraph(piece: Piece, sentence: Sentence) -> bool:
    return piece.quotes[0].start == sentence.block.body


def _uninterrupted(turn: Turn, piece: Piece, sentence: Sentence, k: int) -> bool:
    # A new paragraph with its own reporting clause begins anew; one without goes on.
    if k > 0:
        return True
    asked = piece.clause is not None and answers(piece.tokens, piece.clause.first)
    return turn.paragraph == sentence.paragraph and piece.form == "direct" and not asked


def _same_person(a: Piece, b: Piece, speaker_of: SpeakerOf) -> bool:
    assert a.clause is not None
    assert b.clause is not None
    first, second = _last_word(a.tokens, a.clause.mention), _last_word(b.tokens, b.clause.mention)
    if second in ("he", "she") and first in PEOPLE | {"he", "she"} - {second}:
        return False
    if (first == second and _otherwise_called(a, b)) or (second in ("he", "she") and _answers_to(a, b)):
        return False
    if first == second or second in ("he", "she", "it", "they"):
        return True
    known = speaker_of(a)
    return known is not None and known == speaker_of(b)


def _answers_to(a: Piece, b: Piece) -> bool:
    """Whether somebody was told or asked the words of ``a`` and answers: ``Lind told Vale. "I never lie," he said.``"""
    one, other = a.clause, b.clause
    if one is None or other is None or one.verb is None or other.verb is None or one.verb.lemma not in ("ask", "tell"):
        return False
    addressed = any(is_name_word(t) for t in a.tokens[one.last : one.last + _NEAR])
    return addressed and (one.verb.lemma == "ask" or b.tokens[other.cue[0]].lower in REPLYING)


def _otherwise_called(a: Piece, b: Piece) -> bool:
    """Whether two descriptions with one head are told apart: ``the Russian side``, ``the Slovak side``."""
    one, other = _attributes(a), _attributes(b)
    return bool(one and other) and one.isdisjoint(other)


def _attributes(piece: Piece) -> set[str]:
    assert piece.clause is not None
    phrase = piece.clause.mention
    if phrase is None or piece.tokens[phrase.last - 1].text[0].isupper():
        return set()
    return {t.lower for t in piece.tokens[phrase.first : phrase.last - 1]} - DETERMINERS


def _last_word(tokens: Sequence[Token], phrase: Phrase | None) -> str:
    return tokens[phrase.last - 1].lower if phrase else ""
