"""Articles from tables: JSON lines, JSON documents, CSV, Parquet and Arrow, one article a row."""

from functools import partial

from detente.inference.archive.documents import Candidate, Document, Found
from detente.inference.archive.fields import article_of
from detente.inference.reading import Rejected, Row, json_rows, narrow


def read_jsonl(document: Document) -> Found:
    """One article a line; one line is held at a time, of UTF-16 and UTF-32 the whole file."""
    problems: list[Rejected] = []
    for number, row in json_rows(narrow(document.stream), document.place, problems.append):
        yield from problems
        problems.clear()
        yield candidate(row, f"{document.place}:{number}", document)
    yield from problems


def candidate(row: Row, place: str, document: Document) -> Candidate:
    """The article that a row may be."""
    return Candidate(place, partial(article_of, row, document.fields))
