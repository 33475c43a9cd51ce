"""`detente score ARCHIVE... -o FOLDER`: a run over an archive that can be stopped and gone on with."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

import typer

from detente.cli.scoring import FolderOptions
from detente.inference.archive.delivery import work_folder
from detente.inference.archive.fields import fields_of
from detente.inference.archive.processes import LocalProcesses, StartExecutor
from detente.inference.archive.progress import LogFormat
from detente.inference.archive.request import Request
from detente.inference.archive.run import score_archive
from detente.inference.archive.tables import FORMATS, Format
from detente.inference.engines import engine_called, precision_called
from detente.model.errors import InputError

RAY = "ray"
"""The engine that is a cluster; what computes there is the fastest installed."""


def score_folder(
    inputs: Sequence[str],
    model: Path | None,
    output: str,
    min_precision: float | None,
    engine: str,
    precision: str,
    fields: Sequence[str],
    options: FolderOptions,
) -> None:
    """Score an archive into a folder, here or at an address, or go on with that."""
    url = output if "://" in output else None
    if options.work is not None and url is None:
        raise InputError("--work is for an address as output, like -o s3://bucket/folder/; a folder here has its own")
    request = Request(
        inputs=inputs,
        output=Path(output) if url is None else options.work or work_folder(url),
        model=model,
        formats=_formats(options.formats),
        min_precision=min_precision,
        engine="auto" if engine == RAY else engine_called(engine, also=RAY),
        precision=precision_called(precision),
        fields=fields_of(fields) or None,
        jobs=options.jobs,
        restart=options.restart,
        log=_log_format(options.log_format),
        executor=_executor(engine, options),
        url=url,
    )
    try:
        counts = score_archive(request)
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        raise typer.Exit(130) from None
    if counts.rejected:
        raise typer.Exit(1)


def _executor(engine: str, options: FolderOptions) -> StartExecutor:
    if engine != RAY:
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
