import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from detente.model.errors import ConfigError
from detente.training.config import Config, load_config, merge, parse_overrides, shipped, summary
from detente.training.settings import Settings

BASE = yaml.safe_load((files("detente.configs") / "base.yaml").read_text(encoding="utf-8"))


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(source, *overrides: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(source, overrides)
    head, *lines = str(caught.value).splitlines()
    assert re.search(rf"{len(lines)} problems?:$", head)
    return [line.strip() for line in lines]


def known_keys(section: type[BaseModel], path: str = "") -> set[str]:
    found = set()
    for name, field in section.model_fields.items():
        inner = field.annotation
        is_section = isinstance(inner, type) and issubclass(inner, BaseModel)
        found |= known_keys(inner, f"{path}{name}.") if is_section else {f"{path}{name}"}
    return found


def written_keys(section: dict, known: set[str], path: str = "") -> set[str]:
    found = set()
    for name, value in section.items():
        nested = isinstance(value, dict) and f"{path}{name}" not in known
        found |= written_keys(value, known, f"{path}{name}.") if nested else {f"{path}{name}"}
    return found


def defaults(section: type[BaseModel]) -> list[str]:
    found = []
    for name, field in section.model_fields.items():
        found += [] if field.is_required() else [name]
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += defaults(field.annotation)
    return found


def test_base_holds_every_setting_and_no_other():
    known = known_keys(Settings)
    assert written_keys(BASE, known) == known
    assert len(known) > 35


def test_no_default_stands_outside_of_base():
    assert defaults(Settings) == []


def test_every_setting_of_base_has_a_comment():
    lines = (files("detente.configs") / "base.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Every setting")
    assert sum(line.lstrip().startswith("#") for line in lines) > 30


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_config_loads(name):
    config = load_config(name)
    assert config.settings.name == name
    assert config.folder == Path.cwd()
    assert summary(name).endswith(".")


def test_the_shipped_configs():
    assert set(shipped()) >= {"base", "deberta-v3", "minilm", "modernbert", "xlm-roberta"}
    assert shipped() == sorted(shipped())


@pytest.mark.parametrize("name", sorted(set(shipped()) - {"base"}))
def test_a_shipped_config_holds_only_what_differs(name):
    own = yaml.safe_load((files("detente.configs") / f"{name}.yaml").read_text(encoding="utf-8"))
    assert own["name"] == name
    assert set(own) <= set(BASE)


def test_base_is_loaded_as_it_is_written():
    assert load_config("base").settings.model_dump() == Settings.model_validate(BASE).model_dump()


def test_defaults_file_and_command_line_in_this_order(tmp_path):
    path = write(tmp_path, "training: {epochs: 3, seed: 9}\n")
    settings = load_config(path, ["--training.epochs", "5", "--head.dropout=0.25"]).settings
    assert (settings.training.epochs, settings.training.seed, settings.head.dropout) == (5, 9, 0.25)
    assert settings.training.batch_size == BASE["training"]["batch_size"]


def test_an_empty_file_is_the_base(tmp_path):
    assert load_config(write(tmp_path, "")).settings == load_config("base").settings


def test_labels_columns_and_lists_are_replaced_whole_and_sections_merged(tmp_path):
    path = write(
        tmp_path,
        "labels: {mood: [glad, sad]}\n"
        "data:\n  articles: []\n  tables: [a.csv, b.csv]\n"
        "  columns: {text: sentence, group: page}\n  split: {seed: 3}\n",
    )
    settings = load_config(path).settings
    assert settings.labels == {"mood": ["glad", "sad"]}
    assert settings.data.tables == ["a.csv", "b.csv"]
    assert settings.data.split.seed == 3
    assert settings.data.split.test == BASE["data"]["split"]["test"]
    again = load_config(path, ["--data.columns={text: words}", "--data.tables=[c.csv]"]).settings
    assert again.data.columns == {"text": "words"}
    assert again.data.tables == ["c.csv"]


def test_merge_leaves_its_arguments_alone():
    under, over = {"training": {"epochs": 1, "seed": 2}}, {"training": {"seed": 3}}
    assert merge(under, over, Settings) == {"training": {"epochs": 1, "seed": 3}}
    assert under == {"training": {"epochs": 1, "seed": 2}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("traning: {}\n", "traning: unknown key; did you mean training?"),
        ("training: {epoch: 3}\n", "training.epoch: unknown key; did you mean epochs?"),
        ("data: {split: {sed: 3}}\n", "data.split.sed: unknown key; did you mean seed?"),
        ("lora: {ranks: 4}\n", "lora.ranks: unknown key; did you mean rank?"),
        ("head: {zzz: 4}\n", "head.zzz: unknown key; known here: pooling, dropout"),
        ("data: {columns: {txt: a}}\n", "data.columns.txt: unknown column; did you mean text?"),
        ("loss: {task_weights: {stanc: 2}}\n", "loss.task_weights.stanc: unknown task; did you mean stance?"),
        ("training: {epochs: many}\n", "training.epochs: Input should be a valid integer"),
        ("training: {epochs: 0}\n", "training.epochs: Input should be greater than or equal to 1, found 0"),
        ("head: {pooling: max}\n", "head.pooling: Input should be 'statement'"),
        ("training: 5\n", "training: Input should be a valid dictionary"),
        ("training:\n", "training: Input should be a valid dictionary"),
        ("training: {batch_size: 16, accumulation: 3}\n", "training: accumulation 3 does not divide batch_size 16"),
        ("data: {split: {validation: 0.5, test: 0.5}}\n", "data.split: validation + test is 1: nothing is left"),
        ("data: {articles: []}\n", "data: no data: give articles, tables or both"),
        ("labels: {mood: [glad]}\n", "labels.mood: a task needs at least two labels"),
        ("labels: {kind: [a, b]}\n", "labels.kind: this name is a column"),
        ("name: a/b\n", "name: String should match pattern"),
        ("encoder: {sha256: 12}\n", "encoder.sha256: "),
        ("- training\n", "expected sections like `training:`, found list"),
    ],
)
def test_each_problem_has_its_place(tmp_path, text, expected):
    assert problems(write(tmp_path, text))[0].startswith(expected)


def test_all_problems_come_at_once(tmp_path):
    path = write(tmp_path, "traning: {}\ntraining: {epochs: 0, epoch: 3}\nhead: {dropout: 2}\n")
    found = problems(path, "--lora.rnk", "4", "stray", "--training.seed")
    assert {line.split(":")[0] for line in found} == {
        *("traning", "training.epochs", "training.epoch", "head.dropout", "lora.rnk", "stray", "--training.seed")
    }


def test_contradictions_come_together(tmp_path):
    found = problems(write(tmp_path, "loss: {task_weights: {a: 1.0}}\ndata: {columns: {b: c}}\n"))
    assert [line.split(":")[0] for line in found] == ["loss.task_weights.a", "data.columns.b"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--a.b", "5"], {"a": {"b": 5}}),
        (["--a.b=5", "--a.c=x=y"], {"a": {"b": 5, "c": "x=y"}}),
        (["--a={b: 1}", "--a.c=2"], {"a": {"b": 1, "c": 2}}),
        (["--a", "null"], {"a": None}),
        (["--a", "[x, y]"], {"a": ["x", "y"]}),
        (["--a", "-1"], {"a": -1}),
    ],
)
def test_words_of_the_command_line(words, expected):
    assert parse_overrides(words) == (expected, [])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["epochs"], "epochs: expected a setting like --training.epochs 5"),
        (["--a"], "--a: expected a value after it"),
        (["--a", "[1"], "--a: not a YAML value"),
        (["--a", "5", "--a.b", "3"], "--a.b: a setting before it gives the whole section another value"),
    ],
)
def test_bad_words_of_the_command_line(words, expected):
    (problem,) = parse_overrides(words)[1]
    assert problem.startswith(expected)


def test_a_setting_within_a_section_that_is_none(tmp_path):
    found = problems(write(tmp_path, "training: 5\n"), "--training.epochs", "3")
    assert found[0].startswith("training: Input should be a valid dictionary")


def test_scientific_notation_is_a_number(tmp_path):
    assert load_config("base", ["--training.learning_rate", "3e-5"]).settings.training.learning_rate == 3e-5


def test_a_file_that_is_no_yaml(tmp_path):
    with pytest.raises(ConfigError, match=r"mine\.yaml: not YAML"):
        load_config(write(tmp_path, "a: [1"))


@pytest.mark.parametrize(
    ("source", "hint"), [("miniln", "did you mean minilm?"), ("zzzz", "shipped configs: base, deberta-v3")]
)
def test_a_config_that_does_not_exist(source, hint):
    with pytest.raises(ConfigError) as caught:
        load_config(source)
    assert str(caught.value).startswith(f"{source}: no such config file")
    assert hint in str(caught.value)


def test_a_folder_is_no_config(tmp_path):
    with pytest.raises(ConfigError, match="no such config file"):
        load_config(tmp_path)


def test_a_file_goes_before_a_shipped_config_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "minilm").write_text("name: of-the-file\n")
    assert load_config("minilm").settings.name == "of-the-file"


def test_paths_are_relative_to_the_config_file(tmp_path):
    (tmp_path / "below").mkdir()
    path = write(tmp_path / "below", "name: a\n")
    assert load_config(path).folder == tmp_path / "below"


def test_a_config_reads_back_to_itself(tmp_path):
    config = load_config("deberta-v3", ["--training.epochs", "2"])
    assert load_config(write(tmp_path, config.to_yaml())).settings == config.settings
    assert isinstance(config, Config)


def test_unquoted_yes_and_no_are_explained(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("labels: {mood: [yes, sometimes]}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="put it in quotes"):
        load_config(path)


@pytest.mark.parametrize(("given", "empty"), [("articles", "tables"), ("tables", "articles")])
def test_a_config_with_data_of_its_own_reads_nothing_of_the_bundled_corpus(tmp_path, given, empty):
    path = tmp_path / "own.yaml"
    path.write_text(f"name: own\ndata:\n  {given}: [mine.jsonl]\n", encoding="utf-8")
    data = load_config(path).settings.data
    assert getattr(data, given) == ["mine.jsonl"]
    assert getattr(data, empty) == []
