"""How far probabilities can be believed: calibration error, Brier score, likelihood, and risk against coverage."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.model.calibration import TaskCalibration, softmax
from detente.model.schema import Task

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

BINS = 15
COVERAGES = tuple(share / 10 for share in range(10, 0, -1))
SMALLEST = 1e-15
"""Probabilities are taken as at least this in a logarithm."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like probability: from ``low`` (exclusive) to ``high``; means are None where there is no answer."""

    low: float
    high: float
    count: int
    probability: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class ProbabilityScores:
    """Figures of one set of probabilities; all are better the lower they are.

    Args:
        ece: expected calibration error over 15 bins of equal width (Guo et al., 2017), the one to quote: the mean
            distance between the probability of the given label and the share of right answers. It is above zero by
            chance alone, the more so the fewer the rows.
        ece_equal_mass: the same over 15 bins of equally many answers.
        brier: Brier's (1950) score over all labels: the mean squared distance to the gold label, from 0 to 2.
        nll: mean negative log-likelihood of the gold label, in nats.
        aurc: area under the risk-coverage curve (Geifman and El-Yaniv, 2017): the mean share of wrong answers over all
            shares of answers kept, the most certain first.
    """

    ece: float
    ece_equal_mass: float
    brier: float
    nll: float
    aurc: float


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """What the checkpoint's threshold does to these rows; ``precision`` is None where nothing is kept."""

    min_precision: float
    threshold: float
    coverage: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class TaskReliability:
    """The probabilities of one task measured against its gold labels.

    Args:
        task: its name.
        statements: rows with a gold label.
        method: how the checkpoint calibrates the task, None where it does not.
        scores: figures of the probabilities that it gives.
        uncalibrated: figures of the network's own, where these are others.
        bins: of equal width, from 0 to 1.
        curve: (coverage, risk) after each answer, the most certain first; risk is the share of wrong answers.
        kept: the answers that are not abstained, where there is a threshold.
    """

    task: str
    statements: int
    method: str | None
    scores: ProbabilityScores
    uncalibrated: ProbabilityScores | None
    bins: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]
    kept: KeptAnswers | None

    def risk_at(self, coverage: float) -> float:
        """Share of wrong answers among the ``coverage`` most certain (at least one answer)."""
        return self.curve[max(1, round(coverage * len(self.curve))) - 1][1]

    def to_dict(self) -> dict[str, Any]:
        """The form of ``metrics.json``: the curve at ten coverages."""
        return {
            **asdict(self.scores),
            "statements": self.statements,
            "method": self.method,
            "uncalibrated": None if self.uncalibrated is None else asdict(self.uncalibrated),
            "risk_coverage": [{"coverage": share, "risk": self.risk_at(share)} for share in COVERAGES],
            "kept": None if self.kept is None else asdict(self.kept),
            "bins": [asdict(each) for each in self.bins],
        }


def task_reliability(
    task: Task, gold: Sequence[str | None], logits: NDArray[np.float32], calibration: TaskCalibration | None
) -> TaskReliability:
    """Measure the probabilities of one task.

    Args:
        task: whose labels are meant.
        gold: the right label of each row, or None; at least one is there.
        logits: (rows, labels), the network's own.
        calibration: how the checkpoint calibrates them, if it does.
    """
    rows = [i for i, label in enumerate(gold) if label is not None]
    codes = np.array([task.index(label) for label in gold if label is not None], dtype=np.int64)
    own = softmax(logits[rows])
    given = own if calibration is None else softmax(calibration.apply(logits[rows]))
    confidence, right = answers(given, codes)
    return TaskReliability(
        task=task.name,
        statements=len(rows),
        method=None if calibration is None else calibration.method,
        scores=probability_scores(given, codes),
        uncalibrated=None if calibration is None or calibration.method == "none" else probability_scores(own, codes),
        bins=equal_width_bins(confidence, right),
        curve=risk_coverage(confidence, right),
        kept=None if calibration is None else _kept(calibration, confidence, right),
    )


def _kept(calibration: TaskCalibration, confidence: Numbers, right: Numbers) -> KeptAnswers | None:
    if calibration.abstention is None:
        return None
    asked, threshold = calibration.abstention.min_precision, calibration.abstention.point.threshold
    kept = right[confidence >= threshold]
    return KeptAnswers(asked, threshold, len(kept) / len(right), float(kept.mean()) if len(kept) else None)


def answers(probabilities: Numbers, gold: Codes) -> tuple[Numbers, Numbers]:
    """The probability of each row's likeliest label, and 1 where that is the gold label, else 0."""
    return probabilities.max(axis=1), (probabilities.argmax(axis=1) == gold).astype(np.float64)


def probability_scores(probabilities: Numbers, gold: Codes) -> ProbabilityScores:
    """All figures of (rows, labels) probabilities against (rows,) positions of gold labels; at least one row."""
    confidence, right = answers(probabilities, gold)
    truth = np.eye(probabilities.shape[1])[gold]
    return ProbabilityScores(
        ece=equal_width_error(confidence, right),
        ece_equal_mass=equal_mass_error(confidence, right),
        brier=float(((probabilities - truth) ** 2).sum(axis=1).mean()),
        nll=float(negative_log_likelihood(probabilities, gold).mean()),
        aurc=float(np.mean([risk for _, risk in risk_coverage(confidence, right)])),
    )


def negative_log_likelihood(probabilities: Numbers, gold: Codes) -> Numbers:
    """Of the gold label of each row, in nats."""
    of_gold = probabilities[np.arange(len(gold)), gold]
    return np.asarray(-np.log(np.maximum(of_gold, SMALLEST)))


def equal_width_bins(confidence: Numbers, right: Numbers, count: int = BINS) -> tuple[Bin, ...]:
    """``count`` bins over (0, 1], each with the means of the answers in it."""
    edges = np.linspace(0, 1, count + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, count - 1)
    inside = [place == number for number in range(count)]
    return tuple(
        Bin(float(low), float(high), int(some.sum()), _mean(confidence[some]), _mean(right[some]))
        for low, high, some in zip(edges, edges[1:], inside, strict=False)
    )


def equal_width_error(confidence: Numbers, right: Numbers) -> float:
    """Expected calibration error over bins of equal width."""
    gaps = (
        each.count * abs(each.probability - each.accuracy)
        for each in equal_width_bins(confidence, right)
        if each.probability is not None and each.accuracy is not None
    )
    return sum(gaps) / len(right)


def equal_mass_error(confidence: Numbers, right: Numbers, count: int = BINS) -> float:
    """Expected calibration error over bins of equally many answers (within one)."""
    order = np.argsort(confidence, kind="stable")
    pairs = zip(
        *(np.array_split(values[order], count) for values in (confidence, evened(confidence, right))), strict=True
    )
    return float(sum(abs(sum(sure) - sum(hits)) for sure, hits in pairs) / len(right))


def risk_coverage(confidence: Numbers, right: Numbers) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) after each answer, the most certain first."""
    wrong = 1 - evened(confidence, right)[np.argsort(-confidence, kind="stable")]
    kept = np.arange(1, len(wrong) + 1)
    return tuple(zip((kept / len(wrong)).tolist(), (wrong.cumsum() / kept).tolist(), strict=True))


def evened(confidence: Numbers, right: Numbers) -> Numbers:
    """``right`` with answers of one probability sharing their mean, so that the order of the rows does not matter."""
    _, place, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    return np.asarray((np.bincount(place, right) / counts)[place])


def _mean(values: Numbers) -> float | None:
    return float(values.mean()) if len(values) else None
