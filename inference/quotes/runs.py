"""Runs of capitalised words, and what each says: titles and offices, and the name itself."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from detente.inference.quotes.grammar import ROLES
from detente.inference.quotes.layout import Block
from detente.inference.quotes.nations import STATE_OF, STATES
from detente.inference.quotes.people import bare
from detente.inference.quotes.posts import is_post, name_behind, names_post
from detente.inference.quotes.wordlists import LONG_PLACES, NO_NAME, ORGANISATION, PEOPLE, PLACES, PORTFOLIO, TITLES

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
# A full stop belongs to a name only behind an initial or an abbreviated title.
_ABBREVIATED = (
    r"(?:\.(?<=\b[A-Z]\.)|(?<=Mr|Ms|Dr|Lt|St|Jr|Sr)\.|(?<=Mrs|Gen|Col|Maj|Sgt|Sen|Rep|Gov|Rev|Adm|Hon)\."
    r"|(?<=Prof|Capt|Cmdr|Brig)\.)?"
)
_PART = rf"(?:[UEND]\.[SNUKC]\.|(?:d['’]|al-|el-)?[{_UPPER}][\w’'-]*{_ABBREVIATED})"
_PARTICLE = r"(?:(?:de|la|le|van|von|der|den|bin|ibn|al|el|ul|da|do|dos|del|du|ter|abu|zu) ){0,2}"
# ``_PART`` where no word goes on, begun with its capital: so the search leaps from one to the next, and what may stand
# before the capital is looked for behind it ("al-", "d'"), for its letters are everywhere.
_FIRST = (
    rf"[{_UPPER}](?:(?<![\w’'-].)|(?<=[ae]l-.)(?<![\w’'-][ae]l-.)|(?<=d['’].)(?<![\w’'-]d['’].))"
    rf"(?:(?<=[UEND])(?<![’'-].)\.[SNUKC]\.|[\w’'-]*{_ABBREVIATED})"
)
_RUN = re.compile(rf"{_FIRST}(?:[ \u00a0]{_PARTICLE}{_PART}){{0,8}}")
_JOINTS = frozenset((" of ", " of the ", " for ", " for the ", " on "))
# Bodies whose names go on behind "of" with two things: ``Ministry of Health and Welfare``.
_TOPICAL = frozenset(
    ("ministry", "department", "office", "institute", "center", "centre", "committee", "commission", "agency", "school")
)
_TRADES = ("ologist", "ographer", "woman", "nomist", "entist", "istrator")
_LONGEST_NAME = 200
_APART = 10


def name_words(run: str) -> tuple[list[str], list[str]]:
    """Split a run of capitalised words into title words and the words of the name itself."""
    words = _without_neighbours(run.split())
    if run.lower() in LONG_PLACES:
        return [], run.split()
    if words and bare(words[-1]) in ORGANISATION:
        return [], words
    if any(w in ("of", "for", "on") for w in words):
        cut = max((k + 1 for k, w in enumerate(words[:-1]) if bare(w) in ROLES), default=0)
    else:
        cut = _titled(words)
    return words[:cut], words[cut:]


def _without_neighbours(words: list[str]) -> list[str]:
    """Drop the owner ("Lind's Harbor Office" belongs to her), words that open a sentence, the one behind "U.S."."""
    owner = len(words) - 2
    # "Bakers' Union of Lund" keeps its bakers.
    endings = ("'s", "’s") if any(bare(w) in ORGANISATION for w in words) else ("'s", "’s", "s'", "s’")
    while owner >= 0 and not words[owner].endswith(endings):
        owner -= 1
    body = bool(words) and bare(words[-1]) in ORGANISATION
    if not (body and owner >= 0 and all(_owns_bodies(bare(w)) for w in words[: owner + 1])):
        words = words[owner + 1 :]
    while words and bare(words[0]) in NO_NAME:
        words = words[1:]
    end = next((k for k, w in enumerate(words) if k and words[k - 1].endswith(".") and bare(w) in NO_NAME), len(words))
    return words[:end]


def _owns_bodies(low: str) -> bool:
    return low in STATES or low in STATE_OF or low in PLACES or low in ORGANISATION


def _titled(words: Sequence[str]) -> int:
    """How many words at the beginning are titles, ranks, trades and nationalities."""
    cut = 0
    for k, w in enumerate(words[:-1]):
        low = bare(w)
        trade = cut == k and len(words) - k > 2 and (low in ROLES or low.endswith(_TRADES))
        if trade or low in TITLES or low.rpartition("-")[2] in TITLES:
            cut = k + 1
    if cut == 0 and len(words) > 2 and (bare(words[0]) in PLACES or bare(words[0]) in STATE_OF):
        cut = 1
    return cut


def _office_words(words: Sequence[str]) -> int:
    """How many words at the beginning say what somebody is minister or head of: ``[Secretary of] State Ada Brandt``."""
    cut = 0
    while cut < len(words) - 1 and _of_office(bare(words[cut])):
        cut += 1
    return cut


def _of_office(low: str) -> bool:
    return low in PORTFOLIO or low in ORGANISATION or low in STATES or low in STATE_OF or low in TITLES


LETTERS_BEHIND = frozenset(
    ("MP", "QC", "KC", "MEP", "MSP", "TD", "CBE", "OBE", "MBE", "KBE", "DBE", "KCB", "GCB", "CB")
)
"""What stands behind a name and is no part of it: ``Amira Haddad QC``."""


class Run(NamedTuple):
    """What a run of capitalised words says: title words, and the name with its place in the run.

    ``words`` are those of the name in lower case; ``organisation`` tells whether they sound like one.
    """

    titles: frozenset[str]
    name: str
    key: str
    offset: int
    words: tuple[str, ...]
    organisation: bool


def runs(text: str, block: Block) -> Iterator[tuple[int, str, str]]:
    """Runs of capitalised words, and the office before each ("secretary" of): ``Bank of England`` is one run."""
    start, end = -1, -_APART
    office, topical = "", False
    for m in _RUN.finditer(text, block.body, block.end):
        first, last = _with_article(text, m.start(), block.body), m.end()
        head = ""
        if first - end < _APART:
            between = text[end:first]
            joint = between in _JOINTS
            head = bare(text[start:end].rpartition(" ")[2]) if joint else ""
            if end - start < 80 and ((joint and head in ORGANISATION) or (between == " and " and topical)):
                topical = between != " and " and head in _TOPICAL
                end = last
                continue
        if start >= 0 and end - start < _LONGEST_NAME:
            yield start, text[start:end], office
        office = head if head in TITLES or head in ROLES else ""
        start, end, topical = first, last, False
    if start >= 0 and end - start < _LONGEST_NAME:
        yield start, text[start:end], office


def _with_article(text: str, capital: int, floor: int) -> int:
    """Where the name begins whose first capital letter is given: before the "al-" or "d'" that belongs to it."""
    if capital == floor or text[capital - 1] not in "-'’":
        return capital
    return capital - (3 if text[capital - 1] == "-" else 2)


@lru_cache(maxsize=1 << 15)
def read(run: str, office: str) -> Run | None:
    """What a run says, behind ``office`` and "of" or behind none; None where it holds no name."""
    if " OF " in run and run.isupper() and (whole := _in_capitals(run)) is not None:
        return whole
    titles, words = name_words(run)
    if office and words and not (bare(words[-1]) in ORGANISATION and not _office_words(words)):
        cut = _office_words(run.split())
        if cut > 0 and (cut < len(run.split()) - 1 or not _of_office(bare(words[-1]))):
            titles, words = [office, *run.split()[:cut]], run.split()[cut:]
    if not words or (len(words) == 1 and (len(words[0]) < 2 or _common(bare(words[0])))):
        return None
    if names_post(words):
        return None
    return _run(run, titles, words)


def _in_capitals(run: str) -> Run | None:
    """``PRESIDENT OF NORWAY KARIN LIND``: an office with its object and a name, as labels print them."""
    titles, _, behind = run.partition(" OF ")
    parts = behind.split()
    begins = name_behind(behind.title()).word
    return _run(run, titles.split(), parts[begins:]) if begins else None


@lru_cache(maxsize=1 << 15)
def read_behind(run: str, cut: int, post: tuple[str, ...]) -> Run | None:
    """What a run says that ends the words of an office and whose name begins at the word ``cut``."""
    parts = run.split()
    titles: list[str] = []
    for word in (*post, *parts[:cut]):
        if word in ("to", "for", "in", "at", "on"):
            break
        titles.append(word)
    return _run(run, [w for w in titles if w not in ("of", "the", "and")], parts[cut:])


def _run(run: str, titles: Sequence[str], words: Sequence[str]) -> Run | None:
    """The run with its titles and the words of its name, without the marks and endings behind it."""
    kept = len(words)
    while kept > 1 and words[kept - 1] in LETTERS_BEHIND:
        kept -= 1
    words = words[:kept]
    name = " ".join(words)
    offset = max(0, run.rfind(name))
    owned = titles and ("'" in run or "’" in run)
    owners = [w for w in run[:offset].split() if w.endswith(("'s", "’s"))] if owned else []
    for suffix in ("'s", "’s", "'", "’", "."):
        if not (suffix == "." and bare(words[-1]) in ("jr", "sr", "u.s", "u.n", "u.k")):
            name = name.removesuffix(suffix)
    if not name:
        return None
    low = tuple(bare(w) for w in name.split())
    return Run(frozenset(bare(t) for t in (*titles, *owners)), name, name.lower(), offset, low, _like_organisation(low))


def _common(word: str) -> bool:
    """Whether a capitalised word alone is no name: ``Officials in Oslo``, ``Many``, ``Minister``, ``Head``."""
    return (
        is_post(word) or word in NO_NAME or word in TITLES or word in PEOPLE or (word in ROLES and word.endswith("s"))
    )


def _like_organisation(words: Sequence[str]) -> bool:
    if len(words) == 1:
        return words[0] in ORGANISATION or words[0] in PLACES or words[0] in STATES
    return any(w in ORGANISATION for w in words) or " ".join(words) in LONG_PLACES
