"""A run on a Ray cluster of two nodes, one of which is lost on the way, against the same run on one machine."""

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.inference.archive.processes import WORKER_ENVIRONMENT, LocalProcesses
from detente.inference.archive.ray_executor import RayCluster, require_ray
from detente.inference.archive.shards import Entry, Limits, Shard, ShardResult
from detente.inference.archive.sources import Position
from detente.inference.archive.work import KINDS, Job, ShardWorker, read_shard, shard_file
from detente.model.article import Article
from detente.model.errors import InputError

# What Ray itself leaves to the collector: the processes of the cluster, their pipes and sockets.
from_ray = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore:subprocess .* is still running")
LIMITS = Limits(articles=3)
PATIENCE = 3.0


@pytest.fixture
def cluster(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes; all cores are on the one that was not there first."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[4]))
    import ray
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    made.add_node(num_cpus=2)
    yield made
    ray.shutdown()
    made.shutdown()


class Losing(RayCluster):
    """Loses the node with all actors when two shards are done, and gets a smaller one."""

    cluster: Any
    left = 0

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        for number, result in enumerate(super().results(shards), start=1):
            if number == 2:
                [node] = self.cluster.worker_nodes
                self.cluster.remove_node(node, allow_graceful=False)
                self.cluster.add_node(num_cpus=1)
                self.left = len(self.pending)
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
    assert started[0].left > 2, "shards were under way when the node was lost"
    assert made(tmp_path / "there") == made(tmp_path / "here")
    here, there = (json.loads((tmp_path / name / "manifest.json").read_text("utf-8")) for name in ("here", "there"))
    assert here.pop("times") != there.pop("times")
    assert here == there
    assert here["counts"]["duplicates"] == 2


class Gaining(RayCluster):
    """Gets a second node when two shards are done, and goes on when it is there."""

    cluster: Any
    left = 0
    actors_before = 0

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        for number, result in enumerate(super().results(shards), start=1):
            if number == 2:
                self.actors_before = self.actors
                self.cluster.add_node(num_cpus=1)
                self.cluster.wait_for_nodes()
                self.left = len(self.pending)
            yield result


@pytest.mark.slow
@from_ray
def test_a_node_that_joins_is_put_to_work(
    cluster: Any,
    archive: Path,
    score: Callable[..., Any],
    made: Callable[[Path], dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("detente.inference.archive.ray_executor.POLL", 0.0)
    started = []

    def gaining(job: Job, _: int) -> RayCluster:
        one = Gaining(job, None, cluster.address, patience=0.0)
        one.cluster = cluster
        started.append(one)
        return one

    score([archive], tmp_path / "here", executor=LocalProcesses, jobs=1, limits=LIMITS)
    score([archive], tmp_path / "there", executor=gaining, limits=LIMITS)
    [one] = started
    assert one.left > 0, "shards were under way when the node joined"
    assert (one.actors_before, one.actors) == (2, 3)
    assert made(tmp_path / "there") == made(tmp_path / "here")


def test_the_pipeline_starts_over_where_there_are_other_cores_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    cores = {"CPU": 2}
    monkeypatch.setattr("detente.inference.archive.ray_executor._cores", lambda: cores["CPU"])
    monkeypatch.setattr(RayCluster, "_start", lambda self: started.append(self))
    one = RayCluster(Job(None, tmp_path), None, patience=-1.0)
    one.actors = 2
    for number in (2, 1, 2, 1, 3, 2, 3):  # lost and found again, come and gone
        cores["CPU"] = number
        one._look_at_cores()
    for _ in range(2):
        cores["CPU"] = 0  # nowhere to start
        one._look_at_cores()
    assert not started
    for number, starts in ((1, 1), (3, 2)):
        for _ in range(2):
            cores["CPU"] = number
            one._look_at_cores()
        assert len(started) == starts
    one.most = 2
    for _ in range(2):  # more than are wanted
        one._look_at_cores()
    assert len(started) == 2


def test_ray_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.inference.archive.ray_executor.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'detente\[ray\]'"):
        require_ray(None)


def test_an_address_without_a_cluster_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--address 127\.0\.0\.1:9: no Ray cluster can be reached there"):
        RayCluster(Job(None, tmp_path), 1, "127.0.0.1:9").__enter__()


@pytest.mark.slow
@from_ray
def test_what_a_worker_does_with_a_shard(
    cluster: Any, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two deaths at a shard it goes to a process of its own; nodes with other packages are refused."""
    import ray

    from detente.inference.archive.ray_pipeline import Desk
    from detente.inference.archive.ray_worker import ClusterJob, Labeller

    text = "“We reject the offer,” the minister said on Monday."
    entry = Entry(Article("a", text), "here", len(text), "0" * 64, None)
    shard = Shard(0, Position(0, 0), Position(0, 1), True, 0, (entry,))
    worker = ShardWorker(Job(tiny_checkpoint, tmp_path))
    found = read_shard(shard, worker.context)
    result = worker.label_shard(found)
    assert result.counts.statements == 1

    ray.init(address=cluster.address, log_to_driver=False)
    for name in WORKER_ENVIRONMENT:  # the worker sets them
        monkeypatch.setenv(name, "1")
    desk: Any = ray.remote(num_cpus=0)(Desk).remote()
    ray.get(desk.hand_in.remote(shard))
    job = ClusterJob.of(Job(tiny_checkpoint, tmp_path))
    labeller = Labeller(desk, job)
    labeller.worker.label_shard = None  # type: ignore[method-assign,assignment]  # the third try must not come here
    assert [ray.get(desk.try_of.remote(0, "label")) for _ in range(2)] == [1, 2]
    rows = labeller({"number": [0], "found": [pickle.dumps(found)]})
    assert rows["error"] == [""]
    assert json.loads(rows["result"][0])["files"] == result.files
    assert all(rows[kind] == [shard_file(tmp_path, 0, kind).read_bytes()] for kind in KINDS)

    ray.get(desk.done.remote(0))
    assert ray.get(desk.take.remote(0)) == (None, 0)
    assert labeller({"number": [0], "found": [pickle.dumps(None)]})["result"] == [""]
    other = Labeller(desk, replace(job, versions={**job.versions, "torch": "0.1"}))
    [error] = other({"number": [0], "found": [pickle.dumps(found)]})["error"]
    assert "expected 0.1" in error
    assert "install the same" in error
