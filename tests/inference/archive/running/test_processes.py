"""Worker processes that die, fail to start, or answer with an error."""

import pytest
from fragile_work import CANNOT_WRITE, DIES, DIES_ONCE, FragileWork, TogetherTooMuch, dead, no_model

from detente.inference.archive.processes import LocalProcesses
from detente.inference.archive.shards import Entry, Shard
from detente.inference.archive.sources import Position
from detente.inference.archive.work import Job
from detente.model.article import Article
from detente.model.errors import CheckpointError, InputError


def shard(number, *texts):
    entries = tuple(Entry(Article(f"a{number}-{i}", text), f"place {i}", 1, "", None) for i, text in enumerate(texts))
    return Shard(number, Position(0, number), Position(0, number + 1), False, 0, entries)


def results(tmp_path, shards, begin=FragileWork, processes=2):
    with LocalProcesses(Job(None, tmp_path), processes, begin) as executor:
        return {result.number: result for result in executor.results(iter(shards))}


def test_an_article_that_ends_the_process_is_set_aside_and_nothing_else_is_lost(tmp_path):
    found = results(tmp_path, [shard(0, "a", DIES, "b", DIES), shard(1, "c"), shard(2, "d", DIES_ONCE)])
    assert {number: result.counts.articles for number, result in found.items()} == {0: 2, 1: 1, 2: 2}
    assert found[0].files == {
        1: "scoring failed: the worker process ended by signal 9",
        3: "scoring failed: the worker process ended by signal 9",
    }
    assert found[2].files == {}


def test_a_shard_that_nothing_saves_is_told_with_its_place(tmp_path):
    with pytest.raises(InputError, match=r"ended with exit code 9 on shard 0 \(place 0 and what follows\).*--jobs"):
        results(tmp_path, [shard(0, "a")], TogetherTooMuch)


@pytest.mark.parametrize(
    ("begin", "error", "told"),
    [
        (no_model, CheckpointError, "model: damaged"),
        (dead, InputError, "ended with exit code 4 while it loaded the model"),
    ],
)
def test_a_worker_that_cannot_start_ends_the_run(tmp_path, begin, error, told):
    with pytest.raises(error, match=told):
        results(tmp_path, [shard(0, "a")], begin)


def test_a_disk_that_is_full_is_no_articles_fault(tmp_path):
    with pytest.raises(InputError, match="some/place: cannot be written or read: No space left on device"):
        results(tmp_path, [shard(0, CANNOT_WRITE)])


def test_few_shards_are_held_at_a_time(tmp_path):
    made = 0

    def shards():
        nonlocal made
        for number in range(12):
            made += 1
            yield shard(number, "a")

    with LocalProcesses(Job(None, tmp_path), 2, FragileWork) as executor:
        for done, _ in enumerate(executor.results(shards())):
            assert made - done <= 2 * 2 + 1
    assert made == 12
