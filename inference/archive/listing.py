"""The files of an archive: inputs to sources, in an order that is the same each time."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from detente.inference.archive.claims import Claims
from detente.inference.archive.documents import stem_of
from detente.inference.reading import Reject, Rejected

DATASET_FILES = {"dataset_info.json", "state.json", "dataset_dict.json"}
"""What ``datasets.save_to_disk`` writes beside its Arrow files."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Args:
        name: path or address, ``-`` for standard input.
        size: in bytes, None where it is not known.
        ids: for an article that is the whole file: the stem, then the path in its folder, with the folder's name, and
            whole.
    """

    name: str
    size: int | None
    ids: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The name for people."""
        return "stdin" if self.name == "-" else self.name

    @property
    def file_name(self) -> str:
        """The last part of the name; empty for standard input."""
        return "" if self.name == "-" else self.name.rpartition("/")[2]


def list_sources(inputs: Sequence[str], rejected: Reject) -> Iterator[Source]:
    """Yield the files of ``inputs`` in order: of a folder, recursively, by name, hidden ones left out.

    A file that is reached twice is yielded once. A file that is missing is yielded: who opens it says so.

    Args:
        inputs: files, folders, globs and addresses like ``s3://bucket/folder``, or ``-`` for standard input.
        rejected: called with folders that cannot be listed or are empty, globs without a match and repeated files.
    """
    claims = Claims()
    for each in inputs:
        for source, key in _sources(each, rejected):
            first = claims.first(key, source.name)
            if first is None:
                yield source
            else:
                rejected(Rejected(source.name, f"read before as {first}; give each file once"))


def _sources(each: str, rejected: Reject) -> Iterator[tuple[Source, str]]:
    """The sources of one input, each with what is equal where two are the same file."""
    if each == "-":
        yield Source("-", None, ("stdin",)), "-"
    elif "://" in each:
        from detente.inference.archive.remote import remote_sources

        for source in remote_sources(each, rejected):
            yield source, source.name
    else:
        for source in _local(each, rejected):
            yield source, os.path.realpath(source.name)


def _local(each: str, rejected: Reject) -> Iterator[Source]:
    if glob.has_magic(each) and not os.path.lexists(each):
        matches = sorted(glob.glob(each, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            rejected(Rejected(each, "no file or folder matches"))
        for match in matches:
            yield from _path(Path(match), rejected)
    else:
        yield from _path(Path(each), rejected)


def _path(path: Path, rejected: Reject) -> Iterator[Source]:
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        yield _source(path, path.parent)
        return
    empty = True
    for file in _files_in(path, rejected):
        empty = False
        yield _source(file, path)
    if empty:
        rejected(Rejected(str(path), "no articles: expected files in this folder"))


def _files_in(folder: Path, rejected: Reject) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        rejected(Rejected(str(folder), f"cannot be read: {error.strerror}"))
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        if entry.name.startswith(".") or is_beside_dataset(entry.name, names):
            continue
        if not entry.is_dir():
            yield entry
        elif not entry.is_symlink():  # a link to a folder may lead back up, and round for ever
            yield from _files_in(entry, rejected)


def is_beside_dataset(name: str, names: set[str]) -> bool:
    """Whether ``name`` is no data in a folder that ``datasets.save_to_disk`` wrote, with ``names`` in it."""
    if {"dataset_info.json", "state.json"} <= names:
        return name in DATASET_FILES or name.startswith("cache-")
    return name == "dataset_dict.json"


def _source(path: Path, root: Path) -> Source:
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = None
    return Source(str(path), size, _ids(path, root))


def _ids(path: Path, root: Path) -> tuple[str, ...]:
    folder, top = _real(str(path.parent)), _real(str(root))
    stem = stem_of(path.name)
    within = [f"{folder.removeprefix(each).lstrip('/')}/{stem}".lstrip("/") for each in (top, top.rpartition("/")[0])]
    return tuple(dict.fromkeys([stem, *within, f"{folder.rstrip('/')}/{path.name}"]))


@lru_cache(maxsize=1024)
def _real(folder: str) -> str:
    return os.path.realpath(folder)
