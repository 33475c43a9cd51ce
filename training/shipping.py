"""The checkpoint that comes with detente: a run's adapter with its record and scores, and whether it is of today."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detente.inference.scorer import load
from detente.model.adapter import ADAPTER_WEIGHTS
from detente.model.calibration_file import CALIBRATION
from detente.model.checkpoint import CONFIG, SHIPPED, SHIPPED_FOLDER, open_checkpoint
from detente.model.errors import CheckpointError
from detente.model.packages import sha256
from detente.training.card import EXTERNAL, FULL, write_card
from detente.training.config import TRAINING_CONFIG, Config, load_config
from detente.training.corpus import TEST, Corpus, read_corpus
from detente.training.keeping import BEST, BEST_ADAPTER, replacing
from detente.training.labelled import Problems
from detente.training.moving import moved
from detente.training.pipeline import SCORES, measure
from detente.training.run import DATA, outdated

RECIPE = "minilm"
"""The config that it is trained by: the default of all trainings."""
LARGEST = 6_000_000
"""Bytes that the shipped folder may have: everyone who installs detente downloads them."""
TOLERANCE = 1e-3
"""Largest difference of a probability between the adapter and the full checkpoint of the same run."""


def ship(
    config: Config,
    corpus: Corpus,
    run: Path,
    folder: Path = SHIPPED_FOLDER,
    *,
    external: Path | None = None,
    full: Path | None = None,
) -> dict[str, Any]:
    """Write the adapter of a finished run into ``folder`` with its settings, data hashes, scores and card.

    Args:
        config: what the run was trained with.
        corpus: the same way.
        run: its folder.
        folder: replaced as a whole.
        external: a labelled file of other origin to measure on, too.
        full: a checkpoint whose weights were all trained, to set beside it.

    Returns:
        the scores, as in ``metrics.json`` of the folder.

    Raises:
        CheckpointError: there is no adapter, it differs from the full checkpoint, or it is too large.
    """
    adapter = run / BEST_ADAPTER
    if not adapter.is_dir():
        raise CheckpointError(f"{adapter}: no such folder; expected a run with lora.rank above 0 over package:NAME")
    if (apart := difference(run / BEST, adapter, corpus)) > TOLERANCE:
        raise CheckpointError(f"{adapter}: its probabilities are up to {apart:g} off those of {run / BEST}")
    metrics = {**_read(adapter / SCORES), **scores_of(adapter, full, external)}
    with replacing(folder) as new:
        fill(new, run, metrics)
        write_card(new, config.settings, corpus, metrics, open_checkpoint(new).calibration)
        if (size := sum(file.stat().st_size for file in new.iterdir())) > LARGEST:
            raise CheckpointError(f"{new}: {size:,} bytes, expected at most {LARGEST:,}; lower lora.rank")
    return metrics


def fill(folder: Path, run: Path, metrics: Mapping[str, Any]) -> None:
    """Write into ``folder`` the adapter checkpoint of ``run``, what it was made from, and its scores."""
    folder.mkdir(parents=True)
    adapter = run / BEST_ADAPTER
    for name in (CONFIG, ADAPTER_WEIGHTS, CALIBRATION):
        if (adapter / name).is_file():
            shutil.copy(adapter / name, folder / name)
    trained = moved(load_config(adapter / TRAINING_CONFIG), folder)
    (folder / TRAINING_CONFIG).write_text(trained.to_yaml(), encoding="utf-8")
    facts = _read(run / DATA)
    _write(folder / DATA, {name: facts[name] for name in ("corpus", "files", "statements")})
    _write(folder / SCORES, metrics)


def difference(one: Path, other: Path, corpus: Corpus) -> float:
    """The largest difference between probabilities of two checkpoints, over all labels of the test part."""
    statements = [row.statement for row in corpus.parts[TEST]]
    pairs = zip(
        load(one, engine="torch").classify(statements), load(other, engine="torch").classify(statements), strict=True
    )
    return max(
        abs(probability - theirs[task].probabilities[label])
        for ours, theirs in pairs
        for task, prediction in ours.predictions.items()
        for label, probability in prediction.probabilities.items()
    )


def scores_of(adapter: Path, full: Path | None, external: Path | None) -> dict[str, Any]:
    """Scores of the adapter on the external file, and those of the full checkpoint on it and on the test part."""
    found: dict[str, Any] = {}
    if external is not None:
        measured = measure(adapter, str(external), baselines=False).to_dict()
        found[EXTERNAL] = {**measured, "sha256": sha256(external)}
    if full is not None:
        found[FULL] = {TEST: measure(full, RECIPE, baselines=False).to_dict()}
        if external is not None:
            found[FULL][EXTERNAL] = measure(full, str(external), baselines=False).to_dict()
    return found


def recipe() -> Config:
    """The config that it is trained by, under the name that scored lines give it."""
    return load_config(RECIPE, ["--name", SHIPPED])


def changed(folder: Path = SHIPPED_FOLDER) -> list[str]:
    """What has changed in corpus and config since the shipped checkpoint was made, one line each."""
    config = recipe()
    return outdated(folder / TRAINING_CONFIG, folder / DATA, config, read_corpus(config, Problems()))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
