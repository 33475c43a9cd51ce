"""From a network's logits to probabilities that mean something, and from those to answers worth keeping.

What is fitted (by :mod:`detente.training.calibrating`) is applied here, with numpy alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

Method = Literal["none", "temperature", "bias_corrected", "vector"]

METHODS: tuple[Method, ...] = get_args(Method)
"""From none to two parameters a label: a method earlier in the list is simpler."""


def softmax(logits: NDArray[Any]) -> NDArray[np.float64]:
    """Probabilities over the last axis, in float64."""
    values = logits.astype(np.float64)
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a threshold did to the rows that it was computed on.

    Args:
        threshold: an answer whose probability is lower is marked as abstained.
        coverage: share of the answers kept.
        precision: share of the kept answers that were right; None where none was kept.
        precision_lower: lower end of the 95 % Wilson interval of ``precision``, rows taken as independent.
    """

    threshold: float
    coverage: float
    precision: float | None
    precision_lower: float | None


NOTHING_KEPT = OperatingPoint(1.01, 0.0, None, None)
"""The answer to a precision that no threshold reaches: above every probability."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """The precision that was asked for, and the operating point that it led to."""

    min_precision: float
    point: OperatingPoint


@dataclass(frozen=True, slots=True)
class FitFigures:
    """How the probabilities were before and after, on the rows that the calibration was fitted on.

    Args:
        rows: statements with a label of the task.
        ece_before: expected calibration error (15 bins of equal width) of the network's own probabilities.
        ece_after: the same of the calibrated ones.
        nll_before: mean negative log-likelihood in nats, before.
        nll_after: after.
        nll_cross_validated: of each candidate method, fitted without the rows that it is measured on; empty where
            the method was given.
    """

    rows: int
    ece_before: float
    ece_after: float
    nll_before: float
    nll_after: float
    nll_cross_validated: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskCalibration:
    """The calibration of one task: every method is ``scale * logits + bias``.

    ``none`` has scales of 1 and no bias, ``temperature`` one scale for all labels (1 / T; Guo et al., 2017, "On
    calibration of modern neural networks"), ``bias_corrected`` a bias for each label too (Alexandari et al., 2020,
    "Maximum likelihood with bias-corrected calibration is hard-to-beat at label shift adaptation") and ``vector`` a
    scale and a bias for each label (vector scaling, Guo et al.). Only the first two never change the likeliest label.

    Args:
        method: which of these.
        scale: one positive number a label, in the order of the task.
        bias: one number a label.
        figures: of the fit.
        points: operating points with growing threshold and precision, see :meth:`at`.
        abstention: the threshold in use, if any.
    """

    method: Method
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    figures: FitFigures
    points: tuple[OperatingPoint, ...]
    abstention: Abstention | None = None

    def apply(self, logits: NDArray[Any]) -> NDArray[np.float64]:
        """Calibrated logits of the same shape, labels on the last axis, in float64."""
        return np.asarray(logits.astype(np.float64) * np.array(self.scale) + np.array(self.bias))

    def at(self, min_precision: float) -> Self:
        """The same with the lowest threshold of which the kept answers were right in ``min_precision`` of the cases.

        That is the plain precision on the rows of the fit, as asked, and not its lower confidence bound: with some
        hundreds of rows the bound would refuse thresholds that hold, and it hides what was measured. Because the
        threshold is chosen to reach the precision, new text reaches a little less on average; the bound beside it
        (``precision_lower``) says how little is known, and the held-out part what is to be expected.

        Where no threshold reaches it the point is :data:`NOTHING_KEPT`: all answers abstain.
        """
        reached = (point for point in self.points if point.precision is not None and point.precision >= min_precision)
        return replace(self, abstention=Abstention(min_precision, next(reached, NOTHING_KEPT)))

    def abstains(self, probability: float) -> bool | None:
        """Whether an answer of this calibrated probability is below the threshold; None without a threshold."""
        return None if self.abstention is None else probability < self.abstention.point.threshold


@dataclass(frozen=True, slots=True)
class FittedOn:
    """The rows of a fit: what they are, how many, and of how many groups (articles)."""

    data: str
    statements: int
    groups: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibrations of a checkpoint by task; a task that is not in it keeps the network's own probabilities."""

    tasks: Mapping[str, TaskCalibration] = field(default_factory=dict)
    fitted_on: FittedOn | None = None

    def at(self, min_precision: float) -> Self:
        """Every task with the threshold for ``min_precision``, see :meth:`TaskCalibration.at`."""
        return replace(self, tasks={name: task.at(min_precision) for name, task in self.tasks.items()})


UNCALIBRATED = Calibration()
