"""Reporting clauses without a finite verb of their own: according to, in her words, adding, expected to say."""

from collections.abc import Sequence

from detente.inference.quotes.cues import Verb, lexicon
from detente.inference.quotes.expressions import OWNED
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.grammar import BE, PRONOUNS, Clause, Phrase, contraction, is_name_word
from detente.inference.quotes.inversion import apposed_name, subject_after
from detente.inference.quotes.phrases import clause_start, owner_before, subject_before
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.speech import document_before
from detente.inference.quotes.subjects import sentence_subject
from detente.inference.quotes.wordlists import words
from detente.model.article import Framing

_EXPECTED = words("expected likely due set scheduled going ready prepared preparing planning hoping plans")


_GOING_ON = words("on seemed appeared continued proceeded enough understood heard quick keen careful forced obliged")
_HASTENED = words("hastened hurried rushed hastens hurries continues used likes like liked loves")
_USING = words("used uses using seized seizes took takes broke breaks interrupted paused cited")
_REFUSED = words("refused declined refuses declines failed neglected able forced afraid unwilling reluctant unable")


_FRONTING = words("by in while when after before without and")
_BRINGING = words("prompted prompting led leading forced forcing caused causing moved provoked provoking compelled")
_PASSED_ON = words("quoted quotes quoting cited cites citing reported overheard heard recorded caught")
# ", replying to a question", ", commenting on the news": what somebody reacts to, not what he says.
_REACTING = words("answer reply respond comment react")
_TO_WHAT = words("to on upon a an the his her their its questions reporters journalists")
_WITHOUT = words("without avoided avoids avoiding")
_DATA = words("information data figures")
_GIVEN = words("received provided released published supplied")
_NEAR = 12
_FAR = 50


def colon_clause(tokens: Sequence[Token], colon: int) -> Clause | None:
    """``Lind was blunter: "..."``, ``Envoy: ...``, ``Her answer: ...``: a colon without a verb of reporting."""
    start = clause_start(tokens, colon)
    while start < colon and tokens[start].kind == "mark" and tokens[start].text != "(":
        start += 1
    words = tokens[start:colon]
    named = (
        words
        and len(words) < 9
        and all(is_name_word(t) or t.lower in ("and", "of", "the") or t.kind == "mark" for t in words)
    )
    saying = next((k for k in range(start + 1, colon) if tokens[k].lower in OWNED), None)
    owner = owner_before(tokens, saying) if saying else None
    if owner is not None:
        return Clause(start, colon + 1, (colon, colon + 1), owner, None, "colon")
    last = next((k for k in range(start, colon) if tokens[k].text == "("), colon)
    mention = Phrase(start, last) if named and last > start else sentence_subject(tokens[start:], colon - start)
    if mention is None:
        return None
    if not named:
        mention = Phrase(mention.first + start, mention.last + start)
    return Clause(start, colon + 1, (colon, colon + 1), mention, None, "colon")


def according_clause(tokens: Sequence[Token], i: int) -> Clause | None:
    """``according to Lind``, from the word "according" at ``i``."""
    if i + 2 >= len(tokens) or tokens[i + 1].lower != "to":
        return None
    mention = apposed_name(tokens, subject_after(tokens, _past_data(tokens, i + 2)))
    if tokens[i + 2].lower in ("him", "her", "them"):
        mention = Phrase(i + 2, i + 3)
    if mention is None:
        return None
    mention = _without_participle(tokens, mention)
    return Clause(i, mention.last, (i, i + 2), mention, None, "according")


def _past_data(tokens: Sequence[Token], i: int) -> int:
    """Behind ``information from`` in ``according to information from the port``: who gives it speaks."""
    noun = next((j for j in range(i, min(len(tokens) - 3, i + 3)) if tokens[j].lower in _DATA), None)
    if noun is None or not all(t.text[0].islower() for t in tokens[i:noun]):
        return i
    behind = noun + 1 + (tokens[noun + 1].lower in _GIVEN)
    return behind + 1 if tokens[behind].lower in ("from", "of", "by") else i


def _without_participle(tokens: Sequence[Token], mention: Phrase) -> Phrase:
    """``the report`` of ``the report published on Monday``."""
    last = tokens[mention.last - 1]
    verb = lexicon().get(last.lower) if last.text[0].islower() else None
    tells = verb is not None and verb.past and mention.last - mention.first > 2
    return Phrase(mention.first, mention.last - 1) if tells else mention


def infinitive_clause(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    """``is expected to say`` is hypothetical, ``went on to say`` is asserted, ``declined to say`` says nothing."""
    j = cue[0] - 2
    if j < 0:
        return None
    control = tokens[j].lower
    if control in ("is", "was", "are", "were"):
        subject = subject_before(tokens, j)
        return Clause(subject.first, cue[1], cue, subject, verb, "any", "hypothetical") if subject else None
    if control in _REFUSED and verb.lemma == "rule out":
        subject = subject_before(tokens, j)
        return Clause(subject.first, cue[1], cue, subject, verb) if subject else None
    if control in _REFUSED or control in ("not", "how", "what", "whether"):
        return None
    prompted = _prompted(tokens, cue[0] - 1)
    if prompted is not None:
        return Clause(prompted.first, cue[1], cue, prompted, verb)
    idiom = _idiom(tokens, j)
    if idiom is None:
        idiom = _use(tokens, j)
    if idiom is not None:
        subject = subject_before(tokens, idiom)
        return Clause(subject.first, cue[1], cue, subject, verb) if subject else None
    going_on = control in _GOING_ON or (control == "as" and j > 1 and tokens[j - 1].lower == "far")
    k = j
    while k > 0 and (
        tokens[k - 1].lower in BE or tokens[k - 1].lower in ("went", "goes", "has", "had", "also", "later", "seemed")
    ):
        k -= 1
    if going_on and (k == j or tokens[k - 1].lower in ("and", "but")):
        while k > 0 and j - k < 5 and tokens[k - 1].lower not in PRONOUNS and tokens[k - 1].text[:1].islower():
            k -= 1
    subject = subject_before(tokens, k)
    if subject is None:
        return None
    if not going_on and control not in _EXPECTED:
        return None
    framing: Framing = "asserted" if going_on else "hypothetical"
    return Clause(subject.first, cue[1], cue, subject, verb, "any", framing)


def _idiom(tokens: Sequence[Token], j: int) -> int | None:
    """Where ``was at pains`` or ``hastened`` begins, which ends at ``j`` before "to"; None where neither stands."""
    low = tokens[j].lower
    if low in _HASTENED:
        return j
    if low == "pains" and tokens[j - 1].lower in ("at", "took", "takes"):
        return j - 1
    out_of = low == "way" and j > 3 and [t.lower for t in tokens[j - 3 : j - 1]] == ["out", "of"]
    return j - 4 if out_of else None


def _use(tokens: Sequence[Token], j: int) -> int | None:
    """The verb of ``used the feast``, which ends at ``j`` before "to warn that"; None where there is none."""
    for k in range(j, max(0, j - _NEAR), -1):
        if tokens[k].lower in _USING:
            return k
        if tokens[k].kind != "word" or is_finite(tokens[k]) or tokens[k].lower in ("who", "that", "which"):
            return None
    return None


def _prompted(tokens: Sequence[Token], to: int) -> Phrase | None:
    """Who is brought to speak: ``That led Lind, who knew the port, to warn``; None where nobody is."""
    verb = next((j for j in range(to - 2, max(-1, to - _NEAR), -1) if tokens[j].lower in _BRINGING), None)
    if verb is None or any(t.kind == "quote" for t in tokens[verb:to]):
        return None
    brought = subject_after(tokens, verb + 1)
    if brought is None or brought.last > to:
        return None
    apart = tokens[brought.last].text == "," and tokens[to - 1].text == ","
    return brought if brought.last == to or apart else None


def participle_clause(
    tokens: Sequence[Token], cue: tuple[int, int], verb: Verb, found: Sequence[Clause]
) -> Clause | None:
    """``..., adding that``: the speaker is that of the clause before; ``quoted ... as saying``: its subject."""
    i = cue[0]
    if verb.lemma in _REACTING and cue[1] < len(tokens) and tokens[cue[1]].lower in _TO_WHAT:
        return None
    if i == 0 or (i == 1 and tokens[0].lower in _FRONTING):
        mention = _main_subject(tokens, cue[1])
        return Clause(i, cue[1], cue, mention, verb, "following") if mention else None
    before = tokens[i - 1]
    if before.lower == "as":
        return _quoted_as_saying(tokens, cue, verb)
    while (
        i > 1
        and tokens[i - 1].kind == "word"
        and (
            tokens[i - 1].lower.endswith("ly") or tokens[i - 1].lower in ("while", "before", "also", "by", "in", "and")
        )
    ):
        i -= 1
    if contraction(tokens[i - 1]):
        return Clause(i - 1, cue[1], cue, Phrase(i - 1, i), verb)
    if i > 0 and tokens[i - 1].lower in BE:
        subject = subject_before(tokens, i - 1)
        return Clause(subject.first, cue[1], cue, subject, verb) if subject else None
    previous = next((c for c in reversed(found) if c.mention is not None), None)
    mention = _author(tokens, i)
    if mention is None and is_name_word(before):
        mention = _own_subject(tokens, cue[0])
    if mention is None:
        mention = previous.mention if previous else sentence_subject(tokens, i) or _issuer(tokens, i)
    if mention is None or (verb.weak and not (_sings(tokens, cue, verb) or _beside_quotation(tokens, cue, verb))):
        return None
    framing: Framing = "denied" if _unsaid(tokens, cue[0]) else "asserted"
    return Clause(cue[0], cue[1], cue, mention, verb, "following", framing)


def _unsaid(tokens: Sequence[Token], i: int) -> bool:
    """``left without saying``, ``stopped short of saying``, ``avoided saying``"""
    before = tokens[i - 1].lower if i else ""
    return before in _WITHOUT or (before == "of" and i > 1 and tokens[i - 2].lower == "short")


def _author(tokens: Sequence[Token], i: int) -> Phrase | None:
    """Whose document the participle at ``i`` belongs to: ``a letter from Lind saying``."""
    document = document_before(tokens, i)
    if document is None or tokens[document + 1].lower not in ("from", "by"):
        return None
    author = subject_after(tokens, document + 2)
    return Phrase(author.first, min(author.last, i)) if author else None


def _issuer(tokens: Sequence[Token], i: int) -> Phrase | None:
    """Who puts out the document that the participle at ``i`` belongs to: ``The port issued a note saying``."""
    document = document_before(tokens, i)
    if document is None:
        return None
    verb = next((j for j in range(document - 1, max(-1, document - _NEAR), -1) if is_finite(tokens[j])), None)
    return subject_before(tokens, verb) if verb else None


def _sings(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> bool:
    """``chanting "..."``: a verb with other senses that reports here, for the words stand right behind it."""
    return verb.lemma in ("chant", "sing") and cue[1] < len(tokens) and tokens[cue[1]].kind == "quote"


def _beside_quotation(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> bool:
    """``, citing her "long experience"``, ``by slamming the "cartel"``: quoted words soon behind a participle."""
    before = tokens[cue[0] - 1]
    apart = before.text == "," or before.kind == "quote" or before.lower in _FRONTING
    return apart and verb.lemma != "show" and any(t.kind == "quote" for t in tokens[cue[1] : cue[1] + _NEAR])


def _main_subject(tokens: Sequence[Token], first: int) -> Phrase | None:
    """The subject behind the comma that closes an opening participle: ``Conceding that ..., Lind warned``."""
    for j in range(first, min(len(tokens), first + _FAR)):
        if tokens[j].text != "," and tokens[j].kind != "quote":
            continue
        verb = next((k for k in range(j + 2, min(len(tokens), j + _NEAR)) if is_finite(tokens[k])), None)
        found = subject_before(tokens, verb) if verb else None
        if found and found.first == j + 1:
            return found
    return None


def _own_subject(tokens: Sequence[Token], i: int) -> Phrase | None:
    """``with Lind saying``: the name right before the participle, not ``on Facebook, saying``."""
    subject = subject_before(tokens, i)
    if subject is None or (subject.first and tokens[subject.first - 1].lower in ("on", "in", "at", "to", "of", "from")):
        return None
    return subject


def _quoted_person(tokens: Sequence[Token], i: int) -> Phrase | None:
    alone = tokens[i].lower in ("him", "her", "them") and tokens[i + 1].lower == "as"
    return Phrase(i, i + 1) if alone else subject_after(tokens, i)


def _quoted_as_saying(tokens: Sequence[Token], cue: tuple[int, int], verb: Verb) -> Clause | None:
    for j in range(cue[0] - 2, max(-1, cue[0] - 24), -1):
        if tokens[j].lower in _PASSED_ON:
            k = j
            while k > 0 and (
                tokens[k - 1].lower in BE or tokens[k - 1].lower in ("has", "had", "have", "also", "later")
            ):
                k -= 1
            passive = k < j
            subject = subject_before(tokens, k) if passive else _quoted_person(tokens, j + 1)
            if subject is None:
                return None
            outlet = None if passive else subject_before(tokens, k)
            first = subject.first if passive else outlet.first if outlet else j
            return Clause(first, cue[1], cue, subject, verb)
    return None
