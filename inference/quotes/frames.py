"""What each verb of reporting takes: a clause, an infinitive, an addressee, an object, a preposition.

The lists are lemmas; their forms come from the table of inflections (see ``cues``). A verb stands in every list whose
complement reports what somebody said: "promise" in "promised that", "promised to" and "promised a bridge".
"""

from functools import cache
from typing import Literal

from detente.inference.quotes.wordlists import words

Frame = Literal["clause", "that", "question", "infinitive", "addressee", "object"]

# "said the port was shut", "said that it was".
_CLAUSE = """
say tell add note announce argue answer reply respond claim state declare insist warn explain report
acknowledge admit allow confirm deny promise pledge vow suggest write tweet retweet recall remark predict
complain concede assert maintain emphasize emphasise stress reiterate boast brag joke quip testify reveal
contend allege counter rebut apologize apologise observe comment conclude repeat retort shout yell cry exclaim
whisper mutter murmur lament opine plead proclaim pronounce protest remind swear threaten volunteer assure
caution clarify confide declaim disclose estimate forecast grumble hint imply indicate inform mention pray
preach reckon rejoin speculate underline underscore advise attest avow bemoan convey confess divulge guarantee
gripe moan notify point posit profess reaffirm affirm ask communicate crow reason relate specify stipulate
surmise tease theorize vent muse foretell suppose certify judge find calculate deem signal summarize summarise
email text blog scoff continue recount propose urge recommend request demand agree accept interject chime
object assume elaborate prophesy enthuse fume intimate rationalize regret grouse post exclude venture insinuate
concur restate spell conceal hide rule
"""
# The particle of "put it", "chimed in" and "summed up" is asked for elsewhere (``phrase_particles``).
_CLAUSE += "put chime sum fire hit shoot "
# These report only with "that" spelt out; without it the verb has a mere object, or is another verb.
_THAT = words(
    """
    ask allow maintain answer reply respond write retweet recall counter comment repeat pronounce protest pray
    preach find rule judge calculate signal email text blog continue recount propose urge recommend request
    demand agree accept decide point relate tease certify observe conclude reason specify stipulate mention
    imply cry plead threaten guarantee confirm advise rebut remark apologize apologise boast brag hint lament
    opine complain convey regret reiterate stress emphasize emphasise underline underscore volunteer declaim
    object assume deem reaffirm affirm disclose fire hit shoot post exclude concur restate spell conceal hide
    """
)
_QUESTION = """
ask wonder inquire enquire question explain clarify specify describe query
"""
# "promised to come": the speaker says what he himself will do.
_INFINITIVE = """
promise vow pledge threaten offer swear propose ask demand claim volunteer profess request beg
"""
# "urged the board to sell": what somebody else is told to do.
_ADDRESSEE = """
urge ask tell order warn advise beg implore instruct exhort counsel request remind caution command direct
invite encourage challenge enjoin entreat petition admonish forbid press dare
"""
# "praised the crew": the object is what is said, or whom it is said about.
_OBJECT = """
announce praise criticize criticise condemn denounce welcome reject dismiss propose describe demand deny cite
hail laud applaud decry deride mock lament predict promise pledge vow request recommend acknowledge admit note
stress reiterate emphasize emphasise recall allege outline disavow concede confirm claim suggest question
underline underscore disclose detail ridicule lambast lambaste slam blast bemoan deplore commend congratulate
salute rebuke reprimand disparage belittle downplay tout extol excoriate castigate rebut refute dispute
contradict protest summarize summarise recount invoke renounce repudiate chide upbraid scold deprecate declare
foreshadow forecast urge threaten label dub brand liken compare characterize characterise portray depict term
regret reaffirm affirm proclaim call exclude play brush wave
"""
# "called for calm", "warned of a storm"; also behind an object: "accused the board of sloth".
_PREPOSITIONS = {
    "call": "for on upon",
    "warn": "of about against",
    "complain": "about of that",
    "apologize": "for to",
    "apologise": "for to",
    "speak": "of",
    "boast": "of about",
    "brag": "about",
    "rail": "against",
    "joke": "about",
    "insist": "on upon",
    "plead": "for with",
    "appeal": "for to",
    "press": "for",
    "push": "for",
    "advocate": "for",
    "argue": "for against",
    "hint": "at",
    "testify": "about to",
    "caution": "against about",
    "advise": "against",
    "lash": "out",
    "elaborate": "on",
    "lie": "about",
    "rant": "about against",
    "tweet": "about",
    "write": "about of",
    "rave": "about",
    "gripe": "about",
    "vent": "about",
    "muse": "about on",
    "speculate": "about on",
}
# "accused the board of sloth", "thanked the crew for their work": object, preposition, reason.
_REPROACH = {
    "accuse": "of",
    "blame": "for on",
    "fault": "for",
    "thank": "for",
    "credit": "with for",
    "reproach": "for with",
    "chide": "for",
    "charge": "with",
    "remind": "of about",
    "inform": "of about",
    "assure": "of",
    "notify": "of",
    "warn": "of about against",
    "tell": "about",
    "quote": "as",
    "liken": "to",
    "compare": "to with",
    "congratulate": "on for",
    "berate": "for",
    "scold": "for",
    "rebuke": "for",
    "taunt": "about for with",
    "tease": "about for",
    "put": "at",
}


@cache
def frames() -> dict[str, frozenset[Frame]]:
    """The frames of each lemma but its prepositions."""
    out: dict[str, set[Frame]] = {}
    lists: tuple[tuple[str, Frame], ...] = (
        (_CLAUSE, "clause"),
        (_QUESTION, "question"),
        (_INFINITIVE, "infinitive"),
        (_ADDRESSEE, "addressee"),
        (_OBJECT, "object"),
    )
    for lemmas, frame in lists:
        for lemma in lemmas.split():
            out.setdefault(lemma, set()).add("that" if frame == "clause" and lemma in _THAT else frame)
    for lemma in (*_PREPOSITIONS, *_REPROACH):
        out.setdefault(lemma, set())
    return {lemma: frozenset(taken) for lemma, taken in out.items()}


# Verbs that never close a report: "..., he replied", but not "..., he continued to hope".
RIGHT_ONLY = words(
    """
    relate continue find rule calculate signal demand agree accept request recommend urge guarantee threaten
    summarize summarise assume deem call propose allow swear object
    """
)


@cache
def prepositions(lemma: str) -> frozenset[str]:
    """The prepositions right behind the verb that lead to what is said: "for" of "called for calm"."""
    return words(_PREPOSITIONS.get(lemma, ""))


@cache
def reproach(lemma: str) -> frozenset[str]:
    """The prepositions behind the object that lead to what is said of it: "of" of "accused the board of sloth"."""
    return words(_REPROACH.get(lemma, ""))
