"""The command: help, exit codes, lines, and every kind of bad input."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet
import pytest

from detente.cli import main
from detente.inference.records import columns_of
from detente.model.schema import LabelSchema

ARTICLE = """Harbour talks resume

PORT NOVA, May 4, 2011 (Invented Wire) - Two ministers met on Wednesday.

"We will open the harbour in June," Foreign Minister Ada Brandt told reporters. "It helps both of us."

Her colleague, Ivo Castel, was cooler. "Nothing is signed yet," he said.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def run(arguments: Sequence[object]) -> int:
    """Run the command in this process; returns its exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    return int(ended.value.code or 0)


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


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


@pytest.mark.parametrize("verb", ["train", "evaluate", "validate", "curve", "tune", "extract", "score", "configs"])
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


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_score_writes_the_same_columns_in_each_format(
    suffix: str, article: Path, tmp_path: Path, tiny_checkpoint: Path, schema: LabelSchema
) -> None:
    out = tmp_path / f"out{suffix}"
    assert run(["score", article, "--model", tiny_checkpoint, "-o", out]) == 0
    if suffix == ".parquet":
        found = pyarrow.parquet.read_table(out).column_names
    elif suffix == ".csv":
        with out.open(encoding="utf-8", newline="") as stream:
            found = next(csv.reader(stream))
    else:
        found = list(lines_of(out)[0])
    assert found == columns_of(schema)


def test_score_writes_to_stdout_and_sums_up_on_stderr(
    article: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", article, "--model", tiny_checkpoint]) == 0
    out, err = capfd.readouterr()
    assert [json.loads(line)["model"].split("@")[0] for line in out.splitlines()] == ["tiny", "tiny"]
    assert err.splitlines()[-1] == "1 articles, 2 statements, 0 rejected"


def test_score_takes_the_newest_run(
    article: Path,
    tmp_path: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("older", "newer"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    older = tmp_path / "runs" / "older" / "best"
    older.mkdir()
    (older / "config.json").write_text("{}", encoding="utf-8")
    os.utime(older / "config.json", (1, 1))
    (tmp_path / "runs" / "newer" / "best").symlink_to(tiny_checkpoint)
    assert run(["score", article]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 2


def test_score_without_a_model_says_what_to_do(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["score", article]) == 2
    assert "detente train minilm" in capsys.readouterr().err


def test_score_statements_keeps_columns_and_adds_labels(tmp_path: Path, tiny_checkpoint: Path) -> None:
    ready = tmp_path / "ready.jsonl"
    rows = [
        {"id": "a", "text": "We trust them.", "attitude": "warm", "note": "kept"},
        {"id": "b", "text": "We fear them.", "context": '"We fear them," she said.', "speaker": "Ada Brandt"},
    ]
    ready.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run(["score", "--statements", ready, "--model", tiny_checkpoint, "-o", tmp_path / "out.jsonl"]) == 0
    first, second = lines_of(tmp_path / "out.jsonl")
    assert first["attitude_given"] == "warm"
    assert first["note"] == "kept"
    assert second["id"] == "b"
    assert first["attitude"] in {"warm", "cool", "hostile"}
    assert abs(sum(first["attitude_probabilities"].values()) - 1) < 1e-5  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (None, "no such file"),
    ],
)
def test_a_bad_article_is_rejected_and_the_rest_goes_on(
    content: bytes | None, reason: str, article: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    assert run(["extract", bad, article]) == 1
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert f"rejected: {bad}: {reason}" in err
    assert "1 rejected" in err


def test_a_malformed_line_is_named_and_the_rest_goes_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "archive.jsonl"
    good = json.dumps({"id": "good", "text": ARTICLE})
    archive.write_text(f"{good}\n{{broken\n{json.dumps({'id': 'two', 'text': ARTICLE})}\n", encoding="utf-8")
    assert run(["extract", archive]) == 1
    out, err = capfd.readouterr()
    assert [json.loads(line)["article_id"] for line in out.splitlines()] == ["good", "good", "two", "two"]
    assert f"{archive}:2" in err


def test_an_article_without_quotes_is_counted_not_rejected(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    quiet = tmp_path / "quiet.txt"
    quiet.write_text("Nothing was said at the harbour today. The boats stayed in.", encoding="utf-8")
    assert run(["extract", quiet]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert "1 without statements" in err


def test_an_article_of_five_megabytes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    long = tmp_path / "long.txt"
    long.write_text(ARTICLE * (5_000_000 // len(ARTICLE)), encoding="utf-8")
    assert run(["extract", long, "-o", tmp_path / "out.jsonl"]) == 0
    assert "0 rejected" in capfd.readouterr().err
    assert len(lines_of(tmp_path / "out.jsonl")) > 10_000


def test_nul_and_control_characters(tmp_path: Path, tiny_checkpoint: Path) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_text(ARTICLE.replace("open", "op\x00en\x07").replace("signed", "\x1bsigned"), encoding="utf-8")
    assert run(["score", odd, "--model", tiny_checkpoint, "-o", tmp_path / "out.jsonl"]) == 0
    assert "op\x00en\x07" in str(lines_of(tmp_path / "out.jsonl")[0]["text"])


def test_a_statement_longer_than_the_encoder(tmp_path: Path, tiny_checkpoint: Path) -> None:
    ready = tmp_path / "ready.jsonl"
    ready.write_text(json.dumps({"text": "we trust them " * 400}) + "\n", encoding="utf-8")
    assert run(["score", "--statements", ready, "--model", tiny_checkpoint, "-o", tmp_path / "out.jsonl"]) == 0
    assert len(lines_of(tmp_path / "out.jsonl")) == 1


def test_text_that_is_not_utf8(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes(ARTICLE.replace("harbour", "café").replace("Ada", "Zoé").encode("cp1252"))
    assert run(["extract", latin]) == 0
    assert json.loads(capfd.readouterr().out.splitlines()[0])["speaker"] == "Zoé Brandt"


@pytest.mark.parametrize("arguments", [["score"], ["score", "x.txt", "--statements", "y.jsonl"]])
def test_score_wants_articles_or_statements(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "one of them" in capsys.readouterr().err


def test_a_folder_that_is_no_checkpoint(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", article, "--model", tmp_path]) == 2
    assert "not a detente checkpoint" in capsys.readouterr().err


def test_an_output_that_cannot_be_written(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert run(["extract", article, "-o", blocked / "out.jsonl"]) == 2
    assert str(blocked) in capsys.readouterr().err


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
