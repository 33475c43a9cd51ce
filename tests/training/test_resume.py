"""A stopped run that goes on must end as if it had never stopped, at whatever moment it was stopped."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from detente.model.errors import ConfigError
from detente.training import keeping
from detente.training.keeping import Keeper, resumable, tidy
from detente.training.resume import has_ended, load_progress, load_randomness, save_progress, save_randomness
from detente.training.run import open_run

SCRIPT = Path(__file__).parent / "fit_script.py"
LORA = {"lora": {"rank": 4, "alpha": 8, "dropout": 0.1}}


class StoppedError(Exception):
    pass


@pytest.fixture
def stop(monkeypatch):
    """A function ``(save, method) -> None``: the ``save``-th epoch stops before ``method`` of the Keeper."""

    def at(save: int, method: str = "on_save", *, owner=Keeper) -> None:
        original, calls = getattr(owner, method), []

        def stopping(*args, **kwargs):
            calls.append(1)
            if len(calls) == save:
                monkeypatch.setattr(owner, method, original)
                raise StoppedError
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, method, stopping)

    return at


def stopped(train, config, run):
    with pytest.raises(StoppedError):
        train(config, run)
    return run


def clean(run: Path) -> bool:
    return sorted(path.name for path in run.iterdir() if path.is_dir()) == ["best", "last"]


@pytest.fixture(scope="module")
def finished_lora(make_config, train, tmp_path_factory):
    return train(make_config(**LORA), tmp_path_factory.mktemp("runs") / "lora")


@pytest.mark.parametrize(
    ("save", "method"),
    [
        (2, "on_save"),  # the second epoch is trained, nothing of it is kept
        (3, "on_save"),
        (2, "_swap"),  # `last.new` stands complete beside `last`
        (3, "_write"),  # best or last of the second epoch begun
        (4, "_write"),
    ],
)
def test_a_stopped_run_ends_as_if_it_had_not_stopped(
    make_config, train, stop, finished, weights, metrics, same, tmp_path, save, method
):
    stop(save, method)
    run = stopped(train, make_config(), tmp_path / "run")
    assert not has_ended(run / "last")
    train(make_config(), run, resume=True)
    for folder in ("best", "last"):
        assert same(weights(run / folder), weights(finished / folder))
    assert metrics(run) == metrics(finished)
    assert clean(run)


def test_a_run_stopped_between_the_two_moves_goes_on(
    make_config, train, monkeypatch, finished, weights, metrics, same, tmp_path
):
    original = Path.rename

    def rename(self, target):
        if self.name == "last.new" and Path(target).with_name("last.previous").exists():
            raise StoppedError
        return original(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    run = stopped(train, make_config(), tmp_path / "run")
    monkeypatch.undo()
    assert not (run / "last").exists()
    assert resumable(run) == run / "last.previous"
    train(make_config(), run, resume=True)
    assert same(weights(run / "last"), weights(finished / "last"))
    assert metrics(run) == metrics(finished)
    assert clean(run)


def test_a_run_stopped_in_its_first_epoch_begins_again(
    make_config, train, stop, finished, weights, metrics, same, tmp_path
):
    stop(1)
    run = stopped(train, make_config(), tmp_path / "run")
    assert resumable(run) is None
    train(make_config(), run, resume=True)
    assert same(weights(run / "last"), weights(finished / "last"))
    assert metrics(run) == metrics(finished)
    assert clean(run)


def test_adapters_go_on_where_they_were(make_config, train, stop, finished_lora, weights, metrics, same, tmp_path):
    stop(2)
    run = stopped(train, make_config(**LORA), tmp_path / "run")
    train(make_config(**LORA), run, resume=True)
    for folder in ("best", "last"):
        assert same(weights(run / folder), weights(finished_lora / folder))
    assert metrics(run) == metrics(finished_lora)


@pytest.mark.parametrize("settings", [["--training.group_lengths=false"], ["--training.accumulation=2"]])
def test_other_orders_and_accumulated_steps_go_on(make_config, train, stop, weights, metrics, same, tmp_path, settings):
    whole = train(make_config(*settings), tmp_path / "whole")
    stop(2)
    run = stopped(train, make_config(*settings), tmp_path / "run")
    train(make_config(*settings), run, resume=True)
    assert same(weights(run / "last"), weights(whole / "last"))
    assert metrics(run) == metrics(whole)


def flat_scores(monkeypatch):
    """No epoch is better than the first: patience alone decides how long a run lasts."""
    from detente.training import fit

    monkeypatch.setattr(
        fit, "validation_scores", lambda prediction, schema: dict.fromkeys(["attitude_macro_f1", "macro_f1"], 0.5)
    )


def test_patience_is_counted_across_the_stop(make_config, train, stop, monkeypatch, weights, metrics, same, tmp_path):
    flat_scores(monkeypatch)
    settings = ["--training.epochs=9", "--training.patience=2"]
    whole = train(make_config(*settings), tmp_path / "whole")
    assert metrics(whole)[-1]["epoch"] == 3
    stop(3)
    run = stopped(train, make_config(*settings), tmp_path / "run")
    assert metrics(run)[-1]["epoch"] == 3
    train(make_config(*settings), run, resume=True)
    assert metrics(run) == metrics(whole)
    assert same(weights(run / "last"), weights(whole / "last"))


def test_a_run_that_stopped_early_is_not_trained_further(
    make_config, train, monkeypatch, weights, metrics, same, tmp_path
):
    flat_scores(monkeypatch)
    config = make_config("--training.epochs=9", "--training.patience=2")
    run = train(config, tmp_path / "run")
    before, lines = weights(run / "last"), metrics(run)
    assert lines[-1]["epoch"] == 3
    train(config, run, resume=True)
    assert same(weights(run / "last"), before)
    assert metrics(run) == lines


def test_a_finished_run_stays_as_it_is(make_config, train, weights, metrics, same, tmp_path):
    run = train(make_config(), tmp_path / "run")
    before, lines = weights(run / "last"), metrics(run)
    train(make_config(), run, resume=True)
    assert same(weights(run / "last"), before)
    assert metrics(run) == lines
    assert clean(run)


def test_a_killed_process_goes_on(make_config, write_config, train, finished, weights, metrics, same, tmp_path):
    path, run = write_config(tmp_path / "config"), tmp_path / "run"
    done = subprocess.run([sys.executable, SCRIPT, path, run, "5"], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert resumable(run) == run / "last"
    train(make_config(), run, resume=True)
    # Another process may have been given another number of threads, and sums another order.
    assert same(weights(run / "last"), weights(finished / "last"), within=1e-6)
    assert [row["epoch"] for row in metrics(run)] == [row["epoch"] for row in metrics(finished)]


def test_changed_settings_are_refused_and_listed(make_config, corpus_of, finished):
    changed = make_config("--training.epochs=4", "--training.seed=14")
    with pytest.raises(ConfigError) as caught:
        open_run(finished, changed, corpus_of(changed), resume=True)
    assert "  training.seed: was 1, is 14\n  training.epochs: was 3, is 4\n" in str(caught.value)


def test_whether_a_run_has_ended(make_config, train, stop, finished, tmp_path):
    stop(2)
    run = stopped(train, make_config(), tmp_path / "run")
    assert has_ended(finished / "last")
    assert not has_ended(run / "last")


def test_what_a_stop_left_half_done_is_removed(finished, tmp_path):
    run = shutil.copytree(finished, tmp_path / "run")
    for name in ("checkpoint-9", "best.part", "last.new", "last.new.part", "last.previous"):
        (run / name).mkdir()
    tidy(run)
    assert clean(run)
    (run / "last").rename(run / "last.previous")
    tidy(run)
    assert resumable(run) == run / "last.previous"


def test_the_optimiser_and_the_schedule_come_back(tmp_path):
    def parts():
        torch.manual_seed(3)
        network = nn.Linear(3, 2)
        optimizer = AdamW([{"params": [network.weight], "lr": 0.1}, {"params": [network.bias], "lr": 0.2}])
        return network, optimizer, LambdaLR(optimizer, [lambda step: 1 / (step + 1)] * 2)

    def steps(count, network, optimizer, schedule):
        for step in range(count):
            optimizer.zero_grad()
            network(torch.ones(1, 3) * (step + 1)).square().sum().backward()
            optimizer.step()
            schedule.step()

    first = parts()
    steps(2, *first)
    save_progress(tmp_path, *first)
    second = parts()
    second[0].load_state_dict(first[0].state_dict())
    load_progress(tmp_path, *second)
    assert second[2].get_last_lr() == first[2].get_last_lr() == [0.1 / 3, 0.2 / 3]
    steps(3, *first)
    steps(3, *second)
    assert torch.equal(first[0].weight, second[0].weight)
    assert torch.equal(first[0].bias, second[0].bias)


def test_random_states_come_back(tmp_path):
    import random

    save_randomness(tmp_path, 0)
    expected = (random.random(), random.gauss(), torch.rand(3))
    load_randomness(tmp_path, 0)
    found = (random.random(), random.gauss(), torch.rand(3))
    assert found[:2] == expected[:2]
    assert torch.equal(found[2], expected[2])


def test_nothing_is_pickled(tmp_path, finished):
    # A graph that another test had made beside the checkpoint is no part of the run.
    files = [path for path in finished.rglob("*") if path.is_file() and "openvino" not in path.parts]
    assert {path.suffix for path in files} == {".json", ".jsonl", ".yaml", ".safetensors"}
    assert not any(path.read_bytes().startswith((b"\x80", b"PK")) for path in files)
    assert keeping.LAST in {path.parent.name for path in files}
