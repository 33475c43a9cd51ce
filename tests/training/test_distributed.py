"""Two processes must train the same network as one: torchrun with gloo on the CPU."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "fit_script.py"
TRAINING = {"epochs": 2, "batch_size": 8, "precision": "float32", "group_lengths": False, "patience": None}
TORCHRUN = ("-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_addr", "127.0.0.1", "--master_port")


def fit_in(*words):
    # One thread: the two processes share the machine with whatever else runs there.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [sys.executable, *map(str, words)], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def calm_encoder(tiny_encoder, tmp_path):
    """The tiny encoder without dropout: two processes draw other random numbers than one."""
    from transformers import AutoModel, AutoTokenizer

    folder = tmp_path / "calm"
    network = AutoModel.from_pretrained(tiny_encoder)
    network.config.hidden_dropout_prob = network.config.attention_probs_dropout_prob = 0.0
    network.save_pretrained(folder)
    AutoTokenizer.from_pretrained(tiny_encoder).save_pretrained(folder)
    return folder


def without_validation_loss(rows):
    """Accelerate fills the last validation batch with repeated rows: scores leave them out, the loss does not."""
    return [{key: value for key, value in row.items() if key != "eval_loss"} for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("accumulation", [1, 2])
def test_two_processes_train_what_one_does(write_config, calm_encoder, weights, metrics, same, tmp_path, accumulation):
    path = write_config(
        tmp_path / "config",
        encoder={"source": str(calm_encoder), "sha256": None},
        head={"dropout": 0.0},
        training={**TRAINING, "accumulation": accumulation},
    )
    one, two = tmp_path / "one", tmp_path / "two"
    fit_in(SCRIPT, path, one)
    fit_in(*TORCHRUN, free_port(), SCRIPT, path, two)
    assert same(weights(two / "last"), weights(one / "last"), within=1e-4)
    assert same(weights(two / "best"), weights(one / "best"), within=1e-4)
    assert without_validation_loss(metrics(two)) == [
        pytest.approx(row, abs=1e-4) for row in without_validation_loss(metrics(one))
    ]
    assert sorted(path.name for path in (two / "last").glob("random-*.json")) == ["random-0.json", "random-1.json"]


@pytest.mark.slow
def test_the_command_trains_under_torchrun(write_config, tmp_path):
    path = write_config(tmp_path / "config", training={**TRAINING, "epochs": 1})
    run = tmp_path / "run"
    fit_in(*TORCHRUN, free_port(), "-m", "detente", "train", path, "-o", run)
    assert (run / "best" / "README.md").is_file()
    fit_in(*TORCHRUN, free_port(), "-m", "detente", "train", path, "-o", run, "--resume")
    assert {row.name for row in run.iterdir()} >= {"best", "last", "config.yaml", "curves.png"}
