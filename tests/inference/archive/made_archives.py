"""Archives in every format, made here in their documented forms, of invented text."""

import gzip
import io
import json
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pyarrow
import zstandard
from pyarrow import ipc, parquet

STORY = """Ferry talks resume

PORT NOVA, May 12, 2011 (Wirefax) - Two ministers met on Thursday at the old customs house above the harbour.

"We will open the harbour in June," Foreign Minister Ada Brandt told reporters. "It helps both of us."
"""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry talks resume | The Port Times</title>
<meta name="author" content="Mara Quill"><meta property="og:site_name" content="The Port Times">
<meta property="article:published_time" content="2011-05-12T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Ferry talks resume</h1>
<p>“We will open the harbour in June,” Foreign Minister Ada Brandt told reporters on Thursday in the capital.</p>
<p>Her colleague, Ivo Castel, was cooler. “Nothing is signed yet,” he said after the third round of the talks.</p>
</article><footer>Imprint and cookies</footer></body></html>
"""

MAIL = b"""From: "Harbour List" <list@lists.example>
Date: Thu, 12 May 2011 09:00:00 -0400
Subject: Ferry talks
Message-ID: <84@lists.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The ferry talks went on all night.

>From the start they were hard, the minister said.
"""

DIGEST = b"""From: "Harbour List" <list@lists.example>
Date: Thu, 12 May 2011 09:00:00 -0400
Subject: 2011-#84 - Harbour List
Message-ID: <84@lists.example>
List-Id: Harbour List <harbour.lists.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Harbour List
2011-#84

In this issue:
  1. Port Times: Ferry talks
     resume.
  2. Wirefax: Canal opens.
  3. Mara Quill: What the ferry means.

*******
#1
Port Times
May 11, 2011
Ferry talks resume
By Jon Vale

"We will open the harbour in June," Foreign Minister Ada Brandt told
reporters.

#7
is no item.

*******

#2
Canal opens
Wirefax

PORT NOVA. May 11 (Wirefax) - The canal opened on Wednesday.

*******

#3 - HL 2011-84
From: Mara Quill <mara@lists.example>
Date: Wed, 11 May 2011
Subject: What the ferry means

I think the ferry matters.
"""

ROWS = [
    {"id": "one", "body": "The harbour opens.", "headline": "Harbour", "published": "2011-05-12", "pages": 3},
    {"id": "two", "body": "The canal,\nhe said, is shut.", "headline": None, "published": None, "pages": 4},
]


def warc(*pages: tuple[str, str, str, bytes]) -> bytes:
    """A WARC/1.0 file of (address, HTTP status, content type, payload), each with the request before it."""
    records = [_record("warcinfo", "", b"software: by hand\r\n", "application/warc-fields")]
    for address, status, content_type, payload in pages:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(payload)}\r\n\r\n".encode()
        records.append(_record("request", address, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"))
        records.append(_record("response", address, head + payload, "application/http; msgtype=response"))
    return b"".join(records)


def _record(kind: str, address: str, block: bytes, content_type: str) -> bytes:
    number = f"{zlib.crc32(kind.encode() + block):012}"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n" + (f"WARC-Target-URI: {address}\r\n" if address else "") +
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number}>\r\nWARC-Date: 2011-05-12T08:00:00Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )  # fmt: skip
    return head.encode() + block + b"\r\n\r\n"


def csv_of(rows: list[dict[str, object]], delimiter: str = ",") -> bytes:
    import csv

    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def parquet_of(rows: list[dict[str, object]]) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), stream, row_group_size=1)
    return stream.getvalue()


def arrow_of(rows: list[dict[str, object]], opener: Callable[..., object] = ipc.new_stream) -> bytes:
    stream = io.BytesIO()
    table = pyarrow.Table.from_pylist(rows)
    with opener(stream, table.schema) as writer:  # type: ignore[attr-defined]
        writer.write_table(table, max_chunksize=1)
    return stream.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return stream.getvalue()


def tar_of(members: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as packed:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return stream.getvalue()


JSONL = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
MBOX = b"From list@lists.example Thu May 12 09:00:00 2011\n" + MAIL + b"\nFrom b@x Thu May 12 10:00:00 2011\n" + DIGEST
CRAWL = warc(
    ("https://port.example/ferry", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
    ("https://port.example/logo.png", "200 OK", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("https://port.example/gone", "404 Not Found", "text/html", b"<html><body><p>Gone.</p></body></html>"),
    ("https://port.example/canal", "200 OK", "text/html", PAGE.replace("Ferry", "Canal").encode()),
)
FILES = {
    "story.txt": STORY.encode(),
    "page.html": PAGE.encode(),
    "mail.eml": MAIL,
    "digest.eml": DIGEST,
    "list.mbox": MBOX,
    "rows.jsonl": JSONL,
    "rows.json": json.dumps(ROWS, indent=1).encode(),
    "rows.csv": csv_of(ROWS),
    "rows.parquet": parquet_of(ROWS),
    "rows.arrow": arrow_of(ROWS),
    "crawl.warc": CRAWL,
}
"""A file in each format, by name."""

COUNTS = {"story.txt": 1, "page.html": 1, "mail.eml": 1, "digest.eml": 3, "list.mbox": 4}
"""Articles in each; two where none is given."""

PACKED: dict[str, bytes] = {
    "all.zip": zip_of(FILES),
    "all.tar": tar_of(FILES),
    "all.tar.gz": tar_of(FILES, "w:gz"),
    "rows.jsonl.gz": gzip.compress(JSONL[: len(JSONL) // 2]) + gzip.compress(JSONL[len(JSONL) // 2 :]),
    "rows.jsonl.zst": zstandard.compress(JSONL[:50]) + zstandard.compress(JSONL[50:]),
    "rows.parquet.zst": zstandard.compress(FILES["rows.parquet"]),
    "crawl.warc.gz": b"".join(gzip.compress(b"WARC/1.0" + part) for part in CRAWL.split(b"WARC/1.0")[1:]),
    "nested.zip": zip_of({"in/all.tar.gz": tar_of(FILES, "w:gz"), "in/story.txt.gz": gzip.compress(STORY.encode())}),
}
"""The same, packed."""
