"""CUDA graphs over padded buckets: launching the kernels of a small encoder costs more than running them.

One graph is captured for each shape of a batch. :mod:`detente.inference.batching` pads lengths to few values; here the
rows are padded to few, too, so that the graphs stay few.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Network = Callable[..., tuple[Tensor, ...]]
WARM_UP = 3
"""Runs before a capture, which torch asks for: kernels choose their algorithms in them."""


@dataclass(frozen=True)
class Captured:
    """A captured graph with the tensors that it reads and writes."""

    graph: torch.cuda.CUDAGraph
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


class Graphed:
    """A network that replays a captured graph for each shape it meets.

    Args:
        network: from (rows, tokens) tensors to a (rows, labels) tensor a task; its kernels may not depend on values.
        device: the CUDA device.
    """

    def __init__(self, network: Network, device: torch.device) -> None:
        self.network = network
        self.device = device
        self.captured: dict[tuple[int, int], Captured] = {}
        # One pool for all: replays follow each other, and what a graph leaves behind is copied before the next.
        self.pool = torch.cuda.graph_pool_handle()

    def __call__(self, *arrays: Tensor) -> tuple[Tensor, ...]:
        """The network's outputs for (rows, tokens) tensors on the device: copies, which the next replay keeps."""
        rows, tokens = arrays[0].shape
        shape = (padded_rows(rows), tokens)
        if shape not in self.captured:
            self.captured[shape] = self._capture(shape)
        captured = self.captured[shape]
        for held, given in zip(captured.inputs, arrays, strict=True):
            # The rows below keep what an earlier batch left: any tokens do, nobody reads their logits.
            held[:rows].copy_(given)
        captured.graph.replay()
        return tuple(output[:rows].clone() for output in captured.outputs)

    def _capture(self, shape: tuple[int, int]) -> Captured:
        inputs = tuple(torch.ones(shape, dtype=torch.int64, device=self.device) for _ in range(3))
        stream = torch.cuda.Stream(self.device)  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP):
                self.network(*inputs)
        torch.cuda.current_stream(self.device).wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self.pool):
            outputs = self.network(*inputs)
        return Captured(graph, inputs, outputs)


def padded_rows(rows: int) -> int:
    """``rows`` rounded up to a quarter of a power of two (4, 5, 6, 7, 8, 10, ...): at most a fifth is padding."""
    step = 1 << max(0, (rows - 1).bit_length() - 3)
    return -(-rows // step) * step
