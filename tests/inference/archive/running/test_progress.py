"""What a run tells: for people and for machines."""

import json
from collections import Counter

import pytest

from detente.inference.archive import progress
from detente.inference.archive.progress import Progress, summary
from detente.inference.archive.shards import Counts, ShardResult
from detente.inference.archive.sources import Position


def result(number, source, read, last=False, **counts):
    return ShardResult(number, Position(source, 0), Position(source, 8), last, read, Counts(**counts), {}, 1.0)


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_the_time_left_follows_the_bytes_read_within_a_file_and_over_files(clock):
    with Progress("json", [1000, 3000], Counts()) as told:
        clock[0] = 110.0
        told.done(result(0, 0, 500, articles=4, statements=20))
        assert told.left() is None
        clock[0] = 120.0
        told.done(result(1, 1, 0, articles=4, statements=20))
        assert told.left() == pytest.approx(20 * 3000 / 500)
        assert told.rate() == pytest.approx(40 / 20)
        told.done(result(2, 1, 1500))
        assert told.left() == pytest.approx(20 * 1500 / 2000)
        told.done(result(3, 1, 9999, last=True))
        assert told.left() == 0


@pytest.mark.parametrize("sizes", [[], [None], [10, None]])
def test_nobody_guesses_how_much_is_left_where_a_size_is_not_known(sizes, clock):
    with Progress("json", sizes, Counts()) as told:
        told.done(result(0, 0, 5))
        told.done(result(1, 0, 9))
        assert told.left() is None


def test_machines_get_a_line_every_few_seconds(clock, capsys):
    with Progress("json", [1000], Counts(articles=2, statements=5)) as told:
        for number in range(4):
            clock[0] += 2.6
            told.done(result(number, 0, 100 * number, articles=1, statements=3, duplicates=1, rejected=1))
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(event["event"], event["articles"], event["statements"]) for event in events] == [
        ("progress", 4, 11),
        ("progress", 6, 17),
    ]
    assert events[0]["statements_per_second"] == round(6 / 5.2, 1)


def test_people_get_shares(clock):
    with Progress("text", [1000], Counts()) as told:
        clock[0] += 2
        told.done(result(0, 0, 100, articles=9, statements=30, duplicates=3, rejected=1))
        assert told.words() == "9 articles, 30 statements (15/s), 30.0% duplicates, 10.0% rejected"


def test_the_summary_names_what_there_is():
    counts = Counts(articles=9, statements=30, duplicates=3, silent=2, rejected=1, abstained=Counter({"topic": 4}))
    assert summary(counts) == (
        "9 articles, 30 statements, 3 duplicates (30.0%), 2 without statements, 1 rejected, abstained: topic 4"
    )
    assert summary(Counts()) == "0 articles, 0 statements, 0 rejected"
