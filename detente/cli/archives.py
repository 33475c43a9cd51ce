"""`detente score ARCHIVE... -o FOLDER`: a run over an archive that can be stopped and gone on with."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

import typer

from detente.cli.scoring import FolderOptions
from detente.inference.archive.processes import LocalProcesses, StartExecutor
from detente.inference.archive.progress import LogFormat
from detente.inference.archive.run import Request, score_archive
from detente.inference.archive.tables import FORMATS, Format
from detente.model.errors import InputError


def score_folder(
    inputs: Sequence[str], model: Path | None, output: str, min_precision: float | None, options: FolderOptions
) -> None:
    """Score an archive into a folder, or go on with that."""
    if "://" in output:
        raise InputError(f"-o {output}: expected a folder of this machine; copy it to its address when it is done")
    request = Request(
        inputs=inputs,
        output=Path(output),
        model=model,
        formats=_formats(options.formats),
        min_precision=min_precision,
        jobs=options.jobs,
        restart=options.restart,
        log=_log_format(options.log_format),
        executor=_executor(options),
    )
    try:
        counts = score_archive(request)
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        raise typer.Exit(130) from None
    if counts.rejected:
        raise typer.Exit(1)


def _executor(options: FolderOptions) -> StartExecutor:
    if options.engine not in ("auto", "ray"):
        raise InputError(f"--engine {options.engine}: expected one of auto, ray")
    if options.engine != "ray":
        if options.address is not None:
            raise InputError("--address is that of a Ray cluster: give --engine ray too")
        return LocalProcesses
    from detente.inference.archive.ray_executor import RayCluster, require_ray

    require_ray(options.address)
    # Not the number of our own cores, where none is given: the cluster has others.
    return lambda job, _: RayCluster(job, options.jobs, options.address)


def _formats(given: Sequence[str]) -> list[Format]:
    names = [name for each in given for name in each.split(",")]
    if unknown := [name for name in names if name not in FORMATS]:
        raise InputError(f"--format {unknown[0]}: expected one or more of {', '.join(FORMATS)}")
    return [each for each in FORMATS if each in names] or ["parquet"]


def _log_format(given: str) -> LogFormat:
    if given not in get_args(LogFormat):
        raise InputError(f"--log-format {given}: expected one of {', '.join(get_args(LogFormat))}")
    return cast("LogFormat", given)
