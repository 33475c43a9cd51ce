"""Direct quotations of an article in another language than English, with their speakers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detente.inference.quotes.grammar import Clause
from detente.inference.quotes.languages.clauses import Clauses
from detente.inference.quotes.languages.french import FRENCH
from detente.inference.quotes.languages.german import GERMAN
from detente.inference.quotes.languages.naming import Naming
from detente.inference.quotes.languages.table import Code, Language
from detente.inference.quotes.layout import Block
from detente.inference.quotes.marks import Quotation
from detente.inference.quotes.pairing import quotations
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.sentences import LONGEST, Sentence, Token, sentences
from detente.model.article import Article, Evidence, Span, Statement, words_of

LANGUAGES: dict[Code, Language] = {"de": GERMAN, "fr": FRENCH}
_SIDES = {"inverted": "verb before its subject", "according": "according to", "colon": "colon", "any": "clause before"}
_FLOATING = 3


@dataclass(slots=True)
class _Turn:
    """The quotations of one speaker in one paragraph, with the clause that attributes the first of them."""

    paragraph: int
    quotes: list[Quotation] = field(default_factory=list)
    clause: Clause | None = None
    tokens: Sequence[Token] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple((q.inner_start, q.inner_end) for q in self.quotes)


def direct_statements(article: Article, parts: Sequence[Block], code: Code) -> list[Statement]:
    """The direct statements of an article in German ("de") or French ("fr"), in reading order.

    A quotation is one if a reporting clause stands beside it, or if it is a whole sentence of three words or more;
    words between marks inside somebody else's sentence are none. Role, affiliation and confidence are not told.
    """
    language = LANGUAGES[code]
    quotes = quotations(article.text, parts)
    if not any(quotes):
        return []
    naming = Naming(article.text, language)
    turns = _turns(article.text, sentences(article.text, parts, quotes), language)
    return [_statement(article, turn, naming, i) for i, turn in enumerate(turns)]


def _turns(text: str, found: Sequence[Sentence], language: Language) -> Iterator[_Turn]:
    turn: _Turn | None = None
    for sentence in found:
        for new in _in_sentence(text, sentence, language, turn):
            if turn is not None and new is not turn:
                yield turn
            turn = new
    if turn is not None:
        yield turn


def _in_sentence(text: str, sentence: Sentence, language: Language, turn: _Turn | None) -> Iterator[_Turn]:
    """The turns that the quotations of a sentence belong to; ``turn`` is the one before it."""
    if not sentence.quotes or sentence.block.role == "subhead":
        return
    tokens = sentence.tokens(text)[:LONGEST]
    clauses = Clauses(tokens, language)
    here = False
    for i, t in enumerate(tokens):
        if t.quote is None or not (i == 0 or tokens[i - 1].text in (":", ",", "—", "–", "-") or _opens(tokens, i)):
            continue
        clause = clauses.beside(i)
        if clause is not None and not (here and clause.cue[1] <= i):
            turn = _Turn(sentence.paragraph, [t.quote], clause, tokens)
        elif turn is not None and (here or _goes_on(text, turn, sentence, t.quote)):
            turn.quotes.append(t.quote)
            turn.paragraph = sentence.paragraph
        elif _stands_alone(text, tokens, i):
            turn = _Turn(sentence.paragraph, [t.quote])
        else:
            continue
        here = True
        yield turn


def _opens(tokens: Sequence[Token], i: int) -> bool:
    return i == 1 and tokens[0].kind == "mark"


def _goes_on(text: str, turn: _Turn, sentence: Sentence, quote: Quotation) -> bool:
    """Whether a quotation without a clause belongs to the turn before: in its paragraph, or resumed in the next."""
    return quote.resumed or (turn.paragraph == sentence.paragraph and _whole(text, quote))


def _stands_alone(text: str, tokens: Sequence[Token], i: int) -> bool:
    quote = tokens[i].quote
    return quote is not None and i == 0 and len(tokens) < 3 and _whole(text, quote)


def _whole(text: str, quote: Quotation) -> bool:
    words = text[quote.inner_start : quote.inner_end].split()
    behind = text[quote.inner_end - 1 : quote.end + 1].rstrip()
    return len(words) >= _FLOATING and any(c in ".!?…" for c in behind)


def _statement(article: Article, turn: _Turn, naming: Naming, index: int) -> Statement:
    text, clause, tokens = article.text, turn.clause, turn.tokens
    words = words_of(text, turn.spans)
    if clause is None or clause.mention is None:
        evidence = Evidence("floating, no clause", "no clause attributes the words")
        return Statement(article.id, index, turn.spans, words, evidence=evidence)
    at = tokens[clause.mention.first].start, tokens[clause.mention.last - 1].end
    cue = None if clause.side == "colon" else text[tokens[clause.cue[0]].start : tokens[clause.cue[1] - 1].end]
    if clause.mention.first == clause.cue[0]:  # "dit-il" is one token
        verb, _, pronoun = text[slice(*at)].rpartition("-")
        at = at[1] - len(pronoun), at[1]
        cue = verb if clause.cue[1] - clause.cue[0] == 1 else cue
    mention = text[slice(*at)]
    who: Attribution = naming.attribute(mention)
    evidence = Evidence(f"direct, {_SIDES[clause.side]}", who.reason, who.rejected)
    return Statement(
        article.id,
        index,
        turn.spans,
        words,
        cue=cue,
        mention=mention,
        mention_span=at,
        speaker=who.speaker,
        evidence=evidence,
    )
