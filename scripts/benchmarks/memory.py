"""The peak of resident memory of a command and of all processes that it starts, as Linux tells it."""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.05
"""Seconds between two looks."""


@dataclass(frozen=True)
class Peak:
    """Peaks in MiB: of the largest process, and of all processes together; pages that they share count in each."""

    largest_mib: float
    all_mib: float
    seconds: float


def peak_of(command: Sequence[str]) -> Peak:
    """Run a command to its end and look at its memory all the while.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    began = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    largest = together = 0.0
    while process.poll() is None:
        sizes = [_resident(pid) for pid in _family(process.pid)]
        largest, together = max([largest, *sizes]), max(together, sum(sizes))
        time.sleep(EVERY)
    if process.returncode:
        raise subprocess.CalledProcessError(
            process.returncode, list(command), stderr=process.stderr.read() if process.stderr else ""
        )
    return Peak(largest, together, time.monotonic() - began)


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for each in found:
        for tasks in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += [int(child) for child in tasks.read_text().split()]
            except OSError:
                continue  # it ended while we looked
    return found


def _resident(pid: int) -> float:
    """MiB of a process, 0 when it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / 2**20
