"""What runs on a Ray cluster: a desk that hands out shards, and the Ray Data pipeline that scores them.

The pipeline is a stream of shard numbers, extraction as tasks and one model an actor. What travels between them are
numbers and bytes, so any part of it can be done again after a loss: the desk keeps a shard until its result is safe.
"""

import asyncio
import pickle  # what Ray does with all arguments, and multiprocessing with shards; nothing of it is ever stored
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import pyarrow
import ray
import ray.data

from detente.inference.archive.ray_worker import ClusterJob, Labeller
from detente.inference.archive.shards import Shard
from detente.inference.archive.work import read_shard
from detente.model.encoding import ContextMode

PROTECTED_FROM = 3
"""The try from which on a shard is scored in a process of its own: something in it may end the process."""
ACTORS_A_READER = 8
"""Extraction takes about an eighth of the time of the model, or less."""
TASKS_AN_ACTOR = 2
"""One that it works on, and one that waits beside it."""


class Desk:
    """Keeps the shards of which there is no result yet. An actor, where the run was started."""

    def __init__(self) -> None:
        self.shards: dict[int, Shard] = {}
        self.order: list[int] = []
        self.tries: Counter[tuple[int, str]] = Counter()
        self.news = asyncio.Condition()

    async def hand_in(self, shard: Shard) -> None:
        """Take a shard to be scored."""
        async with self.news:
            self.shards[shard.number] = shard
            self.order.append(shard.number)
            self.news.notify_all()

    async def done(self, number: int) -> None:
        """Let go of a shard: its result is safe."""
        self.shards.pop(number, None)
        for stage in ("extract", "label"):
            self.tries.pop((number, stage), None)

    async def start_over(self) -> None:
        """Announce all shards without a result once more, to a new pipeline."""
        self.order = sorted(self.shards)

    async def announced(self, place: int) -> int:
        """The number of the shard that was handed in as number ``place``; waits for it."""
        async with self.news:
            await self.news.wait_for(lambda: place < len(self.order))
            return self.order[place]

    async def take(self, number: int) -> tuple[Shard | None, int]:
        """A shard to extract, None where it is done by now; and which try this is, from 1."""
        return self.shards.get(number), await self.try_of(number, "extract")

    async def try_of(self, number: int, stage: str) -> int:
        """Which try this is, from 1."""
        self.tries[number, stage] += number in self.shards
        return self.tries[number, stage]


class Runner:
    """Runs the pipeline. An actor, where the run was started: what it began at the cluster ends with it."""

    def rows(self, desk: Any, job: ClusterJob, actors: int) -> Iterator[dict[str, Any]]:
        """Yield the row of :class:`~detente.inference.archive.ray_worker.Labeller` of each shard, without end."""
        context = ray.data.DataContext.get_current()
        context.target_max_block_size = 1  # a block for each shard: none waits for others
        context.enable_progress_bars = False
        context.issue_detectors_config.detectors = []  # a stream that waits for the reader is no fault
        scored = pipeline(desk, job, actors)
        for table in scored.iter_batches(batch_size=None, prefetch_batches=0, batch_format="pyarrow"):
            # One by one: Ray sends values into this generator, which a list behind `yield from` cannot take.
            for row in cast(pyarrow.Table, table).to_pylist():  # noqa: UP028
                yield row


def pipeline(desk: Any, job: ClusterJob, actors: int) -> ray.data.Dataset:
    """Numbers of shards, extraction, labelling.

    Only the actors reserve cores, all that there are. Extraction reserves none, or it could wait for ever after the
    loss of a node.
    """
    here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
    numbers = ray.data.from_items([{"place": 0}]).map_batches(
        partial(_numbers, desk=desk), num_cpus=0, label_selector=here
    )
    extracted = numbers.map(
        partial(_extract, desk=desk, context=job.context),
        num_cpus=0,
        compute=ray.data.TaskPoolStrategy(size=readers_for(actors)),
    )
    return extracted.map_batches(
        Labeller,
        fn_constructor_kwargs={"desk": desk, "job": job},
        batch_size=1,
        num_cpus=1,
        compute=ray.data.ActorPoolStrategy(size=actors, max_tasks_in_flight_per_actor=TASKS_AN_ACTOR),
    )


def readers_for(actors: int) -> int:
    """How many extraction tasks run at a time."""
    return -(-actors // ACTORS_A_READER)


def _numbers(_: Any, desk: Any) -> Iterator[Any]:
    place = 0
    while True:
        yield {"number": [ray.get(desk.announced.remote(place))]}
        place += 1


def _extract(row: dict[str, Any], desk: Any, context: ContextMode) -> dict[str, Any]:
    shard, tries = ray.get(desk.take.remote(row["number"]))
    found = read_shard(shard, context) if shard is not None and tries < PROTECTED_FROM else shard
    return {"number": row["number"], "found": pickle.dumps(found)}
