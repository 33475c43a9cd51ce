"""Who came first: ids, texts and near copies of all articles read so far, in SQLite, so that memory stays flat."""

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.inference.archive.sketch import NEAR, Sketch, similarity, sketch
from detente.inference.archive.sources import Located
from detente.model.errors import InputError

CANDIDATES = 64
"""Articles compared with one that shares a band with them; bands of boilerplate would have thousands."""
TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS articles (
    number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, content BLOB NOT NULL, place BLOB NOT NULL, sketch BLOB
);
CREATE TABLE IF NOT EXISTS contents (content BLOB PRIMARY KEY, number INTEGER NOT NULL, first BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bands (band INTEGER, number INTEGER, PRIMARY KEY (band, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shards (shard INTEGER PRIMARY KEY, first INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the index says of an article: the id that it has in this run, and whose copy it is, if it is one."""

    id: str
    content_hash: str
    duplicate_of: str | None


class Index:
    """The articles of all shards so far. A shard is remembered when :meth:`close_shard` returns, or not at all.

    Args:
        path: the database; made where it is missing, made anew where it is damaged (the archive is then read again).
    """

    def __init__(self, path: Path) -> None:
        try:
            self.base = _opened(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            remove_index(path)
            self.base = _opened(path)
        self.shard = self.shards

    @property
    def shards(self) -> int:
        """The number of shards that are remembered."""
        return int(self._one("SELECT coalesce(max(shard) + 1, 0) FROM shards"))

    def rewind(self, shard: int) -> None:
        """Forget the articles of ``shard`` and of all after it; the next article is of ``shard``."""
        self.base.rollback()
        first = self._one("SELECT min(first) FROM shards WHERE shard >= ?", shard)
        self.base.execute("BEGIN")
        if first is not None:
            for table in ("articles", "contents", "bands"):
                self.base.execute(f"DELETE FROM {table} WHERE number >= ?", (first,))
        self.base.execute("DELETE FROM shards WHERE shard >= ?", (shard,))
        self.base.execute("COMMIT")
        self.shard = shard

    def claim(self, located: Located) -> Claim:
        """Take note of an article of the present shard.

        Raises:
            InputError: another text has the same id.
        """
        self._begin()
        data = located.article.text.encode("utf-8", "surrogatepass")
        content = hashlib.sha256(data)
        id = self._free_id(located, content.digest())
        number = int(self._one("SELECT coalesce(max(number) + 1, 0) FROM articles"))
        first = self._one("SELECT first FROM contents WHERE content = ?", content.digest())
        made = None if first else sketch(located.article.text)
        original = first or self._near(made)
        if made:
            row = (content.digest(), number, original or _stored(id))
            self.base.execute("INSERT INTO contents VALUES (?, ?, ?)", row)
        kept = made if made and original is None else None
        if kept:
            self.base.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((band, number) for band in kept.bands))
        entry = (number, _stored(id), content.digest(), _stored(located.place), kept.values if kept else None)
        self.base.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", entry)
        return Claim(id, content.hexdigest(), None if original is None else _text(original))

    def close_shard(self) -> None:
        """Remember the articles of the present shard for good; the next article is of the next one."""
        self._begin()
        self.base.execute("COMMIT")
        self.shard += 1

    def close(self) -> None:
        """Let go of the database; an open shard is forgotten."""
        self.base.close()

    def _begin(self) -> None:
        if not self.base.in_transaction:
            self.base.execute("BEGIN")
            self.base.execute("INSERT INTO shards SELECT ?, coalesce(max(number) + 1, 0) FROM articles", (self.shard,))

    def _free_id(self, located: Located, content: bytes) -> str:
        query = "SELECT content, place FROM articles WHERE id = ?"
        ids = (located.article.id, *located.other_ids)
        holders = []
        for id in ids:
            holder = self.base.execute(query, (_stored(id),)).fetchone()
            if holder is None:
                return id
            holders.append(holder)
        # The same text once more: kept as a copy, under a name that says where it stands.
        copy = f"{ids[0]}~{located.position.source}.{located.position.record}"
        if holders[0][0] == content and self.base.execute(query, (_stored(copy),)).fetchone() is None:
            return copy
        raise InputError(f"id {ids[0]!r} was taken before by {_text(holders[0][1])}; give every article its own id")

    def _near(self, made: Sketch | None) -> bytes | None:
        """The id of the first article that is nearly the same."""
        if made is None:
            return None
        marks = ", ".join("?" * len(made.bands))
        numbers = f"SELECT DISTINCT number FROM bands WHERE band IN ({marks}) ORDER BY number LIMIT {CANDIDATES}"
        query = f"SELECT id, sketch FROM articles WHERE number IN ({numbers}) ORDER BY number"
        rows = self.base.execute(query, made.bands).fetchall()
        return next((id for id, values in rows if similarity(values, made.values) >= NEAR), None)

    def _one(self, query: str, *values: Any) -> Any:
        row = self.base.execute(query, values).fetchone()
        return None if row is None else row[0]


def remove_index(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None)
    base.executescript(TABLES)
    return base


def _stored(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
