"""A run over an archive from beginning to end, which goes on wherever it was stopped."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from detente.inference.archive import identity
from detente.inference.archive.delivery import Delivery
from detente.inference.archive.durable import read_lines
from detente.inference.archive.finish import DamagedShardError, Finish, final_names
from detente.inference.archive.folder import RunFolder
from detente.inference.archive.index import Index
from detente.inference.archive.journal import Journal, held
from detente.inference.archive.manifest import (
    SCHEMA_VERSION,
    files_in,
    hashed,
    read_manifest,
    versions,
    write_manifest,
)
from detente.inference.archive.pages import PageProcesses
from detente.inference.archive.processes import cores
from detente.inference.archive.progress import Progress, figures_of, summary
from detente.inference.archive.request import Request
from detente.inference.archive.shards import Counts, Cutter, Shard
from detente.inference.archive.sketch import VERSION
from detente.inference.archive.sources import Position, list_sources, read_archive
from detente.inference.archive.tables import tables
from detente.inference.archive.work import KINDS, Job, shard_file
from detente.inference.engines import engine_for, precision_for
from detente.model.checkpoint import Checkpoint, open_checkpoint
from detente.model.errors import InputError

TOLD_REJECTS = 20
ATTEMPTS = 3
"""Times that damaged shards are scored again before the disk is called unfit."""


def score_archive(request: Request) -> Counts:
    """Score an archive into a folder; going on with the run that was stopped there, if there is one.

    Returns:
        What was read, found and set aside in all.

    Raises:
        InputError: another process works there, or something else than what the run there was begun with is asked
            for, or the folder cannot be written; the same call goes on when that is put right.
        CheckpointError: the model cannot be used.
    """
    if "duckdb" in request.formats and find_spec("duckdb") is None:
        raise InputError("--format duckdb: DuckDB is not installed; pip install 'detente[duckdb]'")
    checkpoint = open_checkpoint(request.model)
    if request.min_precision is not None:
        checkpoint = checkpoint.abstaining(request.min_precision)
    folder = RunFolder(request.output)
    folder.check_apart(request.inputs)
    with held(folder.work, request.place):
        try:
            return _delivered(request, checkpoint, folder)
        except OSError as error:
            place = error.filename or request.place
            raise InputError(f"{place}: {error.strerror or error}; the same command goes on") from error
        except sqlite3.Error as error:
            raise InputError(f"{folder.index}: {error}; the same command goes on") from error


def _delivered(request: Request, checkpoint: Checkpoint, folder: RunFolder) -> Counts:
    """Score, and put the result where it is wanted, if that is not here."""
    if request.url is None:
        return _Run(request, checkpoint, folder).counts()
    delivery = Delivery(request.url, folder, restart=request.restart)
    delivery.begin(request.inputs, request.formats)
    counts = _Run(request, checkpoint, folder).counts()
    with Progress(request.log, [], Counts()) as progress:
        delivery.finish(progress)
    return counts


class _Run:
    def __init__(self, request: Request, checkpoint: Checkpoint, folder: RunFolder) -> None:
        self.request, self.checkpoint, self.folder = request, checkpoint, folder
        if request.restart:
            folder.empty()
        folder.check_free()
        self.inputs = [folder.keep_stdin() if each == "-" else each for each in request.inputs]
        self.settings: dict[str, Any] = {
            "detente": version("detente"),
            "schema_version": SCHEMA_VERSION,
            "model": checkpoint.model,
            "engine": engine_for(checkpoint, request.engine),
            "precision": precision_for(request.precision, "cpu"),
            "min_precision": request.min_precision,
            "fields": dict(request.fields) if request.fields else None,
            "near_copies": VERSION,
            "shards": [request.limits.articles, request.limits.characters],
        }
        self._begin_or_go_on()
        self.sizes = [row["size"] for row in identity.recorded_inputs(folder.work)]

    def _begin_or_go_on(self) -> None:
        # What the listing sets aside is set aside once more when the archive is read.
        rows = identity.input_rows(list_sources(self.inputs, lambda _: None), self.folder.work)
        if self.folder.begun:
            identity.check_same(self.folder.work, self.request.place, self.settings, rows)
        else:
            kept = [each for each in self.inputs if Path(each).is_relative_to(self.folder.work)]
            self.folder.empty(but=kept)
            identity.record(self.folder.work, self.settings, _now(), rows)

    def counts(self) -> Counts:
        finished = read_manifest(self.request.output)
        if finished is not None:
            return self._finished_before(finished)
        self.folder.ready()
        for _ in range(ATTEMPTS):
            journal = self._journal()
            counts = Counts()
            for result in journal.done.values():
                counts.add(result.counts)
            with Progress(self.request.log, self.sizes, counts) as progress:
                self._score(journal, progress)
                try:
                    self._finish(journal, progress)
                except DamagedShardError as damage:
                    progress.event("damaged", {"shard": damage.number}, f"{damage}; scoring that part again")
                    journal.keep([each for each in journal.done.values() if each.number != damage.number])
                    continue
            return counts
        raise InputError(f"{self.folder.shards}: files are damaged time and again; is the disk in order?")

    def _journal(self) -> Journal:
        """The journal without shards whose files are gone."""
        journal = Journal(self.folder.journal)
        there = [
            result
            for result in journal.done.values()
            if all(shard_file(self.folder.shards, result.number, kind).is_file() for kind in KINDS)
        ]
        if len(there) < len(journal.done):
            journal.keep(there)
        return journal

    def _score(self, journal: Journal, progress: Progress) -> None:
        if journal.complete:
            return
        if journal.done:
            progress.resumed(progress.counts.articles)
        index = Index(self.folder.index)
        first = min(journal.without_gap, index.shards)
        index.rewind(first)
        start = journal.done[first - 1].after if first else Position(0, 0)
        cutter = Cutter(index, start, self.request.limits)
        job = Job(
            self.request.model,
            self.folder.shards,
            self.request.min_precision,
            self.settings["engine"],
            self.settings["precision"],
        )
        told, jobs = 0, self.request.jobs or cores()
        try:
            with PageProcesses(min(jobs, cores())) as pages, self.request.executor(job, jobs) as executor:
                archive = read_archive(
                    self.inputs, cutter.reject, start=start, fields=self.request.fields, begin=pages.begin
                )
                for result in executor.results(_not_done(cutter.shards(archive), journal)):
                    journal.append(result)
                    progress.done(result)
                    if result.counts.rejected and told <= TOLD_REJECTS:
                        told = self._tell_rejects(progress, result.number, result.files["rejects"], told)
        finally:
            index.close()

    def _tell_rejects(self, progress: Progress, number: int, sha256: str, told: int) -> int:
        for row in read_lines(shard_file(self.folder.shards, number, "rejects"), sha256):
            told += 1
            if told > TOLD_REJECTS:
                where = (self.request.url or f"{self.request.output}").rstrip("/") + "/rejects.jsonl"
                progress.event("more_rejected", {}, f"further rejected inputs are listed in {where} at the end")
                break
            progress.event("rejected", row, f"rejected: {row['place']}: {row['reason']}")
        return told

    def _finish(self, journal: Journal, progress: Progress) -> None:
        both, formats = tables(self.checkpoint.schema), self.request.formats
        results = [journal.done[number] for number in range(len(journal.done))]
        about = {"schema_version": str(SCHEMA_VERSION), "model": self.checkpoint.model, "detente": version("detente")}
        finish = Finish(results, self.folder.shards, self.folder.scratch, self.request.output, formats, about)
        rows = finish.write(both, progress.finishing(len(results) * len(KINDS)))
        manifest = {
            "schema_version": SCHEMA_VERSION,
            "model": {"name": self.checkpoint.name, "hash": self.checkpoint.hash},
            "settings": self.settings,
            "formats": list(formats),
            "columns": {table.name: list(table.columns) for table in both},
            "counts": figures_of(progress.counts),
            "rows": rows,
            "files": files_in(self.request.output, final_names([table.name for table in both], formats)),
            "inputs": list(hashed(identity.recorded_inputs(self.folder.work))),
            "packages": versions(),
            "times": {
                "started": identity.started_at(self.folder.work),
                "finished": _now(),
                "worker_seconds": round(sum(result.seconds for result in results), 1),
            },
        }
        write_manifest(self.request.output, manifest)
        self.folder.tidy()
        progress.event("summary", figures_of(progress.counts), summary(progress.counts))

    def _finished_before(self, manifest: Mapping[str, Any]) -> Counts:
        asked, made = set(self.request.formats), manifest["formats"]
        if not asked <= set(made):
            raise InputError(
                f"{self.request.place}: finished before, as {', '.join(made)}; for {', '.join(sorted(asked))} start "
                "anew with --restart, or choose another folder with -o"
            )
        self.folder.tidy()
        counts = Counts(**manifest["counts"])
        with Progress(self.request.log, [], Counts()) as progress:
            rest = "nothing to do" if self.request.url is None else "nothing to score"
            words = f"{self.request.url or self.request.output}: finished before, {rest}: {summary(counts)}"
            progress.event("summary", figures_of(counts), words)
        return counts


def _not_done(shards: Iterator[Shard], journal: Journal) -> Iterator[Shard]:
    """Shards without a result; those behind a gap are cut once more, for the index has to know their articles."""
    for shard in shards:
        done = journal.done.get(shard.number)
        if done is None or (done.start, done.after, done.last) != (shard.start, shard.after, shard.last):
            yield shard


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
