"""Articles and ready statements from files, folders and standard input, as a stream.

What cannot be read is never an exception here: it is handed to ``rejected`` with its place and reason, and the
rest goes on. Texts come as they are in the file, line ends included, for every offset points into them.
"""

import csv
import json
import re
import sqlite3
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from detente.inference.records import statement_of
from detente.model.article import Article, Statement
from detente.model.errors import InputError

Row = dict[str, Any]
STATEMENT_FORMATS = (".jsonl", ".csv", ".parquet")
FOLDER_FORMATS = (".txt", ".jsonl")
FACTS = ("title", "date", "source", "url")

# The four-byte marks first: the mark of UTF-32 begins with that of UTF-16.
WIDE_MARKS = {BOM_UTF32_LE: "utf-32", BOM_UTF32_BE: "utf-32", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
COMMON_ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("gb18030", "big5", "cp932", "euc_jp", "euc_kr", "utf_16_le", "utf_16_be"),
]
MISREAD_LETTER = re.compile(r"[^\W\d_][¹³¼¾¿¢£¥]")


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that was set aside: ``where`` (a path, or ``file:line``) and the ``reason`` in words."""

    where: str
    reason: str


Reject = Callable[[Rejected], None]


def read_articles(inputs: Sequence[str], rejected: Reject) -> Iterator[Article]:
    """Yield the articles of ``inputs``, in order; no two share an id.

    Args:
        inputs: each a text file (id: its stem), a ``.jsonl`` file (one article a line), a folder (its ``*.txt`` and
            ``*.jsonl``, recursively, sorted, hidden ones left out) or ``-`` for standard input.
        rejected: called with each input, file or line that is no article.
    """
    reader = _ArticleReader(rejected)
    for each in inputs:
        try:
            yield from reader.read(each)
        except OSError as error:
            rejected(Rejected(each, f"cannot be read: {error.strerror or error}"))


class _ArticleReader:
    def __init__(self, rejected: Reject) -> None:
        self.rejected = rejected
        self.ids = _Claims()
        self.stems = _Claims()

    def read(self, each: str) -> Iterator[Article]:
        path = Path(each)
        if each == "-":
            yield from self._stdin()
        elif path.is_dir():
            yield from self._folder(path)
        else:
            yield from self._file(path, path.parent)

    def _stdin(self) -> Iterator[Article]:
        lines = _narrow(getattr(sys.stdin, "buffer", None) or BytesIO(_storable(sys.stdin.read())))
        head = list(_through_first_line(lines))
        if head and _is_object(head[-1]):
            yield from self._jsonl(chain(head, lines), "stdin", ["stdin"])
        else:
            yield from self._text(b"".join(chain(head, lines)), "stdin", ["stdin"])

    def _folder(self, folder: Path) -> Iterator[Article]:
        empty = True
        for path in _files_in(folder, self.rejected):
            empty = False
            yield from self._file(path, folder)
        if empty:
            self.rejected(Rejected(str(folder), "no articles: expected *.txt or *.jsonl files in this folder"))

    def _file(self, path: Path, root: Path) -> Iterator[Article]:
        try:
            with path.open("rb") as stream:
                if path.suffix.lower() == ".jsonl":
                    yield from self._jsonl(_narrow(stream), str(path), _names(path, root))
                else:
                    yield from self._text(stream.read(), str(path), _names(path, root))
        except FileNotFoundError:
            self.rejected(Rejected(str(path), "no such file or folder; expected a text file, *.jsonl, a folder or -"))
        except OSError as error:
            self.rejected(Rejected(str(path), f"cannot be read: {error.strerror or error}"))

    def _text(self, data: bytes, place: str, names: Sequence[str]) -> Iterator[Article]:
        try:
            text = decode(data)
            if not text.strip():
                raise InputError("empty: expected the text of an article")
            yield Article(id=self.ids.claim(names, place), text=text)
        except InputError as error:
            self.rejected(Rejected(place, str(error)))

    def _jsonl(self, lines: Iterable[bytes], place: str, names: Sequence[str]) -> Iterator[Article]:
        name = None
        for number, row in _json_rows(lines, place, self.rejected):
            where = f"{place}:{number}"
            try:
                id = _article_id(row)
                if id is None:
                    name = name or self.stems.claim(names, place)
                article = _article(row, id or f"{name}:{number}")
                self.ids.claim([article.id], where)
                yield article
            except InputError as error:
                self.rejected(Rejected(where, str(error)))


class _Claims:
    """Who took a name first. Kept in a temporary SQLite file, so that memory stays flat over millions of articles."""

    def __init__(self) -> None:
        self.table = sqlite3.connect("", check_same_thread=False)
        self.table.execute("CREATE TABLE claims (name BLOB PRIMARY KEY, place BLOB) WITHOUT ROWID")

    def claim(self, names: Sequence[str], place: str) -> str:
        """Take the first of ``names`` that is free; InputError where none is, or where ``place`` took one before."""
        for name in names:
            row = (_storable(name), _storable(place))
            if self.table.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", row).rowcount:
                return name
            (first,) = self.table.execute("SELECT place FROM claims WHERE name = ?", row[:1]).fetchone()
            first = first.decode("utf-8", "surrogatepass")
            if Path(first).resolve() == Path(place).resolve():
                raise InputError(f"read before as {first}; give each file once")
        raise InputError(f"id {name!r} was taken before by {first}; give every article its own id")


def _storable(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _names(path: Path, root: Path) -> list[str]:
    """Ids for a file, the plainest first: stem, path in its folder, with the folder's name, absolute path."""
    full = path.parent.resolve() / path.name
    top = root.resolve()
    return [path.stem, *(full.relative_to(each).with_suffix("").as_posix() for each in (top, top.parent)), str(full)]


def _files_in(folder: Path, rejected: Reject) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        rejected(Rejected(str(folder), f"cannot be read: {error.strerror}"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            # A link to a folder may lead back up, and round for ever.
            yield from () if entry.is_symlink() else _files_in(entry, rejected)
        elif entry.suffix.lower() in FOLDER_FORMATS:
            yield entry


def _article_id(row: Row) -> str | None:
    id = row.get("id")
    if id is None or id == "":
        return None
    if isinstance(id, bool) or not isinstance(id, str | int | float):
        raise InputError(f"id: expected a text or a number, found {_shown(id)}")
    return str(id)


def _article(row: Row, id: str) -> Article:
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError(f"text: expected the text of an article, found {_shown(text)}")
    if not text.strip():
        raise InputError("text: empty: expected the text of an article")
    for fact in FACTS:
        if not isinstance(row.get(fact), str | None):
            raise InputError(f"{fact}: expected a text or nothing, found {_shown(row[fact])}")
    extra = {key: value for key, value in row.items() if key not in {"id", "text", *FACTS}}
    return Article(id, text, **{fact: row.get(fact) for fact in FACTS}, extra=extra)


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _through_first_line(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line
        if line.strip():
            return


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(decode(line)), dict)
    except (ValueError, RecursionError, InputError):
        return False


def _narrow(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as bytes in which a newline is one byte: a file in UTF-16 or UTF-32 is recoded at once."""
    first = stream.readline()
    wide = first.startswith(tuple(WIDE_MARKS))
    yield from BytesIO(_recoded(first + stream.read())) if wide else chain([first], stream)


def _recoded(data: bytes) -> bytes:
    try:
        return _storable(decode(data))
    except InputError:
        return data  # damaged: whoever decodes it next says so, with its place


def _json_rows(lines: Iterable[bytes], place: str, rejected: Reject) -> Iterator[tuple[int, Row]]:
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        try:
            row = json.loads(decode(line))
        except InputError as error:
            rejected(Rejected(f"{place}:{number}", str(error)))
        except (ValueError, RecursionError) as error:
            rejected(Rejected(f"{place}:{number}", f"not JSON: {error}"))
        else:
            if isinstance(row, dict):
                yield number, row
            else:
                rejected(Rejected(f"{place}:{number}", f"expected an object like {{...}}, found {_shown(row)}"))
    if empty:
        rejected(Rejected(place, "empty: expected one JSON object a line"))


def decode(data: bytes) -> str:
    """Text of ``data``: as its byte-order mark says, else UTF-8, else as charset-normalizer finds beyond doubt.

    Raises:
        InputError: none of these; the text says what was tried and how to convert the file.
    """
    encoding = next((name for mark, name in WIDE_MARKS.items() if data.startswith(mark)), None) or _unmarked_wide(data)
    try:
        return data.decode(encoding or "utf-8").removeprefix("" if encoding else "\ufeff")
    except UnicodeDecodeError as error:
        if encoding:
            raise InputError(f"damaged {encoding.upper()}: {error.reason} at byte {error.start}") from None
        return _guessed(data, error)


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in western text every other byte is zero, which UTF-8 would take for characters."""
    half = len(data) // 2
    low, high = data[1::2].count(0), data[0::2].count(0)
    if max(low, high) < max(4, half * 0.5) or min(low, high) > half * 0.1:
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _guessed(data: bytes, error: UnicodeDecodeError) -> str:
    from charset_normalizer import from_bytes

    matches = [each for each in from_bytes(data, cp_isolation=COMMON_ENCODINGS) if each.language != "Unknown"]
    best = [each for each in matches if each.chaos == matches[0].chaos and each.chaos < 0.1]
    texts = {each.encoding: str(each) for each in best}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    # Western text fits the Central European tables as well, letter for letter; the reverse leaves signs after letters.
    western = texts.get("cp1252")
    coherence = {each.encoding: each.coherence for each in best}
    if western and not MISREAD_LETTER.search(western) and coherence["cp1252"] == max(coherence.values()):
        return western
    could_be = f"could be {' or '.join(sorted(texts))}" if texts else "no other encoding fits"
    raise InputError(
        f"not UTF-8 (byte {data[error.start]:#04x} at {error.start}) and {could_be}; "
        "convert it: iconv -f ENCODING -t UTF-8 FILE > NEW"
    )


def read_statements(path: Path, rejected: Reject) -> Iterator[tuple[Row, Statement]]:
    """Yield the ready statements of a JSONL, CSV or Parquet file, each with its whole row.

    Args:
        path: a file with a column ``text`` and optional ``context``, ``speaker``, ``id``, or scored lines.
        rejected: called with the file or each row that is no statement.
    """
    for where, row in _rows(path, rejected):
        try:
            yield row, statement_of(row, where)
        except InputError as error:
            rejected(Rejected(where, str(error).removeprefix(f"{where}: ")))


def statement_columns(path: Path) -> list[str]:
    """The columns of a statement file, in order; for JSONL the keys of all lines. Empty where it cannot be read."""
    columns: dict[str, None] = {}
    if path.suffix == ".jsonl":
        for _, row in _rows(path, lambda _: None):
            columns.update(dict.fromkeys(row))
        return list(columns)
    return list(next((row for _, row in _rows(path, lambda _: None)), {}))


def _rows(path: Path, rejected: Reject) -> Iterator[tuple[str, Row]]:
    readers = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}
    if path.suffix not in readers:
        known = ", ".join(STATEMENT_FORMATS)
        rejected(Rejected(str(path), f"unknown format {path.suffix!r} of statements; expected one of {known}"))
        return
    try:
        yield from readers[path.suffix](path, rejected)
    except (OSError, InputError, ValueError, csv.Error) as error:
        rejected(Rejected(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}"))


def _jsonl_rows(path: Path, rejected: Reject) -> Iterator[tuple[str, Row]]:
    with path.open("rb") as stream:
        for number, row in _json_rows(_narrow(stream), str(path), rejected):
            yield f"{path}:{number}", row


def _csv_rows(path: Path, rejected: Reject) -> Iterator[tuple[str, Row]]:
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(StringIO(decode(path.read_bytes()), newline=""), strict=True)
    header = next(reader, [])
    if problem := _header_problem(header):
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


def _header_problem(header: Sequence[str]) -> str | None:
    if "text" not in header:
        return (
            f"no column 'text'; found: {', '.join(header) or 'nothing'}; rename the column of the statements to 'text'"
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    return f"each column once; found more than once: {', '.join(twice)}" if twice else None


def _cell(column: str, text: str) -> Any:
    """Undo what :mod:`writing` does to a cell that is no text."""
    if column in {"spans", "mention_span"} or column.endswith(("_probability", "_probabilities")):
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text
    return text or None


def _parquet_rows(path: Path, rejected: Reject) -> Iterator[tuple[str, Row]]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        if problem := _header_problem(file.schema_arrow.names):
            rejected(Rejected(str(path), problem))
            return
        number = 0
        for batch in file.iter_batches(batch_size=1024):
            for row in batch.to_pylist(maps_as_pydicts="lossy"):
                number += 1
                yield f"{path}:{number}", row
