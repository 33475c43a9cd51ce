from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import check_grad
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from detente.model.calibration import METHODS, softmax
from detente.training.calibrating import (
    _objective,
    calibrate_task,
    cross_validated,
    fit_method,
    operating_points,
    simplest,
)
from detente.training.reliability import answers, equal_width_error
from detente.training.settings import CalibrationSettings

AUTO = CalibrationSettings(method="auto", min_precision=None)


def sample(rows, scale=1.0, bias=(0.0, 0.0, 0.0), seed=3):
    """Logits that are made calibrated by ``scale * logits + bias``, with gold labels, and groups of five rows."""
    random = np.random.default_rng(seed)
    true = random.normal(scale=2.0, size=(rows, 3))
    gold = (softmax(true).cumsum(axis=1) < random.random((rows, 1))).sum(axis=1)
    logits = (true - np.array(bias)) / scale
    return logits.astype(np.float32), gold, [f"article {i // 5}" for i in range(rows)]


class Identity(ClassifierMixin, BaseEstimator):
    """A classifier whose logits are its input."""

    classes_ = np.array([0, 1, 2])

    def __sklearn_is_fitted__(self):
        return True

    def fit(self, logits, gold):
        return self

    def predict(self, logits):
        return logits.argmax(axis=1)

    def decision_function(self, logits):
        return logits


def test_the_temperature_is_that_of_scikit_learn():
    logits, gold, _ = sample(2_000, 0.4)
    theirs = CalibratedClassifierCV(FrozenEstimator(Identity()), method="temperature", ensemble=False)
    theirs.fit(logits.astype(float), gold)
    ours = fit_method("temperature", logits, gold).probabilities(logits)
    np.testing.assert_allclose(ours, theirs.predict_proba(logits.astype(float)), atol=1e-3)


@pytest.mark.parametrize(
    ("method", "scale", "bias"),
    [
        ("temperature", 0.5, (0, 0, 0)),
        ("bias_corrected", 0.5, (1.0, 0.0, -1.0)),
        ("vector", np.array([0.4, 0.8, 1.6]), (1.0, 0.0, -1.0)),
    ],
)
def test_what_made_the_logits_wrong_is_found_again(method, scale, bias):
    logits, gold, _ = sample(20_000, scale, bias)
    found = fit_method(method, logits, gold)
    np.testing.assert_allclose(found.scale, np.broadcast_to(scale, 3), rtol=0.1)
    np.testing.assert_allclose(found.bias - found.bias.mean(), bias, atol=0.12)


@pytest.mark.parametrize("shape", [(1, 0), (1, 3), (3, 3)])
def test_the_gradient_is_that_of_the_objective(shape):
    logits, gold, _ = sample(30)
    parts = [lambda x, i=i: _objective(x, logits.astype(float), gold, shape[0])[i] for i in (0, 1)]
    assert check_grad(*parts, np.linspace(-0.5, 0.7, sum(shape))) < 1e-5


@pytest.mark.parametrize("method", METHODS)
def test_parameters_stay_finite_where_every_answer_is_right_and_a_label_is_missing(method):
    logits = np.array([[9.0, 0, 0], [0, 9.0, 0]] * 5, np.float32)
    found = fit_method(method, logits, np.array([0, 1] * 5))
    assert np.isfinite([*found.scale, *found.bias]).all()
    assert (found.scale > 0).all()


def test_an_over_confident_sample_is_calibrated(schema):
    logits, gold, groups = sample(1_500, 0.3)
    found = calibrate_task(schema["attitude"], logits, gold, groups, AUTO)
    assert found.method == "temperature"
    assert found.figures.ece_after < 0.05 < found.figures.ece_before
    assert found.figures.nll_after < found.figures.nll_before
    fresh, truth, _ = sample(5_000, 0.3, seed=9)
    before, after = (answers(softmax(values), truth) for values in (fresh, found.apply(fresh)))
    assert equal_width_error(*after) < 0.03 < equal_width_error(*before)


def test_a_calibrated_sample_is_left_alone_and_a_biased_one_is_not(schema):
    for scale, bias, methods in (
        (1.0, (0.0, 0.0, 0.0), {"none"}),
        (0.4, (2.0, 0.0, -2.0), {"bias_corrected"}),
        (np.array([0.2, 1.0, 3.0]), (2.0, 0.0, -2.0), {"vector"}),
    ):
        found = calibrate_task(schema["attitude"], *sample(1_000, scale, bias), AUTO)
        assert found.method in methods
        assert set(found.figures.nll_cross_validated) == set(METHODS)


def test_rows_of_a_group_are_held_out_together():
    logits, gold, _ = sample(40)
    losses = cross_validated(logits, gold, ["one"] * 20 + ["two"] * 20)
    fitted = fit_method("vector", logits[:20], gold[:20])
    expected = -np.log(fitted.probabilities(logits[20:])[np.arange(20), gold[20:]])
    np.testing.assert_allclose(losses["vector"][20:], expected)


def test_a_single_group_chooses_nothing(schema):
    logits, gold, _ = sample(40, 0.2)
    assert calibrate_task(schema["attitude"], logits, gold, ["one"] * 40, AUTO).method == "none"


def test_the_simpler_method_wins_a_tie_and_loses_beyond_one_standard_error():
    groups = [str(i) for i in range(100)]
    noise = np.random.default_rng(0).normal(size=100)
    noise -= noise.mean()
    # The standard error of the mean difference is a tenth.
    for gain, expected in ((0.05, "none"), (0.2, "temperature")):
        assert simplest({"none": gain + noise, "temperature": np.zeros(100)}, groups) == expected
    assert simplest({"none": np.zeros(100), "temperature": np.ones(100)}, groups) == "none"


@given(
    arrays(float, st.integers(1, 60), elements=st.sampled_from(np.linspace(0.3, 1, 15).tolist())),
    st.integers(0, 2**32 - 1),
    st.integers(1, 1000),
)
def test_a_threshold_reaches_the_precision_on_its_rows_and_no_lower_one_does(confidence, seed, thousandths):
    right = (np.random.default_rng(seed).random(len(confidence)) < confidence).astype(float)
    asked = thousandths / 1000
    points = operating_points(confidence, right)
    reached = next((point for point in points if point.precision >= asked), None)
    precisions = {t: right[confidence >= t].mean() for t in np.unique(confidence)}
    possible = [t for t, precision in precisions.items() if precision >= asked]
    assert (reached is None) == (not possible)
    if reached:
        kept = right[confidence >= reached.threshold]
        assert len(kept) == (confidence >= min(possible)).sum()
        assert kept.mean() == reached.precision >= asked
        assert reached.coverage == len(kept) / len(right)
        assert reached.precision_lower < reached.precision


def test_operating_points_grow_and_are_few():
    logits, gold, _ = sample(5_000)
    points = operating_points(*answers(softmax(logits), gold))
    assert points[0].threshold == 0
    assert points[0].coverage == 1
    for one, other in pairwise(points):
        assert one.threshold < other.threshold
        assert one.precision < other.precision
        assert one.coverage > other.coverage
    assert len(points) <= 1_001


def test_probabilities_that_differ_in_the_last_digits_are_one():
    points = operating_points(np.array([0.5, 0.5 + 1e-12, 0.9]), np.array([0.0, 1.0, 1.0]))
    assert [point.threshold for point in points] == [0, pytest.approx(0.7)]


@pytest.mark.parametrize("asked", [0.8, 0.9, 0.99])
def test_a_requested_precision_is_reached_on_the_rows_of_the_fit(schema, asked):
    settings = CalibrationSettings(method="temperature", min_precision=asked)
    logits, gold, groups = sample(400, 0.5)
    found = calibrate_task(schema["attitude"], logits, gold, groups, settings)
    confidence, right = answers(softmax(found.apply(logits)), gold)
    kept = right[[not found.abstains(value) for value in confidence]]
    assert kept.mean() == found.abstention.point.precision >= asked
    assert len(kept) / 400 == found.abstention.point.coverage > 0.1
    assert found.figures.nll_cross_validated == {}


def test_a_precision_out_of_reach_keeps_nothing(schema):
    settings = CalibrationSettings(method="none", min_precision=0.9)
    logits, _, groups = sample(30)
    wrong = (logits.argmax(axis=1) + 1) % 3
    found = calibrate_task(schema["attitude"], logits, wrong, groups, settings)
    assert found.abstention.point.threshold > 1
    assert found.abstention.point.coverage == 0
    assert found.abstention.point.precision is None
