"""One point of a learning curve: a system fitted on a part of the training statements, and its answers.

Run as a module it works out one point in a process of its own: ``python -m detente.training.learning_point TASK LINE``.
"""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from detente.model.errors import ConfigError, DetenteError
from detente.model.packages import sha256
from detente.training.config import Config, with_values
from detente.training.corpus import TEST, TRAIN, VALIDATION, Corpus
from detente.training.evaluation import read_evaluation_rows
from detente.training.labelled import LabelledStatement, Problems
from detente.training.pipeline import usable_corpus
from detente.training.settings import Settings
from detente.training.subsets import nested_subset

MODEL, BASELINE = SYSTEMS = ("model", "tf-idf + logreg")
WITHOUT_EFFECT = {"name", "evaluation"}
"""Sections of the settings that change no answer."""


@dataclass(frozen=True, slots=True)
class Point:
    """Which system learned from which share of the training statements.

    Args:
        system: one of :data:`SYSTEMS`.
        share: of the labelled training statements, above 0 and at most 1.
        seed: of the order in which groups are taken, and of the training.
    """

    system: str
    share: float
    seed: int


@dataclass(frozen=True)
class Material:
    """What all points of a curve have in common.

    Args:
        config: settings of the model.
        corpus: the training part is cut to size, the validation part chooses the epoch at every point.
        rows: the statements that all points are measured on.
        rows_hash: SHA-256 of the file that they come from, or ``test`` for the part of the corpus.
        on: that file.
    """

    config: Config
    corpus: Corpus
    rows: tuple[LabelledStatement, ...]
    rows_hash: str
    on: Path | None

    def key(self, point: Point) -> str:
        """Names a point by all that its answers depend on, so that finished ones are known again."""
        settings = _seeded(self.config, point).settings.model_dump(mode="json", exclude=WITHOUT_EFFECT)
        content = json.dumps([settings, self.corpus.hash, self.rows_hash, asdict(point)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def subset(self, point: Point) -> tuple[LabelledStatement, ...]:
        """The training statements of a point."""
        return nested_subset(self.corpus.parts[TRAIN], point.share, point.seed)


def gather(config: Config, on: Path | None) -> Material:
    """Read the corpus of ``config`` and the statements to measure on.

    Args:
        config: checked settings.
        on: a labelled file (statement table or annotated articles); None is the test part of the corpus.

    Raises:
        DataError: lists every problem of the data.
        ConfigError: there is nothing to measure on.
    """
    corpus = usable_corpus(config)
    if on is None:
        rows, rows_hash = corpus.parts[TEST], TEST
    else:
        problems = Problems()
        settings = config.settings
        rows = tuple(
            read_evaluation_rows(on, settings.label_schema, settings.encoding.context, settings.data.columns, problems)
        )
        problems.refuse()
        rows_hash = sha256(on)
    if not any(row.labels for row in rows):
        where = "the test part of this config" if on is None else str(on)
        raise ConfigError(f"{where}: no labelled statement to measure on; name a labelled file with --on")
    return Material(config, corpus, rows, rows_hash, on)


def work_out(material: Material, point: Point, folder: Path) -> dict[str, Any]:
    """Fit the system of ``point`` and let it answer; returns the line that is kept of it.

    Args:
        material: what all points share.
        point: what to fit on.
        folder: where a training may write; removed at the end.
    """
    started = time.monotonic()
    rows = material.subset(point)
    work = _by_words if point.system == BASELINE else _by_model
    answers = work(material, point, rows, folder)
    return {
        "key": material.key(point),
        **asdict(point),
        "statements": sum(bool(row.labels) for row in rows),
        "groups": len({row.group for row in rows}),
        "seconds": round(time.monotonic() - started, 1),
        "answers": answers,
    }


def _seeded(config: Config, point: Point) -> Config:
    return with_values(config, {"training.seed": point.seed})


def _by_words(
    material: Material, point: Point, rows: tuple[LabelledStatement, ...], folder: Path
) -> dict[str, list[str]]:
    from detente.training.baselines import blocks, logistic_regression, tfidf_features

    with_context = material.config.settings.encoding.context != "none"
    features = tfidf_features(*(blocks(each, with_context=with_context) for each in (rows, material.rows)))
    schema = material.config.settings.label_schema
    return {task.name: logistic_regression(task, rows, *features) for task in schema}


def _by_model(
    material: Material, point: Point, rows: tuple[LabelledStatement, ...], folder: Path
) -> dict[str, list[str]]:
    from detente.inference.scorer import load
    from detente.training.fit import fit

    # Neither the rest of the training part nor the test part is within reach of the training.
    parts = {TRAIN: rows, VALIDATION: material.corpus.parts[VALIDATION], TEST: ()}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        best = fit(_seeded(material.config, point), Corpus(parts, material.corpus.hashes), folder)
        scorer = load(best, engine="torch")
        scored = scorer.classify(row.statement for row in material.rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {task: [one[task].label for one in scored] for task in scorer.schema.names}


def task_of(material: Material, point: Point, folder: Path) -> dict[str, Any]:
    """What a process of its own needs to know to work out ``point``."""
    return {
        "settings": material.config.settings.model_dump(mode="json"),
        "config_folder": str(material.config.folder),
        "on": None if material.on is None else str(material.on),
        "point": asdict(point),
        "folder": str(folder),
    }


def do_task(task: Mapping[str, Any]) -> dict[str, Any]:
    """Inverse of :func:`task_of`, worked out."""
    config = Config(Settings.model_validate(task["settings"]), Path(task["config_folder"]))
    material = gather(config, None if task["on"] is None else Path(task["on"]))
    return work_out(material, Point(**task["point"]), Path(task["folder"]))


def main(task: str, line: str) -> None:
    """Read a task from one file and write its line to another; exit code 2 and the reason where that fails."""
    try:
        made = do_task(json.loads(Path(task).read_text(encoding="utf-8")))
    except DetenteError as error:
        print(f"detente: {error}", file=sys.stderr)
        sys.exit(2)
    Path(line).write_text(json.dumps(made), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
