"""Deliveries to a store in memory, and what can go wrong with them."""

from collections.abc import Callable
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from detente.model.errors import InputError

URL = "memory://shelf/out"
FORMATS = ("parquet", "jsonl")
FILES = {
    *("articles.jsonl", "articles/part-00000.parquet", "manifest.json", "rejects.jsonl"),
    *("statements.jsonl", "statements/part-00000.parquet"),
}


class BrokenError(Exception):
    """As a store would say."""


def breaking(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> pytest.MonkeyPatch:
    """Have the object of this name not be put."""
    put = MemoryFileSystem.put_file

    def broken(self: Any, lpath: str, rpath: str, **options: Any) -> None:
        if rpath.endswith(name):
            raise error
        put(self, lpath, rpath, **options)

    monkeypatch.setattr(MemoryFileSystem, "put_file", broken)
    return monkeypatch


def there(system: MemoryFileSystem, folder: str = "/shelf/out") -> dict[str, bytes]:
    return {path.removeprefix(f"{folder}/"): system.cat_file(path) for path in system.find(folder)}


def refused(run: Callable[..., Any], **fields: Any) -> str:
    with pytest.raises(InputError) as caught:
        run(**fields)
    return str(caught.value)


def refused_while_broken(deliver: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        breaking(patch, "statements.jsonl", BrokenError("too busy"))
        return refused(deliver, restart=True)
