"""What the network says of a statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from detente.model.article import Statement
from detente.model.schema import LabelSchema, Task

Logits = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer to one task: the likeliest label, its probability, and those of all labels (they sum to 1)."""

    label: str
    probability: float
    probabilities: Mapping[str, float]

    @classmethod
    def of(cls, task: Task, logits: NDArray[np.float32]) -> Self:
        """Softmax over the logits of one statement, an array of shape ``(len(task.labels),)``."""
        shifted = np.exp(logits.astype(np.float64) - logits.max())
        values = shifted / shifted.sum()
        best = int(values.argmax())
        probabilities = {label: float(value) for label, value in zip(task.labels, values, strict=True)}
        return cls(task.labels[best], float(values[best]), probabilities)


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with one prediction a task."""

    statement: Statement
    predictions: Mapping[str, Prediction]

    def __getitem__(self, task: str) -> Prediction:
        return self.predictions[task]


def predictions_of(schema: LabelSchema, logits: Logits) -> list[dict[str, Prediction]]:
    """One mapping of task to prediction for each row of ``logits`` (``{task: (rows, labels) float32}``)."""
    rows = len(next(iter(logits.values()))) if logits else 0
    return [{task.name: Prediction.of(task, logits[task.name][row]) for task in schema} for row in range(rows)]
