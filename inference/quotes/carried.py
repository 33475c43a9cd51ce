"""Words that somebody carries or shouts: ``signs that said "..."``, ``chants of "..."``, ``"...," came shouts``."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from detente.inference.quotes.cues import lexicon
from detente.inference.quotes.grammar import BREAKS, Clause, Phrase
from detente.inference.quotes.inversion import subject_after
from detente.inference.quotes.phrases import subject_before
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.subjects import sentence_subject
from detente.inference.quotes.wordlists import words

_SAYING = words("said say saying says read reads reading")
_CARRIERS = words(
    """
    sign signs poster posters banner banners placard placards shirt shirts t-shirt t-shirts hat hats cap caps button
    buttons sticker stickers badge badges leaflet leaflets flyer flyers flier fliers bottles bottle card cards
    message messages note notes letter letters email emails e-mail tweet tweets telegram video videos
    """
)
_SHOUTS = words("chant chants shout shouts cry cries")
_ANSWERS = words("reply answer response retort")
_COMING = words("came come comes")
_LEADING = words("in into with to out")
_MARKS = (",", "-", "—", "–", "--")
_FAR = 6


def carried_words() -> frozenset[str]:
    """The words with which such a clause can begin, those of the lexicon of verbs apart."""
    return _SHOUTS | _COMING


def carried_clause(tokens: Sequence[Token], i: int) -> Clause | None:
    """The clause with its cue at ``i``, right before or behind a quotation; None where nobody is named."""
    low = tokens[i].lower
    if low in _SAYING:
        return _on_something(tokens, i)
    if low in _SHOUTS:
        return _shouted(tokens, i)
    return _coming(tokens, i) if low in _COMING else None


def _on_something(tokens: Sequence[Token], i: int) -> Clause | None:
    """``They carried signs that read "..."``: who carries them says it."""
    behind = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].text in (",", ":"))
    if behind >= len(tokens) or tokens[behind].kind != "quote":
        return None
    noun = next((j for j in range(i - 1, max(0, i - _FAR), -1) if tokens[j].lower in _CARRIERS), None)
    gerund = tokens[i].lower.endswith("ing")
    if noun is None or not (gerund or tokens[i - 1].lower in ("that", "which")):
        return None
    relative = tokens[i - 1].lower == "which"
    if any(t.kind != "word" and not (relative and t.text in _MARKS) for t in tokens[noun : i - 1]):
        return None
    holder = sentence_subject(tokens, noun)
    if holder is None or holder.last > noun:
        if gerund or tokens[noun - 1].lower not in ("a", "an", "the"):
            return None
        holder = Phrase(noun - 1, noun + 1)
    return Clause(i, i + 1, (i, i + 1), holder, lexicon()["saying"], "following")


def _shouted(tokens: Sequence[Token], i: int) -> Clause | None:
    """``The crowd broke into chants of "..."``."""
    if i + 2 >= len(tokens) or tokens[i + 1].lower != "of" or tokens[i + 2].kind != "quote":
        return None
    leading = next((j for j in range(i - 1, max(0, i - _FAR), -1) if tokens[j].lower in _LEADING), None)
    if leading is None or any(t.kind != "word" for t in tokens[leading:i]):
        return None
    while leading and tokens[leading - 1].lower in _LEADING:
        leading -= 1
    crowd = subject_before(tokens, leading - 1) if leading else None
    return Clause(i, i + 2, (i, i + 2), crowd, lexicon()["shouted"], "following") if crowd else None


def _coming(tokens: Sequence[Token], i: int) -> Clause | None:
    """``"...," came shouts from the crowd``, ``"...," came the reply``."""
    if not i or tokens[i - 1].kind != "quote":
        return None
    answer = _soon(tokens, i, _ANSWERS)
    shout = answer or _soon(tokens, i, _SHOUTS)
    if shout is None or shout + 2 >= len(tokens) or tokens[shout + 1].lower != "from":
        # "..., came the reply" does not say whose.
        return Clause(i, answer + 1, (i, answer + 1), None, lexicon()["replied"], "inverted") if answer else None
    crowd = subject_after(tokens, shout + 2) or _plain(tokens, shout + 2)
    return Clause(i, crowd.last, (i, shout + 1), crowd, lexicon()["shouted"], "inverted") if crowd else None


def _soon(tokens: Sequence[Token], i: int, among: AbstractSet[str]) -> int | None:
    """The first of the three tokens behind ``i`` that is one of the words."""
    return next((j for j in range(i + 1, min(len(tokens), i + 4)) if tokens[j].lower in among), None)


def _plain(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The words at ``i`` up to the next mark or preposition: ``the crowd``."""
    last = i
    while last < len(tokens) and tokens[last].kind == "word" and tokens[last].lower not in BREAKS:
        last += 1
    return Phrase(i, last) if last > i else None
