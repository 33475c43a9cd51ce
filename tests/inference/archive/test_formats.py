import gzip
import io

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st
from made_archives import COUNTS, FILES, MAIL, MBOX, PACKED, PAGE, STORY, zip_of

from detente.inference.archive.formats import format_of
from detente.inference.archive.sources import Position, read_archive
from detente.inference.reading import Rejected
from detente.model.errors import InputError

FORMATS = {
    **{"story.txt": "text", "page.html": "html", "mail.eml": "mail", "digest.eml": "mail", "list.mbox": "mbox"},
    **{"crawl.warc": "warc", "all.zip": "zip", "all.tar": "tar", "rows.jsonl.zst": "zstd", "crawl.warc.gz": "gzip"},
}


@pytest.mark.parametrize("name", [*FILES, *FORMATS])
def test_a_format_is_told_by_content_alone(name):
    data = {**FILES, **PACKED}[name]
    assert format_of(data[:65536], "") == FORMATS.get(name, name.rpartition(".")[2])
    assert format_of(data[:65536], "wrong.txt") == FORMATS.get(name, name.rpartition(".")[2])


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (b"a,b\n1,2\n", "table.csv", "csv"),
        (b"a,b\n1,2\n", "table.txt", "text"),
        (b"Date;Titel;Body\n", "", "csv"),
        (b"<p>One paragraph.</p>", "a.html", "html"),
        (b"<p>One paragraph.</p>", "a.txt", "text"),
        (b"\xef\xbb\xbf\n<!-- saved -->\n<HTML lang=de>", "a", "html"),
        ("<!doctype html><p>Müller".encode("utf-16"), "a", "html"),
        (b"", "a.jsonl", "jsonl"),
        (b"", "a.txt", "text"),
        (b"From Moscow, 12:30 came word\nthat all: is well.", "a.txt", "text"),
        (b"From: the desk\nof the minister\n", "a.txt", "text"),
        (b"Subject: Ferry\n\nText.", "a.eml", "mail"),
        (b"Subject: Ferry\n\nText.", "a.txt", "text"),
        (b'{"text": "' + b"x" * 70_000, "", "jsonl"),
        (b'{\n "text": "One."}', "a", "json"),
        (b'[{"text": "One."}]', "a", "json"),
        (b"{curly} words\n", "a", "text"),
        (b"ORCHARDS burn\n", "a", "text"),
    ],
)
def test_content_first_and_name_second(data, name, format):
    assert format_of(data, name) == format


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"SQLite format 3\0", "SQLite"),
        (b"{\\rtf1\\ansi", "rich text"),
        (b"<?xml version='1.0'?><rss/>", "XML"),
    ],
)
def test_what_is_known_and_not_read_is_named(data, named, put, read):
    with pytest.raises(InputError, match="unknown format"):
        format_of(data, "a.txt")
    located, (rejected,) = read(put("a.txt", data))
    assert located == []
    assert named in rejected.reason


@pytest.mark.parametrize("member", ["[Content_Types].xml", "mimetype"])
def test_office_documents_are_named(member, put, read):
    _, (rejected,) = read(put("a.docx", zip_of({member: b"application/epub+zip", "b.txt": STORY.encode()})))
    assert rejected.reason.startswith("unknown format: an ")


@pytest.mark.parametrize("name", [*FILES, *PACKED])
def test_every_format_is_read_whole_and_from_any_record(name, put, read):
    path = put(name, {**FILES, **PACKED}[name])
    located, rejected = read(path)
    inside = sum(COUNTS.get(each, 2) for each in FILES)
    expected = {"all.zip": inside, "all.tar": inside, "all.tar.gz": inside, "nested.zip": inside + 1}
    assert rejected == []
    assert len(located) == expected.get(name, COUNTS.get(name, 2))
    assert [each.position for each in located] == [Position(0, number) for number in range(len(located))]
    for number in range(len(located) + 1):
        assert read(path, start=Position(0, number)) == (located[number:], [])


def test_members_read_as_the_files_do(put, read):
    alone = {each.article.text for name, data in FILES.items() for each in read(put(name, data))[0]}
    packed, _ = read(put("packed/all.tar.gz", PACKED["all.tar.gz"]))
    assert {each.article.text for each in packed} == alone
    assert [each.article.id for each in packed][:3] == ["story", "page", "mail"]
    assert packed[0].place.endswith("all.tar.gz!story.txt")
    assert packed[0].other_ids == ("all/story",)


def test_members_of_members_are_named_by_their_way(put, read):
    located, _ = read(put("nested.zip", PACKED["nested.zip"]))
    places = [each.place.partition("nested.zip")[2] for each in located]
    assert places[0] == "!in/all.tar.gz!story.txt"
    assert places[-1] == "!in/story.txt.gz"
    assert located[-1].article.id == "story"


def test_a_container_in_itself_ends(put, read):
    data = zip_of({"a.txt": b"Deep."})
    for _ in range(12):
        data = zip_of({"in.zip": data})
    located, (rejected,) = read(put("in.zip", data))
    assert located == []
    assert "containers" in rejected.reason


def test_hidden_members_are_left_out(put, read):
    located, rejected = read(put("a.zip", zip_of({"__MACOSX/a.txt": b"x", ".b.txt": b"x", "c/.d/e.txt": b"x"})))
    assert located == []
    assert rejected[0].reason == "no articles: the container holds no files"


def ends(data, name="a"):
    """What a source of these bytes gives; reading it never raises."""
    from unittest.mock import patch

    rejected: list[Rejected] = []
    with patch("detente.inference.archive.sources.open_source", lambda _: io.BytesIO(data)):
        return list(read_archive([name], rejected.append)), rejected


MAGICS = [data[:40] for data in {**FILES, **PACKED}.values()]


@given(
    st.sampled_from(MAGICS) | st.just(b""), st.binary(max_size=300), st.sampled_from(["a", "a.html", "a.csv", "a.eml"])
)
def test_random_bytes_never_raise(head, data, name):
    located, rejected = ends(head + data, name)
    assert located or rejected


@given(st.sampled_from(sorted({**FILES, **PACKED})), st.data())
def test_damaged_files_never_raise(name, draw):
    data = bytearray({**FILES, **PACKED}[name])
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(data) - 1))
        data[at : at + draw.draw(st.integers(0, 20))] = draw.draw(st.binary(max_size=20))
    located, rejected = ends(bytes(data), name)
    assert located or rejected


@given(st.text(max_size=300))
@example("﻿From x 12:00\nA:b")
@example("<!--" * 2000)
@example("<!-- a -->" * 2000 + "<")
@example("From: x\nDate: \x00\n\n")
def test_any_text_is_read_or_rejected(text):
    located, rejected = ends(text.encode(), "a.txt")
    assert located or rejected


@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz", "all.zip", "crawl.warc", "crawl.warc.gz", "list.mbox.zst"])
def test_what_came_before_damage_is_kept(name, put, read):
    data = {**FILES, **PACKED, "list.mbox.zst": b"".join(zstandard.compress(MBOX) for _ in range(9))}[name]
    kept = len(data) * 11 // 20
    located, rejected = read(put(name, data[:kept] + bytes(len(data) - kept if name == "all.zip" else 0)))
    assert bool(located) == (name != "all.zip")
    assert rejected
    assert all(name in one.where for one in rejected)


def test_a_gzip_that_ends_early_is_told(put, read):
    many = b"".join(b'{"text": "Line %d."}\n' % number for number in range(20_000))
    located, rejected = read(put("a.jsonl.gz", gzip.compress(many)[:-20]))
    assert len(located) > 15_000
    assert any("ended before" in one.reason for one in rejected)


def test_a_page_and_a_mail_are_no_text(put, read):
    located, _ = read(put("a.txt", PAGE.encode()), put("b.txt", MAIL))
    assert [each.article.title for each in located] == ["Ferry talks resume", "Ferry talks"]
