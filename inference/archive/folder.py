"""The folder of a run: where everything lies in it, and how it is made empty, tidy or ready to go on."""

import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.inference.archive.durable import PART, sweep, sync_folder
from detente.inference.archive.finish import final_names
from detente.inference.archive.identity import RUN
from detente.inference.archive.index import remove_index
from detente.inference.archive.journal import LOCK
from detente.inference.archive.manifest import MANIFEST
from detente.inference.archive.tables import FORMATS
from detente.model.errors import InputError

STDIN = "stdin"
ALL_NAMES = (MANIFEST, *final_names(("statements", "articles"), FORMATS))


@dataclass(frozen=True)
class RunFolder:
    """The places in the folder ``output`` of a run; what it works with is in ``.work``."""

    output: Path

    @property
    def work(self) -> Path:
        """Everything that is not the result."""
        return self.output / ".work"

    @property
    def shards(self) -> Path:
        """The results of shards."""
        return self.work / "shards"

    @property
    def scratch(self) -> Path:
        """Final files in the making."""
        return self.work / "final"

    @property
    def journal(self) -> Path:
        """Which shards are done."""
        return self.work / "journal.jsonl"

    @property
    def index(self) -> Path:
        """Who came first."""
        return self.work / "index.sqlite"

    @property
    def begun(self) -> bool:
        """Whether there is a run in this folder."""
        return (self.work / RUN).is_file()

    def check_free(self) -> None:
        """Refuse to write over what no run of ours has written.

        Raises:
            InputError: there is something with the name of one of our files.
        """
        if not self.begun and (there := [name for name in ALL_NAMES if (self.output / name).exists()]):
            raise InputError(
                f"{self.output}: {', '.join(there)} is there already and no run of detente is known there; "
                "choose another folder with -o, or move it away"
            )

    def check_apart(self, inputs: Sequence[str]) -> None:
        """Refuse to write where we read: the next call would read what this one has written.

        Raises:
            InputError: the folder lies in one of the inputs.
        """
        output = self.output.resolve()
        for each in inputs:
            if each != "-" and Path(each).is_dir() and output.is_relative_to(Path(each).resolve()):
                raise InputError(f"{self.output}: lies in the input {each}; choose a folder outside of it with -o")

    def empty(self, but: Sequence[str] = ()) -> None:
        """Remove all that a run has left, ``but`` these; what else lies in the folder stays."""
        # The manifest first: without it the rest is never taken for finished.
        for name in ALL_NAMES if self.begun else ():
            _remove(self.output / name)
        for place in sorted(self.work.iterdir()):
            if place.name != LOCK and not any(Path(each).is_relative_to(place) for each in but):
                _remove(place)

    def ready(self) -> None:
        """Make what a run needs, and remove what a stop left half written."""
        self.shards.mkdir(parents=True, exist_ok=True)
        sync_folder(self.work)
        for folder in (self.output, self.work, self.shards):
            sweep(folder)

    def tidy(self) -> None:
        """Remove what a finished run does not need any more; what it was begun with stays."""
        for place in (self.journal, self.shards, self.scratch, *self.work.glob(f"{STDIN}-*")):
            _remove(place)
        remove_index(self.index)

    def drop_tables(self) -> None:
        """Remove the tables, when they are elsewhere; the manifest stays."""
        for name in ALL_NAMES:
            if name != MANIFEST:
                _remove(self.output / name)

    def keep_stdin(self) -> str:
        """Copy standard input to the work folder, for it cannot be read twice; returns the path of the copy.

        Where nothing comes, the copy of the run that goes on is taken.
        """
        part = self.work / f".{STDIN}.{os.getpid()}{PART}"
        digest = hashlib.sha256()
        with part.open("wb") as copy:
            while chunk := sys.stdin.buffer.read(1 << 20):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        before = sorted(self.work.glob(f"{STDIN}-*/{STDIN}"))
        if not part.stat().st_size and before:
            part.unlink()
            return str(before[0])
        kept = self.work / f"{STDIN}-{digest.hexdigest()[:16]}" / STDIN
        kept.parent.mkdir(exist_ok=True)
        part.replace(kept)
        sync_folder(kept.parent)
        return str(kept)


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
