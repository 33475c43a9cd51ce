"""The label schema: which questions are asked of a statement and which answers there are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from detente.model.errors import SchemaError

TASK_NAME = re.compile(r"[a-z][a-z0-9_]*")

# The columns of a scored line and of a statement table: a task of such a name would overwrite one of them.
RESERVED = frozenset(
    (
        *("statement_id", "article_id", "id", "title", "date", "source", "url", "kind", "framing", "text", "spans"),
        *("cue", "mention", "mention_span", "speaker", "context", "target", "group", "split", "model", "index"),
        *("speaker_role", "speaker_affiliation", "confidence", "evidence", "extra"),
    )
)

LABEL_SUFFIXES = ("_probability", "_probabilities", "_abstained")
"""What scoring appends to a task's name for the columns beside its label, in their order."""


@dataclass(frozen=True, slots=True)
class Task:
    """One question asked of every statement.

    Args:
        name: lower-case identifier; the column of its labels.
        labels: the answers, in the order of the logits.
        definitions: what each label means, for people.

    Raises:
        SchemaError: fewer than two labels, a label twice, or a name that is no column name.
    """

    name: str
    labels: tuple[str, ...]
    definitions: Mapping[str, str]

    def __post_init__(self) -> None:
        if not TASK_NAME.fullmatch(self.name):
            raise SchemaError(f"labels.{self.name}: a task name has lower-case letters, digits and _ (like 'stance')")
        if self.name in RESERVED or self.name.endswith(LABEL_SUFFIXES):
            raise SchemaError(f"labels.{self.name}: this name is a column of the scored line; choose another")
        if len(self.labels) < 2:
            raise SchemaError(f"labels.{self.name}: a task needs at least two labels, found {list(self.labels)}")
        if repeated := {label for label in self.labels if self.labels.count(label) > 1}:
            raise SchemaError(f"labels.{self.name}: each label once; repeated: {sorted(repeated)}")

    def index(self, label: str) -> int:
        """Position of ``label`` among the logits."""
        return self.labels.index(label)


@dataclass(frozen=True, slots=True)
class LabelSchema:
    """An ordered set of tasks. A checkpoint holds its schema, so no code knows any label by name.

    Raises:
        SchemaError: no task at all, or a task named twice.
    """

    tasks: tuple[Task, ...]

    def __post_init__(self) -> None:
        names = [task.name for task in self.tasks]
        if not names:
            raise SchemaError("labels: at least one task is needed, found none")
        if repeated := {name for name in names if names.count(name) > 1}:
            raise SchemaError(f"labels: each task once; repeated: {sorted(repeated)}")

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    def __getitem__(self, name: str) -> Task:
        for task in self.tasks:
            if task.name == name:
                return task
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Task names, in order."""
        return tuple(task.name for task in self.tasks)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Mapping[str, str] | Sequence[str]]) -> Self:
        """Read ``{task: {label: definition}}`` or ``{task: [label, ...]}``, the form of the YAML files."""
        tasks = []
        for name, labels in mapping.items():
            definitions = dict(labels) if isinstance(labels, Mapping) else dict.fromkeys(labels, "")
            order = tuple(definitions) if isinstance(labels, Mapping) else tuple(labels)
            tasks.append(Task(name, order, definitions))
        return cls(tuple(tasks))

    @classmethod
    def from_list(cls, rows: Sequence[Mapping[str, Any]]) -> Self:
        """Read the form of ``config.json``, where lists keep the order that JSON objects may lose."""
        try:
            return cls(
                tuple(
                    Task(row["name"], tuple(row["labels"]), dict(zip(row["labels"], row["definitions"], strict=True)))
                    for row in rows
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SchemaError(f"label_schema: not a list of {{name, labels, definitions}}: {error}") from error

    def to_list(self) -> list[dict[str, Any]]:
        """Inverse of :meth:`from_list`."""
        return [
            {"name": t.name, "labels": list(t.labels), "definitions": [t.definitions[label] for label in t.labels]}
            for t in self.tasks
        ]
