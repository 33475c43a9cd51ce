"""Run a command of detente as its users do, and tell what it took."""

import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

LAUNCHER = """
import resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""A small process between us and the command: the peak that Linux tells of a process is at least the size of the one
that started it, and a benchmark has torch loaded."""


class Usage(NamedTuple):
    """What a command took.

    Args:
        seconds: from its start to its end.
        busy: seconds of processor time, of all its processes.
        megabytes: resident at most, in its largest process.
    """

    seconds: float
    busy: float
    megabytes: float


def run_detente(*arguments: str) -> Usage:
    """Run `detente` with ``arguments``.

    Raises:
        RuntimeError: its exit code is not 0.
    """
    command: Sequence[str] = [sys.executable, "-m", "detente", *arguments]
    done = subprocess.run([sys.executable, "-c", LAUNCHER, *command], capture_output=True, text=True, check=True)
    code, *figures = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"{' '.join(command)}: exit code {code}")
    return Usage(*map(float, figures))
