"""Each example on the page about extraction gives the records that stand behind it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from detente.inference.quotes import extract
from detente.inference.records import STATEMENT_COLUMNS, evidence_column, extracted_line
from detente.model.article import Article

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "quotes.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```text\n(.*?)^```\n```jsonl\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall(PAGE)


def records(text: str) -> list[dict[str, Any]]:
    article = Article("article", text)
    lines = [{**extracted_line(article, s), **evidence_column(s)} for s in extract(article)]
    return [json.loads(json.dumps(line)) for line in lines]


@pytest.mark.parametrize(("text", "shown"), EXAMPLES, ids=[text.split("\n")[0][:50] for text, _ in EXAMPLES])
def test_an_example_gives_the_records_shown(text: str, shown: str) -> None:
    expected = [json.loads(line) for line in shown.splitlines()]
    found = records(text)
    assert len(found) == len(expected)
    assert [{name: line[name] for name in wanted} for line, wanted in zip(found, expected, strict=True)] == expected


def test_every_text_on_the_page_is_an_example() -> None:
    assert len(EXAMPLES) == PAGE.count("```text\n") == PAGE.count("```jsonl\n")
    assert len(EXAMPLES) >= 30


def test_the_page_explains_every_column() -> None:
    table = PAGE[PAGE.index("## The record") :]
    told = {name for row in re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert told == {*STATEMENT_COLUMNS, "evidence"}
