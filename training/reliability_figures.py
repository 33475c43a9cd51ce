"""Figures of probabilities: reliability diagrams with their counts, and risk against coverage, as PNG files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from detente.training.figures import save_png
from detente.training.reliability import TaskReliability

SHARES = PercentFormatter(1, decimals=0)
ANSWERS, PERFECT, BEST = "#2b6ca3", "0.35", "0.6"


def reliability_png(measured: Sequence[TaskReliability], path: str | Path) -> None:
    """Draw one reliability diagram a task: accuracy by probability over bins of equal width, the counts below."""
    figure = Figure(figsize=(4.4 * len(measured) + 0.3, 5.2), layout="constrained")
    panels = figure.subplots(2, len(measured), squeeze=False, sharex=True, height_ratios=[3, 1])
    for (above, below), each in zip(panels.T, measured, strict=True):
        _diagram(above, each)
        _counts(below, each)
    save_png(figure, path)


def _diagram(axes: Axes, each: TaskReliability) -> None:
    filled = [one for one in each.bins if one.count]
    sure, right, counts = np.array([(one.probability, one.accuracy, one.count) for one in filled], dtype=float).T
    axes.plot([0, 1], [0, 1], color=PERFECT, linestyle="--", linewidth=1.2, label="perfectly calibrated")
    # From the diagonal to the point: what the probability promises too much or too little.
    axes.vlines(sure, sure, right, color="tab:red", linewidth=1.6, alpha=0.7)
    sizes = 18 + 110 * np.sqrt(counts / counts.max())
    axes.scatter(sure, right, s=sizes, color=ANSWERS, zorder=3, label="answers of one bin")
    axes.set(xlim=(0, 1), ylim=(-0.02, 1.02), ylabel="share of right answers")
    own = "" if each.uncalibrated is None else f" (network's own {each.uncalibrated.ece:.3f})"
    axes.set_title(f"{each.task}: calibration error {each.scores.ece:.3f}{own}", fontsize=10.5)
    axes.yaxis.set_major_formatter(SHARES)
    axes.legend(loc="lower right", fontsize=8.5, frameon=False, markerscale=0.7)
    _plain(axes)


def _counts(axes: Axes, each: TaskReliability) -> None:
    middles = [(one.low + one.high) / 2 for one in each.bins]
    width = each.bins[0].high - each.bins[0].low
    bars = axes.bar(middles, [one.count for one in each.bins], width=width * 0.92, color=ANSWERS)
    axes.bar_label(bars, [f"{one.count:,}" if one.count else "" for one in each.bins], fontsize=7, padding=1)
    axes.set(xlabel="probability of the given label", ylabel="answers")
    axes.margins(y=0.25)
    axes.xaxis.set_major_formatter(SHARES)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=3))
    _plain(axes)


def risk_coverage_png(measured: Sequence[TaskReliability], path: str | Path) -> None:
    """Draw one risk-coverage curve a task, beside the best that any order of the same answers could do."""
    figure = Figure(figsize=(4.4 * len(measured) + 0.3, 3.9), layout="constrained")
    panels = figure.subplots(1, len(measured), squeeze=False, sharey=True)[0]
    for axes, each in zip(panels, measured, strict=True):
        _risk(axes, each)
    panels[0].set_ylabel("share of wrong answers among the kept")
    highest = max(risk for each in measured for _, risk in each.curve)
    # Room above every line for the legends.
    panels[0].set_ylim(0, 1.55 * max(0.05, highest))
    panels[0].yaxis.set_major_formatter(SHARES)
    save_png(figure, path)


def _risk(axes: Axes, each: TaskReliability) -> None:
    coverage, risk = np.array(each.curve).T
    axes.plot(coverage, risk, color=ANSWERS, linewidth=1.8, label="most certain answers first")
    best = np.maximum(0, 1 - (1 - risk[-1]) / coverage)
    axes.plot(coverage, best, color=BEST, linestyle=":", linewidth=1.6, label="wrong answers last (the best order)")
    axes.axhline(risk[-1], color=PERFECT, linestyle="--", linewidth=1, label=f"all answers kept: {risk[-1]:.1%}")
    if each.kept is not None and each.kept.precision is not None:
        kept = (each.kept.coverage, 1 - each.kept.precision)
        words = f"threshold {each.kept.threshold:.2f}: {kept[0]:.0%} kept, {kept[1]:.1%} wrong"
        axes.plot(*kept, marker="o", markersize=8, color="tab:red", linestyle="none", label=words)
    axes.set(xlim=(0, 1), xlabel="share of answers kept")
    axes.set_title(f"{each.task}: area under the curve {each.scores.aurc:.3f}", fontsize=10.5)
    axes.xaxis.set_major_formatter(SHARES)
    axes.legend(loc="upper left", fontsize=8.5, frameon=False)
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.grid(alpha=0.3)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
