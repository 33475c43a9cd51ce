"""Dates as articles give them to days; what names no whole day is no day, and nothing is filled in from today."""

import re
import warnings
from datetime import date, datetime
from functools import lru_cache

LANGUAGES = ["en", "de", "fr"]
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
LONGEST = 60


@lru_cache(maxsize=65_536)
def day_of(date: str | None) -> date | None:
    """The day that ``date`` names, in English, German or French words or in numbers.

    None where a part is missing ("Nov. 3", "May 2011"), where it is relative ("yesterday"), and where day and month
    could be either ("03/04/2011"; with dots the day stands first).
    """
    text = (date or "").strip()
    if not text or len(text) > LONGEST:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return _in_numbers(text) if NUMBERS.match(text) else _in_words(text)


def _in_numbers(text: str) -> date | None:
    match = NUMBERS.match(text)
    if match is None or text[match.end() :][:1].isdigit():
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or first > 12:
        day, month = first, second
    elif second > 12 or first == second:
        day, month = second, first
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_words(text: str) -> date | None:
    if not YEAR.search(text) or not re.search(r"[^\W\d_]", text):
        return None
    import dateparser

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on how Python will parse in future what it parses now
            found = dateparser.parse(text, languages=LANGUAGES, settings=settings)
    except Exception:  # it raises what it likes on odd text
        return None
    return found.date() if found else None
