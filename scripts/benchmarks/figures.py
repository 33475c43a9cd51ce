"""Figures of the quality benchmark: macro-F1 of each system on one data set, intervals, and how far ours is ahead.

A system that chance has a part in was trained with several seeds; its figure is the mean over them. Answers of several
folds are put together before anything is measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.model.schema import LabelSchema
from detente.training.labelled import LabelledStatement
from detente.training.metrics import Interval, Samples, percentile_interval
from detente.training.seed_scores import mean_over_tasks, seed_scores
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
    scores = {task.name: seed_scores(task, rows, [run[task.name] for run in runs], settings) for task in tasks}
    scores[MEAN] = mean_over_tasks(list(scores.values()))
    return Measured(
        {name: float(each.values.mean()) for name, each in scores.items()},
        {name: np.asarray(each.samples.mean(axis=0)) for name, each in scores.items()},
        (float(scores[MEAN].values.min()), float(scores[MEAN].values.max())),
    )


def interval(samples: Samples, settings: EvaluationSettings) -> Interval | None:
    """The bootstrap interval of samples."""
    return percentile_interval(samples, settings.confidence)
