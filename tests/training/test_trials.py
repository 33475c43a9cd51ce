import csv
from pathlib import Path

import pytest

from detente.training.config import load_config
from detente.training.corpus import read_corpus
from detente.training.labelled import Problems
from detente.training.sources import encoder_source
from detente.training.trials import (
    COMPLETE,
    FAILED,
    PRUNED,
    Trial,
    best_first,
    best_of,
    trials_table,
    write_best,
    write_trials,
)

KEYS = ("training.learning_rate", "head.dropout", "encoder.dropout")


def trial(number, state, macro_f1, epochs, seconds, *values, reason=""):
    return Trial(number, state, macro_f1, epochs, seconds, reason, dict(zip(KEYS, values, strict=True)))


TRIALS = [
    trial(1, COMPLETE, 0.5, 3, 10.4, 2e-4, 0.1, None),
    trial(2, FAILED, None, 0, 0.2, 3e-4, 0.0, 0.0, reason="encoder: no, it fails"),
    trial(3, PRUNED, 0.7, 2, 7.0, 1e-5, 0.0, 0.0),
    trial(4, COMPLETE, 0.6251, 3, 61.0, 0.000123456, 0.0, None),
]

TABLE = """\
4 trials (2 complete, 1 cut short, 1 failed); mean macro-F1 on the validation part

trial  state      macro-F1  epochs  seconds  learning_rate  head.dropout  encoder.dropout
4      complete      0.625       3       61       0.000123             0             null
1      complete      0.500       3       10         0.0002           0.1             null
3      cut short     0.700       2        7          1e-05             0                0
2      failed                    0        0         0.0003             0                0
"""


def test_the_table_has_the_best_first():
    assert trials_table(TRIALS) == TABLE
    assert [each.number for each in best_first(TRIALS)] == [4, 1, 3, 2]


def test_the_best_is_complete_or_none():
    assert best_of(TRIALS).number == 4
    assert best_of(TRIALS[1:3]) is None
    assert best_of([]) is None


def test_the_csv_holds_values_in_full_and_reasons(tmp_path):
    write_trials(TRIALS, tmp_path / "trials.csv")
    with (tmp_path / "trials.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["training.learning_rate"] == "0.000123456"
    assert rows[0]["encoder.dropout"] == "null"
    assert rows[3] == {
        **{"trial": "2", "state": "failed", "macro_f1": "", "epochs": "0", "seconds": "0.2"},
        **{"reason": "encoder: no, it fails", "training.learning_rate": "0.0003"},
        **{"head.dropout": "0.0", "encoder.dropout": "0.0"},
    }


@pytest.mark.parametrize("name", ["base", "minilm", "modernbert"])
def test_the_best_config_holds_what_differs_and_reads_back(name, tmp_path):
    config = load_config(name)
    write_best(config, Trial(3, COMPLETE, 0.5, 1, 1.0, "", {"training.epochs": 7}), 9, tmp_path / "best.yaml")
    text = (tmp_path / "best.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"# {name} after a search: trial 3 of 9, mean macro-F1 0.500 on the validation part.\n")
    assert "labels" not in text
    assert len(text.splitlines()) < 25
    again = load_config(tmp_path / "best.yaml").settings
    assert again.training.epochs == 7
    assert again.model_dump(exclude={"training"}) == config.settings.model_dump(exclude={"training"})


def test_paths_hold_from_the_new_place(write_config, tiny_encoder, tmp_path):
    import shutil

    shutil.copytree(tiny_encoder, tmp_path / "home" / "encoder")
    config = load_config(write_config(tmp_path / "home", encoder={"source": "encoder", "sha256": None}))
    folder = tmp_path / "runs" / "search"
    folder.mkdir(parents=True)
    write_best(config, Trial(1, COMPLETE, 0.5, 1, 1.0, "", {"head.dropout": 0.2}), 1, folder / "best.yaml")
    moved = load_config(folder / "best.yaml")
    assert moved.settings.data.tables == ["../../home/table.jsonl"]
    assert Path(encoder_source(moved.settings.encoder.source, moved.folder)).resolve() == tmp_path / "home" / "encoder"
    problems = Problems()
    assert read_corpus(moved, problems).hash == read_corpus(config, problems).hash
    assert problems.found == []
