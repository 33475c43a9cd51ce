"""The tokens that pooling reads, and pooling over just these, in numpy.

The last layer of an encoder need not compute the others: under ``statement`` those of the context, under ``first`` all
but one a row, and never the padding.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]


def needed_tokens(attention: Integers, statement: Integers, pooling: str) -> Integers:
    """Flat positions in (rows, tokens) of what pooling reads, ascending."""
    if pooling == "first":
        return np.arange(0, attention.size, attention.shape[1], dtype=np.int64)
    return np.flatnonzero(statement if pooling == "statement" else attention).astype(np.int64)


def pool_needed(hidden: Floats, positions: Integers, statement: Integers, pooling: str) -> Floats:
    """(count, hidden) states at ``positions`` to (rows, hidden), or (rows, 2 * hidden) for ``both``.

    Equals :func:`detente.model.pooling.pool` over all tokens; a test holds the two together.
    """
    rows, tokens = statement.shape
    if pooling == "first":
        return hidden
    row = positions // tokens
    if pooling != "both":
        return mean_by_row(hidden, row, rows)
    own = statement.ravel()[positions] > 0
    return np.concatenate([mean_by_row(hidden[own], row[own], rows), mean_by_row(hidden, row, rows)], axis=1)


def mean_by_row(hidden: Floats, row: Integers, rows: int) -> Floats:
    """Mean of the vectors of each row, whose numbers ascend; zero for a row without any."""
    counts = np.bincount(row, minlength=rows)
    present = np.flatnonzero(counts)
    means = np.zeros((rows, hidden.shape[1]), dtype=np.float32)
    if len(present):
        starts = np.cumsum(counts) - counts
        means[present] = np.add.reduceat(hidden, starts[present]) / counts[present, None]
    return means
