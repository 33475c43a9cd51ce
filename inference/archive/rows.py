"""Articles from tables: JSON lines, JSON documents, CSV, Parquet and Arrow, one article a row."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, islice, zip_longest
from typing import Any

from detente.inference.archive.containers import seekable
from detente.inference.archive.documents import Candidate, Document, Found, headed
from detente.inference.archive.fields import article_of, delimiter_of
from detente.inference.decoding import decode, narrow_encoding
from detente.inference.reading import Rejected, Row, json_rows, narrow, shown
from detente.model.errors import InputError

ROWS_TOGETHER = 256
LINES_SAMPLED = 100
EMPTY = "empty: expected a table with one article a row"


def read_jsonl(document: Document) -> Found:
    """One article a line; one line is held at a time, of UTF-16 and UTF-32 the whole file."""
    problems: list[Rejected] = []
    for number, row in json_rows(narrow(document.stream), document.place, problems.append):
        yield from problems
        problems.clear()
        yield candidate(row, f"{document.place}:{number}", document)
    yield from problems


def candidate(row: Row, place: str, document: Document) -> Candidate:
    """The article that a row may be."""
    return Candidate(place, partial(article_of, row, document.fields))


def read_json(document: Document) -> Found:
    """One article if the document is an object, one an element if it is a list; it is held whole."""
    content = json.loads(decode(document.stream.read()))
    if isinstance(content, dict):
        yield replace(candidate(content, document.place, document), ids=document.ids)
        return
    if not content:
        yield Rejected(document.place, EMPTY)
    for number, row in enumerate(content, start=1):
        where = f"{document.place}[{number}]"
        if isinstance(row, dict):
            yield candidate(row, where, document)
        else:
            yield Rejected(where, f"expected an object like {{...}}, found {shown(row)}")


def read_csv(document: Document) -> Found:
    """One article a row; one row is held at a time, of UTF-16 and UTF-32 the whole file."""
    lines = _Lines(narrow(document.stream))
    first = next((line for line in lines if line.strip()), "")
    delimiter = delimiter_of(first)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    csv.field_size_limit(2**31 - 1)
    header = next(reader, [])
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise InputError(f"expected each column once; found more than once: {', '.join(twice)}")
    empty = True
    while True:
        where = f"{document.place}:{lines.number + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Rejected(where, f"not CSV: {error}")
            continue
        if cells is None:
            break
        if cells:
            empty = False
            yield _csv_row(header, cells, where, lines, document)
    if empty:
        yield Rejected(document.place, EMPTY)


def _csv_row(
    header: list[str], cells: list[str], where: str, lines: "_Lines", document: Document
) -> Candidate | Rejected:
    if problem := lines.problem:
        lines.problem = None
        return Rejected(where, problem)
    if len(cells) > len(header):
        return Rejected(where, f"expected {len(header)} cells as in the header, found {len(cells)}")
    row = {name: text or None for name, text in zip_longest(header, cells, fillvalue="") if name}
    return candidate(row, where, document)


class _Lines:
    """Decoded lines for :mod:`csv`, which would end at an error: what cannot be decoded is noted in ``problem``.

    A line is UTF-8, else in the encoding that the first lines of the file are in, for a line alone says too little.
    """

    def __init__(self, lines: Iterator[bytes]) -> None:
        first = list(islice(lines, LINES_SAMPLED))
        self.lines = chain(first, lines)
        self.number = 0
        self.problem: str | None = None
        try:
            self.encoding = narrow_encoding(b"".join(first))
        except InputError:
            self.encoding = "utf-8"

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        for encoding in ("utf-8-sig" if self.number == 1 else "utf-8", self.encoding):
            try:
                return line.decode(encoding)
            except UnicodeDecodeError as error:
                problem = f"not {encoding.upper()}: {error.reason} at byte {error.start} of line {self.number}"
        self.problem = problem
        return line.decode("utf-8", "replace")


def read_parquet(document: Document) -> Found:
    """One article a row; the columns of one row group are held at a time, 256 rows of them as Python objects."""
    from pyarrow import parquet

    with seekable(document) as stream, parquet.ParquetFile(stream) as file:
        yield from _arrow_rows(file.iter_batches(batch_size=ROWS_TOGETHER), document)


def read_arrow(document: Document) -> Found:
    """One article a row of an Arrow stream (as ``datasets`` writes) or file; one record batch is held at a time."""
    from pyarrow import ipc

    head, stream = headed(document.stream)
    if head.startswith(b"ARROW1"):
        with seekable(replace(document, stream=stream)) as copy, ipc.open_file(copy) as file:
            yield from _arrow_rows((file.get_batch(each) for each in range(file.num_record_batches)), document)
    else:
        with ipc.open_stream(stream) as reader:
            yield from _arrow_rows(reader, document)


def _arrow_rows(batches: Iterable[Any], document: Document) -> Found:
    number = 0
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS_TOGETHER):
            for row in batch.slice(start, ROWS_TOGETHER).to_pylist(maps_as_pydicts="lossy"):
                number += 1
                yield candidate(row, f"{document.place}:{number}", document)
    if not number:
        yield Rejected(document.place, EMPTY)
