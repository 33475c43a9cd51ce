"""A search keeps its trials, goes on after a stop to the same ones, and never sees the test part."""

import json

import pytest

from detente.model.encoding import StatementEncoder
from detente.model.errors import ConfigError
from detente.training import study, tuning
from detente.training.config import load_config, with_values
from detente.training.search_space import read_space
from detente.training.trials import COMPLETE, FAILED, PRUNED, best_of, write_best
from detente.training.tuning import FACTS, JOURNAL, Search

SPACE = (
    "training.learning_rate: {low: 1.0e-4, high: 1.0e-2, log: true}\n"
    "head.dropout: {low: 0.0, high: 0.3, step: 0.1}\n"
    "training.batch_size: {low: 4, high: 8}\n"
    "head.pooling: [statement, mean]\n"
)


@pytest.fixture(scope="module")
def config(make_config):
    return make_config("--training.epochs=1")


@pytest.fixture(scope="module")
def space(config):
    path = config.folder / "space.yaml"
    path.write_text(SPACE, encoding="utf-8")
    return read_space(path, config)


@pytest.fixture(scope="module")
def done(config, space, tmp_path_factory):
    """A search of three trials; read it, never change it."""
    folder = tmp_path_factory.mktemp("searches")
    search = Search(config, space, folder)
    search.run(3, None)
    return search


def told(search):
    """What does not depend on the clock."""
    return [(each.number, each.state, each.macro_f1, each.values) for each in search.finished()]


def test_the_first_trial_is_the_config_as_it_stands_and_others_differ(done):
    trials = done.finished()
    assert [each.state for each in trials] == [COMPLETE] * 3
    assert trials[0].values == {
        **{"training.learning_rate": 1e-3, "head.dropout": 0.1, "training.batch_size": 8, "head.pooling": "statement"}
    }
    assert len({each.values["training.learning_rate"] for each in trials}) == 3
    assert all(each.epochs == 1 and 0 <= each.macro_f1 <= 1 for each in trials)


def test_the_folder_holds_text_alone_and_no_training(done):
    names = {path.name for path in done.folder.iterdir()}
    assert names == {FACTS, JOURNAL}
    for line in (done.folder / JOURNAL).read_text(encoding="utf-8").splitlines():
        assert isinstance(json.loads(line), dict)


def test_no_test_statement_is_ever_encoded(config, space, corpus_of, tmp_path, monkeypatch):
    encoded, encode = set(), StatementEncoder.encode

    def watched(self, statements):
        encoded.update(each.text for each in statements)
        return encode(self, statements)

    monkeypatch.setattr(StatementEncoder, "encode", watched)
    Search(config, space, tmp_path).run(1, None)
    parts = {part: {row.statement.text for row in rows} for part, rows in corpus_of(config).parts.items()}
    assert encoded == parts["train"] | parts["validation"]
    assert not encoded & parts["test"]


def test_a_search_that_goes_on_makes_the_trials_of_one_that_was_never_stopped(config, space, done, tmp_path):
    Search(config, space, tmp_path).run(1, None)
    Search(config, space, tmp_path).run(2, None)
    again = Search(config, space, tmp_path)
    again.run(3, None)
    assert told(again) == told(done)


def test_the_sampler_goes_on_as_if_it_had_never_stopped(config, space, tmp_path, monkeypatch):
    """Past the random trials, where proposals are drawn from what was seen; a formula stands in for the training."""

    def scored(config, corpus, run, callbacks):
        settings = config.settings
        callbacks[0].best = 1 / (1 + abs(settings.training.learning_rate - 3e-3) * 1e3 + settings.head.dropout)

    monkeypatch.setattr(tuning, "fit", scored)
    whole = Search(config, space, tmp_path / "whole")
    whole.run(16, None)
    for trials in (3, 11, 16):
        parts = Search(config, space, tmp_path / "parts")
        parts.run(trials, None)
    assert told(parts) == told(whole)
    assert len({each.values["training.learning_rate"] for each in whole.finished()}) == 16


def test_an_interrupted_trial_is_made_again(config, space, done, tmp_path, monkeypatch):
    fit, begun = tuning.fit, []

    def stopped(*args, **kwargs):
        begun.append(args)
        if len(begun) in (1, 3):
            raise KeyboardInterrupt
        return fit(*args, **kwargs)

    monkeypatch.setattr(tuning, "fit", stopped)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            Search(config, space, tmp_path).run(3, None)
    with (tmp_path / JOURNAL).open("a", encoding="utf-8") as stream:
        stream.write('{"half": "wri')
    last = Search(config, space, tmp_path)
    assert len(last.finished()) == 1
    last.run(3, None)
    assert told(last) == told(done)


def test_a_finished_search_trains_nothing(config, space, done, monkeypatch):
    monkeypatch.setattr(tuning, "fit", lambda *_: pytest.fail("trained again"))
    again = Search(config, space, done.folder)
    again.run(3, None)
    assert told(again) == told(done)


def test_no_trial_begins_after_the_time_is_up(config, space, tmp_path):
    search = Search(config, space, tmp_path)
    search.run(5, 0.0)
    assert search.finished() == []
    search.run(5, 1e-3)
    assert len(search.finished()) <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"training.epochs": 2}, "settings.training.epochs: was 1, is 2"),
        ({"loss.label_smoothing": 0.1}, "label_smoothing"),
    ],
)
def test_changed_settings_are_refused(config, space, done, values, expected):
    with pytest.raises(ConfigError, match=f"cannot go on, the search has changed:\n.*{expected}"):
        Search(with_values(config, values), space, done.folder)


def test_a_changed_space_is_refused(config, space, done):
    smaller = {key: each for key, each in space.items() if key != "head.pooling"}
    with pytest.raises(ConfigError, match=r"space\.head\.pooling: was "):
        Search(config, smaller, done.folder)


def test_changed_data_are_refused(make_config, tmp_path):
    config = make_config("--training.epochs=1")
    (config.folder / "space.yaml").write_text("training.epochs: [1]\n", encoding="utf-8")
    space = read_space(config.folder / "space.yaml", config)
    Search(config, space, tmp_path)
    table = config.folder / "table.jsonl"
    table.write_text(table.read_text(encoding="utf-8").replace("and more of it", "and less of it"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"corpus: was '[0-9a-f]{12}', is "):
        Search(config, space, tmp_path)


def test_a_folder_of_something_else_is_refused(config, space, tmp_path):
    (tmp_path / "config.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"holds no search but config\.yaml; choose another folder with -o"):
        Search(config, space, tmp_path)


def test_a_failing_trial_is_kept_with_its_reason_and_the_search_goes_on(make_config, tmp_path):
    config = make_config("--training.epochs=1")
    (config.folder / "space.yaml").write_text("encoder.source: [nobody/nothing]\nhead.dropout: [0.0, 0.1]\n", "utf-8")
    search = Search(config, read_space(config.folder / "space.yaml", config), tmp_path)
    search.run(2, None)
    assert [(each.state, each.macro_f1) for each in search.finished()] == [(FAILED, None)] * 2
    assert search.finished()[0].reason.startswith("encoder.source: nobody/nothing: cannot be loaded")
    assert best_of(search.finished()) is None


def test_any_other_failure_is_kept_too(config, space, tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("out of\nmemory")

    monkeypatch.setattr(tuning, "fit", broken)
    search = Search(config, space, tmp_path)
    search.run(1, None)
    assert search.finished()[0].reason == "RuntimeError: out of memory"


def test_the_same_settings_are_not_trained_twice(config, tmp_path, monkeypatch):
    fit, begun = tuning.fit, []
    monkeypatch.setattr(tuning, "fit", lambda *args, **rest: begun.append(1) or fit(*args, **rest))
    (tmp_path / "space.yaml").write_text("head.pooling: [statement, mean]\n", encoding="utf-8")
    search = Search(config, read_space(tmp_path / "space.yaml", config), tmp_path / "search")
    search.run(6, None)
    assert len(begun) == 2
    assert len({(each.values["head.pooling"], each.macro_f1) for each in search.finished()}) == 2


def test_a_config_outside_of_the_space_is_told(config, tmp_path, capsys):
    (tmp_path / "space.yaml").write_text("head.pooling: [mean, first]\n", encoding="utf-8")
    Search(config, read_space(tmp_path / "space.yaml", config), tmp_path / "search").run(1, None)
    assert "note: the config as it stands is no trial: its head.pooling lies outside" in capsys.readouterr().err


def test_a_trial_below_the_median_is_cut_short(config, tmp_path, monkeypatch):
    """Three epochs each: the last trial is worse in all of them than any before it."""
    scores = iter([{"macro_f1": 0.5 + trial / 100} for trial in range(3) for _ in range(3)] + [{"macro_f1": 0.1}] * 3)
    monkeypatch.setattr(study, "FIRST_TRIALS", 3)
    monkeypatch.setattr("detente.training.fit.validation_scores", lambda *_: next(scores))
    (tmp_path / "space.yaml").write_text("head.dropout: {low: 0.0, high: 0.5}\n", encoding="utf-8")
    longer = with_values(config, {"training.epochs": 3})
    search = Search(longer, read_space(tmp_path / "space.yaml", longer), tmp_path / "search")
    search.run(4, None)
    assert [(each.state, each.epochs) for each in search.finished()] == [*[(COMPLETE, 3)] * 3, (PRUNED, 2)]
    assert best_of(search.finished()).macro_f1 == 0.52


def test_the_winner_loads_and_trains_to_the_score_it_won_with(done, train, metrics, tmp_path):
    best = best_of(done.finished())
    write_best(done.config, best, 3, tmp_path / "best.yaml")
    run = train(load_config(tmp_path / "best.yaml"), tmp_path / "run")
    assert max(row["eval_macro_f1"] for row in metrics(run) if "eval_macro_f1" in row) == best.macro_f1


def test_a_missing_optuna_is_told(config, space, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "optuna", None)
    with pytest.raises(ConfigError, match=r"detente tune needs Optuna: pip install 'detente\[tune\]'"):
        Search(config, space, tmp_path)
