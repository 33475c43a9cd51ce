"""A folder behind an address like ``s3://bucket/folder/``, written through fsspec: files are put whole and checked."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.model.errors import InputError

PROBE = ".detente"
"""An empty object that is put and removed, to learn early whether we may."""
MARKS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "created")
"""What stores tell of the content of an object or the time of its writing, the most telling first."""
Tick = Callable[[int], None]


@dataclass(frozen=True)
class Seen:
    """What a store tells of an object: its size in bytes, a mark that changes with its content, its MD5 if known."""

    size: int
    mark: str
    md5: str | None


class Store:
    """Objects by name in the folder at ``url``. Each method raises InputError with the address where it fails.

    Raises:
        InputError: no such protocol, its package is not installed, or the address names no folder.
    """

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs

        self.url = folder_address(url)
        try:
            self.system, root = url_to_fs(self.url)
        except Exception as error:  # each file system has errors of its own
            hint = "; pip install 'detente[s3]'" if isinstance(error, ImportError) and url.startswith("s3") else ""
            raise InputError(f"-o {url}: cannot be used: {_words(error)}{hint}") from error
        self.root = str(root).rstrip("/")
        self.made: set[str] = set()
        if not self.root.strip("/"):
            raise InputError(f"-o {url}: expected a folder there, like s3://bucket/folder/")

    def holds(self, address: str) -> bool:
        """Whether a folder of this machine, or one at an address, is this one or lies around it."""
        from fsspec.core import url_to_fs

        try:
            system, root = url_to_fs(address)
        except Exception:  # whoever reads it says so
            return False
        return type(system) is type(self.system) and f"{self.root}/".startswith(f"{str(root).rstrip('/')}/")

    def read(self, name: str) -> bytes | None:
        """The content of an object; None where there is none."""
        try:
            self.system.invalidate_cache()
            return bytes(self.system.cat_file(self._path(name)))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise InputError(f"{self.url}{name}: cannot be read: {_words(error)}") from error

    def find(self, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that are there, and the objects of those that are folders."""
        try:
            self.system.invalidate_cache()
            found = [path for name in names for path in self.system.find(self._path(name))]
        except Exception as error:
            raise InputError(f"{self.url}: cannot be listed: {_words(error)}") from error
        return sorted(str(path).removeprefix(f"{self.root}/") for path in found)

    def seen(self, name: str) -> Seen | None:
        """What the store tells of an object; None where there is none."""
        try:
            self.system.invalidate_cache()
            info = self.system.info(self._path(name))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise InputError(f"{self.url}{name}: cannot be looked at: {_words(error)}") from error
        mark = next((f"{key} {info[key]}" for key in MARKS if info.get(key)), "")
        return None if info["type"] == "directory" else Seen(info["size"], mark, _md5_told(info))

    def try_out(self) -> None:
        """See that objects can be put; rights and names of buckets are wrong more often than not at first."""
        try:
            self._make_folder(PROBE)
            self.system.pipe_file(self._path(PROBE), b"")
        except Exception as error:
            raise InputError(f"-o {self.url}: nothing can be put there: {_words(error)}") from error
        try:
            self.system.rm_file(self._path(PROBE))
        except Exception:  # who may write but not remove can still have a result: the object is empty and hidden
            return

    def put(self, path: Path, name: str, sha256: str, tick: Tick) -> Seen:
        """Put a file, and check what the store then has; returns what it tells of it.

        Args:
            path: the file.
            name: of the object.
            sha256: of the file, hexadecimal.
            tick: called with the bytes of each piece that was sent.

        Raises:
            InputError: it could not be put, or what is there is not the file.
        """
        from fsspec.callbacks import Callback

        class Pieces(Callback):  # type: ignore[misc]
            def relative_update(self, inc: int = 1) -> None:
                tick(inc)

        try:
            self._make_folder(name)
            self.system.put_file(str(path), self._path(name), callback=Pieces())
        except Exception as error:
            raise InputError(f"{self.url}{name}: cannot be put: {_words(error)}") from error
        seen = self.seen(name)
        if seen is None or seen.size != path.stat().st_size:
            found = "is not there" if seen is None else f"has {seen.size:,} bytes"
            raise InputError(f"{self.url}{name}: {found} after it was put, expected {path.stat().st_size:,} bytes")
        # What looks like an MD5 is none in a bucket with keys of its own (SSE-KMS): then the content decides.
        if seen.md5 and seen.md5 != _digest(path, "md5") and self._sha256(name) != sha256:
            raise InputError(f"{self.url}{name}: is not what was put; its checksum differs from that of {path}")
        return seen

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        try:
            self.system.rm_file(self._path(name))
        except FileNotFoundError:
            return
        except Exception as error:
            raise InputError(f"{self.url}{name}: cannot be removed: {_words(error)}") from error

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def _make_folder(self, name: str) -> None:
        """Make the folder of an object, but never a bucket, which is what an unknown first part of a path may be."""
        folder = self._path(name).rpartition("/")[0]
        top = f"{'/' if folder.startswith('/') else ''}{folder.strip('/').partition('/')[0]}"
        if folder not in self.made and folder.strip("/") != top.strip("/") and self.system.exists(top):
            self.system.makedirs(folder, exist_ok=True)
            self.made.add(folder)

    def _sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self.system.open(self._path(name), "rb") as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
        except Exception as error:
            raise InputError(f"{self.url}{name}: cannot be read: {_words(error)}") from error
        return digest.hexdigest()


def folder_address(url: str) -> str:
    """An address of a folder, with one slash at its end."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rstrip('/')}/"


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def _md5_told(info: dict[str, Any]) -> str | None:
    """The MD5 of an object in hexadecimal: the ETag of S3 unless it was put in parts, or the hash of Google's store."""
    if isinstance(given := info.get("md5Hash"), str):
        return base64.b64decode(given).hex()
    tag = str(info.get("ETag") or "").strip('"')
    return tag if len(tag) == 32 and not set(tag) - set("0123456789abcdef") else None


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
