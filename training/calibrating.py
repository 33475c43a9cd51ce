"""Fitting calibration: each task's method chosen by cross-validation, its parameters and its operating points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from scipy.stats import binomtest
from sklearn.model_selection import GroupKFold

from detente.inference.scorer import Scorer
from detente.model.calibration import (
    METHODS,
    Calibration,
    FitFigures,
    FittedOn,
    Method,
    OperatingPoint,
    TaskCalibration,
    softmax,
)
from detente.model.errors import DataError
from detente.model.schema import Task
from detente.training.labelled import LabelledStatement
from detente.training.reliability import (
    Codes,
    Numbers,
    answers,
    negative_log_likelihood,
    probability_scores,
)
from detente.training.settings import CalibrationSettings

FOLDS = 5
STEEPEST = 5.0
"""Bound on the logarithm of a scale."""
SAME = 1e-9
"""Probabilities this close are one: no threshold goes between them."""


@dataclass(frozen=True, slots=True)
class Affine:
    """Scale and bias for each label, (labels,) each."""

    scale: Numbers
    bias: Numbers

    def probabilities(self, logits: NDArray[np.floating]) -> Numbers:
        """(rows, labels) calibrated probabilities."""
        return softmax(logits * self.scale + self.bias)


def fit_calibration(
    scorer: Scorer, rows: Sequence[LabelledStatement], settings: CalibrationSettings, data: str
) -> Calibration:
    """Calibrate every task that has labels among ``rows``, on the logits that ``scorer`` gives them.

    Args:
        scorer: the checkpoint; a calibration that it has already is left aside.
        rows: labelled statements that the network was not fitted to.
        settings: the method, or ``auto``, and the precision that kept answers should have.
        data: what the rows are, for people.

    Raises:
        DataError: no row has a label of any task.
    """
    if not any(task.name in row.labels for row in rows for task in scorer.schema):
        asked = ", ".join(scorer.schema.names)
        raise DataError(f"nothing to calibrate on: {len(rows)} statements ({data}), none with a label of {asked}")
    logits = scorer.logits([row.statement for row in rows])
    tasks = {}
    for task in scorer.schema:
        answered = [i for i, row in enumerate(rows) if task.name in row.labels]
        if answered:
            gold = np.array([task.index(rows[i].labels[task.name]) for i in answered])
            groups = [rows[i].group for i in answered]
            tasks[task.name] = calibrate_task(task, logits[task.name][answered], gold, groups, settings)
    return Calibration(tasks, FittedOn(data, len(rows), len({row.group for row in rows})))


def calibrate_task(
    task: Task, logits: NDArray[np.float32], gold: Codes, groups: Sequence[str], settings: CalibrationSettings
) -> TaskCalibration:
    """Choose, fit and describe the calibration of one task.

    Args:
        task: whose labels are meant.
        logits: (rows, labels).
        gold: (rows,) positions of the gold labels.
        groups: the article of each row.
        settings: the method, or ``auto``, and the precision that kept answers should have.
    """
    tried = cross_validated(logits, gold, groups) if settings.method == "auto" else {}
    method = simplest(tried, groups) if settings.method == "auto" else settings.method
    fitted = fit_method(method, logits, gold)
    own, calibrated = softmax(logits), fitted.probabilities(logits)
    before, after = probability_scores(own, gold), probability_scores(calibrated, gold)
    calibration = TaskCalibration(
        method,
        tuple(fitted.scale.tolist()),
        tuple(fitted.bias.tolist()),
        FitFigures(
            rows=len(gold),
            ece_before=before.ece,
            ece_after=after.ece,
            nll_before=before.nll,
            nll_after=after.nll,
            nll_cross_validated={name: float(losses.mean()) for name, losses in tried.items()},
        ),
        operating_points(*answers(calibrated, gold)),
    )
    return calibration if settings.min_precision is None else calibration.at(settings.min_precision)


def fit_method(method: Method, logits: NDArray[np.floating], gold: Codes) -> Affine:
    """The most probable parameters of ``method``, see :class:`TaskCalibration`.

    Maximum likelihood with a standard normal prior on the logarithm of each scale and on each bias: with hundreds of
    rows it is hardly felt, and where every answer is right or a label is missing it keeps the parameters finite.
    """
    values = logits.astype(np.float64)
    labels = values.shape[1]
    scales, biases = {"none": (0, 0), "temperature": (1, 0), "bias_corrected": (1, labels), "vector": (labels, labels)}[
        method
    ]
    if not scales:
        return Affine(np.ones(labels), np.zeros(labels))
    found = minimize(
        partial(_objective, logits=values, gold=gold, scales=scales),
        np.zeros(scales + biases),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-STEEPEST, STEEPEST)] * scales + [(None, None)] * biases,
        options={"ftol": 1e-12, "gtol": 1e-8},
    )
    return _affine(found.x, scales, labels)


def _affine(parameters: Numbers, scales: int, labels: int) -> Affine:
    bias = parameters[scales:] if len(parameters) > scales else np.zeros(labels)
    return Affine(np.broadcast_to(np.exp(parameters[:scales]), (labels,)), bias)


def _objective(parameters: Numbers, logits: Numbers, gold: Codes, scales: int) -> tuple[float, Numbers]:
    """Mean loss with the prior's share, and its gradient."""
    rows, labels = logits.shape
    affine = _affine(parameters, scales, labels)
    probabilities = affine.probabilities(logits)
    losses = -log_softmax(logits * affine.scale + affine.bias, axis=1)[np.arange(rows), gold]
    loss = losses.sum() + (parameters**2).sum() / 2
    excess = probabilities - np.eye(labels)[gold]
    by_scale = (excess * logits * affine.scale).sum(axis=0)
    by_bias = excess.sum(axis=0)
    slopes = [by_scale if scales == labels else by_scale.sum(keepdims=True), by_bias]
    gradient = np.concatenate(slopes)[: len(parameters)] + parameters
    return float(loss / rows), gradient / rows


def cross_validated(logits: NDArray[np.float32], gold: Codes, groups: Sequence[str]) -> dict[Method, Numbers]:
    """Negative log-likelihood of each row under each method fitted to the other folds; folds are dealt by group.

    With fewer than two groups nothing can be measured, and only ``none`` is there.
    """
    folds = min(FOLDS, len(set(groups)))
    if folds < 2:
        return {"none": negative_log_likelihood(softmax(logits), gold)}
    losses: dict[Method, Numbers] = {method: np.zeros(len(gold)) for method in METHODS}
    for others, held in GroupKFold(folds).split(logits, gold, groups):
        for method in METHODS:
            fitted = fit_method(method, logits[others], gold[others])
            losses[method][held] = negative_log_likelihood(fitted.probabilities(logits[held]), gold[held])
    return losses


def simplest(losses: Mapping[Method, Numbers], groups: Sequence[str]) -> Method:
    """The simplest method that is not worse than the best one.

    Not worse means: the mean of the losses is higher by no more than one standard error of the difference (Breiman et
    al., 1984), rows of one group taken together because they are not independent.
    """
    best = min(losses, key=lambda method: float(losses[method].mean()))
    return next(
        method for method in METHODS if method in losses and _tied(losses[method] - losses[best], np.array(groups))
    )


def _tied(differences: Numbers, groups: NDArray[np.str_]) -> bool:
    _, place = np.unique(groups, return_inverse=True)
    sums = np.bincount(place, differences)
    error = float(np.sqrt(len(sums)) * sums.std(ddof=1)) if len(sums) > 1 else 0.0
    return bool(sums.sum() <= error)


def operating_points(confidence: Numbers, right: Numbers) -> tuple[OperatingPoint, ...]:
    """The thresholds of which one answers any question for a precision, lowest first.

    A threshold is left out where a lower one keeps answers of the same precision or a better one, in steps of a tenth
    of a per cent; so there are at most a thousand. Each lies midway between two probabilities that occur, so that the
    last digits of another engine change nothing.

    Args:
        confidence: (rows,) calibrated probability of the given label.
        right: (rows,) 1 where it is the gold label, else 0.
    """
    order = np.argsort(confidence, kind="stable")
    sure, hits = confidence[order], right[order][::-1].cumsum()[::-1].astype(int)
    starts = [0, *(np.flatnonzero(np.diff(sure) > SAME) + 1).tolist()]
    points, highest = [], -1
    for start in starts:
        kept = len(sure) - start
        if (thousandths := hits[start] * 1000 // kept) > highest:
            highest = thousandths
            threshold = float((sure[start - 1] + sure[start]) / 2) if start else 0.0
            points.append(_point(threshold, int(hits[start]), kept, len(sure)))
    return tuple(points)


def _point(threshold: float, hits: int, kept: int, rows: int) -> OperatingPoint:
    bounds = binomtest(hits, kept).proportion_ci(0.95, method="wilson")
    return OperatingPoint(threshold, kept / rows, hits / kept, float(bounds.low))
