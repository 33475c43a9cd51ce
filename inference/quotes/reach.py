"""How far reported words without marks reach: to the next report, to the narration, or to the sentence's end."""

from collections.abc import Sequence

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.grammar import PRONOUNS, VERBISH, Clause, is_name_word
from detente.inference.quotes.openers import opening
from detente.inference.quotes.phrases import skip_auxiliaries
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.withholding import WITHHOLDING, withholds
from detente.inference.quotes.wordlists import words

_DASHES = ("-", "--", "—", "–")
# Where narration can begin again.
_TURNS = frozenset((";", ",", *_DASHES)) | WITHHOLDING
_PHRASE_ENDS = words("when after amid")
_FRONTING = words("while although though after before if as when since because once by in")
_JOINING = words("and but while though although whereas yet")
_PLAIN = words("say insist warn argue add")
_CLAIMS = words("claim charge accusation allegation assertion")
_NO_MAIN = _JOINING | _PHRASE_ENDS
_NARRATING = _NO_MAIN | PRONOUNS
_LINKING = words(
    "and or but that which who whom whose when while if because as where whether what how than since until after before"
)
_BEFORE_OWN_VERB = PRONOUNS | words("never always still also now then there not ever even")
_NOW = words("now still also then later never since once")
_DOUBTERS = words("few nobody none others not many most critics hardly")
_BELIEVING = words(
    "believe believes believed agree agrees agreed convinced persuaded sure buy buys doubt doubts disagree"
)
_ADDING = words("with without including of against for from both even especially")


def clause_end(tokens: Sequence[Token], clauses: Sequence[Clause], c: Clause, first: int) -> int:
    """The token behind the reported clause that begins at ``first``."""
    end = _next_report(tokens, clauses, c, first)
    if c.mention is not None and c.mention.first >= max(first, c.cue[1]):
        end = min(end, c.mention.first - 1)
    end = min(end, _other_report(tokens, clauses, first, end))
    if _fronted(tokens, c):
        end = min(end, _main_clause(tokens, first, end))
    if relative(tokens, c) or _in_subject(tokens, c):
        end = min(end, _relative_end(tokens, first, end), _main_verb(tokens, first, end))
    return min(end, _stop(tokens, first, end))


def object_end(tokens: Sequence[Token], clauses: Sequence[Clause], c: Clause, first: int) -> int:
    """The token behind the reported phrase that begins at ``first``."""
    end = clause_end(tokens, clauses, c, first)
    for j in range(first + 1, end):
        t = tokens[j]
        if t.text in ("(", ":") or t.text in _DASHES or t.lower in _PHRASE_ENDS:
            return j
        if t.text == "," and not (_lists(tokens, j, end) or _adds(tokens, j, end)):
            return j
        if t.lower in ("and", "but", "or") and j + 1 < end and _verb_follows(tokens, j + 1):
            return j
    return end


def relative(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the clause stands in a relative one: ``Lind, who says ..., left``."""
    before = skip_auxiliaries(tokens, c.cue[0]) - 1
    return before >= 0 and tokens[before].lower in ("who", "which")


def _in_subject(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether a noun reports that is the subject itself: ``Moscow's claim that ... was mocked``."""
    noun = c.verb is not None and not (c.verb.finite or c.verb.gerund)
    return noun and c.mention is not None and c.mention.last <= c.cue[0] and not any(map(is_finite, tokens[: c.cue[0]]))


def _main_verb(tokens: Sequence[Token], first: int, end: int) -> int:
    """The verb of the main clause that goes on without a comma: ``a man who said he was Oleg pointed at a bridge``."""
    own = next((j for j in range(first, end) if is_finite(tokens[j])), end)
    if tokens[first].lower in PRONOUNS:
        own = min(own, first + 1)
    for j in range(own + 2, end):
        if tokens[j].kind != "word" or tokens[j].lower in _LINKING:
            return end
        behind_name = is_name_word(tokens[j - 1]) and not (j + 1 < end and tokens[j + 1].lower == "by")
        if tokens[j].lower in VERBISH - {"be", "been"} or (behind_name and is_finite(tokens[j])):
            # "never was", "soldiers it had sent": these have a subject or an adverb of the same clause before them.
            return end if tokens[j - 1].lower in _BEFORE_OWN_VERB else j
    return end


def _relative_end(tokens: Sequence[Token], first: int, end: int) -> int:
    """The comma behind which the main clause goes on with its verb."""
    for j in range(first, end - 1):
        if tokens[j].text == "," and (is_finite(tokens[j + 1]) or (j + 2 < end and _adverb_verb(tokens, j + 1))):
            return j
    return end


def _adverb_verb(tokens: Sequence[Token], j: int) -> bool:
    return (tokens[j].lower.endswith("ly") or tokens[j].lower in _NOW) and is_finite(tokens[j + 1])


def _next_report(tokens: Sequence[Token], clauses: Sequence[Clause], c: Clause, first: int) -> int:
    """Before the next clause of the same speaker: ``and added that``, ``, adding that``."""
    for other in clauses:
        if other.cue[0] <= first or other.side != "following" or not _reports(tokens, other):
            continue
        before = other.cue[0] - 1
        while before > first and (tokens[before].lower.endswith("ly") or tokens[before].lower in ("also", "then")):
            before -= 1
        if tokens[before].text == "," or (tokens[before].lower in ("and", "but") and _coordinate(tokens, c, other)):
            return before - 1 if tokens[before - 1].text == "," else before
        if tokens[before].lower in ("while", "before", "by"):
            return before
    return len(tokens)


def _fronted(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the report stands in a subordinate clause ahead of the main one: ``While Lind says ..., ...``."""
    return 0 < c.first <= 3 and tokens[c.first - 1].lower in _FRONTING


def _main_clause(tokens: Sequence[Token], first: int, end: int) -> int:
    """The last comma behind which a noun phrase and a verb follow, and no list."""
    for j in range(first + 2, end - 2):
        if tokens[j].text == "," and _opens_main(tokens[j + 1]) and any(map(is_finite, tokens[j + 2 : j + 14])):
            return j
    return end


def _opens_main(t: Token) -> bool:
    return t.kind == "word" and t.lower not in _NO_MAIN and not t.lower.endswith("ing")


def _other_report(tokens: Sequence[Token], clauses: Sequence[Clause], first: int, end: int) -> int:
    """Before a coordinate clause that reports with a subject of its own: ``, but Orlov said``."""
    for other in clauses:
        if other.side not in ("any", "inverted") or other.first <= first or other.cue[0] >= end:
            continue
        for j in range(other.first - 1, max(first, other.first - 12), -1):
            if tokens[j].lower == "that":
                break
            if tokens[j].lower in ("while", "whereas") and other.first == j + 1 and opening(tokens, other) is not None:
                return j
            if tokens[j].lower in _JOINING and (tokens[j - 1].text == "," or tokens[j - 1].kind == "quote"):
                stop = j - 1 if tokens[j - 1].text == "," else j
                return stop if opening(tokens, other) is not None or _announces(tokens, other) else end
            if tokens[j].kind == "quote" or is_finite(tokens[j]):
                break
        if tokens[other.first - 1].text == "," and other.first > first + 1 and _clause_behind(tokens, other):
            return other.first - 1
    return end


def _clause_behind(tokens: Sequence[Token], other: Clause) -> bool:
    """``Lind said it was, Orlov said it was not``: two reports that only a comma keeps apart."""
    if other.verb is None or other.verb.lemma not in _PLAIN or relative(tokens, other):
        return False
    begins = opening(tokens, other)
    spliced = begins is not None and begins.form == "clause" and other.last == begins.first
    return spliced and not tokens[other.first].text[0].isdigit()


def _announces(tokens: Sequence[Token], other: Clause) -> bool:
    """Whether a quotation follows the clause."""
    return any(t.kind == "quote" for t in tokens[other.last : other.last + 3])


def _reports(tokens: Sequence[Token], other: Clause) -> bool:
    """Whether something follows that the clause reports, in or without marks."""
    i = other.cue[1]
    return opening(tokens, other) is not None or (i < len(tokens) and tokens[i].kind == "quote")


def _coordinate(tokens: Sequence[Token], c: Clause, other: Clause) -> bool:
    """Whether the verb behind "and" reports and is no part of what is reported: a past one, or one with "that".

    In the present both are: ``Lind denies that ... and says ...``.
    """
    verb = other.verb
    if verb is not None and verb.lemma in _PLAIN and all(tokens[x.cue[0]].lower.endswith("s") for x in (c, other)):
        return True
    follows = tokens[other.cue[1]].lower if other.cue[1] < len(tokens) else ""
    return verb is not None and (verb.past or follows == "that")


def _stop(tokens: Sequence[Token], first: int, end: int) -> int:
    depth = 0
    for j in range(first, end):
        text = tokens[j].text
        if text in ("(", "["):
            depth += 1
        elif text in (")", "]"):
            depth -= 1
            if depth < 0:
                return j
        elif not depth and tokens[j].lower in _TURNS and _narrates(tokens, first, j, end):
            return j
    return end


def _narrates(tokens: Sequence[Token], first: int, j: int, end: int) -> bool:
    """Whether the writer speaks again from the mark or conjunction at ``j`` on."""
    text = tokens[j].text
    if text in (",", *_DASHES):
        return _judges(tokens, j + 1, end) or comments(tokens, j + 1, end)
    return text == ";" or (j > first and withholds(tokens, j))


def _judges(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the writer says what others make of it: ``, a charge Lind rejects``, ``, something Lind denies``."""
    if j + 3 >= end:
        return False
    claim = tokens[j].lower in ("a", "an") and tokens[j + 1].lower in _CLAIMS
    claim = claim and tokens[j + 2].kind == "word" and tokens[j + 2].lower not in ("and", "or")
    return claim or (tokens[j].lower == "something" and is_name_word(tokens[j + 1]))


def comments(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the writer comments on what is said: ``, and he is right``, ``, but few in Moscow believe it``."""
    if j + 3 >= end:
        return False
    who = tokens[j + 1].lower
    if tokens[j].lower == "and":
        return who in ("he", "she", "they") and tokens[j + 3].lower in ("right", "wrong")
    return tokens[j].lower == "but" and who in _DOUBTERS and any(t.lower in _BELIEVING for t in tokens[j + 2 : j + 9])


def _lists(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the comma at ``j`` is one of a list: ``bread, salt and wine``."""
    for k in range(j + 1, min(end, j + 7)):
        if tokens[k].lower in ("and", "or") and k + 1 < end:
            return not _verb_follows(tokens, k + 1) and tokens[k + 1].lower not in PRONOUNS
        if is_finite(tokens[k]) or tokens[k].lower.endswith("ing") or tokens[k].text in _DASHES:
            return False
    return False


def _adds(tokens: Sequence[Token], j: int, end: int) -> bool:
    """Whether the words behind the comma at ``j`` still belong to the phrase: ``a drill, with boats``."""
    if j + 2 >= end:
        return False
    t = tokens[j + 1]
    narrated = t.lower in _NARRATING or t.lower.endswith("ing") or is_finite(t)
    return t.lower in _ADDING or not (narrated or t.kind == "quote")


def _verb_follows(tokens: Sequence[Token], j: int) -> bool:
    if tokens[j].lower.endswith("ly") and j + 1 < len(tokens):
        j += 1
    verb = lexicon().get(tokens[j].lower)
    return is_finite(tokens[j]) or (verb is not None and verb.finite and tokens[j].lower.endswith("s"))
