"""Invented archives of any size, for measuring: no two articles alike, a known number of statements in each."""

import json
import random
from pathlib import Path

STATEMENTS_OF_AN_ARTICLE = 8
_NAMES = ("Ada Brandt", "Ivo Castel", "Mira Oja", "Jon Vale", "Lena Fors", "Otto Reis", "Nils Aho", "Rita Sand")
_OFFICES = ("Foreign Minister", "Defence Minister", "Ambassador", "General", "President", "Envoy")
_DEEDS = ("open", "close", "support", "oppose", "sign", "reject", "inspect", "finance", "rebuild", "guard")
_THINGS = ("harbour", "bridge", "pipeline", "treaty", "border post", "island", "fleet", "radar", "summit", "railway")
_PLACES = ("in the north", "near the capital", "on the coast", "in the mountains", "beside the river", "at sea")


def write_archive(path: Path, statements: int) -> None:
    """Write a JSONL file of articles with at least so many statements."""
    dice = random.Random(statements)
    with path.open("w", encoding="utf-8") as stream:
        for number in range(-(-statements // STATEMENTS_OF_AN_ARTICLE)):
            article = {"id": f"invented-{number}", "title": f"Talks, day {number}", "text": _text(number, dice)}
            stream.write(json.dumps(article) + "\n")


def _text(number: int, dice: random.Random) -> str:
    parts = [f"Day {number} of the talks began {dice.choice(_PLACES)} with {dice.randint(2, 999)} delegates."]
    for _ in range(STATEMENTS_OF_AN_ARTICLE):
        office, name = dice.choice(_OFFICES), dice.choice(_NAMES)
        words = (
            f"We will {dice.choice(_DEEDS)} the {dice.choice(_THINGS)} {dice.choice(_PLACES)} within "
            f"{dice.randint(2, 999)} days, and {dice.choice(_DEEDS)} the {dice.choice(_THINGS)} after that"
        )
        parts.append(f'"{words}," {office} {name} told reporters on day {number}.')
    return "\n\n".join(parts)
