"""Crawls in WARC files: the pages that a server answered with success."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from detente.inference.archive.documents import Candidate, Document, Found
from detente.inference.archive.html import page_article
from detente.inference.reading import Rejected
from detente.model.article import Article

HTML_TYPES = {"text/html", "application/xhtml+xml"}
LARGEST = 32 << 20
"""Bytes of a record: what is longer is no page of an article."""


def read_warc(document: Document) -> Found:
    """Response records that are HTML with a status of 2xx; one record is held at a time."""
    empty = True
    for record in _pages(document):
        empty = False
        url = record.headers.get("WARC-Target-URI", "").strip("<>") or None
        place = f"{document.place}!{url or record.record_id}"
        if record.content_length > LARGEST:
            yield Rejected(place, f"a page of {record.content_length:,} bytes; expected at most {LARGEST:,}")
        else:
            yield Candidate(place, partial(_article, record, url))
    if empty:
        yield Rejected(document.place, "no articles: expected responses (2xx) that are HTML")


def _article(record: Any, url: str | None) -> Article:
    return page_article(record.reader.read(), url, record.http_charset)


def _pages(document: Document) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    for record in ArchiveIterator(document.stream, record_types=WarcRecordType.response, auto_decode="all"):
        headers = record.http_headers
        status = headers.status_code if headers is not None else None
        if status is not None and 200 <= status < 300 and record.http_content_type in HTML_TYPES:
            yield record
