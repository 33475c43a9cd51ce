"""What a description of somebody includes: whoever is called an ambassador may be "the diplomat" later."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from detente.inference.quotes.gender import first_names, gender_of_words
from detente.inference.quotes.grammar import ROLES
from detente.inference.quotes.nations import STATE_OF, STATES
from detente.inference.quotes.people import Person
from detente.inference.quotes.posts import POSTS
from detente.inference.quotes.wordlists import words

NATIONS = frozenset(STATE_OF) | words(
    "frenchman englishman dutchman irishman republican democrat communist liberal conservative"
)
_MEMBERS = words("senator congressman congresswoman deputy mp legislator lawmaker sen rep representative member")
_ENVOYS = words("ambassador envoy representative consul")
_NONE: frozenset[str] = frozenset()
KINDS = {
    "diplomat": words("ambassador envoy consul attache negotiator undersecretary representative"),
    "officer": words(
        "general colonel major captain lieutenant commander admiral sergeant brigadier gen col lt maj capt"
    ),
    "soldier": words("sergeant corporal private sgt gunny"),
    "sailor": words("captain admiral seaman commander boatswain"),
    "lawmaker": _MEMBERS,
    "legislator": _MEMBERS,
    "parliamentarian": _MEMBERS,
    "congressman": words("rep representative"),
    "congresswoman": words("rep representative"),
    "senator": words("sen"),
    "ambassador": _ENVOYS,
    "envoy": _ENVOYS,
    "representative": _ENVOYS | {"spokesman", "spokeswoman"},
    "general": words("gen"),
    "colonel": words("col"),
    "captain": words("capt"),
    "major": words("maj"),
    "lieutenant": words("lt"),
    "sergeant": words("sgt"),
    "admiral": words("adm"),
    "governor": words("gov"),
    "minister": words("secretary premier chancellor"),
    "premier": words("prime"),
    "official": words(
        "minister secretary director undersecretary commissioner head chief deputy spokesman spokeswoman"
    ),
    "expert": words("analyst professor scholar researcher scientist economist specialist"),
    "scholar": words("professor historian researcher fellow"),
    "scientist": words("physicist chemist biologist professor researcher engineer"),
    "aide": words("adviser advisor assistant spokesman spokeswoman"),
    "leader": words("president premier chairman chairwoman chancellor head"),
    "politician": words("senator deputy minister mayor governor congressman mp"),
    "spokesperson": words("spokesman spokeswoman"),
    "journalist": words("reporter correspondent editor columnist"),
    "academic": words("professor scholar historian"),
    "critic": words("reviewer columnist"),
    "attorney": words("lawyer counsel"),
    "lawyer": words("attorney counsel advocate"),
    "businessman": words("executive owner founder trader"),
    "veteran": words("colonel general sergeant soldier captain"),
    "head of state": words("president king queen"),
    "head of government": words("prime premier chancellor"),
}
"""The head of a description, and the words for whoever it includes."""

_IN_PARLIAMENT = _MEMBERS | words("chairman chairwoman chair head speaker leader duma council committee parliament")
_IN_UNIFORM = KINDS["officer"] | words("chief marshal commander-in-chief army forces navy fleet staff")
_LEARNED = words("director professor president head institute center centre fellow analyst academician member editor")
_WIDER = {
    "diplomat": words(
        """
        minister secretary spokesman spokeswoman foreign embassy mission delegation nato director department deputy
        head
        """
    ),
    "lawmaker": _IN_PARLIAMENT,
    "legislator": _IN_PARLIAMENT,
    "parliamentarian": _IN_PARLIAMENT,
    "senator": words("chairman chairwoman head speaker federation senate council committee"),
    "deputy": words("chairman chairwoman head speaker duma rada committee parliament mp member"),
    "mp": words("chairman chairwoman head speaker duma rada committee parliament deputy member"),
    "politician": _IN_PARLIAMENT | words("president premier minister mayor governor"),
    "general": _IN_UNIFORM,
    "officer": _IN_UNIFORM,
    "commander": _IN_UNIFORM,
    "expert": _LEARNED | words("colonel general"),
    "analyst": _LEARNED | words("expert scholar researcher"),
    "scientist": _LEARNED | words("analyst expert scholar"),
    "scholar": _LEARNED | words("analyst expert"),
    "leader": _IN_UNIFORM | words("minister director secretary"),
    "spokesman": words("press"),
    "spokeswoman": words("press"),
    "head": words("chairman director president secretary minister commander chief"),
    "chief": words("chairman director president secretary minister commander head"),
    "representative": words("secretary"),
}
# Whoever tells something and wants no name.
_NAMELESS = words("source sources participant witness correspondent reporter")
_OF_OFFICE = POSTS | KINDS.keys() | _WIDER.keys() | words("statesman stateswoman serviceman lawmaker candidate")
_HELD = ROLES | POSTS


def serves(head: str) -> bool:
    """Whether the description is of somebody in uniform."""
    return head in KINDS["officer"] or head in ("officer", "commander")


def head_of(parts: Sequence[str], cut: int) -> str:
    """What a description calls somebody, from its words and where those behind the head begin."""
    head = parts[cut - 1]
    if head == "head" and list(parts[cut : cut + 1]) == ["of"] and parts[-1] in ("state", "government"):
        return f"head of {parts[-1]}"
    return head


def is_epithet(head: str) -> bool:
    """Whether somebody is called so who holds an office, told before or not."""
    return head in _OF_OFFICE or head in NATIONS


def describes(head: str) -> bool:
    """Whether somebody may be called so at all."""
    return head not in _NAMELESS and (head in _HELD or is_epithet(head) or head == "guest")


def is_somebody(who: Person) -> bool:
    """Whether the name is that of a person for sure: one with an office or a first name, or a surname told as one."""
    if who.organisation or not who.person:
        return False
    if who.words[0] in STATES or who.words[0] in STATE_OF:
        return False
    first = who.words[0].partition("-")[0]
    return len(who.words) == 1 or first in first_names() or not _HELD.isdisjoint(who.descriptors)


def holds_office(who: Person) -> bool:
    """Whether the article tells an office of somebody."""
    return not _HELD.isdisjoint(who.descriptors)


def may_be(who: Person, head: str, modifiers: AbstractSet[str] = _NONE) -> bool:
    """Whether what the article says of somebody lets it call the same one so: true where it has told no office."""
    kind = gender_of_words({head})
    if "?" not in (kind, who.gender) and kind != who.gender:
        return False
    said = who.descriptors
    if head not in _OF_OFFICE or said.isdisjoint(_HELD) or "counterpart" in said:
        return True
    if head == "general" and "secretary" in modifiers:
        return {"secretary", "general"} <= said
    if head in ("spokesman", "spokeswoman") and {"official", "representative"} <= said:
        return True
    return head == "official" or head in said or of_kind(who, head) or not said.isdisjoint(_WIDER.get(head, _NONE))


def of_kind(who: Person, head: str) -> bool:
    """Whether the description commonly includes the office that the article gives somebody."""
    said = who.descriptors
    if head == "minister" and {"secretary", "general"} <= said:
        return False
    return not said.isdisjoint(KINDS.get(head, _NONE))
