"""What every reader shares: inputs that are set aside, lines as bytes, and the objects of JSON lines.

What cannot be read is never an exception here: it is handed to ``rejected`` with its place and reason, and the
rest goes on.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any, BinaryIO

from detente.inference.decoding import WIDE_MARKS, decode
from detente.model.errors import InputError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that was set aside: ``where`` (a path, or ``file:line``) and the ``reason`` in words."""

    where: str
    reason: str


Reject = Callable[[Rejected], None]


def shown(value: object) -> str:
    """``value`` for a message, cut to 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def narrow(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as bytes in which a newline is one byte: a file in UTF-16 or UTF-32 is recoded at once."""
    first = stream.readline()
    wide = first.startswith(tuple(WIDE_MARKS))
    yield from BytesIO(_recoded(first + stream.read())) if wide else chain([first], stream)


def _recoded(data: bytes) -> bytes:
    try:
        return decode(data).encode("utf-8", "surrogatepass")
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
                rejected(Rejected(f"{place}:{number}", f"expected an object like {{...}}, found {shown(row)}"))
    if empty:
        rejected(Rejected(place, "empty: expected one JSON object a line"))
