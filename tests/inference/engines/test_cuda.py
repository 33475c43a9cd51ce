"""The torch engine on a GPU; without one only what needs none."""

import numpy as np
import pytest
import torch

from detente.inference.engines.cuda_graphs import padded_rows
from detente.inference.engines.torch_engine import TorchEngine
from detente.model.checkpoint import open_checkpoint

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


@pytest.mark.parametrize(("rows", "padded"), [(1, 1), (2, 2), (3, 4), (64, 64), (65, 128)])
def test_rows_are_padded_to_powers_of_two(rows, padded):
    assert padded_rows(rows) == padded


@pytest.mark.gpu
@needs_gpu
@pytest.mark.parametrize(("precision", "near"), [("float32", 2e-3), ("bfloat16", 0.15)])
def test_equals_the_processor_and_replays_keep_their_answers(tiny_checkpoint, make_batch, precision, near):
    checkpoint = open_checkpoint(tiny_checkpoint)
    gpu, reference = TorchEngine(checkpoint, device="cuda", precision=precision), TorchEngine(checkpoint)
    batches = [make_batch((40, 31, 12), seed=number) for number in range(4)] + [make_batch((40,) * 4, seed=9)]
    found = [logits for _, logits in gpu.each(batches)]
    assert len(gpu.network.captured) == 1
    for ours, (_, theirs) in zip(found, reference.each(batches), strict=True):
        for task, expected in theirs.items():
            np.testing.assert_allclose(ours[task], expected, atol=near)


@pytest.mark.gpu
@needs_gpu
def test_a_new_shape_is_captured_once(tiny_checkpoint, make_batch):
    engine = TorchEngine(open_checkpoint(tiny_checkpoint), device="cuda")
    for lengths in ((40, 2), (40, 9), (40, 9, 3), (48, 2)):
        list(engine.each([make_batch(lengths)]))
    assert sorted(engine.network.captured) == [(2, 40), (2, 48), (4, 40)]
