"""Worker processes on this machine: one shard at a time each, and what happens when one of them dies."""

import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Protocol, Self

from detente.inference.archive.shards import Entry, Shard, ShardResult
from detente.inference.archive.work import Job, ShardWorker, StartWork
from detente.model.errors import DetenteError, InputError
from detente.model.hardware import THREAD_VARIABLES

SHAPE_VARIABLES = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")
WORKER_ENVIRONMENT = {**dict.fromkeys(THREAD_VARIABLES, "1"), **dict.fromkeys(SHAPE_VARIABLES, "16")}
"""One thread a worker: there are as many workers as cores. And shapes of batches for which torch keeps what it
prepared: by default so many that memory grows with the archive."""
READY = "ready"
PATIENCE = 5.0
"""Seconds that an idle worker has to end by itself."""


class Executor(Protocol):
    """Where shards are scored."""

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        """The results of all shards, in the order in which they are done; few shards are held at a time."""
        ...


StartExecutor = Callable[[Job, int], AbstractContextManager[Executor]]
"""Starts an executor of a job with so many workers at most."""


class WorkerDiedError(Exception):
    """A worker process ended without an answer."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    ready: bool = False
    shard: Shard | None = None

    @classmethod
    def start(cls, begin: StartWork, job: Job) -> Self:
        ours, theirs = get_context("spawn").Pipe()
        process = get_context("spawn").Process(target=serve, args=(theirs, begin, job), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def send(self, task: Shard | Entry) -> None:
        try:
            self.connection.send(task)
        except OSError as error:
            raise WorkerDiedError(self.how()) from error

    def receive(self) -> Any:
        """The next answer.

        Raises:
            WorkerDiedError: there will be none.
            DetenteError: what the worker met is not the fault of an article.
        """
        try:
            answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerDiedError(self.how()) from error
        if isinstance(answer, DetenteError):
            raise answer
        return answer

    def how(self) -> str:
        self.process.join(PATIENCE)
        code = self.process.exitcode
        return f"ended by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class LocalProcesses:
    """Scores shards in processes of this machine. A context: the processes end with it.

    A shard whose process dies is tried once more; then its articles are tried one by one, and those that end the
    process are set aside.

    Args:
        job: what all shards share.
        processes: how many at most; fewer are started where there are fewer shards.
        begin: makes what does the work, in the process.
    """

    def __init__(self, job: Job, processes: int, begin: StartWork = ShardWorker) -> None:
        self.job, self.processes, self.begin = job, processes, begin
        self.workers: list[_Worker] = []
        self.waiting: deque[Shard] = deque()
        self.deaths: Counter[int] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.workers:
            worker.stop()
        self.workers.clear()

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        """See :class:`Executor`; at most two shards a process are held.

        Raises:
            DetenteError: the work cannot go on: the model cannot be loaded, a file cannot be written, or a shard ends
                its process although none of its articles does.
        """
        more = True
        while more or self.waiting or any(worker.shard for worker in self.workers):
            if more and len(self.waiting) < self.processes:
                shard = next(shards, None)
                more = shard is not None
                self.waiting.extend([shard] if shard else [])
            self._deal()
            # While there is something to read, nobody waits for the workers.
            busy = [worker.connection for worker in self.workers if worker.shard or not worker.ready]
            pause = 0 if more and len(self.waiting) < self.processes else None
            for connection in wait(busy, pause) if busy else ():
                yield from self._answer(next(one for one in self.workers if one.connection is connection))

    def _deal(self) -> None:
        """Give each idle worker a shard; start another worker where there are more shards."""
        for worker in [each for each in self.workers if each.ready and each.shard is None]:
            if self.waiting:
                worker.shard = self.waiting.popleft()
                try:
                    worker.send(worker.shard)
                except WorkerDiedError as death:
                    self._bury(worker, death)
        starting = sum(not worker.ready for worker in self.workers)
        if len(self.waiting) > starting and len(self.workers) < self.processes:
            self.workers.append(_Worker.start(self.begin, self.job))

    def _answer(self, worker: _Worker) -> Iterator[ShardResult]:
        try:
            answer = worker.receive()
        except WorkerDiedError as death:
            self._bury(worker, death)
            return
        if answer == READY:
            worker.ready = True
        else:
            worker.shard = None
            yield answer

    def _bury(self, worker: _Worker, death: WorkerDiedError) -> None:
        self.workers.remove(worker)
        worker.stop()
        shard = worker.shard
        if shard is None:
            raise InputError(
                f"a worker process {death} while it loaded the model: out of memory? Try fewer with --jobs; "
                "the same command goes on"
            ) from death
        self.deaths[shard.number] += 1
        if self.deaths[shard.number] == 2:
            shard = replace(shard, failed=self._culprits(shard))
        elif self.deaths[shard.number] > 2:
            first = next((entry.place for entry in shard.entries), "nothing")
            raise InputError(
                f"a worker process {death} on shard {shard.number} ({first} and what follows), though "
                "none of its articles alone does that: out of memory? Try fewer with --jobs; the same command goes on"
            ) from death
        self.waiting.appendleft(shard)

    def _culprits(self, shard: Shard) -> dict[int, str]:
        """Which articles end the process that scores them, and how."""
        found: dict[int, str] = {}
        worker: _Worker | None = None
        for number, entry in enumerate(shard.entries):
            if entry.duplicate_of is not None:
                continue
            if worker is None:
                worker = _Worker.start(self.begin, self.job)
                worker.receive()
            try:
                worker.send(entry)
                worker.receive()
            except WorkerDiedError as death:
                found[number] = f"scoring failed: the worker process {death}"
                worker.stop()
                worker = None
        if worker:
            worker.stop()
        return found


def serve(connection: Connection, begin: StartWork, job: Job) -> None:
    """What a worker process does until nobody has anything for it any more."""
    # Before torch is loaded, which reads them once.
    os.environ.update(WORKER_ENVIRONMENT)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # An interrupt from the keyboard reaches all processes; the first one sees to the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        work = begin(job)
        connection.send(READY)
        while True:
            task = connection.recv()
            if isinstance(task, Shard):
                connection.send(work.score_shard(task))
            else:
                work.try_entry(task)
                connection.send(None)
    except EOFError:
        return
    except DetenteError as error:
        connection.send(error)
    except OSError as error:
        connection.send(InputError(f"{error.filename or job.folder}: cannot be written or read: {error.strerror}"))


def end_with_parent() -> None:
    """A worker that outlives its parent would write into the folder of the next run."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
