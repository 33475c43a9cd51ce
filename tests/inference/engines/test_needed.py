"""Pooling over the needed tokens alone is the pooling of training."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.inference.engines.needed import mean_by_row, needed_tokens, pool_needed
from detente.model.pooling import pool, pooled_width

POOLINGS = ("statement", "both", "mean", "first")


@pytest.mark.parametrize("pooling", POOLINGS)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(0, 10_000))
def test_equals_pooling_over_all_tokens(pooling, lengths, seed):
    draw = np.random.default_rng(seed)
    attention = (np.arange(max(lengths)) < np.array(lengths)[:, None]).astype(np.int64)
    statement = attention * (draw.random(attention.shape) < 0.5)
    hidden = draw.standard_normal((*attention.shape, 6), dtype=np.float32)
    positions = needed_tokens(attention, statement, pooling)
    found = pool_needed(hidden.reshape(-1, 6)[positions], positions, statement, pooling)
    expected = pool(*(torch.from_numpy(each) for each in (hidden, attention, statement)), pooling)
    assert found.shape == (len(lengths), pooled_width(6, pooling))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [("statement", [1, 4]), ("first", [0, 4]), ("mean", [0, 1, 2, 4, 5]), ("both", [0, 1, 2, 4, 5])],
)
def test_only_what_pooling_reads_is_needed(pooling, expected):
    attention, statement = np.array([[1, 1, 1, 0], [1, 1, 0, 0]]), np.array([[0, 1, 0, 0], [1, 0, 0, 0]])
    assert needed_tokens(attention, statement, pooling).tolist() == expected


@given(arrays(np.int64, st.integers(0, 12), elements=st.integers(0, 6)))
def test_a_row_without_vectors_is_zero(row):
    row = np.sort(row)
    hidden = np.arange(len(row), dtype=np.float32)[:, None] + 1
    means = mean_by_row(hidden, row, 7)
    for number in range(7):
        own = hidden[row == number]
        assert means[number, 0] == pytest.approx(own.mean() if len(own) else 0.0)
