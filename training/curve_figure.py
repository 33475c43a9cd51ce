"""The figure of a learning curve: macro-F1 by labelled training statements, one panel a task and one for the mean."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from detente.training.figures import DOTS_PER_INCH

if TYPE_CHECKING:
    from detente.training.curve_scores import CurvePoint, Estimate

MEAN = "mean over tasks"
BAND = 0.2
"""How opaque the band of an interval is."""


def learning_curve_png(points: Sequence["CurvePoint"], path: str | Path) -> None:
    """Draw one line a system, its intervals as a band; the axis of labels is logarithmic.

    Args:
        points: of each system, shares ascending.
        path: the PNG file to write.
    """
    panels = [*points[0].tasks, *([MEAN] if len(points[0].tasks) > 1 else [])]
    figure = Figure(figsize=(0.6 + 3.8 * len(panels), 3.6), layout="constrained")
    all_axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, panel in zip(all_axes, panels, strict=True):
        for system in dict.fromkeys(point.system for point in points):
            own = [point for point in points if point.system == system]
            estimates = [point.mean if panel == MEAN else point.tasks[panel] for point in own]
            _line(axes, [point.statements for point in own], estimates, system)
        _label(axes, panel, sorted({point.statements for point in points}))
    all_axes[0].set_ylabel("macro-F1 (0 to 1)")
    all_axes[-1].legend(loc="lower right")
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=DOTS_PER_INCH)


def _line(axes: Axes, counts: Sequence[int], estimates: Sequence["Estimate"], name: str) -> None:
    (line,) = axes.plot(counts, [each.value for each in estimates], marker="o", label=name)
    known = [(count, *each.interval) for count, each in zip(counts, estimates, strict=True) if each.interval]
    if known:
        axes.fill_between(*zip(*known, strict=True), color=line.get_color(), alpha=BAND, linewidth=0)  # type: ignore[arg-type]


def _label(axes: Axes, title: str, counts: Sequence[int]) -> None:
    axes.set_title(title.replace("_", " "), parse_math=False)
    axes.set_xlabel("labelled training statements")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(list(counts)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_ylim(0, 1)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
