"""What the network says of a statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from detente.model.article import Statement
from detente.model.calibration import UNCALIBRATED, Calibration, TaskCalibration, softmax
from detente.model.schema import LabelSchema, Task

Logits = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer to one task.

    Args:
        label: the likeliest.
        probability: its probability, calibrated where the checkpoint is.
        probabilities: of all labels; they sum to 1.
        abstained: whether ``probability`` is below the threshold, so that the answer is better not used; None where
            there is no threshold.
    """

    label: str
    probability: float
    probabilities: Mapping[str, float]
    abstained: bool | None = None

    @classmethod
    def of(cls, task: Task, logits: NDArray[np.float32], calibration: TaskCalibration | None = None) -> Self:
        """Softmax over the calibrated logits of one statement, an array of shape ``(len(task.labels),)``."""
        return cls.each(task, logits[None], calibration)[0]

    @classmethod
    def each(cls, task: Task, logits: NDArray[np.float32], calibration: TaskCalibration | None = None) -> list[Self]:
        """The same for each row of ``logits``, an array of shape ``(rows, len(task.labels))``."""
        calibrated = logits if calibration is None else calibration.apply(logits)
        # The likeliest of the logits, not of the probabilities: two of these can be equal where the logits are not.
        answers = zip(calibrated.argmax(-1).tolist(), softmax(calibrated).tolist(), strict=True)
        return [
            cls(
                task.labels[best],
                values[best],
                dict(zip(task.labels, values, strict=True)),
                None if calibration is None else calibration.abstains(values[best]),
            )
            for best, values in answers
        ]


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with one prediction a task."""

    statement: Statement
    predictions: Mapping[str, Prediction]

    def __getitem__(self, task: str) -> Prediction:
        return self.predictions[task]


def predictions_of(
    schema: LabelSchema, logits: Logits, calibration: Calibration = UNCALIBRATED
) -> list[dict[str, Prediction]]:
    """One mapping of task to prediction for each row of ``logits`` (``{task: (rows, labels) float32}``)."""
    if not logits:
        return []
    columns = [Prediction.each(task, logits[task.name], calibration.tasks.get(task.name)) for task in schema]
    return [dict(zip(schema.names, row, strict=True)) for row in zip(*columns, strict=True)]
