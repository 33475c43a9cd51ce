"""Commands that are stopped from outside while they work."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def exit_code_when_stopped(command: Sequence[str | Path], output: Path, stop: int, pause: float) -> int:
    """Start a run, send it a signal ``pause`` seconds after its index is there, and see that no process is left."""
    process = subprocess.Popen(
        command, env=ENVIRONMENT, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL, preexec_fn=_heed
    )
    while not list(output.glob(".work/index.sqlite")) and process.poll() is None:
        time.sleep(0.01)
    time.sleep(pause)
    process.send_signal(stop)
    code = process.wait()
    deadline = time.monotonic() + 10
    while _alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(process.pid)
    return code


def exit_code(command: Sequence[str | Path]) -> int:
    """What the same command ends with when nobody stops it."""
    return subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, check=False).returncode


def _heed() -> None:
    """Heed SIGINT, which tests that a shell runs in its background inherit as ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
