"""What may stand between a reporting verb and the words it reports: adverbs, days, whom they are said to."""

from collections.abc import Sequence

from detente.inference.quotes.finite import has_finite, is_finite
from detente.inference.quotes.grammar import DETERMINERS, TIME, Clause, is_name_word
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import OUTLETS, words

ADJUNCT = words("in on at during after before from through via by over with as last this upon for inside outside")
ADVERBIALS = words("in on at during after to through via by as of when while for from before with ahead amid")
QUESTION_WORDS = words("whether if how why what who when where which")
OBJECT_PRONOUNS = words("him her them me us you it himself herself themselves myself reporters everyone anyone")
SUBJECT_PRONOUNS = words("he she they it we i you there this that these those nobody everyone nothing everything")
NO_OBJECT = words(
    """
    to of for in on at with from by about upon over into as through against between out up and or but so than that
    when while because if before after during since until unless whether how why yet is was were are be been
    has had have
    """
)
# What a name explains: "told the newspaper Kommersant".
_MEDIA = words(
    """
    newspaper paper daily weekly magazine agency broadcaster channel station portal website site radio television tv
    journal
    """
)
_NAMED_WHOLE = OUTLETS - _MEDIA | words("mps")
_AGO = words("earlier later ago before")
_EACH_OTHER = (("each", "other"), ("one", "another"))
_TELLING = words("tell remind inform assure")
_BELONGING = words("of from at for in")
_EXPLAINING = words("a an the its his her their who former then")
_ADVERBS = words(
    """
    again also only simply still once later today yesterday tonight too just even instead flatly
    afterwards afterward earlier recently further furthermore publicly anew aloud merely
    """
)


def past_adverbs(tokens: Sequence[Token], i: int) -> int:
    """Behind adverbs and days: ``said again on Monday``."""
    while i < len(tokens):
        low = tokens[i].lower
        manner = low.endswith("ly") and len(low) > 4 and tokens[i].text[0].islower()
        if manner or low in _ADVERBS or low in TIME or (low == "here" and _placed(tokens, i)):
            i += 1
        elif (
            low in ("on", "in", "late", "early", "last", "this") and i + 1 < len(tokens) and tokens[i + 1].lower in TIME
        ):
            i += 2
        elif low == "of" and i and tokens[i - 1].lower == "later":
            i += 1
        elif (low in ("late", "early") and _dated(tokens, i + 1)) or (low in DETERMINERS and _ago(tokens, i)):
            i += 3
        else:
            break
    return i


def _dated(tokens: Sequence[Token], i: int) -> bool:
    """``on Monday``"""
    return i + 1 < len(tokens) and tokens[i].lower == "on" and tokens[i + 1].lower in TIME


def _ago(tokens: Sequence[Token], i: int) -> bool:
    """``a day earlier``, ``two weeks ago``"""
    counted = i + 2 < len(tokens) and tokens[i + 2].lower in _AGO
    return counted and tokens[i + 1].lower.removesuffix("s") in TIME


def _placed(tokens: Sequence[Token], i: int) -> bool:
    """``said here on Monday``, but not ``said here is the proof``."""
    return not (i + 1 < len(tokens) and is_finite(tokens[i + 1]))


def past_adjunct(tokens: Sequence[Token], i: int) -> int:
    """Behind adverbs and a short adverbial: ``he said in a note to reporters, ...``."""
    i = past_adverbs(tokens, i)
    if i < len(tokens) and tokens[i].lower in ADVERBIALS:
        comma = next((j for j in range(i, min(len(tokens), i + 9)) if tokens[j].text == ","), None)
        if comma is not None and not has_finite(tokens, i, comma):
            return comma
    return i


def behind_clause(tokens: Sequence[Token], c: Clause) -> int:
    """Behind a clause with its addressee, apposition and adverbial: ``Lind told the paper,``, ``Lind said in May,``"""
    i = past_adverbs(tokens, c.last)
    if c.verb is not None and c.verb.lemma in _TELLING and i < len(tokens) and tokens[i].kind == "word":
        end = past_adjunct(tokens, addressee_end(tokens, i))
        if end + 1 < len(tokens) and tokens[end].text == "," and not tokens[end + 1].lower.startswith("wh"):
            return end
    return _past_apposition(tokens, c) or past_adjunct(tokens, c.last)


def _past_apposition(tokens: Sequence[Token], c: Clause) -> int | None:
    """Behind what is told of a speaker who stands behind the verb: ``says Lind of the town, a clerk, ...``."""
    if c.side not in ("inverted", "according") or c.first == 0:
        return None
    i = c.last
    if i < len(tokens) and tokens[i].lower in _BELONGING:
        i = next((j for j in range(i, min(len(tokens), i + 9)) if tokens[j].kind != "word"), i)
    if i + 2 < len(tokens) and tokens[i].text == "," and tokens[i + 1].lower in _EXPLAINING:
        comma = next((j for j in range(i + 1, min(len(tokens), i + 16)) if tokens[j].text == ","), None)
        i = i if comma is None or has_finite(tokens, i + 1, comma) != (tokens[i + 1].lower == "who") else comma
    return i if i > c.last and i < len(tokens) and tokens[i].text == "," else None


def past_pronoun(tokens: Sequence[Token], i: int) -> int:
    """Behind the mere pronoun at ``i``, if one stands there: ``called it "..."``."""
    return i + 1 if i < len(tokens) and tokens[i].lower in OBJECT_PRONOUNS else i


def opens_noun_phrase(tokens: Sequence[Token], i: int) -> bool:
    """Whether the token can be the first of a noun phrase."""
    t = tokens[i]
    if t.kind == "quote":
        return True
    return (t.kind == "word" or t.text in "$€£") and t.lower not in NO_OBJECT and t.lower not in TIME


def addressee_end(tokens: Sequence[Token], i: int) -> int:
    """Behind the noun phrase at ``i``, which ends where the next one begins."""
    if tokens[i].lower in OBJECT_PRONOUNS:
        return i + 1
    j = i + 1
    if j < len(tokens) and (tokens[i].lower, tokens[j].lower) in _EACH_OTHER:
        return j + 1
    named, owned = is_name_word(tokens[i]), False
    while j < len(tokens) and j < i + 12:
        t = tokens[j]
        low = t.lower
        if low in ("of", "for", "and") and j + 1 < len(tokens):
            j += 2
            continue
        if (
            t.kind != "word"
            or low in QUESTION_WORDS
            or low in SUBJECT_PRONOUNS
            or low in DETERMINERS
            or (low in TIME and not _owns(tokens[j - 1]))
            or low in ADJUNCT
        ):
            break
        if owned and is_name_word(t) and tokens[j - 1].text[0].islower() and tokens[j - 1].lower not in _MEDIA:
            break
        apart = tokens[j - 1].lower not in DETERMINERS and tokens[j - 1].lower not in _MEDIA
        if is_finite(t) or (not named and is_name_word(t) and apart and not is_name_word(tokens[j - 1])):
            break
        if is_name_word(t) and tokens[j - 1].lower in _NAMED_WHOLE and low not in OUTLETS:
            break  # "told Interfax Russia would"
        owned = owned or _owns(tokens[j - 1]) or low in _MEDIA
        if named and not (owned or is_name_word(t) or t.text[0].isdigit()):
            break
        j += 1
    return j


def _owns(t: Token) -> bool:
    """Whether the word is a possessor, so that a noun is still to come: ``Sunday's edition``."""
    return t.lower.endswith(("'s", "’s", "s'", "s’"))
