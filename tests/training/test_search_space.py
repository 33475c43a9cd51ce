import json

import pytest
import yaml

from detente.model.errors import ConfigError
from detente.training.config import load_config, shipped
from detente.training.search_space import Choices, Range, read_space, searchable_keys, values_in


@pytest.fixture(scope="module")
def config():
    return load_config("minilm")


def space_of(tmp_path, config, text):
    path = tmp_path / "space.yaml"
    path.write_text(text, encoding="utf-8")
    return read_space(path, config)


def problems(tmp_path, config, text):
    with pytest.raises(ConfigError) as caught:
        space_of(tmp_path, config, text)
    head, *lines = str(caught.value).splitlines()
    assert head.startswith(str(tmp_path / "space.yaml"))
    return [line.strip() for line in lines]


@pytest.mark.parametrize("name", ["base", "minilm"])
def test_the_default_space_holds_the_default_config(name):
    config = load_config(name)
    space = read_space(None, config)
    own = values_in(config, space)
    assert [key for key, each in space.items() if not each.holds(own[key])] == []
    assert {"training.learning_rate", "training.layer_decay", "head.pooling", "encoding.context"} <= set(space)


def test_the_default_space_is_no_config():
    assert "search" not in shipped()
    with pytest.raises(ConfigError, match="no such config file"):
        load_config("search")


def test_lists_and_ranges(tmp_path, config):
    text = (
        "training.learning_rate: {low: 1.0e-5, high: 1.0e-3, log: true}\n"
        "training.epochs: {low: 2, high: 8, step: 2}\n"
        "loss.label_smoothing: {low: 0, high: 0.15, step: 0.05}\n"
        "training.patience: {low: 1, high: 3}\n"
        "head.pooling: [mean, first, mean]\n"
        "encoder.dropout: [null, 0]\n"
        "encoding.fields: [[], [speaker]]\n"
    )
    assert space_of(tmp_path, config, text) == {
        "training.learning_rate": Range(1e-5, 1e-3, True, None, False),
        "training.epochs": Range(2, 8, False, 2, True),
        "loss.label_smoothing": Range(0, 0.15, False, 0.05, False),
        "training.patience": Range(1, 3, False, None, True),
        "head.pooling": Choices(('"mean"', '"first"')),
        "encoder.dropout": Choices(("null", "0.0")),
        "encoding.fields": Choices(("[]", '["speaker"]')),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("training.epoch: [3]", "training.epoch: unknown setting; did you mean training.epochs?"),
        ("learning_rate: [0.1]", "learning_rate: unknown setting; did you mean training.learning_rate?"),
        ("training: {epochs: [3]}", "training: expected settings in full"),
        ("data.split.seed: [1, 2]", "data.split.seed: cannot be searched, it changes what is measured"),
        ("training.seed: [1, 2]", "training.seed: cannot be searched, the luckiest seed"),
        ("training.epochs: [3, 0]", "training.epochs: Input should be greater than or equal to 1, found 0"),
        ("head.pooling: [max]", "head.pooling: Input should be 'statement'"),
        ("training.epochs: 3", "training.epochs: expected a list of values or {low: ..., high: ...}, found 3"),
        ("training.epochs: []", "training.epochs: expected a list of values"),
        ("head.dropout: {low: 0.1, hihg: 0.3}", "head.dropout.hihg: unknown key of a range; did you mean high?"),
        ("head.dropout: {low: 0.1}", "head.dropout.high: expected a number, found None"),
        (
            "training.learning_rate: {low: 1e-5, high: 1.0e-3}",
            "training.learning_rate.low: expected a number, found '1e-5'",
        ),
        ("head.dropout: {low: true, high: 0.3}", "head.dropout.low: expected a number, found True"),
        ("head.dropout: {low: 0.1, high: 0.3, log: 2}", "head.dropout.log: expected true or false, found 2"),
        ("head.dropout: {low: 0.3, high: 0.1}", "head.dropout: low must be below high, found 0.3 and 0.1"),
        ("head.dropout: {low: 0.1, high: 1.5}", "head.dropout: Input should be less than 1, found 1.5"),
        ("head.dropout: {low: 0, high: 0.3, log: true}", "head.dropout: log needs a low above 0 and no step"),
        ("head.dropout: {low: 0.1, high: 0.3, log: true, step: 0.1}", "head.dropout: log needs"),
        ("head.dropout: {low: 0, high: 0.22, step: 0.05}", "head.dropout: steps of 0.05 do not lead from 0 to 0.22"),
        ("head.dropout: {low: 0, high: 0.2, step: -0.1}", "head.dropout: steps of -0.1 do not lead"),
        ("training.epochs: {low: 1, high: 2.5}", "training.epochs: expected whole numbers, found 1, 2.5"),
        ("head.pooling: {low: 1, high: 2}", "head.pooling: a range needs a setting that is a number"),
        ("training.accumulation: [1, 3]", "training: accumulation 3 does not divide batch_size 16"),
    ],
)
def test_each_problem_has_its_place(tmp_path, config, text, expected):
    (problem,) = problems(tmp_path, config, text)
    assert problem.startswith(expected)


def test_all_problems_come_at_once(tmp_path, config):
    found = problems(tmp_path, config, "training.epoch: [3]\nhead.dropout: 3\ntraining.epochs: [2, 3]\n")
    assert [line.split(":")[0] for line in found] == ["training.epoch", "head.dropout"]


@pytest.mark.parametrize(("text", "expected"), [("", "found None"), ("- a", "found \\['a'\\]"), ("a: [", "not YAML")])
def test_what_is_no_space_is_told(tmp_path, config, text, expected):
    with pytest.raises(ConfigError, match=expected):
        space_of(tmp_path, config, text)


def test_a_missing_file_is_told(tmp_path, config):
    with pytest.raises(ConfigError, match=r"none\.yaml: no such search space"):
        read_space(tmp_path / "none.yaml", config)


def test_every_searchable_key_takes_the_value_it_has(config, tmp_path):
    keys = list(searchable_keys())
    space = {key: [value] for key, value in values_in(config, dict.fromkeys(keys)).items()}
    assert len(keys) > 25
    read = space_of(tmp_path, config, yaml.safe_dump(space))
    assert {key: json.loads(each.texts[0]) for key, each in read.items()} == {key: space[key][0] for key in keys}


@pytest.mark.parametrize(
    ("value", "held"),
    [(0.0, True), (0.15, True), (0.1, True), (0.12, False), (0.25, False), (-0.05, False), ("a", False)],
)
def test_a_range_holds_its_steps(value, held):
    assert Range(0.0, 0.2, False, 0.05, False).holds(value) is held
