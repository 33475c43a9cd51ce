"""No regular expression of the extractor takes more than linear time, whatever it is given."""

import importlib
import pkgutil
import re
import time

import pytest

from detente.inference import quotes

# What the patterns are made of; repeated, alone and in pairs, these make any of them backtrack that can.
PIECES = ("a", "A", " ", "\n", "\t", "-", "--", "—", ".", ",", ":", "(", ")", "'", "’", '"', "“", "«", "1", "_", "Mr.",
          "de ", "A. ", "Lind ", "May ", "Lind (a) ", ", the ", "Keywords", "\r\n", "\u00a0", "…")  # fmt: skip
ENDS = ("", "\x00", "x", '"', "\n")
LENGTH = 12_000
ALLOWED = 0.25
"""Seconds for a text of LENGTH; a quadratic pattern takes ten times as long."""

# Used in another way than over a whole text: at one place alone, or in a window of so many characters.
AT_ONE_PLACE = {
    "layout._DATELINE", "layout._FOOTER", "marks._ELISION", "names._AFTER", "nominals._OFFICE", "transcripts._LABEL",
}  # fmt: skip
WINDOWS = {"layout._AGENCY": 130, "layout._MONTH": 130, "sentences._LAST_WORD": 24}


def patterns():
    for module in pkgutil.walk_packages(quotes.__path__, f"{quotes.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name.removeprefix(quotes.__name__ + '.')}.{name}", value


PATTERNS = dict(patterns())


def texts(length):
    units = [*PIECES, *(a + b for a in PIECES for b in PIECES[:: len(PIECES) // 6] if a != b)]
    for i, unit in enumerate(units):
        yield (unit * (length // len(unit) + 1))[:length] + ENDS[i % len(ENDS)]


def use(name, pattern, text):
    if name in AT_ONE_PLACE:
        pattern.match(text)
    else:
        for _ in pattern.finditer(text):
            pass


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name):
    for text in texts(min(LENGTH, WINDOWS.get(name, LENGTH))):
        started = time.process_time()
        use(name, PATTERNS[name], text)
        if time.process_time() - started > ALLOWED:  # once more: another process may have been in the way
            started = time.process_time()
            use(name, PATTERNS[name], text)
            assert time.process_time() - started < ALLOWED, (name, text[:40])


def test_a_quadratic_pattern_is_found():
    started = time.process_time()
    use("", re.compile(r"\s+$"), " " * LENGTH + "x")
    assert time.process_time() - started > ALLOWED


def test_every_exception_is_still_a_pattern():
    assert {*AT_ONE_PLACE, *WINDOWS} <= PATTERNS.keys()
