import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.model.article import Statement
from detente.model.prediction import Prediction, ScoredStatement, predictions_of


@given(arrays(np.float32, 3, elements=st.floats(-1e4, 1e4, width=32)))
def test_probabilities_sum_to_one_and_the_label_is_the_likeliest(schema, logits):
    prediction = Prediction.of(schema["attitude"], logits)
    assert math.isclose(sum(prediction.probabilities.values()), 1, abs_tol=1e-9)
    assert prediction.probability == max(prediction.probabilities.values())
    assert prediction.label == schema["attitude"].labels[int(logits.argmax())]


def test_softmax_equals_the_value_computed_by_hand(schema):
    prediction = Prediction.of(schema["topic"], np.array([0.0, math.log(3)], dtype=np.float32))
    assert prediction.probabilities == pytest.approx({"fish": 0.25, "steel": 0.75})


def test_one_mapping_a_row(schema):
    logits = {"attitude": np.eye(3, dtype=np.float32), "topic": np.zeros((3, 2), dtype=np.float32)}
    rows = predictions_of(schema, logits)
    assert [row["attitude"].label for row in rows] == ["warm", "cool", "hostile"]
    scored = ScoredStatement(Statement.of("We agree."), rows[2])
    assert scored["attitude"].label == "hostile"


def test_no_rows_give_no_predictions(schema):
    assert predictions_of(schema, {}) == []
