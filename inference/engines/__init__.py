"""Engines: arrays of token ids and statement masks in, logits out."""

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from detente.model.checkpoint import Checkpoint
from detente.model.prediction import Logits

EngineName = Literal["torch"]
Precision = Literal["float32", "bfloat16"]


class Engine(Protocol):
    """Runs a checkpoint's network on one padded batch."""

    def logits(self, ids: NDArray[np.int64], attention: NDArray[np.int64], statement: NDArray[np.int64]) -> Logits:
        """Logits of a batch.

        Args:
            ids: (rows, tokens) token ids, padded with any id.
            attention: (rows, tokens), 1 where there is a token.
            statement: (rows, tokens), 1 on the statement's own tokens.

        Returns:
            ``{task: (rows, labels) float32}``.
        """
        ...


def start(
    checkpoint: Checkpoint, name: EngineName = "torch", *, device: str = "cpu", precision: Precision = "float32"
) -> Engine:
    """Start the engine called ``name`` on ``checkpoint``; libraries are loaded only now."""
    from detente.inference.engines.torch_engine import TorchEngine

    engines = {"torch": TorchEngine}
    if name not in engines:
        raise ValueError(f"engine {name!r}: expected one of {sorted(engines)}")
    return engines[name](checkpoint, device=device, precision=precision)
