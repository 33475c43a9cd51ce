"""A learning curve: how good do the model and a baseline become with how many labelled statements?

Every finished point is kept at once, by a name made of all that it depends on: the same command goes on where it was
stopped, more seeds or points join those that are there, and after a change of settings or data the points are new.
"""

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from tqdm import tqdm

from detente.model.errors import ConfigError, DetenteError
from detente.training import learning_point
from detente.training.config import Config
from detente.training.corpus import TRAIN, VALIDATION
from detente.training.curve_scores import LearningCurve, measured
from detente.training.journal import append_line, held, mend, read_lines
from detente.training.learning_point import BASELINE, MODEL, Material, Point, gather, task_of, work_out
from detente.training.workers import run_tasks

POINTS, WORK = "points.jsonl", "work"

Line = dict[str, Any]


def learning_curve(
    config: Config, folder: Path, *, shares: Sequence[float], seeds: Sequence[int], on: Path | None, jobs: int
) -> LearningCurve:
    """Fit and measure what is not yet kept in ``folder``, then put the whole curve together.

    Args:
        config: checked settings.
        folder: made if need be; ``points.jsonl`` in it keeps the answers of finished points.
        shares: of the labelled training statements, ascending, each above 0 and at most 1, at least two.
        seeds: each orders the groups and starts the training in its own way.
        on: a labelled file to measure on; None is the test part of the config.
        jobs: trainings at a time; above one, each is a process with its share of the cores.

    Raises:
        ConfigError: shares or seeds are none, another process works in the folder, or a share is too small.
        DataError: lists every problem of the data.
        DetenteError: a training process failed.
    """
    _check(shares, seeds, jobs)
    with held(folder):
        material = gather(config, on)
        _check_tasks(material, shares, seeds)
        _tell_overlap(material)
        points = [Point(*each) for each in product((BASELINE, MODEL), shares, seeds)]
        return measured(material, points, _lines(material, points, folder, jobs))


def _check(shares: Sequence[float], seeds: Sequence[int], jobs: int) -> None:
    if len(shares) < 2 or list(shares) != sorted(set(shares)) or not all(0 < share <= 1 for share in shares):
        raise ConfigError(
            "--points: expected at least two shares of the training statements, ascending, above 0 and at most 1, "
            f"like 0.25,0.5,1; found {','.join(f'{share:g}' for share in shares)}"
        )
    if not seeds or len(set(seeds)) < len(seeds) or min(seeds) < 0:
        raise ConfigError(f"--seeds: expected different whole numbers like 1,2,3; found {','.join(map(str, seeds))}")
    if jobs < 1:
        raise ConfigError(f"--jobs: expected at least 1, found {jobs}")


def _check_tasks(material: Material, shares: Sequence[float], seeds: Sequence[int]) -> None:
    """No training may begin that cannot learn a task at all."""
    for share, seed in product(shares, seeds):
        rows = material.subset(Point(MODEL, share, seed))
        for task in material.config.settings.label_schema:
            if not any(task.name in row.labels for row in rows):
                raise ConfigError(
                    f"--points {share:g}: with seed {seed} none of its {len(rows)} training statements has a label of "
                    f"{task.name}; begin with a larger share"
                )


def _tell_overlap(material: Material) -> None:
    known = {_words(row.statement.text) for part in (TRAIN, VALIDATION) for row in material.corpus.parts[part]}
    if again := sum(_words(row.statement.text) in known for row in material.rows):
        print(
            f"note: {again} of the {len(material.rows)} measured statements stand word for word in the training or "
            "validation part; their scores are too good",
            file=sys.stderr,
        )


def _words(text: str) -> str:
    return " ".join(text.lower().split())


def _lines(material: Material, points: Sequence[Point], folder: Path, jobs: int) -> dict[Point, Line]:
    """The line of each point: those kept in the folder, and the others worked out and kept."""
    mend(folder / POINTS)
    kept = {line.get("key"): line for line in read_lines(folder / POINTS)}
    keys = {point: material.key(point) for point in points}
    missing = [point for point in points if keys[point] not in kept]
    work = folder / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    with tqdm(total=len(points), initial=len(points) - len(missing), unit="point", disable=None, leave=False) as bar:
        for line in _worked_out(material, missing, work, jobs):
            if line["key"] not in keys.values():
                raise DetenteError("the data have changed while points were worked out; run the same command again")
            append_line(folder / POINTS, line)
            kept[line["key"]] = line
            bar.update()
            _tell(line)
    shutil.rmtree(work)
    return {point: kept[key] for point, key in keys.items()}


def _worked_out(material: Material, points: Iterable[Point], work: Path, jobs: int) -> Iterator[Line]:
    fast, slow = _parted(points, lambda point: point.system == BASELINE)
    here = [*fast, *(slow if jobs == 1 else [])]
    for point in here:
        yield work_out(material, point, work / "run")
    if jobs > 1 and slow:
        import torch

        tasks = {str(number): task_of(material, point, work / f"run-{number}") for number, point in enumerate(slow)}
        threads = max(1, torch.get_num_threads() // jobs)
        for _, line in run_tasks(learning_point.__name__, tasks, jobs=jobs, threads=threads, folder=work):
            if isinstance(line, DetenteError):
                raise line
            yield line


def _parted(points: Iterable[Point], is_first: Callable[[Point], bool]) -> tuple[list[Point], list[Point]]:
    parts: tuple[list[Point], list[Point]] = ([], [])
    for point in points:
        parts[not is_first(point)].append(point)
    return parts


def _tell(line: Line) -> None:
    tqdm.write(
        f"{line['system']}  {line['statements']:,} training statements  seed {line['seed']}  {line['seconds']:.0f} s",
        file=sys.stderr,
    )
