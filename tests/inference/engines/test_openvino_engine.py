"""The OpenVINO engine answers as the torch engine does, without torch."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import detente
from detente.inference.batching import Batch
from detente.inference.engines import engine_for, precision_for, start
from detente.inference.engines import torch_engine as torch_room
from detente.inference.engines.torch_engine import TorchEngine
from detente.model.checkpoint import open_checkpoint
from detente.model.errors import CheckpointError, InputError

openvino_room = pytest.importorskip("detente.inference.engines.openvino_engine")
OpenVinoEngine = openvino_room.OpenVinoEngine
NEAR = {"atol": 2e-5, "rtol": 2e-5}


def check(engine, reference, batch, **near):
    found, expected = (each.logits(batch.ids, batch.attention, batch.statement) for each in (engine, reference))
    assert list(found) == list(expected) == ["attitude", "topic"]
    for name, values in expected.items():
        assert found[name].dtype == np.float32
        np.testing.assert_allclose(found[name], values, **near)
    assert expected["attitude"].std(axis=0).min() > 1e-3


@pytest.mark.parametrize("pooling", ["statement", "mean", "first", "both"])
def test_equals_torch_for_each_pooling(make_checkpoint, tmp_path, make_batch, pooling):
    checkpoint = open_checkpoint(make_checkpoint(tmp_path / "checkpoint", pooling=pooling))
    check(OpenVinoEngine(checkpoint), TorchEngine(checkpoint), make_batch(), **NEAR)


@pytest.mark.parametrize("lengths", [(1, 1), (128, 2), (9,) * 40, (64, 63, 3)])
def test_equals_torch_for_lengths(tiny_checkpoint, make_batch, lengths):
    checkpoint = open_checkpoint(tiny_checkpoint)
    batch = make_batch(lengths, seed=len(lengths))
    for name, values in TorchEngine(checkpoint).logits(batch.ids, batch.attention, batch.statement).items():
        found = OpenVinoEngine(checkpoint).logits(batch.ids, batch.attention, batch.statement)
        np.testing.assert_allclose(found[name], values, **NEAR)


@pytest.mark.parametrize("room", [torch_room.TorchEngine, OpenVinoEngine])
def test_bfloat16_is_near(tiny_checkpoint, make_batch, room):
    checkpoint = open_checkpoint(tiny_checkpoint)
    engine = room(checkpoint, precision="bfloat16")
    assert engine.precision == "bfloat16"
    check(engine, TorchEngine(checkpoint), make_batch(), atol=0.15)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the threads from /proc")
def test_its_threads_may_run_on_every_core(tiny_checkpoint, make_batch):
    batch = make_batch((128,) * 64)
    engine = OpenVinoEngine(open_checkpoint(tiny_checkpoint), threads=1)
    with ThreadPoolExecutor(1) as pool:
        # Threads are tied to a core while they compute, and only then.
        computing = pool.submit(lambda: [engine.logits(batch.ids, batch.attention, batch.statement) for _ in range(20)])
        seen = set()
        while not computing.done():
            seen |= {frozenset(os.sched_getaffinity(int(task.name))) for task in Path("/proc/self/task").iterdir()}
    assert len(computing.result()) == 20
    assert seen == {frozenset(os.sched_getaffinity(0))}


def test_an_adapter_equals_torch_over_it(adapter_and_full, make_batch):
    checkpoint = open_checkpoint(adapter_and_full[0])
    check(OpenVinoEngine(checkpoint), TorchEngine(checkpoint), make_batch(), **NEAR)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # torch.export, of torch itself
def test_another_encoder_is_traced(make_checkpoint, tmp_path, make_batch, monkeypatch):
    checkpoint = open_checkpoint(make_checkpoint(tmp_path / "checkpoint"))
    monkeypatch.setattr("detente.inference.engines.exporting.is_plain_bert", lambda config: False)
    check(OpenVinoEngine(checkpoint), TorchEngine(checkpoint), make_batch((23, 5, 17)), **NEAR)


@pytest.mark.parametrize("name", ["torch", "openvino"])
def test_each_batch_keeps_its_own_answers(tiny_checkpoint, make_batch, name):
    engine = start(open_checkpoint(tiny_checkpoint), name, threads=2)
    batches = [make_batch((40, 3 + number), seed=number) for number in range(12)]
    done = list(engine.each(batches))
    assert sorted(id(batch) for batch, _ in done) == sorted(map(id, batches))
    for batch, found in done:
        for task, values in engine.logits(batch.ids, batch.attention, batch.statement).items():
            np.testing.assert_allclose(found[task], values, atol=1e-6)


def test_no_batches_no_answers(tiny_checkpoint):
    assert list(OpenVinoEngine(open_checkpoint(tiny_checkpoint)).each([])) == []


def test_an_error_in_one_batch_is_raised_and_the_engine_goes_on(tiny_checkpoint, make_batch):
    engine = OpenVinoEngine(open_checkpoint(tiny_checkpoint))
    good = make_batch()
    outside = Batch(np.full((1, 200), 7), np.ones((1, 200), np.int64), np.ones((1, 200), np.int64), [0])
    with pytest.raises(RuntimeError):
        list(engine.each([outside]))
    check(engine, TorchEngine(open_checkpoint(tiny_checkpoint)), good, **NEAR)


def test_a_missing_tensor_is_named(make_checkpoint, tmp_path):
    folder = make_checkpoint(tmp_path / "checkpoint")
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.encoder.layer.1.attention.self.key.bias"]
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(
        CheckpointError, match=r"damaged: the tensor .*layer\.1\.attention\.self\.key\.bias.* is missing"
    ):
        OpenVinoEngine(open_checkpoint(folder))


def test_a_missing_bias_of_a_head_is_named(make_checkpoint, tmp_path):
    folder = make_checkpoint(tmp_path / "checkpoint")
    weights = load_file(folder / "model.safetensors")
    del weights["heads.topic_logits.bias"]
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"damaged: .*heads\.topic_logits\.bias"):
        OpenVinoEngine(open_checkpoint(folder))


def test_scoring_loads_neither_torch_nor_transformers(adapter_and_full, tiny_checkpoint, tiny_package, tmp_path):
    code = (
        "import sys\nsys.path.insert(0, sys.argv[1])\nimport detente\n"
        "for folder in sys.argv[2:]:\n"
        "    detente.load(folder, engine='openvino').score('\"We agree,\" said the minister.')\n"
        "print(*(name for name in ('openvino', 'torch', 'transformers', 'peft') if name in sys.modules))"
    )
    folders = [adapter_and_full[0], shutil.copytree(tiny_checkpoint, tmp_path / "new")]
    command = [sys.executable, "-c", code, tiny_package.parent, *folders]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["openvino"]


def test_auto_is_the_fastest_that_fits(tiny_checkpoint, monkeypatch):
    checkpoint = open_checkpoint(tiny_checkpoint)
    assert engine_for(checkpoint) == "openvino"
    assert engine_for(checkpoint, device="cuda") == "torch"
    assert engine_for(checkpoint, "torch") == "torch"
    monkeypatch.setitem(checkpoint.config, "encoder", {"model_type": "roberta"})
    assert engine_for(checkpoint) == "torch"
    assert engine_for(checkpoint, "openvino") == "openvino"


def test_without_the_package_auto_is_torch_and_openvino_says_what_to_install(tiny_checkpoint, monkeypatch):
    monkeypatch.setattr("detente.inference.engines.find_spec", lambda name: None)
    checkpoint = open_checkpoint(tiny_checkpoint)
    assert engine_for(checkpoint) == "torch"
    with pytest.raises(InputError, match=r"pip install 'detente\[fast\]'"):
        start(checkpoint, "openvino")


def test_auto_precision_follows_the_hardware(tiny_checkpoint, monkeypatch):
    for fast, expected in ((True, "bfloat16"), (False, "float32")):
        monkeypatch.setattr("detente.inference.engines.fast_bfloat16", lambda fast=fast: fast)
        assert precision_for("auto", "cpu") == expected
        assert start(open_checkpoint(tiny_checkpoint), precision="auto").precision == expected
    assert precision_for("auto", "cuda:1") == "bfloat16"


def test_openvino_has_no_other_device(tiny_checkpoint):
    with pytest.raises(InputError, match="runs on the cpu"):
        start(open_checkpoint(tiny_checkpoint), "openvino", device="cuda")


def test_the_scorer_says_which_engine_it_has(tiny_checkpoint):
    scorer = detente.load(tiny_checkpoint)
    assert (scorer.engine.name, scorer.engine.precision) == ("openvino", "float32")
    assert scorer.token_budget == OpenVinoEngine.token_budget
