"""The value of a column as a cell of a table: which kind a column holds, and what cannot be held."""

import json
import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from detente.model.errors import InputError
from detente.model.passage import encodable

Cell = Callable[[Any], Any]


def cell_of(name: str, columns: Sequence[str]) -> Cell:
    """What makes the cells of column ``name``: by its name, for those of a task only where all of them are there."""
    if name in {"spans", "mention_span"}:
        return spans_cell if name == "spans" else span_cell
    if name == "confidence":
        return number_cell
    for suffix, cell in (("_probability", number_cell), ("_probabilities", numbers_cell), ("_abstained", truth_cell)):
        task = name.removesuffix(suffix)
        if name != task and {task, f"{task}_probability", f"{task}_probabilities"} <= set(columns):
            return cell
    return text_cell


def fitted(cell: Cell, value: Any, column: str) -> Any:
    """``value`` as a cell, None where it is missing.

    Raises:
        InputError: the column cannot hold it.
    """
    try:
        return None if is_missing(value) else cell(value)
    except (TypeError, ValueError, AttributeError):
        raise InputError(f"{column}: expected {EXPECTED[cell]} or nothing, found {value!r}") from None


def text_cell(value: Any) -> str | None:
    """Text; what is neither text nor number as JSON."""
    if is_missing(value):
        return None
    if isinstance(value, list | tuple | dict | bool):
        return json_text(value)
    return encodable(str(value))


def spans_cell(value: Any) -> list[list[int]]:
    """Pairs of offsets."""
    return [span_cell(each) for each in value]


def span_cell(value: Any) -> list[int]:
    """A pair of offsets."""
    start, end = value
    return [int(start), int(end)]


def number_cell(value: Any) -> float:
    """A number."""
    return float(value)


def whole_cell(value: Any) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def day_cell(value: Any) -> date:
    """A day, from its form in ISO 8601."""
    return date.fromisoformat(value)


def truth_cell(value: Any) -> bool:
    """True or false, and nothing that merely counts as such."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def numbers_cell(value: Any) -> list[tuple[str, float]]:
    """Numbers by label."""
    return [(encodable(label), float(number)) for label, number in value.items()]


EXPECTED: dict[Cell, str] = {
    spans_cell: "pairs of offsets like [[0, 12]]",
    span_cell: "two offsets like [0, 12]",
    number_cell: "a number",
    whole_cell: "a whole number",
    day_cell: "a day like 2031-05-02",
    truth_cell: "true or false",
    numbers_cell: "numbers by label like {label: 0.5}",
}


def is_missing(value: Any) -> bool:
    """None, and the not-a-number by which tables say the same."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def json_text(value: Any) -> str:
    """JSON in one line; numbers that it cannot write become null."""
    try:
        return encodable(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str))
    except ValueError:
        return encodable(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, default=str))


def _finite(value: Any) -> Any:
    """``value`` with None for every number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
