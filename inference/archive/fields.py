"""Rows of tables to articles: which column holds which of our fields."""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from detente.inference.reading import Row, shown
from detente.model.article import Article
from detente.model.errors import InputError

FACTS = ("title", "date", "source", "url")
FIELDS = ("id", "text", *FACTS)
USUAL = {
    "id": ("article_id", "uuid", "guid", "doc_id", "document_id"),
    "text": ("body", "content", "article", "article_text", "article_body", "full_text", "fulltext", "maintext"),
    "title": ("headline", "heading", "article_title"),
    "date": (
        *("published", "publish_date", "published_at", "published_date", "publication_date", "date_published"),
        *("pub_date", "pubdate", "publishedat", "datepublished", "date_publish"),
    ),
    "source": ("publisher", "outlet", "newspaper", "publication", "source_name", "source_domain"),
    "url": ("link", "web_url", "article_url", "source_url", "uri"),
}
"""Names under which others keep our fields, taken where only one of them is there."""


def fields_of(given: Sequence[str], known: Sequence[str] = FIELDS) -> dict[str, str]:
    """``["text=body", "date=published"]``, as given on the command line, as {ours: theirs}.

    Args:
        given: the options.
        known: the fields that are ours.

    Raises:
        InputError: one of them is not OURS=THEIRS, names no field of ours, or names one twice.
    """
    fields: dict[str, str] = {}
    for each in given:
        ours, equals, theirs = each.partition("=")
        if not equals or not theirs or ours not in known:
            raise InputError(f"--field {each}: expected FIELD=COLUMN with FIELD one of {', '.join(known)}")
        if ours in fields:
            raise InputError(f"--field {each}: {ours} was given before as {fields[ours]}; give each field once")
        fields[ours] = theirs
    return fields


def has_text_column(line: str) -> bool:
    """Whether a line is the header of a CSV table with a column that holds texts."""
    if len(line) > 10_000 or "\0" in line:
        return False
    cells = [_plain(cell) for cell in next(csv.reader([line], delimiter=delimiter_of(line)), [])]
    named = len(cells) > 1 and all(re.fullmatch(r"\w+", cell) for cell in cells)
    return named and not {"text", *USUAL["text"]}.isdisjoint(cells)


def delimiter_of(header: str) -> str:
    """What parts the cells of a header: the most frequent of comma, semicolon, tab and bar."""
    return max(",;\t|", key=header.count)


def article_of(row: Row, fields: Mapping[str, str] | None) -> Article:
    """The article of a row; its id is empty where the row gives none.

    Raises:
        InputError: the row holds no text, or a field of the wrong type; the text names the field.
    """
    columns = _columns(row, fields or {})
    id = _id(row.get(columns.get("id", "")))
    text = row.get(columns.get("text", ""))
    if not isinstance(text, str):
        raise InputError(f"text: expected the text of an article, found {shown(text)}{column_hint(row, fields or {})}")
    if not text.strip():
        raise InputError("text: empty: expected the text of an article")
    facts = {fact: _fact(fact, row.get(columns.get(fact, ""))) for fact in FACTS}
    used = set(columns.values())
    extra = {key: value for key, value in row.items() if key not in used}
    return Article(id or "", text, **facts, extra=extra)


def _columns(row: Row, fields: Mapping[str, str]) -> dict[str, str]:
    """The column of each field: as mapped, else of its own name, else of the one usual name that is there."""
    columns = {}
    by_name = {_plain(column): column for column in reversed(row)} if len(fields) < len(FIELDS) else {}
    for field in FIELDS:
        if field in fields:
            columns[field] = fields[field]
        elif field in row or field in by_name:
            columns[field] = field if field in row else by_name[field]
        else:
            usual = [by_name[name] for name in USUAL[field] if name in by_name]
            fitting = [column for column in usual if isinstance(row[column], str | date)]
            if len(fitting) == 1 or (len(usual) == 1 and (field == "id" or row[usual[0]] is None)):
                columns[field] = (fitting or usual)[0]
    return columns


@lru_cache(maxsize=4096)
def _plain(column: str) -> str:
    return re.sub(r"[\s.-]+", "_", column.strip().lower())


def column_hint(row: Row, fields: Mapping[str, str]) -> str:
    """Which columns a row without a text has, and how the one with the text is named, as the end of a message."""
    names = ", ".join(map(str, row))
    found = names if len(names) <= 120 else f"{names[:117]}..."
    what = f"; no column {fields['text']!r}" if "text" in fields and fields["text"] not in row else ""
    return f"{what}; columns: {found}; name the one with the text: --field text=COLUMN" if row else what


def _id(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"id: expected a text or a number, found {shown(value)}")
    return str(value)


def _fact(name: str, value: object) -> str | None:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if not isinstance(value, str | None):
        raise InputError(f"{name}: expected a text or nothing, found {shown(value)}")
    return value
