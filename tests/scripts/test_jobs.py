"""Jobs in processes of their own, and the cache that keeps their results."""

import json
from pathlib import Path

import pytest
from benchmarks.jobs import JobsFailedError, job_key, kept_results, run_jobs

WORK = "toy_work:square"
TOY = """
import os
from pathlib import Path

def square(job):
    with Path(job["trace"]).open("a") as stream:
        stream.write(f"{job['number']}\\n")
    if job["number"] < 0:
        raise ValueError("no root for this one")
    return {"square": job["number"] ** 2, "threads": os.environ["OMP_NUM_THREADS"]}
"""


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the toy work notes each job that it does."""
    (tmp_path / "toy_work.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "trace"


def jobs(trace: Path, *numbers: int) -> list[dict[str, object]]:
    return [{"number": number, "trace": str(trace)} for number in numbers]


def test_results_come_in_the_order_of_the_jobs_and_cores_are_shared(trace: Path) -> None:
    cache = trace.with_name("cache.jsonl")
    results = run_jobs(WORK, jobs(trace, 3, 1, 2), cache, workers=2, cores=4)
    assert results == [{"square": number**2, "threads": "2"} for number in (3, 1, 2)]
    assert {json.loads(line)["threads"] for line in cache.read_text("utf-8").splitlines()} == {2}


def test_what_the_cache_holds_is_not_done_again(trace: Path) -> None:
    cache = trace.with_name("cache.jsonl")
    run_jobs(WORK, jobs(trace, 1, 2), cache)
    again = run_jobs(WORK, jobs(trace, 2, 3, 1, 3), cache)
    assert [one["square"] for one in again] == [4, 9, 1, 9]
    assert trace.read_text("utf-8").split() == ["1", "2", "3"]


def test_a_line_cut_short_is_made_again_and_spoils_no_other(trace: Path) -> None:
    cache = trace.with_name("cache.jsonl")
    run_jobs(WORK, jobs(trace, 1, 2), cache)
    cache.write_text(cache.read_text("utf-8")[:-20], encoding="utf-8")
    assert [line["job"]["number"] for line in kept_results(WORK, jobs(trace, 1, 2), cache).values()] == [1]
    assert [one["square"] for one in run_jobs(WORK, jobs(trace, 1, 2), cache)] == [1, 4]
    assert len(kept_results(WORK, jobs(trace, 1, 2), cache)) == 2


def test_a_failed_job_is_named_with_its_reason_after_the_others_are_done(trace: Path) -> None:
    cache = trace.with_name("cache.jsonl")
    with pytest.raises(JobsFailedError, match=r"1 of 3 jobs failed(.|\n)*ValueError: no root for this one \(log: "):
        run_jobs(WORK, jobs(trace, 1, -1, 2), cache)
    assert len(kept_results(WORK, jobs(trace, 1, -1, 2), cache)) == 2


def test_the_key_follows_work_and_content_but_not_the_order_of_names() -> None:
    key = job_key(WORK, {"seed": 1, "epochs": 2})
    assert key == job_key(WORK, {"epochs": 2, "seed": 1})
    assert key == job_key(WORK, {"seed": 1, "epochs": 2, "places": {"data": "elsewhere/table.jsonl"}})
    assert key not in {job_key(WORK, {"seed": 2, "epochs": 2}), job_key("toy_work:cube", {"seed": 1, "epochs": 2})}
