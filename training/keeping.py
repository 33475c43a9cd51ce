"""What a run keeps: its checkpoint folders, its metrics line by line, and a line on stderr for each epoch."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from detente.model.adapter import Adapter
from detente.model.network import DetenteModel
from detente.training.adapters import merged, save_adapter
from detente.training.averaging import RAW
from detente.training.resume import save_progress, save_randomness

BEST, LAST, PREVIOUS = "best", "last", "last.previous"
BEST_ADAPTER = "best-adapter"
TRAINER_STATE = "trainer_state.json"
METRICS = "metrics.jsonl"


class Keeper(TrainerCallback):
    """After each epoch turns the Trainer's folder into ``last/`` and, where it scored best, ``best/``.

    Args:
        run: the run folder, also the Trainer's ``output_dir``.
        complete: writes into a checkpoint folder what is not weights (tokenizer, training config).
        adapter: what is said of the best checkpoint as an adapter, ``best-adapter/``; None writes none.
    """

    def __init__(self, run: Path, complete: Callable[[Path], None], adapter: Adapter | None = None) -> None:
        self.run = run
        self.complete = complete
        self.adapter = adapter

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Write the checkpoint and what a resumed run needs."""
        made = self.run / f"checkpoint-{state.global_step}"
        if args.should_save:
            network: DetenteModel = merged(kwargs["model"])
            if state.best_global_step == state.global_step:
                self._write(network, self.run / BEST)
                self._write_adapter(kwargs["model"])
            fresh = self.run / "last.new"
            self._write(network, fresh)
            save_progress(fresh, kwargs["model"], kwargs["optimizer"], kwargs["lr_scheduler"])
            for name in (TRAINER_STATE, RAW):
                if (made / name).is_file():
                    shutil.copy(made / name, fresh / name)
        _wait_for_all()
        save_randomness(self.run / "last.new", args.process_index)
        _wait_for_all()
        if args.should_save:
            self._swap(made)

    def _write(self, network: DetenteModel, folder: Path) -> None:
        with replacing(folder) as new:
            network.save_pretrained(new)
            self.complete(new)

    def _write_adapter(self, network: DetenteModel) -> None:
        if self.adapter is not None:
            with replacing(self.run / BEST_ADAPTER) as new:
                save_adapter(network, self.adapter, new)

    def _swap(self, made: Path) -> None:
        last, previous = self.run / LAST, self.run / PREVIOUS
        shutil.rmtree(previous, ignore_errors=True)
        if last.exists():
            last.rename(previous)
        (self.run / "last.new").rename(last)
        shutil.rmtree(previous, ignore_errors=True)
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yields a place for a new ``folder``, which takes the old one's when it is complete."""
    new = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(new, ignore_errors=True)
    yield new
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def _wait_for_all() -> None:
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.barrier()


def resumable(run: Path) -> Path | None:
    """The folder from which ``run`` can go on, whatever moment it was stopped at; None where there is none."""
    for name in (LAST, PREVIOUS):
        if (run / name / TRAINER_STATE).is_file():
            return run / name
    return None


def tidy(run: Path) -> None:
    """Remove from ``run`` what a stop left half done; what it can be resumed from stays."""
    kept = resumable(run)
    for pattern in ("checkpoint-*", "*.part", "last.new", PREVIOUS):
        for folder in run.glob(pattern):
            if folder != kept:
                shutil.rmtree(folder, ignore_errors=True)


def repeatable(history: Sequence[Mapping[str, float]]) -> Iterator[dict[str, float]]:
    """The rows of each epoch without clock times: the same for every run of the same settings, resumed or not."""
    for row in history:
        if "train_runtime" not in row:
            yield {key: value for key, value in row.items() if not key.endswith(("_runtime", "_per_second"))}


class Reporter(TrainerCallback):
    """Writes ``metrics.jsonl`` and tells on stderr how the run goes."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self.bar: tqdm[Any] | None = None

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Open the progress bar (none where stderr is not a terminal)."""
        if state.is_world_process_zero:
            self.bar = tqdm(total=state.max_steps, initial=state.global_step, unit="step", disable=None, leave=False)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """One step more."""
        if self.bar is not None:
            self.bar.update()

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Rewrite the metrics from the Trainer's history, so that a resumed run has each line once."""
        if state.is_world_process_zero:
            lines = "".join(json.dumps(row) + "\n" for row in repeatable(state.log_history))
            (self.run / METRICS).write_text(lines, encoding="utf-8")

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Tell how the epoch scored on the validation part."""
        if not state.is_world_process_zero:
            return
        metrics: dict[str, float] = kwargs["metrics"]
        scores = " ".join(
            f"{name.removeprefix('eval_').removesuffix('macro_f1').strip('_') or 'mean'} {value:.3f}"
            for name, value in metrics.items()
            if name.endswith("macro_f1")
        )
        loss = next((row["loss"] for row in reversed(state.log_history) if "loss" in row), float("nan"))
        epoch = f"epoch {state.epoch or 0:.0f}/{args.num_train_epochs:.0f}"
        tqdm.write(f"{epoch}  loss {loss:.3f}  validation macro-F1: {scores}", file=sys.stderr)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Close the progress bar."""
        if self.bar is not None:
            self.bar.close()
