"""A run on a Ray cluster of two nodes, one of which is lost on the way, against the same run on one machine."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.inference.archive.ray_executor import RayCluster
from detente.inference.archive.run import Request, score_archive
from detente.inference.archive.shards import Limits, Shard, ShardResult

pytestmark = [
    pytest.mark.slow,
    # Ray leaves sockets and pipes of the processes that it started to the collector.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore:subprocess .* is still running"),
]
LIMITS = Limits(articles=4)
PATIENCE = 3.0


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty-eight articles, some of them copies, and lines that are none."""
    path = tmp_path_factory.mktemp("archive") / "news.jsonl"
    lines = [
        json.dumps({"id": f"n{number}", "text": _text(number % 40), "date": "2031-05-02", "source": "agency"})
        for number in range(48)
    ]
    path.write_text("\n".join([*lines[:9], "{broken", *lines[9:], '{"text": 5}']) + "\n", encoding="utf-8")
    return path


def _text(number: int) -> str:
    days = ("Monday", "Tuesday", "Friday")
    return (
        f"The minister said on {days[number % 3]} that the bridge over arm {number} would open. "
        f"“We reject offer {number}, and we welcome the talks,” said Mara Lindqvist, the ambassador. "
        f"Officials denied that {number + 2} ships had left the harbour."
    )


@pytest.fixture(scope="module")
def score(archive: Path, tiny_checkpoint: Path) -> Callable[..., dict[str, bytes]]:
    """A function that scores the archive into a folder, and returns what is there in the end."""

    def into(output: Path, **fields: Any) -> dict[str, bytes]:
        request = Request(
            [str(archive)], output, tiny_checkpoint, formats=("parquet", "jsonl"), limits=LIMITS, **fields
        )
        score_archive(request)
        return {each.relative_to(output).as_posix(): each.read_bytes() for each in _files(output)}

    return into


def _files(output: Path) -> Iterator[Path]:
    return (each for each in sorted(output.rglob("*")) if each.is_file() and ".work" not in each.parts)


@pytest.fixture(scope="module")
def here(score: Callable[..., dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the run on one machine gives."""
    return score(tmp_path_factory.mktemp("here") / "out", jobs=1)


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes with a core each."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    import ray
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=node)
    cluster.add_node(**node)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


class Losing(RayCluster):
    """A cluster that loses a node when two shards are done."""

    cluster: Any

    def results(self, shards: Iterator[Shard]) -> Iterator[ShardResult]:
        for number, result in enumerate(super().results(shards), start=1):
            if number == 2:
                [node] = self.cluster.worker_nodes
                self.cluster.remove_node(node, allow_graceful=False)
            yield result


def test_loss_of_a_node_changes_nothing(
    cluster: Any, score: Callable[..., dict[str, bytes]], here: dict[str, bytes], tmp_path: Path
) -> None:
    started = []

    def executor(job: Any, _: int) -> RayCluster:
        losing = Losing(job, None, cluster.address, PATIENCE)
        losing.cluster = cluster
        started.append(losing)
        return losing

    there = score(tmp_path / "out", executor=executor)
    assert started[0].actors == 1, "the pipeline goes on over the node that is left"
    same_but_times(there, here)


def same_but_times(there: dict[str, bytes], here: dict[str, bytes]) -> None:
    there, here = dict(there), dict(here)
    manifests = [json.loads(each.pop("manifest.json")) for each in (there, here)]
    assert all(manifest.pop("times") for manifest in manifests)
    assert manifests[0] == manifests[1]
    assert manifests[0]["counts"]["duplicates"] == 8
    assert there == here
