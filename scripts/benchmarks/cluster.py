"""A cluster simulated shard by shard: slow workers, workers that fail, one driver that hands out and takes in."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import simpy

from benchmarks.cost import HOUR, Cluster, Rates

SPREAD = 0.25
"""Standard deviation of the logarithm of a shard's work: articles differ in length and in how much is said in them."""

Events = Generator[Any, Any, None]


@dataclass
class Simulated:
    """What happened: ``seconds`` until the last shard was committed, failures, and how often each shard was."""

    seconds: float = 0.0
    failures: int = 0
    begun: int = 0
    committed: Counter[int] = field(default_factory=Counter)

    def exactly_once(self, shards: int) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return len(self.committed) == shards and set(self.committed.values()) <= {1}


def simulate(articles: int, rates: Rates, cluster: Cluster, seed: int) -> Simulated:
    """Run an archive through a cluster by the rules of the real run: shards are pulled, a failed one is put back.

    Args:
        articles: size of the archive.
        rates: seconds, as measured.
        cluster: where it runs.
        seed: of everything that chance decides.
    """
    return _Run(-(-articles // rates.articles), rates, cluster, Random(seed)).result()


class _Run:
    def __init__(self, shards: int, rates: Rates, cluster: Cluster, chance: Random) -> None:
        self.shards, self.rates, self.cluster, self.chance = shards, rates, cluster, chance
        self.time = simpy.Environment()
        self.waiting = simpy.PriorityStore(self.time, capacity=2 * cluster.cores)
        self.driver = simpy.Resource(self.time)
        self.done = self.time.event()
        self.seen = Simulated()

    def result(self) -> Simulated:
        self.time.process(self._read())
        for number in range(self.cluster.cores):
            slowness = self.cluster.slowness if number < self.cluster.slow_cores else 1.0
            self.time.process(self._worker(slowness))
        self.time.run(self.done)
        self.seen.seconds = self.time.now
        return self.seen

    def _read(self) -> Events:
        for shard in range(self.shards):
            with self.driver.request() as turn:
                yield turn
                yield self.time.timeout(self.rates.articles * self.rates.drive)
            yield self.waiting.put(shard)

    def _worker(self, slowness: float) -> Events:
        yield self.time.timeout(self.rates.start)
        fails = self._next_failure()
        while True:
            shard = yield self.waiting.get()
            self.seen.begun += 1
            work = self.rates.shard_work * slowness * self.chance.lognormvariate(-(SPREAD**2) / 2, SPREAD)
            if self.time.now + work > fails:
                yield self.time.timeout(max(fails - self.time.now, 0.0))
                yield self.time.process(self._failed(shard))
                fails = self._next_failure()
                continue
            yield self.time.timeout(work)
            self.time.process(self._commit(shard))

    def _failed(self, shard: int) -> Events:
        self.seen.failures += 1
        # The queue gives the lowest number first: what is put back goes before what was read since.
        self.waiting.put(shard)
        yield self.time.timeout(self.cluster.restart + self.rates.start)

    def _next_failure(self) -> float:
        return self.time.now + self.chance.expovariate(1.0) * self.cluster.failure_hours * HOUR

    def _commit(self, shard: int) -> Events:
        with self.driver.request() as turn:
            yield turn
            yield self.time.timeout(self.rates.commit)
        self.seen.committed[shard] += 1
        if len(self.seen.committed) == self.shards:
            self.done.succeed()
