"""A result that is made here and put to an address: tables first, the manifest last, so that who sees it sees all."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from detente.inference.archive.finish import final_names
from detente.inference.archive.folder import ALL_NAMES, RunFolder
from detente.inference.archive.manifest import MANIFEST, read_manifest
from detente.inference.archive.progress import Progress
from detente.inference.archive.receipts import RECEIPTS, Receipts
from detente.inference.archive.store import Store, folder_address
from detente.inference.archive.tables import Format
from detente.inference.cache import user_cache
from detente.model.errors import InputError


def work_folder(url: str) -> Path:
    """Where a run for an address works on this machine, unless told otherwise."""
    return user_cache("runs", hashlib.sha256(folder_address(url).encode()).hexdigest()[:16])


class Delivery:
    """The way of one result from its folder here to its address. The lock of the folder must be held.

    Args:
        url: the address, of a folder.
        folder: where the run works, and its finished files are until they are all there.
        restart: whether another result at the address may be replaced.

    Raises:
        InputError: the address cannot be used.
    """

    def __init__(self, url: str, folder: RunFolder, restart: bool = False) -> None:
        self.store, self.folder, self.restart = Store(url), folder, restart
        self.receipts = Receipts(folder.output / RECEIPTS, self.store.url)

    def begin(self, inputs: Sequence[str], formats: Sequence[Format]) -> None:
        """See, before anything is scored, that the result can be put there and takes the place of nothing else.

        Raises:
            InputError: it cannot, and why.
        """
        for each in inputs:
            if each != "-" and self.store.holds(each):
                raise InputError(f"-o {self.store.url}: lies in the input {each}; choose a folder outside of it")
        there = self.store.read(MANIFEST)
        if there is not None and there == self._own_manifest() and not self.restart:
            return
        if there is not None and not self.receipts.replaceable(there):
            self._ask_to_replace(there)
        names = final_names(("statements", "articles"), formats)
        if foreign := [name for name in self.store.find(names) if name not in self.receipts.ours]:
            more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
            raise InputError(
                f"{self.store.url}: {foreign[0]}{more} is there already and no run of detente is known there; "
                "choose another folder with -o, or move it away"
            )
        self.store.try_out()

    def _ask_to_replace(self, manifest: bytes) -> None:
        names = _names_in(manifest)
        if names is None:
            raise InputError(
                f"{self.store.url}{MANIFEST}: is there already and is not that of a run of detente; choose another "
                "folder with -o, or move it away"
            )
        if not self.restart:
            raise InputError(
                f"{self.store.url}: the result of another run is there; replace it with --restart (what was scored for "
                "this address is then scored again), or choose another folder with -o"
            )
        self.receipts.may_replace(manifest, names)

    def finish(self, progress: Progress) -> None:
        """Put what is missing at the address, remove what is left of an earlier result there, and clean up here.

        Raises:
            InputError: something could not be put, or is missing there and here. Nothing is lost: the next call puts
                what is missing still.
        """
        manifest = read_manifest(self.folder.output)
        assert manifest is not None, "the run is done"
        files = {each["name"]: each for each in manifest["files"]}
        missing = [each for name, each in files.items() if not self._is_there(name, each["sha256"])]
        self._check_here(missing)
        try:
            put = self._put_missing(files, missing, progress)
        except InputError as error:
            again = "the same command without --restart" if self.restart else "the same command"
            raise InputError(
                f"{error}; the result is kept in {self.folder.output} and {again} goes on with what is missing at the "
                "address"
            ) from error
        self.folder.drop_tables()
        figures = {"url": self.store.url, "files": len(files) + 1, "put": put}
        words = f"all {len(files) + 1:,} files are there" + ("" if put else ": nothing to put")
        progress.event("delivered", figures, f"{self.store.url}: {words}")

    def _put_missing(
        self, files: Mapping[str, Mapping[str, Any]], missing: Sequence[Mapping[str, Any]], progress: Progress
    ) -> int:
        """Put what is not at the address; returns how many files that were."""
        there = self.store.read(MANIFEST)
        same = there is not None and there == self._own_manifest()
        if same and not missing:
            return 0
        if there is not None:
            if not same and not self.receipts.replaceable(there):
                raise InputError(f"{self.store.url}: another run has put its result there; move it away")
            self.store.remove(MANIFEST)
        self.receipts.begin(each["name"] for each in missing)
        tick = progress.delivering(len(missing) + 1, sum(each["size"] for each in missing), self.store.url)
        for each in missing:
            name = each["name"]
            seen = self.store.put(self.folder.output / name, name, each["sha256"], tick)
            self.receipts.done(name, each["sha256"], seen)
        for name in sorted(self.receipts.ours - set(files)):
            self.store.remove(name)
        own = self.folder.output / MANIFEST
        self.store.put(own, MANIFEST, hashlib.sha256(own.read_bytes()).hexdigest(), tick)
        self.receipts.keep(files)
        return len(missing) + 1

    def _is_there(self, name: str, sha256: str) -> bool:
        return name in self.receipts.put and self.receipts.attests(name, sha256, self.store.seen(name))

    def _check_here(self, missing: Sequence[Mapping[str, Any]]) -> None:
        for each in missing:
            path = self.folder.output / each["name"]
            if not path.is_file() or path.stat().st_size != each["size"]:
                raise InputError(
                    f"{self.store.url}{each['name']}: is no longer what was put there, and {path} is not there either; "
                    "score again with --restart"
                )

    def _own_manifest(self) -> bytes | None:
        path = self.folder.output / MANIFEST
        return path.read_bytes() if path.is_file() else None


def _names_in(manifest: bytes) -> list[str] | None:
    """The files that a manifest of ours names; None where it is none of ours, or names what no run of ours writes."""
    try:
        names = [each["name"] for each in json.loads(manifest)["files"]]
        paths = [PurePosixPath(name) for name in names]
    except (ValueError, KeyError, TypeError):
        return None
    # What is named is removed: a name must not lead out of the folder.
    ours = all(
        str(path) == name and path.parts[0] in ALL_NAMES and ".." not in path.parts
        for path, name in zip(paths, names, strict=True)
    )
    return names if ours else None
