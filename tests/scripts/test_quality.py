"""The benchmark from command line to page, and on from where it was stopped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.material import Plan
from benchmarks.quality import quality_report

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "bench_quality"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, words)], capture_output=True, text=True)


@pytest.mark.slow
def test_the_script_writes_its_page_and_goes_on_where_it_was(config: Path, real: Path, plv: Path) -> None:
    runs, page = config.parent / "bench", config.parent / "page.md"
    words = [config, "--real", real, f"--plv={plv}", "--systems", "majority", "--runs", runs, "-o", page]
    first = run(*words, "--jobs", "2")
    assert first.returncode == 0, first.stderr
    assert page.read_text("utf-8") == first.stdout
    assert "24 statements of 23 groups, each labelled once" in first.stdout
    assert str(config.parent) not in first.stdout.replace(str(config), "")
    assert "--real FILE --plv FILE" in first.stdout
    kept = (runs / "quality.jsonl").read_text("utf-8")
    assert len(kept.splitlines()) == 6
    again = run(*words, "--jobs", "2")
    assert again.stdout == first.stdout
    assert (runs / "quality.jsonl").read_text("utf-8") == kept


@pytest.mark.slow
def test_a_stopped_benchmark_does_only_what_is_missing(config: Path) -> None:
    cache, plan = config.parent / "quality.jsonl", Plan(str(config), (), ("corpus",))
    quality_report(plan, ["majority"], [1], cache, command="x", workers=1)
    page, failed = quality_report(plan, ["majority", "tfidf-svm"], [1], cache, command="x", workers=1)
    done = [json.loads(line)["job"]["system"] for line in cache.read_text("utf-8").splitlines()]
    assert (done, failed) == (["majority", "tfidf-svm"], None)
    assert "| TF-IDF + linear SVM |" in page


@pytest.mark.slow
def test_a_failed_system_is_told_and_left_out(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(str(config), ("--encoder.source", "nowhere/to-be-found"), ("corpus",))
    cache = config.parent / "quality.jsonl"
    page, failed = quality_report(plan, ["majority", "ours"], [1], cache, command="x", workers=2)
    assert failed is not None
    assert "ConfigError" in failed or "encoder.source" in failed
    assert "| majority |" in page
    assert "| detente |" not in page


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--sets", "real"], "--sets real: give its file with --real FILE"),
        (["--systems", "ours,oracle"], "--systems: unknown oracle; expected some of ours, majority"),
        (["--seeds", "one"], "--seeds one: expected numbers"),
        (["--jobs", "0"], "--jobs 0: expected 1 to"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(words: list[str], expected: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert expected in done.stderr
