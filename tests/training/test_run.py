import json
import re

import pytest
import yaml

from detente.model.errors import ConfigError
from detente.training.config import load_config
from detente.training.run import differences, environment, new_run_folder, open_run, record


def test_a_new_run_gets_a_folder_of_its_own(tmp_path):
    found = []
    for _ in range(3):
        found.append(new_run_folder("small", tmp_path))
        found[-1].mkdir()
    assert [folder.name for folder in found] == ["small", "small-2", "small-3"]


def test_a_used_folder_is_refused(make_config, finished, corpus_of):
    config = make_config()
    with pytest.raises(ConfigError, match=rf"{re.escape(str(finished))}: holds a run already; add --resume"):
        open_run(finished, config, corpus_of(config), resume=False)


@pytest.mark.parametrize("made", [True, False])
def test_an_empty_or_missing_folder_is_taken(make_config, tmp_path, made, corpus_of):
    config = make_config()
    run = tmp_path / "run"
    if made:
        run.mkdir()
    assert open_run(run, config, corpus_of(config), resume=False) is None
    assert open_run(run, config, corpus_of(config), resume=True) is None


def test_a_folder_that_holds_something_else_is_not_resumed(make_config, tmp_path, corpus_of):
    config = make_config()
    (tmp_path / "thesis.tex").write_text("chapter one")
    with pytest.raises(ConfigError, match="holds no run to resume"):
        open_run(tmp_path, config, corpus_of(config), resume=True)


def test_a_run_goes_on_from_its_last_folder(make_config, finished, corpus_of):
    config = make_config()
    assert open_run(finished, config, corpus_of(config), resume=True) == finished / "last"


def test_differences_name_each_setting():
    before = {"a": 1, "b": {"c": [1], "d": None}, "gone": 1}
    after = {"a": 1, "b": {"c": [2], "d": None}, "come": 2}
    assert differences(before, after) == ["b.c: was [1], is [2]", "gone: was 1, is None", "come: was None, is 2"]


def test_the_folder_holds_config_environment_and_data(make_config, finished, corpus_of):
    config = make_config()
    assert load_config(finished / "config.yaml").settings.model_dump(exclude={"encoder", "data"}) == (
        config.settings.model_dump(exclude={"encoder", "data"})
    )
    facts = json.loads((finished / "environment.json").read_text())
    assert facts.keys() == {"python", "system", "machine", "cores", "threads", "gpu", "packages"}
    assert all(re.match(r"\d+\.", version) for version in facts["packages"].values())
    data = json.loads((finished / "data.json").read_text())
    assert data["statements"] == {"train": 24, "validation": 12, "test": 6}
    assert data["split"]["test-13"] == "test"
    assert data["corpus"] == corpus_of(config).hash
    assert list(data["files"]) == ["table.jsonl"]


def test_the_environment_names_no_machine():
    import platform

    assert platform.node() not in json.dumps(environment())


def test_the_recorded_config_is_whole(make_config, tmp_path, corpus_of):
    config = make_config("--training.epochs=7")
    record(tmp_path / "run", config, corpus_of(config))
    written = yaml.safe_load((tmp_path / "run" / "config.yaml").read_text())
    assert written == config.settings.model_dump(mode="json")
    assert written["training"]["epochs"] == 7


def test_changed_data_are_refused(make_config, corpus_of, finished):
    config = make_config()
    table = config.folder / "table.jsonl"
    table.write_text(table.read_text(encoding="utf-8").replace("welcome", "greet"), encoding="utf-8")
    with pytest.raises(ConfigError, match="the data have changed"):
        open_run(finished, config, corpus_of(config), resume=True)
