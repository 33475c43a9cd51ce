"""The OpenVINO engine: the fastest on a processor, and at run time neither torch nor transformers is imported."""

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

import numpy as np
import openvino as ov
import openvino.properties as properties
import openvino.properties.hint as hints
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from detente.inference.batching import Batch
from detente.inference.engines.exporting import encoder_graph
from detente.inference.engines.needed import needed_tokens, pool_needed
from detente.model.checkpoint import Checkpoint
from detente.model.errors import CheckpointError
from detente.model.prediction import Logits

Array = NDArray[np.float32]
MASKED = np.float32(-1e4)
"""Added to the scores of padding: far below any score, within what bfloat16 and float16 hold."""
PRECISIONS = {"float32": ov.Type.f32, "bfloat16": ov.Type.bf16}


class OpenVinoEngine:
    """Runs the checkpoint's exported encoder (see :mod:`exporting`); pooling and heads are float32 in numpy.

    Several batches are computed side by side, each by one thread: that keeps the cores busier than sharing a product.

    Args:
        checkpoint: an opened checkpoint.
        precision: ``float32`` or ``bfloat16``.
        threads: processor threads; None is all.

    Raises:
        CheckpointError: the weights are damaged or incomplete.
    """

    name = "openvino"
    token_budget = 1024

    def __init__(self, checkpoint: Checkpoint, *, precision: str = "float32", threads: int | None = None) -> None:
        self.precision = precision
        self.pooling = str(checkpoint.config.get("pooling", "statement"))
        self.heads = read_heads(checkpoint)
        settings: dict[Any, Any] = {
            hints.inference_precision: PRECISIONS[precision],
            hints.performance_mode: hints.PerformanceMode.THROUGHPUT,
            # It would tie the threads of every process to the same cores: the workers of an archive would share one.
            hints.enable_cpu_pinning: False,
            # What it prepares for each shape of a batch: kept for 5,000 shapes it grew with the archive, at no gain.
            "CPU_RUNTIME_CACHE_CAPACITY": 16,
        }
        if threads is not None:
            settings |= {properties.inference_num_threads: threads, properties.streams.num: threads}
        self._compiled = ov.Core().compile_model(encoder_graph(checkpoint), "CPU", settings)
        self._queue = ov.AsyncInferQueue(self._compiled)
        # Its requests are shared by all calls; two threads of a server may not mix them.
        self._lock = Lock()

    def logits(self, ids: NDArray[np.int64], attention: NDArray[np.int64], statement: NDArray[np.int64]) -> Logits:
        """Logits of one padded batch, float32 (see :class:`Engine`)."""
        ((_, found),) = self.each([Batch(ids, attention, statement, list(range(len(ids))))])
        return found

    def each(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Logits]]:
        """The logits of several batches, as they are done."""
        done: list[tuple[Batch, Logits]] = []

        def finish(request: Any, given: tuple[Batch, NDArray[np.int64]]) -> None:
            batch, positions = given
            hidden = request.get_output_tensor(0).data
            pooled = pool_needed(hidden, positions, batch.statement, self.pooling)
            done.append((batch, {task: pooled @ weight + bias for task, (weight, bias) in self.heads.items()}))

        with self._lock:
            self._queue.set_callback(finish)
            try:
                for batch in batches:
                    positions = needed_tokens(batch.attention, batch.statement, self.pooling)
                    self._queue.start_async(inputs_of(batch, positions), (batch, positions))
                self._queue.wait_all()
            except BaseException:
                # A queue tells an error again at each later call.
                self._queue = ov.AsyncInferQueue(self._compiled)
                raise
        yield from done


def inputs_of(batch: Batch, positions: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """The inputs of the graph, by name."""
    attention = np.where(batch.attention[:, None, None, :] > 0, np.float32(0), MASKED)
    return {"ids": batch.ids.astype(np.int32), "attention": attention, "needed": positions.astype(np.int32)}


def read_heads(checkpoint: Checkpoint) -> dict[str, tuple[Array, Array]]:
    """The transposed weight (inputs, labels) and bias (labels,) of each task's head.

    Raises:
        CheckpointError: one is missing, or the file is damaged.
    """
    names = {task: f"heads.{task}_logits" for task in checkpoint.schema.names}
    try:
        with safe_open(checkpoint.weights_file, framework="numpy") as stored:
            read = {
                task: [np.asarray(stored.get_tensor(f"{name}.{part}"), np.float32) for part in ("weight", "bias")]
                for task, name in names.items()
            }
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{checkpoint.weights_file}: damaged: {error}") from error
    return {task: (np.ascontiguousarray(weight.T), bias) for task, (weight, bias) in read.items()}
