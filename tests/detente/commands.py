"""The command as its tests call it, and what it wrote."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from detente.cli import main

ARTICLE = """Harbour talks resume

PORT NOVA, May 4, 2011 (Invented Wire) - Two ministers met on Wednesday.

"We will open the harbour in June," Foreign Minister Ada Brandt told reporters. "It helps both of us."

Her colleague, Ivo Castel, was cooler. "Nothing is signed yet," he said.
"""


def run(arguments: Sequence[object]) -> int:
    """Run the command in this process; returns its exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    return int(ended.value.code or 0)


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
