"""The same config from another folder: its relative paths lead where they led before."""

import os
from pathlib import Path

from detente.training.config import Config, with_values
from detente.training.sources import PACKAGE, resolve


def moved(config: Config, folder: Path) -> Config:
    """``config`` as it has to be written into ``folder``, so that articles, tables and a local encoder are found.

    Paths inside packages, absolute paths and names of hub encoders stay as they are.
    """
    settings = config.settings
    data = {
        f"data.{kind}": [_from(folder, source, config.folder) for source in getattr(settings.data, kind)]
        for kind in ("articles", "tables")
    }
    source = settings.encoder.source
    is_local = not source.startswith(PACKAGE) and resolve(source, config.folder).is_dir()
    encoder = _from(folder, source, config.folder) if is_local else source
    return Config(with_values(config, {**data, "encoder.source": encoder}).settings, folder)


def _from(folder: Path, source: str, home: Path) -> str:
    if source.startswith(PACKAGE) or Path(source).expanduser().is_absolute():
        return source
    return os.path.relpath(resolve(source, home).resolve(), folder.resolve())
