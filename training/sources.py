"""Where a path in a config leads: a file beside the config, or one inside an installed Python package."""

from pathlib import Path

from detente.model.errors import ConfigError
from detente.model.packages import encoder_folder, package_folder

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
        return package_folder(name) / inside if inside else encoder_folder(name)
    except ModuleNotFoundError as error:
        raise ConfigError(f"{source}: the Python package {name!r} is not installed; pip install {name}") from error
    except FileNotFoundError as error:
        raise ConfigError(f"{source}: {error}") from error


def encoder_source(source: str, folder: Path) -> str:
    """What ``from_pretrained`` takes for an encoder: a local folder, or the hub name as it is."""
    if source.startswith(PACKAGE):
        return str(resolve(source, folder))
    local = resolve(source, folder)
    return str(local) if local.is_dir() else source
