"""Measuring a checkpoint on labelled statements, beside the baselines: table, metrics, predictions and figure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from detente.inference.records import Line, label_columns
from detente.inference.scorer import Scorer
from detente.model.encoding import ContextMode
from detente.model.errors import DataError
from detente.model.prediction import ScoredStatement
from detente.model.schema import LabelSchema, Task
from detente.training.articles import read_articles
from detente.training.figures import confusion_png
from detente.training.labelled import LabelledStatement, Problems
from detente.training.lines import rows_of
from detente.training.metrics import Difference, TaskScores, difference_interval, mean_macro_f1, task_scores
from detente.training.reliability import TaskReliability, task_reliability
from detente.training.reliability_figures import reliability_png, risk_coverage_png
from detente.training.score_tables import (
    aligned,
    confusion_cells,
    headline,
    label_cells,
    probability_cells,
    risk_cells,
    span,
    threshold_cells,
)
from detente.training.settings import EvaluationSettings
from detente.training.tables import read_table

METRICS, PREDICTIONS, CONFUSION, TABLE = "metrics.json", "predictions.jsonl", "confusion.png", "table.txt"
RELIABILITY, RISK_COVERAGE = "reliability.png", "risk_coverage.png"

Rows = Sequence[LabelledStatement]
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Evaluation:
    """What was measured.

    Args:
        model: name and content hash of the checkpoint.
        statements: rows scored.
        groups: articles that they come from.
        settings: resamples and confidence of the intervals.
        scores: figures of the model, one for each task that the rows answer, in the order of the schema.
        baselines: the same for each baseline.
        differences: ``{baseline: {task: macro-F1 of the model minus that of the baseline}}``.
        unanswered: tasks that no row answers; they are not measured.
        predictions: one line for each row, as in ``predictions.jsonl``.
        reliability: how far the model's probabilities can be believed, one for each of ``scores``.
    """

    model: str
    statements: int
    groups: int
    settings: EvaluationSettings
    scores: tuple[TaskScores, ...]
    baselines: Mapping[str, tuple[TaskScores, ...]]
    differences: Mapping[str, Mapping[str, Difference]]
    unanswered: tuple[str, ...]
    predictions: tuple[Line, ...]
    reliability: tuple[TaskReliability, ...]

    def to_dict(self) -> dict[str, Any]:
        """The form of ``metrics.json``."""
        return {
            "model": self.model,
            "macro_f1": mean_macro_f1(self.scores),
            "tasks": {each.task: each.to_dict() for each in self.scores},
            "probabilities": {each.task: each.to_dict() for each in self.reliability},
            "baselines": {
                name: {
                    "macro_f1": mean_macro_f1(scores),
                    "tasks": {each.task: each.to_dict() for each in scores},
                    "model_ahead_by": {task: asdict(each) for task, each in self.differences[name].items()},
                }
                for name, scores in self.baselines.items()
            },
            "statements": self.statements,
            "groups": self.groups,
            "unanswered": list(self.unanswered),
            "bootstrap": self.settings.bootstrap,
            "confidence": self.settings.confidence,
        }

    def table(self) -> str:
        """The figures as aligned text: macro-F1 of all systems, each task's labels and confusion, probabilities."""
        head = f"{self.model}: {self.statements:,} statements of {self.groups:,} groups"
        if self.settings.bootstrap:
            share = f"{self.settings.confidence:.0%}"
            head += f"; [{share} intervals] from {self.settings.bootstrap:,} resamples of groups"
        blocks = ["\n".join([head, *(f"{task}: no label in these data" for task in self.unanswered)])]
        blocks.append(aligned(list(self._systems()), left=2))
        for index, scores in enumerate(self.scores):
            rivals = {name: each[index] for name, each in self.baselines.items()}
            blocks += [aligned(label_cells(scores, rivals), left=1), aligned(confusion_cells(scores), left=1)]
        blocks += [aligned(probability_cells(self.reliability), left=2), aligned(risk_cells(self.reliability), left=1)]
        if any(each.kept for each in self.reliability):
            blocks.append(aligned(threshold_cells(self.reliability), left=1))
        return "\n\n".join(blocks) + "\n"

    def _systems(self) -> Iterator[list[str]]:
        yield ["task", "system", "macro-F1", "interval", "accuracy", "model ahead by", "interval"]
        for index, scores in enumerate(self.scores):
            yield [scores.task, self.model, *headline(scores), "", ""]
            for name, each in self.baselines.items():
                ahead = self.differences[name][scores.task]
                yield [scores.task, name, *headline(each[index]), f"{ahead.value:+.3f}", span(ahead.interval, "+.3f")]
        if len(self.scores) > 1:
            ours = mean_macro_f1(self.scores)
            yield ["mean", self.model, f"{ours:.3f}", "", "", "", ""]
            for name, scores_of in self.baselines.items():
                theirs = mean_macro_f1(scores_of)
                yield ["mean", name, f"{theirs:.3f}", "", "", f"{ours - theirs:+.3f}", ""]

    def save(self, folder: str | Path) -> None:
        """Write ``metrics.json``, ``predictions.jsonl``, ``table.txt`` and the figures into ``folder``."""
        home = Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"
        (home / METRICS).write_text(text, encoding="utf-8")
        (home / TABLE).write_text(self.table(), encoding="utf-8")
        # A lone surrogate has no UTF-8; written as \udXXX it is the JSON escape of itself.
        with (home / PREDICTIONS).open("w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in self.predictions)
        confusion_png(self.scores, home / CONFUSION)
        reliability_png(self.reliability, home / RELIABILITY)
        risk_coverage_png(self.reliability, home / RISK_COVERAGE)


def evaluate(
    scorer: Scorer,
    rows: Rows,
    settings: EvaluationSettings,
    baselines: Mapping[str, Answers] | None = None,
) -> Evaluation:
    """Score ``rows`` and measure the answers against their labels.

    Args:
        scorer: the checkpoint to measure.
        rows: labelled statements; one that lacks a task's label does not count for that task.
        settings: resamples and confidence of the intervals.
        baselines: what :func:`detente.training.baselines.predict_baselines` says of the same rows, in their order.

    Raises:
        DataError: no rows, or not one label among them.
    """
    tasks = [task for task in scorer.schema if any(task.name in row.labels for row in rows)]
    if not tasks:
        asked = ", ".join(scorer.schema.names)
        raise DataError(f"nothing to evaluate: {len(rows)} statements, none with a label of {asked}")
    statements = [row.statement for row in rows]
    logits = scorer.logits(statements)
    scored = scorer.labelled(statements, logits)
    answers = {task.name: [one[task.name].label for one in scored] for task in tasks}
    rivals = baselines or {}
    return Evaluation(
        model=scorer.model,
        statements=len(rows),
        groups=len({row.group for row in rows}),
        settings=settings,
        scores=_scores(tasks, rows, answers, settings),
        baselines={name: _scores(tasks, rows, theirs, settings) for name, theirs in rivals.items()},
        differences={name: _differences(tasks, rows, answers, theirs, settings) for name, theirs in rivals.items()},
        unanswered=tuple(task.name for task in scorer.schema if task not in tasks),
        predictions=tuple(
            prediction_line(row, one, scorer.schema, scorer.model) for row, one in zip(rows, scored, strict=True)
        ),
        reliability=tuple(
            task_reliability(
                task, gold_of(rows, task), logits[task.name], scorer.checkpoint.calibration.tasks.get(task.name)
            )
            for task in tasks
        ),
    )


def _scores(
    tasks: Sequence[Task], rows: Rows, answers: Answers, settings: EvaluationSettings
) -> tuple[TaskScores, ...]:
    figures = partial(task_scores, bootstrap=settings.bootstrap, confidence=settings.confidence)
    groups = [row.group for row in rows]
    return tuple(figures(task, gold_of(rows, task), answers[task.name], groups) for task in tasks)


def _differences(
    tasks: Sequence[Task], rows: Rows, ours: Answers, theirs: Answers, settings: EvaluationSettings
) -> dict[str, Difference]:
    ahead = partial(difference_interval, bootstrap=settings.bootstrap, confidence=settings.confidence)
    groups = [row.group for row in rows]
    return {task.name: ahead(task, gold_of(rows, task), ours[task.name], theirs[task.name], groups) for task in tasks}


def gold_of(rows: Rows, task: Task) -> list[str | None]:
    """The label of each row for ``task``, None where it has none."""
    return [row.labels.get(task.name) for row in rows]


def prediction_line(row: LabelledStatement, scored: ScoredStatement, schema: LabelSchema, model: str) -> Line:
    """The line of ``predictions.jsonl``: the statement, ``<task>_gold`` for each task, and the columns of scoring."""
    gold = {f"{task.name}_gold": row.labels.get(task.name) for task in schema}
    about = {"statement_id": row.statement.id, "group": row.group, "text": row.statement.text}
    return {**about, **gold, **label_columns(scored.predictions, model)}


def read_evaluation_rows(
    path: Path, schema: LabelSchema, context: ContextMode, columns: Mapping[str, str], problems: Problems
) -> list[LabelledStatement]:
    """Read annotated articles or a statement table; a first row with ``statements`` tells the former.

    Args:
        path: a JSONL, CSV or Parquet file.
        schema: the tasks of the checkpoint.
        context: what surrounds a statement of an article.
        columns: our column name to the table's, where they differ; one that the first row lacks is not looked for.
        problems: collects what is wrong; a file without any statement is a problem too.
    """
    # The reader of the whole file notes what is wrong with the first row, so it is not noted here.
    _, first = next(rows_of(path, Problems()), ("", {}))
    known = len(problems.found)
    if "statements" in first:
        rows = list(read_articles(path, schema, context, problems))
    else:
        theirs = {name: column for name, column in columns.items() if column in first}
        rows = list(read_table(path, schema, theirs, problems))
    if not rows and len(problems.found) == known:
        problems.add(str(path), "no statements")
    return rows
