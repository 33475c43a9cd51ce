"""Files of JSON lines that grow while work goes on: whole again after any stop, and held by one process at a time."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from detente.model.errors import ConfigError

LOCK = ".lock"


def mend(path: Path) -> None:
    """Cut off what a stop left half written behind the last whole line; a missing file stays missing."""
    if not path.is_file():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file that :func:`mend` has gone over; none where there is no file.

    Raises:
        ConfigError: a line is no JSON object, which no stop explains.
    """
    if not path.is_file():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ConfigError(f"{path}:{number}: not JSON ({error}); remove that line, or the file") from error
        if not isinstance(row, dict):
            raise ConfigError(f"{path}:{number}: expected an object, found {type(row).__name__}; remove that line")
        rows.append(row)
    return rows


def append_line(path: Path, row: Mapping[str, Any]) -> None:
    """Write one object to the end of the file and see it to the disk."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes from working in ``folder``, which is made; the system lets go of it when a process dies.

    Raises:
        ConfigError: another process works there, or the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise ConfigError(f"{folder}: another process works there; wait for it, or choose a folder with -o") from error
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror}; choose another folder with -o") from error
    try:
        yield
    finally:
        lock.release()
