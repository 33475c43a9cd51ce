from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.inference.archive.dates import day_of

DAY = date(2011, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        *("2011-05-03", "20110503", "2011-05-03T10:00:00Z", "2011-05-03 23:30:00-08:00", " 2011-05-03 "),
        *("May 3, 2011", "3 May 2011", "Tuesday, May 3, 2011", "Tue, 03 May 2011 10:00:00 +0000", "MAY 3, 2011"),
        *("3. Mai 2011", "Dienstag, 3. Mai 2011", "le 3 mai 2011", "mardi 3 mai 2011", "3.5.2011", "03.05.2011"),
    ],
)
def test_whole_days_in_three_languages(text):
    assert day_of(text) == DAY


@pytest.mark.parametrize("text", ["13/05/2011", "05/13/2011", "13.05.2011", "5-13-2011"])
def test_numbers_that_can_be_one_day_only(text):
    assert day_of(text) == date(2011, 5, 13)


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "Nov. 3", "3 May", "May 2011", "2011", "yesterday", "2 days ago", "Tuesday", "12", "today, 2011"),
        *("03/04/2011", "31.02.2011", "2011-13-01", "1304380800", "x" * 100, "Mai", "spring 2011", "Q3 2011"),
    ],
)
def test_what_is_no_whole_day_is_no_day(text):
    assert day_of(text) is None


def test_equal_day_and_month_leave_no_doubt():
    assert day_of("5/5/2011") == date(2011, 5, 5)


@given(st.text(max_size=70) | st.from_regex(r"[\d ./:-]{1,20}", fullmatch=True))
def test_any_text_gives_a_day_or_none(text):
    assert isinstance(day_of(text), date | None)
