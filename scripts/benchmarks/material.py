"""The data sets of the quality benchmark: what a system learns from, and the rows that it labels.

There are three. ``corpus`` is the held-out part of a config's corpus. ``real`` is a file of labelled statements from
elsewhere, for which systems learn from the train part of the same config. ``plv`` is a file of statements with two
labels each, of five folds (:mod:`benchmarks.folds`). The first two share one training, so they make one piece of work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.folds import FOLDS, fold_config, fold_rows
from benchmarks.jobs import PLACES
from detente.model.packages import sha256
from detente.training.config import Config, load_config
from detente.training.corpus import PARTS, TEST, Corpus
from detente.training.evaluation import read_evaluation_rows
from detente.training.labelled import LabelledStatement, Problems
from detente.training.pipeline import usable_corpus

CORPUS, REAL, PLV = SETS = ("corpus", "real", "plv")

Rows = Sequence[LabelledStatement]


@dataclass(frozen=True)
class Material:
    """A config with its corpus, and the rows to label by the name of their data set."""

    config: Config
    corpus: Corpus
    rows: Mapping[str, Rows]


@dataclass(frozen=True)
class Plan:
    """What was asked for.

    Args:
        config: name or path of the config.
        overrides: settings that differ from it, as on the command line.
        sets: names out of :data:`SETS`.
        real: labelled file of the set ``real``.
        plv: labelled file of the set ``plv``.
        plv_epochs: epochs on ``plv``, which is smaller than a corpus.
        limit: rows of each part and set at most; all where None.
    """

    config: str
    overrides: tuple[str, ...]
    sets: tuple[str, ...]
    real: Path | None = None
    plv: Path | None = None
    plv_epochs: int = 6
    limit: int | None = None

    def pieces(self) -> list[dict[str, Any]]:
        """The pieces of work as JSON, each a training of its own: the corpus, then each fold."""
        about: dict[str, Any] = {"limit": self.limit}
        places: dict[str, Any] = {"config": self.config, "overrides": list(self.overrides)}
        found = []
        if CORPUS in self.sets or REAL in self.sets:
            real = self.real if REAL in self.sets else None
            files = {"real": None if real is None else sha256(real)[:12]}
            settings = {**about, **self._facts(), "sets": [name for name in self.sets if name != PLV], **files}
            found.append({**settings, PLACES: {**places, "real": None if real is None else str(real)}})
        if PLV in self.sets and self.plv is not None:
            settings = {**about, "sets": [PLV], "plv": sha256(self.plv)[:12], "folds": FOLDS, "epochs": self.plv_epochs}
            settings["settings"] = _settings(load_config(self.config, self.overrides))
            found += [{**settings, "fold": fold, PLACES: {**places, "plv": str(self.plv)}} for fold in range(FOLDS)]
        return found

    def _facts(self) -> dict[str, Any]:
        config = load_config(self.config, self.overrides)
        return {"settings": _settings(config), "corpus": usable_corpus(config).hash}


def _settings(config: Config) -> dict[str, Any]:
    """What the settings say of training; where data lie is told by their hashes."""
    told = config.settings.model_dump(mode="json", exclude={"data", "evaluation", "name"})
    del told["training"]["seed"]
    return told


def open_material(piece: Mapping[str, Any], seed: int, folder: Path) -> Material:
    """Read the data of a piece of work; ``folder`` takes the table of a fold.

    Raises:
        DataError: lists every problem of the data.
    """
    places, limit = piece[PLACES], piece["limit"]
    overrides = [*places["overrides"], "--training.seed", str(seed)]
    if PLV in piece["sets"]:
        rows = fold_rows(Path(places["plv"]), piece["fold"])
        config = fold_config(places["config"], [*overrides, "--training.epochs", str(piece["epochs"])], rows, folder)
    else:
        config = load_config(places["config"], overrides)
    corpus = usable_corpus(config)
    parts = {part: spread(corpus.parts[part], limit) for part in PARTS}
    labelled: dict[str, Rows] = {name: parts[TEST] for name in piece["sets"] if name != REAL}
    if REAL in piece["sets"]:
        labelled[REAL] = spread(_real_rows(config, Path(places["real"])), limit)
    return Material(config, Corpus(parts, corpus.hashes), labelled)


def _real_rows(config: Config, path: Path) -> tuple[LabelledStatement, ...]:
    problems = Problems()
    settings = config.settings
    rows = read_evaluation_rows(path, settings.label_schema, settings.encoding.context, {}, problems)
    problems.refuse()
    return tuple(rows)


def spread(rows: tuple[LabelledStatement, ...], limit: int | None) -> tuple[LabelledStatement, ...]:
    """At most ``limit`` rows, evenly from all over."""
    if limit is None or len(rows) <= limit:
        return rows
    return tuple(rows[i * len(rows) // limit] for i in range(limit))
