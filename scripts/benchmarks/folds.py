"""Cross-validation on a file of statements with speaker, target and two labels: tables and configs, one a fold.

The file is JSONL with ``text``, ``speaker``, ``target``, ``quad`` and ``root``. Folds are stratified by ``root``, the
finer label; rows with the same words stay together, for a statement in two parts would be known before it is asked.
Each fold goes through the public harness: a statement table with a ``split`` column and a config over it.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from detente.model.errors import DataError
from detente.training.config import Config, load_config
from detente.training.corpus import TEST, TRAIN, VALIDATION
from detente.training.labelled import Problems
from detente.training.lines import rows_of

TASKS = ("quad", "root")
STRATUM = "root"
FIELDS = ("speaker", "target")
FOLDS = 5
VALIDATION_FOLDS = 8  # One of so many parts of what a fold leaves to learn from.
SEED = 0

Row = dict[str, Any]


def fold_rows(path: Path, fold: int) -> list[Row]:
    """The rows of the file, each with its ``id``, ``group`` and ``split`` in ``fold`` (0 to :data:`FOLDS` - 1).

    Raises:
        DataError: the file cannot be read or a row lacks a text or a label.
    """
    rows = _read(path)
    groups = _groups(rows)
    everything = np.arange(len(rows))
    held_out = _part(rows, groups, everything, FOLDS, fold)
    rest = np.setdiff1d(everything, held_out)
    validation = rest[_part([rows[i] for i in rest], [groups[i] for i in rest], rest, VALIDATION_FOLDS, 0)]
    splits = np.full(len(rows), TRAIN, dtype=object)
    splits[held_out], splits[validation] = TEST, VALIDATION
    return [
        {**row, "id": row.get("id") or f"row-{i}", "group": group, "split": split}
        for i, (row, group, split) in enumerate(zip(rows, groups, splits, strict=True))
    ]


def _read(path: Path) -> list[Row]:
    problems = Problems()
    rows = []
    for where, row in rows_of(path, problems):
        missing = [name for name in ("text", *TASKS) if not isinstance(row.get(name), str) or not row[name].strip()]
        for name in missing:
            problems.add(where, f"{name}: expected a text, found {row.get(name)!r}")
        rows.append(row)
    if not rows and not problems.found:
        problems.add(str(path), "no statements")
    problems.refuse()
    return rows


def _groups(rows: Sequence[Row]) -> list[str]:
    """For each row the number of the first row with the same words, as a name."""
    first: dict[str, int] = {}
    return [f"words-{first.setdefault(' '.join(row['text'].lower().split()), i)}" for i, row in enumerate(rows)]


def _part(rows: Sequence[Row], groups: Sequence[str], order: Any, number: int, which: int) -> Any:
    """Positions of the rows in part ``which`` of ``number``; labels rarer than the parts are dealt as one stratum."""
    if len(set(groups)) < number:
        raise DataError(f"cross-validation: expected at least {number} different statements, found {len(set(groups))}")
    counts = Counter(row[STRATUM] for row in rows)
    strata = [row[STRATUM] if counts[row[STRATUM]] >= number else "" for row in rows]
    if 0 < strata.count("") < number:
        # Too few rare rows for a stratum of their own: they join the most frequent label.
        strata = [stratum or counts.most_common(1)[0][0] for stratum in strata]
    splitter = StratifiedGroupKFold(number, shuffle=True, random_state=SEED)
    return list(splitter.split(order, strata, groups))[which][1]


def fold_config(source: str, overrides: Sequence[str], rows: Sequence[Row], folder: Path) -> Config:
    """Write the table of a fold into ``folder``; returns ``source`` over it, labels taken from all rows."""
    table = folder / "fold.jsonl"
    names = ("id", "group", "split", "text", *FIELDS, *TASKS)
    lines = ({name: row.get(name) for name in names} for row in rows)
    table.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    labels = {task: sorted({row[task] for row in rows}) for task in TASKS}
    own = {
        "labels": labels,
        "data.articles": [],
        "data.tables": [str(table.resolve())],
        "data.columns": {},
        "encoding.fields": list(FIELDS),
        "loss.task_weights": {},
    }
    return load_config(source, [*overrides, *(f"--{name}={json.dumps(value)}" for name, value in own.items())])
