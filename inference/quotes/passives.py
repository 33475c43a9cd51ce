"""Passives and participles: ``was called "..." by Lind``, ``It was said at the ministry that``."""

from collections.abc import Sequence

from detente.inference.quotes.cues import Verb
from detente.inference.quotes.grammar import BE, Clause
from detente.inference.quotes.inversion import subject_after
from detente.inference.quotes.phrases import clause_start, skip_auxiliaries, subject_before
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_BY = words("by at in")
_ADDRESSED = words("tell inform")
_MEANS = words("phone telephone email e-mail text video radio satellite fax letter post mail then now")
_HEARD = words("reported said believed understood known thought alleged rumoured rumored reputed")


def hearsay_clause(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    """``Lind is reported to have told ...``."""
    i = cue[0] - 3
    if not i or tokens[i].lower not in _HEARD or tokens[i - 1].lower not in BE:
        return None
    subject = subject_before(tokens, i - 1)
    return Clause(subject.first, cue[1], cue, subject, verb) if subject else None


def done_by(tokens: Sequence[Token], i: int, verb: Verb) -> bool:
    """``The move, announced by the port, ...``: a participle with whoever did it behind "by"."""
    if not verb.past or i + 2 >= len(tokens) or tokens[i + 1].lower != "by" or tokens[i + 2].lower in _MEANS:
        return False
    if i == 1 and tokens[0].lower == "as":
        return False
    apart = i > 0 and (tokens[i - 1].text == "," or tokens[i - 1].kind == "word")
    passive = any(tokens[j].lower in BE for j in range(skip_auxiliaries(tokens, i), i))
    return apart and not passive and not tokens[i + 2].lower.endswith("ing")


def reduced(tokens: Sequence[Token], i: int, verb: Verb) -> bool:
    """``The move, announced in May, ...``: a participle that no apposition parts from the noun before it."""
    if not verb.past or i < 2 or tokens[i - 1].text != "," or tokens[i].lower == "said":
        return False
    start = clause_start(tokens, i)
    dated = i + 1 < len(tokens) and tokens[i + 1].lower in ("in", "on", "at", "last", "earlier")
    return dated and start == 0 and all(t.kind == "word" for t in tokens[start : i - 1])


def passive_clause(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    """``was called "..." by Lind``, ``was rejected by Lind as "..."``: the speaker stands behind "by"."""
    quote = cue[1] + (cue[1] < len(tokens) and tokens[cue[1]].lower == "as")
    if quote + 2 < len(tokens) and tokens[quote].kind == "quote" and tokens[quote + 1].lower == "by":
        mention = subject_after(tokens, quote + 2)
        return Clause(cue[0], quote, cue, mention, verb, "any", passive=True) if mention else None
    if cue[1] + 3 < len(tokens) and tokens[cue[1]].lower == "by":
        mention = subject_after(tokens, cue[1] + 1)
        last = mention.last + 1 if mention else len(tokens)
        if last < len(tokens) and tokens[last - 1].lower == "as" and tokens[last].kind == "quote":
            return Clause(cue[0], last, cue, mention, verb, "any", passive=True)
    return impersonal_clause(tokens, cue, verb)


def impersonal_clause(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    """The clause of a passive participle at ``cue`` whose speaker stands behind "by", or a body behind "at" or "in"."""
    link = cue[1]
    if not verb.frames & {"clause", "that"} or link + 2 >= len(tokens) or tokens[link].lower not in _BY:
        return None
    mention = subject_after(tokens, link + 1)
    if mention is None or mention.last >= len(tokens):
        return None
    first = skip_auxiliaries(tokens, cue[0])
    if first and tokens[first - 1].lower == "as" and tokens[link].lower == "by":
        return Clause(first, mention.last, cue, mention, verb) if tokens[mention.last].text == "," else None
    if tokens[mention.last].lower != "that":
        return None
    if first and tokens[first - 1].lower == "it":
        return Clause(first - 1, mention.last, cue, mention, verb)
    told = subject_before(tokens, cue[0]) if verb.lemma in _ADDRESSED else None
    return Clause(told.first, mention.last, cue, mention, verb) if told else None
