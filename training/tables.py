"""Statement tables: one statement a row, one column a task, column names mapped in the config."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from detente.model.article import Statement
from detente.model.schema import LabelSchema
from detente.training.articles import labels_of
from detente.training.labelled import LabelledStatement, Problems
from detente.training.lines import rows_of
from detente.training.settings import COLUMNS, nearest

TEXTS = ("context", "speaker", "target")


def read_table(
    path: Path, schema: LabelSchema, columns: Mapping[str, str], problems: Problems
) -> Iterator[LabelledStatement]:
    """Yield the labelled statements of a table.

    Args:
        path: a JSONL, CSV or Parquet file.
        schema: whose tasks are columns.
        columns: our column name to the table's, where they differ.
        problems: collects what is wrong.
    """
    mapped = {name: columns.get(name, name) for name in (*COLUMNS, *schema.names)}
    seen: dict[str, None] = {}
    for number, (where, row) in enumerate(rows_of(path, problems)):
        seen.update(dict.fromkeys(row))
        if number == 0 and (missing := missing_columns(row, mapped, schema)):
            problems.add(where, missing)
            return
        ours = {name: row.get(theirs) for name, theirs in mapped.items()}
        labels = labels_of(ours, schema, where, problems)
        statement = _statement(ours, where, problems)
        if statement is not None:
            group, split = given(ours["group"]), given(ours["split"])
            yield LabelledStatement(statement, labels, group or statement.article_id, where, split)
    for name, theirs in columns.items():
        if seen and theirs not in seen:
            problems.add(str(path), f"no column {theirs!r} (data.columns.{name}); {nearest(theirs, list(seen))}")


def given(value: Any) -> str | None:
    """A cell as text (0 is one), None where it is empty."""
    return None if value is None or value == "" else str(value)


def missing_columns(row: Mapping[str, Any], mapped: Mapping[str, str], schema: LabelSchema) -> str | None:
    """What a table lacks to be used at all: its text column, or every task's."""
    found = ", ".join(row)
    if mapped["text"] not in row:
        close = difflib.get_close_matches(mapped["text"], list(row), n=1)
        hint = close[0] if close else "NAME"
        return f"no column {mapped['text']!r}; found {found}; map it in the config: data.columns: {{text: {hint}}}"
    if not any(mapped[name] in row for name in schema.names):
        return f"no column of a task ({', '.join(schema.names)}); found {found}; map them in data.columns"
    return None


def _statement(ours: Mapping[str, Any], where: str, problems: Problems) -> Statement | None:
    text = ours["text"]
    if not isinstance(text, str) or not text.strip():
        problems.add(where, f"text: expected the words of a statement, found {text!r}")
        return None
    for name in TEXTS:
        if not isinstance(ours[name], str | None):
            problems.add(where, f"{name}: expected a text or nothing, found {ours[name]!r}")
            return None
    return Statement.of(
        text, id=given(ours["id"]) or where, context=ours["context"], speaker=ours["speaker"], target=ours["target"]
    )
