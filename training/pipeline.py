"""The whole road of training: checked data in; a run folder with checkpoints, scores, curves and card out."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from detente.inference.scorer import Scorer, load
from detente.model.calibration import UNCALIBRATED, Calibration
from detente.model.calibration_file import CALIBRATION, write_calibration
from detente.model.checkpoint import open_checkpoint
from detente.model.errors import ConfigError, DataError
from detente.model.schema import LabelSchema
from detente.training.card import replace_calibration, write_card
from detente.training.checks import check, rare_labels
from detente.training.config import BASE, TRAINING_CONFIG, Config, load_config
from detente.training.corpus import TEST, TRAIN, VALIDATION, Corpus, read_corpus
from detente.training.evaluation import Evaluation, evaluate, read_evaluation_rows
from detente.training.keeping import BEST, BEST_ADAPTER, LAST, METRICS, resumable
from detente.training.labelled import LabelledStatement, Problems
from detente.training.lines import TABLE_FORMATS
from detente.training.sources import encoder_source

CURVES, SCORES = "curves.png", "metrics.json"


def train(config: Config, run: Path, *, resume: bool = False) -> Path:
    """Train, measure on the held-out part and describe; returns the best checkpoint.

    Raises:
        ConfigError: the run folder or the encoder does not fit.
        DataError: lists every problem of the data.
    """
    from detente.training.run import open_run, record

    corpus = usable_corpus(config)
    with first_process_first() as is_first:
        if is_first:
            resume_from = open_run(run, config, corpus, resume=resume)
            record(run, config, corpus)
        else:
            resume_from = resumable(run) if resume else None
    from detente.training.fit import fit

    best = fit(config, corpus, run, resume_from)
    if is_first:
        finish(config, corpus, run)
    return best


@contextmanager
def first_process_first() -> Iterator[bool]:
    """Under torchrun the first process goes through the block before the others; yields whether this is it."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield True
        return
    import torch
    from accelerate import PartialState

    state = PartialState(cpu=not torch.cuda.is_available())
    with state.main_process_first():
        yield state.is_main_process


def usable_corpus(config: Config) -> Corpus:
    """The corpus of a config, if nothing is wrong with it; rare labels are only told."""
    problems = Problems()
    corpus = read_corpus(config, problems)
    check(corpus, problems)
    problems.refuse()
    for line in rare_labels(corpus, config.settings.label_schema, config.settings.data.min_examples):
        print(f"note: {line}", file=sys.stderr)
    return corpus


def finish(config: Config, corpus: Corpus, run: Path) -> None:
    """Calibrate and measure the best checkpoint and write scores, card and learning curves."""
    from detente.training.figures import curves_png

    calibration = _calibrated(config, corpus, run / BEST)
    scorer = load(run / BEST, engine="torch")
    metrics: dict[str, Any] = {"model": scorer.model, "corpus": corpus.hash}
    for part in (VALIDATION, TEST):
        if any(row.labels for row in corpus.parts[part]):
            metrics[part] = evaluate(scorer, corpus.parts[part], config.settings.evaluation).to_dict()
    for name in (BEST, LAST):
        measured = (metrics, calibration) if name == BEST else ({}, UNCALIBRATED)
        write_card(run / name, config.settings, corpus, *measured)
    (run / BEST / SCORES).write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    history = [json.loads(line) for line in (run / METRICS).read_text(encoding="utf-8").splitlines()]
    curves_png(history, run / CURVES)
    if (run / BEST_ADAPTER).is_dir():
        describe_adapter(config, corpus, run, metrics)


def describe_adapter(config: Config, corpus: Corpus, run: Path, metrics: Mapping[str, Any]) -> None:
    """Give ``best-adapter/`` what stands in ``best/`` beside the weights, scores and card under its own name."""
    best, adapter = run / BEST, run / BEST_ADAPTER
    for name in (CALIBRATION, TRAINING_CONFIG):
        if (best / name).is_file():
            shutil.copy(best / name, adapter / name)
    theirs, opened = open_checkpoint(best).model, open_checkpoint(adapter)
    scores = json.dumps(metrics, indent=1, ensure_ascii=False).replace(theirs, opened.model) + "\n"
    (adapter / SCORES).write_text(scores, encoding="utf-8")
    write_card(adapter, config.settings, corpus, json.loads(scores), opened.calibration)


def _calibrated(config: Config, corpus: Corpus, checkpoint: Path) -> Calibration:
    """Fit the calibration on the validation part, where it has labels, and write it into the checkpoint."""
    from detente.training.calibrating import fit_calibration

    rows = corpus.parts[VALIDATION]
    if not any(row.labels for row in rows):
        return UNCALIBRATED
    scorer = load(checkpoint, engine="torch")
    calibration = fit_calibration(scorer, rows, config.settings.calibration, _validation_of(corpus))
    write_calibration(checkpoint, scorer.schema, calibration)
    return calibration


def _validation_of(corpus: Corpus) -> str:
    return f"the validation part of corpus {corpus.hash}"


def recalibrate(checkpoint: Path, data: str | None = None, *, overrides: Sequence[str] = ()) -> Calibration:
    """Fit the calibration of a checkpoint anew and write it, and what the model card says of it, into the folder.

    Args:
        checkpoint: the folder.
        data: a config, of which the validation part is taken, or a labelled file, all of it; None is the config that
            the checkpoint was trained with.
        overrides: settings like ``["--calibration.method", "temperature"]``.

    Raises:
        ConfigError: no config is known, or it is for other labels than the checkpoint.
        DataError: the data have problems, or not one label of the checkpoint's tasks.
    """
    from detente.training.calibrating import fit_calibration

    scorer = load(checkpoint, engine="torch")
    rows: Sequence[LabelledStatement]
    if data is not None and Path(data).suffix in TABLE_FORMATS:
        config = _training_config(checkpoint, overrides) or load_config(BASE, overrides)
        rows, what = _file_rows(scorer, data, config), f"all of {Path(data).name}"
    else:
        config = load_config(data, overrides) if data is not None else _own_config(checkpoint, overrides)
        _check_labels(config, scorer.schema)
        corpus = _corpus_of(checkpoint, config) if data is None else usable_corpus(config)
        rows, what = corpus.parts[VALIDATION], _validation_of(corpus)
    calibration = fit_calibration(scorer, rows, config.settings.calibration, what)
    write_calibration(checkpoint, scorer.schema, calibration)
    replace_calibration(checkpoint, calibration)
    return calibration


def _own_config(checkpoint: Path, overrides: Sequence[str]) -> Config:
    config = _training_config(checkpoint, overrides)
    if config is None:
        raise ConfigError(
            f"{checkpoint}: no {TRAINING_CONFIG} that says what it was trained on; name a config or a labelled file: "
            f"detente calibrate {checkpoint} DATA"
        )
    return config


def _corpus_of(checkpoint: Path, config: Config) -> Corpus:
    try:
        return usable_corpus(config)
    except DataError as error:
        raise DataError(
            f"{checkpoint / TRAINING_CONFIG}: {error}\nrelative paths in it start from its folder; where the data lie "
            f"elsewhere, name the config: detente calibrate {checkpoint} CONFIG"
        ) from error


def _check_labels(config: Config, schema: LabelSchema) -> None:
    theirs, ours = ({task.name: task.labels for task in each} for each in (config.settings.label_schema, schema))
    if theirs != ours:
        raise ConfigError(
            f"config {config.settings.name}: its labels are not those of the checkpoint ({', '.join(schema.names)}); "
            "expected the config that the checkpoint was trained with, or a labelled file"
        )


def measure(
    checkpoint: Path, data: str, *, part: str = TEST, overrides: Sequence[str] = (), baselines: bool = True
) -> Evaluation:
    """Measure a checkpoint on the ``part`` of a config, or on all rows of a data file, beside the baselines.

    The baselines learn from the train part of the config; for a data file, of the config in the checkpoint, and they
    are left out where its data cannot be found.
    """
    scorer = load(checkpoint, engine="torch")
    rows: Sequence[LabelledStatement]
    if Path(data).suffix in TABLE_FORMATS:
        config = _training_config(scorer.checkpoint.path)
        rows = _file_rows(scorer, data, config)
    else:
        config = load_config(data, overrides)
        rows = usable_corpus(config).parts[part]
    answers = _baselines(config, scorer.schema, rows) if baselines else {}
    return evaluate(scorer, rows, (config or load_config(BASE)).settings.evaluation, answers)


def _baselines(
    config: Config | None, schema: LabelSchema, rows: Sequence[LabelledStatement]
) -> dict[str, dict[str, list[str]]]:
    from detente.training.baselines import predict_baselines

    corpus = None if config is None else read_corpus(config, Problems())
    if config is None or not corpus or not corpus.parts[TRAIN] or config.settings.label_schema != schema:
        print("note: no baselines: the checkpoint's training data cannot be found here", file=sys.stderr)
        return {}
    settings = config.settings
    return predict_baselines(
        schema,
        corpus.parts[TRAIN],
        rows,
        encoder_source(settings.encoder.source, config.folder),
        revision=settings.encoder.revision,
        with_context=settings.encoding.context != "none",
    )


def _file_rows(scorer: Scorer, data: str, config: Config | None) -> list[LabelledStatement]:
    """All rows of a file, with its columns named as in the table that the checkpoint was trained on, or as ours."""
    problems, columns = Problems(), config.settings.data.columns if config else {}
    rows = read_evaluation_rows(Path(data), scorer.schema, scorer.checkpoint.settings.context, columns, problems)
    problems.refuse()
    if not rows:
        raise DataError(f"{data}: no statements to measure on")
    return rows


def _training_config(checkpoint: Path, overrides: Sequence[str] = ()) -> Config | None:
    file = checkpoint / TRAINING_CONFIG
    return load_config(file, overrides) if file.is_file() else None
