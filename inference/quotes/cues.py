"""The words that report speech: verbs in all their forms, and what kind of complement each takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from detente.inference.quotes.frames import Frame, frames, prepositions, reproach
from detente.inference.quotes.wordlists import words

Taking = Literal["words", "name", "fault", "thought"]

# Verbs that take the reported words as their complement: "said that ...", "..., he added".
_WORDS = """
say tell add note announce argue ask answer reply respond claim state declare insist warn explain report
acknowledge admit allow confirm deny promise pledge vow suggest write tweet retweet recall remark predict propose urge
complain concede assert maintain emphasize emphasise stress reiterate boast joke quip testify reveal contend
allege counter rebut dismiss apologize apologise observe comment conclude continue repeat retort shout yell cry
exclaim whisper mutter murmur growl snap sigh lament muse opine plead proclaim pronounce protest question
recommend recount relate remind swear threaten venture volunteer agree appeal assure beg brag caution charge
chide clarify command counsel declaim demand disclose elaborate estimate forecast grumble hint imply indicate
inform inquire enquire instruct interject intone mention order paraphrase post pray preach read recite reckon
rejoin scoff signal speculate summarize summarise tease underline underscore utter sneer bark blast slam drawl
gush fume rail advise implore advocate attest avow bemoan bellow blurt cite chuckle communicate confess convey
depict divulge echo expound fret gripe groan guess holler howl invite laugh lecture moan object offer outline
point profess quote rant reason reflect rejoice remonstrate request retell rhapsodize roar scream sniff snarl
sob specify spell stipulate stammer sum surmise thunder toast wail warble wisecrack wonder begin start close
finish end chant sing text email blog caption crow deadpan affirm reaffirm accept contradict decree detail
diagnose dispute elucidate exhort expostulate explicate foretell hail interrupt press beam enthuse intimate jest
mandate marvel mumble negotiate philosophize pipe pontificate portray prescribe proffer promulgate publicize
rationalize rebuke recollect repine reprimand reproach retaliate rule shrug shrill smirk splutter stutter submit
suppose sympathize tout tut vouch whimper whine publish assess determine find show grouse fire hit shoot react
"""
# Verbs that give something a name or a quality: the quoted words alone are what was said.
_NAME = """
call describe dub label brand term denounce deride dismiss decry condemn praise hail characterize characterise
refer compare liken criticize criticise mock ridicule slam blast lambast lambaste laud applaud tout salute style
welcome reject paint cast portray cite invoke depict attack defend rip bash lash rail welcome nickname deem
herald hammer knock trash skewer savage pillory assail berate excoriate castigate lampoon vilify malign demonize
demonise taunt needle rate rank frame identify hype trumpet champion pan belittle disparage denigrate minimize
minimise downplay discount scorn rebuff repudiate pitch bill peg tag reference allude brush wave play discuss
fixate bristle talk extol disavow debunk discredit contrast credit commend bemoan
"""
_FAULT = "accuse blame fault chide criticize criticise thank"
_THOUGHT = (
    "believe think hope fear feel consider expect know doubt worry want wish suspect realize decide see understand"
)
# "points out", "goes on", "puts it": the verb alone is too common to be a cue.
_PHRASES = {
    "point": ("out", "to"),
    "sum": ("up",),
    "spell": ("out",),
    "go": ("on",),
    "put": ("it",),
    "chime": ("in",),
    "lash": ("out",),
    "talk": ("about", "of", "up"),
    "allude": ("to",),
    "brush": ("off", "aside"),
    "wave": ("off", "away", "aside"),
    "play": ("down", "up"),
    "fixate": ("on",),
    "bristle": ("at",),
    "call": (),
    "fire": ("back",),
    "hit": ("back", "out"),
    "shoot": ("back",),
}
_IRREGULAR = {
    "say": ("sez",),
    "forecast": ("forecast",),
    "quip": ("quipped",),
    "tell": ("told",),
    "spell": ("spelled",),
    "plead": ("pleaded", "pled"),
}
# Forms that are far more often nouns or other verbs; they report only right beside a quotation.
_WEAK_VERBS = words(
    """
    read show find begin start close finish end offer signal post order point sum spell hail blast slam rule
    rail sing pipe shrug toast laugh cast paint rip bash attack defend welcome reject style see want wish know
    reason object charge text email blog detail submit publish lash open accept question demand invite dispute
    echo determine negotiate assess mandate interrupt cite reflect request relate continue agree convey outline
    depict portray tout press go put chime command guess quote advise advocate chant sniff retaliate marvel crow
    caption communicate smirk sob groan react appeal knock savage needle rate rank frame hype trumpet champion pan
    hammer pitch bill peg tag reference play wave brush discount
    """
)


# Verbs that report only together with a noun or particle, see ``expressions``.
_LIGHT = words(
    """
    express voice state repeat renew issue give make raise hold take reiterate air sound deliver offer lodge send let
    pass draw heap pour lavish level direct pay extend leave rule go have utter share lay put float be signal
    echo second
    """
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb of reporting."""

    lemma: str
    taking: frozenset[Taking]
    finite: bool
    past: bool
    gerund: bool
    weak: bool
    frames: frozenset[Frame] = frozenset()

    @property
    def complements(self) -> bool:
        """Whether words without marks can be its complement."""
        return bool(self.frames or prepositions(self.lemma) or reproach(self.lemma))


def lemmas() -> list[str]:
    """Every verb of reporting, sorted: those of the lists here and those that ``frames`` knows."""
    return sorted({*_takings(), *frames(), *_LIGHT, "show"})


@cache
def _takings() -> dict[str, frozenset[Taking]]:
    listed: tuple[tuple[str, Taking], ...] = (
        (_WORDS, "words"),
        (_NAME, "name"),
        (_FAULT, "fault"),
        (_THOUGHT, "thought"),
        ("go put chime", "words"),
    )
    return {
        lemma: frozenset(taking for lemmas, taking in listed if lemma in lemmas.split())
        for lemmas, _ in listed
        for lemma in lemmas.split()
    }


@cache
def _table() -> tuple[str, ...]:
    text = (files(__package__) / "verbs.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


@cache
def finite_forms() -> frozenset[str]:
    """Forms of English verbs that can only be finite, those in -ed apart: "went", "becomes"."""
    return words(_table()[-1].removeprefix("*"))


@cache
def lexicon() -> dict[str, Verb]:
    """Every form of every verb of reporting, read from the table at the first use.

    The table is made by ``scripts/make_verbs`` with lemminflect, which is too heavy to load here.
    """
    return {form: verb for form, verb in _verbs() if verb.taking or verb.frames or verb.lemma in frames()}


@cache
def light_forms() -> dict[str, Verb]:
    """The forms of verbs that report only together with other words: "express" in "expressed the hope that"."""
    return {form: verb for form, verb in _verbs() if verb.lemma in _LIGHT}


@cache
def _verbs() -> tuple[tuple[str, Verb], ...]:
    """Forms and verbs; where two verbs share a form, a strong one comes last."""
    found = []
    for line in _table()[:-1]:
        lemma, *columns = line.split("\t")
        found += [(form, _verb(lemma, form, tags)) for form, tags in _tagged(lemma, columns).items()]
    return tuple(sorted(found, key=lambda pair: not pair[1].weak))


def _tagged(lemma: str, columns: Sequence[str]) -> dict[str, set[str]]:
    forms: dict[str, set[str]] = {form: {"VBD"} for form in _IRREGULAR.get(lemma, ())}
    for tag, column in zip(("VB", "VBZ", "VBD", "VBN", "VBG"), columns, strict=True):
        for form in column.split():
            forms.setdefault(form, set()).add(tag)
    return forms


def _verb(lemma: str, form: str, tags: set[str]) -> Verb:
    return Verb(
        lemma,
        _takings().get(lemma, frozenset()),
        finite=bool(tags & {"VBD", "VBZ", "VB"}),
        past="VBD" in tags,
        gerund=tags == {"VBG"},
        weak=lemma in _WEAK_VERBS,
        frames=frames().get(lemma, frozenset()),
    )


def is_finite_cue(word: str) -> bool:
    """Whether ``word`` (lower case) can be the finite verb of a reporting clause."""
    verb = lexicon().get(word)
    return verb is not None and verb.finite and "words" in verb.taking


def reports_in_past(word: str) -> bool:
    """Whether ``word`` (lower case) is the past form of a verb that reports without a quotation beside it."""
    verb = lexicon().get(word)
    return verb is not None and verb.past and not verb.weak


def phrase_particles(lemma: str) -> tuple[str, ...]:
    """The particles of which the verb needs one to report ("point" needs "out"); empty for most verbs."""
    return _PHRASES.get(lemma, ())
