"""Plain text: one article a file, with what the wire story says of itself."""

from detente.inference.archive.documents import Candidate, Document, Found
from detente.inference.archive.wire import Facts, facts_of
from detente.inference.decoding import decode
from detente.model.article import Article
from detente.model.errors import InputError


def read_text(document: Document) -> Found:
    """The whole document as one article; it is held whole."""
    yield Candidate(document.place, lambda: story(decode(document.stream.read())), document.ids)


def story(text: str, known: Facts | None = None) -> Article:
    """The article of a wire story; the text stays whole, what is ``known`` otherwise goes before what it says itself.

    Raises:
        InputError: it is empty.
    """
    if not text.strip():
        raise InputError("empty: expected the text of an article")
    own, known = facts_of(text), known or Facts()
    extra = {key: value for key in ("author", "keywords") if (value := getattr(known, key) or getattr(own, key))}
    return Article(
        "",
        text,
        title=known.title or own.title,
        date=known.date or own.date,
        source=known.source or own.source,
        url=known.url or own.url,
        extra=extra,
    )
