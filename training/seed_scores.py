"""Macro-F1 of a system that was trained with several seeds, for each of them and in each resample of the groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.model.schema import Task
from detente.training.evaluation import gold_of
from detente.training.labelled import LabelledStatement
from detente.training.metrics import Samples, macro_f1_of, resampled_confusion, task_scores
from detente.training.settings import EvaluationSettings


@dataclass(frozen=True)
class SeedScores:
    """Macro-F1 by seed.

    Args:
        values: (seeds,) as measured.
        samples: (seeds, resamples), each resample the same for every seed, task and system.
    """

    values: Samples
    samples: Samples


def seed_scores(
    task: Task, rows: Sequence[LabelledStatement], runs: Sequence[Sequence[str]], settings: EvaluationSettings
) -> SeedScores:
    """Measure one task.

    Args:
        task: whose labels are compared.
        rows: labelled statements; whole groups are resampled.
        runs: the answers of each seed, a label a row.
        settings: number of resamples.
    """
    gold, groups = gold_of(rows, task), [row.group for row in rows]
    confidence, resamples = settings.confidence, settings.bootstrap
    values = [task_scores(task, gold, run, groups, bootstrap=0, confidence=confidence).macro_f1 for run in runs]
    samples = [macro_f1_of(resampled_confusion(task, gold, run, groups, bootstrap=resamples)) for run in runs]
    return SeedScores(np.array(values), np.array(samples))


def mean_over_tasks(scores: Sequence[SeedScores]) -> SeedScores:
    """The mean of several tasks; a task with labels in a single group has no resamples, then the mean has none."""
    least = min(each.samples.shape[1] for each in scores)
    samples = np.mean([each.samples[:, :least] for each in scores], axis=0)
    return SeedScores(np.mean([each.values for each in scores], axis=0), samples)
