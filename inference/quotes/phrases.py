"""Noun phrases beside a verb of reporting: who says it, read from the words to its left or right."""

from collections.abc import Sequence

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.grammar import (
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    FUNCTION,
    INNER_PREPOSITIONS,
    LINKS,
    OPENERS,
    PARTICLES,
    PRONOUNS,
    ROLES,
    TIME,
    VERBISH,
    Phrase,
    is_name_word,
)
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_A = words("a an his her their")
_INTERJECTIONS = words("however though meanwhile too again instead nonetheless nevertheless moreover therefore")
_BEFORE_NAME = BREAKS | OPENERS | {"and"}
_DATING = words("on last this late early")
_DASHES = ("--", "—", "–")
_LONGEST_ASIDE = 26
# No clause is longer; without the limit a text without full stops takes quadratic time.
_REACH = 80


def clause_start(tokens: Sequence[Token], i: int) -> int:
    """The first token of the stretch of words left of ``i`` that no quotation, colon or semicolon interrupts."""
    j = i
    while (
        j > max(0, i - _REACH)
        and tokens[j - 1].kind != "quote"
        and tokens[j - 1].text not in (";", ":", "--", "—", "–", "\u2026")
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
    if end == start:
        start, end = _around_dashes(tokens, end)
    while end > start and tokens[end - 1].text == ")":
        end = _before_parenthesis(tokens, start, end)
    if end <= start:
        return None
    last = tokens[end - 1]
    if last.lower == "who" or last.lower == "which":
        return _antecedent(tokens, _ending_at(tokens, start, _before_comma(tokens, start, end - 1)))
    if last.text in (",", "-"):
        return _with_apposition(tokens, start, end - 1)
    comma = next((j for j in range(end - 1, start, -1) if tokens[j].text == ","), start)
    relative = next((j for j in range(max(comma + 1, end - 24), end) if tokens[j].lower == "who"), None)
    if relative is not None and tokens[relative - 1].kind == "word" and tokens[relative - 1].lower not in FUNCTION:
        end = relative
    return _ending_at(tokens, start, end)


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
    """Whom "who" takes up: in ``a sharp attack on Lind, who said`` the name alone, for an attack says nothing."""
    if phrase is None or not is_name_word(tokens[phrase.last - 1]):
        return phrase
    link = next((j for j in range(phrase.last - 1, phrase.first, -1) if tokens[j].lower in INNER_PREPOSITIONS), None)
    if link is None or any(t.lower in ROLES for t in tokens[phrase.first : link]):
        return phrase
    return Phrase(link + 1, phrase.last)


def _before_parenthesis(tokens: Sequence[Token], start: int, end: int) -> int:
    j = end - 1
    while j > start and tokens[j].text != "(":
        j -= 1
    return j if tokens[j].text == "(" else start


def _before_comma(tokens: Sequence[Token], start: int, end: int) -> int:
    return end - 1 if end > start and tokens[end - 1].text == "," else end


def _with_apposition(tokens: Sequence[Token], start: int, end: int) -> Phrase | None:
    """``NAME, a former envoy, said``: the words before the apposition that ends at ``end``."""
    parts = _comma_parts(tokens, start, end)
    opening = _explained(tokens, parts)
    if opening is not None:
        return opening
    own = _ending_at(tokens, parts[-1][0], parts[-1][1])
    if own and own.first == parts[-1][0] and _all_name(tokens, own) and len(parts) > 1 and own.last - own.first > 1:
        return own
    for first, last in reversed(parts[:-1]):
        if _introduces(tokens, first, last):
            continue
        phrase = _ending_at(tokens, first, last)
        if phrase and names_somebody(tokens, phrase):
            return phrase
    return own


def _explained(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> Phrase | None:
    """``Lind, the editor of the town's paper, the Lund Post,``: a name alone, explained by all that follows."""
    if len(parts) < 3:
        return None
    first, last = parts[0]
    while first < last and tokens[first].lower in OPENERS:
        first += 1
    phrase = Phrase(first, last)
    follows = tokens[parts[1][0]].lower
    names = last - first > 1 and _all_name(tokens, phrase)
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
            and not _all_name(tokens, Phrase(last - 1, last))
        )
    )


def _all_name(tokens: Sequence[Token], phrase: Phrase) -> bool:
    return all(is_name_word(t) or t.lower in PARTICLES or t.text == "." for t in tokens[phrase.first : phrase.last])


def names_somebody(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Whether the phrase has a name, a pronoun, or a determiner at its head."""
    words = tokens[phrase.first : phrase.last]
    return any(is_name_word(t) for t in words) or words[0].lower in DETERMINERS or words[0].lower in PRONOUNS


def _ending_at(tokens: Sequence[Token], start: int, end: int) -> Phrase | None:
    """The noun phrase whose last token stands before ``end``, no further left than ``start``."""
    while end > start and tokens[end - 1].text == ")":
        end = _before_parenthesis(tokens, start, end)
    if end <= start:
        return None
    if tokens[end - 1].lower in PRONOUNS:
        return Phrase(end - 1, end)
    first = _chunk_start(tokens, start, end)
    if first is None:
        return None
    while (longer := _attached(tokens, start, first)) is not None:
        first = longer
    if tokens[start].lower in INNER_PREPOSITIONS:
        first = _name_at_end(tokens, first, end)
    return _named_before(tokens, start, first) or Phrase(first, end)


def _named_before(tokens: Sequence[Token], start: int, first: int) -> Phrase | None:
    """``Lind in a long post said``: a name at the beginning, and the medium between it and its verb."""
    if (
        first - 2 < start
        or tokens[first - 1].lower not in ("in", "on", "at", "during")
        or tokens[first].lower not in _A
    ):
        return None
    left = _chunk_start(tokens, start, first - 1)
    if left is None or first - 1 - left < 1 or not _all_name(tokens, Phrase(left, first - 1)):
        return None
    opens = left == start or tokens[left - 1].text == "," or tokens[left - 1].lower in _BEFORE_NAME
    return Phrase(left, first - 1) if opens else None


def _name_at_end(tokens: Sequence[Token], first: int, end: int) -> int:
    """``In a talk with a radio station Lena Lind``: the name begins where the lower-case words end."""
    j = end
    while j > first and is_name_word(tokens[j - 1]):
        j -= 1
    return (
        j
        if end - j > 1 and j > first and tokens[j - 1].text[0].islower() and tokens[j - 1].lower not in ROLES
        else first
    )


def _chunk_start(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Left end of determiner, adjectives and nouns that end at ``end``."""
    j = end
    while j > max(start, end - 12):
        t = tokens[j - 1]
        if t.lower in DETERMINERS and not (j < end and tokens[j].lower in DETERMINERS):
            j -= 1
            if j > start and tokens[j - 1].lower in ("the", "all", "his", "her", "its", "their") and t.lower != "the":
                continue
            break
        if t.text in (".", "&", "/"):
            if j == end or tokens[j - 2].kind != "word":
                break
            j -= 1
            continue
        if t.kind != "word" or t.lower in FUNCTION or t.lower in TIME:
            break
        if t.lower in INNER_PREPOSITIONS or t.lower in ("and", "by", "not") or _reports(tokens, j - 1):
            break
        j -= 1
    while j < end and (tokens[j].text in (".", "&", "/") or (tokens[j].kind == "word" and _opens(tokens, j, end))):
        j += 1
    return j if j < end else None


def _opens(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the word opens the sentence and is no part of the name: ``Then Lind``, ``Afterwards Lind``."""
    low = tokens[j].lower
    return low in OPENERS or (low in _ADVERBS and j + 1 < end and is_name_word(tokens[j + 1]))


_ADVERBS = words("afterward afterwards later earlier even nearby elsewhere once only perhaps likewise today")
_PRESENT = words("says tells adds insists warns argues writes asks explains")


def _reports(tokens: Sequence[Token], j: int) -> bool:
    """Whether the token is a verb of reporting in the past, which no noun phrase contains."""
    verb = lexicon().get(tokens[j].lower)
    reports = verb is not None and (verb.past or tokens[j].lower in _PRESENT)
    return reports and not (j and tokens[j - 1].lower in DETERMINERS)


def _attached(tokens: Sequence[Token], start: int, first: int) -> int | None:
    """``the head of`` before ``the agency``, ``Lind and`` before ``Moreau``: the new left end, or None."""
    if first - 2 < start:
        return None
    joint = tokens[first - 1].lower
    if joint in ("and", "or"):
        left = _chunk_start(tokens, start, first - 1)
        if left is None or left > first - 2:
            return None
        alone = left == start or tokens[left - 1].text == "," or tokens[left - 1].kind == "quote"
        both = is_name_word(tokens[first - 2]) == is_name_word(tokens[first])
        return left if alone and both and _no_verb(tokens, left, first - 1) else None
    if joint in INNER_PREPOSITIONS:
        left = _chunk_start(tokens, start, first - 1)
        if left is None or left >= first - 1:
            return None
        roles = any(t.lower in ROLES for t in tokens[left : first - 1])
        opens = left == start or tokens[left - 1].text == ","
        definite = tokens[left].lower in DETERMINERS
        nominal = definite or roles or (joint in LINKS and opens)
        return left if nominal and (joint in LINKS or definite or tokens[first - 2].text[0].islower()) else None
    return None


def _no_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    return not any(t.lower in VERBISH or (t.lower in lexicon() and t.lower.endswith("ed")) for t in tokens[first:last])
