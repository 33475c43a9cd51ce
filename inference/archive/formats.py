"""Which format a document is in: by its first bytes, then by its name; what is known but not read is named."""

import json
import re
from typing import Literal

from detente.inference.archive.fields import has_text_column
from detente.inference.decoding import wide_encoding
from detente.model.errors import InputError

Packing = Literal["gzip", "zstd", "bzip2", "xz", "zip", "tar"]
Format = Packing | Literal["warc", "parquet", "arrow", "mbox", "mail", "html", "jsonl", "json", "csv", "text"]

MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
)
"""The first bytes that settle a format. Arrow has two: of its file format, and of the stream that datasets writes."""

UNREAD = (
    (b"%PDF-", "a PDF document", "turn it into text first, as with pdftotext"),
    (b"{\\rtf", "a rich text (RTF) document", "save it as text or HTML first"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (doc, xls, msg)", "save it as text or HTML first"),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)", "articles are text"),
    (b"\xff\xd8\xff", "an image (JPEG)", "articles are text"),
    (b"GIF8", "an image (GIF)", "articles are text"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip container", "unpack it, or pack it as zip or tar"),
    (b"Rar!\x1a\x07", "a RAR container", "unpack it, or pack it as zip or tar"),
    (b"SQLite format 3\0", "an SQLite database", "export its table as CSV or JSONL"),
    (b"\x7fELF", "a program (ELF)", "articles are text"),
    (b"Obj\x01", "an Avro file", "export it as Parquet or JSONL"),
    (b"ORC", "an ORC file", "export it as Parquet or JSONL"),
    (b"\x80\x04\x95", "a Python pickle", "save its table as Parquet or JSONL; pickles are never loaded"),
    (b"<?xml", "XML", "articles are read from HTML, tables and text"),
    (b"bplist00", "a property list or web archive", "save the page as HTML"),
)
"""What is known by its first bytes and not read: what it is, and what to do."""

BY_NAME: dict[str, Format] = {
    **{".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"},
    **{".html": "html", ".htm": "html", ".xhtml": "html", ".eml": "mail"},
}
HTML_START = re.compile(r"(?:\s|<!--(?:(?!-->).)*-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
HTML_TAG = re.compile(r"<(?:html|head|body|title|meta|div|p|article|section|h[1-6]|table|br|span)\b[^<>]*>", re.I)
MBOX_START = re.compile(r"From \S+.*\d\d:\d\d.*\r?\n>?[A-Za-z][\w-]*:")
HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?:[ \t]|\r?$)|[ \t]+\S")
MAIL_HEADERS = {"from", "date", "subject", "message-id", "received", "return-path", "mime-version", "to"}


def format_of(head: bytes, name: str) -> Format:
    """The format of a document.

    Args:
        head: its first bytes, 64 KiB of them if it has as many.
        name: its file name; empty if it has none, as on standard input.

    Raises:
        InputError: a known format that is not read; the text names it and says what to do.
    """
    for magic, format in MAGIC:
        if head.startswith(magic):
            return format
    if head[257:262] == b"ustar":
        return "tar"
    text = _text(head)
    if HTML_START.match(text):
        return "html"
    for magic, what, advice in UNREAD:
        if head.startswith(magic) and not (magic == b"ORC" and head[3:4].isalpha()):
            raise InputError(f"unknown format: {what}; {advice}")
    return _text_format(text, f".{name.rpartition('.')[2].lower()}" if "." in name else "", len(head))


def _text_format(text: str, suffix: str, size: int) -> Format:
    if MBOX_START.match(text[:1000]):
        return "mbox"
    if is_mail(text, named=suffix == ".eml"):
        return "mail"
    if json := _json_format(text, suffix):
        return json
    named = BY_NAME.get(suffix)
    if named == "html":
        return "html" if HTML_TAG.search(text) else "text"
    if named in {"jsonl", "csv"}:
        return named
    return "csv" if has_text_column(text.lstrip().partition("\n")[0]) else "text"


def is_mail(text: str, *, named: bool) -> bool:
    """Whether ``text`` begins with the header of a mail: its sender and, unless ``named`` as mail, date or subject."""
    names = set()
    for line in text.splitlines():
        if not line.strip():
            break
        match = HEADER_LINE.match(line)
        if match is None:
            return False
        names.add((match[1] or "").lower())
    return bool(names & MAIL_HEADERS) if named else "from" in names and bool(names & {"date", "subject"})


def _json_format(text: str, suffix: str) -> Format | None:
    """JSON lines where the first line is an object, or begins one and is too long to see; else one JSON document."""
    start = text.lstrip()
    line, newline, _ = start.partition("\n")
    if re.match(r'\{[ \t]*"', line) and (not newline or _is_object(line)):
        return "jsonl" if newline or suffix != ".json" or _is_object(line) else "json"
    if suffix in {".jsonl", ".ndjson"}:
        return "jsonl"
    return "json" if re.match(r'\{\s*"[^"]*"\s*:|\[\s*\{\s*"', start) else None


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _text(head: bytes) -> str:
    """``head`` as far as it is text; a character cut at its end is left out."""
    return head.decode(wide_encoding(head) or "utf-8-sig", "ignore")
