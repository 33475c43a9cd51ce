"""How well predicted labels agree with gold labels: scikit-learn's figures, with bootstrap intervals over groups."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from detente.model.errors import DataError
from detente.model.schema import Task

Interval = tuple[float, float]
Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelScores:
    """Figures of one label against all others; ``support`` counts its gold statements."""

    label: str
    precision: float
    recall: float
    f1: float
    interval: Interval | None
    support: int


@dataclass(frozen=True, slots=True)
class TaskScores:
    """Figures of one task.

    Args:
        task: its name.
        macro_f1: mean F1 over the labels that occur, see :func:`task_scores`.
        interval: bootstrap interval of ``macro_f1``; None where it cannot be told.
        accuracy: share of statements with the gold label.
        labels: figures of each label, in the order of the task.
        confusion: statements by gold label (row) and predicted label (column), both in the order of the task.
        unlabelled: rows left out because they have no gold label.
    """

    task: str
    macro_f1: float
    interval: Interval | None
    accuracy: float
    labels: tuple[LabelScores, ...]
    confusion: tuple[tuple[int, ...], ...]
    unlabelled: int

    @property
    def support(self) -> int:
        """Statements that were measured."""
        return sum(each.support for each in self.labels)

    def to_dict(self) -> dict[str, Any]:
        """The form of ``metrics.json``: macro-F1 first, labels as a mapping, confusion rows in their order."""
        figures = asdict(self)
        figures["labels"] = {each.pop("label"): each for each in figures["labels"]}
        return figures


@dataclass(frozen=True, slots=True)
class Difference:
    """Macro-F1 of one system minus that of another on the same rows, with a bootstrap interval."""

    value: float
    interval: Interval | None


def task_scores(
    task: Task,
    gold: Sequence[str | None],
    predicted: Sequence[str],
    groups: Sequence[str],
    *,
    bootstrap: int,
    confidence: float,
    seed: int = 0,
) -> TaskScores:
    """Measure ``predicted`` against ``gold``; rows whose gold label is None are left out and counted.

    Precision, recall and F1 are 0 where they would divide by 0. Macro-F1 is the mean over the labels that occur: one
    with neither a gold nor a predicted statement is left out of the mean, one that is only predicted counts with 0.

    Args:
        task: whose labels are compared.
        gold: the right label of each row, or None.
        predicted: the label given to each row.
        groups: the article of each row.
        bootstrap: resamples; 0 leaves the intervals out.
        confidence: what share of the resamples an interval holds, between 0 and 1.
        seed: of the resampling.

    Raises:
        DataError: no row has a gold label.
        ValueError: the columns differ in length or hold a label that the task does not have.
    """
    matrices = resampled_confusion(task, gold, predicted, groups, bootstrap=bootstrap, seed=seed)
    rows = [(right, given) for right, given in zip(gold, predicted, strict=True) if right is not None]
    right, given = ([row[side] for row in rows] for side in (0, 1))
    names = list(task.labels)
    figures = precision_recall_fscore_support(right, given, labels=names, zero_division=0)
    samples = f1_of(matrices)
    return TaskScores(
        task=task.name,
        macro_f1=_macro_f1(task, right, given),
        interval=percentile_interval(macro_f1_of(matrices), confidence),
        accuracy=float(accuracy_score(right, given)),
        labels=tuple(
            LabelScores(name, float(p), float(r), float(f), percentile_interval(samples[:, i], confidence), int(n))
            for i, (name, p, r, f, n) in enumerate(zip(names, *figures, strict=True))
        ),
        confusion=tuple(tuple(int(n) for n in row) for row in confusion_matrix(right, given, labels=names)),
        unlabelled=len(gold) - len(rows),
    )


def _macro_f1(task: Task, gold: Sequence[str], predicted: Sequence[str]) -> float:
    occurring = [label for label in task.labels if label in {*gold, *predicted}]
    return float(f1_score(gold, predicted, labels=occurring, average="macro", zero_division=0))


def mean_macro_f1(scores: Iterable[TaskScores]) -> float:
    """Mean macro-F1 over tasks, each task counting the same."""
    return float(np.mean([each.macro_f1 for each in scores]))


def difference_interval(
    task: Task,
    gold: Sequence[str | None],
    first: Sequence[str],
    second: Sequence[str],
    groups: Sequence[str],
    *,
    bootstrap: int,
    confidence: float,
    seed: int = 0,
) -> Difference:
    """Macro-F1 of ``first`` minus that of ``second``, both measured on the same resamples of groups (paired bootstrap).

    Arguments and errors are those of :func:`task_scores`.
    """
    samples = [
        macro_f1_of(resampled_confusion(task, gold, each, groups, bootstrap=bootstrap, seed=seed))
        for each in (first, second)
    ]
    kept = [i for i, label in enumerate(gold) if label is not None]
    right = [label for label in gold if label is not None]
    ours, theirs = (_macro_f1(task, right, [each[i] for i in kept]) for each in (first, second))
    return Difference(ours - theirs, percentile_interval(samples[0] - samples[1], confidence))


def resampled_confusion(
    task: Task,
    gold: Sequence[str | None],
    predicted: Sequence[str],
    groups: Sequence[str],
    *,
    bootstrap: int,
    seed: int = 0,
) -> Samples:
    """Confusion matrices of ``bootstrap`` resamples of whole groups.

    The cluster bootstrap (Davison and Hinkley, 1997, section 3.8): rows of one article are not independent, so articles
    are drawn, not rows. The draw depends on the seed and on the set of groups alone: systems and tasks measured on the
    same rows meet the same resamples and can be compared.

    Returns:
        (bootstrap, labels, labels) counts, gold by predicted; no resample at all where fewer than two groups have a
        gold label, because then nothing is known of the spread between groups.
    """
    cells, labelled = _cells_by_group(task, gold, predicted, groups)
    size = len(task.labels)
    if labelled < 2:
        return np.zeros((0, size, size))
    random = np.random.default_rng(seed)
    number = len(cells)
    # One resample at a time: all draws at once would take memory of resamples times groups.
    draws = (np.bincount(random.integers(0, number, number), minlength=number) @ cells for _ in range(bootstrap))
    return np.array(list(draws), dtype=np.float64).reshape(-1, size, size)


def _cells_by_group(
    task: Task, gold: Sequence[str | None], predicted: Sequence[str], groups: Sequence[str]
) -> tuple[Samples, int]:
    """(groups, labels * labels) counts, and how many groups have a gold label."""
    codes = {label: i for i, label in enumerate(task.labels)}
    if unknown := {*gold, *predicted} - {*codes, None}:
        raise ValueError(f"{task.name}: not labels of this task: {sorted(str(label) for label in unknown)}")
    order = {group: i for i, group in enumerate(sorted(set(groups)))}
    cells = np.zeros((len(order), len(codes), len(codes)))
    for right, given, group in zip(gold, predicted, groups, strict=True):
        if right is not None:
            cells[order[group], codes[right], codes[given]] += 1
    labelled = int(cells.any(axis=(1, 2)).sum())
    if not labelled:
        raise DataError(f"{task.name}: none of {len(gold)} statements has a gold label; there is nothing to measure")
    return cells.reshape(len(order), -1), labelled


def f1_of(matrices: Samples) -> Samples:
    """F1 of each label: (samples, labels) from (samples, labels, labels); NaN where a label does not occur."""
    hits = np.diagonal(matrices, axis1=1, axis2=2)
    occurring = matrices.sum(axis=1) + matrices.sum(axis=2)
    scores: Samples = np.divide(2 * hits, occurring, out=np.full_like(hits, np.nan), where=occurring > 0)
    return scores


def macro_f1_of(matrices: Samples) -> Samples:
    """Macro-F1 as in :func:`task_scores`: (samples,) from (samples, labels, labels); NaN where no label occurs."""
    scores = f1_of(matrices)
    occurring = (~np.isnan(scores)).sum(axis=1)
    none = np.full(len(scores), np.nan)
    means: Samples = np.divide(np.nansum(scores, axis=1), occurring, out=none, where=occurring > 0)
    return means


def percentile_interval(samples: Samples, confidence: float) -> Interval | None:
    """The middle ``confidence`` of the samples that are numbers; None where none is."""
    known = samples[~np.isnan(samples)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
