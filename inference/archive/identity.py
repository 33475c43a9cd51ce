"""What a run's result depends on, kept beside its work, so that a run never goes on with something else."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from detente.inference.archive.durable import sync_folder, write_durably
from detente.inference.archive.sources import Source
from detente.model.errors import InputError

RUN, INPUTS = "run.json", "inputs.jsonl"
SHOWN = 5


def input_rows(sources: Iterable[Source], work: Path) -> Iterator[dict[str, Any]]:
    """Name, size and, of a file here, time of change in nanoseconds: what tells that an input is still the same.

    A copy of standard input in the folder ``work`` has its content in its name.
    """
    for source in sources:
        path = Path(source.name)
        try:
            changed = None if path.is_relative_to(work) else path.stat().st_mtime_ns
        except OSError:
            changed = None
        yield {"name": source.name, "size": source.size, "changed": changed}


def recorded_inputs(folder: Path) -> Iterator[dict[str, Any]]:
    """The inputs of the run in ``folder``, as :func:`input_rows` told them when it began."""
    with (folder / INPUTS).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def record(folder: Path, settings: Mapping[str, Any], started: str, inputs: Iterable[Mapping[str, Any]]) -> None:
    """Keep what a run depends on; the file with the settings comes last and stands for both."""
    write_durably(folder / INPUTS, "".join(f"{json.dumps(row)}\n" for row in inputs).encode())
    write_durably(folder / RUN, json.dumps({"settings": settings, "started": started}, indent=2).encode())
    sync_folder(folder)


def started_at(folder: Path) -> str | None:
    """When the run in ``folder`` began; None where none did."""
    path = folder / RUN
    return str(json.loads(path.read_text(encoding="utf-8"))["started"]) if path.is_file() else None


def check_same(folder: Path, output: str, settings: Mapping[str, Any], inputs: Iterable[Mapping[str, Any]]) -> None:
    """Compare a run that is to go on with the one that began; ``output`` is what the user calls its folder.

    Raises:
        InputError: something is different; the text lists what.
    """
    before = json.loads((folder / RUN).read_text(encoding="utf-8"))["settings"]
    different = [
        f"{name}: was {before.get(name)!r}, is {settings.get(name)!r}"
        for name in dict.fromkeys([*before, *settings])
        if before.get(name) != settings.get(name)
    ]
    different += _changes(recorded_inputs(folder), inputs)
    if different:
        more = [f"and {len(different) - SHOWN:,} more"] if len(different) > SHOWN else []
        raise InputError(
            "\n  ".join([f"{output}: the run there was begun with something else:", *different[:SHOWN], *more])
            + "\nstart it anew with --restart (what was scored there is lost), or choose another folder with -o"
        )


def _changes(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[str]:
    old, new = ({row["name"]: row for row in rows} for rows in (before, now))
    found = [f"input {name}: no longer there" for name in old.keys() - new.keys()]
    found += [f"input {name}: new" for name in new.keys() - old.keys()]
    found += [f"input {name}: changed" for name in old.keys() & new.keys() if old[name] != new[name]]
    orders = zip_longest(old, new) if not found else ()
    return sorted(found) or [f"input {b}: in another place of the order" for a, b in orders if a != b]
