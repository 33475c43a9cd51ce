"""The manifest: what was scored, with what, how, and what came out; it is there when everything else is."""

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from detente.inference.archive.durable import sync_folder, write_durably

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
"""Of the tables: higher when a column is renamed, removed or means something else."""
PACKAGES = (
    *("dateparser", "detente", "duckdb", "fastwarc", "fsspec", "numpy", "openvino", "pyarrow", "ray", "rensa"),
    *("tokenizers", "torch", "trafilatura", "zstandard"),
)


def versions() -> dict[str, str]:
    """The installed versions of the packages on which the result may depend."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def hashed(inputs: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Name, size and SHA-256 of each input; no hash where it cannot be read here any more."""
    for row in inputs:
        yield {"name": row["name"], "size": row["size"], "sha256": _sha256(row["name"])}


def files_in(folder: Path, names: Iterable[str]) -> list[dict[str, Any]]:
    """Name, size and SHA-256 of the files of a run, in folders too."""
    found = []
    for name in sorted(names):
        place = folder / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            size, digest = path.stat().st_size, _sha256(str(path))
            found.append({"name": path.relative_to(folder).as_posix(), "size": size, "sha256": digest})
    return found


def write_manifest(output: Path, about: Mapping[str, Any]) -> None:
    """Put the manifest in place, seen to the disk."""
    write_durably(output / MANIFEST, f"{json.dumps(about, indent=2, ensure_ascii=False)}\n".encode(errors="replace"))
    sync_folder(output)


def read_manifest(output: Path) -> dict[str, Any] | None:
    """The manifest of a finished run; None where there is none that can be read."""
    try:
        found = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _sha256(name: str) -> str | None:
    from detente.inference.archive.opening import open_source

    try:
        with open_source(name) as stream:
            digest = hashlib.sha256()
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
            return digest.hexdigest()
    except Exception:  # remote file systems raise what they like
        return None
