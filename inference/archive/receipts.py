"""What a run has put to an address, kept beside its work: line by line, so that a stop loses no more than the last."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from detente.inference.archive.durable import sync_folder, write_durably
from detente.inference.archive.store import Seen

RECEIPTS = "receipts.jsonl"


class Receipts:
    """The receipts in ``path`` for ``url``; those for another address count for nothing.

    Attributes:
        ours: names of objects at the address that a run of ours has put there, or has begun to.
        replaces: SHA-256 of the manifest of the earlier result that may be written over; empty where none may.
    """

    def __init__(self, path: Path, url: str) -> None:
        self.path, self.url = path, url
        self.ours: set[str] = set()
        self.replaces = ""
        self.put: dict[str, dict[str, Any]] = {}
        rows = list(_rows(path))
        if rows and rows[0].get("url") == url:
            for row in rows:
                self._take(row)
        self.known = bool(rows) and rows[0].get("url") == url

    def may_replace(self, manifest: bytes, names: Iterable[str]) -> None:
        """Note that the result with this manifest may be written over, and which objects are its."""
        self._note({"replaces": hashlib.sha256(manifest).hexdigest(), "ours": sorted(names)})

    def replaceable(self, manifest: bytes) -> bool:
        """Whether the result with this manifest may be written over."""
        return self.replaces == hashlib.sha256(manifest).hexdigest()

    def begin(self, names: Iterable[str]) -> None:
        """Note what is going to be put: whatever a stop leaves of it is ours."""
        self._note({"ours": sorted(names)})

    def done(self, name: str, sha256: str, seen: Seen) -> None:
        """Note that an object was put and is what it should be."""
        self._note({"put": name, "sha256": sha256, "size": seen.size, "mark": seen.mark})

    def attests(self, name: str, sha256: str, seen: Seen | None) -> bool:
        """Whether an object that the store tells of is one that was put here, and unchanged since."""
        row = self.put.get(name)
        told = None if seen is None else (sha256, seen.size, seen.mark)
        return row is not None and told == (row["sha256"], row["size"], row["mark"])

    def keep(self, names: Iterable[str]) -> None:
        """Forget all receipts but those of ``names``, when the result is whole."""
        kept = [self.put[name] for name in sorted(names)]
        self.ours, self.replaces, self.put = set(), "", {}
        write_durably(self.path, b"".join(map(_line, [{"url": self.url}, *kept])))
        sync_folder(self.path.parent)
        for row in kept:
            self._take(row)

    def _note(self, row: Mapping[str, Any]) -> None:
        if not self.known:
            write_durably(self.path, _line({"url": self.url}))
            sync_folder(self.path.parent)
            self.known = True
        with self.path.open("ab") as stream:
            stream.write(_line(row))
            stream.flush()
            os.fsync(stream.fileno())
        self._take(row)

    def _take(self, row: Mapping[str, Any]) -> None:
        self.ours.update(row.get("ours", ()))
        self.replaces = row.get("replaces", self.replaces)
        if "put" in row:
            self.put[row["put"]] = dict(row)
            self.ours.add(row["put"])


def _line(row: Mapping[str, Any]) -> bytes:
    # The break in front ends what a stop may have left half written.
    return b"\n" + json.dumps(row).encode() + b"\n"


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row
