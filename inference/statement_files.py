"""Ready statements from JSONL, CSV and Parquet files, each with its whole row, as a stream.

What cannot be read is handed to ``rejected`` with its place and reason, as in :mod:`reading`.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

from detente.inference.archive.fields import column_hint
from detente.inference.decoding import decode
from detente.inference.reading import Reject, Rejected, Row, json_rows, narrow
from detente.inference.records import statement_of
from detente.model.article import Statement
from detente.model.errors import InputError
from detente.model.schema import LABEL_SUFFIXES

STATEMENT_FORMATS = (".jsonl", ".csv", ".parquet")
STATEMENT_FIELDS = (
    *("id", "text", "context", "speaker", "speaker_role", "speaker_affiliation", "target", "kind", "framing", "cue"),
    *("mention", "article_id"),
)
"""What may stand in a column of another name; see :func:`detente.inference.archive.fields.fields_of`."""


def read_statements(
    path: Path, rejected: Reject, fields: Mapping[str, str] | None = None
) -> Iterator[tuple[Row, Statement]]:
    """Yield the ready statements of a JSONL, CSV or Parquet file, each with its whole row.

    Args:
        path: a file with a column ``text`` and optional ``context``, ``speaker``, ``id``, or scored lines.
        rejected: called with the file or each row that is no statement.
        fields: {ours: theirs}, the column that holds a field where it has another name; the row keeps its names.
    """
    fields = fields or {}
    for where, row in _rows(path, rejected, fields):
        try:
            yield row, statement_of({**row, **{ours: row.get(theirs) for ours, theirs in fields.items()}}, where)
        except InputError as error:
            hint = "" if fields.get("text", "text") in row else column_hint(row, fields)
            rejected(Rejected(where, f"{error}{hint}".removeprefix(f"{where}: ")))


def statement_columns(path: Path, fields: Mapping[str, str] | None = None) -> list[str]:
    """The columns of a statement file, in order; for JSONL the keys of all lines. Empty where it cannot be read."""
    fields = fields or {}
    columns: dict[str, None] = {}
    if path.suffix == ".jsonl":
        for _, row in _rows(path, lambda _: None, fields):
            columns.update(dict.fromkeys(row))
        return list(columns)
    return list(next((row for _, row in _rows(path, lambda _: None, fields)), {}))


def _rows(path: Path, rejected: Reject, fields: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    readers = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}
    if path.suffix not in readers:
        known = ", ".join(STATEMENT_FORMATS)
        rejected(Rejected(str(path), f"unknown format {path.suffix!r} of statements; expected one of {known}"))
        return
    try:
        yield from readers[path.suffix](path, rejected, fields)
    except (OSError, InputError, ValueError, csv.Error) as error:
        rejected(Rejected(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}"))


def _jsonl_rows(path: Path, rejected: Reject, _: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    with path.open("rb") as stream:
        for number, row in json_rows(narrow(stream), str(path), rejected):
            yield f"{path}:{number}", row


def _csv_rows(path: Path, rejected: Reject, fields: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(StringIO(decode(path.read_bytes()), newline=""), strict=True)
    header = next(reader, [])
    if problem := _header_problem(header, fields):
        rejected(Rejected(f"{path}:1", problem))
        return
    while True:
        where = f"{path}:{reader.line_num + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rejected(Rejected(where, f"not CSV: {error}"))
            continue
        if len(cells) > len(header):
            rejected(Rejected(where, f"expected {len(header)} cells as in the header, found {len(cells)}"))
        elif cells:
            yield where, {name: _cell(name, text) for name, text in zip_longest(header, cells, fillvalue="")}


def _header_problem(header: Sequence[str], fields: Mapping[str, str]) -> str | None:
    for ours, theirs in {"text": "text", **fields}.items():
        if theirs not in header:
            found, what = ", ".join(header) or "nothing", "statements" if ours == "text" else ours
            return f"no column {theirs!r}; found: {found}; name the one with the {what}: --field {ours}=COLUMN"
    twice = sorted({name for name in header if header.count(name) > 1})
    return f"each column once; found more than once: {', '.join(twice)}" if twice else None


def _cell(column: str, text: str) -> Any:
    """Undo what :mod:`writing` does to a cell that is no text."""
    if column in {"spans", "mention_span", "confidence"} or column.endswith(LABEL_SUFFIXES):
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text
    return text or None


def _parquet_rows(path: Path, rejected: Reject, fields: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        if problem := _header_problem(file.schema_arrow.names, fields):
            rejected(Rejected(str(path), problem))
            return
        number = 0
        for batch in file.iter_batches(batch_size=1024):
            for row in batch.to_pylist(maps_as_pydicts="lossy"):
                number += 1
                yield f"{path}:{number}", row
