"""Closed classes of English words, and the two kinds of token range: noun phrase and reporting clause."""

from typing import Literal, NamedTuple

from detente.inference.quotes.cues import Verb
from detente.inference.quotes.sentences import Token
from detente.inference.quotes.wordlists import words
from detente.model.article import Framing

PRONOUNS = words("he she they i we it you who")
AUXILIARIES = words(
    """
    has had have having is was were are be been being will would shall should can could may might must do does
    did also then later again now soon once twice just even still already never not only often always ever n't
    didn't doesn't won't wouldn't don't hasn't hadn't wasn't isn't himself herself themselves itself too
    earlier previously
    recently today yesterday tonight first further instead thus therefore meanwhile however nonetheless
    nevertheless rather almost simply all both either neither monday tuesday wednesday thursday friday saturday
    sunday here there at least so in turn long since initially famously afterward
    afterwards thereupon
    """
) - {
    "at",
    "in",
    "least",
    "turn",
    "all",
    "both",
    "either",
    "neither",
}
DETERMINERS = words(
    """
    the a an his her its their our my your this these those some many several few most all both another each
    every one two three four five six seven eight nine ten no any other neither such dozens hundreds
    """
)
BREAKS = words(
    """
    that because while when whereas as but if although though where which what or so than since until unless
    before after whether how why yet nor except despite during about against into through over under without via
    """
)
OPENERS = words("but and yet so or still then meanwhile for nor instead")
INNER_PREPOSITIONS = words("of for at in from with on to")
LINKS = words("of for")
TIME = words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday tomorrow tonight morning afternoon evening night noon
    week month year later earlier ago nightfall dusk dawn midnight midday lunchtime
    """
)
VERBISH = words("was were is are had has have did does do would will could can may might should must been be")
PARTICLES = words("de la le van von der den bin ibn al el ul di da dos del du ter abu af zu y")
DOTTED = words("mr mrs ms dr prof gen lt col maj capt sgt adm rep sen gov rev st jr sr")
ROLES = words(
    """
    official officials officer officers spokesman spokeswoman spokesperson spokespeople minister ministers
    president premier chancellor ambassador envoy diplomat diplomats general colonel major captain lieutenant
    admiral commander commodore sergeant brigadier marshal chief head director deputy adviser advisor aide aides
    analyst analysts expert experts professor scholar historian economist researcher scientist physicist
    engineer lawyer attorney judge prosecutor senator congressman congresswoman lawmaker lawmakers legislator
    deputies representative member members delegate delegation chairman chairwoman chair secretary
    undersecretary governor mayor councillor councilor counselor counsellor attache consul priest bishop farmer
    driver pilot soldier soldiers veteran resident residents villager student teacher activist activists
    opponent supporter critic critics leader leaders candidate politician politicians journalist reporter editor
    author authors writer columnist man woman wife husband mother father brother sister son daughter people
    source sources participant planner planners negotiator negotiators manager executive founder owner king
    queen prince sheriff doctor nurse translator interpreter dispatcher mechanic shopkeeper baker fisherman
    colleague counterpart host guest speaker inspector specialist strategist consultant coordinator liaison
    trader broker mp congressmen senators voters witness neighbor neighbour customer clerk porter guard monk
    imam rabbi elder
    """
)
FUNCTION = (
    PRONOUNS
    | DETERMINERS
    | BREAKS
    | OPENERS
    | VERBISH
    | words("in on at to of from by with for not him them me us asked according")
)
# Verbs with an addressee, which looks like a subject behind the verb.
ADDRESSED = words("tell remind inform assure ask warn advise urge caution instruct notify beg implore")
TIME_WORDS = words(
    """
    today yesterday tonight monday tuesday wednesday thursday friday saturday sunday later earlier once again
    afterward afterwards recently here there then too
    """
)
ADVERBIAL = words("asked to when in on at for as over during after before from with by according while if")
Side = Literal["any", "inverted", "according", "following", "colon"]
BE = words("is was are were be been being gets got")


class Phrase(NamedTuple):
    """Tokens ``first`` up to ``last`` (excluded) of a sentence."""

    first: int
    last: int


class Clause(NamedTuple):
    """One reporting clause in token indices of its sentence: ``first`` to ``last`` (excluded).

    ``cue`` is the range of the reporting words, ``mention`` the range of the subject or None.
    ``framing`` is what the clause says of the words: asserted, denied or hypothetical.
    """

    first: int
    last: int
    cue: tuple[int, int]
    mention: Phrase | None
    verb: Verb | None
    side: Side = "any"
    framing: Framing = "asserted"
    passive: bool = False

    @property
    def names(self) -> bool:
        """Whether the verb only names or judges something (called it ...)."""
        return self.verb is not None and "words" not in self.verb.taking and "name" in self.verb.taking


_CONTRACTIONS = ("'s", "’s", "'re", "’re", "'ve", "’ve", "'d", "’d", "'ll", "’ll", "'m", "’m")


def contraction(t: Token) -> int:
    """How many characters of a pronoun are a verb contracted to it: 2 of "he's"; 0 of any other word."""
    low = t.lower
    if "'" not in low and "’" not in low:
        return 0
    return next((len(c) for c in _CONTRACTIONS if low.endswith(c) and low.removesuffix(c) in PRONOUNS), 0)


def clock(t: Token) -> bool:
    """Whether the token is a time of day: ``14:05``."""
    return t.text[0].isdigit() and ":" in t.text


def is_name_word(t: Token) -> bool:
    """Whether the token is written like a part of a name."""
    return t.kind == "word" and t.text[0].isupper() and t.lower not in FUNCTION and t.lower not in TIME
