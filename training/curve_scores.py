"""The figures of a learning curve, their intervals, the table and the sentence that draws the conclusion."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from detente.training.learning_point import BASELINE, MODEL, Material, Point
from detente.training.metrics import Interval, percentile_interval
from detente.training.score_tables import aligned
from detente.training.seed_scores import SeedScores, mean_over_tasks, seed_scores
from detente.training.settings import EvaluationSettings

JSON, TABLE, FIGURE = "curve.json", "curve.txt", "curve.png"
LITTLE = 0.01
"""A gain of macro-F1 that is not worth a quarter more of labels."""
SEED_OF_SEEDS = 1
"""Of the draws of seeds; another than that of the draws of groups, so that the two are independent."""


@dataclass(frozen=True)
class Estimate:
    """A macro-F1: the mean over seeds, its interval (None where it cannot be told) and the figure of each seed."""

    value: float
    interval: Interval | None
    by_seed: tuple[float, ...]


@dataclass(frozen=True)
class CurvePoint:
    """What a system reaches with a share of the training statements.

    Args:
        system: as shown.
        share: of the labelled training statements.
        statements: labelled training statements, the mean over seeds (whole groups are taken).
        tasks: macro-F1 of each task.
        mean: mean macro-F1 over tasks.
    """

    system: str
    share: float
    statements: int
    tasks: Mapping[str, Estimate]
    mean: Estimate


@dataclass(frozen=True)
class LearningCurve:
    """The curve of the model and of the baseline.

    Args:
        model: name of the config.
        measured_on: what the statements measured on are.
        statements: their number.
        groups: the articles that they come from.
        seeds: which.
        settings: resamples and confidence of the intervals.
        points: of each system, shares ascending.
        last_step: mean macro-F1 of the model at its last point minus that at the one before.
        corpus: hash of the corpus.
    """

    model: str
    measured_on: str
    statements: int
    groups: int
    seeds: tuple[int, ...]
    settings: EvaluationSettings
    points: tuple[CurvePoint, ...]
    last_step: Estimate
    corpus: str

    def table(self) -> str:
        """The figures as aligned text."""
        tasks = list(self.points[0].tasks)
        rows = [["system", "labels", *(cell for name in (*tasks, "mean") for cell in (name, "interval"))]]
        for point in self.points:
            figures = [*(point.tasks[name] for name in tasks), point.mean]
            cells = [cell for each in figures for cell in (f"{each.value:.3f}", span(each.interval, ".3f"))]
            rows.append([point.system, f"{point.statements:,}", *cells])
        return f"{self._head()}\n\n{aligned(rows, left=1)}\n"

    def _head(self) -> str:
        seeds = ", ".join(map(str, self.seeds))
        head = (
            f"macro-F1 by labelled training statements, measured on {self.statements:,} statements of "
            f"{self.groups:,} groups ({self.measured_on}); mean of seed{'s' if len(self.seeds) > 1 else ''} {seeds}"
        )
        if not self.settings.bootstrap:
            return head
        return f"{head}; [{self.settings.confidence:.0%} intervals] from {self.settings.bootstrap:,} resamples"

    def conclusion(self) -> str:
        """What the last step added, and so whether more labels would help."""
        before, last = [point for point in self.points if point.system == self.model][-2:]
        share = 1 - before.statements / last.statements
        added = (
            f"The last {share:.0%} of the labels ({before.statements:,} to {last.statements:,}) changed the mean "
            f"macro-F1 of {self.model} by {self.last_step.value:+.3f}{_spaced(span(self.last_step.interval, '+.3f'))}"
        )
        return f"{added}: {verdict(self.last_step.interval)}."

    def to_dict(self) -> dict[str, Any]:
        """The form of ``curve.json``."""
        return {**asdict(self), "settings": self.settings.model_dump(), "conclusion": self.conclusion()}

    def save(self, folder: Path) -> None:
        """Write ``curve.json``, ``curve.txt`` and ``curve.png`` into ``folder``."""
        from detente.training.curve_figure import learning_curve_png

        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False) + "\n"
        (folder / JSON).write_text(text, encoding="utf-8")
        (folder / TABLE).write_text(f"{self.table()}\n{self.conclusion()}\n", encoding="utf-8")
        learning_curve_png(self.points, folder / FIGURE)


def verdict(interval: Interval | None) -> str:
    """Whether more labels would help, from the interval of what the last ones added."""
    if interval is None:
        return "without an interval this does not tell whether more labels would help"
    low, high = interval
    if low > 0:
        return "more labels of this kind would probably help"
    if high < 0:
        return "the last labels did harm; look at them before adding more"
    if high < LITTLE:
        return "more labels of this kind would add little"
    return "the interval holds 0, so this does not tell whether more labels would help"


def span(interval: Interval | None, form: str) -> str:
    """``[low, high]``, nothing where there is none."""
    return "" if interval is None else f"[{interval[0]:{form}}, {interval[1]:{form}}]"


def _spaced(text: str) -> str:
    return f" {text}" if text else ""


def measured(material: Material, points: Sequence[Point], lines: Mapping[Point, Mapping[str, Any]]) -> LearningCurve:
    """Put answers beside labels.

    Intervals come from the pigeonhole bootstrap (Owen, 2007, Annals of Applied Statistics 1): in each resample both the
    groups of the measured statements and the seeds are drawn anew, with replacement, and the mean over the drawn seeds
    is taken. All points, systems and tasks meet the same draws, so the interval of a difference is that of paired
    differences. It covers the choice of test articles, of training articles and of the training's chance.

    Args:
        material: what was measured on.
        points: systems one after the other, shares ascending within each, seeds within each share.
        lines: ``answers`` (one label for each measured row and task) and ``statements`` of each point.
    """
    settings = material.config.settings
    tasks = [task for task in settings.label_schema if any(task.name in row.labels for row in material.rows)]
    seeds = tuple(dict.fromkeys(point.seed for point in points))
    draws = np.random.default_rng(SEED_OF_SEEDS).integers(0, len(seeds), (settings.evaluation.bootstrap, len(seeds)))
    made, means = [], {}
    for (system, share), some in groupby(points, key=lambda point: (point.system, point.share)):
        runs = [lines[point] for point in some]
        figures = {
            task.name: seed_scores(
                task, material.rows, [run["answers"][task.name] for run in runs], settings.evaluation
            )
            for task in tasks
        }
        means[system, share] = overall = mean_over_tasks(list(figures.values()))
        estimates = {name: _estimate(each, draws, settings.evaluation) for name, each in figures.items()}
        shown = settings.name if system == MODEL else BASELINE
        count = round(mean(run["statements"] for run in runs))
        made.append(CurvePoint(shown, share, count, estimates, _estimate(overall, draws, settings.evaluation)))
    before, last = [figures for (system, _), figures in means.items() if system == MODEL][-2:]
    step = SeedScores(last.values - before.values, last.samples - before.samples)
    return LearningCurve(
        model=settings.name,
        measured_on="test part" if material.on is None else material.on.name,
        statements=len(material.rows),
        groups=len({row.group for row in material.rows}),
        seeds=seeds,
        settings=settings.evaluation,
        points=tuple(made),
        last_step=_estimate(step, draws, settings.evaluation),
        corpus=material.corpus.hash,
    )


def _estimate(figures: SeedScores, draws: Any, settings: EvaluationSettings) -> Estimate:
    resamples = figures.samples.shape[1]
    # Resample b: the mean over the seeds drawn for it of their macro-F1 in it.
    drawn = figures.samples[draws[:resamples], np.arange(resamples)[:, None]].mean(axis=1)
    values = tuple(float(value) for value in figures.values)
    return Estimate(float(np.mean(values)), percentile_interval(drawn, settings.confidence), values)
