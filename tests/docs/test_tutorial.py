"""The tutorial is true: its files and commands, taken out of the page and run, make every report that it names."""

import csv
import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml

from detente.cli import main
from detente.cli.app import app
from detente.training.config import load_config

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("detente ")
    for language, block in BLOCKS
    for line in block.splitlines()
    if not language and line.startswith("detente ")
]
# A sentence that ends in the name of a file stands before that file.
FILES = dict(re.findall(r"`([\w.]+)`[^`\n]*:\n\n```\w+\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL))
REPORTS = sorted(set(re.findall(r"`((?:runs|report)[\w-]*/[\w./-]+\.\w+|labelled\.csv)`", PAGE)))
SHOWN = [block for language, block in BLOCKS if language == "text" and block not in FILES.values()]
# One epoch, and fewer points and trials than the page asks for: later options win.
SHORTER = {
    "train": ["--training.epochs=1", "--evaluation.bootstrap=50"],
    "evaluate": ["--evaluation.bootstrap=50"],
    "curve": ["--points=0.5,1", "--seeds=1", "--training.epochs=1", "--evaluation.bootstrap=50"],
    "tune": ["--trials=2", "--training.epochs=1"],
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the files of the page, and we in it."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: str, *more: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main([*shlex.split(command), *more])
    return int(ended.value.code or 0)


def test_files_and_verbs_are_those_of_a_first_session() -> None:
    assert set(FILES) == {"council.csv", "council.yaml", "space.yaml", "new.csv", "article.txt"}
    verbs = list(dict.fromkeys(command.split()[0] for command in COMMANDS))
    assert verbs == ["validate", "train", "evaluate", "calibrate", "curve", "tune", "score"]
    assert any(command.startswith("score --statements") for command in COMMANDS)
    names = {Path(report).name for report in REPORTS}
    assert names >= {"table.txt", "confusion.png", "reliability.png", "risk_coverage.png", "curve.png", "best.yaml"}


@pytest.mark.usefixtures("home")
def test_what_the_page_says_of_table_and_config() -> None:
    rows = list(csv.DictReader(FILES["council.csv"].splitlines()))
    labels = [row["coded_as"] for row in rows]
    assert (len(rows), labels.count("")) == (45, 3)
    assert any(not row["councillor"] for row in rows)
    assert len(FILES["council.yaml"].splitlines()) == 12
    assert "\nTwelve lines," in PAGE
    settings = load_config("council.yaml").settings
    assert settings.label_schema.names == ("position",)
    assert set(settings.data.columns.values()) <= set(rows[0])
    assert f"`data.min_examples` ({settings.data.min_examples})" in PAGE


def test_validate_prints_what_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home.is_dir()
    assert run(COMMANDS[0]) == 0
    assert capsys.readouterr() == (SHOWN[0], "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("home")
def test_every_command_is_right_as_it_stands(command: str) -> None:
    verb, *arguments = shlex.split(command)
    group = typer.main.get_command(app)
    context = group.commands[verb].make_context(verb, arguments)  # type: ignore[attr-defined]
    assert load_config("council.yaml", context.args).settings.name == "council"


@pytest.mark.slow
def test_the_commands_make_every_report(home: Path, tiny_encoder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoder = [f"--encoder.source={tiny_encoder}", "--encoder.sha256=null"]
    out: dict[str, str] = {}
    err: dict[str, str] = {}
    for command in COMMANDS:
        verb = command.split()[0]
        settings = encoder if verb in {"train", "evaluate", "curve", "tune"} else []
        code = run(command, *settings, *SHORTER.get(verb, []))
        out[command], err[command] = capfd.readouterr()
        assert code == 0, (command, err[command])
    missing = [report for report in REPORTS if not (home / report).is_file() or not (home / report).stat().st_size]
    assert missing == []
    (train,) = [command for command in COMMANDS if command == "train council.yaml"]
    assert out[train] == SHOWN[1]
    measured = next(command for command in COMMANDS if command.endswith("-o report"))
    assert out[measured] == (home / "report" / "table.txt").read_text(encoding="utf-8") + "files: report\n"
    assert "(no label)" in out[measured]
    marked = next(command for command in COMMANDS if command.endswith("-o report-marked"))
    assert "\nabstention " in out[marked]
    assert "at least (95%)" in out["calibrate runs/council/best council.yaml --min-precision 0.9"]
    assert err[COMMANDS[-1]].splitlines()[-1].startswith(f"{SHOWN[2].strip()}, abstained: position ")
    header = (home / "labelled.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    columns = ("position", *(f"position_{each}" for each in ("probability", "probabilities", "abstained")), "model")
    assert header == ["id", "text", "speaker", *columns]
    assert all(f"`{column}`" in PAGE for column in columns)
    (program,) = [block for language, block in BLOCKS if language == "python"]
    exec(compile(program, "tutorial.md", "exec"), {})
    lines = capfd.readouterr().out.splitlines()
    assert [line.rsplit(" ", 3)[0] for line in lines[:3]] == ["Odile Marsh", "Henrik Bol", "Ida Fenn"]
    assert set(yaml.safe_load(lines[3])) == {"supports", "opposes", "asks"}
