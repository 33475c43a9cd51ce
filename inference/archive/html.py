"""Web pages: the article's text without navigation and adverts, its title, author, site and date, by trafilatura."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from detente.inference.archive.documents import Candidate, Document, Found
from detente.model.article import Article
from detente.model.errors import InputError

CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
UNDATED = {"original_date": True, "extensive_search": False}
"""Dates from what the page states of itself; no search of its text for anything that looks like one."""

SHORT = 250
"""Characters of text under which the library's slower methods are asked too; its own least size of an article."""


def read_html(document: Document) -> Found:
    """The whole document as one article; it is held whole."""
    yield Candidate(document.place, lambda: Page(document.stream.read()), document.ids)


@dataclass(frozen=True, slots=True)
class Page:
    """A web page that is still to be read; the arguments are those of :func:`page_article`."""

    page: bytes
    url: str | None = None
    charset: str | None = None

    @property
    def size(self) -> int:
        """Bytes of its HTML."""
        return len(self.page)

    def article(self) -> Article:
        """See :func:`page_article`."""
        return page_article(self.page, self.url, self.charset)


def page_article(page: bytes, url: str | None = None, charset: str | None = None) -> Article:
    """The article of a web page.

    Args:
        page: its HTML.
        url: where it was found; else as the page says.
        charset: the encoding that came with it; else as the page says, else as it looks.

    Raises:
        InputError: it holds no text that reads like an article.
    """
    content = decoded(page, charset)
    facts = _facts(content, url, fast=True)
    if len(facts.get("text") or "") < SHORT:
        facts = _facts(content, url, fast=False)
    if not (facts.get("text") or "").strip():
        raise InputError("no article: the page holds no running text")
    extra = {key: facts[key] for key in ("author", "description", "language") if facts.get(key)}
    address = url or facts.get("url")
    return Article(
        "",
        facts["text"],
        title=facts.get("title") or None,
        date=facts.get("date") or None,
        source=facts.get("sitename") or facts.get("hostname") or (urlsplit(address).hostname if address else None),
        url=address,
        extra=extra,
    )


def _facts(content: str | bytes, url: str | None, *, fast: bool) -> dict[str, Any]:
    from trafilatura import bare_extraction

    found = bare_extraction(
        content,
        url=url,
        fast=fast,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=UNDATED,
    )
    return {} if found is None else found if isinstance(found, dict) else found.as_dict()


def decoded(page: bytes, charset: str | None = None) -> str | bytes:
    """The page as text by the encoding that was declared; as it is where none was, or a false one."""
    match = CHARSET.search(page[:4096])
    for name in (charset, match[1].decode("ascii") if match else None):
        try:
            if name:
                return page.decode(name)
        except (LookupError, ValueError):
            continue
    return page
