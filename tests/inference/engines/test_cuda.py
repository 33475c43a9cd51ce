"""The torch engine on a GPU; without one only what needs none."""

import numpy as np
import pytest
import torch

from detente.inference.engines.cuda_graphs import padded_rows
from detente.inference.engines.torch_engine import TorchEngine
from detente.inference.scorer import load
from detente.model.checkpoint import open_checkpoint

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


@pytest.mark.parametrize(("rows", "padded"), [(1, 1), (3, 3), (9, 10), (64, 64), (65, 80), (682, 768), (1024, 1024)])
def test_rows_are_padded_to_quarters_of_powers_of_two(rows, padded):
    assert padded_rows(rows) == padded


def test_few_row_counts_are_left_and_little_is_padding():
    made = {rows: padded_rows(rows) for rows in range(1, 4097)}
    assert len(set(made.values())) < 48
    assert all(0 <= padded - rows <= rows / 4 for rows, padded in made.items())


@pytest.mark.gpu
@needs_gpu
@pytest.mark.parametrize(("precision", "near"), [("float32", 2e-3), ("bfloat16", 0.15)])
def test_equals_the_processor_and_replays_keep_their_answers(tiny_checkpoint, make_batch, precision, near):
    checkpoint = open_checkpoint(tiny_checkpoint)
    gpu, reference = TorchEngine(checkpoint, device="cuda", precision=precision), TorchEngine(checkpoint)
    batches = [make_batch((40,) * 9, seed=number) for number in range(4)] + [make_batch((40,) * 10, seed=9)]
    batches += [make_batch((48, 5), seed=10), batches[0]]
    found = [logits for _, logits in gpu.each(batches)]
    assert sorted(gpu.network.captured) == [(2, 48), (10, 40)]
    for ours, (_, theirs) in zip(found, reference.each(batches), strict=True):
        for task, expected in theirs.items():
            np.testing.assert_allclose(ours[task], expected, atol=near)


@pytest.mark.gpu
@needs_gpu
def test_a_new_shape_is_captured_once(tiny_checkpoint, make_batch):
    engine = TorchEngine(open_checkpoint(tiny_checkpoint), device="cuda")
    for lengths in ((40, 2), (40, 9), (40, 9, 3), (48, 2)):
        list(engine.each([make_batch(lengths)]))
    assert sorted(engine.network.captured) == [(2, 40), (2, 48), (3, 40)]


@pytest.mark.gpu
@needs_gpu
def test_one_batch_at_a_time_is_the_same_as_many_in_flight(tiny_checkpoint, make_batch):
    engine = TorchEngine(open_checkpoint(tiny_checkpoint), device="cuda")
    batches = [make_batch((40,) * rows, seed=rows) for rows in range(1, 30)]
    for batch, logits in engine.each(iter(batches)):
        alone = engine.logits(batch.ids, batch.attention, batch.statement)
        for task, values in logits.items():
            np.testing.assert_array_equal(values, alone[task])


@pytest.mark.gpu
@needs_gpu
def test_the_scorer_answers_as_on_the_processor(tiny_checkpoint):
    texts = [f"The ministers of {place} {verb} the treaty." for place in "ABCDEFGH" for verb in ("sign", "reject")]
    gpu, here = load(tiny_checkpoint, engine="torch", device="cuda"), load(tiny_checkpoint, engine="torch")
    for ours, theirs in zip(gpu.classify(texts), here.classify(texts), strict=True):
        for task in here.schema:
            assert ours[task.name].probabilities == pytest.approx(theirs[task.name].probabilities, abs=2e-3)
