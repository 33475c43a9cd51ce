"""Rows of JSONL, CSV and Parquet files, each with its place, so that a problem can be found in the file."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.training.labelled import Problems

Row = dict[str, Any]

TABLE_FORMATS = (".jsonl", ".csv", ".parquet")


def rows_of(path: Path, problems: Problems) -> Iterator[tuple[str, Row]]:
    """Yield ``(file:line, row)`` for each row; what cannot be read is noted in ``problems`` and passed over."""
    readers = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet}
    if path.suffix not in readers:
        problems.add(str(path), f"unknown format {path.suffix!r}; expected one of {', '.join(TABLE_FORMATS)}")
        return
    try:
        yield from readers[path.suffix](path, problems)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        problems.add(str(path), f"cannot be read: {error}")


def _jsonl(path: Path, problems: Problems) -> Iterator[tuple[str, Row]]:
    with path.open(encoding="utf-8-sig") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            where = f"{path}:{number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                problems.add(where, f"not JSON: {error}")
                continue
            if isinstance(row, dict):
                yield where, row
            else:
                problems.add(where, f"expected an object like {{...}}, found {type(row).__name__}")


def _csv(path: Path, problems: Problems) -> Iterator[tuple[str, Row]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if None in row:
                problems.add(where, f"more fields than the {len(reader.fieldnames or [])} columns of the header")
                continue
            yield where, {key: value or None for key, value in row.items()}


def _parquet(path: Path, _: Problems) -> Iterator[tuple[str, Row]]:
    from pyarrow import parquet

    number = 0
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                number += 1
                yield f"{path}:{number}", row
