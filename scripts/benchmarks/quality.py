"""The quality benchmark from a plan to its report: jobs, their results, and what they say of each data set."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.figures import measure_answers
from benchmarks.folds import FOLDS
from benchmarks.jobs import JobsFailedError, job_key, kept_results, run_jobs
from benchmarks.material import CORPUS, PLV, REAL, Material, Plan, open_material
from benchmarks.report import Cost, Section, report
from benchmarks.systems import SYSTEMS
from detente.training.config import load_config
from detente.training.corpus import TRAIN, VALIDATION
from detente.training.labelled import LabelledStatement
from detente.training.run import environment

WORK = "benchmarks.systems:measure"

Results = Mapping[tuple[str, int | None, int], dict[str, Any]]


def quality_report(
    plan: Plan, systems: Sequence[str], seeds: Sequence[int], cache: Path, *, command: str, workers: int
) -> tuple[str, str | None]:
    """Do the jobs that the cache does not hold and report on what is done.

    Args:
        plan: config and data sets.
        systems: names out of :data:`SYSTEMS`.
        seeds: of the systems that chance has a part in.
        cache: JSON lines of results.
        command: what the report names as its source.
        workers: jobs at a time.

    Returns:
        the page, and what went wrong, if anything did; systems that lack a result are left out of the page.
    """
    pieces = plan.pieces()
    jobs = {
        (name, seed, number): {"system": name, "seed": seed, **piece}
        for name in systems
        for seed in (seeds if SYSTEMS[name].seeded else [None])
        for number, piece in enumerate(pieces)
    }
    failed = None
    try:
        run_jobs(WORK, list(jobs.values()), cache, workers=workers)
    except JobsFailedError as error:
        failed = str(error)
    kept = kept_results(WORK, list(jobs.values()), cache)
    results = {place: kept[key]["result"] for place, job in jobs.items() if (key := job_key(WORK, job)) in kept}
    sections = list(_sections(plan, pieces, jobs, results))
    heading = f"{load_config(plan.config).settings.name} beside its peers"
    settings = load_config(plan.config, plan.overrides).settings.evaluation
    return report(heading, command, sections, settings, _circumstances(plan, seeds, workers)), failed


def _sections(
    plan: Plan, pieces: Sequence[Mapping[str, Any]], jobs: Mapping[Any, Any], results: Results
) -> Iterator[Section]:
    for name in plan.sets:
        numbers = [number for number, piece in enumerate(pieces) if name in piece["sets"]]
        opened = _open(pieces, numbers)
        complete = [
            system
            for system in dict.fromkeys(system for system, _, _ in jobs)
            if all(place in results for place in jobs if place[0] == system and place[2] in numbers)
        ]
        if complete:
            yield _section(name, numbers, opened, complete, results)


def _open(pieces: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> list[Material]:
    with tempfile.TemporaryDirectory() as folder:
        return [open_material(pieces[number], 0, Path(folder)) for number in numbers]


def _section(
    name: str, numbers: Sequence[int], opened: Sequence[Material], systems: Sequence[str], results: Results
) -> Section:
    rows = [row for material in opened for row in material.rows[name]]
    settings = opened[0].config.settings
    measured, costs = {}, {}
    for system in systems:
        seeds = list(dict.fromkeys(seed for one, seed, _ in results if one == system))
        runs = [[results[system, seed, number] for number in numbers] for seed in seeds]
        answers = [_joined([result["labelled"][name]["answers"] for result in run]) for run in runs]
        measured[system] = measure_answers(settings.label_schema, rows, answers, settings.evaluation)
        costs[system] = _cost(name, [result for run in runs for result in run])
    return Section(name, _about(name, opened, rows), measured, costs)


def _joined(folds: Sequence[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    return {task: [label for fold in folds for label in fold[task]] for task in folds[0]}


def _cost(name: str, results: Sequence[Mapping[str, Any]]) -> Cost:
    labelled = [result["labelled"][name] for result in results]
    statements = sum(len(next(iter(one["answers"].values()))) for one in labelled)
    threads = sorted({str(result["threads"]) for result in results})
    return Cost(
        mean(result["train_seconds"] for result in results),
        statements / max(sum(one["seconds"] for one in labelled), 1e-9),
        len(results),
        " and ".join(threads),
        results[0]["facts"],
    )


def _about(name: str, opened: Sequence[Material], rows: Sequence[LabelledStatement]) -> str:
    first = opened[0].corpus
    groups = len({row.group for row in rows})
    sizes = f"{len(first.parts[TRAIN]):,} train and {len(first.parts[VALIDATION]):,} validation statements"
    counts = f"{len(rows):,} statements of {groups:,} groups"
    return {
        CORPUS: f"{counts}, learnt from {sizes} of the corpus `{first.hash}`, split by article.",
        REAL: f"{counts}, none of them learnt from: training was on {sizes} of the corpus `{first.hash}`.",
        PLV: f"{counts}, each labelled once by a model that had not seen it: {FOLDS} folds stratified by root, about "
        f"{sizes} in each. Everybody reads speaker and target before the statement.",
    }[name]


def _circumstances(plan: Plan, seeds: Sequence[int], workers: int) -> list[str]:
    facts = environment()
    packages = {**facts["packages"], **({"setfit": version("setfit")} if find_spec("setfit") else {})}
    shown = ["detente", "torch", "transformers", "scikit-learn", *(["setfit"] if "setfit" in packages else [])]
    limit = [f"A trial: at most {plan.limit} statements of each part."] if plan.limit else []
    return [
        *limit,
        f"Seeds: {', '.join(map(str, seeds))}.",
        f"{facts['cores']} cores of {facts['machine']}, {workers} jobs at a time, each with the threads of its column; "
        f"{'GPU ' + facts['gpu'] if facts['gpu'] else 'no GPU'}. Training times are of one system, all its tasks, "
        "without imports.",
        ", ".join(f"{name} {packages[name]}" for name in shown) + f", Python {facts['python']}.",
    ]
