"""The words behind the head of an office: what it is in charge of, and the body it is held at."""

from collections.abc import Sequence

from detente.inference.quotes.grammar import DETERMINERS
from detente.inference.quotes.nations import state_of
from detente.inference.quotes.people import bare
from detente.inference.quotes.posts import is_post
from detente.inference.quotes.wordlists import ORGANISATION, PORTFOLIO, TITLES, words

LINKS = words("of for at from with to on in")
_CHARGE = PORTFOLIO - {"united"}
_ELECTED = words("senator congressman congresswoman mp deputy delegate representative lawmaker governor")
# Whoever bears these is "for" a field of work; a spokesman is for a body.
_IN_CHARGE = words(
    """
    minister secretary general envoy representative commissioner coordinator rapporteur undersecretary adviser advisor
    negotiator ombudsman
    """
)
_HEADING = words("head leader chief chairman chairwoman chair co-chairman director deputy commander coordinator")
_ACTING_FOR = words("aide adviser advisor assistant deputy secretary")
_RELATIVE = words("who whom whose which that what until when where as")
_BODIES = ORGANISATION | {"chiefs"}
_LONGEST = 9


def behind_head(front: Sequence[str], tail: Sequence[str]) -> tuple[list[str], str | None]:
    """The words behind the head ``front[-1]`` that belong to the role, and the body named there."""
    kept: list[str] = []
    side: str | None = None
    head = bare(front[-1]) if front else ""
    tail = tail[: next((k for k, w in enumerate(tail) if w.lower() in _RELATIVE), len(tail))]
    while tail:
        link, following = tail[0].lower(), tail[1:]
        # The staff of a chief has no name of its own: "Chief of Staff of the Armed Forces".
        alone = bool(following) and bare(following[0]) in ("staff", "state") and _stop(following) == 1
        thing = following[:1] if alone else named(following)
        stop = _stop(following)
        if 0 < stop < _LONGEST and (alone or _is_charge(head, link, thing)):
            kept += [tail[0], *following[:stop]]
            side = side or (_body_of(thing, following) if head in _ACTING_FOR and _is_plain(thing, following) else None)
        elif thing and (link in ("of", "for", "at", "with") or _sends(head, thing)):
            inner = _inner_charge(head, thing, following)
            kept += [tail[0], *inner] if inner else _sent_to(following[stop:])
            return kept, _body_of(thing, following)
        else:
            break
        tail = following[stop:]
    return kept, side


def _stop(following: Sequence[str]) -> int:
    return next((k for k, w in enumerate(following) if w.lower() in LINKS), len(following))


def _is_charge(head: str, link: str, thing: Sequence[str]) -> bool:
    """Whether what stands behind the link is part of the role: ``of State``, ``to NATO``, ``for Afghanistan``."""
    if link in ("to", "on"):
        return True
    if not thing:
        return link in ("of", "for")
    if link == "for" and head in _IN_CHARGE:
        return True
    body = any(bare(w) in _BODIES and bare(w) not in _CHARGE for w in thing)
    return link in ("of", "for") and not body and (bare(thing[0]) in _CHARGE or is_post(thing[0]))


def _is_plain(thing: Sequence[str], following: Sequence[str]) -> bool:
    """Whether a name or nationality only tells whose body or office without a name it is: ``the Danish mission``."""
    stop = _stop(following)
    return bool(thing) and stop > 1 and following[stop - 1].islower() and following[stop - 1] not in DETERMINERS


def _inner_charge(head: str, thing: Sequence[str], following: Sequence[str]) -> list[str]:
    """``the Russian delegation to PACE``: what a head heads is part of the role where it has no name."""
    if head not in _HEADING or not _is_plain(thing, following):
        return []
    stop = _stop(following)
    if following[stop : stop + 1] not in (["to"], ["on"], ["for"]):
        return list(following[:stop])
    return list(following[: stop + 1 + _stop(following[stop + 1 :])])


def _sent_to(rest: Sequence[str]) -> list[str]:
    """``to NATO`` of the "representative of Denmark to NATO"."""
    return list(rest[: 1 + _stop(rest[1:])]) if rest[:1] == ["to"] and len(rest) > 1 and rest[1][0].isupper() else []


def _body_of(thing: Sequence[str], following: Sequence[str]) -> str | None:
    """``Estonia`` for "the Estonian parliament", else the name itself; None for somebody with a title."""
    alone = len(thing) == 1 and len(following) > 1
    if alone and (state := state_of(thing[0])):
        return state
    titled = bare(thing[0]) in TITLES and bare(thing[0]) not in _CHARGE and bare(thing[-1]) not in _BODIES
    return None if titled else " ".join(thing)


def _sends(head: str, thing: Sequence[str]) -> bool:
    """Whether "from" names whom somebody acts for, not where somebody lives."""
    return head in _ELECTED or bare(thing[-1]) in ORGANISATION


def named(following: Sequence[str]) -> list[str]:
    """The name behind a preposition; empty for words in lower case: ``the Bank of England``."""
    out: list[str] = []
    for k, w in enumerate(following):
        if not out and (w.endswith("-based") or (not k and w.lower() in DETERMINERS)):
            continue
        if not (w[0].isupper() or w[0].isdigit() or _joins(out, following, k)):
            break
        out.append(unowned(w.rstrip(".") if w.count(".") == 1 else w))
        if w.count(".") < 2 and out[-1] != w:
            if not _is_body(following[k + 1 :]):
                break
            out[-1] = w
    while out and out[-1].lower() in ("of", "for", "on", "and", "the"):
        out.pop()
    return out


def _joins(out: Sequence[str], following: Sequence[str], k: int) -> bool:
    """Whether the small word at ``k`` stands inside the name of a body."""
    low = following[k].lower()
    if not out:
        return False
    if low == "the":
        return out[-1] in ("of", "for", "on")
    if low == "and":
        topic = any(w in ("of", "for", "on") for w in out)
        return topic or bare(out[-1]) in _BODIES or _is_body(following[k + 1 :])
    return low in ("of", "for", "on") and bare(out[-1]) in _BODIES


def _is_body(following: Sequence[str]) -> bool:
    """Whether the capitalised words that follow end in a word for a body: ``International Affairs Committee``."""
    for w in following[:4]:
        if not w[0].isupper():
            return False
        if bare(w) in ORGANISATION:
            return True
    return False


def unowned(word: str) -> str:
    """``Nabisco`` for ``Nabisco's``, ``Bakers`` for ``Bakers'``."""
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’")
