"""The whole road with the real encoder: the examples of the help pages, in the order of a first session."""

import json
import shlex
from importlib.resources import files
from pathlib import Path

import pytest

from detente.cli import main
from detente.cli.examples import EXAMPLES

ORDER = (
    *("detente", "configs", "configs show", "validate", "train", "evaluate", "calibrate"),
    *("curve", "tune", "extract", "score", "export"),
)


def commands(page: str) -> list[list[str]]:
    lines = [line.strip() for line in EXAMPLES[page].splitlines()]
    return [shlex.split(line.removeprefix("$ detente ")) for line in lines if line.startswith("$ detente")]


def less_data(folder: Path) -> None:
    """A config called minilm in ``folder``: the shipped one over the first articles of the corpus, for time."""
    corpus = (files("detente.training") / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines(True)
    (folder / "few.jsonl").write_text("".join(corpus[:150]), encoding="utf-8")
    shipped = (files("detente.configs") / "minilm.yaml").read_text(encoding="utf-8")
    (folder / "minilm").write_text(
        f"{shipped}data: {{articles: [{json.dumps(str(folder / 'few.jsonl'))}]}}\n", encoding="utf-8"
    )


@pytest.mark.slow
def test_the_examples_of_all_help_pages_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    less_data(tmp_path)
    Path("article.txt").write_text('"We will open the shield to them," General Ada Brandt said.\n', encoding="utf-8")
    Path("ready.jsonl").write_text(json.dumps({"text": "We will never accept interceptors."}) + "\n", encoding="utf-8")
    Path("space.yaml").write_text("training.learning_rate: {low: 1.0e-4, high: 1.0e-3, log: true}\n", encoding="utf-8")
    assert set(ORDER) == set(EXAMPLES)
    for page in ORDER:
        assert commands(page)
        for arguments in commands(page):
            with pytest.raises(SystemExit) as ended:
                main(arguments)
            out, err = capfd.readouterr()
            assert ended.value.code == 0, (arguments, err)
            if page == "train":
                assert out.splitlines()[-1] == "next: detente score ARTICLE.txt --model runs/first/best"
                assert json.loads((Path("runs/first/best") / "calibration.json").read_text())["fitted_on"]
    run = Path("runs/first")
    assert {path.name for path in run.iterdir()} == {
        "best", "best-adapter", "last", "config.yaml", "environment.json", "data.json", "metrics.jsonl", "curves.png",
        "evaluation",
    }  # fmt: skip
    card = (run / "best" / "README.md").read_text(encoding="utf-8")
    assert "| `conciliatory` |" in card
    test = json.loads((run / "best" / "metrics.json").read_text(encoding="utf-8"))["test"]
    # One epoch is enough to be far above chance (0.25 for four labels).
    assert test["tasks"]["topic"]["macro_f1"] > 0.4
    assert len((Path("runs/tuned") / "trials.csv").read_text(encoding="utf-8").splitlines()) == 3
    for made in (
        "statements.csv",
        "runs/first-curve/curve.png",
        "runs/tuned/best.yaml",
        "labelled.parquet",
        "runs/first/evaluation/confusion.png",
    ):
        assert Path(made).stat().st_size > 0
