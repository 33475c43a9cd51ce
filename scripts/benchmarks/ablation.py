"""The ablation: the recipe of a config changed in one thing at a time, measured on every data set of the benchmark."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import torch
import yaml
from safetensors.torch import load_file, save_file

from benchmarks.jobs import PLACES, job_key
from benchmarks.material import CORPUS, PLV, REAL, Material, Plan, open_material, spread
from benchmarks.setup import device
from detente.inference.scorer import Scorer, load
from detente.model.schema import Task
from detente.training.corpus import TEST, TRAIN, VALIDATION, Corpus
from detente.training.evaluation import gold_of
from detente.training.fit import fit
from detente.training.labelled import LabelledStatement
from detente.training.metrics import task_scores

TRIALS = Path(__file__).with_name("trials.yaml")
WORK = "benchmarks.ablation:measure"
SOUP = "benchmarks.ablation:measure_soup"
BASE = "base"
SOUP_TRIAL = "weights averaged over seeds"
VALIDATION_ROWS = 400
"""Validation statements of the corpus by which an epoch is chosen: all of them would cost as much as the training."""

TEST_ROWS = 1000
"""Test statements measured on, spread over all groups, for the same reason."""

Job = dict[str, Any]
Scores = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Trial:
    """One change of the recipe.

    Args:
        name: of its row.
        settings: overrides as on the command line.
        epochs: factor on the epochs.
        sets: data sets on which the change means something.
    """

    name: str
    settings: tuple[str, ...] = ()
    epochs: float = 1
    sets: tuple[str, ...] = field(default=(CORPUS, REAL, PLV))


@dataclass(frozen=True)
class Size:
    """How much is trained: statements and epochs on the corpus, epochs on plv."""

    train: int | None
    epochs: int
    plv_epochs: int


def read_trials(names: Sequence[str] = ()) -> list[Trial]:
    """The trials of ``trials.yaml``, all or those called ``names``."""
    rows: Mapping[str, Mapping[str, Any]] = yaml.safe_load(TRIALS.read_text(encoding="utf-8"))
    trials = [
        Trial(name, tuple(row.get("set", ())), row.get("epochs", 1), tuple(row.get("sets", (CORPUS, REAL, PLV))))
        for name, row in rows.items()
    ]
    return [trial for trial in trials if not names or trial.name in names]


def jobs_of(trial: Trial, plan: Plan, size: Size, seeds: Sequence[int], kept: Path) -> Iterator[Job]:
    """The trainings of a trial: one a seed on the corpus, and one a fold and seed on plv."""
    sets = tuple(name for name in plan.sets if name in trial.sets)
    own = Plan(
        plan.config,
        (*plan.overrides, f"--training.epochs={max(1, round(size.epochs * trial.epochs))}", *trial.settings),
        sets,
        plan.real,
        plan.plv,
        max(1, round(size.plv_epochs * trial.epochs)),
    )
    for seed in seeds:
        for piece in own.pieces():
            job: Job = {"seed": seed, "train": None if PLV in piece["sets"] else size.train, **piece}
            if trial.name == BASE and PLV not in piece["sets"]:
                # Named by all that it depends on: weights of other settings or data must never be averaged.
                job[PLACES] = {**piece[PLACES], "kept": str(kept / job_key(WORK, job))}
            yield job


def measure(job: Mapping[str, Any]) -> dict[str, Any]:
    """Train and measure once: ``{"scores": {set: {task: macro-F1}}, "seconds": of training}``."""
    with TemporaryDirectory() as folder:
        material = opened(job, Path(folder))
        run = Path(job[PLACES].get("kept") or Path(folder) / "run")
        run.mkdir(parents=True, exist_ok=True)
        started = perf_counter()
        best = fit(material.config, material.corpus, run)
        seconds = perf_counter() - started
        return {"scores": scores_of(load(best, engine="torch", device=device()), material), "seconds": seconds}


def opened(job: Mapping[str, Any], folder: Path) -> Material:
    """The data of a job, its training part cut to the size of the ablation."""
    material = open_material(job, job["seed"], folder)
    if job["train"] is None:
        return material
    limits = {TRAIN: job["train"], VALIDATION: VALIDATION_ROWS, TEST: None}
    parts = {part: spread(material.corpus.parts[part], limit) for part, limit in limits.items()}
    rows = {name: spread(tuple(some), TEST_ROWS) for name, some in material.rows.items()}
    return Material(material.config, Corpus(parts, material.corpus.hashes), rows)


def scores_of(scorer: Scorer, material: Material) -> Scores:
    """Macro-F1 of each task on each data set."""
    found: Scores = {}
    for name, rows in material.rows.items():
        scored = scorer.classify(row.statement for row in rows)
        found[name] = {
            task.name: macro_f1(task, rows, [one[task.name].label for one in scored]) for task in scorer.schema
        }
    return found


def macro_f1(task: Task, rows: Sequence[LabelledStatement], answers: Sequence[str]) -> float:
    """Macro-F1 of ``answers``, a label a row."""
    groups = [row.group for row in rows]
    return task_scores(task, gold_of(rows, task), answers, groups, bootstrap=0, confidence=0.95).macro_f1


def soup_jobs(jobs: Sequence[Job]) -> list[Job]:
    """For the base's trainings on the corpus: each pair of seeds, averaged."""
    kept = [job for job in jobs if "kept" in job[PLACES]]
    return [
        {
            **one,
            "seed": [one["seed"], other["seed"]],
            PLACES: {**one[PLACES], "of": [each[PLACES]["kept"] for each in (one, other)]},
        }
        for index, one in enumerate(kept)
        for other in kept[index + 1 :]
    ]


def measure_soup(job: Mapping[str, Any]) -> dict[str, Any]:
    """Average the weights of finished trainings (model soups, Wortsman et al., 2022) and measure the result."""
    with TemporaryDirectory() as folder:
        material = opened({**job, "seed": job["seed"][0]}, Path(folder))
        runs = [Path(run) / "best" for run in job[PLACES]["of"]]
        weights = [load_file(run / "model.safetensors") for run in runs]
        mixed = Path(folder) / "soup"
        shutil.copytree(runs[0], mixed)
        average = {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}
        save_file(average, mixed / "model.safetensors", metadata={"format": "pt"})
        return {"scores": scores_of(load(mixed, engine="torch", device=device()), material), "seconds": 0.0}


def table(rows: Mapping[str, Sequence[Mapping[str, Any]]], sets: Sequence[str]) -> list[str]:
    """A line a trial: for each data set the mean over tasks and seeds, each task, and the difference to the base.

    Args:
        rows: results by trial, of all seeds and folds.
        sets: columns.
    """
    head = ["trial", *(f"{name}: mean" for name in sets), "tasks", "training time"]
    lines = [f"| {' | '.join(head)} |", "|---|" + "---|" * (len(head) - 1)]
    base = summary(rows[BASE])
    spent = mean_seconds(rows[BASE])
    for name, results in rows.items():
        own = summary(results)
        cells = [_cell(own.get(one), base.get(one) if name != BASE else None) for one in sets]
        tasks = "; ".join(f"{task} {mean(values):.3f}" for one in sets for task, values in own.get(one, {}).items())
        time = mean_seconds(results, set(own) & {CORPUS, PLV})
        reference = mean_seconds(rows[BASE], set(own) & {CORPUS, PLV}) or spent
        lines.append(f"| {name} | {' | '.join(cells)} | {tasks} | {f'{time / reference:.1f}×' if time else ''} |")
    return lines


def summary(results: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """``{set: {task: macro-F1 of each training}}``."""
    found: dict[str, dict[str, list[float]]] = {}
    for result in results:
        for name, scores in result["scores"].items():
            for task, value in scores.items():
                found.setdefault(name, {}).setdefault(task, []).append(value)
    return found


def mean_seconds(results: Sequence[Mapping[str, Any]], sets: set[str] | None = None) -> float:
    """Mean training time of those results that are of ``sets``."""
    seconds = [one["seconds"] for one in results if sets is None or sets & set(one["scores"])]
    return mean(seconds) if seconds else 0.0


def _cell(own: Mapping[str, Sequence[float]] | None, base: Mapping[str, Sequence[float]] | None) -> str:
    if own is None:
        return ""
    per_training = [mean(values) for values in zip(*own.values(), strict=True)]
    value = mean(per_training)
    shown = f"{value:.3f} ({min(per_training):.3f} to {max(per_training):.3f})"
    if base is None:
        return shown
    return f"{shown} {value - mean(mean(values) for values in base.values()):+.3f}"
