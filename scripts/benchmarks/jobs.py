"""Jobs described by JSON, done in processes of their own; each result is kept as a line of JSON and never made twice.

A job is a JSON object. It is done by a function, named ``module:function``, that takes the object and returns another.
The cache is a file of JSON lines, ``{"key", "work", "job", "threads", "seconds", "result"}``: the key is a hash of the
function's name and the job, so that a stopped script, started again, goes on where it was. A job must therefore hold
all that its result depends on: settings, seed, and the hash of the data. What stands under its key ``places`` (paths
of files that are hashed elsewhere in it) does not count.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tqdm import tqdm

from detente.model.errors import DetenteError
from detente.training.journal import append_line, mend, read_lines
from detente.training.workers import run_tasks

Job = Mapping[str, Any]
Result = dict[str, Any]

PLACES = "places"
SCRIPTS = Path(__file__).resolve().parent.parent


class JobsFailedError(DetenteError):
    """Some jobs failed; the text has the last line of each and where its log lies. The results of the rest are kept."""


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
    tasks = {key: {"work": work, "job": job} for key, job in missing.items()}
    done = run_tasks("benchmarks.jobs", tasks, jobs=workers, threads=threads, folder=logs, search=[SCRIPTS])
    failed = list[str]()
    with tqdm(total=len(jobs), initial=len(jobs) - len(missing), unit="job", disable=None) as bar:
        for key, line in done:
            if isinstance(line, DetenteError):
                failed.append(f"  {json.dumps(missing[key])[:200]}: {line} (log: {logs / f'{key}.log'})")
            else:
                append_line(cache, {"key": key, "work": work, "job": missing[key], "threads": threads, **line})
            bar.update()
    if failed:
        count = f"{len(failed)} of {len(jobs)} jobs failed; run again to repeat them:"
        raise JobsFailedError("\n".join([count, *failed]))
    kept = kept_results(work, jobs, cache)
    return [kept[job_key(work, job)]["result"] for job in jobs]


def kept_results(work: str, jobs: Sequence[Job], cache: Path) -> dict[str, Result]:
    """The cache's lines for those of ``jobs`` that have been done, by key; a line cut short is taken out of it."""
    wanted = {job_key(work, job) for job in jobs}
    mend(cache)
    return {line["key"]: line for line in read_lines(cache) if line.get("key") in wanted}


def job_key(work: str, job: Job) -> str:
    """The key of a job in the cache: 16 hexadecimal digits, whatever the order of the job's keys."""
    told = {name: value for name, value in job.items() if name != PLACES}
    content = json.dumps([work, told], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def main(task: Path, line: Path) -> None:
    """In the process of a job: do what stands in the file ``task`` and write the result with its time to ``line``."""
    told, started = json.loads(task.read_text(encoding="utf-8")), time.monotonic()
    module, _, function = told["work"].partition(":")
    result = getattr(import_module(module), function)(told["job"])
    made = {"seconds": round(time.monotonic() - started, 1), "result": result}
    line.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    os.environ |= {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    main(Path(sys.argv[1]), Path(sys.argv[2]))
