"""Lines to JSONL, CSV or Parquet: the same columns in each, and no half-written file under the final name."""

import csv
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Protocol, cast

from detente.inference.cells import (
    Cell,
    cell_of,
    day_cell,
    fitted,
    json_text,
    number_cell,
    numbers_cell,
    span_cell,
    spans_cell,
    text_cell,
    truth_cell,
    whole_cell,
)
from detente.model.errors import InputError
from detente.model.passage import encodable

Line = dict[str, Any]
FORMATS = (".jsonl", ".csv", ".parquet")
ROWS_TOGETHER = 4096
"""Lines in one Parquet row group: what the writer holds in memory."""


class LineWriter(Protocol):
    """Takes lines, one at a time."""

    def write(self, line: Line) -> None:
        """Write one line; a column that it lacks is empty.

        Raises:
            InputError: the line has a value that its column cannot hold; nothing of it is written.
            ValueError: the line has a column that was not announced.
        """
        ...


@contextmanager
def open_writer(
    path: Path | None, columns: Sequence[str], cells: Mapping[str, Cell] | None = None
) -> Iterator[LineWriter]:
    """Open ``path`` for lines of ``columns``; the suffix is the format, None is JSONL on standard output.

    The file appears under its name when the block ends well; after an error or an interrupt whatever was there before
    is still there. Missing parent folders are created.

    Args:
        path: a ``.jsonl``, ``.csv`` or ``.parquet`` file.
        columns: every column, in order. In Parquet ``spans`` is ``list<list<int64>>``, ``mention_span``
            ``list<int64>``, ``confidence`` is ``double``, of a task ``X`` with all its columns ``X_probability`` is
            ``double``, ``X_probabilities`` is ``map<string, double>`` and ``X_abstained`` is ``bool``; every other
            column is text.
        cells: what makes the cells of a column of Parquet, where its name does not tell: of days (``date32``), of whole
            numbers (``int64``).

    Raises:
        InputError: unknown suffix or a place that cannot be written, found before anything is written.
    """
    columns = list(dict.fromkeys(columns))
    if path is None:
        yield _JsonlWriter(_standard_output(), columns, flush=True)
        return
    writers: dict[str, Callable[[IO[bytes], Sequence[str]], Any]] = {
        ".jsonl": _JsonlWriter,
        ".csv": _CsvWriter,
        ".parquet": partial(_ParquetWriter, cells=cells or {}),
    }
    if path.suffix not in writers:
        raise InputError(f"{path}: unknown output format {path.suffix!r}; expected one of {', '.join(FORMATS)}")
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _opened(path, target, part) as stream:
        try:
            with closing(writers[path.suffix](stream, columns)) as writer:
                yield writer
            stream.close()
            part.replace(target)
        except BaseException:
            stream.close()
            part.unlink(missing_ok=True)
            raise


def _opened(path: Path, target: Path, part: Path) -> IO[bytes]:
    try:
        if target.is_dir():
            raise IsADirectoryError("it is a folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError("it is write-protected")
        return part.open("wb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: cannot be written: {reason}; choose another place for the output (-o)") from None


def _standard_output() -> IO[bytes]:
    sys.stdout.flush()
    return getattr(sys.stdout, "buffer", None) or cast("IO[bytes]", _TextOnly())


class _TextOnly:
    """Standard output that was replaced by a stream of text (in a notebook, say)."""

    def write(self, data: bytes) -> None:
        sys.stdout.write(data.decode())

    def flush(self) -> None:
        sys.stdout.flush()


class _JsonlWriter:
    def __init__(self, stream: IO[bytes], columns: Sequence[str], *, flush: bool = False) -> None:
        self.stream, self.columns, self.flush = stream, columns, flush

    def write(self, line: Line) -> None:
        _check(line, self.columns)
        self.stream.write(f"{json_text({name: line.get(name) for name in self.columns})}\n".encode())
        if self.flush:
            self.stream.flush()

    def close(self) -> None:
        self.stream.flush()


class _CsvWriter:
    def __init__(self, stream: IO[bytes], columns: Sequence[str]) -> None:
        self.stream, self.columns = TextIOWrapper(stream, encoding="utf-8", newline=""), columns
        self.rows = csv.writer(self.stream)
        self.rows.writerow([encodable(name) for name in columns])

    def write(self, line: Line) -> None:
        _check(line, self.columns)
        self.rows.writerow([text_cell(line.get(name)) or "" for name in self.columns])

    def close(self) -> None:
        self.stream.flush()


class _ParquetWriter:
    def __init__(self, stream: IO[bytes], columns: Sequence[str], cells: Mapping[str, Cell]) -> None:
        import pyarrow
        from pyarrow import parquet

        types: dict[Cell, Any] = {
            text_cell: pyarrow.string(),
            spans_cell: pyarrow.list_(pyarrow.list_(pyarrow.int64())),
            span_cell: pyarrow.list_(pyarrow.int64()),
            number_cell: pyarrow.float64(),
            truth_cell: pyarrow.bool_(),
            whole_cell: pyarrow.int64(),
            day_cell: pyarrow.date32(),
            # Not a struct: a map has one type whatever the labels are, so parts of an archive always fit together.
            numbers_cell: pyarrow.map_(pyarrow.string(), pyarrow.float64()),
        }
        self.columns = columns
        self.cells = {name: cells.get(name) or cell_of(name, columns) for name in columns}
        fields = [(encodable(name), types[cell]) for name, cell in self.cells.items()]
        self.file = parquet.ParquetWriter(stream, pyarrow.schema(fields), compression="zstd")
        self.rows: list[list[Any]] = []

    def write(self, line: Line) -> None:
        _check(line, self.columns)
        self.rows.append([fitted(cell, line.get(name), name) for name, cell in self.cells.items()])
        if len(self.rows) == ROWS_TOGETHER:
            self._flush()

    def close(self) -> None:
        self._flush()
        self.file.close()

    def _flush(self) -> None:
        import pyarrow

        if self.rows:
            schema = self.file.schema
            arrays = [
                pyarrow.array(each, field.type)
                for each, field in zip(zip(*self.rows, strict=True), schema, strict=True)
            ]
            self.file.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            self.rows = []


def _check(line: Line, columns: Sequence[str]) -> None:
    if not line.keys() <= set(columns):
        unknown = ", ".join(sorted(line.keys() - set(columns)))
        raise ValueError(f"columns that were not announced to open_writer: {unknown}; announced: {', '.join(columns)}")
