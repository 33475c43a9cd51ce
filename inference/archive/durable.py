"""Files that are there whole or not at all, whatever stops the machine: temporary name, sync, rename, sync."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import zstandard

from detente.inference.cells import json_text
from detente.model.errors import InputError

PART = ".part"
LEVEL = 3
"""Of zstd: a fifth of the size of the lines, at a hundredth of the time that scoring them takes."""


def write_durably(path: Path, data: bytes) -> None:
    """Put a file in place of whatever has its name; :func:`sync_folder` then makes the name itself last.

    Raises:
        OSError: no room, no right; whatever was there before is still there.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync_file(path: Path) -> None:
    """See what was written to a file, or to a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """See the names in a folder to the disk, where the system can (Windows cannot, and need not)."""
    if os.name != "nt":
        sync_file(folder)


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> str:
    """Write lines of JSON, compressed, see :func:`write_durably`; returns the SHA-256 of the file."""
    text = "".join(f"{json_text(dict(line))}\n" for line in lines)
    data = zstandard.ZstdCompressor(level=LEVEL).compress(text.encode())
    write_durably(path, data)
    return hashlib.sha256(data).hexdigest()


def read_lines(path: Path, sha256: str) -> Iterator[dict[str, Any]]:
    """The lines of a file that :func:`write_lines` wrote.

    Raises:
        InputError: it is missing, or not the file that was written; nothing is yielded then.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise InputError(f"{path}: damaged: it is not what was written there")
    text = zstandard.ZstdDecompressor().decompress(data).decode()
    return (json.loads(line) for line in text.split("\n") if line)


def sweep(folder: Path) -> None:
    """Remove what a stop left half written."""
    for part in folder.glob(f".*{PART}"):
        part.unlink(missing_ok=True)
