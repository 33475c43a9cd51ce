"""The subject of a verb of reporting: who says it, read from the words to its left."""

from collections.abc import Sequence

from detente.inference.quotes.chunks import OBJECTS, all_name, before_parenthesis, ending_at, names_somebody
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.grammar import (
    AUXILIARIES,
    DETERMINERS,
    FUNCTION,
    INNER_PREPOSITIONS,
    OPENERS,
    ROLES,
    TIME,
    Phrase,
    is_name_word,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.speech import DOCUMENTS
from detente.inference.quotes.wordlists import words

_INTERJECTIONS = words("however though meanwhile too again instead nonetheless nevertheless moreover therefore")
_DATING = words("on last this late early")
_DASHES = ("-", "--", "—", "–")
_LONGEST_ASIDE = 26
_NEAR = 14
_PUBLISHED = words("issued released published posted signed sent adopted circulated distributed prepared drafted")
_BEHIND = (
    INNER_PREPOSITIONS | TIME | words("by after before during following late early earlier last this jointly here")
)
# No clause is longer; without the limit a text without full stops takes quadratic time.
_REACH = 80


def clause_start(tokens: Sequence[Token], i: int) -> int:
    """The first token of the stretch of words left of ``i`` that no quotation, colon or semicolon interrupts."""
    j, floor = i, max(0, i - _REACH)
    while (
        j > floor and tokens[j - 1].kind != "quote" and tokens[j - 1].text not in (";", ":", "--", "—", "–", "\u2026")
    ):
        j -= 1
    return j


def skip_auxiliaries(tokens: Sequence[Token], i: int) -> int:
    """The index behind the last token left of ``i`` that is no auxiliary or adverb."""
    while i > 0:
        t = tokens[i - 1]
        if i > 1 and t.lower in TIME and tokens[i - 2].lower in _DATING:
            i -= 2
            continue
        if t.kind != "word" or not (
            t.lower in AUXILIARIES or (t.lower.endswith("ly") and t.text[0].islower() and len(t.text) > 4)
        ):
            break
        i -= 1
    return i


def subject_before(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The subject of the verb at ``i``, from the words to its left."""
    start = clause_start(tokens, i)
    end = skip_auxiliaries(tokens, i)
    end = _before_interjection(tokens, start, end)
    if end == start or tokens[end - 1].text == "-":
        start, end = _around_dashes(tokens, end)
    while end > start and tokens[end - 1].text == ")":
        end = before_parenthesis(tokens, start, end)
    end = _before_date(tokens, start, end)
    if end <= start:
        return None
    end = _published_end(tokens, start, end)
    last = tokens[end - 1]
    if last.lower == "who" or last.lower == "which":
        return _antecedent(tokens, ending_at(tokens, start, _before_comma(tokens, start, end - 1)))
    if last.text in (",", "-"):
        return _with_apposition(tokens, start, end - 1)
    comma = next((j for j in range(end - 1, start, -1) if tokens[j].text == ","), start)
    relative = next((j for j in range(max(comma + 1, end - 24), end) if tokens[j].lower == "who"), None)
    if relative is not None and tokens[relative - 1].kind == "word":
        several = tokens[relative - 1].lower in ("those", "many", "some", "others", "all")
        end = relative if several or tokens[relative - 1].lower not in FUNCTION else end
    return ending_at(tokens, start, end)


def _before_date(tokens: Sequence[Token], start: int, end: int) -> int:
    """``Your letter of June 4th claims``: the date is no part of the subject."""
    day = tokens[end - 1].text if end > start else ""
    if not day[:1].isdigit() or end - 3 < start or tokens[end - 2].lower not in TIME:
        return end
    return end - 3 if tokens[end - 3].lower in ("of", "from", "on", "dated") else end - 2


def _published_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Behind the document itself: ``a statement`` of ``a statement issued after the meeting``."""
    for j in range(max(start + 1, end - _NEAR), end):
        if tokens[j].lower in _PUBLISHED and tokens[j - 1].lower in DOCUMENTS and tokens[j + 1].lower in _BEHIND:
            document = ending_at(tokens, start, j)
            alone = document is not None and (
                document.first == start or tokens[document.first - 1].lower not in INNER_PREPOSITIONS
            )
            return j if alone and not any(map(is_finite, tokens[j + 1 : end])) else end
    return end


def _around_dashes(tokens: Sequence[Token], end: int) -> tuple[int, int]:
    """``Lind — a teacher from Visby — says``: the words before the pair of dashes that closes before ``end``."""
    if not end or tokens[end - 1].text not in _DASHES:
        return end, end
    opened = next((j for j in range(end - 2, max(-1, end - _LONGEST_ASIDE), -1) if tokens[j].text in _DASHES), None)
    if opened is None or any(t.kind == "quote" for t in tokens[opened:end]):
        return end, end
    return clause_start(tokens, opened), opened


def _before_interjection(tokens: Sequence[Token], start: int, end: int) -> int:
    """``Lind has, however, said``: the end of the subject is left of the auxiliary."""
    if end - 3 < start or tokens[end - 1].text != "," or tokens[end - 3].text != ",":
        return end
    return skip_auxiliaries(tokens, end - 3) if tokens[end - 2].lower in _INTERJECTIONS else end


def _antecedent(tokens: Sequence[Token], phrase: Phrase | None) -> Phrase | None:
    """Whom "who" takes up: in ``a sharp attack on Lind, who said`` the name alone, for an attack says nothing.

    In ``Lind, a nurse who says`` it is the name that the nurse explains.
    """
    if phrase is None:
        return None
    if not is_name_word(tokens[phrase.last - 1]):
        return _explained_by(tokens, phrase) or phrase
    link = next((j for j in range(phrase.last - 1, phrase.first, -1) if tokens[j].lower in INNER_PREPOSITIONS), None)
    if link is None or any(t.lower in ROLES for t in tokens[phrase.first : link]):
        return phrase
    return Phrase(link + 1, phrase.last)


def _explained_by(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """The name at the beginning that the phrase behind the comma explains."""
    comma = phrase.first - 1
    if comma < 1 or tokens[comma].text != "," or tokens[phrase.first].lower not in ("a", "an", "the"):
        return None
    first = comma
    while first and is_name_word(tokens[first - 1]):
        first -= 1
    return Phrase(first, comma) if first < comma and (not first or tokens[first - 1].kind != "word") else None


def _before_comma(tokens: Sequence[Token], start: int, end: int) -> int:
    return end - 1 if end > start and tokens[end - 1].text == "," else end


def _with_apposition(tokens: Sequence[Token], start: int, end: int) -> Phrase | None:
    """``NAME, a former envoy, said``: the words before the apposition that ends at ``end``."""
    parts = _comma_parts(tokens, start, end)
    opening = _explained(tokens, parts)
    if opening is not None:
        return opening
    own = ending_at(tokens, parts[-1][0], parts[-1][1])
    if own and own.first == parts[-1][0] and all_name(tokens, own) and len(parts) > 1 and own.last - own.first > 1:
        return own
    for first, last in reversed(parts[:-1]):
        if _introduces(tokens, first, last):
            continue
        phrase = ending_at(tokens, first, last)
        if phrase and names_somebody(tokens, phrase):
            return phrase
    return own


def clause_first(tokens: Sequence[Token], subject: Phrase) -> int:
    """The first token of the clause of a subject: a name can be behind the words that it explains or is explained by.

    ``its spokeswoman, Anna Lind, said`` begins with the office, ``a claim Lind dismissed`` with the object.
    """
    comma = subject.first - 1
    if comma < 2 or not is_name_word(tokens[subject.first]):
        return subject.first
    if tokens[comma].lower in OBJECTS:
        first = next((j for j in range(comma - 1, max(-1, comma - 4), -1) if tokens[j].lower in DETERMINERS), None)
        return subject.first if first is None else first
    first = next((j + 1 for j in range(comma - 1, -1, -1) if tokens[j].kind != "word"), 0)
    stretch = tokens[first:comma]
    office = len(stretch) > 1 and stretch[0].lower in DETERMINERS and any(t.lower in ROLES for t in stretch)
    return first if tokens[comma].text == "," and office and not any(map(is_finite, stretch)) else subject.first


def copula_before(tokens: Sequence[Token], first: int) -> int | None:
    """Where ``"..." is all that`` puts its verb, behind the quotation that the subject at ``first`` says."""
    j = first - 1
    j -= j > 0 and tokens[j].lower == "that"
    if j < 2 or tokens[j].lower not in ("all", "what", "how") or tokens[j - 1].lower not in ("is", "was"):
        return None
    return j - 1 if tokens[j - 2].kind == "quote" or (j > 2 and tokens[j - 3].kind == "quote") else None


def owner_before(tokens: Sequence[Token], i: int) -> Phrase | None:
    """Whose word it is: ``his insistence``, ``Lind's repeated call``."""
    for j in range(i - 1, max(-1, i - 4), -1):
        if tokens[j].lower in ("his", "her", "their", "its"):
            return Phrase(j, j + 1)
        if tokens[j].lower.endswith(("'s", "’s", "s'", "s’")):
            return _named_owner(tokens, j)
        if tokens[j].kind != "word":
            break
    return None


def _named_owner(tokens: Sequence[Token], i: int) -> Phrase:
    """The name or the noun with its determiner that ends in the possessive at ``i``."""
    first = i
    while first and is_name_word(tokens[i]) and is_name_word(tokens[first - 1]):
        first -= 1
    determiner = next((j for j in range(i - 1, max(-1, i - 4), -1) if tokens[j].lower in DETERMINERS), first)
    return Phrase(first if is_name_word(tokens[i]) else determiner, i + 1)


def _explained(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> Phrase | None:
    """``Lind, the editor of the town's paper, the Lund Post,``: a name alone, explained by all that follows."""
    if len(parts) < 3:
        return None
    first, last = parts[0]
    while first < last and tokens[first].lower in OPENERS:
        first += 1
    phrase = Phrase(first, last)
    follows = tokens[parts[1][0]].lower
    names = last - first > 1 and all_name(tokens, phrase)
    return phrase if names and follows in ("who", "whose", "a", "an", "the", "author", "director", "former") else None


def _comma_parts(tokens: Sequence[Token], start: int, end: int) -> list[tuple[int, int]]:
    parts, first = [], max(start, end - 80)
    for j in range(first, end):
        if tokens[j].text == ",":
            parts.append((first, j))
            first = j + 1
    parts.append((first, end))
    return [p for p in parts if p[0] < p[1]] or [(start, end)]


def _introduces(tokens: Sequence[Token], first: int, last: int) -> bool:
    t = tokens[first]
    if t.lower in ("of", "from", "in", "at"):
        return last - first < 3 or not (is_name_word(tokens[last - 1]) and is_name_word(tokens[last - 2]))
    return (
        t.lower in ("who", "which", "whose", "including", "where", "however", "when", "speaking")
        or t.text.isdigit()
        or (
            t.lower in ("a", "an")
            and first > 0
            and tokens[first - 1].text == ","
            and not all_name(tokens, Phrase(last - 1, last))
        )
    )
