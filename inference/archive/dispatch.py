"""A document to its reader: its format is told, then the module of that format is loaded and reads it."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import cast

from detente.inference.archive.documents import COMPRESSED, Document, Found, headed
from detente.inference.archive.formats import Format, format_of
from detente.inference.archive.opening import unpacked
from detente.inference.reading import Rejected
from detente.model.errors import InputError

DEEPEST = 8
"""Containers in containers that are still opened: archives that hold themselves must end."""

HOMES = {**dict.fromkeys(("jsonl", "json", "csv", "parquet", "arrow"), "rows"), "mbox": "mail"}
"""The module of a format, where it is not its own name."""


def read_document(document: Document) -> Found:
    """What a document holds, in its order; what is damaged or of unknown format is a rejection, never an error."""
    if document.depth > DEEPEST:
        yield Rejected(document.place, f"lies in more than {DEEPEST} containers; unpack some of them first")
        return
    try:
        head, stream = headed(document.stream)
        document = replace(document, stream=stream)
        yield from _read(document, format_of(head, document.name))
    except InputError as error:
        yield Rejected(document.place, str(error))
    except Exception as error:  # the libraries of the formats raise what they like on damaged bytes
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        yield Rejected(document.place, f"damaged, or not what it seems: {reason}; what came before it was read")


def _read(document: Document, format: Format) -> Found:
    if format in {"gzip", "zstd", "bzip2", "xz"}:
        return read_document(_unpacked(document, format))
    if format in {"zip", "tar"}:
        from detente.inference.archive import containers

        read = containers.read_zip if format == "zip" else containers.read_tar
        return read(document, read_document)
    return _reader(format)(document)


def _reader(format: Format) -> Callable[[Document], Found]:
    module = import_module(f"detente.inference.archive.{HOMES.get(format, format)}")
    return cast(Callable[[Document], Found], getattr(module, f"read_{format}"))


def _unpacked(document: Document, compression: str) -> Document:
    suffix = next((each for each in COMPRESSED if document.name.lower().endswith(each)), "")
    name = document.name.removesuffix(document.name[len(document.name) - len(suffix) :]) if suffix else document.name
    return replace(document, stream=unpacked(document.stream, compression), name=name, depth=document.depth + 1)
