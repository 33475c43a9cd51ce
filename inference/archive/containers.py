"""ZIP and TAR containers: their members, each read as a file of its own would be."""

import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from shutil import copyfileobj
from typing import BinaryIO, cast

from detente.inference.archive.documents import Document, Found, goes_back, part_reader
from detente.inference.reading import Rejected
from detente.model.errors import InputError

Read = Callable[[Document], Found]


def read_tar(document: Document, read: Read) -> Found:
    """Member after member, as they stream by; ``read`` reads each."""
    empty = True
    with tarfile.open(fileobj=cast(BinaryIO, _Parts(document.stream)), mode="r|") as tar:
        for member in tar:
            if not member.isfile() or is_hidden(member.name):
                continue
            empty = False
            stream = tar.extractfile(member)
            if stream is not None:
                yield from read(document.member(cast(BinaryIO, stream), member.name))
    if empty:
        yield Rejected(document.place, "no articles: the container holds no files")


class _Parts:
    """What :mod:`tarfile` asks of a stream, so that what came before damage is not lost."""

    def __init__(self, stream: BinaryIO) -> None:
        self.read = part_reader(stream)


def read_zip(document: Document, read: Read) -> Found:
    """Member after member; a ZIP that is no local file is first copied to a temporary one, for its list stands last."""
    empty = True
    with seekable(document) as stream, zipfile.ZipFile(stream) as packed:
        if office := _office(packed.namelist()):
            raise InputError(office)
        for info in packed.infolist():
            if info.is_dir() or is_hidden(info.filename):
                continue
            empty = False
            try:
                member = packed.open(info)
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
                yield Rejected(f"{document.place}!{info.filename}", f"cannot be unpacked: {error}")
                continue
            with member:
                yield from read(document.member(cast(BinaryIO, member), info.filename))
    if empty:
        yield Rejected(document.place, "no articles: the container holds no files")


def _office(names: list[str]) -> str | None:
    if "[Content_Types].xml" in names:
        return "unknown format: an office document (docx, xlsx, pptx); save it as text or HTML first"
    if names[:1] == ["mimetype"]:
        return "unknown format: an e-book or office document (epub, odt); save it as text or HTML first"
    return None


def is_hidden(path: str) -> bool:
    """Whether a member is hidden, or one of those that macOS adds."""
    parts = PurePosixPath(path).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part not in {".", ".."} for part in parts)


def seekable(document: Document) -> BinaryIO:
    """The document's stream, copied to a temporary file on disk where going back in it is impossible or slow."""
    if not document.depth and goes_back(document.stream):
        return document.stream
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    copyfileobj(document.stream, copy, 1 << 20)
    copy.seek(0)
    return copy
