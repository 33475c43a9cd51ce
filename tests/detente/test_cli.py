"""The command: help, exit codes, lines, and every kind of bad input."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet
import pytest

from detente.cli import main
from detente.inference.records import EVIDENCE, columns_of
from detente.inference.statement_files import read_statements
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
    assert run(["score", article, "--model", "newest"]) == 0
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert err.startswith("model: tiny@")


def test_the_newest_run_where_there_is_none_says_what_to_do(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["score", article, "--model", "newest"]) == 2
    message = capsys.readouterr().err
    assert "detente train minilm" in message
    assert "leave out --model" in message


@pytest.mark.parametrize("arguments", [[], ["--model", "shipped"]])
def test_score_without_a_model_takes_the_shipped_one_and_says_so(
    arguments: list[str],
    article: Path,
    tmp_path: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "newer").mkdir(parents=True)
    (tmp_path / "runs" / "newer" / "best").symlink_to(tiny_checkpoint)
    assert run(["score", article, *arguments]) == 0
    out, err = capfd.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["stance_probability"] > 0.25 for line in lines] == [True, True]
    assert err.splitlines()[0] == f"model: {lines[0]['model']} (comes with detente; for another, --model FOLDER)"
    assert lines[0]["model"].startswith("shipped@")


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


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Forty statements with both labels, in twenty articles."""
    path = tmp_path / "labelled.jsonl"
    attitudes, topics = ("warm", "cool", "hostile"), ("fish", "steel")
    rows = (
        {"text": f"we {'trust' if i % 3 else 'fear'} the {topics[i % 2]} {i}", "group": f"g{i // 2}"}
        | {"attitude": attitudes[i % 3], "topic": topics[i % 2]}
        for i in range(40)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def calibrated(labelled: Path, tmp_path: Path, tiny_checkpoint: Path) -> Path:
    folder = shutil.copytree(tiny_checkpoint, tmp_path / "calibrated")
    assert run(["calibrate", folder, labelled, "--min-precision", "0.4", "--method", "temperature"]) == 0
    return folder


def test_calibrate_prints_what_it_found_and_writes_it(
    labelled: Path, tmp_path: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(tiny_checkpoint, tmp_path / "calibrated")
    assert run(["calibrate", folder, labelled, "--min-precision", "0.4", "--method", "vector"]) == 0
    out, _ = capfd.readouterr()
    head, attitude, topic, written, after = out.splitlines()
    assert head.split()[:5] == ["task", "method", "rows", "ECE", "before"]
    assert attitude.split()[:3] == ["attitude", "vector", "40"]
    assert topic.split()[:3] == ["topic", "vector", "40"]
    assert written == f"written: {folder / 'calibration.json'}"
    assert after.startswith(f"next: detente evaluate {folder}")
    tasks = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))["tasks"]
    assert attitude.split()[7] == f"{tasks['attitude']['abstention']['threshold']:.3f}"
    assert tasks["attitude"]["abstention"]["precision"] >= 0.4


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--method", "magic"], "calibration.method"), (["--min-precision", "90"], "calibration.min_precision")],
)
def test_calibrate_refuses_what_it_does_not_know(
    options: list[str], message: str, labelled: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["calibrate", tiny_checkpoint, labelled, *options]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_scores_of_a_calibrated_model_are_marked_where_it_abstains(
    suffix: str, calibrated: Path, labelled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"out{suffix}"
    assert run(["score", "--statements", labelled, "--model", calibrated, "-o", out]) == 0
    rows = [row for row, _ in read_statements(out, lambda one: pytest.fail(str(one)))]
    tasks = json.loads((calibrated / "calibration.json").read_text(encoding="utf-8"))["tasks"]
    for task in ("attitude", "topic"):
        threshold = tasks[task]["abstention"]["threshold"]
        assert [row[f"{task}_abstained"] for row in rows] == [row[f"{task}_probability"] < threshold for row in rows]
    abstained = {task: sum(row[f"{task}_abstained"] for row in rows) for task in tasks}
    counts = ", ".join(f"{task} {count}" for task, count in abstained.items())
    assert capfd.readouterr().err.splitlines()[-1] == f"40 statements, 0 rejected, abstained: {counts}"


def test_score_takes_another_precision_than_the_stored_one(
    calibrated: Path, labelled: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    # Nothing but the point that keeps all: no higher precision can be had.
    file = calibrated / "calibration.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    del data["tasks"]["attitude"]["operating_points"][1:], data["tasks"]["topic"]
    file.write_text(json.dumps(data), encoding="utf-8")
    for asked, expected in (
        ("0.01", "answers below 0.000 abstain; where it was calibrated, 100% were kept"),
        ("0.99", "no threshold reaches a precision of 0.99; every answer abstains"),
    ):
        scored = run(["score", "--statements", labelled, "--model", calibrated, "-o", out, "--min-precision", asked])
        assert scored == 0
        err = capfd.readouterr().err
        assert f"attitude: {expected}" in err
        assert "topic: not calibrated; no answer is marked as abstained" in err
        assert {row["attitude_abstained"] for row in lines_of(out)} == {asked == "0.99"}
        assert {row["topic_abstained"] for row in lines_of(out)} == {None}


@pytest.mark.parametrize(
    ("asked", "message"),
    [("0.9", "`detente calibrate"), ("90", "--min-precision 90: expected a share"), ("x", "a valid number")],
)
def test_a_precision_that_cannot_be_had_is_refused(
    asked: str, message: str, article: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", article, "--model", tiny_checkpoint, "--min-precision", asked]) == 2
    assert message in capsys.readouterr().err


def test_a_damaged_calibration_is_named(calibrated: Path, article: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (calibrated / "calibration.json").write_text("{}", encoding="utf-8")
    assert run(["score", article, "--model", calibrated]) == 2
    assert "calibration.json: damaged: 'format_version' is missing" in capfd.readouterr().err
