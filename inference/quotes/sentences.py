"""Sentences that take a quotation as one piece, and the tokens of a sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, NamedTuple

from detente.inference.quotes.layout import Block
from detente.inference.quotes.marks import Quotation
from detente.inference.quotes.wordlists import words

TokenKind = Literal["word", "mark", "quote"]

_TOKEN = re.compile(r"[^\W_]+(?:(?:[-'’&]|\.(?=[^\W\d_])|(?<=\d)[.,:](?=\d))[^\W_]+)*|\.{2,}|--+|[^\w\s]")
# What must stand before the marks is looked for behind the first of them: so the search leaps from mark to mark.
_END = re.compile(r"[.!?…](?:(?<![.!?…].)[.!?…]*[)\]'’\"”»]*(?=\s|$|[\"“«„])|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]))")
_LAST_WORD = re.compile(r"[^\s(\[\"“]+$")
LONGEST = 400
"""Tokens of a sentence; a longer one is a list, a table or noise, and its clauses would take quadratic time to find."""
# Code points from which a sentence may be too long.
_LONG = 2_000
_CLOSING = "\"'”’»)]“ "
ABBREVIATIONS = words(
    """
    mr mrs ms dr prof gen lt col maj capt sgt cmdr adm rep sen gov pres hon rev st sr jr messrs amb sec supt jan
    feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun no vol fig inc ltd corp co bros vs
    etc al e.g i.e ret dept est approx ave blvd rd ft mt u.s u.k u.n u.s.s.r d.c ariz calif colo conn del fla
    ill ind kan mass mich minn miss mo mont neb nev okla ore pa tenn tex vt va wash wis wyo
    """
)
_PLACES = words(
    "ariz calif colo conn del fla ill ind kan mass mich minn miss mont neb nev okla ore pa tenn tex vt va wash wis wyo"
)
# Abbreviations that, in small letters, end a sentence as the words that they are: ``They had not said no.``
_ALSO_WORDS = words("no miss mass wash sat sun wed ill fig mar mon ore")
_STARTERS = words(
    """
    The A An In On At He She It They We But And This That These Those His Her Its Their There When While As
    After Before If For Since Although Asked According Meanwhile However Both Some Many Most No Not I You One
    """
)


class Token(NamedTuple):
    """A word, a punctuation mark, or a whole quotation; offsets in code points."""

    kind: TokenKind
    start: int
    end: int
    text: str
    lower: str
    quote: Quotation | None = None


_new = tuple.__new__


@dataclass(slots=True)
class Sentence:
    """A sentence outside the marks; the quotations in it count as one piece each."""

    start: int
    end: int
    paragraph: int
    block: Block
    quotes: list[Quotation]
    _tokens: list[Token] = field(default_factory=list)

    def tokens(self, text: str) -> list[Token]:
        """Its tokens, made once; of one too long to be read as many as show that."""
        if not self._tokens:
            self._tokens = _tokens(text, self.start, self.end, self.quotes)
        return self._tokens

    def forget(self) -> None:
        """Let go of the tokens: those of a whole book would take much memory, and long to be looked after."""
        self._tokens = []


def sentences(text: str, blocks: Sequence[Block], quotes: Sequence[Sequence[Quotation]]) -> list[Sentence]:
    """The sentences of all paragraphs but the footer, in reading order."""
    out: list[Sentence] = []
    for i, (block, here) in enumerate(zip(blocks, quotes, strict=True)):
        if block.role != "footer":
            out.extend(_in_paragraph(text, i, block, here))
    return out


def _in_paragraph(text: str, i: int, block: Block, quotes: Sequence[Quotation]) -> Iterator[Sentence]:
    start, held = block.body, 0
    for end in _ends(text, block, quotes):
        inside = []
        while held < len(quotes) and quotes[held].start < end:
            if quotes[held].start >= start:
                inside.append(quotes[held])
            held += 1
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            yield Sentence(start, end, i, block, inside)
        start = end


def _ends(text: str, block: Block, quotes: Sequence[Quotation]) -> Iterator[int]:
    at = block.body
    for q in quotes:
        if q.start >= at:
            yield from _narrated_ends(text, at, q.start, block.end)
            at = q.end
            if _quote_ends_sentence(text, q, block.end):
                yield q.end
    yield from _narrated_ends(text, at, block.end, block.end)
    yield block.end


def _narrated_ends(text: str, start: int, end: int, limit: int) -> Iterator[int]:
    for m in _END.finditer(text, start, end):
        if _ends_sentence(text, m, limit):
            yield m.end()


def _ends_sentence(text: str, m: re.Match[str], limit: int) -> bool:
    following = text[m.end() : min(limit, m.end() + 24)].lstrip()
    if not following:
        return True
    if following[0].islower() or following[0] in ",;":
        return False
    if m[0][0] != ".":
        return True
    last = _last_word(text[max(0, m.start() - 24) : m.start()])
    if last in _ALSO_WORDS and not following[0].isdigit():
        return True
    if last.lower() in ABBREVIATIONS or (len(last) == 1 and last.isupper()) or ("." in last and last[-1:].isalpha()):
        return _begins_anew(last, following)
    return True


def _last_word(before: str) -> str:
    if not before or before[-1].isspace():
        return ""
    last = before.split()[-1]
    for mark in '(["“':
        last = last.rpartition(mark)[2]
    return last


def _begins_anew(last: str, following: str) -> bool:
    if last.lower() in ("inc", "corp", "co", "ltd", "jr", "sr", "d.c") or "." in last:
        word = re.match(r"\w+", following)
        return bool(word and word[0] in _STARTERS) or _opens_speech(following)
    return last.lower() in _PLACES and _opens_speech(following)


def _opens_speech(following: str) -> bool:
    """Whether a quotation follows that begins like a sentence: none does in ``the U.S. "clearly" needed``."""
    return following[0] in '"“«„' and following[1:9].lstrip("'‘[…. ")[:1].isupper()


def _quote_ends_sentence(text: str, q: Quotation, limit: int) -> bool:
    if q.end >= limit or not q.closed:
        return True
    inner = text[max(q.inner_start, q.inner_end - 4) : q.inner_end].rstrip(_CLOSING)
    following = text[q.end : min(limit, q.end + 240)].lstrip()
    if not following or not inner.endswith((".", "!", "?", "…")):
        return not following
    if following[0].islower() or following[0] in ",;.!?)" or following.startswith(("--", "—", "–", "- ")):
        return False
    return inner.endswith((".", "…")) or not _reports(following)


def _reports(following: str) -> bool:
    """Whether the words behind ``"... ?"`` are a mere reporting clause of the same sentence."""
    from detente.inference.quotes.cues import is_finite_cue

    ahead = re.findall(r"[\w'’-]+|[^\w\s]", following[:160])
    for i, word in enumerate(ahead[:9]):
        if word in '.!?"“:;':
            return False
        if is_finite_cue(word.lower()) and i > 0:
            return i + 1 >= len(ahead) or ahead[i + 1].lower() not in _COMPLEMENT
    return False


_COMPLEMENT = words("that he she it they we i you there this his her its their how why whether if what")


def _tokens(text: str, start: int, end: int, quotes: Iterable[Quotation]) -> list[Token]:
    out: list[Token] = []
    at = start
    for q in quotes:
        out += _plain(text, at, q.start)
        out.append(Token("quote", q.start, q.end, "", "", q))
        at = q.end
        if len(out) > LONGEST:
            return out
    return out + _plain(text, at, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    if end - start > _LONG:
        found = [m[0] for m in islice(_TOKEN.finditer(text, start, end), LONGEST + 1)]
    else:
        found = _TOKEN.findall(text, start, end)
    out: list[Token] = []
    find, at = text.index, start
    for word in found:
        # Nothing but white space and underscores stands between two tokens, so that the next place is the right one.
        first = find(word, at)
        at = first + len(word)
        low = word.lower() if word != "US" else "u.s"  # the state and not the pronoun
        # As Token(...), without the call of a function in between: tokens are what is made most of.
        out.append(_new(Token, ("word" if word[0].isalnum() else "mark", first, at, word, low, None)))
    return out[: LONGEST + 1]
