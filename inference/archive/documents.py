"""What a format's reader is given and what it yields: a document, and candidates for articles or rejections."""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from detente.inference.reading import Rejected
from detente.model.article import Article

HEAD_BYTES = 1 << 16
"""How much of a document is looked at to tell its format."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, or the member of a container, that is about to be read.

    Args:
        stream: its bytes, from the first on.
        place: what people call it: a path, or ``dump.tar!a/b.txt``.
        name: its file name, the second witness of its format; suffixes of compression are taken off as it is unpacked.
        ids: ids for the article if it holds but one, the plainest first.
        fields: for tables, the column that holds each of our fields, {ours: theirs}.
        depth: how many containers and compressions it lies in.
    """

    stream: BinaryIO
    place: str
    name: str
    ids: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    depth: int = 0

    def member(self, stream: BinaryIO, path: str) -> "Document":
        """The member ``path`` of this container; its article is named by its stem, else by its path."""
        bare = PurePosixPath(path)
        within = bare.with_name(stem_of(bare.name)).as_posix() if bare.name else path
        ids = tuple(dict.fromkeys([stem_of(bare.name) or path, within, f"{stem_of(self.name)}/{within}"]))
        return replace(self, stream=stream, place=f"{self.place}!{path}", name=bare.name, ids=ids, depth=self.depth + 1)


class Unread(Protocol):
    """The bytes of an article that takes long to be read; they can be sent to another process."""

    @property
    def size(self) -> int:
        """How many bytes."""
        ...

    def article(self) -> Article:
        """Read it; InputError where it is none."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is probably an article: made only when asked for, so that going on with a run skips the work.

    Args:
        place: where it stands: a path, ``file:line``, ``container!member``.
        make: makes the article, with an empty id where none is given, or takes its bytes; InputError where it is none.
        ids: ids that it may take where none is given, the plainest first; empty to name it by its content.
    """

    place: str
    make: Callable[[], Article | Unread]
    ids: tuple[str, ...] = ()


Found = Iterator[Candidate | Rejected]
"""What a reader yields; each item is one record of its document, in the order of the document."""


def content_id(text: str, title: str | None = None) -> str:
    """``a-`` and the first 16 hexadecimal digits of the SHA-256 of text and, where the format gives one, title."""
    content = text if title is None else f"{title}\n{text}"
    return f"a-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


COMPRESSED = (".gz", ".zst", ".bz2", ".xz")


def stem_of(name: str) -> str:
    """A file name without the suffix of its format and that of its compression: ``talks.2031.txt.gz``: talks.2031."""
    path = PurePosixPath(name)
    return PurePosixPath(path.stem).stem if path.suffix.lower() in COMPRESSED else path.stem


def headed(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first :data:`HEAD_BYTES` of ``stream``, and a stream that still begins with them.

    An error that comes up while they are read is raised by that stream, behind what came before it.
    """
    read = part_reader(stream)
    head, error = b"", None
    try:
        while len(head) < HEAD_BYTES and (part := read(HEAD_BYTES - len(head))):
            head += part
    except Exception as raised:
        error = raised
    if error is None and goes_back(stream):
        stream.seek(0)
        return head, stream
    return head, io.BufferedReader(_Rejoined(head, stream, error), HEAD_BYTES)


def part_reader(stream: BinaryIO) -> Callable[[int], bytes]:
    """Reads up to a number of bytes, as many as come at once; ``read`` drops what it has when an error comes up."""
    return getattr(stream, "read1", stream.read)


def goes_back(stream: BinaryIO) -> bool:
    """Whether ``stream`` can seek; that of a tar that streams by does not even say."""
    try:
        return stream.seekable()
    except AttributeError:
        return False


class _Rejoined(io.RawIOBase):
    """A head and what follows it, as one stream that cannot seek."""

    def __init__(self, head: bytes, stream: BinaryIO, error: Exception | None) -> None:
        self.head = memoryview(head)
        self.stream = stream
        self.error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        if not self.head and self.error is not None:
            raise self.error
        data = self.head[: len(buffer)] or self.stream.read(len(buffer))
        self.head = self.head[len(data) :]
        buffer[: len(data)] = data
        return len(data)
