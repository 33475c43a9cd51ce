"""A run on a Ray cluster of two nodes, one of which is lost on the way, against the same run on one machine."""

import json
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.inference.archive.processes import LocalProcesses
from detente.inference.archive.ray_executor import RayCluster, require_ray
from detente.inference.archive.shards import Limits, Shard, ShardResult
from detente.inference.archive.work import KINDS, Job, ShardWorker, read_shard, shard_file
from detente.model.errors import InputError

# What Ray itself leaves to the collector: the processes of the cluster, their pipes and sockets.
from_ray = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore:subprocess .* is still running")
LIMITS = Limits(articles=3)
PATIENCE = 3.0


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes with a core each."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[4]))
    import ray
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=node)
    made.add_node(**node)
    yield made
    ray.shutdown()
    made.shutdown()


class Losing(RayCluster):
    """Loses a node of its cluster when two shards are done."""

    cluster: Any

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        for number, result in enumerate(super().results(shards), start=1):
            if number == 2:
                [node] = self.cluster.worker_nodes
                self.cluster.remove_node(node, allow_graceful=False)
            yield result


@pytest.mark.slow
@from_ray
def test_loss_of_a_node_changes_nothing(
    cluster: Any,
    archive: Path,
    score: Callable[..., Any],
    made: Callable[[Path], dict[str, bytes]],
    tmp_path: Path,
) -> None:
    started = []

    def losing(job: Job, _: int) -> RayCluster:
        one = Losing(job, None, cluster.address, PATIENCE)
        one.cluster = cluster
        started.append(one)
        return one

    both = {"limits": LIMITS, "formats": ("parquet", "jsonl", "csv")}
    score([archive], tmp_path / "here", executor=LocalProcesses, jobs=1, **both)
    score([archive], tmp_path / "there", executor=losing, **both)
    assert started[0].actors == 1, "the run goes on over the node that is left"
    assert made(tmp_path / "there") == made(tmp_path / "here")
    here, there = (json.loads((tmp_path / name / "manifest.json").read_text("utf-8")) for name in ("here", "there"))
    assert here.pop("times") != there.pop("times")
    assert here == there
    assert here["counts"]["duplicates"] == 2
