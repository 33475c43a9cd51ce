"""Batches that every engine is asked about, and a cache of graphs that no other test sees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.inference.batching import Batch


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def make_batch() -> Callable[..., Batch]:
    """A function ``(lengths, seed) -> Batch`` with random tokens and at least one statement token a row."""

    def make(lengths: tuple[int, ...] = (40, 31, 12, 5), seed: int = 8) -> Batch:
        draw = np.random.default_rng(seed)
        attention: Any = (np.arange(max(lengths)) < np.array(lengths)[:, None]).astype(np.int64)
        statement = attention * (draw.random(attention.shape) < 0.4)
        statement[:, 0] |= statement.sum(1) == 0
        return Batch(draw.integers(5, 400, attention.shape), attention, statement, list(range(len(lengths))))

    return make
