"""The torch engine: the reference that every other engine is compared with."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from detente.inference.batching import Batch
from detente.inference.engines import Precision, bert
from detente.inference.engines.cuda_graphs import Graphed
from detente.inference.engines.needed import needed_tokens
from detente.model.checkpoint import Checkpoint
from detente.model.errors import CheckpointError
from detente.model.hardware import guard_matrix_kernels
from detente.model.pooling import pool
from detente.model.prediction import Logits

Network = Callable[..., tuple[Tensor, ...]]
"""(ids, attention, statement, and on a processor the positions of the needed tokens) to one logits tensor a task."""

CPU_TOKENS, CUDA_TOKENS = 2048, 65_536
"""Padded tokens in a batch; see docs/results/speed.md."""


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
        precision: of the weights; ``bfloat16`` is faster where the hardware has it and rounds more. Weights, not
            autocast, which converts them again at every product.
        threads: processor threads of this process; None leaves them as they are.
        compiled: have torch compile the network, at the first batches.
    """

    name = "torch"

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        device: str = "cpu",
        precision: Precision = "float32",
        threads: int | None = None,
        compiled: bool = False,
    ) -> None:
        guard_matrix_kernels()
        if threads is not None:
            torch.set_num_threads(threads)
        self.schema = checkpoint.schema
        self.device = torch.device(device)
        self.precision: str = precision
        self.dtype: torch.dtype = getattr(torch, precision)
        self.pooling = str(checkpoint.config.get("pooling", "statement"))
        self.token_budget = CUDA_TOKENS if self.device.type == "cuda" else CPU_TOKENS
        own = bert.runs(checkpoint.config.get("encoder") or {})
        network = self._plain(checkpoint) if own else self._general(checkpoint)
        if compiled:
            network = torch.compile(network, dynamic=True)
        self.network = Graphed(network, self.device) if self.device.type == "cuda" else network

    @torch.inference_mode()
    def logits(self, ids: NDArray[np.int64], attention: NDArray[np.int64], statement: NDArray[np.int64]) -> Logits:
        """Logits of one padded batch, float32 (see :class:`Engine`)."""
        arrays = [torch.from_numpy(array) for array in (ids, attention, statement)]
        if self.device.type == "cpu":
            # On a GPU the shapes stay those of the bucket, so that a captured graph fits.
            arrays.append(torch.from_numpy(needed_tokens(attention, statement, self.pooling)))
        return self._named(self.network(*(array.to(self.device) for array in arrays)))

    def each(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Logits]]:
        """The logits of several batches, in order."""
        if self.device.type == "cuda":
            yield from self._overlapping(batches)
            return
        for batch in batches:
            yield batch, self.logits(batch.ids, batch.attention, batch.statement)

    def _overlapping(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Logits]]:
        """The same on a GPU, which computes a batch while the one before is read and the one after is made."""
        waiting: tuple[Batch, tuple[Tensor, ...], torch.cuda.Event] | None = None
        for batch in batches:
            launched = self._launched(batch)
            if waiting is not None:
                yield self._awaited(*waiting)
            waiting = launched
        if waiting is not None:
            yield self._awaited(*waiting)

    @torch.inference_mode()
    def _launched(self, batch: Batch) -> tuple[Batch, tuple[Tensor, ...], torch.cuda.Event]:
        """Queue a batch, its copies both ways in pinned memory; the event comes when its logits have arrived."""
        arrays = (torch.from_numpy(array).pin_memory() for array in (batch.ids, batch.attention, batch.statement))
        with torch.cuda.device(self.device):
            values = self.network(*(array.to(self.device, non_blocking=True) for array in arrays))
            arrived = tuple(torch.empty(value.shape, dtype=value.dtype, pin_memory=True) for value in values)
            for here, there in zip(arrived, values, strict=True):
                here.copy_(there, non_blocking=True)
            done = torch.cuda.Event()  # type: ignore[no-untyped-call]
            done.record()
        return batch, arrived, done

    def _awaited(self, batch: Batch, values: tuple[Tensor, ...], done: torch.cuda.Event) -> tuple[Batch, Logits]:
        done.synchronize()
        return batch, self._named(values)

    def _named(self, values: tuple[Tensor, ...]) -> Logits:
        return {task.name: value.float().cpu().numpy() for task, value in zip(self.schema, values, strict=True)}

    def _plain(self, checkpoint: Checkpoint) -> Network:
        with one_thread():
            weights = {
                name: value.to(self.dtype if bert.in_products(name) else torch.float32)
                for name, value in checkpoint.weights("pt", str(self.device)).items()
            }
        try:
            encoder = bert.Bert(weights, checkpoint.config["encoder"])
            names = [f"heads.{name}_logits" for name in self.schema.names]
            heads = [(weights[f"{name}.weight"], weights[f"{name}.bias"]) for name in names]
        except KeyError as error:
            raise CheckpointError(f"{checkpoint.weights_file}: damaged: the tensor {error} is missing") from error
        pooling = self.pooling

        def run(ids: Tensor, attention: Tensor, statement: Tensor, *needed: Tensor) -> tuple[Tensor, ...]:
            pooled = pool(encoder(ids, attention, *needed), attention, statement, pooling)
            return tuple(functional.linear(pooled, weight, bias) for weight, bias in heads)

        return run

    def _general(self, checkpoint: Checkpoint) -> Network:
        from detente.model.network import DetenteModel

        model = DetenteModel.from_checkpoint(checkpoint, dtype=self.dtype)
        model.to(self.device).eval()  # type: ignore[arg-type]  # transformers wraps `to` untyped

        def run(ids: Tensor, attention: Tensor, statement: Tensor, *needed: Tensor) -> tuple[Tensor, ...]:
            return tuple(model(ids, attention, statement).logits)

        return run
