"""The articles of an archive, in one order that is the same each time, each with the position to go on from.

What cannot be read is never an exception: it is handed to ``rejected`` with its place and reason, and the rest goes
on. Texts come as they are in the file, line ends included, for every offset points into them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from detente.inference.archive.ahead import Begin, InTurn, Position, Record, in_order, taken
from detente.inference.archive.dispatch import read_document
from detente.inference.archive.documents import Candidate, Document, content_id
from detente.inference.archive.listing import Source, list_sources
from detente.inference.archive.opening import open_source
from detente.inference.reading import Reject, Rejected
from detente.model.article import Article
from detente.model.errors import InputError

__all__ = ["Located", "Position", "Source", "list_sources", "read_archive"]


@dataclass(frozen=True, slots=True)
class Located:
    """An article and where it stands.

    Args:
        article: its id is the one given, else the stem of its file, else made of its content.
        position: of its record; to go on behind it, start at the record after it.
        place: the same for people: a path, ``file:line``, ``dump.tar!a/b.txt``.
        other_ids: ids to take, the plainest first, where another article has its id; none where it was given.
        read: bytes of its source that were read so far, to tell how much is left.
    """

    article: Article
    position: Position
    place: str
    other_ids: tuple[str, ...] = ()
    read: int = 0


def read_archive(
    inputs: Sequence[str],
    rejected: Reject,
    *,
    start: Position | None = None,
    fields: Mapping[str, str] | None = None,
    begin: Begin = InTurn,
) -> Iterator[Located]:
    """Yield the articles of ``inputs``, in order.

    Args:
        inputs: files, folders, globs and addresses like ``s3://bucket/folder``, or ``-`` for standard input.
        rejected: called with each input, file, member or line that is no article, from ``start`` on.
        start: the first record to yield; sources before it are not opened, records before it not made into articles.
        fields: for tables, the column that holds each of our fields, {ours: theirs}.
        begin: begins to read what takes long; by default it is read when its turn comes.
    """
    for found in in_order(_records(inputs, start or Position(0, 0), fields, begin)):
        if isinstance(found, Rejected):
            rejected(found)
            continue
        try:
            yield _located(found)
        except InputError as error:
            rejected(Rejected(found.candidate.place, str(error)))
        except Exception as error:  # the libraries of the formats raise what they like on damaged bytes
            rejected(Rejected(found.candidate.place, f"cannot be read: {str(error) or type(error).__name__}"))


def _records(
    inputs: Sequence[str], start: Position, fields: Mapping[str, str] | None, begin: Begin
) -> Iterator[Record | Rejected]:
    """Each record from ``start`` on, its article begun, and what the listing sets aside."""
    number, aside = 0, list[Rejected]()
    for source in list_sources(inputs, aside.append):
        # What the listing rejects stands before the first record of the source that it yields next.
        yield from aside if Position(number, 0) >= start else ()
        aside.clear()
        if number >= start.source:
            skipped = start.record if number == start.source else 0
            yield from _of_source(source, Position(number, skipped), fields, begin)
        number += 1
    yield from aside if Position(number, 0) >= start else ()


def _of_source(
    source: Source, start: Position, fields: Mapping[str, str] | None, begin: Begin
) -> Iterator[Record | Rejected]:
    for number, (found, read) in enumerate(_found(source, fields)):
        if number < start.record:
            continue
        if isinstance(found, Rejected):
            yield found
        else:
            yield Record(found, Position(start.source, number), read, taken(found, begin))


def _found(source: Source, fields: Mapping[str, str] | None) -> Iterator[tuple[Candidate | Rejected, int]]:
    """Each record of a source, and how many of its bytes were read by then."""
    try:
        with open_source(source.name) as stream:
            for found in read_document(Document(stream, source.place, source.file_name, source.ids, fields)):
                yield found, _bytes_read(stream)
    except FileNotFoundError:
        yield Rejected(source.place, "no such file or folder; expected a file, a folder, a glob or -"), 0
    except Exception as error:  # remote file systems raise what they like; one bad source must not end a long run
        yield Rejected(source.place, f"cannot be read: {getattr(error, 'strerror', None) or error}"), 0


def _bytes_read(stream: BinaryIO) -> int:
    try:
        return stream.tell()
    except (OSError, ValueError):
        return 0  # standard input cannot tell


def _located(record: Record) -> Located:
    candidate, article = record.candidate, record.begun.article()
    if article.id:
        return Located(article, record.position, candidate.place, read=record.read)
    content = content_id(article.text, article.title)
    ids = candidate.ids or (content, candidate.place.rpartition("/")[2], candidate.place)
    return Located(replace(article, id=ids[0]), record.position, candidate.place, ids[1:], record.read)
