"""Who took a name first, over millions of names."""

import sqlite3


class Claims:
    """Names and their first owners, in a temporary SQLite file, so that memory stays flat."""

    def __init__(self) -> None:
        self.table = sqlite3.connect("", check_same_thread=False)
        self.table.execute("CREATE TABLE claims (name BLOB PRIMARY KEY, owner BLOB) WITHOUT ROWID")

    def first(self, name: str, owner: str) -> str | None:
        """None where ``name`` was free and is ``owner``'s from now on, else whose it is."""
        row = (name.encode("utf-8", "surrogatepass"), owner.encode("utf-8", "surrogatepass"))
        if self.table.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", row).rowcount:
            return None
        (first,) = self.table.execute("SELECT owner FROM claims WHERE name = ?", row[:1]).fetchone()
        return str(first, "utf-8", "surrogatepass")
