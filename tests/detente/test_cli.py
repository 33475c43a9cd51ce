"""The command: help, exit codes, lines, and every kind of bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ARTICLE, lines_of, run

from detente.inference.records import EVIDENCE, columns_of
from detente.inference.statement_files import read_statements


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from detente.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'sklearn', 'datasets', 'numpy', 'pyarrow'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "extract" in done.stdout


VERBS = ["train", "evaluate", "calibrate", "validate", "curve", "tune", "extract", "score", "configs"]


@pytest.mark.parametrize("verb", VERBS)
def test_every_help_page_ends_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "--help"]) == 0
    last = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert last.strip().startswith("$ detente")


def test_extract_writes_the_contract(article: Path, tmp_path: Path) -> None:
    assert run(["extract", article, "-o", tmp_path / "out.jsonl"]) == 0
    lines = lines_of(tmp_path / "out.jsonl")
    assert [list(line) for line in lines] == [columns_of(None)] * 2
    assert [line["speaker"] for line in lines] == ["Ada Brandt", "Ivo Castel"]
    assert lines[0]["statement_id"] == "harbour#0"
    assert lines[0]["text"] == "We will open the harbour in June, It helps both of us."
    assert all(ARTICLE[slice(*span)] in str(line["text"]) for line in lines for span in line["spans"])  # type: ignore[attr-defined]


def test_the_language_is_told_or_chosen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hafen.txt"
    path.write_text("„Wir gehen“, sagte die Direktorin Karin Lind. Der Hafen ist nicht offen.\n", encoding="utf-8")
    for options in ([], ["--language", "de"]):
        assert run(["extract", path, *options]) == 0
        assert json.loads(capfd.readouterr().out)["speaker"] == "Karin Lind"
    assert run(["extract", path, "--language", "ru"]) == 2
    assert "expected one of auto, en, de, fr, found 'ru'" in capfd.readouterr().err


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_explain_adds_the_evidence_in_each_format(suffix: str, article: Path, tmp_path: Path) -> None:
    out = tmp_path / f"out{suffix}"
    assert run(["extract", article, "--explain", "-o", out]) == 0
    (row, first), (_, second) = read_statements(out, lambda problem: pytest.fail(str(problem)))
    assert list(row) == [*columns_of(None), EVIDENCE]
    assert first.evidence is not None
    assert second.evidence is not None
    assert (first.evidence.rule, second.evidence.rule) == ("direct, clause behind", "direct, clause behind")
    assert first.evidence.reason != second.evidence.reason
    assert first.confidence is not None
    assert 0.5 < first.confidence <= 1


def test_a_wrong_config_key_names_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "mine.yaml"
    config.write_text("training: {epoch: 3}\n", encoding="utf-8")
    assert run(["train", config]) == 2
    assert "training.epoch: unknown key; did you mean epochs?" in capsys.readouterr().err


def test_validate_lists_unknown_labels_with_their_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text("text,mood,group\nWe agree.,glad,a\nWe do not.,furious,b\n,glad,c\n", encoding="utf-8")
    config = tmp_path / "mine.yaml"
    config.write_text(
        "labels: {mood: [glad, sad]}\ndata: {articles: [], tables: [table.csv], min_examples: 0}\n", encoding="utf-8"
    )
    assert run(["validate", config]) == 1
    out, err = capsys.readouterr()
    assert "mood" in out
    assert f"{table}:3: mood: unknown label 'furious'" in err
    assert f"{table}:4: text:" in err


def test_configs_lists_and_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["configs"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} >= {
        "base", "minilm", "deberta-v3", "modernbert", "xlm-roberta",
    }  # fmt: skip
    assert run(["configs", "show", "minilm", "--training.epochs", "3"]) == 0
    assert "epochs: 3" in capsys.readouterr().out
