"""What an actor on a Ray cluster does: load the model once, label shards, send their files back as bytes."""

import getpass
import json
import os
import pickle
import platform
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray

from detente.inference.archive.manifest import versions
from detente.inference.archive.processes import WORKER_ENVIRONMENT, LocalProcesses
from detente.inference.archive.shards import Shard, ShardResult
from detente.inference.archive.work import KINDS, Job, ReadShard, ShardWorker, shard_file
from detente.inference.engines import EngineName, Precision
from detente.model.checkpoint import open_checkpoint
from detente.model.encoding import ContextMode
from detente.model.errors import DetenteError, InputError

DEATHS = 2
"""Of actors at a shard; after that it is scored in a process of its own."""


@dataclass(frozen=True)
class ClusterJob:
    """A job for machines that share no disk with ours.

    Args:
        model: name and hash of the checkpoint.
        name: of its folder.
        content: a reference to the bytes of its files by name; None is the checkpoint that comes with detente.
        context: of its settings.
        min_precision: see :func:`detente.inference.scorer.load`, as for the next two.
        engine: what computes the logits.
        precision: of its products.
        versions: of our packages: those of the workers must be the same, or results would depend on the machine.
    """

    model: str
    name: str
    content: list[Any] | None
    context: ContextMode
    min_precision: float | None
    engine: EngineName
    precision: Precision
    versions: dict[str, str]

    @classmethod
    def of(cls, job: Job) -> "ClusterJob":
        """The same job with the checkpoint's files in Ray's object store."""
        checkpoint = open_checkpoint(job.checkpoint)
        # In a list: a bare reference would be resolved for each call.
        content = [ray.put(_content(checkpoint.path))] if job.checkpoint is not None else None
        context = checkpoint.settings.context
        return cls(
            checkpoint.model,
            checkpoint.path.name,
            content,
            context,
            job.min_precision,
            job.engine,
            job.precision,
            versions(),
        )


class Labeller:
    """A callable for ``map_batches``. Errors come back as rows: Ray would try again what fails each time."""

    def __init__(self, desk: Any, job: ClusterJob) -> None:
        os.environ.update(WORKER_ENVIRONMENT)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self.desk = desk
        scratch = tempfile.mkdtemp(prefix="detente-")
        weakref.finalize(self, shutil.rmtree, scratch, ignore_errors=True)
        self.error = ""
        try:
            _require_same(job.versions)
            self.job = Job(_placed(job), Path(scratch), job.min_precision, job.engine, job.precision)
            self.worker = ShardWorker(self.job)
        except (DetenteError, OSError) as error:
            self.error = f"{_where()}: {error}"

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Label the shards of a batch: one row each with ``number``, ``error``, ``result`` (JSON) and three files."""
        pairs = zip(batch["number"], batch["found"], strict=True)
        rows = [self._row(int(number), pickle.loads(found)) for number, found in pairs]
        return {name: [row[name] for row in rows] for name in rows[0]}

    def _row(self, number: int, found: ReadShard | Shard | None) -> dict[str, Any]:
        row = {"number": number, "error": self.error, "result": "", **dict.fromkeys(KINDS, b"")}
        if self.error or found is None:
            return row
        try:
            result = self._label(number, found)
        except (DetenteError, OSError) as error:
            return {**row, "error": f"{_where()}: {error}"}
        return {**row, "result": json.dumps(result.to_dict()), **dict(self._files(number))}

    def _label(self, number: int, found: ReadShard | Shard) -> ShardResult:
        if ray.get(self.desk.try_of.remote(number, "label")) <= DEATHS and isinstance(found, ReadShard):
            return self.worker.label_shard(found)
        shard = found.shard if isinstance(found, ReadShard) else found
        with LocalProcesses(self.job, 1) as process:
            return next(process.results(iter([shard])))

    def _files(self, number: int) -> Iterator[tuple[str, bytes]]:
        for kind in KINDS:
            path = shard_file(self.job.folder, number, kind)
            yield kind, path.read_bytes()
            path.unlink()


def _content(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file()}


def _placed(job: ClusterJob) -> Path | None:
    """The folder of the checkpoint on this machine; written by the first actor here that needs it."""
    if job.content is None:
        _require_model(job, None)
        return None
    # Whoever wrote it: the hash says whether it is the right one.
    folder = Path(tempfile.gettempdir()) / f"detente-{getpass.getuser()}-{job.model.rpartition('@')[2]}" / job.name
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=folder.parent))
        for name, data in ray.get(job.content[0]).items():
            (part / name).write_bytes(data)
        try:
            part.rename(folder)
        except OSError:  # another actor was faster
            shutil.rmtree(part)
    _require_model(job, folder)
    return folder


def _require_model(job: ClusterJob, folder: Path | None) -> None:
    found = open_checkpoint(folder)
    if found.model != job.model:
        raise InputError(f"{found.path}: is {found.model}, expected {job.model}; remove it, or install it anew")


def _require_same(expected: Mapping[str, str]) -> None:
    found = versions()
    different = [
        f"{name} {found.get(name, 'missing')} (expected {expected.get(name, 'none')})"
        for name in sorted({*found, *expected})
        if found.get(name) != expected.get(name)
    ]
    if different:
        raise InputError(f"not the packages of the machine that runs detente: {', '.join(different)}; install the same")


def _where() -> str:
    return f"node {ray.get_runtime_context().get_node_id()[:8]} ({platform.node()})"
