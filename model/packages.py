"""Files inside installed Python packages, found without importing them, and what files hold."""

import hashlib
from importlib.util import find_spec
from pathlib import Path


def package_folder(name: str) -> Path:
    """The folder of the installed package ``name``.

    Raises:
        ModuleNotFoundError: there is no such package.
    """
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"no package {name!r}", name=name)
    return Path(spec.submodule_search_locations[0])


def encoder_folder(package: str) -> Path:
    """The folder with the encoder that a package holds: the topmost one with a ``config.json``.

    Raises:
        ModuleNotFoundError: there is no such package.
        FileNotFoundError: it holds no ``config.json``.
    """
    found = sorted(package_folder(package).rglob("config.json"), key=lambda path: len(path.parts))
    if not found:
        raise FileNotFoundError(f"the package {package!r} holds no folder with a config.json")
    return found[0].parent


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
