"""Where a path in a config leads: a file beside the config, or one inside an installed Python package."""

import hashlib
from importlib.resources import files
from pathlib import Path

from detente.model.errors import ConfigError

PACKAGE = "package:"


def resolve(source: str, folder: Path) -> Path:
    """The file or folder that ``source`` names.

    ``package:NAME/PATH`` lies inside the installed package NAME, ``package:NAME`` is the folder in it that holds a
    ``config.json`` (an encoder); anything else is relative to ``folder``.

    Raises:
        ConfigError: the package is not installed or holds no such file.
    """
    if not source.startswith(PACKAGE):
        return folder / Path(source).expanduser()
    name, _, inside = source.removeprefix(PACKAGE).partition("/")
    try:
        root = Path(str(files(name)))
    except ModuleNotFoundError as error:
        raise ConfigError(f"{source}: the Python package {name!r} is not installed; pip install {name}") from error
    if inside:
        return root / inside
    found = sorted(root.rglob("config.json"), key=lambda path: len(path.parts))
    if not found:
        raise ConfigError(f"{source}: the package {name!r} holds no folder with a config.json")
    return found[0].parent


def encoder_source(source: str, folder: Path) -> str:
    """What ``from_pretrained`` takes for an encoder: a local folder, or the hub name as it is."""
    if source.startswith(PACKAGE):
        return str(resolve(source, folder))
    local = resolve(source, folder)
    return str(local) if local.is_dir() else source


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
