"""Reporting clauses: the verb (cue), who says it (mention), and on which side the reported words stand."""

import itertools
from collections.abc import Sequence

from detente.inference.quotes.adjuncts import (
    according_clause,
    colon_clause,
    infinitive_clause,
    participle_clause,
)
from detente.inference.quotes.agreement import HYPOTHETICAL, agrees, is_states, noun_slot, plural_noun
from detente.inference.quotes.answering import question_end
from detente.inference.quotes.beliefs import BELIEVING, belief_clause
from detente.inference.quotes.carried import carried_clause
from detente.inference.quotes.chunks import OBJECTS
from detente.inference.quotes.cues import Verb, lexicon, phrase_particles
from detente.inference.quotes.expressions import expression, noun_by, openers, owned_noun
from detente.inference.quotes.grammar import (
    BE,
    Clause,
    Phrase,
    is_name_word,
)
from detente.inference.quotes.hints import cue_words, telling_words
from detente.inference.quotes.inversion import behind_quotation, inverted_clause, subject_after
from detente.inference.quotes.own_words import OWN_WORDS, in_words_clause
from detente.inference.quotes.passives import done_by, hearsay_clause, impersonal_clause, passive_clause, reduced
from detente.inference.quotes.phrases import (
    clause_first,
    copula_before,
    owner_before,
    skip_auxiliaries,
    subject_before,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.subjects import sentence_subject
from detente.inference.quotes.wordlists import words
from detente.model.article import Framing

__all__ = ["colon_clause", "reporting_clauses"]

# No writer puts more reports into one sentence; each is held against the others, so that noise would take long.
_MOST = 24


def reporting_clauses(tokens: Sequence[Token], *, quoted: bool = True) -> list[Clause]:
    """The reporting clauses of a sentence, from left to right.

    Args:
        tokens: the sentence.
        quoted: whether it has quotations; without them the verbs that report nothing but quotations are left out.
    """
    cues = cue_words() if quoted else telling_words()
    found: list[Clause] = []
    asked = question_end(tokens)
    for i in [i for i, t in enumerate(tokens) if i >= asked and t.lower in cues]:
        clause = _at(tokens, i, found)
        if clause is not None:
            found.append(clause)
            if len(found) == _MOST:
                break
    return found


def _at(tokens: Sequence[Token], i: int, found: Sequence[Clause]) -> Clause | None:
    """The clause whose cue begins with the word at ``i``."""
    low = tokens[i].lower
    if low == "according":
        return according_clause(tokens, i)
    if low in OWN_WORDS and (clause := in_words_clause(tokens, i)) is not None:
        return clause
    if low in BELIEVING and (clause := belief_clause(tokens, i)) is not None:
        return clause
    carried = carried_clause(tokens, i)
    if carried is not None:
        return carried
    clause = _of_expression(tokens, i, found) if low in openers() else None
    verb = lexicon().get(low)
    return _of_verb(tokens, i, verb, found) if clause is None and verb is not None else clause


def _of_expression(tokens: Sequence[Token], i: int, found: Sequence[Clause]) -> Clause | None:
    """The clause of an expression of several words, its verb or noun at ``i``."""
    owned = owned_noun(tokens, i)
    if owned is not None:
        owner = owner_before(tokens, i)
        if owner:
            return Clause(i, owned.last, (i, owned.last - (tokens[owned.last - 1].text == ",")), owner, owned.verb)
    by = noun_by(tokens, i)
    if by is not None:
        giver = subject_after(tokens, i + 2)
        if giver and giver.last < len(tokens) and tokens[giver.last].lower == "that":
            return Clause(i, giver.last, (i, i + 1), giver, by.verb)
    if owned is not None:
        return None
    whole = expression(tokens, i)
    if whole is None or (i and noun_slot(tokens[i - 1], whole.verb)):
        return None
    return _with_subject(tokens, (i, whole.last), whole.verb, found)


def _of_verb(tokens: Sequence[Token], i: int, verb: Verb, found: Sequence[Clause]) -> Clause | None:
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if found and found[-1].side == "according" and found[-1].last == i and verb.past:
        return None
    particles = phrase_particles(verb.lemma)
    if particles and not (after and after.lower in particles):
        return None
    if before and noun_slot(before, verb):
        return None
    if i and tokens[i].text[0].isupper() and verb.lemma in ("state", "post", "press", "note", "report"):
        return None
    if tokens[i].lower == "state" and after and after.kind == "word" and after.lower != "that":
        return None
    if tokens[i].lower == "states" and not is_states(before, after):
        return None
    if verb.lemma in ("quote", "cite", "report") and (_as_saying(tokens, i) or _and_i_quote(tokens, i)):
        return None
    cue = (i, i + 2 if particles else i + 1)
    if i and (tokens[i - 1].lower == "having" or done_by(tokens, i, verb) or reduced(tokens, i, verb)):
        return None
    if not verb.past and not verb.gerund and before and plural_noun(before, tokens[i], after):
        return None
    sure = verb.past or verb.gerund or particles or behind_quotation(tokens, i)
    if verb.weak and not sure and not _leads_to_words(tokens, cue[1]):
        return None
    if (
        not verb.taking & {"words", "thought"}
        and after is not None
        and after.kind == "quote"
        and not _relative(tokens, i)
        and not ("object" in verb.frames and verb.lemma not in NAMING and "words" not in verb.taking)
    ):
        return passive_clause(tokens, cue, verb)
    return _with_subject(tokens, cue, verb, found)


def _with_subject(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb, found: Sequence[Clause]) -> Clause | None:
    """The clause of a cue with the subject that its form and place give it."""
    i = cue[0]
    if verb.gerund:
        return participle_clause(tokens, cue, verb, found)
    if i and tokens[i - 1].lower == "to":
        return infinitive_clause(tokens, cue, verb)
    if i > 2 and [t.lower for t in tokens[i - 2 : i]] == ["to", "have"]:
        return hearsay_clause(tokens, cue, verb)
    if i == 1 and tokens[0].lower == "as" and (clause := impersonal_clause(tokens, cue, verb)) is not None:
        return clause
    auxiliary = skip_auxiliaries(tokens, i)
    if not (verb.finite or any(tokens[j].lower in _HAVE for j in range(auxiliary, i))):
        return passive_clause(tokens, cue, verb)
    if any(tokens[j].lower in BE for j in range(auxiliary, i)):
        return passive_clause(tokens, cue, verb)
    inverted = inverted_clause(tokens, cue, verb)
    if inverted is not None:
        return inverted
    if 0 < auxiliary < i and tokens[auxiliary].lower == "then" and tokens[auxiliary - 1].text == ",":
        return _shared_subject(tokens, cue, verb, found)
    subject = subject_before(tokens, i)
    if found and subject == found[-1].mention and found[-1].side == "inverted" and found[-1].last == i:
        # The participle of a subject that has its verb: ``"...," reads the letter posted on the door``.
        return None
    if subject is None or not agrees(tokens, subject, verb, i):
        return _shared_subject(tokens, cue, verb, found)
    copula = copula_before(tokens, subject.first)
    if copula is not None:
        return Clause(copula, cue[1], cue, subject, verb)
    framing = _framing(tokens, auxiliary, i, verb)
    if framing == "hypothetical" and any(t.lower == "only" for t in tokens[auxiliary : cue[1] + 1]):
        framing = "asserted"  # "would say only that ..."
    if _nobody(tokens, subject):
        framing = "denied"
    if verb.lemma in _SILENT:
        # "did not hide that": what is not hidden is said.
        if framing != "denied":
            return None
        framing = "asserted"
    if framing == "hypothetical" and verb.lemma in _REACTING and _before_quotation(tokens, cue[1]):
        # "would respond "in kind"": how it acts, not what it says.
        return None
    if framing == "asserted" and subject.first and tokens[subject.first - 1].lower in ("if", "unless", "should", "had"):
        framing = "hypothetical"
    return Clause(clause_first(tokens, subject), cue[1], cue, subject, verb, "any", framing)


def _nobody(tokens: Sequence[Token], subject: Phrase) -> bool:
    """``no official``, ``neither side``, ``no one``, but not ``No 10``."""
    first = subject.first - (subject.first > 0 and tokens[subject.first].lower == "one")
    numbered = any(t.text[:1].isdigit() for t in tokens[first + 1 : first + 3])
    return tokens[first].lower in _NOBODY and not numbered


def _before_quotation(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].kind == "quote"


def _as_saying(tokens: Sequence[Token], i: int) -> bool:
    """``quoted Lind as saying``: the participle reports."""
    behind = [t.lower for t in tokens[i + 1 : i + 24]]
    return any(a == "as" and b in ("saying", "telling", "writing") for a, b in itertools.pairwise(behind))


def _and_i_quote(tokens: Sequence[Token], i: int) -> bool:
    return i > 1 and [t.lower for t in tokens[i - 2 : i + 1]] == ["and", "i", "quote"]


def _leads_to_words(tokens: Sequence[Token], i: int) -> bool:
    if i < len(tokens) and tokens[i].text in (",", ":"):
        i += 1
    return i >= len(tokens) or tokens[i].kind != "word" or tokens[i].lower == "that" or is_name_word(tokens[i])


def _relative(tokens: Sequence[Token], i: int) -> bool:
    """Whether the object of the verb stands before it: ``which Lind called "..."``, ``a move Lind called "..."``."""
    if any(t.lower in ("which", "that", "what", "whom", "who") for t in tokens[max(0, i - 8) : i]):
        return True
    contact = next((j for j in range(i - 2, max(0, i - 6), -1) if tokens[j].lower in OBJECTS), None)
    return contact is not None and (is_name_word(tokens[contact + 1]) or tokens[contact + 1].lower in ("he", "she"))


def _shared_subject(
    tokens: Sequence[Token], cue: tuple[int, int], verb: Verb, found: Sequence[Clause]
) -> Clause | None:
    """``Lind came back and said``: the verb after "and" shares the subject of the sentence."""
    i = skip_auxiliaries(tokens, cue[0])
    present = tokens[cue[0]].lower.endswith("s") and not verb.weak
    if not (verb.past or present) or i < 2 or tokens[i - 1].lower not in ("and", "but", "then", ","):
        return None
    previous = next((c for c in reversed(found) if c.mention is not None and c.side == "any"), None)
    if previous is None or (previous.first and tokens[previous.first - 1].lower in _SUBORDINATING):
        # ``When I asked Lind, she frowned and said``: the main clause has a subject of its own.
        mention = sentence_subject(tokens, i) or (previous.mention if previous else None)
    else:
        mention = previous.mention
    framing = _framing(tokens, i, cue[0], verb)
    return Clause(cue[0], cue[1], cue, mention, verb, "following", framing) if mention else None


def _framing(tokens: Sequence[Token], first: int, i: int, verb: Verb) -> Framing:
    between = {t.lower for t in tokens[first:i]}
    negated = bool(between & _NEGATIVE) or any(t.endswith(("n't", "n’t")) for t in between)
    if verb.lemma in ("rule out", "exclude", "deny", "dispute"):
        # Who does not rule out or deny a thing leaves it standing.
        return "asserted" if negated else "denied"
    if negated:
        return "denied"
    return "hypothetical" if between & HYPOTHETICAL else "asserted"


# These give a name: right before quotation marks their past form is mostly the participle ("a ship called ...").
NAMING = words("call dub label brand term style deem nickname quote cite characterize characterise")


_REACTING = words("answer reply respond react retaliate")
_SUBORDINATING = words("when while after before as once because since until if")
_HAVE = words("has have had hasn't haven't hadn't")
_SILENT = words("conceal hide")
_NOBODY = words("no not nobody neither none")
_NEGATIVE = words("never not n't didn't doesn't don't hasn't hadn't haven't nobody neither")
