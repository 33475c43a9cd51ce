import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.image import imread

from detente.model.article import Statement
from detente.training.config import load_config
from detente.training.corpus import Corpus
from detente.training.curve_figure import learning_curve_png
from detente.training.curve_scores import CurvePoint, Estimate, LearningCurve, measured, verdict
from detente.training.labelled import LabelledStatement
from detente.training.learning_point import BASELINE, MODEL, Material, Point
from detente.training.settings import EvaluationSettings


def estimate(value: float, *, half: float = 0.05) -> Estimate:
    return Estimate(value, (value - half, value + half), (value, value))


def point(system: str, share: float, statements: int, one: float, other: float) -> CurvePoint:
    tasks = {"attitude": estimate(one), "topic": estimate(other)}
    return CurvePoint(system, share, statements, tasks, estimate((one + other) / 2))


CURVE = LearningCurve(
    model="small",
    measured_on="test part",
    statements=1200,
    groups=40,
    seeds=(1, 2),
    settings=EvaluationSettings(bootstrap=1000, confidence=0.95),
    points=(
        point(BASELINE, 0.5, 900, 0.5, 0.6),
        point(BASELINE, 1.0, 1800, 0.55, 0.62),
        point("small", 0.5, 900, 0.6, 0.7),
        point("small", 1.0, 1800, 0.7, 0.8),
    ),
    last_step=Estimate(0.1, (0.02, 0.18), (0.1, 0.1)),
    corpus="0123456789ab",
)

TABLE = """\
macro-F1 by labelled training statements, measured on 1,200 statements of 40 groups (test part); mean of seeds 1, 2; \
[95% intervals] from 1,000 resamples

system           labels  attitude        interval  topic        interval   mean        interval
tf-idf + logreg     900     0.500  [0.450, 0.550]  0.600  [0.550, 0.650]  0.550  [0.500, 0.600]
tf-idf + logreg   1,800     0.550  [0.500, 0.600]  0.620  [0.570, 0.670]  0.585  [0.535, 0.635]
small               900     0.600  [0.550, 0.650]  0.700  [0.650, 0.750]  0.650  [0.600, 0.700]
small             1,800     0.700  [0.650, 0.750]  0.800  [0.750, 0.850]  0.750  [0.700, 0.800]
"""


def test_the_table():
    assert CURVE.table() == TABLE


def test_the_conclusion():
    assert CURVE.conclusion() == (
        "The last 50% of the labels (900 to 1,800) changed the mean macro-F1 of small by +0.100 [+0.020, +0.180]: "
        "more labels of this kind would probably help."
    )


def test_without_intervals_neither_table_nor_conclusion_pretends_to_have_them():
    bare = replace(
        CURVE, settings=EvaluationSettings(bootstrap=0, confidence=0.95), last_step=Estimate(0.1, None, (0.1,))
    )
    assert "intervals" not in bare.table()
    assert bare.conclusion().endswith(
        "by +0.100: without an interval this does not tell whether more labels would help."
    )


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((0.01, 0.1), "would probably help"),
        ((-0.1, -0.01), "did harm"),
        ((-0.02, 0.005), "would add little"),
        ((-0.02, 0.05), "does not tell"),
        (None, "without an interval"),
    ],
)
def test_the_verdict_follows_the_interval(interval, expected):
    assert expected in verdict(interval)


def test_the_figure_shows_every_system_task_and_count(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    figures, save = [], Figure.savefig
    monkeypatch.setattr(
        Figure, "savefig", lambda figure, *args, **rest: figures.append(figure) or save(figure, *args, **rest)
    )
    learning_curve_png(CURVE.points, tmp_path / "curve.png")
    panels = figures[0].axes
    assert [axes.get_title() for axes in panels] == ["attitude", "topic", "mean over tasks"]
    assert [line.get_label() for line in panels[0].lines] == [BASELINE, "small"]
    assert panels[2].lines[1].get_xydata().tolist() == [[900, pytest.approx(0.65)], [1800, pytest.approx(0.75)]]
    assert [tick.get_text() for tick in panels[0].get_xticklabels()] == ["900", "1,800"]
    assert len(panels[0].collections) == 2
    assert len(np.unique(imread(tmp_path / "curve.png").reshape(-1, 4), axis=0)) > 10


@pytest.fixture
def material():
    """Twelve statements of six groups, two tasks."""
    config = load_config("base", ["--labels={mood: [glad, sad], place: [sea, land]}", "--evaluation.bootstrap=400"])
    rows = tuple(
        LabelledStatement(
            Statement.of("we agree", id=f"s{i}"),
            {"mood": ("glad", "sad")[i % 2], "place": ("sea", "land")[i % 3 % 2]},
            f"g{i // 2}",
            f"x:{i}",
        )
        for i in range(12)
    )
    return Material(config, Corpus({"train": (), "validation": (), "test": rows}, {}), rows, "test", None)


def answers(material, wrong):
    """Right answers, but for the first ``wrong`` rows' mood."""
    other = {"glad": "sad", "sad": "glad"}
    mood = [row.labels["mood"] for row in material.rows]
    return {
        "mood": [other[label] if i < wrong else label for i, label in enumerate(mood)],
        "place": [row.labels["place"] for row in material.rows],
    }


def curve_of(material, wrong):
    """``{(share, seed): wrong answers of the model}`` as a curve; the baseline is always right."""
    points = [Point(system, share, seed) for system in (BASELINE, MODEL) for share, seed in wrong]
    lines = {
        each: {
            "answers": answers(material, wrong[each.share, each.seed] if each.system == MODEL else 0),
            "statements": 100 * each.share,
        }
        for each in points
    }
    return measured(material, points, lines)


def test_values_are_means_over_seeds(material):
    made = curve_of(material, {(0.5, 1): 4, (0.5, 2): 6, (1.0, 1): 0, (1.0, 2): 0})
    assert [each.statements for each in made.points] == [50, 100, 50, 100]
    half = made.points[2]
    assert half.tasks["mood"].by_seed == (pytest.approx(2 / 3), pytest.approx(0.5))
    assert half.tasks["mood"].value == pytest.approx(7 / 12)
    assert half.tasks["place"].value == 1
    assert half.mean.value == pytest.approx(19 / 24)
    assert made.last_step.value == pytest.approx(5 / 24)


def test_an_interval_covers_groups_and_seeds(material):
    made = curve_of(material, {(0.5, 1): 4, (0.5, 2): 4, (1.0, 1): 0, (1.0, 2): 12})
    low, high = made.points[2].tasks["mood"].interval
    # The seeds agree, the groups do not: two of six groups are wrong.
    assert low < 2 / 3 < high < 1.01
    # Every group is all right with one seed and all wrong with the other: only the seeds differ.
    assert made.points[3].tasks["mood"].interval == (0, 1)
    assert made.points[3].tasks["place"].interval == (1, 1)


def test_the_last_step_is_paired(material):
    same = curve_of(material, {(0.5, 1): 4, (0.5, 2): 7, (1.0, 1): 4, (1.0, 2): 7})
    assert same.points[2].mean.interval[0] < same.points[2].mean.interval[1]
    # The same answers at both points: whatever groups and seeds are drawn, the difference is none.
    assert same.last_step.interval == (0, 0)


def test_one_group_has_no_interval(material):
    rows = tuple(replace(row, group="one") for row in material.rows)
    made = curve_of(replace(material, rows=rows), {(0.5, 1): 4, (1.0, 1): 0})
    assert made.points[2].mean.interval is None
    assert not math.isnan(made.points[2].mean.value)
    assert made.conclusion().endswith("without an interval this does not tell whether more labels would help.")
