"""What is asked of a run over an archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detente.inference.archive.processes import LocalProcesses, StartExecutor
from detente.inference.archive.progress import LogFormat
from detente.inference.archive.shards import Limits
from detente.inference.archive.tables import Format
from detente.inference.engines import EngineName, Precision


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Args:
        inputs: see :func:`detente.inference.archive.sources.read_archive`.
        output: folder of the run; made where it is missing.
        model: checkpoint folder, None is the one that comes with detente.
        formats: of the tables.
        min_precision: see :func:`detente.inference.scorer.load`, as for the next two.
        engine: what computes the logits.
        precision: of its products.
        fields: for tables, the column that holds each of our fields.
        jobs: worker processes at most; None is one for each core that we may use.
        restart: throw away what an earlier run has left.
        log: how progress is told.
        limits: where a shard ends.
        executor: where shards are scored.
        url: address that the finished files are put to, then removed from ``output``; None leaves them there.
    """

    inputs: Sequence[str]
    output: Path
    model: Path | None = None
    formats: Sequence[Format] = ("parquet",)
    min_precision: float | None = None
    engine: EngineName = "auto"
    precision: Precision = "float32"
    fields: Mapping[str, str] | None = None
    jobs: int | None = None
    restart: bool = False
    log: LogFormat = "text"
    limits: Limits = field(default_factory=Limits)
    executor: StartExecutor = LocalProcesses
    url: str | None = None

    @property
    def place(self) -> str:
        """What the user calls the folder of the result."""
        return f"{self.output}" if self.url is None else f"{self.url} (worked on in {self.output})"
