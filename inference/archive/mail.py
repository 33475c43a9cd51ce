"""Mails and mailboxes: newsletters whose body is one article, or a digest of several."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from typing import Any, cast

from detente.inference.archive.dates import day_of
from detente.inference.archive.digests import Item, items_of
from detente.inference.archive.documents import Candidate, Document, Found
from detente.inference.archive.html import page_article
from detente.inference.archive.text import story
from detente.inference.archive.wire import Facts
from detente.inference.decoding import decode
from detente.inference.reading import Rejected
from detente.model.article import Article
from detente.model.errors import InputError

STUB = 200
"""Characters under which the plain text of a mail that has an HTML part is taken for a hint to read that."""
ESCAPED = re.compile(rb"^>(>*From )", re.M)


def read_mbox(document: Document) -> Found:
    """The messages of a mailbox, parted by lines that begin with ``From ``; one message is held at a time."""
    for number, raw in enumerate(_messages(document.stream), start=1):
        yield from _safely_found(raw, f"{document.place}!{number}", ())


def read_mail(document: Document) -> Found:
    """One message, held whole."""
    yield from _safely_found(document.stream.read(), document.place, document.ids)


def _messages(lines: Iterable[bytes]) -> Iterator[bytes]:
    message: list[bytes] = []
    blank = True
    for line in lines:
        if blank and line.startswith(b"From "):
            if message:
                yield ESCAPED.sub(rb"\1", b"".join(message))
            message = []
        else:
            message.append(line)
        blank = not line.strip()
    if message:
        yield ESCAPED.sub(rb"\1", b"".join(message))


def _safely_found(raw: bytes, place: str, ids: tuple[str, ...]) -> Found:
    try:
        yield from _found(message_from_bytes(raw, policy=policy.default), place, ids)
    except InputError as error:
        yield Rejected(place, str(error))
    except Exception as error:  # the library raises what it likes on malformed headers
        yield Rejected(place, f"damaged mail: {str(error) or type(error).__name__}")


def _found(mail: EmailMessage, place: str, ids: tuple[str, ...]) -> Found:
    if mail.get_content_type() == "multipart/digest":
        for number, part in enumerate(mail.iter_parts(), start=1):
            inner = part.get_content() if part.get_content_type() == "message/rfc822" else part
            yield from _found(cast(EmailMessage, inner), f"{place}!{number}", ())
        return
    facts = _facts(mail)
    message_id = _header(mail, "Message-ID")
    extra = {"message_id": message_id.strip("<>")} if message_id else {}
    article = _body(mail, facts)
    items = items_of(article.text)
    if not items:
        yield Candidate(place, partial(_with, article, extra), ids)
    for item in items:
        yield Candidate(f"{place}!{item.number}", partial(_item, item, facts, extra))


def _with(article: Article, extra: dict[str, str]) -> Article:
    return replace(article, extra={**article.extra, **extra})


def _item(item: Item, mail: Facts, extra: dict[str, str]) -> Article:
    """An article of a digest: what it says itself goes before what the mail says; the mail's subject is no title."""
    found = story(item.text, item.facts)
    date = found.date if day_of(found.date) else mail.date
    source = found.source or mail.source
    return Article("", found.text, found.title, date, source, found.url, {**found.extra, **extra, "digest": mail.title})


def _facts(mail: EmailMessage) -> Facts:
    name, address = parseaddr(_header(mail, "From") or "")
    listed = re.match(r'\s*"?([^"<]+?)"?\s*<', _header(mail, "List-Id") or "")
    return Facts(
        title=_header(mail, "Subject"),
        date=_header(mail, "Date"),
        source=(listed[1] if listed else name or address) or None,
        url=(_header(mail, "Archived-At") or "").strip("<> ") or None,
        author=name or None,
    )


def _header(mail: EmailMessage, name: str) -> str | None:
    try:
        value = mail[name]
    except Exception:  # the library raises what it likes on malformed headers
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _body(mail: EmailMessage, facts: Facts) -> Article:
    """The article of a mail's text, plain if there is enough of it, else of its HTML."""
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    text = _text(plain) if plain is not None else ""
    if page is not None and len(text.strip()) < STUB:
        found = page_article(_text(page).encode("utf-8", "replace"), charset="utf-8")
        extra = {**found.extra, **({"author": facts.author} if facts.author else {})}
        return Article("", found.text, facts.title, facts.date, facts.source, facts.url or found.url, extra)
    return story(text, facts)


def _text(part: Any) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8").replace("\r\n", "\n")
    except (LookupError, ValueError):
        return decode(data).replace("\r\n", "\n")
