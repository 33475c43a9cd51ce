"""The model of cost, and the simulation that it is checked by."""

from dataclasses import replace

import pytest
from benchmarks.cluster import simulate
from benchmarks.cost import Cluster, Rates, estimate, saturation

RATES = Rates(drive=0.0004, work=0.04, commit=0.02, start=4.0)


def test_one_worker_takes_what_its_articles_take() -> None:
    alone = Cluster(cores=1, slow=0, failure_hours=float("inf"))
    told = estimate(2_560, RATES, alone)
    assert told.bounds == "workers"
    assert told.seconds == pytest.approx(4 + 2_560 * 0.04, rel=0.06)


def test_more_workers_help_until_the_driver_is_busy() -> None:
    most = saturation(RATES)
    below, above = (estimate(1_000_000, RATES, Cluster(cores, slow=0)) for cores in (most // 2, most * 2))
    assert (below.bounds, above.bounds) == ("workers", "driver")
    assert estimate(1_000_000, RATES, Cluster(most * 4, slow=0)).seconds == pytest.approx(above.seconds, rel=0.01)
    assert above.core_hours > below.core_hours


@pytest.mark.parametrize(
    "cluster",
    [
        Cluster(cores=16),
        Cluster(cores=64, slow=0.25, slowness=5),
        Cluster(cores=32, failure_hours=0.5),
        Cluster(cores=300),
    ],
)
def test_the_simulation_agrees_with_the_model(cluster: Cluster) -> None:
    seen = simulate(300_000, RATES, cluster, seed=1)
    assert seen.seconds == pytest.approx(estimate(300_000, RATES, cluster).seconds, rel=0.08)


def test_failures_lose_and_double_no_shard() -> None:
    seen = simulate(100_000, RATES, Cluster(cores=8, failure_hours=0.05), seed=2)
    shards = -(-100_000 // RATES.articles)
    assert seen.failures > 10
    assert seen.begun == shards + seen.failures
    assert seen.exactly_once(shards)


def test_failures_and_slow_workers_cost_time() -> None:
    calm = Cluster(cores=16, slow=0, failure_hours=float("inf"))
    times = [
        simulate(200_000, RATES, cluster, seed=3).seconds
        for cluster in (calm, replace(calm, slow=0.5), replace(calm, failure_hours=0.2))
    ]
    assert times[0] < times[1]
    assert times[0] < times[2]


def test_the_same_seed_gives_the_same_run() -> None:
    cluster = Cluster(cores=8, failure_hours=0.5)
    assert simulate(20_000, RATES, cluster, seed=4) == simulate(20_000, RATES, cluster, seed=4)
