import numpy as np
import pytest
from matplotlib.image import imread

from detente.model.calibration import FitFigures, OperatingPoint, TaskCalibration
from detente.model.schema import Task
from detente.training.reliability import task_reliability
from detente.training.reliability_figures import reliability_png, risk_coverage_png

POINT = OperatingPoint(0.6, 0.5, 0.8, 0.7)
CALIBRATION = TaskCalibration("temperature", (0.5,) * 3, (0.0,) * 3, FitFigures(1, 0, 0, 0, 0), (POINT,)).at(0.8)


def measured(name, calibration=None, rows=200):
    random = np.random.default_rng(1)
    task = Task(name, ("a", "b", "c"), {})
    logits = random.normal(scale=2, size=(rows, 3)).astype(np.float32)
    gold = [task.labels[i] for i in (logits + random.normal(size=(rows, 3))).argmax(axis=1)]
    return task_reliability(task, gold, logits, calibration)


def test_a_diagram_shows_each_filled_bin_and_all_counts(tmp_path, drawn):
    stance = measured("stance", CALIBRATION)
    reliability_png([stance, measured("topic")], tmp_path / "r.png")
    above, other, below, _ = drawn[0].axes
    filled = [each for each in stance.bins if each.count]
    assert above.collections[-1].get_offsets().tolist() == [[each.probability, each.accuracy] for each in filled]
    assert [bar.get_height() for bar in below.patches] == [each.count for each in stance.bins]
    assert sum(bar.get_height() for bar in below.patches) == 200
    own, ours = stance.uncalibrated.ece, stance.scores.ece
    assert above.get_title() == f"stance: calibration error {ours:.3f} (network's own {own:.3f})"
    assert "network" not in other.get_title()
    assert imread(tmp_path / "r.png").shape[0] > 500
    boxes = [axes.get_tightbbox() for axes in drawn[0].axes]
    assert not [1 for i, box in enumerate(boxes) for later in boxes[i + 1 :] if box.overlaps(later)]


def test_a_risk_curve_ends_at_the_share_of_wrong_answers_and_shows_the_threshold(tmp_path, drawn):
    stance, topic = measured("stance", CALIBRATION), measured("topic")
    risk_coverage_png([stance, topic], tmp_path / "r.png")
    first, second = drawn[0].axes
    curve, best, level, point = first.lines
    assert curve.get_xydata().tolist() == [list(each) for each in stance.curve]
    assert curve.get_ydata()[-1] == pytest.approx(best.get_ydata()[-1])
    assert (best.get_ydata() <= curve.get_ydata() + 1e-9).all()
    assert level.get_ydata()[0] == stance.curve[-1][1]
    assert point.get_xydata().tolist() == [[stance.kept.coverage, 1 - stance.kept.precision]]
    assert point.get_xydata()[0].tolist() == pytest.approx(stance.curve[round(stance.kept.coverage * 200) - 1])
    assert len(second.lines) == 3
    assert imread(tmp_path / "r.png").shape[0] > 400


@pytest.mark.parametrize("rows", [1, 2])
def test_hardly_any_rows_can_be_drawn(tmp_path, rows):
    few = [measured("stance", CALIBRATION, rows)]
    reliability_png(few, tmp_path / "a.png")
    risk_coverage_png(few, tmp_path / "b.png")
    assert (tmp_path / "a.png").stat().st_size > 0 < (tmp_path / "b.png").stat().st_size
