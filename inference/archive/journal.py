"""The work folder of a run: who holds it, and which shards are done."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from detente.inference.archive.durable import sync_folder, write_durably
from detente.inference.archive.shards import ShardResult
from detente.model.errors import InputError

LOCK = "lock"


class Journal:
    """Results of shards, one line of JSON each, in the order in which they were done; a line is there when it counts.

    Args:
        path: the file. What a stop left half written at its end is cut off: those shards are scored again.

    Attributes:
        done: the results by number.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: dict[int, ShardResult] = {}
        whole = 0
        for line in path.read_bytes().splitlines(keepends=True) if path.is_file() else ():
            try:
                result = ShardResult.from_dict(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                break
            if not line.endswith(b"\n"):
                break
            self.done[result.number] = result
            whole += len(line)
        if path.is_file() and whole < path.stat().st_size:
            os.truncate(path, whole)

    def append(self, result: ShardResult) -> None:
        """Note a shard and see it to the disk."""
        with self.path.open("ab") as stream:
            stream.write(_line(result))
            stream.flush()
            os.fsync(stream.fileno())
        self.done[result.number] = result

    def keep(self, results: list[ShardResult]) -> None:
        """Forget all results but these."""
        write_durably(self.path, b"".join(_line(result) for result in results))
        sync_folder(self.path.parent)
        self.done = {result.number: result for result in results}

    @property
    def without_gap(self) -> int:
        """How many shards from the first on are done."""
        return next(number for number in range(len(self.done) + 1) if number not in self.done)

    @property
    def complete(self) -> bool:
        """Whether all shards of the archive are done."""
        done = self.without_gap
        return done > 0 and self.done[done - 1].last


def _line(result: ShardResult) -> bytes:
    return json.dumps(result.to_dict()).encode() + b"\n"


@contextmanager
def held(folder: Path, output: object) -> Iterator[None]:
    """Keep other processes from working in ``folder``, which is made; the system lets go of it when a process dies.

    Raises:
        InputError: another process works there, or the folder cannot be made; ``output`` is what the user calls it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise InputError(
            f"{output}: another detente writes there at this moment; wait for it, or choose another folder with -o"
        ) from error
    except OSError as error:
        raise InputError(
            f"{output}: cannot be written: {error.strerror}; choose another folder with -o, or with --work "
            "where -o is an address"
        ) from error
    try:
        yield
    finally:
        lock.release()
