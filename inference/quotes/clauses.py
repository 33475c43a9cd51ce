"""Reporting clauses: the verb (cue), who says it (mention), and on which side the reported words stand."""

from collections.abc import Sequence

from detente.inference.quotes.adjuncts import (
    according_clause,
    colon_clause,
    in_words_clause,
    infinitive_clause,
    participle_clause,
)
from detente.inference.quotes.cues import Verb, lexicon, phrase_particles
from detente.inference.quotes.grammar import ADDRESSED, BE, DETERMINERS, ROLES, Clause, Phrase, is_name_word
from detente.inference.quotes.inversion import apposed_name, subject_after
from detente.inference.quotes.phrases import skip_auxiliaries, subject_before
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.subjects import sentence_subject
from detente.inference.quotes.wordlists import words
from detente.model.article import Framing

__all__ = ["colon_clause", "reporting_clauses"]


def reporting_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The reporting clauses of a sentence, from left to right."""
    forms = lexicon()
    found: list[Clause] = []
    for i, t in enumerate(tokens):
        if t.kind != "word":
            continue
        clause = (
            according_clause(tokens, i)
            if t.lower == "according"
            else in_words_clause(tokens, i)
            if t.lower == "words"
            else None
        )
        verb = forms.get(t.lower)
        if clause is None and verb is not None:
            clause = _of_verb(tokens, i, verb, found)
        if clause is not None:
            found.append(clause)
    return found


def _of_verb(tokens: Sequence[Token], i: int, verb: Verb, found: Sequence[Clause]) -> Clause | None:
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    particles = phrase_particles(verb.lemma)
    if particles and not (after and after.lower in particles):
        return None
    if before and _noun_slot(before, verb):
        return None
    if i and tokens[i].text[0].isupper() and verb.lemma in ("state", "post", "press", "note", "report"):
        return None
    cue = (i, i + 2 if particles else i + 1)
    if i and tokens[i - 1].lower == "having":
        return None
    if not verb.past and not verb.gerund and before and _plural_noun(before, after):
        return None
    if verb.weak and not verb.past and not verb.gerund and not _leads_to_words(tokens, cue[1]):
        return None
    if (
        not verb.taking & {"words", "thought"}
        and after is not None
        and after.kind == "quote"
        and not _relative(tokens, i)
    ):
        return _passive(tokens, cue, verb)
    if verb.gerund:
        return participle_clause(tokens, cue, verb, found)
    if before and before.lower == "to":
        return infinitive_clause(tokens, cue, verb)
    if not verb.finite:
        return _passive(tokens, cue, verb)
    auxiliary = skip_auxiliaries(tokens, i)
    if any(tokens[j].lower in BE for j in range(auxiliary, i)):
        return _passive(tokens, cue, verb)
    inverted = _inverted(tokens, cue, verb)
    if inverted is not None:
        return inverted
    subject = subject_before(tokens, i)
    if subject is None or not _agrees(tokens, subject, verb, i):
        return _shared_subject(tokens, cue, verb, found)
    return Clause(subject.first, cue[1], cue, subject, verb, "any", _framing(tokens, auxiliary, i, verb))


def _leads_to_words(tokens: Sequence[Token], i: int) -> bool:
    if i < len(tokens) and tokens[i].text in (",", ":"):
        i += 1
    return i >= len(tokens) or tokens[i].kind != "word" or tokens[i].lower == "that" or is_name_word(tokens[i])


def _plural_noun(before: Token, after: Token | None) -> bool:
    """Whether "states", "comments", "claims" is the noun: ``past comments on``, ``many states, and``."""
    if before.lower in ("he", "she", "they", "it", "who", "i", "we", "you", "to") or is_name_word(before):
        return False
    return after is not None and after.lower in ("of", "on", "about", "by", "and", "or", "from")


def _relative(tokens: Sequence[Token], i: int) -> bool:
    """Whether the object of the verb stands before it: ``which Lind had called "..."``."""
    return any(t.lower in ("which", "that", "what", "whom", "who") for t in tokens[max(0, i - 8) : i])


def _noun_slot(before: Token, verb: Verb) -> bool:
    if before.lower in DETERMINERS and before.lower not in (
        "all",
        "both",
        "many",
        "some",
        "several",
        "few",
        "most",
        "one",
        "another",
    ):
        return True
    if before.lower.endswith(("'s", "’s")):
        return True
    return not verb.gerund and before.lower in _BEFORE_NOUN


_BEFORE_NOUN = frozenset(("of", "by", "with", "for", "from", "in", "about", "into", "under", "on"))


def _agrees(tokens: Sequence[Token], subject: Phrase, verb: Verb, i: int) -> bool:
    head = tokens[subject.last - 1]
    if tokens[i].text[0].isupper() and not head.text[0].isupper():
        return False
    if verb.past or head.lower in ("they", "we", "i", "you") or head.lower == "who":
        return True
    singular = tokens[i].lower.endswith("s")
    plural = (head.lower.endswith("s") and head.text[0].islower()) or tokens[max(0, subject.last - 2)].lower == "and"
    if singular:
        return not (head.lower.endswith("s") and head.text[0].islower() and not head.lower.endswith("ss"))
    modal = any(
        t.lower in HYPOTHETICAL or t.lower in ("do", "does", "did", "can", "must", "didn't", "doesn't")
        for t in tokens[subject.last : i]
    )
    return plural or modal


def _inverted(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    i = cue[0]
    if verb.lemma in ADDRESSED - {"ask", "warn", "caution", "advise", "urge"}:
        return None
    behind_quote = i > 0 and (
        tokens[i - 1].kind == "quote" or (tokens[i - 1].text in ",-—–" and i > 1 and tokens[i - 2].kind == "quote")
    )
    behind_clause = (
        i > 1 and tokens[i - 1].text == "," and not verb.weak and "words" in verb.taking and verb.lemma not in ADDRESSED
    )
    opening = i == 0 and tokens[i].text[0].isupper() and verb.lemma not in ADDRESSED
    if not (behind_quote or behind_clause or opening):
        return None
    mention = apposed_name(tokens, subject_after(tokens, cue[1]))
    if mention is None or (
        not behind_quote and not (_ends_clause(tokens, mention.last) and _person_like(tokens, mention))
    ):
        return None
    if behind_quote and "thought" in verb.taking and "words" not in verb.taking:
        return None
    return Clause(i, mention.last, cue, mention, verb, "inverted")


def _person_like(tokens: Sequence[Token], mention: Phrase) -> bool:
    words = tokens[mention.first : mention.last]
    return all(is_name_word(t) or t.kind == "mark" for t in words) or any(t.lower in ROLES for t in words)


def _ends_clause(tokens: Sequence[Token], i: int) -> bool:
    return (
        i >= len(tokens) or tokens[i].kind == "mark" or tokens[i].lower in ("in", "on", "at", "after", "during", "who")
    )


def _passive(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    """``was called "..." by Lind``: the speaker stands behind "by"."""
    quote = cue[1]
    if quote + 2 < len(tokens) and tokens[quote].kind == "quote" and tokens[quote + 1].lower == "by":
        mention = subject_after(tokens, quote + 2)
        if mention:
            return Clause(cue[0], cue[1], cue, mention, verb, "any", passive=True)
    return None


def _shared_subject(
    tokens: Sequence[Token], cue: tuple[int, int], verb: Verb, found: Sequence[Clause]
) -> Clause | None:
    """``Lind came back and said``: the verb after "and" shares the subject of the sentence."""
    i = skip_auxiliaries(tokens, cue[0])
    if not verb.past or i < 2 or tokens[i - 1].lower not in ("and", "but", "then", ","):
        return None
    previous = next((c for c in reversed(found) if c.mention is not None and c.side == "any"), None)
    mention = previous.mention if previous else sentence_subject(tokens, i)
    return Clause(cue[0], cue[1], cue, mention, verb, "following") if mention else None


def _framing(tokens: Sequence[Token], first: int, i: int, verb: Verb) -> Framing:
    between = {t.lower for t in tokens[first:i]}
    if between & _NEGATIVE or any(t.endswith(("n't", "n’t")) for t in between) or verb.lemma == "deny":
        return "denied"
    return "hypothetical" if between & HYPOTHETICAL else "asserted"


HYPOTHETICAL = words("will would may might could shall should ll 'll")


_NEGATIVE = words("never not n't didn't doesn't don't hasn't hadn't haven't nobody neither")
