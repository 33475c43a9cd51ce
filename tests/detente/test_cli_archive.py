"""`detente score` into a folder: which outputs are folders, exit codes, and options that belong to it alone."""

import json
from pathlib import Path

import pytest
from commands import ARTICLE, lines_of, run

from detente.cli.scoring import names_folder


@pytest.mark.parametrize(
    ("output", "folder"),
    [("out/", True), ("out", True), ("out.d/", True), ("there.csv", True), ("out.csv", False), (None, False)],
)
def test_what_is_a_folder(output: str | None, folder: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    assert names_folder(output) is folder


def test_a_folder_of_articles_becomes_a_folder_of_tables(
    tmp_path: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "harbour.txt").write_text(ARTICLE, encoding="utf-8")
    (archive / "copy.txt").write_text(ARTICLE, encoding="utf-8")
    arguments = ["score", archive, "--model", tiny_checkpoint, "-o", f"{tmp_path / 'out'}/", "--format", "jsonl,csv"]
    assert run(arguments) == 0
    assert capfd.readouterr().err.splitlines()[-1] == "2 articles, 2 statements, 1 duplicates (50.0%), 0 rejected"
    assert {row["article_id"]: row["duplicate_of"] for row in lines_of(tmp_path / "out" / "articles.jsonl")} == {
        "copy": None,
        "harbour": "copy",
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("articles.csv", "articles.jsonl", "statements.csv", "statements.jsonl"),
        *("manifest.json", "rejects.jsonl", ".work"),
    }
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["rows"]["statements"] == 2
    (archive / "empty.txt").write_text("", encoding="utf-8")
    assert run(arguments) == 2
    assert "empty.txt: new" in capfd.readouterr().err
    assert run([*arguments, "--restart", "--jobs", "1"]) == 1
    assert lines_of(tmp_path / "out" / "rejects.jsonl")[0]["place"] == str(archive / "empty.txt")
    assert run([*arguments, "--jobs", "1"]) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "out/", "--format", "xlsx"], "--format xlsx: expected one or more of parquet, jsonl, csv, duckdb"),
        (["-o", "out/", "--log-format", "xml"], "--log-format xml: expected one of text, json"),
        (
            ["-o", "s3://bucket/out.csv"],
            "expected a file on this machine; only articles go to an address, into a folder",
        ),
        (["-o", "abacus://bucket/out/"], "cannot be used: Protocol not known"),
        (["-o", "out/", "--work", "there"], "--work is for an address as output"),
        (["-o", "out.csv", "--jobs", "2"], "are for articles into a folder"),
        (["-o", "out.csv", "--engine", "ray"], "are for articles into a folder"),
        (["-o", "out/", "--address", "auto"], "--address is that of a Ray cluster: give --engine ray too"),
        (["-o", "out/", "--engine", "spark"], "engine 'spark': expected one of"),
        (["-o", "out/", "--engine", "ray", "--address", "ray://head:10001"], "run detente on one of its nodes"),
        (["--restart"], "are for articles into a folder"),
    ],
)
def test_options_that_cannot_be_meant(
    arguments: list[str],
    told: str,
    article: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["score", article, *arguments]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_result_goes_to_an_address(
    article: Path, tmp_path: Path, tiny_checkpoint: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    far = tmp_path / "far"
    arguments = ["score", article, "--model", tiny_checkpoint, "-o", f"file://{far}", "--format", "csv", "--jobs", "1"]
    assert run([*arguments, "--work", tmp_path / "work"]) == 0
    assert capfd.readouterr().err.splitlines()[-1] == f"file://{far}/: all 4 files are there"
    assert {path.name for path in far.iterdir()} == {"articles.csv", "manifest.json", "rejects.jsonl", "statements.csv"}
    assert run([*arguments, "--work", tmp_path / "work"]) == 0
    assert capfd.readouterr().err.splitlines()[-1].endswith("all 4 files are there: nothing to put")
    assert run(arguments) == 2
    assert "the result of another run is there" in capfd.readouterr().err
