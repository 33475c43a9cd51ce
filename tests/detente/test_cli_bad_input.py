"""What the command does with articles that cannot be read, or that are strange."""

import json
from pathlib import Path

import pytest
from commands import ARTICLE, lines_of, run


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
