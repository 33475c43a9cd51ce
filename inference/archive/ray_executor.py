"""Shards scored on a Ray cluster: the same work as in processes of this machine, with the same results."""

import hashlib
import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from detente.inference.archive.durable import sync_folder, write_durably
from detente.inference.archive.processes import cores
from detente.inference.archive.shards import Shard, ShardResult
from detente.inference.archive.work import KINDS, Job, shard_file
from detente.model.errors import InputError

FAILURES = 3
"""Of the pipeline, one after the other without a result between them, before the run ends."""
KNOCK = 10.0
"""Seconds to wait for the cluster's address to answer."""
POLL = 0.5
"""Seconds between two looks at what else may have happened."""
PATIENCE = 30.0
"""Seconds for which there may be other cores than at the start before the pipeline starts over with what there is."""


def require_ray(address: str | None) -> None:
    """Check that a run on Ray can begin.

    Raises:
        InputError: Ray is not installed, or the address is one that Ray Data cannot work with.
    """
    if find_spec("ray") is None:
        raise InputError("--engine ray: Ray is not installed; pip install 'detente[ray]'")
    if address is not None and address.startswith("ray://"):
        raise InputError(
            f"--address {address}: Ray Data needs a process in the cluster; run detente on one of its nodes, with "
            "--address auto or HOST:6379"
        )


class RayCluster:
    """Scores shards on a Ray cluster. A context: what was started there ends with it.

    Each core of the cluster has an actor with the model. Results come back as bytes and are written here, so workers
    need no disk in common. Where a worker or a node is lost, Ray does its work again; where cores are missing for good,
    with which the pipeline cannot go on, or have come to stay, the shards without a result are given to a new pipeline
    over what there is.

    Args:
        job: what all shards share.
        actors: at most; None is one for each core of the cluster.
        address: of a running cluster (``auto`` or ``HOST:PORT``); None is the one that Ray's own ``RAY_ADDRESS`` names,
            or else one of this machine, made for this run.
        patience: seconds, see :data:`PATIENCE`.
    """

    def __init__(self, job: Job, actors: int | None, address: str | None = None, patience: float = PATIENCE) -> None:
        require_ray(address)
        self.job, self.most, self.address, self.patience = job, actors, address, patience
        self.pending: set[int] = set()
        self.failures = 0
        self.other: tuple[int, float] | None = None

    def __enter__(self) -> Self:
        self.owned = _connect(self.address)
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        from detente.inference.archive.ray_pipeline import Desk
        from detente.inference.archive.ray_worker import ClusterJob

        here = ray.get_runtime_context().get_node_id()
        self.here: dict[str, Any] = {"scheduling_strategy": NodeAffinitySchedulingStrategy(here, soft=False)}
        self.cluster_job = ClusterJob.of(self.job)
        self.desk: Any = ray.remote(num_cpus=0, **self.here)(Desk).remote()
        self.runner: Any = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import ray

        for actor in (self.runner, self.desk):
            if actor is not None:
                ray.kill(actor)
        if self.owned:
            ray.shutdown()

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        """See :class:`~detente.inference.archive.processes.Executor`; a few shards a core are held.

        Raises:
            InputError: the cluster has no core, its workers cannot score, or the pipeline fails time and again.
            OSError: a file cannot be written here.
        """
        import ray

        self._start()
        more, looked = True, time.monotonic()
        while more or self.pending:
            if time.monotonic() - looked > POLL:
                self._look_at_cores()
                looked = time.monotonic()
            if more and len(self.pending) < self.window:
                shard = next(shards, None)
                more = shard is not None
                if shard is not None:
                    self.pending.add(shard.number)
                    ray.get(self.desk.hand_in.remote(shard))
            # While there is something to read, nobody waits for the workers.
            reading = more and len(self.pending) < self.window
            for row in self._rows(0 if reading else POLL):
                yield self._written(row)
                # Only now: who asks for the next result has noted this one.
                self.pending.remove(row["number"])
                self.desk.done.remote(row["number"])

    def _start(self) -> None:
        """Begin a pipeline over all cores that there are, with the shards that have no result."""
        import ray

        from detente.inference.archive.ray_pipeline import TASKS_AN_ACTOR, Runner, readers_for

        if self.runner is not None:
            ray.kill(self.runner)
        cores = _cores()
        if not cores:
            raise InputError(f"the Ray cluster at {self.address or 'this machine'} has no CPU; add nodes with cores")
        self.actors = min(cores, self.most or cores)
        self.window = (TASKS_AN_ACTOR + 1) * self.actors + readers_for(self.actors)
        self.other = None
        ray.get(self.desk.start_over.remote())
        self.runner = ray.remote(num_cpus=0, max_restarts=0, **self.here)(Runner).remote()
        rows = self.runner.rows.options(num_returns="streaming")
        self.stream = rows.remote(self.desk, self.cluster_job, self.actors)

    def _rows(self, wait: float) -> Iterator[dict[str, Any]]:
        """The next row, if there is one by then, and if it is not of a shard that has its result."""
        import ray

        ready, _ = ray.wait([self.stream], timeout=wait)
        if not ready:
            return
        try:
            row = ray.get(next(self.stream))
        except (ray.exceptions.RayError, StopIteration) as error:
            self._failed(error)
            return
        self.failures = 0
        if row["error"]:
            raise InputError(f"{row['error']}; the same command goes on")
        if row["number"] in self.pending:
            yield row

    def _failed(self, error: Exception) -> None:
        self.failures += 1
        if self.failures == FAILURES:
            raise InputError(f"the Ray pipeline failed {FAILURES} times: {error}; the same command goes on") from error
        self._start()

    def _look_at_cores(self) -> None:
        """Actors on lost nodes wait for other cores, and what they had begun with them; cores that came have none."""
        cores = _cores()
        if min(cores, self.most or cores) == self.actors:
            self.other = None
        elif self.other is None or self.other[0] != cores:
            self.other = cores, time.monotonic()
        elif cores and time.monotonic() - self.other[1] > self.patience:
            self._start()

    def _written(self, row: dict[str, Any]) -> ShardResult:
        """The result of a shard whose files are seen to our disk."""
        result = ShardResult.from_dict(json.loads(row["result"]))
        for kind in KINDS:
            if hashlib.sha256(row[kind]).hexdigest() != result.files[kind]:
                raise InputError(f"shard {result.number}: its {kind} came damaged from the cluster; run it again")
            write_durably(shard_file(self.job.folder, result.number, kind), row[kind])
        sync_folder(self.job.folder)
        return result


def _connect(address: str | None) -> bool:
    """Connect to the cluster; whether we have to end that."""
    # Before Ray is loaded; it reports to its makers otherwise.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    if ray.is_initialized():
        return False
    where = address or os.environ.get("RAY_ADDRESS") or "local"
    _knock(where)
    own: dict[str, Any] = {"include_dashboard": False, "num_cpus": cores()} if where == "local" else {}
    try:
        ray.init(address=where, log_to_driver=False, logging_level=logging.WARNING, **own)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise InputError(f"--address {where}: no Ray cluster can be reached there: {error}") from error
    return True


def _knock(address: str) -> None:
    """Find out in seconds that nobody is there; Ray takes minutes."""
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), KNOCK).close()
    except OSError as error:
        raise InputError(f"--address {address}: no Ray cluster can be reached there: {error}") from error


def _cores() -> int:
    import ray

    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    return int(resources.get("CPU", 0))
