"""Folds of the cross-validation."""

import json
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.folds import FOLDS, fold_config, fold_rows

from detente.model.errors import DataError
from detente.training.pipeline import usable_corpus


def test_each_row_is_held_out_once_and_common_roots_are_in_every_part(plv: Path) -> None:
    folds = [fold_rows(plv, fold) for fold in range(FOLDS)]
    held_out = Counter(row["id"] for rows in folds for row in rows if row["split"] == "test")
    assert held_out == Counter({row["id"]: 1 for row in folds[0]})
    for rows in folds:
        assert {row["root"] for row in rows if row["split"] == "test"} >= {"praise", "help", "blame"}
        assert {row["split"] for row in rows} == {"train", "validation", "test"}


def test_the_same_words_stay_together_and_folds_are_the_same_each_time(plv: Path) -> None:
    for fold in range(FOLDS):
        rows = fold_rows(plv, fold)
        assert rows[-1]["split"] == rows[-2]["split"]
        assert rows == fold_rows(plv, fold)


def test_the_config_of_a_fold_has_labels_and_fields_of_the_data(plv: Path, config: Path, tmp_path: Path) -> None:
    made = fold_config(str(config), ["--training.epochs", "3"], fold_rows(plv, 0), tmp_path)
    assert made.settings.labels == {"quad": ["bad", "good"], "root": ["blame", "help", "praise", "threaten"]}
    assert (made.settings.encoding.fields, made.settings.training.epochs) == (["speaker", "target"], 3)
    corpus = usable_corpus(made)
    assert sum(map(len, corpus.parts.values())) == 24
    assert corpus.parts["test"][0].statement.speaker == "the envoy"


def test_a_row_without_a_label_is_refused_with_its_place(plv: Path) -> None:
    with plv.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"text": "the king", "quad": "good", "root": None}) + "\n")
    with pytest.raises(DataError, match=r"plv\.jsonl:25: root: expected a text, found None"):
        fold_rows(plv, 0)


def test_too_few_statements_for_the_folds_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    path.write_text(json.dumps({"text": "one", "quad": "good", "root": "help"}) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="at least 5 different statements, found 1"):
        fold_rows(path, 0)
