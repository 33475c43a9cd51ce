"""Where detente keeps what it makes for itself, on this machine and for this user."""

import os
from pathlib import Path


def user_cache(*names: str) -> Path:
    """The folder ``detente/NAMES...`` in the user's cache: ``$XDG_CACHE_HOME``, else ``~/.cache``."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root.joinpath("detente", *names)
