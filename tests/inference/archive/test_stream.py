"""Texts, folders and standard input as a stream of articles."""

import io
import sys
import tracemalloc
from pathlib import Path

import pytest
from streamed import file, jsonl, only_reason, read

from detente.inference.archive.documents import content_id
from detente.inference.archive.stream import read_articles
from detente.inference.decoding import decode
from detente.inference.reading import Rejected
from detente.model.article import Article
from detente.model.errors import InputError

PROSE = "“We will not sign,” the minister told reporters on Tuesday. The plan — if it is one — was “dead”.\r\n"


def test_a_text_file_is_an_article_named_by_its_stem(tmp_path):
    assert read(file(tmp_path / "talks.2031.txt", PROSE)) == ([Article("talks.2031", PROSE)], [])
    assert read(file(tmp_path / "talks.html", PROSE))[0] == [Article("talks", PROSE)]


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\nd\x0b\x0c\x85\u2028e", "\x00a\x07b\x1b[0m\x7f", "a\x00", "\x00\x00a\x00b", "  a\n\n"]
)
def test_texts_come_as_they_are(tmp_path, text):
    ((article,), rejected) = read(file(tmp_path / "a.txt", text))
    assert article.text == text
    assert rejected == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_that_are_certain(tmp_path, encoding):
    ((article,), rejected) = read(file(tmp_path / "a.txt", PROSE.encode(encoding)))
    assert article.text == PROSE
    assert rejected == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Министр заявил во вторник, что договор будет подписан. Мы готовы, сказал он журналистам.", "cp1251"),
        ("大臣は火曜日、記者団に対し「協定に署名する用意がある」と述べた。", "shift_jis"),
        ("The minister was the chargé d’affaires vis-à-vis the council; he said “no” on Tuesday.", "cp1252"),
    ],
)
def test_other_encodings_are_found(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x8fPNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x90\x00\x00\x01\x90\x08\x06\x00\x00\x00\x80\xbf\x36\xcc",
        bytes(range(128, 256)) * 20,
        b"\xff",
        "Minister powiedział we wtorek, że umowa będzie podpisana, a on się zgodził.".encode("cp1250"),
    ],
)
def test_what_is_not_certain_is_set_aside(tmp_path, data):
    articles, rejected = read(file(tmp_path / "a.txt", data), file(tmp_path / "b.txt"))
    assert [article.id for article in articles] == ["b"]
    assert "not UTF-8 (byte 0x" in only_reason(rejected)
    assert "iconv -f ENCODING -t UTF-8" in only_reason(rejected)
    assert rejected[0].where == str(tmp_path / "a.txt")


def test_damaged_utf_16_is_set_aside(tmp_path):
    _, rejected = read(file(tmp_path / "a.txt", PROSE.encode("utf-16")[:-1]))
    assert only_reason(rejected).startswith("damaged UTF-16")


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff", "\ufeff \n"])
def test_an_empty_article_is_set_aside(tmp_path, text):
    articles, rejected = read(file(tmp_path / "a.txt", text), file(tmp_path / "b.txt"))
    assert [article.id for article in articles] == ["b"]
    assert rejected == [Rejected(str(tmp_path / "a.txt"), "empty: expected the text of an article")]


def test_a_missing_file_is_set_aside(tmp_path):
    articles, rejected = read(tmp_path / "nowhere.txt", file(tmp_path / "b.txt"))
    assert [article.id for article in articles] == ["b"]
    assert only_reason(rejected).startswith("no such file or folder")


def test_an_unreadable_file_is_set_aside(tmp_path, monkeypatch):
    closed, opened = file(tmp_path / "a.txt"), Path.open

    def guarded(path, *args, **kwargs):
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", guarded)
    articles, rejected = read(closed, file(tmp_path / "b.txt"))
    assert [article.id for article in articles] == ["b"]
    assert rejected == [Rejected(str(closed), "cannot be read: Permission denied")]


def test_a_name_that_no_system_takes_is_set_aside(tmp_path):
    articles, rejected = read("x" * 5000, file(tmp_path / "b.txt"))
    assert [article.id for article in articles] == ["b"]
    assert only_reason(rejected).startswith("cannot be read")


def test_an_article_of_five_megabytes_is_read(tmp_path):
    text = PROSE * 52_000
    ((article,), rejected) = read(file(tmp_path / "a.txt", text))
    assert len(text.encode()) > 5_000_000
    assert article.text == text
    assert rejected == []


def test_a_folder_is_read_in_order_and_hidden_files_are_left_out(tmp_path):
    for name in ("b/2.txt", "a.txt", "c.TXT", "b/1.txt", ".hidden.txt", ".cache/3.txt", "b/d/e.md"):
        file(tmp_path / name)
    jsonl(tmp_path / "b/z.jsonl", {"text": "One."})
    assert [article.id for article in read(tmp_path)[0]] == ["a", "1", "2", "e", content_id("One."), "c"]


def test_a_link_that_leads_back_up_ends(tmp_path):
    file(tmp_path / "a/x.txt")
    (tmp_path / "a/up").symlink_to(tmp_path)
    assert [article.id for article in read(tmp_path)[0]] == ["x"]


def test_a_folder_without_articles_is_set_aside(tmp_path):
    file(tmp_path / ".hidden.txt")
    assert only_reason(read(tmp_path)[1]) == "no articles: expected files in this folder"


def test_files_of_one_stem_get_ids_of_their_own(tmp_path):
    for name in ("x.txt", "a/x.txt", "a/b/x.txt", "x.md"):
        file(tmp_path / name)
    ids = [article.id for article in read(tmp_path)[0]]
    assert ids == ["x", "a/x", f"{tmp_path.name}/x", str(tmp_path / "x.txt")]


def test_single_files_of_one_stem_take_the_name_of_their_folder(tmp_path):
    paths = [file(tmp_path / name) for name in ("a/x.txt", "b/x.txt", "b/x.md", "c/b/x.txt")]
    ids = [article.id for article in read(*paths)[0]]
    assert ids == ["x", "b/x", str(paths[2]), str(paths[3])]


def test_a_file_given_twice_is_read_once(tmp_path):
    path = file(tmp_path / "a/x.txt")
    articles, rejected = read(path, tmp_path, path.parent / ".." / "a" / "x.txt")
    assert [article.id for article in articles] == ["x"]
    assert [one.reason for one in rejected] == [f"read before as {path}; give each file once"] * 2


def test_files_are_read_one_at_a_time(tmp_path):
    jsonl(tmp_path / "a.jsonl", *({"text": "One. " * 2000} for _ in range(2000)))
    tracemalloc.start()
    count = sum(1 for _ in read_articles([str(tmp_path)], lambda one: pytest.fail(str(one))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < 4_000_000 < (tmp_path / "a.jsonl").stat().st_size / 4


def test_nothing_is_read_before_it_is_asked_for(tmp_path):
    stream = read_articles([str(file(tmp_path / "a.txt")), str(tmp_path / "b.txt")], lambda one: None)
    assert next(stream).id == "a"
    file(tmp_path / "b.txt")
    assert next(stream).id == "b"


@pytest.fixture
def stdin(monkeypatch):
    def give(data: str | bytes):
        raw = data if isinstance(data, bytes) else data.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))

    return give


def test_standard_input_is_an_article(stdin):
    stdin("\n{curly} words\r\nand more\n")
    assert read("-") == ([Article("stdin", "\n{curly} words\r\nand more\n")], [])


def test_standard_input_is_jsonl_where_its_first_line_is(stdin):
    stdin('\n{"text": "One."}\nbroken\n{"text": "Two.", "id": "b"}\n')
    articles, rejected = read("-")
    assert [(article.id, article.text) for article in articles] == [(content_id("One."), "One."), ("b", "Two.")]
    assert rejected[0].where == "stdin:3"


@pytest.mark.parametrize("data", ["", "  \n"])
def test_empty_standard_input_is_set_aside(stdin, data):
    stdin(data)
    assert read("-") == ([], [Rejected("stdin", "empty: expected the text of an article")])


def test_standard_input_in_utf_16(stdin):
    stdin('{"text": "Öne."}\n'.encode("utf-16"))
    assert [article.text for article in read("-")[0]] == ["Öne."]


def test_decode_raises_only_input_errors():
    with pytest.raises(InputError, match="not UTF-8"):
        decode(b"\xfd\x00\xfc\x80")
