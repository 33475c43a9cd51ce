"""The two tables of a run and the files that hold them: JSONL, CSV, parts of Parquet, a DuckDB file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from detente.inference.archive.work import DAY
from detente.inference.cells import Cell, day_cell, whole_cell
from detente.inference.records import Line, columns_of
from detente.inference.writing import LineWriter, open_writer
from detente.model.schema import LabelSchema

Format = Literal["parquet", "jsonl", "csv", "duckdb"]
FORMATS: tuple[Format, ...] = get_args(Format)
ROWS_OF_A_PART = 100_000
DATABASE = "statements.duckdb"
ARTICLE_COLUMNS = (
    *("article_id", "title", "date", DAY, "source", "url", "place", "characters", "content_hash"),
    *("duplicate_of", "statements", "language"),
)
_CELLS: dict[str, Cell] = {DAY: day_cell}
_ARTICLE_CELLS: dict[str, Cell] = {**_CELLS, "characters": whole_cell, "statements": whole_cell}


@dataclass(frozen=True)
class Table:
    """A table of the output: its ``name``, its columns in order, and the cells of those that are not told by name."""

    name: Literal["statements", "articles"]
    columns: Sequence[str]
    cells: Mapping[str, Cell]


def tables(schema: LabelSchema) -> list[Table]:
    """The tables of a run with a model of ``schema``: a scored line with day and context, and a line an article."""
    columns = columns_of(schema)
    after = columns.index("date") + 1
    return [
        Table("statements", [*columns[:after], DAY, *columns[after:], "context"], _CELLS),
        Table("articles", ARTICLE_COLUMNS, _ARTICLE_CELLS),
    ]


class TableWriter:
    """Writes a table in several formats at once; what it writes lies in ``folder`` when :func:`open_table` ends."""

    def __init__(self, folder: Path, table: Table, formats: Sequence[Format], files: ExitStack) -> None:
        self.table, self.folder, self.rows = table, folder / table.name, 0
        self.whole: list[LineWriter] = [
            files.enter_context(open_writer(folder / f"{table.name}.{each}", table.columns, table.cells))
            for each in ("jsonl", "csv")
            if each in formats
        ]
        # DuckDB reads the parts.
        self.parted = "parquet" in formats or "duckdb" in formats
        self.part = files.enter_context(ExitStack())
        self.parts: list[LineWriter] = []
        self._begin_part()

    def write(self, line: Line) -> None:
        """Write a line."""
        if self.rows and self.rows % ROWS_OF_A_PART == 0:
            self._begin_part()
        for writer in (*self.whole, *self.parts):
            writer.write(line)
        self.rows += 1

    def _begin_part(self) -> None:
        if self.parted:
            self.part.close()
            path = self.folder / f"part-{self.rows // ROWS_OF_A_PART:05d}.parquet"
            self.parts = [self.part.enter_context(open_writer(path, self.table.columns, self.table.cells))]


@contextmanager
def open_table(folder: Path, table: Table, formats: Sequence[Format]) -> Iterator[TableWriter]:
    """Open the files of a table; an empty table has one empty part."""
    with ExitStack() as files:
        yield TableWriter(folder, table, formats, files)
