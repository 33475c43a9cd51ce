"""The page on learning curves and searches: its commands parse, its search space is one, its numbers are the code's."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from detente.cli.app import app
from detente.training.config import load_config
from detente.training.curve_scores import FIGURE, JSON, LITTLE, TABLE
from detente.training.search_space import read_space
from detente.training.study import FIRST_TRIALS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tuning.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^detente (.+)$", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_known_options_and_settings(command: str) -> None:
    verb, *arguments = shlex.split(command)
    group = typer.main.get_command(app)
    context = group.commands[verb].make_context(verb, arguments)  # type: ignore[attr-defined]
    # What is no option of the verb must be a setting.
    assert load_config("minilm", context.args).settings.name == "minilm"
    assert verb in {"curve", "tune", "train", "evaluate"}


def test_both_verbs_are_shown() -> None:
    assert {command.split()[0] for command in COMMANDS} >= {"curve", "tune"}


def test_the_space_shown_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "space.yaml").write_text(block, encoding="utf-8")
    assert len(read_space(tmp_path / "space.yaml", load_config("minilm"))) == len(block.splitlines())


def test_files_and_numbers_are_those_of_the_code() -> None:
    assert all(f"`{name}`" in PAGE for name in (FIGURE, JSON, TABLE, "points.jsonl", "best.yaml", "trials.csv"))
    assert FIRST_TRIALS == 8
    assert "after eight trials with random settings" in PAGE
    assert f"below\n{LITTLE:g}, they would add little" in PAGE
