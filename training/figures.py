"""Figures of a run: confusion matrices and learning curves, as PNG files.

Drawn on ``Figure`` objects with the Agg canvas: no window, no global state of pyplot, no change of backend.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from detente.training.metrics import TaskScores

DOTS_PER_INCH = 150
MACRO_F1 = "_macro_f1"
MEAN = "eval_macro_f1"


def confusion_png(scores: Sequence[TaskScores], path: str | Path) -> None:
    """Draw one confusion matrix a task, side by side: counts, shaded by their share of the gold label's row."""
    sizes = [0.75 * len(each.labels) for each in scores]
    names = [0.1 * max(len(label.label) for label in each.labels) for each in scores]
    widths = [size + name + 0.7 for size, name in zip(sizes, names, strict=True)]
    figure = Figure(figsize=(sum(widths) + 0.9, max(sizes) + 0.7 * max(names) + 0.8), layout="constrained")
    panels = figure.subplots(1, len(scores), squeeze=False, width_ratios=widths)[0]
    for axes, each in zip(panels, scores, strict=True):
        _confusion(axes, each)
    shades = figure.colorbar(panels[-1].images[0], ax=list(panels), fraction=0.05, aspect=30)
    shades.set_label("share of the gold label's statements")
    save_png(figure, path)


def _confusion(axes: Axes, scores: TaskScores) -> None:
    counts = np.array(scores.confusion)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, f"{count:,}", ha="center", va="center", color=colour)
    names = [each.label.replace("_", " ") for each in scores.labels]
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", rotation_mode="anchor", parse_math=False)
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.set_xlabel("predicted label (statements)")
    axes.set_ylabel("gold label (statements)")
    axes.set_title(f"{scores.task}: macro-F1 {scores.macro_f1:.3f}")


def curves_png(history: Sequence[Mapping[str, float]], path: str | Path) -> None:
    """Draw training loss by step beside validation loss and validation macro-F1 by epoch.

    Args:
        history: rows like ``{"step": 40, "epoch": 2.0, "loss": 0.7}`` and ``{"step": 40, "epoch": 2.0,
            "eval_loss": 0.9, "eval_stance_macro_f1": 0.6, "eval_macro_f1": 0.6}``, the last key being the mean
            over tasks; other keys and rows are passed over.
        path: the PNG file to write.
    """
    figure = Figure(figsize=(12, 3.8), layout="constrained")
    figure.get_layout_engine().set(wspace=0.06)  # type: ignore[union-attr,call-arg]
    fitting, validation, agreement = figure.subplots(1, 3)
    _line(fitting, history, "step", "loss", "training", marker=".")
    _line(validation, history, "epoch", "eval_loss", "validation", marker="o", color="tab:orange")
    for key in _f1_keys(history):
        name = "mean over tasks" if key == MEAN else key.removeprefix("eval_").removesuffix(MACRO_F1)
        style = {"color": "black", "linewidth": 2.2} if key == MEAN else {"linewidth": 1.4}
        _line(agreement, history, "epoch", key, name, marker="o", **style)
    _label(fitting, "training loss", "optimiser step", "loss (nats)")
    _label(validation, "validation loss", "epoch", "loss (nats)")
    _label(agreement, "validation macro-F1", "epoch", "macro-F1 (0 to 1)")
    agreement.set_ylim(0, 1)
    if agreement.lines:
        agreement.legend(loc="lower right")
    save_png(figure, path)


def _f1_keys(history: Sequence[Mapping[str, float]]) -> list[str]:
    keys = dict.fromkeys(key for row in history for key in row if key.startswith("eval_") and key.endswith(MACRO_F1))
    return sorted(keys, key=lambda key: key == MEAN)


def _line(
    axes: Axes, history: Sequence[Mapping[str, float]], across: str, up: str, name: str, **style: str | float
) -> None:
    points = [(row[across], row[up]) for row in history if across in row and up in row]
    if points:
        axes.plot(*zip(*points, strict=True), label=name, **style)  # type: ignore[arg-type]


def _label(axes: Axes, title: str, across: str, up: str) -> None:
    axes.set_title(title)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def save_png(figure: Figure, path: str | Path) -> None:
    """Write a figure as a PNG file."""
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=DOTS_PER_INCH)
