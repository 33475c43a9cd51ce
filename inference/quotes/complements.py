"""How far the words reach that a reporting clause reports."""

from collections.abc import Sequence

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.finite import has_finite
from detente.inference.quotes.grammar import ADDRESSED, TIME_WORDS, VERBISH, Clause, clock, is_name_word
from detente.inference.quotes.interposed import behind_clause
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.withholding import withholds
from detente.inference.quotes.wordlists import words
from detente.model.article import Span

_TURNING = words("while whereas but though although")
_STIRRING = words(
    "sparking prompting drawing fueling fuelling raising triggering setting causing angering stunning delighting"
)
_LONG_SOURCE = 14
_PLAIN = words("say accuse call add claim describe tell insist warn")


def trimmed(tokens: Sequence[Token], first: int, last: int) -> Span | None:
    """The span of the tokens without the conjunction before and the punctuation behind them."""
    while first < last and (
        tokens[first].lower in ("but", "and", "yet", "still", "so")
        or (tokens[first].text == "that" and not (first + 1 < last and tokens[first + 1].lower in VERBISH))
        or tokens[first].text in (",", ":", ";", "-", "—", "–", "--", ".")
    ):
        first += 1
    if last - 1 > first and tokens[last - 1].lower == "then" and tokens[last - 2].text == ",":
        last -= 1
    while last > first and tokens[last - 1].text in (",", ".", ";", ":", "-", "—", "–", "--", "!", "?"):
        last -= 1
    return (tokens[first].start, tokens[last - 1].end) if last > first else None


def stretch_start(tokens: Sequence[Token], i: int) -> int:
    """First token of the words left of ``i`` that could be reported together with it; ``i`` if there are none."""
    j = i
    while j > 0 and tokens[j - 1].kind != "quote" and tokens[j - 1].text not in (":", ";"):
        j -= 1
    if j > 0 and tokens[j - 1].kind == "quote":
        between = tokens[j:i]
        if all(t.text == "," or t.lower in ("and", "but") for t in between):
            return i
        return 0 if not _closes_clause(tokens[j - 1]) else j
    words = [
        t
        for t in tokens[j:i]
        if t.kind == "word"
        and t.lower not in ("but", "and", "so", "then", "still", "yet", "for", "because")
        and not clock(t)
    ]
    return j if words else i


def _closes_clause(t: Token) -> bool:
    return t.quote is not None and t.quote.closed and t.quote.inner_end > t.quote.inner_start


def complement_start(tokens: Sequence[Token], clause: Clause) -> int:
    """First token of the reported clause behind its cue: past "that", addressee and adverbials."""
    first = clause.last
    if clause.verb is not None and clause.verb.taking & {"name", "fault"}:
        return _past_object(tokens, first)
    if clause.side == "according":
        return _past_apposition(tokens, _behind_source(tokens, clause))
    if clause.side != "following" and clause.first and tokens[clause.first - 1].text == ",":
        behind = behind_clause(tokens, clause)
        if behind < len(tokens) and tokens[behind].text == ",":
            return behind + 1
    for j in range(first, min(len(tokens), first + 14)):
        if tokens[j].kind == "quote" or tokens[j].text in (";", ":", "."):
            break
        if tokens[j].lower == "that" and _leads_in(tokens, clause, first, j):
            return j + 1
    if clause.verb is not None and clause.verb.lemma in ADDRESSED and first < len(tokens):
        first = _past_addressee(tokens, first)
    while first < len(tokens) and (
        tokens[first].lower in TIME_WORDS
        or (tokens[first].lower == "on" and first + 1 < len(tokens) and tokens[first + 1].lower in TIME_WORDS)
    ):
        first += 1
    return first


def fronted(clause: Clause) -> bool:
    """Whether a participle opens the sentence, ahead of its subject: ``Conceding that ..., Lind warned``."""
    return clause.side == "following" and clause.mention is not None and clause.mention.first >= clause.cue[1]


def _behind_source(tokens: Sequence[Token], clause: Clause) -> int:
    """At the comma that closes ``According to a source close to the talks, ...``."""
    if clause.first:
        return clause.last
    near = range(clause.last, min(len(tokens), clause.last + _LONG_SOURCE))
    mark = next((j for j in near if tokens[j].kind != "word"), None)
    return mark if mark is not None and tokens[mark].text == "," else clause.last


def _past_apposition(tokens: Sequence[Token], first: int) -> int:
    while (
        first + 1 < len(tokens)
        and tokens[first].text == ","
        and tokens[first + 1].lower in ("of", "a", "an", "who", "whose", "which")
    ):
        following = next(
            (j for j in range(first + 1, len(tokens)) if tokens[j].text == "," or tokens[j].kind == "quote"), first
        )
        if tokens[following].kind == "quote" or following == first:
            break
        if tokens[first + 1].lower in ("a", "an") and has_finite(tokens, first + 1, following):
            break
        first = following
    return first


def _past_object(tokens: Sequence[Token], first: int) -> int:
    """Behind the mere pronoun or particle after ``called``: ``called it "..."``, ``called for "..."``."""
    if first < len(tokens) and tokens[first].lower in ("him", "her", "it", "them", "us", "me", "this", "that"):
        first += 1
    if first < len(tokens) and tokens[first].lower in ("for", "on", "of", "as", "about"):
        first += 1
    return first


def _leads_in(tokens: Sequence[Token], clause: Clause, first: int, j: int) -> bool:
    if j == first or (j == first + 1 and tokens[first].lower in ("only", "again", "also", "simply")):
        return True
    if tokens[first].lower == "having" and j == first + 2:
        return True
    if tokens[first].text == "," and j > first + 1:
        return tokens[j - 1].text == ","
    addressed = clause.verb is not None and clause.verb.lemma in ADDRESSED
    opener = tokens[first].lower
    return (
        addressed
        or opener in TIME_WORDS
        or opener in ("on", "in", "at", "to", "during", "after", "before", "last", "this")
    )


def _past_addressee(tokens: Sequence[Token], first: int) -> int:
    j = first
    if tokens[j].lower in (
        "him",
        "her",
        "them",
        "me",
        "us",
        "reporters",
        "journalists",
        "you",
        "lawmakers",
        "parliament",
    ):
        return j + 1
    while (
        j < len(tokens)
        and j < first + 6
        and (is_name_word(tokens[j]) or (j == first and tokens[j].lower in ("the", "a", "an", "his", "her", "their")))
    ):
        j += 1
    return j


def complement_end(tokens: Sequence[Token], clauses: Sequence[Clause], clause: Clause, i: int) -> int:
    """Where the reported clause around the quotation at ``i`` ends: before the next clause or at the sentence's end."""
    if clause.passive:
        return i + 1
    if fronted(clause):
        return max(i + 1, clause.mention.first - 1) if clause.mention else i + 1
    for c in clauses:
        if c.first > i and c.side == "following" and tokens[c.first - 1].lower in ("before", "while", "by"):
            return c.first - 1
        if (
            c.first > i
            and c.cue[0] > clause.cue[1]
            and c.mention is not None
            and (tokens[c.first - 1].text in (",", "--", "—", "–") or _trails(tokens, c))
        ):
            return c.first
        if c.first > i + 1 and _contrasts(tokens, c):
            return c.first - 1
        if c.first > i and names_relative(tokens, c):
            return c.first - 1
        if c.first > i and _own_subject(tokens, c):
            return c.mention.first - 1 if c.mention else c.first
    for j in range(i + 1, len(tokens)):
        if tokens[j].text in (";", "--", "—") or (
            clause.names
            and tokens[j].lower == "and"
            and tokens[j - 1].kind != "word"
            and not any(t.kind == "quote" for t in tokens[j + 1 : j + 3])
        ):
            return j
        if _own_act(tokens, clause, j) or _announces_other(tokens, j) or withholds(tokens, j) or _narrates(tokens, j):
            return j
        if j == i + 1 and tokens[j].lower == "but" and not _same_report(tokens, j + 1):
            return j
        if tokens[j].lower in ("and", "but") and j + 2 < len(tokens) and _reports_anew(tokens, clause, j + 1):
            return j
    return len(tokens)


def _own_act(tokens: Sequence[Token], clause: Clause, j: int) -> bool:
    """``insisting it was "fair" and brushing aside the complaints``: a second participle of the same subject."""
    if clause.verb is None or not clause.verb.gerund or tokens[j].lower != "and" or tokens[j - 1].kind != "quote":
        return False
    return j + 1 < len(tokens) and tokens[j + 1].lower.endswith("ing")


def _narrates(tokens: Sequence[Token], j: int) -> bool:
    """``..., sparking a debate``, ``... - and he makes sure to ask``: the writer goes on behind the reported words."""
    following = tokens[j + 1].lower if j + 1 < len(tokens) else ""
    if tokens[j - 1].kind == "quote" and tokens[j].lower in _STIRRING:
        return True
    if tokens[j].text == "," and following in _STIRRING:
        return True
    dashed = tokens[j].text in ("-", "–") and following == "and" and j + 2 < len(tokens)
    return dashed and tokens[j + 2].lower in ("he", "she", "they")


def turns_to_other(tokens: Sequence[Token], j: int) -> bool:
    """Whether a conjunction at ``j``, behind a quotation or a comma, can turn to another: ``, while his aide``."""
    return tokens[j].lower in _TURNING and (tokens[j - 1].kind == "quote" or tokens[j - 1].text == ",")


def _announces_other(tokens: Sequence[Token], j: int) -> bool:
    """``while his aide went further: "..."``: somebody else is about to speak, behind a colon."""
    if not turns_to_other(tokens, j):
        return False
    colon = next((k for k in range(j, len(tokens) - 1) if tokens[k].kind == "quote" or tokens[k].text == ":"), None)
    return colon is not None and tokens[colon].text == ":" and tokens[colon + 1].kind == "quote"


def _trails(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether ``according to`` stands right behind a quotation that has the comma in its marks."""
    return c.side == "according" and tokens[c.first - 1].kind == "quote"


def _contrasts(tokens: Sequence[Token], c: Clause) -> bool:
    """``calling it "a feat" - but she said``: a report with a subject of its own."""
    joined = tokens[c.first - 1].lower in ("but", "while", "although", "though") and tokens[c.first - 2].kind != "word"
    return joined and c.mention is not None and c.side == "any" and c.verb is not None and not _judges(tokens, c)


def _judges(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause only names something, as what is reported may do itself; not ``while Lind calls it "..."``."""
    return c.names and tokens[c.first - 1].lower != "while"


def _own_subject(tokens: Sequence[Token], c: Clause) -> bool:
    """``Lind saying it was "fair" and Moreau calling it "mild"``: a participle with the subject right before it."""
    if c.mention is None or c.verb is None or not c.verb.gerund or c.mention.last != c.cue[0]:
        return False
    return c.mention.first > 1 and tokens[c.mention.first - 1].lower in ("and", "while", "with", "as")


def names_relative(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the writer goes on with what somebody says of the words before: ``, which he called "..."``."""
    before = c.first - 1
    return before > 0 and tokens[before].lower in ("which", "whom", "who") and _apart(tokens[before - 1])


def _apart(t: Token) -> bool:
    return (t.kind == "mark" and t.text in (",", "--", "—", "–")) or t.kind == "quote"


def _same_report(tokens: Sequence[Token], j: int) -> bool:
    """Whether the words behind "but" go on with what is reported: quoted themselves, or with an auxiliary."""
    return any(t.kind == "quote" for t in tokens[j : j + 3]) or (j < len(tokens) and tokens[j].lower in VERBISH)


def _reports_anew(tokens: Sequence[Token], clause: Clause, j: int) -> bool:
    """Whether a second verb of the same subject begins here: ``... and said``, ``... but regretted that``."""
    verb = lexicon().get(tokens[j].lower)
    if verb is None:
        return False
    if clause.verb is not None and clause.verb.gerund:
        return verb.gerund and not verb.weak
    return verb.past and (tokens[j + 1].lower == "that" or verb.lemma in _PLAIN)
