"""Batches by token budget: windows of like length together, so that little is spent on padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.model.encoding import Window

ROUND_TO = 16
"""Padded lengths are multiples of this: few distinct shapes keep matrix kernels warm."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded arrays (rows, tokens) int64 and the positions of their rows in the input."""

    ids: NDArray[np.int64]
    attention: NDArray[np.int64]
    statement: NDArray[np.int64]
    rows: list[int]


def batches(windows: Sequence[Window], token_budget: int, limit: int) -> Iterator[Batch]:
    """Split ``windows`` into batches of at most ``token_budget`` padded tokens (at least one row), longest first.

    ``limit`` is the encoder's longest input in tokens: no padding goes beyond it.
    """
    order = sorted(range(len(windows)), key=lambda i: -len(windows[i].ids))
    while order:
        longest = padded_length(len(windows[order[0]].ids), limit)
        size = max(1, token_budget // longest)
        yield pad([windows[i] for i in order[:size]], order[:size], limit)
        order = order[size:]


def padded_length(tokens: int, limit: int) -> int:
    """``tokens`` rounded up to a multiple of :data:`ROUND_TO`, at most ``limit``."""
    return max(tokens, min(-(-tokens // ROUND_TO) * ROUND_TO, limit))


def pad(windows: Sequence[Window], rows: Sequence[int], limit: int) -> Batch:
    """Pad windows to one length; the padding is masked everywhere."""
    length = padded_length(max(len(window.ids) for window in windows), limit)
    arrays = [np.zeros((len(windows), length), dtype=np.int64) for _ in range(3)]
    for row, window in enumerate(windows):
        size = len(window.ids)
        arrays[0][row, :size] = window.ids
        arrays[1][row, :size] = 1
        arrays[2][row, :size] = window.mask
    ids, attention, statement = arrays
    return Batch(ids, attention, statement, list(rows))
