import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.model.calibration import (
    NOTHING_KEPT,
    UNCALIBRATED,
    Calibration,
    FitFigures,
    OperatingPoint,
    TaskCalibration,
    softmax,
)
from detente.model.prediction import Prediction, predictions_of

FIGURES = FitFigures(10, 0.2, 0.1, 0.9, 0.8)
POINTS = (
    OperatingPoint(0.0, 1.0, 0.6, 0.5),
    OperatingPoint(0.7, 0.5, 0.8, 0.6),
    OperatingPoint(0.9, 0.1, 0.9, 0.4),
)
LOGITS = arrays(np.float32, 3, elements=st.floats(-1e4, 1e4, width=32))


def calibration(scale, bias=(0.0, 0.0, 0.0), points=POINTS):
    return TaskCalibration("vector", tuple(scale), tuple(bias), FIGURES, points)


@given(LOGITS, st.floats(0.01, 100))
def test_a_temperature_never_changes_the_label(schema, logits, scale):
    found = Prediction.of(schema["attitude"], logits, calibration([scale] * 3))
    assert found.label == Prediction.of(schema["attitude"], logits).label
    assert found.probability == pytest.approx(max(found.probabilities.values()))


@given(LOGITS, arrays(float, 3, elements=st.floats(0.01, 100)), arrays(float, 3, elements=st.floats(-20, 20)))
def test_calibrated_probabilities_sum_to_one(schema, logits, scale, bias):
    found = Prediction.of(schema["attitude"], logits, calibration(scale, bias))
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert found.abstained is None


def test_scale_and_bias_are_those_of_the_label(schema):
    found = Prediction.of(
        schema["attitude"], np.array([1.0, 2.0, 3.0], np.float32), calibration([2, 1, 0.5], [0, 1, -1])
    )
    powers = np.exp([2.0, 3.0, 0.5])
    assert list(found.probabilities.values()) == pytest.approx(list(powers / powers.sum()))
    assert found.label == "cool"


def test_a_high_temperature_makes_less_certain():
    logits = np.array([[4.0, 0.0, 0.0]])
    assert softmax(calibration([0.5] * 3).apply(logits)).max() < softmax(logits).max()


@pytest.mark.parametrize(
    ("asked", "point"), [(0.6, POINTS[0]), (0.61, POINTS[1]), (0.8, POINTS[1]), (0.9, POINTS[2]), (0.91, NOTHING_KEPT)]
)
def test_the_lowest_threshold_that_reaches_the_precision_is_taken(asked, point):
    found = calibration([1, 1, 1]).at(asked)
    assert (found.abstention.min_precision, found.abstention.point) == (asked, point)


def test_answers_below_the_threshold_abstain():
    found = calibration([1, 1, 1]).at(0.8)
    assert [found.abstains(value) for value in (0.69, 0.7, 0.71)] == [True, False, False]
    assert calibration([1, 1, 1]).at(0.95).abstains(1.0)


def test_a_task_without_calibration_stays_as_it_is(schema):
    logits = {"attitude": np.eye(3, dtype=np.float32), "topic": np.zeros((3, 2), dtype=np.float32)}
    only = Calibration({"attitude": calibration([3, 3, 3]).at(0.8)})
    plain, found = predictions_of(schema, logits, UNCALIBRATED), predictions_of(schema, logits, only)
    assert [row["topic"] for row in found] == [row["topic"] for row in plain]
    assert all(
        row["attitude"].probability > before["attitude"].probability for row, before in zip(found, plain, strict=True)
    )
    assert [row["attitude"].abstained for row in found] == [False] * 3
    assert found[0]["topic"].abstained is None


def test_a_precision_is_asked_of_every_task():
    both = Calibration({"attitude": calibration([1, 1, 1]), "topic": calibration([1, 1], points=POINTS[:1])}).at(0.7)
    assert both.tasks["attitude"].abstention.point == POINTS[1]
    assert both.tasks["topic"].abstention.point == NOTHING_KEPT
    assert dataclasses.replace(both, tasks={}) == Calibration({})
