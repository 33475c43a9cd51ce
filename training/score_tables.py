"""The figures of an evaluation as rows of cells, and rows of cells as aligned text."""

from collections.abc import Mapping, Sequence

from detente.model.calibration import Calibration, OperatingPoint
from detente.training.metrics import Interval, TaskScores
from detente.training.reliability import COVERAGES, ProbabilityScores, TaskReliability

Cells = list[list[str]]


def headline(scores: TaskScores) -> list[str]:
    """Macro-F1, its interval and accuracy."""
    return [f"{scores.macro_f1:.3f}", span(scores.interval), f"{scores.accuracy:.3f}"]


def span(interval: Interval | None, form: str = ".3f") -> str:
    """An interval, nothing where there is none."""
    return "" if interval is None else f"[{interval[0]:{form}}, {interval[1]:{form}}]"


def label_cells(scores: TaskScores, rivals: Mapping[str, TaskScores]) -> Cells:
    """One line a label of the model, with the F1 of each baseline at its end."""
    head = [scores.task, "precision", "recall", "F1", "interval", "support", *(f"F1 {name}" for name in rivals)]
    lines = []
    for index, each in enumerate(scores.labels):
        figures = [f"{figure:.3f}" for figure in (each.precision, each.recall, each.f1)]
        beside = [f"{rival.labels[index].f1:.3f}" for rival in rivals.values()]
        lines.append([each.label, *figures, span(each.interval), f"{each.support:,}", *beside])
    missing = [["(no label)", "", "", "", "", f"{scores.unlabelled:,}", *([""] * len(rivals))]]
    return [head, *lines, *(missing if scores.unlabelled else [])]


def confusion_cells(scores: TaskScores) -> Cells:
    """Statements by gold label, downwards, and predicted label, across."""
    names = [each.label for each in scores.labels]
    counts = [[name, *(f"{n:,}" for n in row)] for name, row in zip(names, scores.confusion, strict=True)]
    return [[f"{scores.task}: gold \\ predicted", *names], *counts]


def probability_cells(measured: Sequence[TaskReliability]) -> Cells:
    """The figures of each task's probabilities and, where these are calibrated, of the network's own."""
    lines = [["probabilities", "calibration", "ECE", "ECE (equal mass)", "Brier", "NLL", "AURC"]]
    for each in measured:
        if each.uncalibrated is not None:
            lines.append([each.task, "network's own", *_probability_figures(each.uncalibrated)])
        lines.append([each.task, each.method or "none", *_probability_figures(each.scores)])
    return lines


def _probability_figures(scores: ProbabilityScores) -> list[str]:
    figures = (scores.ece, scores.ece_equal_mass, scores.brier, scores.nll, scores.aurc)
    return [f"{figure:.3f}" for figure in figures]


def risk_cells(measured: Sequence[TaskReliability]) -> Cells:
    """The share of wrong answers among the most certain, for ten shares of answers kept."""
    head = ["share wrong among the most certain", *(f"{share:.0%}" for share in COVERAGES)]
    return [head, *([each.task, *(f"{each.risk_at(share):.3f}" for share in COVERAGES)] for each in measured)]


def threshold_cells(measured: Sequence[TaskReliability]) -> Cells:
    """What the thresholds of the checkpoint do to these rows."""
    lines = [["abstention", "asked for", "threshold", "coverage", "precision"]]
    for each in measured:
        if (kept := each.kept) is not None:
            precision = "" if kept.precision is None else f"{kept.precision:.3f}"
            threshold = threshold_in_words(kept.threshold)
            lines.append([each.task, f"{kept.min_precision:g}", threshold, f"{kept.coverage:.3f}", precision])
    return lines


def calibration_cells(calibration: Calibration) -> Cells:
    """What a fit found for each task, on the rows that it was fitted on."""
    head = [
        "task",
        "method",
        "rows",
        "ECE before",
        "after",
        "NLL before",
        "after",
        "threshold",
        "coverage",
        "precision",
    ]
    lines = [[*head, "at least (95%)"]]
    for name, each in calibration.tasks.items():
        found = each.figures
        figures = (found.ece_before, found.ece_after, found.nll_before, found.nll_after)
        point = None if each.abstention is None else each.abstention.point
        lines.append([name, each.method, f"{found.rows:,}", *(f"{figure:.3f}" for figure in figures), *_point(point)])
    return lines


def _point(point: OperatingPoint | None) -> list[str]:
    if point is None:
        return ["", "", "", ""]
    shares = ("" if share is None else f"{share:.3f}" for share in (point.precision, point.precision_lower))
    return [threshold_in_words(point.threshold), f"{point.coverage:.3f}", *shares]


def threshold_in_words(threshold: float) -> str:
    """The threshold; "none reaches it" for one above every probability."""
    return f"{threshold:.3f}" if threshold <= 1 else "none reaches it"


def aligned(rows: Cells, left: int) -> str:
    """Cells as columns two spaces apart, the first ``left`` columns flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
