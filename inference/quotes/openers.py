"""Where the reported words begin behind a reporting verb, and what they are: a clause or a phrase."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from detente.inference.quotes.cues import Verb
from detente.inference.quotes.expressions import noun_prepositions
from detente.inference.quotes.finite import has_finite, is_finite
from detente.inference.quotes.frames import prepositions, reproach
from detente.inference.quotes.grammar import DETERMINERS, TIME, Clause, is_name_word
from detente.inference.quotes.interposed import (
    ADJUNCT,
    NO_OBJECT,
    OBJECT_PRONOUNS,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
    addressee_end,
    opens_noun_phrase,
    past_adverbs,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

Form = Literal["clause", "phrase"]


class Opening(NamedTuple):
    """The first token of the reported words and their form."""

    first: int
    form: Form


# "described the talks" says nothing, "described the talks as frank" does.
_WITH_AS = words("describe portray depict characterize characterise cast")
_JUDGING = words("call label term deem brand dub pronounce")
# What opens neither a noun phrase nor a condition: "said if it rains ...".
_NO_SUBJECT = NO_OBJECT - words("if when while before after since because although though unless whether as")
_ALWAYS_TO_SOMEBODY = words("tell remind inform assure notify")
_DAYS = words("monday tuesday wednesday thursday friday saturday sunday yesterday today week month year")
_NO_CLAUSE = words("so no yes much little goodbye late early neither shortly nothing mass")
_BETWEEN = ADJUNCT | {"to", "of"}
_ADVERBIAL = TIME | ADJUNCT
# These open an adverbial ("said after a lunch that") or a condition of what is said ("said before it rains he would").
_ASKED = words("asked questioned pressed told")
_EVENTS = words("after before since")
# Subjects alone: behind an addressee they begin the clause ("told the board she saw no way to win").
_BEGINNING = words("he she they we i there")
_SEARCH = 26
_PARENTHESIS = 14
_MANNER = 6
_DASHES = ("-", "--", "—", "–")


def opening(tokens: Sequence[Token], c: Clause) -> Opening | None:
    """Where the words begin that the verb of ``c`` reports to its right, or None if it reports nothing there."""
    verb = c.verb
    if verb is None:
        return None
    at = past_adverbs(tokens, c.last)
    if at >= len(tokens):
        return None
    if tokens[at].text in (",", *_DASHES):
        return _behind_parenthesis(tokens, at, verb)
    # "put it more tactfully: ..."
    colon = next((j for j in range(at, min(len(tokens), at + _MANNER)) if tokens[j].text == ":"), None)
    if colon is not None and (colon == at or verb.lemma == "put"):
        return _behind_colon(tokens, colon, verb)
    if tokens[at].lower == "having":
        # "denied having ever said that the port was shut": what was said, or not, stands behind "that".
        return next((Opening(j + 1, "clause") for j in range(at, min(len(tokens), at + 5)) if _that(tokens, j)), None)
    found = _marked(tokens, at, verb) or _behind_addressee(tokens, at, verb)
    if found is None and tokens[at].kind == "word":
        found = (
            _with_object(tokens, at, verb)
            or (_behind_adjunct(tokens, at, verb) if tokens[at].lower in _EVENTS else None)
            or _bare(tokens, at, verb)
            or _behind_adjunct(tokens, at, verb)
        )
    # "The list excludes Lund" says nothing, "she did not exclude a strike" does.
    mere = verb.lemma == "exclude" and c.framing == "denied" and found is not None and found.form == "phrase"
    return None if mere else found


def _that(tokens: Sequence[Token], j: int) -> bool:
    return tokens[j].lower == "that" and j + 1 < len(tokens)


def _marked(tokens: Sequence[Token], i: int, verb: Verb) -> Opening | None:
    """What a word of its own introduces: that, whether, to, for."""
    low = tokens[i].lower
    clausal = verb.frames & {"clause", "that"}
    if low == "that" and clausal:
        return Opening(i + 1, "clause") if i + 2 < len(tokens) else None
    if low == "as" and "as" in _as_marked(verb):
        return Opening(i + 1, "phrase")
    if low in QUESTION_WORDS and "question" in verb.frames:
        return Opening(i, "clause")
    if low == "to" and "infinitive" in verb.frames and i + 1 < len(tokens) and not _nominal(tokens, i + 1):
        return Opening(i, "clause")
    if low in prepositions(verb.lemma) | noun_prepositions(verb.lemma) and i + 1 < len(tokens):
        if [t.lower for t in tokens[i + 1 : i + 4]] == ["the", "fact", "that"]:
            return Opening(i + 4, "clause")
        nominal = opens_noun_phrase(tokens, i + 1) or tokens[i + 1].lower.endswith("ing")
        return Opening(i + 1, "phrase") if nominal and tokens[i + 1].lower not in TIME else None
    return None


def _behind_colon(tokens: Sequence[Token], colon: int, verb: Verb) -> Opening | None:
    """``was ready to answer: the port had been shut``."""
    if not verb.frames & {"clause", "that"} or colon + 1 >= len(tokens) or tokens[colon + 1].kind == "quote":
        return None
    return Opening(colon + 1, "clause") if has_finite(tokens, colon, len(tokens)) else None


def _behind_parenthesis(tokens: Sequence[Token], comma: int, verb: Verb) -> Opening | None:
    """``stressed, however, that``."""
    if not verb.frames & {"clause", "that"}:
        return None
    for j in range(comma + 2, min(len(tokens) - 2, comma + _PARENTHESIS)):
        if tokens[j].text == tokens[comma].text and tokens[j + 1].lower == "that":
            return Opening(j + 2, "clause")
    return None


def _as_marked(verb: Verb) -> tuple[str, ...]:
    return ("as",) if verb.lemma in ("quote",) else ()


def _nominal(tokens: Sequence[Token], i: int) -> bool:
    """Whether a noun phrase begins at ``i``, so that the "to" before it is a preposition."""
    return tokens[i].lower in DETERMINERS or is_name_word(tokens[i]) or tokens[i].kind != "word"


def _behind_addressee(tokens: Sequence[Token], i: int, verb: Verb) -> Opening | None:
    """``told the board that``, ``urged the board to``, ``accused the board of``: past or with the addressee."""
    addressed = "addressee" in verb.frames
    preps = reproach(verb.lemma)
    if not (addressed or preps) or not opens_noun_phrase(tokens, i):
        return None
    for j in range(i + 1, min(len(tokens) - 1, i + _SEARCH)):
        t = tokens[j]
        if (t.kind == "mark" and t.text not in ".&-'’/,") or t.text in (";", ":"):
            break
        low = t.lower
        if low == "that" and verb.frames & {"clause", "that"} and not is_finite(tokens[j + 1]):
            return Opening(j + 1, "clause")
        if is_finite(t) or low in _BEGINNING:
            break
        if low in ("whether", "if", "why", "how", "what") and "question" in verb.frames:
            return Opening(j, "clause")
        if low == "to" and addressed and not _nominal(tokens, j + 1):
            return Opening(i, "clause")
        if low in preps and (opens_noun_phrase(tokens, j + 1) or tokens[j + 1].lower.endswith("ing")):
            return Opening(i, "clause" if _wide(tokens[j + 1]) else "phrase")
    return _told(tokens, i, verb) if addressed or verb.lemma in ("assure", "inform", "notify") else None


def _wide(t: Token) -> bool:
    """Whether what follows reaches like a clause: ``of taking``, ``of "the whole mess"``."""
    return t.kind == "quote" or t.lower.endswith("ing")


def _told(tokens: Sequence[Token], i: int, verb: Verb) -> Opening | None:
    """``told the paper he would come``: a clause without "that" behind the addressee."""
    if not verb.frames & {"clause", "that"}:
        return None
    j = addressee_end(tokens, i)
    j = past_adverbs(tokens, j)
    if j < len(tokens) and tokens[j].text == ":":
        return _behind_colon(tokens, j, verb)
    if j < len(tokens) and tokens[j].lower in ADJUNCT:
        return _behind_adjunct(tokens, j, verb)
    if j >= len(tokens) or tokens[j].kind == "mark" or tokens[j].lower in QUESTION_WORDS:
        return None
    if tokens[j].lower in _BEGINNING or has_finite(tokens, j, min(len(tokens), j + 30)):
        return Opening(j, "clause")
    return None


def _with_object(tokens: Sequence[Token], i: int, verb: Verb) -> Opening | None:
    """``praised the crew``; a clause where the verb takes one and a finite verb follows."""
    if "object" not in verb.frames or not opens_noun_phrase(tokens, i):
        return None
    if tokens[i].lower in ("this", "that") and (i + 1 >= len(tokens) or not opens_noun_phrase(tokens, i + 1)):
        return None
    if _mere_pronoun(tokens, i):
        # "called him a liar": the pronoun stays outside, as in ``called it "overdue"``.
        return Opening(i + 1, "phrase") if verb.lemma in _JUDGING and _judged(tokens, i) else None
    if verb.lemma in _WITH_AS and not any(t.lower == "as" for t in tokens[i + 1 : i + 20]):
        return None
    if "clause" in verb.frames and has_finite(tokens, i + 1, _phrase_limit(tokens, i)):
        return Opening(i, "clause")
    return Opening(i, "phrase")


def _judged(tokens: Sequence[Token], i: int) -> bool:
    """Whether the pronoun at ``i`` is called something: ``called it overdue``."""
    behind = tokens[i + 1] if i + 1 < len(tokens) else None
    plain = behind is not None and behind.kind == "word" and behind.lower not in NO_OBJECT
    return plain and past_adverbs(tokens, i + 1) == i + 1


def _mere_pronoun(tokens: Sequence[Token], i: int) -> bool:
    """Whether the object is a pronoun alone: "praised him", but neither "her work" nor "him as a leader"."""
    if tokens[i].lower not in OBJECT_PRONOUNS or i + 1 >= len(tokens):
        return tokens[i].lower in OBJECT_PRONOUNS
    if tokens[i].lower == "her":
        return not (tokens[i + 1].kind == "quote" or opens_noun_phrase(tokens, i + 1))
    return tokens[i + 1].lower != "as"


def _phrase_limit(tokens: Sequence[Token], i: int) -> int:
    return next(
        (j for j in range(i, min(len(tokens), i + 30)) if tokens[j].kind == "mark" and tokens[j].text in ",;:()—–"),
        min(len(tokens), i + 30),
    )


def _bare(tokens: Sequence[Token], i: int, verb: Verb) -> Opening | None:
    """``said the port was shut``."""
    asked = tokens[i].lower == "when" and i + 1 < len(tokens) and tokens[i + 1].lower in _ASKED
    if (
        asked
        or verb.lemma in _ALWAYS_TO_SOMEBODY
        or "clause" not in verb.frames
        or (tokens[i].lower in _NO_SUBJECT and not _amount(tokens, i))
    ):
        return None
    limit = min(len(tokens), i + 40)
    # What follows "say" or "insist" is a clause even where its verb could be a noun: "said prices rise".
    certain = verb.lemma in ("say", "insist") and limit - i > 4 and tokens[i].lower not in _NO_CLAUSE
    return Opening(i, "clause") if certain or has_finite(tokens, i, limit) else None


def _amount(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number follows: ``said about 300 people``."""
    return i + 1 < len(tokens) and tokens[i + 1].text[:1].isdigit() and tokens[i].lower in ("about", "over", "between")


def _behind_adjunct(tokens: Sequence[Token], i: int, verb: Verb) -> Opening | None:
    """``said in an interview on Monday that``, ``said on the radio he would``."""
    if not verb.frames & {"clause", "that"} or tokens[i].lower not in _BETWEEN:
        return None
    if tokens[i].lower == "to" and verb.lemma in ("add", "agree", "appeal", "point", "object"):
        return None
    limit = min(len(tokens) - 1, i + _SEARCH)
    commas = [j for j in range(i + 1, limit) if tokens[j].text == "," and tokens[j + 1].lower == "that"]
    for j in range(i + 1, limit):
        t = tokens[j]
        if t.lower == "that" and not is_finite(tokens[j + 1]):
            return Opening(j + 1, "clause")
        if t.text == "," and commas:
            return Opening(commas[0] + 2, "clause")
        if (t.kind == "mark" and t.text not in ".&-'’/,") or is_finite(t):
            break
    if "clause" not in verb.frames or tokens[i].lower == "of":
        return None
    for j in range(i + 2, limit):
        t, before = tokens[j], tokens[j - 1]
        if t.kind == "mark" and t.text not in ".&-'’/":
            break
        apart = before.lower not in ADJUNCT and before.lower not in ("of", "and", "the", "a", "an", "to")
        begins = t.lower in SUBJECT_PRONOUNS or (before.lower in _DAYS and t.lower not in _ADVERBIAL)
        if apart and begins:
            sure = t.lower in _BEGINNING or has_finite(tokens, j, min(len(tokens), j + 30))
            return Opening(j, "clause") if sure else None
    return None
