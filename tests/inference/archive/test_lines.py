"""JSON lines as a stream of articles."""

import json

import pytest
from streamed import file, jsonl, only_reason, read

from detente.inference.archive.documents import content_id
from detente.model.article import Article


def test_lines_of_one_text_are_kept_apart_by_their_places(tmp_path):
    paths = [jsonl(tmp_path / year / "news.jsonl", {"text": "One."}) for year in ("2030", "2031", "2032")]
    ids = [article.id for article in read(*paths)[0]]
    assert ids == [content_id("One."), "news.jsonl:1", f"{paths[2]}:1"]


def test_a_jsonl_line_is_an_article_with_all_it_says(tmp_path):
    row = {"id": "7", "text": "One.", "title": "T", "date": "2031-05-02", "source": "S", "url": "U", "words": 1}
    path = jsonl(tmp_path / "news.jsonl", row, "", {"text": "Two.", "id": None}, {"text": "Three.", "id": 9})
    articles, rejected = read(path)
    assert articles[0] == Article("7", "One.", "T", "2031-05-02", "S", "U", {"words": 1})
    assert [article.id for article in articles] == ["7", content_id("Two."), "9"]
    assert rejected == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: "),
        ('{"text": "One."', "not JSON: "),
        ("[1]", "expected an object like {...}, found [1]"),
        ("3", "expected an object like {...}, found 3"),
        ("[" * 100_000, "not JSON: "),
        ('{"title": "T"}', "text: expected the text of an article, found None"),
        ('{"text": 3}', "text: expected the text of an article, found 3"),
        ('{"text": " "}', "text: empty"),
        ('{"text": "One.", "id": true}', "id: expected a text or a number, found True"),
        ('{"text": "One.", "id": ["a"]}', "id: expected a text or a number, found ['a']"),
        ('{"text": "One.", "date": 2031}', "date: expected a text or nothing, found 2031"),
        ('{"text": "One.", "title": {"a": "' + "b" * 99 + '"}}', "title: expected a text or nothing, found {'a': 'bbb"),
        ('{"text": "One.", "id": "first"}', "id 'first' was taken before by "),
    ],
)
def test_a_bad_line_is_set_aside_with_its_place_and_the_rest_goes_on(tmp_path, line, reason):
    path = jsonl(tmp_path / "news.jsonl", {"text": "Zero.", "id": "first"}, line, {"text": "Last.", "id": "last"})
    articles, rejected = read(path)
    assert [article.id for article in articles] == ["first", "last"]
    assert only_reason(rejected).startswith(reason)
    assert len(rejected[0].reason) < 300
    assert rejected[0].where == f"{path}:2"


def test_a_line_that_is_not_utf_8_is_set_aside(tmp_path):
    path = file(tmp_path / "news.jsonl", b'{"text": "One."}\n{"text": "\xff\xfe\xfd"}\n{"text": "Three."}\n')
    articles, rejected = read(path)
    assert [article.text for article in articles] == ["One.", "Three."]
    assert rejected[0].where == f"{path}:2"
    assert only_reason(rejected).startswith("not UTF-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_jsonl_with_a_mark(tmp_path, encoding):
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\r\n" for text in ("Öne.", "Twø — ਊ."))
    articles, rejected = read(file(tmp_path / "news.jsonl", lines.encode(encoding)))
    assert [article.text for article in articles] == ["Öne.", "Twø — ਊ."]
    assert rejected == []


def test_jsonl_in_damaged_utf_16_is_set_aside(tmp_path):
    articles, rejected = read(file(tmp_path / "a.jsonl", '{"text": "One."}\n'.encode("utf-16")[:-1]))
    assert articles == []
    assert all("damaged UTF-16" in one.reason or "not JSON" in one.reason for one in rejected)
    assert rejected


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_jsonl_without_a_line_is_set_aside(tmp_path, content):
    assert only_reason(read(file(tmp_path / "a.jsonl", content))[1]) == "empty: expected one JSON object a line"


def test_lone_surrogates_are_kept_and_harm_nothing(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", '{"text": "\\ud800", "id": "\\udc00"}', '{"text": "b", "id": "\\udc00"}')
    articles, rejected = read(path)
    assert [(article.id, article.text) for article in articles] == [("\udc00", "\ud800")]
    assert len(rejected) == 1


def test_a_text_file_and_a_line_never_share_an_id(tmp_path):
    lines = jsonl(tmp_path / "news.jsonl", {"text": "One.", "id": "x"}, {"text": "Two.", "id": "x"})
    articles, rejected = read(lines, file(tmp_path / "a" / "x.txt"))
    assert [article.id for article in articles] == ["x", "a/x"]
    assert only_reason(rejected) == f"id 'x' was taken before by {lines}:1; give every article its own id"
