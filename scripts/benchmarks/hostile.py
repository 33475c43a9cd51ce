"""Texts that a slow extractor chokes on: each is made to any length, and holds at least one real quotation."""

from collections.abc import Callable, Mapping

OPENING = 'Karin Lind, the port director, came late.\n\n"We will go on," said Karin Lind.\n\n'
GERMAN = """Die Direktorin Karin Lind kam am Montag in den Hafen. „Wir machen weiter“, sagte Lind, die nicht müde war.

„Das glaube ich nicht“, antwortete Jan Moe, der mit der Fähre aus dem Norden kam und auf die Züge wartete.

"""
FRENCH = """La directrice Karin Lind est venue lundi dans le port.

« Nous continuons », a déclaré Lind, qui est de la ville.

« Je n'y crois pas », a répondu Jan Moe, qui est venu par la mer avec une équipe du nord pour les trains.

"""
MARKS = "\"'“”„‟«»‹›‘’‚‛`"
UNITS: Mapping[str, str] = {
    "straight marks": '"',
    "curly marks": "“",
    "marks of every kind": MARKS,
    "marks and spaces": '" ',
    "pairs of marks": "“”",
    "marks inside words": 'a"b',
    "apostrophes": "a' ",
    "capital letters": "A",
    "words in capitals": "NATO ENVOY ",
    "names": "Karin Lind ",
    "initials": "A. ",
    "spaces": " ",
    "spaces of every kind": " \t\u00a0\u2009",
    "blank lines": "\n",
    "lines of spaces": "a \t\r\n \n",
    "cue words": "said ",
    "cues of several words": "was quoted as saying ",
    "cues behind names": "Lind said that ",
    "cues in short sentences": "said told asked " * 20 + '"a b." ',
    "attributions in short sentences": "according to the words of Lind who " * 12 + '"a b." ',
    "according to": "according to ",
    "in the words of": "in the words of ",
    "commas": ",",
    "commas and letters": "a, ",
    "semicolons": "a;",
    "colons": "Lind: ",
    "labels": "Lind: go on.\n",
    "opening brackets": "(",
    "closing brackets": ")",
    "brackets in names": "Lind (a) (",
    "full stops": ".",
    "full stops inside words": "a.a",
    "hyphens": "a-",
    "dashes": "—",
    "datelines": "LUND, May 3 (Wire) ",
    "footers": "Keywords: a\n",
    "underscores": "_",
    "digits": "1 ",
    "invisible characters": "\u200b",
    "combining characters": "a\u0301",
    "characters beyond the first plane": "\U0001f600",
    "cues between quotations": 'said "a b c" ',
    "short statements": '"A b c," he said. ',
    "floating quotations": '"A b c d." ',
    "paragraphs never closed": '"A b c d.\n\n',
    "one speaker in all": 'Karin Lind said, "We go." ',
    "the general": '"We go," said the general. ',
}


def unit(of: str) -> Callable[[int, str], str]:
    """A text that repeats ``of``."""
    return lambda length, news: OPENING + repeated(of, length - len(OPENING))


def repeated(unit: str, length: int) -> str:
    """``unit`` over and over, ``length`` code points in all."""
    return (unit * (length // len(unit) + 1))[: max(0, length)]


def _without_marks(length: int, news: str) -> str:
    plain = repeated(news, length).translate(dict.fromkeys(map(ord, MARKS)))
    return OPENING + plain[: length - len(OPENING)]


def _nested(length: int, news: str) -> str:
    half = (length - len(OPENING)) // 2
    return OPENING + repeated("“a ", half) + repeated("b” ", half)


def _turn_about(length: int, news: str) -> str:
    half = (length - len(OPENING)) // 2
    return OPENING + repeated("“He said ‘", half) + repeated("no’ again” ", half)


def _people(length: int, news: str) -> str:
    return OPENING + "".join(f'"We go," said Kar{i} Lind{i}. ' for i in range(length // 28))[: length - len(OPENING)]


TEXTS: Mapping[str, Callable[[int, str], str]] = {
    "news": lambda length, news: repeated(news, length),
    "news without marks": _without_marks,
    "news in one line": lambda length, news: repeated(news, length).replace("\n", " "),
    "news in one sentence": lambda length, news: repeated(news, length).replace("\n", " ").replace(".", " "),
    "German": lambda length, news: repeated(GERMAN, length),
    "French": lambda length, news: repeated(FRENCH, length),
    "German cue words": lambda length, news: GERMAN + repeated("sagte der Lind, : „a b“ ", length - len(GERMAN)),
    "French cue words": lambda length, news: FRENCH + repeated("a dit le Lind, : « a b » ", length - len(FRENCH)),
    "nested marks": _nested,
    "nested marks of two kinds": _turn_about,
    "a new speaker each time": _people,
    **{name: unit(of) for name, of in UNITS.items()},
}
