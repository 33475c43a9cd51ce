"""Streams to lines: order, bounded memory, and an article that breaks extraction is set aside alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.inference import lines
from detente.inference.lines import Tally, counting, extracted_lines, labelled_lines, scored_lines
from detente.inference.scorer import load
from detente.model.article import Article, Statement

TEXT = '"We will sign on {n}," Minister Ada Brandt said.'


def articles(count: int) -> Iterator[Article]:
    for number in range(count):
        yield Article(id=f"a{number}", text=TEXT.format(n=number))


def test_lines_come_in_input_order_across_groups(tiny_checkpoint: Path) -> None:
    count = lines.STREAMED_TOGETHER * 2 + 3
    tally = Tally()
    found = list(scored_lines(load(tiny_checkpoint), articles(count), tally, counting(tally, print)))
    assert [line["article_id"] for line in found] == [f"a{number}" for number in range(count)]
    assert (tally.articles, tally.statements, tally.rejected) == (count, count, 0)


def test_no_more_articles_are_read_than_are_held(tiny_checkpoint: Path) -> None:
    tally = Tally()
    stream = scored_lines(load(tiny_checkpoint), articles(10_000), tally, counting(tally, print))
    next(stream)
    assert tally.articles == lines.STREAMED_TOGETHER


def test_an_article_that_breaks_extraction_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    real = lines.extract

    def breaking(article: Article, **options: object) -> list[Statement]:
        if article.id == "a1":
            raise RecursionError("too deep")
        return real(article)

    monkeypatch.setattr(lines, "extract", breaking)
    told: list[str] = []
    tally = Tally()
    found = list(extracted_lines(articles(3), tally, counting(tally, told.append)))
    assert [line["article_id"] for line in found] == ["a0", "a2"]
    assert told == ["rejected: a1: extraction failed: RecursionError: too deep"]
    assert tally.summary() == "3 articles, 2 statements, 1 rejected"


def test_scored_lines_equal_extracted_lines_with_labels(tiny_checkpoint: Path) -> None:
    tally = Tally()
    plain = list(extracted_lines(articles(5), tally, counting(tally, print)))
    scored = list(scored_lines(load(tiny_checkpoint), articles(5), tally, counting(tally, print)))
    assert [{name: line[name] for name in plain[0]} for line in scored] == plain
    assert all(line["attitude_probability"] == max(line["attitude_probabilities"].values()) for line in scored)


def test_ready_statements_keep_their_columns(tiny_checkpoint: Path) -> None:
    rows = [({"text": "We trust them.", "topic": "fish", "model": "old"}, Statement.of("We trust them."))]
    (line,) = labelled_lines(load(tiny_checkpoint), rows, Tally())
    assert line["topic_given"] == "fish"
    assert line["model_given"] == "old"
    assert line["topic"] in {"fish", "steel"}
