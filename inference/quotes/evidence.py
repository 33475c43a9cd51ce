"""How a statement was found, by a rule with a name, and how sure that makes its words and its speaker."""

from detente.inference.quotes.pieces import Piece
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.turns import Turn
from detente.model.article import Evidence

TRANSCRIPT = "transcript, label"
MENDED = ", a mark missing"

# The share of statements with the right words, by the rule that found them: rounded figures of annotated articles
# (scripts/bench_confidence prints them anew). A rule that is not listed has the figure of its form.
_WORDS = {
    TRANSCRIPT: 0.8,
    "direct, according to": 0.8,
    "direct, clause before": 0.95,
    "direct, colon": 0.8,
    "direct, participle or shared subject": 0.95,
    "mixed, according to": 0.75,
}
_FORMS = {"direct": 0.99, "mixed": 0.87, "clause": 0.85, "floating": 0.8}
_UNKNOWN = 0.7
# What is left of that where one of two marks is missing.
_MENDED = 0.7
# The share of right speakers among right words, by what ties the speaker to them.
_TIES = {"name": 0.95, "pronoun": 0.95, "description": 0.9, "unnamed": 0.85, "inherited": 0.8, "nobody": 0.3}


def rule_of(turn: Turn) -> str:
    """The rule that found the words of a turn: their form, and where the reporting clause stands."""
    piece = turn.lead or turn.pieces[0]
    rule = piece.rule or f"{piece.form}, {_place(piece)}"
    mended = any(q.mended for p in turn.pieces for q in p.quotes)
    return rule + MENDED if mended else rule


def _place(piece: Piece) -> str:
    clause = piece.clause
    if clause is None:
        return "no clause"
    if clause.side != "any":
        return _SIDES[clause.side]
    if clause.passive:
        return "passive clause"
    return _beside(piece.tokens[clause.cue[0]].start, piece)


def _beside(at: int, piece: Piece) -> str:
    start, end = piece.span
    return "clause before" if at < start else "clause behind" if at >= end else "clause inside"


_SIDES: dict[str, str] = {
    "inverted": "verb before its subject",
    "according": "according to",
    "following": "participle or shared subject",
    "colon": "colon",
}


def tie_of(mention: str | None, speaker: str | None) -> str:
    """What ties the speaker to the words: a name in the mention, a pronoun, a description, the words ahead, nothing."""
    if mention is None:
        return "nobody" if speaker is None else "inherited"
    if speaker is None:
        return "unnamed"
    if mention.lower() in _PRONOUNS:
        return "pronoun"
    if mention in speaker:
        return "name"
    named = {word.strip(",.") for word in speaker.split()}
    return "name" if any(_bare(word) in named for word in mention.split()) else "description"


def _bare(word: str) -> str:
    return word.strip(",.").removesuffix("'s").removesuffix("’s")


_PRONOUNS = frozenset(("he", "she", "they", "him", "her", "them", "i", "we", "it", "who", "his", "their"))


def confidence_of(rule: str, mention: str | None, speaker: str | None) -> float:
    """How sure words and speaker are, from 0 to 1: the product of the figures of the rule and of the tie."""
    plain = rule.removesuffix(MENDED)
    words = _WORDS.get(plain, _FORMS.get(plain.partition(",")[0], _UNKNOWN))
    return round(words * (_MENDED if plain != rule else 1) * _TIES[tie_of(mention, speaker)], 2)


def evidence_of(rule: str, who: Attribution) -> Evidence:
    """What the record tells of the rule and of the choice of the speaker."""
    return Evidence(rule, who.reason, who.rejected)
