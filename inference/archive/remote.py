"""Files behind addresses like ``s3://bucket/folder``, listed through fsspec."""

import glob
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from detente.inference.archive.documents import stem_of
from detente.inference.archive.listing import Source, is_beside_dataset
from detente.inference.reading import Reject, Rejected


def remote_sources(address: str, rejected: Reject) -> Iterator[Source]:
    """The files of an address, of the folder there or of a glob, in order; as for local ones."""
    try:
        from fsspec.core import url_to_fs

        system, root = url_to_fs(address)
        if glob.has_magic(address) and not system.exists(root):
            paths = sorted(system.glob(root))
            if not paths:
                rejected(Rejected(address, "no file or folder matches"))
        else:
            paths = [root]
        for path in paths:
            yield from _path(system, path, rejected)
    except Exception as error:  # no such protocol, no rights, no bucket: each file system has errors of its own
        rejected(Rejected(address, f"cannot be listed: {error or type(error).__name__}"))


def _path(system: Any, path: str, rejected: Reject) -> Iterator[Source]:
    if not system.isdir(path):
        size = system.info(path).get("size") if system.exists(path) else None
        yield _source(system, path, size, path.rpartition("/")[0])
        return
    empty = True
    for name, size in _files_in(system, path):
        empty = False
        yield _source(system, name, size, path)
    if empty:
        rejected(Rejected(str(system.unstrip_protocol(path)), "no articles: expected files in this folder"))


def _files_in(system: Any, folder: str) -> Iterator[tuple[str, int | None]]:
    entries = {each["name"].rstrip("/").rpartition("/")[2]: each for each in system.ls(folder, detail=True)}
    for name in sorted(entries):
        path = entries[name]["name"].rstrip("/")
        if not name or name.startswith(".") or path == folder.rstrip("/") or is_beside_dataset(name, set(entries)):
            continue
        if entries[name]["type"] == "directory":
            yield from _files_in(system, path)
        else:
            yield path, entries[name].get("size")


def _source(system: Any, path: str, size: int | None, root: str) -> Source:
    address = str(system.unstrip_protocol(path))
    within = PurePosixPath(path.removeprefix(root).lstrip("/"))
    bare = within.with_name(stem_of(within.name)).as_posix()
    folder = root.rstrip("/").rpartition("/")[2]
    return Source(address, size, tuple(dict.fromkeys([stem_of(within.name), bare, f"{folder}/{bare}", address])))
