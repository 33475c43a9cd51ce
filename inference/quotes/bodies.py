"""Bodies called by what they are: ``the ministry``, ``the newspaper``, ``the alliance``."""

from collections.abc import Sequence

from detente.inference.quotes.grammar import DETERMINERS, FUNCTION
from detente.inference.quotes.resolution import Attribution
from detente.inference.quotes.scene import Scene
from detente.inference.quotes.wordlists import ORGANISATION, words

COLLECTIVE = ORGANISATION | words(
    """
    ministry secretariat presidency headquarters house railway railways office service command company hall side
    government opposition camp team authorities newspaper paper agency website statement report consulate
    chamber police prosecutors authority directorate
    """
) - words("officer times post press news center centre")
INDEFINITE = frozenset(("a", "an", "another", "one", "some", "several", "many", "two", "three", "few", "most"))
_BODIES = {"alliance": ("nato",), "bloc": ("eu", "european union"), "union": ("eu", "european union")}
_MASTHEADS = words("post times gazette tribune herald journal guardian telegraph observer chronicle courier")
_DOCUMENTS = frozenset(("statement", "report"))
_FAR = 3000
_TRIES = 12


def body(scene: Scene, mention: str, plain: Sequence[str], at: int) -> Attribution | None:
    """``the ministry``: a body without a name of its own, in the fullest form that the article gives it."""
    parts = mention.split()
    if len(parts) > 1 and parts[0].lower() == "the":
        parts, plain = parts[1:], plain[1:]
    cut = next((k for k, w in enumerate(plain) if w in ("of", "for", "in", "at", "from", "on")), len(plain))
    if not cut or plain[cut - 1] not in COLLECTIVE or plain[0] in INDEFINITE or plain[0] in DETERMINERS:
        return None
    if len(plain) > 1:
        return Attribution(" ".join(parts), "a body without a name of its own")
    fuller = _named_bodies(scene, plain[0], at)
    if fuller:
        return Attribution(fuller[0], "the last body of that kind that the article names", tuple(fuller[1:5]))
    papers = [n.who for n in scene.recent(at) if n.who.head in _MASTHEADS] if plain[0] in ("newspaper", "paper") else []
    if papers:
        return Attribution(papers[0].name, "the last newspaper that the article names")
    known = [p for name in _BODIES.get(plain[0], ()) if (p := scene.cast.form(name))]
    if known:
        return Attribution(known[0].name, "the body that is called so")
    described = _described_body(scene, plain[0], at)
    if described is None and plain[0] in _DOCUMENTS:
        return Attribution(None, "a document that names nobody")
    return Attribution(described or parts[0], "a body without a name of its own")


def _named_bodies(scene: Scene, head: str, at: int) -> list[str]:
    """The names with the head ``head``: those named before ``at``, the last first, or else all."""
    fuller = scene.cast.fuller(head)
    if len(fuller) < 2:
        return [p.name for p in fuller]
    seen = (n.who for n in scene.recent(at) if head in n.who.words)
    return list(dict.fromkeys(p.name for p in seen if p.head == head and len(p.words) > 1)) or [fuller[0].name]


def _described_body(scene: Scene, head: str, at: int) -> str | None:
    """``the Russian veterinary service`` for "the service": the last such words before ``at`` with a capital letter."""
    place = at
    for _ in range(_TRIES):
        place = scene.text.rfind(f" {head}", max(0, at - _FAR), place)
        if place < 0:
            break
        after = scene.text[place + 1 + len(head) : place + 2 + len(head)]
        words: list[str] = []
        for w in reversed(scene.text[max(0, place - 60) : place].split(" ")[1:]):
            if not w.isalpha() or w.lower() in FUNCTION or len(words) == 4:
                break
            words.insert(0, w)
        if not after.isalpha() and any(w[0].isupper() for w in words):
            return " ".join([*words, head])
    return None
