"""The report of the quality benchmark as Markdown: for each data set scores, how far ours is ahead, and the cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Measured, interval
from benchmarks.material import CORPUS, PLV, REAL
from benchmarks.systems import OURS, SYSTEMS
from detente.training.metrics import Interval, Samples
from detente.training.settings import EvaluationSettings

TITLES = {
    CORPUS: "Held-out articles of the corpus",
    REAL: "Labelled statements from elsewhere",
    PLV: "Cross-validation on statements with speaker and target",
}

UNMEASURABLE = 100_000
"""Statements a second beyond which the clock measures itself."""


@dataclass(frozen=True)
class Cost:
    """What a system cost on one data set.

    Args:
        train_seconds: mean of its trainings.
        per_second: statements labelled a second.
        trainings: how many there were (seeds times folds).
        threads: threads that a job had, as found in the results.
        facts: what a training tells of itself.
    """

    train_seconds: float
    per_second: float
    trainings: int
    threads: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One data set: what it is, and each system's figures and cost by the system's name."""

    name: str
    about: str
    measured: Mapping[str, Measured]
    costs: Mapping[str, Cost]


def report(
    heading: str, command: str, sections: Sequence[Section], settings: EvaluationSettings, circumstances: Sequence[str]
) -> str:
    """The page.

    Args:
        heading: its title.
        command: what printed it.
        sections: one a data set.
        settings: resamples and confidence of the intervals.
        circumstances: seeds, hardware, versions; a line each.
    """
    share = f"{settings.confidence:.0%}"
    lines = [
        f"# {heading}",
        "",
        f"Printed by `{command}`. All systems learnt from the same train part. Macro-F1, the mean over seeds where "
        f"chance has a part, with {share} intervals from {settings.bootstrap:,} resamples of groups (articles, or "
        "statements where there are none); they tell what other test statements would change, not other trainings. The "
        "spread is that of the mean between seeds. Differences are paired: both systems on the same resamples.",
    ]
    for section in sections:
        lines += ["", *_section(section, settings)]
    lines += [
        "",
        "## Systems",
        "",
        *_systems(sections),
        "",
        "## Circumstances",
        "",
        *(f"- {it}" for it in circumstances),
    ]
    return "\n".join(lines) + "\n"


def _section(section: Section, settings: EvaluationSettings) -> list[str]:
    columns = list(next(iter(section.measured.values())).values)
    lines = [f"## {TITLES[section.name]}", "", section.about, ""]
    scores = [_scores(name, one, columns, settings) for name, one in section.measured.items()]
    lines += _table(["system", *columns, "spread between seeds"], scores)
    if OURS in section.measured:
        ours = section.measured[OURS]
        ahead = [_ahead(name, ours, one, columns, settings) for name, one in section.measured.items() if name != OURS]
        title = SYSTEMS[OURS].title
        lines += ["", *_table([f"{title} is ahead of", *columns], ahead)] if ahead else []
    costs = [_cost(name, cost) for name, cost in section.costs.items()]
    return [*lines, "", *_table(["system", "training, s", "labelling, statements/s", "trainings", "threads"], costs)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _scores(name: str, one: Measured, columns: Sequence[str], settings: EvaluationSettings) -> list[str]:
    cells = [f"{one.values[column]:.3f}{_span(one.samples[column], settings)}" for column in columns]
    least, greatest = one.spread
    return [SYSTEMS[name].title, *cells, f"{least:.3f} to {greatest:.3f}" if SYSTEMS[name].seeded else ""]


def _ahead(
    name: str, ours: Measured, theirs: Measured, columns: Sequence[str], settings: EvaluationSettings
) -> list[str]:
    cells = []
    for column in columns:
        value = ours.values[column] - theirs.values[column]
        cells.append(f"{value:+.3f}{_span(ours.samples[column] - theirs.samples[column], settings, '+.3f')}")
    return [SYSTEMS[name].title, *cells]


def _cost(name: str, cost: Cost) -> list[str]:
    speed = f"{cost.per_second:,.0f}" if cost.per_second < UNMEASURABLE else f"over {UNMEASURABLE:,}"
    figures = [f"{cost.train_seconds:,.1f}", speed, f"{cost.trainings}", cost.threads]
    return [SYSTEMS[name].title, *figures]


def _span(samples: Samples, settings: EvaluationSettings, form: str = ".3f") -> str:
    found: Interval | None = interval(samples, settings)
    return "" if found is None else f" [{found[0]:{form}}, {found[1]:{form}}]"


def _systems(sections: Sequence[Section]) -> list[str]:
    """What each system was, with what its trainings told: steps, learning rate, epochs on each data set."""
    lines = []
    for name in dict.fromkeys(name for section in sections for name in section.measured):
        told = [
            f"{section.name}: {', '.join(f'{fact} {value}' for fact, value in section.costs[name].facts.items())}"
            for section in sections
            if name in section.costs and section.costs[name].facts
        ]
        facts = f" ({'; '.join(told)})" if told else ""
        lines.append(f"- {SYSTEMS[name].title}: {SYSTEMS[name].about}{facts}")
    return lines
