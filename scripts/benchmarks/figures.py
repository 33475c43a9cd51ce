"""Figures of the quality benchmark: macro-F1 of each system on one data set, intervals, and how far ours is ahead.

A system that chance has a part in was trained with several seeds; its figure is the mean over them. Answers of several
folds are put together before anything is measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np

from detente.model.schema import LabelSchema, Task
from detente.training.evaluation import gold_of
from detente.training.labelled import LabelledStatement
from detente.training.metrics import (
    Interval,
    Samples,
    macro_f1_of,
    percentile_interval,
    resampled_confusion,
    task_scores,
)
from detente.training.settings import EvaluationSettings

MEAN = "mean"

Rows = Sequence[LabelledStatement]
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Measured:
    """One system on one data set.

    Args:
        values: macro-F1 of each task and of their :data:`MEAN`; the mean over the seeds.
        samples: the same in each bootstrap resample; systems meet the same resamples.
        spread: least and greatest mean macro-F1 of a seed.
    """

    values: Mapping[str, float]
    samples: Mapping[str, Samples]
    spread: tuple[float, float]


def measure_answers(schema: LabelSchema, rows: Rows, runs: Sequence[Answers], settings: EvaluationSettings) -> Measured:
    """Measure what a system answered to ``rows``.

    Args:
        schema: the tasks; those that no row answers are left out.
        rows: labelled statements; whole groups are resampled.
        runs: a label a row, by task, for each seed.
        settings: number of resamples.
    """
    tasks = [task for task in schema if any(task.name in row.labels for row in rows)]
    by_run = [{task.name: macro_f1(task, rows, run[task.name]) for task in tasks} for run in runs]
    values = {task.name: mean(run[task.name] for run in by_run) for task in tasks}
    samples = {task.name: _samples(task, rows, [run[task.name] for run in runs], settings) for task in tasks}
    means = [mean(run.values()) for run in by_run]
    return Measured(
        {**values, MEAN: mean(means)},
        {**samples, MEAN: np.asarray(np.mean(list(samples.values()), axis=0))},
        (min(means), max(means)),
    )


def interval(samples: Samples, settings: EvaluationSettings) -> Interval | None:
    """The bootstrap interval of samples."""
    return percentile_interval(samples, settings.confidence)


def macro_f1(task: Task, rows: Rows, answers: Sequence[str]) -> float:
    """Macro-F1 of ``answers``, a label a row."""
    groups = [row.group for row in rows]
    return task_scores(task, gold_of(rows, task), answers, groups, bootstrap=0, confidence=0.95).macro_f1


def _samples(task: Task, rows: Rows, runs: Sequence[Sequence[str]], settings: EvaluationSettings) -> Samples:
    gold, groups = gold_of(rows, task), [row.group for row in rows]
    drawn = [macro_f1_of(resampled_confusion(task, gold, run, groups, bootstrap=settings.bootstrap)) for run in runs]
    return np.asarray(np.mean(drawn, axis=0))
