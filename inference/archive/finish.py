"""Shards to final files: in the order of the archive, under temporary names first, then all of them in place."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.inference.archive.durable import read_lines, sync_file, sync_folder
from detente.inference.archive.shards import ShardResult
from detente.inference.archive.tables import DATABASE, Format, Table, open_table
from detente.inference.archive.work import shard_file
from detente.inference.writing import open_writer
from detente.model.errors import InputError

REJECTS = "rejects.jsonl"
REJECT_COLUMNS = ("place", "reason", "article_id")
MEMORY = "1GB"
"""What DuckDB may take; it goes to the disk beyond that."""
Tick = Callable[[], None]


class DamagedShardError(Exception):
    """The files of a shard are not what its worker wrote; ``number`` is the shard."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(problem)
        self.number = number


@dataclass(frozen=True)
class Finish:
    """What a run ends with.

    Args:
        results: of all shards, in order.
        shards: where these were written.
        scratch: where the final files are made.
        output: where they are put; on the same disk.
        formats: which files.
        about: what a DuckDB file says of itself.
    """

    results: Sequence[ShardResult]
    shards: Path
    scratch: Path
    output: Path
    formats: Sequence[Format]
    about: dict[str, str]

    def write(self, tables: Sequence[Table], tick: Tick) -> dict[str, int]:
        """Write all files and put them in place; returns the rows of each table.

        Args:
            tables: what is written.
            tick: called after each shard of each table.

        Raises:
            DamagedShardError: a shard must be scored again.
            OSError: the disk is full, say. Nothing is in place then, or all of it is written once more next time.
        """
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        rows: dict[str, int] = {table.name: self._write_table(table, tick) for table in tables}
        with open_writer(self.scratch / REJECTS, REJECT_COLUMNS) as writer:
            for row in self._rows("rejects", tick):
                writer.write(row)
        if "duckdb" in self.formats:
            self._write_database(tables)
        self._put_in_place()
        return {**rows, "rejects": sum(result.counts.rejected for result in self.results)}

    def _write_table(self, table: Table, tick: Tick) -> int:
        with open_table(self.scratch, table, self.formats) as writer:
            for row in self._rows(table.name, tick):
                writer.write(row)
            return writer.rows

    def _rows(self, kind: str, tick: Tick) -> Iterator[dict[str, Any]]:
        for result in self.results:
            try:
                yield from read_lines(shard_file(self.shards, result.number, kind), result.files[kind])
            except InputError as error:
                raise DamagedShardError(result.number, str(error)) from error
            tick()

    def _write_database(self, tables: Sequence[Table]) -> None:
        import duckdb

        with duckdb.connect(str(self.scratch / DATABASE)) as base:
            base.execute(f"SET memory_limit = '{MEMORY}'")
            base.execute("SET temp_directory = $folder", {"folder": str(self.scratch / "duckdb")})
            for table in tables:
                parts = str(self.scratch / table.name / "*.parquet")
                base.execute(f"CREATE TABLE {table.name} AS SELECT * FROM read_parquet($parts)", {"parts": parts})
            base.execute("CREATE TABLE about (name VARCHAR, value VARCHAR)")
            base.executemany("INSERT INTO about VALUES (?, ?)", list(self.about.items()))
        shutil.rmtree(self.scratch / "duckdb", ignore_errors=True)
        if "parquet" not in self.formats:
            for table in tables:
                shutil.rmtree(self.scratch / table.name)

    def _put_in_place(self) -> None:
        for folder, _, names in os.walk(self.scratch):
            for name in names:
                sync_file(Path(folder, name))
            sync_folder(Path(folder))
        for made in sorted(self.scratch.iterdir()):
            place = self.output / made.name
            if place.is_dir():
                shutil.rmtree(place)
            made.replace(place)
        sync_folder(self.output)


def final_names(tables: Sequence[str], formats: Sequence[Format]) -> list[str]:
    """The names of what a run puts into its folder beside the manifest."""
    names = [REJECTS, *([DATABASE] if "duckdb" in formats else [])]
    suffixes = {"parquet": "", "jsonl": ".jsonl", "csv": ".csv"}
    return [*names, *(f"{table}{suffixes[each]}" for table in tables for each in formats if each in suffixes)]
