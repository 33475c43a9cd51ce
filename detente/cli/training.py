"""The verbs that make and measure a model."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from detente.model.calibration_file import CALIBRATION
from detente.model.errors import ConfigError
from detente.training.config import load_config


def train(name: str, overrides: Sequence[str], output: Path | None, *, resume: bool) -> None:
    """Train; the last line printed is the next command."""
    from detente.training.pipeline import train as run_training
    from detente.training.run import new_run_folder

    config = load_config(name, overrides)
    root = Path("runs")
    run = output or (root / config.settings.name if resume else new_run_folder(config.settings.name, root))
    if resume and not run.is_dir():
        raise ConfigError(f"{run}: no run to resume; name its folder with -o, or leave out --resume")
    best = run_training(config, run, resume=resume)
    if int(os.environ.get("RANK", "0")) == 0:
        typer.echo(f"best checkpoint: {best}")
        typer.echo(f"next: detente score ARTICLE.txt --model {best}")


def evaluate(
    checkpoint: Path, data: str, output: Path | None, part: str, overrides: Sequence[str], *, baselines: bool
) -> None:
    """Print the table; write the files where a folder is given."""
    from detente.training.corpus import PARTS
    from detente.training.pipeline import measure

    if part not in PARTS:
        raise ConfigError(f"--part {part}: expected one of {', '.join(PARTS)}")
    if output is not None:
        _writable(output)
    evaluation = measure(checkpoint, data, part=part, overrides=overrides, baselines=baselines)
    typer.echo(evaluation.table(), nl=False)
    if output is not None:
        evaluation.save(output)
        typer.echo(f"files: {output}")


def calibrate(checkpoint: Path, data: str | None, method: str | None, min_precision: float | None) -> None:
    """Fit the calibration anew and print what it found; the last line is the next command."""
    from detente.training.pipeline import recalibrate
    from detente.training.score_tables import aligned, calibration_cells

    given = {"method": method, "min_precision": min_precision}
    overrides = [
        word for name, value in given.items() if value is not None for word in (f"--calibration.{name}", value)
    ]
    calibration = recalibrate(checkpoint, data, overrides=[str(word) for word in overrides])
    typer.echo(aligned(calibration_cells(calibration), left=2))
    typer.echo(f"written: {checkpoint / CALIBRATION}")
    typer.echo(f"next: detente evaluate {checkpoint} {data or checkpoint / 'training.yaml'}")


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror}; choose another folder with -o") from error


def validate(name: str, overrides: Sequence[str]) -> None:
    """Print counts, then all problems; exit 1 if there are any."""
    from detente.training.checks import check, counts_table, rare_labels
    from detente.training.corpus import read_corpus
    from detente.training.labelled import Problems

    config = load_config(name, overrides)
    problems = Problems()
    corpus = read_corpus(config, problems)
    check(corpus, problems)
    schema = config.settings.label_schema
    listed = [*problems.found, *rare_labels(corpus, schema, config.settings.data.min_examples)]
    typer.echo(counts_table(corpus, schema))
    typer.echo(f"corpus {corpus.hash}, {len(listed)} problems")
    for problem in listed:
        print(problem, file=sys.stderr)
    if listed:
        raise typer.Exit(1)
