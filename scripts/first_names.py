"""Make inference/quotes/first_names.txt: first_names.py FEMALE MALE OUT.

FEMALE and MALE are the frequency lists of first names of the United States census of 1990 (dist.female.first and
dist.male.first, in the public domain); the names of other countries are those of the package Faker (MIT licence),
which has to be installed. A name that both sexes bear is kept only where one of them has nearly all of it.
"""

import importlib
import pkgutil
import re
import sys
from collections import Counter
from pathlib import Path

LISTS = ("first_names_{}", "first_romanized_names_{}")
LATIN = re.compile(r"[a-zß-öø-ſșț'’-]{3,14}")
RARE = 0.004
HEADER = """\
# First names and likely gender: one line a gender, the names in lower case between spaces.
# Sources: US census of 1990 (public domain) and Faker, https://github.com/joke2k/faker
# (MIT licence, Copyright (c) 2012 Daniele Faraglia). Made by scripts/first_names.py.
"""


def census(path: Path) -> Counter[str]:
    """Per cent of the people of one sex, by name."""
    rows = (line.split() for line in path.read_text().splitlines())
    return Counter({row[0].lower(): float(row[1]) for row in rows if float(row[1]) >= RARE})


def listed(sex: str) -> Counter[str]:
    """How many countries' lists have a name."""
    import faker.providers.person as person

    found: Counter[str] = Counter()
    for country in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{country.name}").Provider
        names = {name.lower() for each in LISTS for name in getattr(provider, each.format(sex), None) or ()}
        found.update(name for name in names if LATIN.fullmatch(name))
    return found


def mostly(
    name: str, mine: Counter[str], theirs: Counter[str], my_list: Counter[str], their_list: Counter[str]
) -> bool:
    """Whether nearly all bearers are of the first sex: by the census, where it has the name, else by the lists."""
    if mine[name] or theirs[name]:
        return mine[name] >= 6 * theirs[name]
    return my_list[name] >= 3 * their_list[name] and my_list[name] > 0


def main(female: Path, male: Path, out: Path) -> None:
    women, men, hers, his = census(female), census(male), listed("female"), listed("male")
    names = sorted({*women, *men, *hers, *his})
    f = [name for name in names if mostly(name, women, men, hers, his)]
    m = [name for name in names if mostly(name, men, women, his, hers)]
    out.write_text(f"{HEADER}f {' '.join(f)}\nm {' '.join(m)}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
