"""Whom an office is held for: the states and bodies that a description names, and whether two descriptions differ."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from detente.inference.quotes.nations import STATE_OF, STATES
from detente.inference.quotes.wordlists import ORGANISATION, words

_US = "united states"
_BRITAIN = "britain"
# Other names of the same state or body: its capital, its government, letters.
_SAME = {
    "us": _US,
    "u.s": _US,
    "usa": _US,
    "america": _US,
    "states": _US,
    "pentagon": _US,
    "washington": _US,
    "uk": _BRITAIN,
    "u.k": _BRITAIN,
    "england": _BRITAIN,
    "kingdom": _BRITAIN,
    "london": _BRITAIN,
    "kremlin": "russia",
    "moscow": "russia",
    "kiev": "ukraine",
    "kyiv": "ukraine",
    "tbilisi": "georgia",
    "berlin": "germany",
    "bundestag": "germany",
    "paris": "france",
    "warsaw": "poland",
    "alliance": "nato",
    "u.n": "un",
    "european": "eu",
    "eu": "eu",
}
_BODIES = words("nato eu un osce pace isaf taliban unesco iaea csto opcw")
_NO_SIDE = words("republic kingdom states eu")
# The side that each word names; of two readings the one listed last.
_SIDE = {
    **{word: word for word in STATES - _NO_SIDE},
    **{word: state.lower() for word, state in STATE_OF.items()},
    **{word: word for word in _BODIES},
    **_SAME,
}
_PORTFOLIOS = {
    "foreign": "foreign",
    "defence": "defence",
    "defense": "defence",
    "interior": "interior",
    "finance": "finance",
    "justice": "justice",
    "economy": "economy",
    "energy": "energy",
    "health": "health",
    "transport": "transport",
    "agriculture": "agriculture",
    "education": "education",
    "trade": "trade",
    "prime": "prime",
}


def sides_of(said: Iterable[str]) -> set[str]:
    """The states and bodies that words in lower case name: ``russian``, ``lithuania``, ``nato``, ``pentagon``."""
    return {_SIDE[word] for word in said if word in _SIDE}


class Asked:
    """What a description asks of whom it is of, in words of lower case, read once to be compared with many.

    Args:
        wanted: the words of the description.
        serving: whether it is of an officer, who can be of one state and serve in a body of many.
    """

    def __init__(self, wanted: AbstractSet[str], *, serving: bool = False) -> None:
        self.sides = sides_of(wanted)
        self.bodies = wanted & ORGANISATION
        self._portfolios = _portfolios(wanted)
        self._serving = serving

    def shares_side(self, said: AbstractSet[str]) -> bool:
        """Whether the words name one of the states and bodies that the description names."""
        return not self.bodies.isdisjoint(said) or not self.sides.isdisjoint(sides_of(said))

    def contradicts(self, said: AbstractSet[str]) -> bool:
        """Whether a description cannot be of somebody of whom the article says such words, all in lower case.

        "The Lithuanian minister" is no German one, a defence minister no foreign minister.
        """
        if self.sides:
            other = sides_of(said)
            if self._serving and other <= _BODIES:
                other = set()
            if other and self.sides.isdisjoint(other):
                return True
        other = _portfolios(said) if self._portfolios else set()
        return bool(other) and self._portfolios.isdisjoint(other)


def _portfolios(said: Iterable[str]) -> set[str]:
    return {_PORTFOLIOS[word] for word in said if word in _PORTFOLIOS}
