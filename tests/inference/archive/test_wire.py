import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_archives import STORY

from detente.inference.archive.digests import items_of
from detente.inference.archive.wire import dateline, facts_of

BODY = "The ministers met on Thursday at the old customs house above the harbour, and talked until it was dark.\n"
WRAPPED = "The ministers met on Thursday at the old customs\nhouse above the harbour, and talked until\nit was dark.\n"


def facts(text):
    found = facts_of(text)
    return found.title, found.date, found.source


@pytest.mark.parametrize("body", [BODY, WRAPPED])
@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Ferry talks resume\n\n", ("Ferry talks resume", None, None)),
        ("Port Times\nMay 12, 2011\nFerry talks\nBy Mara Quill\n\n", ("Ferry talks", "May 12, 2011", "Port Times")),
        ("Port Times\n12 May 2011\nFerry talks\nresume\n\n", ("Ferry talks resume", "12 May 2011", "Port Times")),
        ("Ferry talks resume\n\nMay 12, 2011\n\n", ("Ferry talks resume", "May 12, 2011", None)),
        ("Title: Ferry talks\nSource: Port Times\nDate: May 12\n\n", ("Ferry talks", "May 12", "Port Times")),
        ("Ferry talks resume\nPort Times\n\n", (None, None, None)),
        ("Port Times\nFerry talks resume\nMay 12, 2011\n\n", (None, "May 12, 2011", None)),
        ('"We will open," says Brandt\n\n', (None, None, None)),
        ("", (None, None, None)),
    ],
)  # fmt: skip
def test_head_lines(head, body, expected):
    assert facts(head + body) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("PORT NOVA, May 12, 2011 (Wirefax) - Two", ("May 12, 2011", "Wirefax")),
        ("Nov. 3 (Wirefax) -- Two", ("Nov. 3", "Wirefax")),
        ("PORT NOVA. May 12 (Wirefax) - Two", ("May 12", "Wirefax")),
        ("PORT NOVA (WF) — Two", (None, "WF")),
        ("PORT NOVA, 3 May 2011 /Wirefax/ – Two", ("3 May 2011", "Wirefax")),
        ("St. Alba, Westland, Dec. 1 - Two", ("Dec. 1", None)),
    ],
)
def test_datelines(line, expected):
    match = dateline(line)
    assert (match["date"], match["agency"] or match["slashed"]) == expected
    assert facts(f"Ferry talks resume\n{line} ministers met.\n") == ("Ferry talks resume", *expected)


@pytest.mark.parametrize(
    "line",
    ["The talks - hard ones - went on.", "He (the minister) - said no.", "May 12 was cold.", "- one", "A (b) - c"],
)
def test_what_is_no_dateline(line):
    assert dateline(line) is None


@pytest.mark.parametrize(
    ("foot", "kind", "expected"),
    [
        ("Keyword Tags:\nHarbour, Ferry", "keywords", "Harbour, Ferry"),
        ("Keywords: HARBOUR/FERRY", "keywords", "HARBOUR/FERRY"),
        ("Copyright 2011 Port Times", "source", "Port Times"),
        ("(c) 2011 Port Times. All rights reserved.", "source", "Port Times"),
        ("© Port Times 2011", "source", "Port Times"),
        ("Source: Port Times", "source", "Port Times"),
        ("Source: https://port.example/ferry", "url", "https://port.example/ferry"),
        ("https://port.example/ferry", "url", "https://port.example/ferry"),
    ],
)
def test_last_lines(foot, kind, expected):
    assert getattr(facts_of(f"{BODY}\n{BODY}\n{foot}\n"), kind) == expected


def test_the_text_stays_whole(put, read):
    ((located,), _) = read(put("a.txt", STORY.encode()))
    article = located.article
    assert article.text == STORY
    assert (article.title, article.date, article.source) == ("Ferry talks resume", "May 12, 2011", "Wirefax")


@given(st.text(max_size=400))
def test_any_text_gives_facts_that_stand_in_it(text):
    found = facts_of(text)
    for value in (found.date, found.source, found.url, found.author, found.keywords):
        assert value is None or value in text


HOSTILE = ["A", "A ", "(c) ", "May 1, 2011\n", " \n", "A (", "#1 - ", "1. ", "*****\n", "#1\n"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_take_no_time(hostile):
    text = hostile * (1_000_000 // len(hostile))
    start = time.perf_counter()
    facts_of(text)
    items_of(text)
    assert time.perf_counter() - start < 2
