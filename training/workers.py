"""Several trainings at a time, each in a process of its own with its share of the processor's cores."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.model.errors import DetenteError
from detente.model.hardware import THREAD_VARIABLES

POLL_SECONDS = 0.2
SHOWN_LINES = 8


@dataclass(frozen=True)
class Worker:
    """A process at work, and the three files through which we talk with it."""

    process: subprocess.Popen[bytes]
    task: Path

    @classmethod
    def start(
        cls, module: str, task: Mapping[str, Any], path: Path, threads: int, search: Sequence[Path] = ()
    ) -> "Worker":
        """Run ``python -m module TASK LINE`` with ``threads`` threads; what it prints goes beside the task.

        ``search`` are folders in which its modules are looked for first.
        """
        path.write_text(json.dumps(task), encoding="utf-8")
        # Before torch is loaded the variables decide; afterwards its own pool would keep the old size.
        bounds = dict.fromkeys(THREAD_VARIABLES, str(threads))
        roads = os.pathsep.join([*map(str, search), *filter(None, [os.environ.get("PYTHONPATH")])])
        with path.with_suffix(".log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, str(path), str(path.with_suffix(".line"))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **bounds, **({"PYTHONPATH": roads} if roads else {})},
            )
        return cls(process, path)

    def result(self) -> dict[str, Any]:
        """The line of a process that has ended.

        Raises:
            DetenteError: it failed; the text ends with what it printed last.
        """
        if code := self.process.returncode:
            log = self.task.with_suffix(".log").read_text(encoding="utf-8", errors="replace").splitlines()
            how = f"was ended by signal {-code} (out of memory?)" if code < 0 else f"ended with exit code {code}"
            raise DetenteError("\n  ".join([f"a training {how}; it printed last:", *log[-SHOWN_LINES:]]))
        made: dict[str, Any] = json.loads(self.task.with_suffix(".line").read_text(encoding="utf-8"))
        return made


def run_tasks(
    module: str,
    tasks: Mapping[str, Mapping[str, Any]],
    *,
    jobs: int,
    threads: int,
    folder: Path,
    search: Sequence[Path] = (),
) -> Iterator[tuple[str, dict[str, Any] | DetenteError]]:
    """Yield name and line of each task as they are finished, or why it failed, ``jobs`` of them at work at any time.

    Args:
        module: the module that does a task, see :meth:`Worker.start`.
        tasks: one JSON object each, by a name that may be part of a file name.
        jobs: processes at a time; those at work are ended when the iteration is given up.
        threads: of each process.
        folder: an existing folder for tasks, lines and logs.
        search: see :meth:`Worker.start`.
    """
    waiting, working = list(tasks.items()), list[Worker]()
    try:
        while waiting or working:
            while waiting and len(working) < jobs:
                name, task = waiting.pop(0)
                working.append(Worker.start(module, task, folder / f"{name}.json", threads, search))
            time.sleep(POLL_SECONDS)
            for worker in [each for each in working if each.process.poll() is not None]:
                working.remove(worker)
                yield worker.task.stem, _outcome(worker)
    finally:
        for worker in working:
            worker.process.terminate()
        for worker in working:
            worker.process.wait()


def _outcome(worker: Worker) -> dict[str, Any] | DetenteError:
    try:
        return worker.result()
    except DetenteError as error:
        return error
