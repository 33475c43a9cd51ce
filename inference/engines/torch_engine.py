"""The torch engine: the reference that every other engine is compared with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from detente.inference.engines import Precision, bert
from detente.model.checkpoint import Checkpoint
from detente.model.errors import CheckpointError
from detente.model.hardware import guard_matrix_kernels
from detente.model.pooling import pool
from detente.model.prediction import Logits

Network = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, ...]]


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep torch to one thread: the many small products of an adapter wait for each other longer than they compute.

    On a busy machine of two cores that waiting was a second of the start.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


class TorchEngine:
    """Runs the checkpoint with torch: BERT encoders by :mod:`bert`, every other by ``transformers``.

    Args:
        checkpoint: an opened checkpoint.
        device: a torch device name.
        precision: of the weights; ``bfloat16`` is faster where the hardware has it and rounds more.
    """

    def __init__(self, checkpoint: Checkpoint, *, device: str = "cpu", precision: Precision = "float32") -> None:
        guard_matrix_kernels()
        self.schema = checkpoint.schema
        self.device = torch.device(device)
        self.dtype: torch.dtype = getattr(torch, precision)
        own = bert.runs(checkpoint.config.get("encoder") or {})
        self.network: Network = self._plain(checkpoint) if own else self._general(checkpoint)

    @torch.inference_mode()
    def logits(self, ids: NDArray[np.int64], attention: NDArray[np.int64], statement: NDArray[np.int64]) -> Logits:
        """Logits of one padded batch, float32 (see :class:`Engine`)."""
        arrays = (torch.from_numpy(array).to(self.device) for array in (ids, attention, statement))
        values = self.network(*arrays)
        return {task.name: value.float().cpu().numpy() for task, value in zip(self.schema, values, strict=True)}

    def _plain(self, checkpoint: Checkpoint) -> Network:
        with one_thread():
            weights = {key: value.to(self.dtype) for key, value in checkpoint.weights("pt", str(self.device)).items()}
        pooling = checkpoint.config.get("pooling", "statement")
        try:
            encoder = bert.Bert(weights, checkpoint.config["encoder"])
            names = [f"heads.{name}_logits" for name in self.schema.names]
            heads = [(weights[f"{name}.weight"], weights[f"{name}.bias"]) for name in names]
        except KeyError as error:
            raise CheckpointError(f"{checkpoint.weights_file}: damaged: the tensor {error} is missing") from error

        def run(ids: Tensor, attention: Tensor, statement: Tensor) -> tuple[Tensor, ...]:
            pooled = pool(encoder(ids, attention), attention, statement, pooling)
            return tuple(functional.linear(pooled, weight, bias) for weight, bias in heads)

        return run

    def _general(self, checkpoint: Checkpoint) -> Network:
        from detente.model.network import DetenteModel

        model = DetenteModel.from_checkpoint(checkpoint, dtype=self.dtype)
        model.to(self.device).eval()  # type: ignore[arg-type]  # transformers wraps `to` untyped

        def run(ids: Tensor, attention: Tensor, statement: Tensor) -> tuple[Tensor, ...]:
            return tuple(model(ids, attention, statement).logits)

        return run
