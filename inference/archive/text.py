"""Plain text: one article a file."""

from functools import partial

from detente.inference.archive.documents import Candidate, Document, Found
from detente.inference.decoding import decode
from detente.model.article import Article
from detente.model.errors import InputError


def read_text(document: Document) -> Found:
    """The whole document as one article; it is held whole."""
    yield Candidate(document.place, partial(_article, document), document.ids)


def _article(document: Document) -> Article:
    text = decode(document.stream.read())
    if not text.strip():
        raise InputError("empty: expected the text of an article")
    return Article("", text)
