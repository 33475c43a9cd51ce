"""Articles from files, folders and standard input, as a stream.

What cannot be read is never an exception here: it is handed to ``rejected`` with its place and reason, and the
rest goes on. Texts come as they are in the file, line ends included, for every offset points into them.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from detente.inference.decoding import WIDE_MARKS, decode
from detente.model.article import Article
from detente.model.errors import InputError

Row = dict[str, Any]
FOLDER_FORMATS = (".txt", ".jsonl")
FACTS = ("title", "date", "source", "url")


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
        lines = narrow(getattr(sys.stdin, "buffer", None) or BytesIO(_storable(sys.stdin.read())))
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
                    yield from self._jsonl(narrow(stream), str(path), _names(path, root))
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
        for number, row in json_rows(lines, place, self.rejected):
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


def narrow(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as bytes in which a newline is one byte: a file in UTF-16 or UTF-32 is recoded at once."""
    first = stream.readline()
    wide = first.startswith(tuple(WIDE_MARKS))
    yield from BytesIO(_recoded(first + stream.read())) if wide else chain([first], stream)


def _recoded(data: bytes) -> bytes:
    try:
        return _storable(decode(data))
    except InputError:
        return data  # damaged: whoever decodes it next says so, with its place


def json_rows(lines: Iterable[bytes], place: str, rejected: Reject) -> Iterator[tuple[int, Row]]:
    """Number and object of each line that is not blank; a line that is no object is handed to ``rejected``."""
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
