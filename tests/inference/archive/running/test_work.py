"""What a worker makes of one shard, and what it sets aside."""

import pytest

from detente.inference.archive import work
from detente.inference.archive.durable import read_lines
from detente.inference.archive.shards import Entry, SetAside, Shard, ShardResult
from detente.inference.archive.sources import Position
from detente.inference.archive.work import KINDS, Job, ShardWorker, shard_file
from detente.inference.quotes import extract
from detente.model.article import Article

TEXT = '"We will {} the harbour in June," Foreign Minister Ada Brandt told reporters.'


def entry(id, text, duplicate_of=None):
    return Entry(Article(id, text, date="May 4, 2011"), f"{id}.txt", len(text), "hash", duplicate_of)


def shard(*entries, failed=None, aside=()):
    return Shard(0, Position(0, 0), Position(0, 9), False, 77, entries, tuple(aside), failed or {})


@pytest.fixture
def worker(tiny_checkpoint, tmp_path):
    return ShardWorker(Job(tiny_checkpoint, tmp_path))


def rows(tmp_path, result, kind):
    return list(read_lines(shard_file(tmp_path, result.number, kind), result.files[kind]))


def test_a_shard_becomes_three_files_whose_hashes_are_told(worker, tmp_path):
    aside = [SetAside("archive.jsonl:3", "not JSON")]
    entries = [entry("a", TEXT.format("open")), entry("b", "", duplicate_of="a"), entry("c", "Nothing was said.")]
    result = worker.score_shard(shard(*entries, aside=aside))
    (line,) = rows(tmp_path, result, "statements")
    assert (line["article_id"], line["speaker"], line["date_day"]) == ("a", "Ada Brandt", "2011-05-04")
    articles = rows(tmp_path, result, "articles")
    assert [(row["statements"], row["language"], row["duplicate_of"]) for row in articles] == [
        (1, "en", None),
        (None, None, "a"),
        (0, "en", None),
    ]
    assert rows(tmp_path, result, "rejects") == [{"place": "archive.jsonl:3", "reason": "not JSON", "article_id": None}]
    counts = result.counts
    assert (counts.articles, counts.duplicates, counts.silent, counts.statements, counts.rejected) == (3, 1, 1, 1, 1)
    assert set(result.files) == set(KINDS)
    assert ShardResult.from_dict(result.to_dict()) == result


def test_an_article_on_which_extraction_fails_is_set_aside_alone(worker, tmp_path, monkeypatch):
    def fragile(article, **options):
        if "burn" in article.text:
            raise RecursionError("too deep")
        return extract(article, **options)

    monkeypatch.setattr(work, "extract", fragile)
    result = worker.score_shard(shard(*(entry(each, TEXT.format(each)) for each in ("open", "burn", "close"))))
    assert [row["article_id"] for row in rows(tmp_path, result, "statements")] == ["open", "close"]
    assert [row["article_id"] for row in rows(tmp_path, result, "articles")] == ["open", "close"]
    assert rows(tmp_path, result, "rejects") == [
        {"place": "burn.txt", "reason": "extraction failed: RecursionError: too deep", "article_id": "burn"}
    ]
    assert (result.counts.articles, result.counts.rejected) == (2, 1)


def test_an_article_on_which_the_model_fails_is_set_aside_alone(worker, tmp_path, monkeypatch):
    classify = worker.scorer.classify

    def fragile(statements):
        given = list(statements)
        if any("burn" in statement.text for statement in given):
            raise ValueError("no such token")
        return classify(given)

    monkeypatch.setattr(worker.scorer, "classify", fragile)
    result = worker.score_shard(shard(*(entry(each, TEXT.format(each)) for each in ("open", "burn", "close"))))
    assert [row["article_id"] for row in rows(tmp_path, result, "statements")] == ["open", "close"]
    (row,) = rows(tmp_path, result, "rejects")
    assert row["reason"] == "scoring failed: ValueError: no such token"
    worker.try_entry(entry("burn", TEXT.format("burn")))


def test_what_ended_a_process_before_is_not_touched_again(worker, tmp_path, monkeypatch):
    entries = [entry(each, TEXT.format(each)) for each in ("open", "burn")]
    result = worker.score_shard(shard(*entries, failed={1: "scoring failed: it ended the process"}))
    assert [row["article_id"] for row in rows(tmp_path, result, "statements")] == ["open"]
    assert rows(tmp_path, result, "rejects")[0]["reason"] == "scoring failed: it ended the process"


def test_the_result_is_a_function_of_the_shard_alone(worker, tiny_checkpoint, tmp_path):
    entries = [entry(each, TEXT.format(each)) for each in ("open", "close", "sign")]
    first = worker.score_shard(shard(*entries))
    worker.score_shard(shard(*entries[:1]))
    assert worker.score_shard(shard(*entries)).files == first.files
    assert ShardWorker(Job(tiny_checkpoint, tmp_path)).score_shard(shard(*entries)).files == first.files
