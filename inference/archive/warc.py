"""Crawls in WARC files: the pages that a server answered with success."""

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from detente.inference.archive.documents import Candidate, Document, Found, part_reader
from detente.inference.archive.html import Page
from detente.inference.reading import Rejected
from detente.model.errors import InputError

HTML_TYPES = {"text/html", "application/xhtml+xml"}
LARGEST = 32 << 20
"""Bytes of a record: what is longer is no page of an article."""


def read_warc(document: Document) -> Found:
    """Response records that are HTML with a status of 2xx; one record is held at a time."""
    stream = _Forward(document.stream)
    empty = True
    for record in _pages(stream):
        empty = False
        url = record.headers.get("WARC-Target-URI", "").strip("<>") or None
        place = f"{document.place}!{url or record.record_id}"
        if record.content_length > LARGEST:
            yield Rejected(place, f"a page of {record.content_length:,} bytes; expected at most {LARGEST:,}")
        else:
            yield Candidate(place, partial(_page, record, url, stream))
    if stream.last[-2:] != b"\n\n" and stream.last != b"\r\n\r\n":
        yield Rejected(document.place, "cut off: the file ends in the middle of a record; what came before it was read")
    elif empty:
        yield Rejected(document.place, "no articles: expected responses (2xx) that are HTML")


def _page(record: Any, url: str | None, stream: "_Forward") -> Page:
    page = record.reader.read()
    if stream.ended:
        raise InputError("cut off: the file ends in the middle of this page")
    return Page(page, url, record.http_charset)


def _pages(stream: "_Forward") -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all"):
            headers = record.http_headers
            status = headers.status_code if headers is not None else None
            if status is not None and 200 <= status < 300 and record.http_content_type in HTML_TYPES:
                yield record
    except BaseException as error:
        # The library is written in Rust, whose panics are no Exception, so that nobody else would take them for one.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(f"damaged WARC: {error}") from None


class _Forward:
    """A stream as the library wants it, with the methods of a file; it goes forward only, and tells where it ended."""

    def __init__(self, stream: BinaryIO) -> None:
        self.part = part_reader(stream)
        self.at = 0
        self.last = b""
        self.ended = False

    def read(self, size: int = -1) -> bytes:
        data = self.part(size)
        self.at += len(data)
        self.last = (self.last + data)[-4:] if len(data) < 4 else data[-4:]
        self.ended = not data
        return data

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        left = offset - (0 if whence == 1 else self.at)
        if whence == 2 or left < 0:
            raise OSError("this stream goes forward only")
        while left and (skipped := self.read(min(left, 1 << 20))):
            left -= len(skipped)
        return self.at

    def close(self) -> None:
        """Left to who opened the stream."""
