"""The verbs that train many times: the learning curve and the search for settings."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

from detente.model.errors import ConfigError
from detente.training.config import load_config

if TYPE_CHECKING:
    from detente.training.tuning import Search

ROOT = Path("runs")
INTERRUPTED = 130
"""The exit code of a command that was ended by Ctrl-C."""

Number = TypeVar("Number", int, float)


def curve(
    name: str, overrides: Sequence[str], output: Path | None, *, points: str, seeds: str, on: Path | None, jobs: int
) -> None:
    """Print the table; the last line says whether more labels would help."""
    from detente.training.curve import learning_curve

    config = load_config(name, overrides)
    folder = output or ROOT / f"{config.settings.name}-curve"
    shares, numbers = _numbers("--points", points, float), _numbers("--seeds", seeds, int)
    try:
        made = learning_curve(config, folder, shares=shares, seeds=numbers, on=on, jobs=jobs)
    except KeyboardInterrupt:
        _stopped(f"finished points are kept in {folder}")
    made.save(folder)
    typer.echo(made.table())
    typer.echo(f"files: {folder}")
    typer.echo(made.conclusion())


def tune(
    name: str, overrides: Sequence[str], output: Path | None, *, trials: int, timeout: float | None, search: Path | None
) -> None:
    """Print the trials, best first; the last line is the next command."""
    from detente.training.journal import held
    from detente.training.search_space import read_space

    config = load_config(name, overrides)
    space = read_space(search, config)
    folder = output or ROOT / f"{config.settings.name}-tune"
    from detente.training.tuning import Search

    with held(folder):
        begun = Search(config, space, folder)
        try:
            begun.run(trials, timeout)
        except KeyboardInterrupt:
            _report(begun)
            _stopped(f"{len(begun.finished())} of {trials} trials are kept in {folder}")
        best = _report(begun)
    if (number := len(begun.finished())) < trials:
        print(f"time is up after {number} of {trials} trials; the same command goes on", file=sys.stderr)
    if best is None:
        raise ConfigError(f"no trial is complete; the reasons are in {folder / 'trials.csv'}")
    typer.echo(f"next: detente train {best}")


def _report(search: "Search") -> Path | None:
    """Print the trials and write them and the best config; returns its path, None where no trial is complete."""
    from detente.training.trials import BEST, TABLE, best_of, trials_table, write_best, write_trials

    trials = search.finished()
    write_trials(trials, search.folder / TABLE)
    typer.echo(trials_table(trials))
    typer.echo(f"files: {search.folder}")
    best = best_of(trials)
    if best is None:
        return None
    write_best(search.config, best, len(trials), search.folder / BEST)
    typer.echo(f"best: trial {best.number}, mean macro-F1 {best.macro_f1:.3f} on the validation part")
    return search.folder / BEST


def _numbers(option: str, text: str, kind: Callable[[str], Number]) -> list[Number]:
    try:
        return [kind(word) for word in text.split(",")]
    except ValueError as error:
        raise ConfigError(f"{option} {text}: expected numbers with commas between them ({error})") from error


def _stopped(kept: str) -> NoReturn:
    print(f"stopped: {kept}; the same command goes on", file=sys.stderr)
    raise typer.Exit(INTERRUPTED)
