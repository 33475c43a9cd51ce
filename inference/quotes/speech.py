"""Whether a reporting clause tells of speech by somebody, and not of a poll, a name, or a question of the press."""

from collections.abc import Sequence

from detente.inference.quotes.finite import is_finite
from detente.inference.quotes.grammar import TIME, Clause, is_name_word
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words

_SURVEYS = words("poll polls survey surveys")
_POLLS = _SURVEYS | words("study studies figures data statistics results numbers voters respondents")
_PRESS = words(
    """
    journalist journalists reporter reporters correspondent correspondents interviewer moderator i we student host
    """
)
_ASKING = words("ask inquire enquire question wonder")
_HIDDEN = words("named identified quoted excused anonymous name names")
_INDEFINITE = words("a an another something somebody someone one")
_QUANTITIES = words("most own more less least newly recently first many few several some these those the")
DOCUMENTS = words(
    """
    statement letter ad tweet memo report post email message article note resolution speech petition comment
    statements letters communique declaration document transcript
    """
)
_ATTACHED = words("to on in from by for of about late early last this through via with signed")
_RELATED = words("everything anything nothing something whatever much little")
_NEAR = 11
_BEFORE_GERUND = words("as by while before after and but when is was are were be been in also thereby then keep kept")


def tells_speech(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether what ``c`` reports to its right counts as something said."""
    if c.mention is None or tokens[-1].text == "?":
        return False
    head = _head(tokens, c)
    if _of_something(tokens, c):
        return False
    if head in _POLLS or _counts(tokens, c):
        return False
    verb = c.verb
    if verb is None:
        return True
    if verb.lemma in _ASKING and (head in _PRESS or _asked(tokens, c) or _anonymity(tokens, c)):
        return False
    if head in ("i", "we"):
        return False
    if verb.lemma == "wonder" and not any(t.lower == "aloud" for t in tokens[c.cue[0] - 1 : c.cue[1] + 1]):
        return False
    if verb.gerund and verb.lemma in ("speak", "refer"):
        return False
    return not verb.gerund or _participle(tokens, c.cue[0])


def _of_something(tokens: Sequence[Token], c: Clause) -> bool:
    """``everything Lind promised came true``: of what somebody said, not that he said it."""
    assert c.mention is not None
    if c.side != "any" or c.cue[0] < c.mention.last:
        return False
    inside = c.mention.last - c.mention.first > 1 and tokens[c.mention.first].lower in _RELATED
    return inside or (c.first > 0 and tokens[c.first - 1].lower in _RELATED)


def _counts(tokens: Sequence[Token], c: Clause) -> bool:
    """``according to a poll published by``: the participle stands behind the head."""
    assert c.mention is not None
    return c.side == "according" and any(t.lower in _SURVEYS for t in tokens[c.mention.first : c.mention.last])


def _head(tokens: Sequence[Token], c: Clause) -> str:
    assert c.mention is not None
    for j in range(c.mention.first + 1, c.mention.last):
        if tokens[j].lower in ("of", "from", "for", "in", "at"):
            return tokens[j - 1].lower
    return tokens[c.mention.last - 1].lower


def _asked(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether "asked" is the participle: ``Lind, asked about the port, shrugged``."""
    before = tokens[c.cue[0] - 1].text if c.cue[0] else ""
    after = tokens[c.cue[1]].lower if c.cue[1] < len(tokens) else ""
    return before == "," and after in ("about", "for", "whether", "if", "why", "how", "what", "by", "to")


def _anonymity(tokens: Sequence[Token], c: Clause) -> bool:
    return any(t.lower in _HIDDEN or t.lower == "anonymity" for t in tokens[c.cue[1] : c.cue[1] + 8])


def _participle(tokens: Sequence[Token], i: int) -> bool:
    """Whether the -ing form at ``i`` has a subject of its own: ``, adding that``, ``a letter urging``."""
    if i == 0:
        return True
    before = tokens[i - 1]
    if (
        before.kind == "quote"
        or before.text in (",", "—", "–", "--", "-")
        or before.lower in _BEFORE_GERUND
        or before.lower.endswith("ly")
    ):
        return True
    return document_before(tokens, i) is not None or (i + 1 < len(tokens) and tokens[i + 1].lower == "that")


def document_before(tokens: Sequence[Token], i: int) -> int | None:
    """The document that the participle at ``i`` belongs to: ``a letter to the board on Friday saying``."""
    for j in range(i - 1, max(-1, i - _NEAR), -1):
        t = tokens[j]
        if t.lower in DOCUMENTS:
            attached = j + 1 == i or tokens[j + 1].lower in TIME or tokens[j + 1].lower in _ATTACHED
            return j if attached else None
        if t.kind != "word" or is_finite(t):
            return None
    return None


def is_adjective(tokens: Sequence[Token], c: Clause) -> bool:
    """Whether the participle belongs to the noun behind it: ``758 pledged delegates``, ``its own proposed rules``."""
    assert c.mention is not None
    last = tokens[c.mention.last - 1]
    between = c.cue[0] > c.mention.last
    return not between and (last.text[:1].isdigit() or last.lower in _QUANTITIES)


def names_something(tokens: Sequence[Token], c: Clause, first: int, last: int) -> bool:
    """Whether "called" gives a mere name: ``a ship called Aurora``, ``what he calls progress``."""
    assert c.mention is not None
    words_before = {t.lower for t in tokens[max(0, c.first - 3) : c.first]}
    if tokens[c.mention.first].lower in _INDEFINITE or words_before & {"what", "which", "that", "so"}:
        return True
    if tokens[first].lower in ("him", "her", "it", "them", "himself", "herself", "itself", "themselves"):
        return last - first < 2
    judged = any(
        t.lower in ("a", "an", "the", "one", "his", "their") or t.kind == "quote" for t in tokens[first + 1 : last]
    )
    return not judged and (
        all(is_name_word(t) for t in tokens[first:last]) or any(is_finite(t) for t in tokens[first:last])
    )
