"""Search for better settings with Optuna: trials that train on the train part and are judged on the validation part.

The test part is out of reach: a trial is given a corpus without it. Each finished trial is kept at once in a file of
JSON lines (Optuna's journal; no pickle), and the proposal of a trial depends only on the seed and on the trials that
finished before it: a search that was stopped goes on to the same trials as one that was not.
"""

import json
import shutil
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from detente.model.errors import ConfigError, DetenteError
from detente.training.config import Config, with_values
from detente.training.corpus import TEST, Corpus
from detente.training.fit import fit
from detente.training.pipeline import usable_corpus
from detente.training.run import differences
from detente.training.search_space import Choices, SearchSpace, values_in
from detente.training.study import distribution, open_study, sampler
from detente.training.trials import COMPLETE, FAILED, PRUNED, Trial

if TYPE_CHECKING:
    import optuna

JOURNAL, FACTS, WORK = "journal.jsonl", "search.json", "trial"
REASON, SECONDS = "reason", "seconds"


@dataclass
class Search:
    """A search in a folder.

    Args:
        config: what the search starts from; its ``training.seed`` is that of every trial and of the proposals.
        space: what may be changed.
        folder: holds the journal.
    """

    config: Config
    space: SearchSpace
    folder: Path
    _corpora: dict[str, Corpus] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._check_same()
        self.study = open_study(self.folder / JOURNAL)
        self._distributions = {key: distribution(each) for key, each in self.space.items()}

    def _check_same(self) -> None:
        """Begin a search, or see that the one in the folder is this one."""
        facts = {
            "settings": self.config.settings.model_dump(mode="json"),
            "space": {key: asdict(each) for key, each in self.space.items()},
            "corpus": usable_corpus(self.config).hash,
        }
        facts = json.loads(json.dumps(facts))
        path = self.folder / FACTS
        if not path.is_file():
            if strangers := sorted(each.name for each in self.folder.iterdir() if not each.name.startswith(".")):
                raise ConfigError(f"{self.folder}: holds no search but {strangers[0]}; choose another folder with -o")
            path.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        elif changed := differences(json.loads(path.read_text(encoding="utf-8")), facts):
            listed = "\n".join(f"  {line}" for line in changed)
            raise ConfigError(
                f"{self.folder}: cannot go on, the search has changed:\n{listed}\nundo that, or start anew with -o"
            )

    def run(self, trials: int, timeout: float | None) -> None:
        """Run trials until ``trials`` have finished in all, or ``timeout`` seconds are over (no new one then begins).

        A trial that fails is kept with its reason. One that is interrupted does not count and is made again.
        """
        ends = None if timeout is None else time.monotonic() + timeout
        with tqdm(total=trials, initial=len(self.finished()), unit="trial", disable=None, leave=False) as bar:
            while (number := len(self.finished())) < trials and (ends is None or time.monotonic() < ends):
                self._trial(number, trials)
                bar.update()

    def finished(self) -> list[Trial]:
        """The trials that count, in the order in which they were made, numbered from 1."""
        counted = (each for each in self.study.get_trials(deepcopy=False) if _state(each) is not None)
        return [self._as_trial(number, each) for number, each in enumerate(counted, start=1)]

    def _as_trial(self, number: int, frozen: "optuna.trial.FrozenTrial") -> Trial:
        scores = frozen.intermediate_values.values()
        return Trial(
            number=number,
            state=_state(frozen) or FAILED,
            macro_f1=max(scores, default=frozen.value),
            epochs=len(scores),
            seconds=frozen.user_attrs.get(SECONDS, 0.0),
            reason=frozen.user_attrs.get(REASON, ""),
            values=self._values(frozen.params),
        )

    def _values(self, params: dict[str, Any]) -> dict[str, Any]:
        return {
            key: json.loads(params[key]) if isinstance(each, Choices) else params[key]
            for key, each in self.space.items()
            if key in params
        }

    def _ask(self, number: int) -> "optuna.Trial":
        import optuna

        seed = self.config.settings.training.seed
        self.study.sampler = sampler(seed, number)
        waiting = self.study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.WAITING])
        if number == 0 and not waiting and (own := self._own_params()) is not None:
            self.study.enqueue_trial(own)
        return self.study.ask(fixed_distributions=self._distributions)

    def _own_params(self) -> dict[str, Any] | None:
        """The config as it stands, if it lies in the space: the trial that all others have to beat."""
        own = values_in(self.config, self.space)
        if outside := [key for key, each in self.space.items() if not each.holds(own[key])]:
            print(
                f"note: the config as it stands is no trial: its {', '.join(outside)} lies outside of the search space",
                file=sys.stderr,
            )
            return None
        return {
            key: json.dumps(own[key]) if isinstance(each, Choices) else own[key] for key, each in self.space.items()
        }

    def _trial(self, number: int, trials: int) -> None:
        import optuna

        trial = self._ask(number)
        values = self._values(trial.params)
        shown = "  ".join(
            f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in values.items()
        )
        tqdm.write(f"trial {number + 1}/{trials}  {shown}", file=sys.stderr)
        watcher, started, state = Watcher(trial), time.monotonic(), optuna.trial.TrialState.COMPLETE
        try:
            if (known := self._known(values)) is not None:
                watcher.best = known
            else:
                self._train(values, watcher)
            if watcher.cut_short:
                state = optuna.trial.TrialState.PRUNED
        except Exception as error:
            # Whatever a trial dies of, the search goes on.
            state = optuna.trial.TrialState.FAIL
            trial.set_user_attr(REASON, _reason(error))
            tqdm.write(f"trial {number + 1} failed: {_reason(error)}", file=sys.stderr)
        trial.set_user_attr(SECONDS, round(time.monotonic() - started, 1))
        done = state == optuna.trial.TrialState.COMPLETE
        self.study.tell(trial, watcher.best if done else None, state=state)

    def _known(self, values: dict[str, Any]) -> float | None:
        """What the same settings have scored before: training is repeatable, a second time tells nothing."""
        same = (each.macro_f1 for each in self.finished() if each.state == COMPLETE and each.values == values)
        return next(same, None)

    def _train(self, values: dict[str, Any], watcher: "Watcher") -> None:
        config = with_values(self.config, values)
        # The context is put around the statements of articles when these are read.
        context = config.settings.encoding.context
        if context not in self._corpora:
            self._corpora[context] = _without_test(usable_corpus(config))
        run = self.folder / WORK
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir()
        try:
            fit(config, self._corpora[context], run, callbacks=[watcher])
        finally:
            shutil.rmtree(run, ignore_errors=True)


class Watcher(TrainerCallback):
    """Tells Optuna how each epoch scored on the validation part, and ends a training that it gives up."""

    def __init__(self, trial: "optuna.Trial") -> None:
        self.trial = trial
        self.best = 0.0
        self.cut_short = False

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """One epoch more."""
        score = float(kwargs["metrics"]["eval_macro_f1"])
        self.best = max(self.best, score)
        self.trial.report(score, round(state.epoch or 0))
        if state.global_step < state.max_steps and self.trial.should_prune():
            self.cut_short = control.should_training_stop = True


def _without_test(corpus: Corpus) -> Corpus:
    return Corpus({**corpus.parts, TEST: ()}, corpus.hashes)


def _state(frozen: "optuna.trial.FrozenTrial") -> str | None:
    """How a trial ended; None for one that does not count: not finished, or interrupted (failed without a reason)."""
    failed = FAILED if REASON in frozen.user_attrs else None
    return {"COMPLETE": COMPLETE, "PRUNED": PRUNED, "FAIL": failed}.get(frozen.state.name)


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, DetenteError) else f"{type(error).__name__}: {text}"
