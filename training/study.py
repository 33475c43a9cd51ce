"""Optuna's side of a search: the study in its file of JSON lines, its sampler, its pruner and its distributions.

Optuna and what it needs are imported when a search begins. Its journal is JSON throughout: the file backend takes no
snapshots, which would be pickled.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from detente.model.errors import ConfigError
from detente.training.journal import mend
from detente.training.search_space import Choices, Dimension

if TYPE_CHECKING:
    import optuna

STUDY = "search"
FIRST_TRIALS = 8
"""Trials with random settings before the sampler draws on what it has seen, and before any trial is cut short."""
FIRST_EPOCHS = 1
"""Epochs that every trial may run: scores after the first say more about the warm-up than about the settings."""


def open_study(journal: Path) -> "optuna.Study":
    """The study kept in ``journal``, begun if need be; a trial that was running when a process died is given up.

    Raises:
        ConfigError: Optuna is not installed.
    """
    try:
        import optuna
    except ImportError as error:
        raise ConfigError("detente tune needs Optuna: pip install 'detente[tune]'") from error
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    mend(journal)
    # Optuna's own lock outlives a process that is killed; no other process is in this folder.
    journal.with_name(f"{journal.name}.lock").unlink(missing_ok=True)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(journal))),
        study_name=STUDY,
        direction="maximize",
        pruner=optuna.pruners.MedianPruner(n_startup_trials=FIRST_TRIALS, n_warmup_steps=FIRST_EPOCHS + 1),
        load_if_exists=True,
    )
    for trial in study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.RUNNING]):
        study.tell(trial.number, state=optuna.trial.TrialState.FAIL)
    return study


def distribution(dimension: Dimension) -> "optuna.distributions.BaseDistribution":
    """What Optuna draws the values of a setting from."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(dimension, Choices):
        return CategoricalDistribution(dimension.texts)
    if dimension.whole:
        step = 1 if dimension.step is None else int(dimension.step)
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.log, step=step)
    return FloatDistribution(float(dimension.low), float(dimension.high), log=dimension.log, step=dimension.step)


def sampler(seed: int, number: int) -> "optuna.samplers.TPESampler":
    """Proposes trial ``number``: a tree-structured Parzen estimator (Bergstra et al., 2011) over the trials before it.

    Each trial has a sampler of its own: where a search was stopped cannot be told from what it proposes.
    """
    import optuna

    return optuna.samplers.TPESampler(seed=(1000 * seed + number) % 2**32, n_startup_trials=FIRST_TRIALS)
