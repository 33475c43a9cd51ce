"""The verbs `detente curve` and `detente tune`: what they print, write and exit with."""

import json
from types import SimpleNamespace

import pytest

from detente.cli import main
from detente.training import curve, tuning
from detente.training.config import load_config
from detente.training.journal import read_lines

SETTINGS = ["--training.epochs", "1", "--evaluation.bootstrap=50"]


@pytest.fixture(scope="module")
def path(write_config, tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies")
    (folder / "space.yaml").write_text("training.learning_rate: {low: 1.0e-4, high: 1.0e-2, log: true}\n", "utf-8")
    return write_config(folder)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """A function that runs the command in an empty folder and returns its exit code."""
    monkeypatch.chdir(tmp_path)

    def start(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        return int(ended.value.code or 0)

    return start


def stop_at(monkeypatch, module, name, count):
    """Ctrl-C when ``module.name`` is called for the ``count``-th time."""
    original, calls = getattr(module, name), []

    def stopped(*args, **kwargs):
        calls.append(1)
        if len(calls) == count:
            raise KeyboardInterrupt
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, stopped)


def test_curve_prints_the_table_and_draws_the_conclusion(run, path, tmp_path, capsys):
    assert run("curve", path, "--points", "0.5,1", "--seeds", "1", *SETTINGS) == 0
    out = capsys.readouterr().out.splitlines()
    folder = tmp_path / "runs" / "small-curve"
    assert out[0].startswith(
        "macro-F1 by labelled training statements, measured on 6 statements of 2 groups (test part)"
    )
    assert [line.split()[0] for line in out[3:7]] == ["tf-idf", "tf-idf", "small", "small"]
    assert out[-2] == "files: runs/small-curve"
    assert out[-1].startswith("The last 50% of the labels (12 to 24) changed the mean macro-F1 of small by ")
    assert {"points.jsonl", "curve.json", "curve.txt", "curve.png"} <= {each.name for each in folder.iterdir()}
    assert (folder / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "curve.txt").read_text(encoding="utf-8").splitlines() == [*out[:-2], out[-1]]


def test_curve_measures_on_a_labelled_file(run, path, capsys):
    table = path.parent / "table.jsonl"
    assert run("curve", path, "--points", "0.5,1", "--seeds", "1", "--on", table, "-o", "mine", *SETTINGS) == 0
    captured = capsys.readouterr()
    assert "measured on 42 statements of 14 groups (table.jsonl)" in captured.out
    assert "note: 36 of the 42 measured statements" in captured.err


def test_curve_that_is_stopped_goes_on(run, path, tmp_path, monkeypatch, capsys):
    command = ("curve", path, "--points", "0.5,1", "--seeds", "1", "-o", "mine", *SETTINGS)
    with monkeypatch.context() as patch:
        stop_at(patch, curve, "work_out", 4)
        assert run(*command) == 130
    assert "stopped: finished points are kept in mine; the same command goes on" in capsys.readouterr().err
    kept = read_lines(tmp_path / "mine" / "points.jsonl")
    assert len(kept) == 3
    assert run(*command) == 0
    assert read_lines(tmp_path / "mine" / "points.jsonl")[:3] == kept


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (["--points", "a,b"], "--points a,b: expected numbers with commas"),
        (["--seeds", "1,x"], "--seeds 1,x: expected numbers with commas"),
        (["--points", "1"], "--points: expected at least two shares"),
        (["--training.epoch", "1"], "training.epoch: unknown key; did you mean epochs?"),
    ],
)
def test_curve_used_wrongly(run, path, capsys, wrong, expected):
    assert run("curve", path, *wrong) == 2
    assert expected in capsys.readouterr().err


def test_tune_prints_the_trials_and_the_next_command_works(run, path, tmp_path, capsys):
    assert run("tune", path, "--trials", 2, "--search", path.parent / "space.yaml", *SETTINGS) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "2 trials (2 complete); mean macro-F1 on the validation part"
    assert out[-1] == "next: detente train runs/small-tune/best.yaml"
    best = load_config("runs/small-tune/best.yaml")
    assert best.settings.training.epochs == 1
    assert len((tmp_path / "runs/small-tune/trials.csv").read_text(encoding="utf-8").splitlines()) == 3
    assert run(*out[-1].split()[2:]) == 0
    assert (tmp_path / "runs" / "small" / "best" / "model.safetensors").is_file()


def test_tune_that_is_stopped_prints_the_best_so_far_and_goes_on(run, path, tmp_path, monkeypatch, capsys):
    command = ("tune", path, "--search", path.parent / "space.yaml", "-o", "mine", *SETTINGS, "--trials")
    with monkeypatch.context() as patch:
        stop_at(patch, tuning, "fit", 2)
        assert run(*command, 3) == 130
    captured = capsys.readouterr()
    assert "best: trial 1" in captured.out
    assert "stopped: 1 of 3 trials are kept in mine; the same command goes on" in captured.err
    assert (tmp_path / "mine" / "best.yaml").is_file()
    assert run(*command, 3) == 0
    assert capsys.readouterr().out.startswith("3 trials (3 complete)")


def test_tune_whose_time_is_up_says_how_far_it_came(run, path, monkeypatch, capsys):
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(tuning, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    command = ("tune", path, "--search", path.parent / "space.yaml", "-o", "mine", *SETTINGS, "--trials", 9)
    assert run(*command, "--timeout", 150) == 0
    assert "time is up after 1 of 9 trials; the same command goes on" in capsys.readouterr().err


def test_tune_without_a_complete_trial_fails(run, path, monkeypatch, capsys):
    def broken(*args, **kwargs):
        raise RuntimeError("no memory")

    monkeypatch.setattr(tuning, "fit", broken)
    command = ("tune", path, "--search", path.parent / "space.yaml", "-o", "mine", *SETTINGS, "--trials", 1)
    assert run(*command) == 2
    captured = capsys.readouterr()
    assert "trial 1 failed: RuntimeError: no memory" in captured.err
    assert "no trial is complete; the reasons are in mine/trials.csv" in captured.err


def test_tune_in_a_folder_of_another_search_says_what_changed(run, path, capsys):
    command = ("tune", path, "--search", path.parent / "space.yaml", "-o", "mine", "--trials", 1)
    assert run(*command, *SETTINGS) == 0
    assert run(*command, *SETTINGS, "--head.dropout", "0.3") == 2
    assert "settings.head.dropout: was 0.1, is 0.3" in capsys.readouterr().err


def test_a_wrong_space_is_refused(run, path, tmp_path, capsys):
    (tmp_path / "space.yaml").write_text(json.dumps({"training.epoch": [1]}), encoding="utf-8")
    assert run("tune", path, "--search", "space.yaml") == 2
    assert "training.epoch: unknown setting; did you mean training.epochs?" in capsys.readouterr().err
