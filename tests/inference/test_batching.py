import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.inference.batching import ROUND_TO, batches, pad, padded_length
from detente.model.encoding import Window

LIMIT = 100
WINDOWS = st.lists(
    st.integers(1, LIMIT).flatmap(
        lambda size: st.builds(
            Window,
            ids=st.lists(st.integers(1, 400), min_size=size, max_size=size),
            mask=st.lists(st.booleans(), min_size=size, max_size=size),
        )
    ),
    max_size=12,
)


@given(WINDOWS, st.integers(1, 600))
def test_every_window_is_in_one_batch_exactly_once(windows, budget):
    rows = [row for batch in batches(windows, budget, LIMIT) for row in batch.rows]
    assert sorted(rows) == list(range(len(windows)))


@given(WINDOWS, st.integers(1, 600))
def test_a_batch_keeps_the_budget_or_is_one_row(windows, budget):
    for batch in batches(windows, budget, LIMIT):
        assert batch.ids.size <= budget or len(batch.rows) == 1
        assert batch.ids.shape[1] <= LIMIT


@given(WINDOWS, st.integers(1, 600))
def test_rows_hold_their_window_and_padding_is_masked(windows, budget):
    for batch in batches(windows, budget, LIMIT):
        assert batch.ids.shape == batch.attention.shape == batch.statement.shape
        for position, row in enumerate(batch.rows):
            size = len(windows[row].ids)
            assert batch.ids[position, :size].tolist() == windows[row].ids
            assert batch.statement[position, :size].tolist() == windows[row].mask
            assert batch.attention[position].tolist() == [1] * size + [0] * (batch.ids.shape[1] - size)
            assert not batch.statement[position, size:].any()


@given(st.integers(1, 300), st.integers(1, 300))
def test_padded_lengths_are_few_and_within_the_limit(tokens, limit):
    length = padded_length(tokens, limit)
    assert length >= tokens
    assert length in (tokens, limit) or length % ROUND_TO == 0
    assert length <= max(tokens, limit)


def test_arrays_are_int64():
    batch = pad([Window([1, 2], [False, True])], [7], 512)
    assert batch.ids.dtype == batch.attention.dtype == batch.statement.dtype == np.int64
    assert (batch.rows, batch.ids.shape) == ([7], (1, ROUND_TO))


def test_longest_windows_come_first():
    windows = [Window([1] * size, [True] * size) for size in (3, 90, 40)]
    assert [batch.rows for batch in batches(windows, 1, 512)] == [[1], [2], [0]]
