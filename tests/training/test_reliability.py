import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import log_loss

from detente.model.calibration import FitFigures, OperatingPoint, TaskCalibration, softmax
from detente.training.reliability import (
    answers,
    equal_mass_error,
    equal_width_bins,
    equal_width_error,
    probability_scores,
    risk_coverage,
    task_reliability,
)

CONFIDENCE = np.array([0.95, 0.9, 0.6, 0.55])
RIGHT = np.array([1.0, 0.0, 1.0, 0.0])


def sample(rows, sharpness=1.0, seed=3):
    """Logits of three labels and gold labels drawn from their softmax; a sharpness above 1 makes over-confident."""
    random = np.random.default_rng(seed)
    logits = random.normal(scale=2.0, size=(rows, 3))
    gold = (softmax(logits).cumsum(axis=1) < random.random((rows, 1))).sum(axis=1)
    return (logits * sharpness).astype(np.float32), gold


def test_calibration_error_by_hand():
    # With two bins, (0, 0.5] is empty and the other has mean probability 0.75 and accuracy 0.5.
    low, high = equal_width_bins(CONFIDENCE, RIGHT, count=2)
    assert (low.count, low.probability, low.accuracy) == (0, None, None)
    assert (high.count, high.probability, high.accuracy) == (4, pytest.approx(0.75), 0.5)
    assert equal_mass_error(CONFIDENCE, RIGHT, count=2) == pytest.approx((abs(0.925 - 0.5) + abs(0.575 - 0.5)) / 2)
    # In fifteen bins 0.95 and 0.9 stand in (14/15, 1] and (13/15, 14/15], 0.6 in (8/15, 9/15] with 0.55.
    assert equal_width_error(CONFIDENCE, RIGHT) == pytest.approx((0.05 + 0.9 + abs(1.15 - 1)) / 4)


def test_a_probability_on_an_edge_belongs_to_the_bin_below():
    bins = equal_width_bins(np.array([0.5, 1.0, 0.0]), np.ones(3), count=2)
    assert [each.count for each in bins] == [2, 1]


@pytest.mark.parametrize("error", [equal_width_error, equal_mass_error])
def test_a_calibrated_sample_has_a_small_error_and_an_over_confident_one_a_large(error):
    for sharpness, low, high in ((1.0, 0.0, 0.02), (3.0, 0.1, 1.0)):
        logits, gold = sample(20_000, sharpness)
        assert low <= error(*answers(softmax(logits), gold)) < high


def test_scores_agree_with_scikit_learn_and_with_brier_by_hand():
    logits, gold = sample(50)
    probabilities = softmax(logits)
    found = probability_scores(probabilities, gold)
    assert found.nll == pytest.approx(log_loss(gold, probabilities, labels=[0, 1, 2]))
    assert found.brier == pytest.approx(
        np.mean(
            [sum((p - (k == g)) ** 2 for k, p in enumerate(row)) for row, g in zip(probabilities, gold, strict=True)]
        )
    )


def test_risk_by_hand():
    coverage, risk = zip(*risk_coverage(CONFIDENCE, RIGHT), strict=True)
    assert coverage == (0.25, 0.5, 0.75, 1)
    assert risk == pytest.approx((0, 0.5, 1 / 3, 0.5))


@given(arrays(float, 8, elements=st.sampled_from([0.4, 0.6, 0.8])), st.permutations(range(8)))
def test_the_order_of_the_rows_does_not_matter(confidence, order):
    right = np.array([1.0, 1, 0, 1, 0, 0, 1, 1])
    for one, other in zip(
        risk_coverage(confidence, right), risk_coverage(confidence[order], right[order]), strict=True
    ):
        assert one == pytest.approx(other)
    assert equal_mass_error(confidence, right) == pytest.approx(equal_mass_error(confidence[order], right[order]))


@given(st.integers(1, 40), st.integers(0, 100))
def test_all_figures_are_in_their_bounds(rows, seed):
    logits, gold = sample(rows, seed=seed)
    found = probability_scores(softmax(logits), gold)
    assert 0 <= found.ece <= 1
    assert 0 <= found.ece_equal_mass <= 1
    assert 0 <= found.brier <= 2
    assert 0 <= found.aurc <= 1
    assert found.nll >= 0


def test_a_task_is_measured_calibrated_and_not(schema):
    logits, codes = sample(2_000, 3.0)
    task = schema["attitude"]
    gold = [None, *(task.labels[code] for code in codes)]
    logits = np.vstack([np.zeros((1, 3), np.float32), logits])
    plain = task_reliability(task, gold, logits, None)
    assert (plain.statements, plain.method, plain.uncalibrated, plain.kept) == (2_000, None, None, None)
    point = OperatingPoint(0.8, 0.5, 0.9, 0.8)
    calibration = TaskCalibration("temperature", (1 / 3,) * 3, (0.0,) * 3, FitFigures(1, 0, 0, 0, 0), (point,)).at(0.9)
    found = task_reliability(task, gold, logits, calibration)
    assert found.uncalibrated == plain.scores
    assert found.scores.ece < 0.05 < plain.scores.ece
    confidence, right = answers(softmax(logits[1:] / 3), codes)
    assert found.kept.coverage == pytest.approx((confidence >= 0.8).mean())
    assert found.kept.precision == pytest.approx(right[confidence >= 0.8].mean())
    told = found.to_dict()
    assert told["risk_coverage"][0] == {"coverage": 1.0, "risk": pytest.approx(1 - right.mean())}
    assert told["risk_coverage"][5]["risk"] == found.risk_at(0.5) < found.risk_at(1.0)
    assert sum(each["count"] for each in told["bins"]) == 2_000


def test_where_every_answer_abstains_there_is_no_precision(schema):
    logits, codes = sample(20)
    gold = [schema["attitude"].labels[code] for code in codes]
    calibration = TaskCalibration("none", (1.0,) * 3, (0.0,) * 3, FitFigures(1, 0, 0, 0, 0), ()).at(0.9)
    kept = task_reliability(schema["attitude"], gold, logits, calibration).kept
    assert (kept.coverage, kept.precision) == (0, None)
