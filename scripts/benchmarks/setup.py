"""What every rival is given, and how rivals that know one task at a time answer several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from detente.model.article import Statement
from detente.model.passage import encodable
from detente.model.schema import LabelSchema, Task
from detente.training.config import Config
from detente.training.corpus import TRAIN, VALIDATION, Corpus
from detente.training.labelled import LabelledStatement
from detente.training.sources import encoder_source

Rows = Sequence[LabelledStatement]
Answers = dict[str, list[str]]
Texts = list[tuple[str, str]]

MAX_TOKENS = 128


def device() -> str:
    """What labels in a benchmark: a GPU where there is one, as it is then also trained on."""
    return "cuda" if torch.cuda.is_available() else "cpu"


@dataclass(frozen=True)
class Setup:
    """What a rival learns from. Its ``fit`` takes this and returns a :class:`Fitted`.

    Args:
        config: schema, encoder, epochs.
        corpus: learns from the train part; may choose by the validation part.
        seed: of all chance.
        folder: to write into.
    """

    config: Config
    corpus: Corpus
    seed: int
    folder: Path

    @property
    def schema(self) -> LabelSchema:
        """The tasks."""
        return self.config.settings.label_schema

    @property
    def encoder(self) -> str:
        """Folder or hub name of the encoder that all neural rivals start from."""
        return encoder_source(self.config.settings.encoder.source, self.config.folder)

    @property
    def reads_context(self) -> bool:
        """Whether the context is read, by us and so by everybody."""
        return self.config.settings.encoding.context != "none"

    def texts(self, rows: Rows) -> Texts:
        """For each row what a rival reads: the statement, behind the fields that we read too, and its context."""
        return [(self._front(row.statement), encodable(self._context(row.statement))) for row in rows]

    def _front(self, statement: Statement) -> str:
        fields = (getattr(statement, name) or "" for name in self.config.settings.encoding.fields)
        front = " | ".join(fields).strip(" |")
        return encodable(f"{front} | {statement.text}" if front else statement.text)

    def _context(self, statement: Statement) -> str:
        return (statement.context or "") if self.reads_context else ""


@dataclass(frozen=True)
class Fitted:
    """A trained rival: ``label(rows)`` gives ``{task: a label a row}``; ``facts`` are for the report."""

    label: Callable[[Rows], Answers]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OneTask:
    """What there is to learn one task from: texts and codes of labels, the position in ``task.labels``."""

    task: Task
    texts: Texts
    codes: list[int]
    validation_texts: Texts
    validation_codes: list[int]


def each_task(setup: Setup, fit: Callable[[Setup, OneTask], Callable[[Texts], list[int]]]) -> Callable[[Rows], Answers]:
    """Fit a model a task on the rows that answer it; a task whose rows have one label is answered with that."""
    models = {task.name: _fit_one(setup, task, fit) for task in setup.schema}

    def label(rows: Rows) -> Answers:
        texts = setup.texts(rows)
        return {task.name: [task.labels[code] for code in models[task.name](texts)] for task in setup.schema}

    return label


def _fit_one(
    setup: Setup, task: Task, fit: Callable[[Setup, OneTask], Callable[[Texts], list[int]]]
) -> Callable[[Texts], list[int]]:
    train, validation = ([r for r in setup.corpus.parts[part] if task.name in r.labels] for part in (TRAIN, VALIDATION))
    codes, known = ([task.labels.index(row.labels[task.name]) for row in rows] for rows in (train, validation))
    if len(set(codes)) == 1:
        return lambda texts: codes[:1] * len(texts)
    return fit(setup, OneTask(task, setup.texts(train), codes, setup.texts(validation), known))
