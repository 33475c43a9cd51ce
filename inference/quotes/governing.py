"""Which reporting clause of a sentence a quotation belongs to."""

from collections.abc import Sequence

from detente.inference.quotes.complements import fronted, names_relative
from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.grammar import ADDRESSED, ADVERBIAL, TIME_WORDS, Clause
from detente.inference.quotes.interposed import ADJUNCT
from detente.inference.quotes.marks import Quotation
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_AROUND = ADVERBIAL | words(
    "about last this next through over under without of late early through near outside inside and but"
)


# Tokens between a speaker and the words that go on, if they tell who he is.
_EXPLAINED = 30
_JOINING = words("and but while as when after although though whereas")
_ENDERS = (",", ".", "!", "?", "…", "-", "—", ";", ":")


_TITLING = words(
    "entitled titled headlined named inscription headline subtitled signed marked labeled labelled reading"
)


def clause_behind(text: str, tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> Clause | None:
    """The reporting clause that begins right behind the quotation: ``"...," Lind said``."""
    quote = tokens[i].quote
    assert quote is not None
    j = i + 1
    punctuated = ends_with(text, quote, _ENDERS)
    while j < len(tokens) and tokens[j].text in (",", "-", "—", "–", "--"):
        j, punctuated = j + 1, True
    if j < len(tokens) and tokens[j].lower in ("as", "so"):
        j += 1
    for c in clauses:
        if c.first < j or c.side == "following" or c.passive:
            continue
        if c.verb is not None and not c.verb.taking:
            return None
        adjacent = c.first == j or all(
            t.lower in ("then", "later", "also", "finally", "so", "as", "the") for t in tokens[j : c.first]
        )
        if c.side == "according" or c.side == "inverted":
            return c if adjacent and (punctuated or c.side == "inverted") else None
        if not adjacent and (c.names or not (punctuated and _leads_to(tokens, j, c))):
            return None
        if c.mention is None or not (punctuated or _whole_sentence(text, tokens, c, i)):
            return None
        return c if not _has_complement(tokens, c) else None
    return None


def _whole_sentence(text: str, tokens: Sequence[Token], clause: Clause, i: int) -> bool:
    """Whether quotation and clause make up the sentence, the comma between them forgotten."""
    quote = tokens[i].quote
    assert quote is not None
    ended = clause.last >= len(tokens) or tokens[clause.last].kind == "mark" or tokens[clause.last].lower in ADJUNCT
    return i == 0 and clause.first == 1 and ended and utterance(text, quote) and " " in text[quote.start : quote.end]


def _leads_to(tokens: Sequence[Token], j: int, clause: Clause) -> bool:
    """Whether the words from ``j`` to the clause belong to its subject (adverbials, titles, appositions)."""
    stretch = tokens[j : clause.first]
    return (
        len(stretch) <= 24
        and not any(t.kind == "quote" or t.text in (";", ":") for t in stretch)
        and not any(
            t.lower in ("that", "because", "but") or (t.lower in lexicon() and lexicon()[t.lower].past) for t in stretch
        )
    )


def _has_complement(tokens: Sequence[Token], clause: Clause) -> bool:
    j = clause.last
    while j < len(tokens) and (tokens[j].lower in TIME_WORDS or tokens[j].lower.endswith("ly")):
        j += 1
    if j >= len(tokens):
        return False
    if clause.verb and clause.verb.lemma in ADDRESSED:
        return False
    if (
        clause.names
        and tokens[j].lower in ("it", "this", "that")
        and (j + 1 >= len(tokens) or tokens[j + 1].kind == "mark")
    ):
        return False
    if tokens[j].lower in ("that", "he", "she", "it", "they", "there", "whether", "it's", "he's"):
        return True
    later = any(t.kind == "quote" for t in tokens[j:])
    return later and clause.side == "any" and tokens[j].kind == "word" and tokens[j].lower not in _AROUND


def clause_before(tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> Clause | None:
    """The reporting clause left of the quotation whose complement contains it: the outer one of two nested."""
    best: Clause | None = None
    for c in clauses:
        if c.last > i or c.cue[1] > i:
            break
        if c.last == i - 1 and tokens[i - 1].text in (",", ":") and _speaks(c):
            # "X said it was late, but added, ..." and "X said that Y asked: ...": the nearest one speaks.
            return c
        if c.last == i and carried(tokens, c):
            return c
        if not _can_contain(tokens, c, i):
            continue
        if best is None or names_relative(tokens, c) or not _inside_complement(tokens, best, c):
            best = c
    return best


def _speaks(c: Clause) -> bool:
    return c.mention is not None and c.verb is not None and not c.verb.weak and "words" in c.verb.taking


def _can_contain(tokens: Sequence[Token], c: Clause, i: int) -> bool:
    if c.verb is not None and c.verb.taking == {"thought"}:
        return False
    if c.names and c.mention is not None and tokens[c.mention.first].lower in ("some", "many", "others"):
        return False
    if c.mention is None or (c.side == "inverted" and c.cue[0] > 0 and _is_spent(tokens, c, i)):
        return False
    if c.verb is not None and c.verb.weak and i - c.last > 6 and not c.names and tokens[c.last].lower != "that":
        return False
    if fronted(c) and c.mention.first < i:
        return False
    if c.names and tokens[c.last].text == ",":
        # The object of the verb stands before it: ``whose work Lind belittled, ...``.
        return False
    quoted = any(t.kind == "quote" for t in tokens[c.last : i])
    if (
        c.first > 0
        and _behind_quote(tokens, c)
        and not ((c.last == i and _speaks(c)) or _announces(tokens[c.last : i]) or _has_complement(tokens, c))
    ):
        return False
    if tokens[i - 1].lower in _TITLING and c.last != i:
        return False
    return not (quoted and c.side == "any" and _is_spent(tokens, c, i)) and not any(
        t.text == ";" for t in tokens[c.last : i]
    )


def _behind_quote(tokens: Sequence[Token], c: Clause) -> bool:
    j = c.first - 1
    while j > 0 and tokens[j].text in (",", "-", "—", "–", "--"):
        j -= 1
    return tokens[j].kind == "quote"


def _announces(gap: Sequence[Token]) -> bool:
    """Whether the words between a reporting clause and a second quotation lead on to it."""
    return bool(gap) and (gap[-1].text in (",", ":", "--", "—", "–") or gap[-1].lower in ("that", "and"))


def _inside_complement(tokens: Sequence[Token], outer: Clause, inner: Clause) -> bool:
    """Whether ``inner`` is a part of what ``outer`` reports and not coordinated with it."""
    if outer.names or outer.side == "inverted" or inner.first < outer.last:
        return False
    if inner.side == "following":
        return inner.last < len(tokens) and tokens[inner.last].lower in ("over", "about", "with", "against")
    between = tokens[outer.last : inner.first]
    if not between:
        return True
    if any(t.kind == "quote" for t in between):
        return False
    return between[-1].text != "," and between[-1].lower not in _JOINING


def _is_spent(tokens: Sequence[Token], clause: Clause, i: int) -> bool:
    """Whether the clause closed the words before it and the quotation follows in another clause."""
    gap = tokens[clause.last : i]
    explained = clause.side == "inverted" and len(gap) > 1 and gap[0].text == "," == gap[-1].text
    return not (
        len(gap) < (_EXPLAINED if explained else 14)
        and (not gap or gap[-1].text in (",", ":", "-", "—", "--") or all(t.kind == "word" for t in gap))
    )


def later_clause(tokens: Sequence[Token], clauses: Sequence[Clause], i: int) -> Clause | None:
    """A reporting clause behind the words that go on after the quotation: ``"..." is possible, Lind said``."""
    for c in clauses:
        if c.first <= i or c.mention is None or c.passive:
            continue
        if c.verb is not None and (c.verb.weak or "words" not in c.verb.taking):
            continue
        apart = tokens[c.first - 1].text in (",", "—", "--") or c.side == "according"
        # The comma before the clause can stand in the marks of a further quotation: ``"..." and "...," Lind said``.
        apart = apart or (c.first - 1 > i and tokens[c.first - 1].kind == "quote" and c.last >= len(tokens) - 12)
        if apart and c.side != "following" and (c.last >= len(tokens) - 12 or tokens[c.last].kind == "mark"):
            return c
    return None


def carried(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the quotation right behind is what a crowd or a sign says: ``chants of``, ``signs that read``."""
    if c.side != "following" or c.verb is None:
        return False
    return (c.verb.lemma, tokens[c.last - 1].lower) == ("shout", "of") or (
        c.verb.lemma == "say" and c.cue[0] > 0 and tokens[c.cue[0]].lower not in ("saying", "said", "say", "says")
    )


def ends_with(text: str, quote: Quotation, marks: tuple[str, ...]) -> bool:
    """Whether the quoted words end with one of ``marks``, nested closing marks aside."""
    tail = text[max(quote.inner_start, quote.inner_end - 4) : quote.inner_end]
    return tail.rstrip("\"'”’»“ )").endswith(marks)


def utterance(text: str, quote: Quotation) -> bool:
    """Whether the quoted words begin like a sentence."""
    first = text[quote.inner_start : quote.inner_start + 2].lstrip("'‘[…. ")
    return first[:1].isupper() or first[:1].isdigit()
