"""Jobs described by JSON, done in processes of their own; each result is kept as a line of JSON and never made twice.

A job is a JSON object. It is done by a function, named ``module:function``, that takes the object and returns another.
The cache is a file of JSON lines, ``{"key", "work", "job", "threads", "seconds", "result"}``: the key is a hash of the
function's name and the job, so that a stopped script, started again, goes on where it was. A job must therefore hold
all that its result depends on: settings, seed, and the hash of the data. What stands under its key ``places`` (paths
of files that are hashed elsewhere in it) does not count.

Every job gets a process of its own, so that memory and random state of one cannot reach the next, and a job that is
killed takes no other with it.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tqdm import tqdm

from detente.model.errors import DetenteError

Job = Mapping[str, Any]
Result = dict[str, Any]

PLACES = "places"
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
POLL_SECONDS = 0.1
SCRIPTS = Path(__file__).resolve().parent.parent


class JobsFailedError(DetenteError):
    """Some jobs failed; the text has the last line of each and where its log lies. The results of the rest are kept."""


@dataclass(frozen=True)
class Running:
    """A job in its process, and the files that the process writes."""

    key: str
    job: Job
    process: subprocess.Popen[bytes]
    result: Path
    log: Path
    started: float


def run_jobs(
    work: str, jobs: Sequence[Job], cache: Path, *, workers: int = 1, cores: int | None = None
) -> list[Result]:
    """Do those of ``jobs`` that the cache does not hold, ``workers`` at a time; what each prints goes to a log.

    Args:
        work: ``module:function``; must be importable in a fresh process (the scripts folder is on its path).
        jobs: JSON objects; equal ones are done once.
        cache: file of JSON lines; made where it is missing. Logs lie in the folder ``NAME.logs`` beside it.
        workers: processes at a time.
        cores: cores to share among the processes, each having ``cores // workers`` threads; all where None.

    Returns:
        the result of each job, in order.

    Raises:
        JobsFailedError: jobs that failed, after all others were done.
    """
    kept = kept_results(work, jobs, cache)
    missing = {key: job for job in jobs if (key := job_key(work, job)) not in kept}
    logs = cache.with_name(f"{cache.name}.logs")
    logs.mkdir(parents=True, exist_ok=True)
    threads = max(1, (cores or os.cpu_count() or 1) // workers)
    waiting, running, failed = list(missing.items()), list[Running](), list[str]()
    with (
        tempfile.TemporaryDirectory() as folder,
        tqdm(total=len(jobs), initial=len(jobs) - len(missing), unit="job", disable=None) as bar,
    ):
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    key, job = waiting.pop(0)
                    running.append(_start(work, key, job, Path(folder), logs, threads))
                for one in [one for one in running if one.process.poll() is not None]:
                    running.remove(one)
                    failed += _collect(one, work, threads, cache)
                    bar.update()
                time.sleep(POLL_SECONDS)
        finally:
            for one in running:
                one.process.kill()
                one.process.wait()
    if failed:
        raise JobsFailedError(
            "\n".join([f"{len(failed)} of {len(jobs)} jobs failed; run again to repeat them:", *failed])
        )
    done = kept_results(work, jobs, cache)
    return [done[job_key(work, job)]["result"] for job in jobs]


def kept_results(work: str, jobs: Sequence[Job], cache: Path) -> dict[str, Result]:
    """The cache's lines for those of ``jobs`` that have been done, by key; a line cut short is passed over."""
    wanted = {job_key(work, job) for job in jobs}
    if not cache.is_file():
        return {}
    lines = (_line(text) for text in cache.read_text(encoding="utf-8").splitlines())
    return {line["key"]: line for line in lines if line.get("key") in wanted}


def job_key(work: str, job: Job) -> str:
    """The key of a job in the cache: 16 hexadecimal digits, whatever the order of the job's keys."""
    told = {name: value for name, value in job.items() if name != PLACES}
    content = json.dumps([work, told], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _line(text: str) -> Result:
    try:
        line: Result = json.loads(text)
    except ValueError:
        return {}
    return line


def _start(work: str, key: str, job: Job, folder: Path, logs: Path, threads: int) -> Running:
    result, log = folder / f"{key}.json", logs / f"{key}.log"
    path = os.pathsep.join([str(SCRIPTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    fixed = dict.fromkeys(THREAD_VARIABLES, str(threads))
    environment = {**os.environ, **fixed, "PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "benchmarks.jobs", work, str(result)]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stream, stderr=stream, env=environment)
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(job).encode())
        process.stdin.close()
    except BrokenPipeError:
        pass  # It ended before it read: its exit code and its log say why.
    return Running(key, job, process, result, log, time.monotonic())


def _collect(one: Running, work: str, threads: int, cache: Path) -> list[str]:
    """Append the result of a finished job to the cache, or say how it failed."""
    if one.process.returncode != 0:
        last = (one.log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no output"])[-1]
        return [f"  {json.dumps(one.job)[:200]}: exit code {one.process.returncode}: {last} (log: {one.log})"]
    result = json.loads(one.result.read_text(encoding="utf-8"))
    seconds = round(time.monotonic() - one.started, 1)
    line = {"key": one.key, "work": work, "job": one.job, "threads": threads, "seconds": seconds, "result": result}
    with cache.open("ab+") as stream:
        if stream.tell() and stream.seek(-1, os.SEEK_END) and stream.read(1) != b"\n":
            stream.write(b"\n")  # The last line was cut short when a run was stopped.
        stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return []


def _work(work: str, result: Path) -> None:
    """In the process of a job: the job comes on standard input, the result goes into a file."""
    module, _, function = work.partition(":")
    answer = getattr(import_module(module), function)(json.load(sys.stdin))
    result.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    _work(sys.argv[1], Path(sys.argv[2]))
