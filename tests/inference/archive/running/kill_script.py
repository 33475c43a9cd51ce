"""Runs over an archive, killed at random moments; each is a fork of this process, which has loaded everything.

    kill_script.py ARCHIVE CHECKPOINT FOLDER KILLS

Makes FOLDER/whole by a run that nobody disturbs, then FOLDER/0, FOLDER/1 and so on by runs that are killed time and
again until they are done, KILLS times in all: every other time after a random while, else just before or behind a
random sync or rename. Prints the number of runs and of kills.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from detente.inference.archive.request import Request
from detente.inference.archive.run import score_archive
from detente.inference.archive.shards import Limits
from detente.inference.archive.work import ShardWorker
from detente.inference.scorer import load

SEED = 7
STEPS = 60
"""Syncs and renames that a killed run gets to at most: a little more than a whole run needs for its last part."""


def main() -> None:
    archive, checkpoint, folder = (Path(each) for each in sys.argv[1:4])
    load_everything(checkpoint)
    began = time.monotonic()
    assert outcome(start(archive, checkpoint, folder / "whole", None), None) == 0
    seconds = time.monotonic() - began
    dice = random.Random(SEED)
    kills = rounds = 0
    while kills < int(sys.argv[4]):
        while True:
            by_time = dice.random() < 0.5
            pause = dice.uniform(0, seconds) if by_time else None
            fuse = None if by_time else (dice.randint(1, STEPS), dice.random() < 0.5)
            status = outcome(start(archive, checkpoint, folder / str(rounds), fuse), pause)
            if status == 0:
                break
            assert status == -signal.SIGKILL, status
            kills += 1
        rounds += 1
    print(rounds, kills)


def load_everything(checkpoint: Path) -> None:
    import pyarrow.parquet  # noqa: F401
    import torch

    torch.set_num_threads(1)
    load(checkpoint).score('"We will sign," the minister said.')


def start(archive: Path, checkpoint: Path, output: Path, fuse: tuple[int, bool] | None) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        if fuse:
            lay(*fuse)
        formats = ("parquet", "jsonl", "csv")
        limits, executor = Limits(articles=8), in_this_process
        score_archive(Request([str(archive)], output, checkpoint, formats, limits=limits, executor=executor))  # type: ignore[arg-type]
    except BaseException as error:
        print(repr(error), flush=True)
        os._exit(3)
    os._exit(0)


def outcome(child: int, pause: float | None) -> int:
    if pause is not None:
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextmanager
def in_this_process(job: Any, processes: int) -> Iterator[SimpleNamespace]:
    work = ShardWorker(job)
    yield SimpleNamespace(results=lambda shards: map(work.score_shard, shards))


def lay(steps: int, before: bool) -> None:
    """Kill this process at its ``steps``-th sync or rename, before or behind that."""
    left = steps

    def fused(original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and before:
                os.kill(os.getpid(), signal.SIGKILL)
            made = original(*arguments)
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return made

        return step

    os.fsync, Path.replace = fused(os.fsync), fused(Path.replace)  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
