"""What an archive costs: time and core hours against its size and the size of the cluster, from measured rates."""

from dataclasses import dataclass

HOUR = 3600.0


@dataclass(frozen=True)
class Rates:
    """Seconds of one core, as measured.

    Args:
        drive: an article in the driver: read it, look up its id and its duplicates, hand it out.
        work: an article on a worker: extract, encode, label, write.
        commit: a shard in the driver: check it, write it to the journal.
        start: a worker, until its first shard: imports and the checkpoint.
        articles: in one shard.
    """

    drive: float
    work: float
    commit: float
    start: float
    articles: int = 64

    @property
    def shard_drive(self) -> float:
        """Seconds of the driver for one shard."""
        return self.articles * self.drive + self.commit

    @property
    def shard_work(self) -> float:
        """Seconds of a worker for one shard."""
        return self.articles * self.work


@dataclass(frozen=True)
class Cluster:
    """Where it runs.

    Args:
        cores: workers, one a core; the driver has its own.
        slow: share of workers that are slow (old machines, noisy neighbours).
        slowness: how many times as long these take.
        failure_hours: mean time between failures of a worker; infinite where nothing fails.
        restart: seconds until a failed worker takes shards again, its start not counted.
    """

    cores: int
    slow: float = 0.05
    slowness: float = 3.0
    failure_hours: float = 500.0
    restart: float = 120.0

    @property
    def slow_cores(self) -> int:
        """Workers that are slow."""
        return round(self.cores * self.slow)

    @property
    def strength(self) -> float:
        """Workers of full speed that would do as much: shards are pulled, so a slow worker merely does fewer."""
        return self.cores - self.slow_cores * (1 - 1 / self.slowness)


@dataclass(frozen=True)
class Estimate:
    """What the model says: ``seconds`` in all, ``core_hours`` held, and what ``bounds`` it ("driver" or "workers")."""

    seconds: float
    core_hours: float
    bounds: str


def estimate(articles: int, rates: Rates, cluster: Cluster) -> Estimate:
    """Time and cost of an archive.

    The slower of the driver and the workers decides. A failure costs a worker half a shard on average, the restart and
    its start. At the end everybody waits for the last shard, which one of the slow workers holds if there are any.
    """
    shards = -(-articles // rates.articles)
    driver = shards * rates.shard_drive
    loss = (rates.shard_work / 2 + cluster.restart + rates.start) / (cluster.failure_hours * HOUR)
    workers = shards * rates.shard_work / cluster.strength * (1 + loss)
    seconds = rates.start + max(driver, workers) + (_tail(rates, cluster) if workers >= driver else rates.shard_work)
    return Estimate(seconds, seconds * (cluster.cores + 1) / HOUR, "driver" if driver > workers else "workers")


def _tail(rates: Rates, cluster: Cluster) -> float:
    """Seconds from when a fluid would be done to the last shard: the longest of n remainders, less their mean."""
    slowest, several = (cluster.slowness, cluster.slow_cores) if cluster.slow_cores else (1.0, cluster.cores)
    return rates.shard_work * max(slowest * several / (several + 1) - 0.5, 0.0)


def saturation(rates: Rates) -> int:
    """Workers that one driver keeps busy: more of them wait."""
    return int(rates.shard_work / rates.shard_drive)
