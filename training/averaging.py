"""Averaged weights: an exponential moving average over the steps, which is what is measured and kept.

Polyak & Juditsky (1992); the moving average as in ``torch.optim.swa_utils``. The optimiser goes on from its own
weights: the average takes their place only while an epoch is measured and saved.
"""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

RAW = "raw.safetensors"
"""The optimiser's own weights beside an averaged checkpoint, for a resumed run."""


class Averager(TrainerCallback):
    """Keeps the moving average of the learning weights and shows it at the end of each epoch.

    Args:
        decay: share of the average that stays at each step (0.99: about the last hundred steps count).
        resume_from: the ``last/`` folder of a stopped run.
    """

    def __init__(self, decay: float, resume_from: Path | None) -> None:
        self.decay = decay
        self.resume_from = resume_from
        self.average: AveragedModel | None = None
        self.shown = False

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Start the average, or take up that of the stopped run (its checkpoint holds the average)."""
        network: nn.Module = kwargs["model"]
        rule = get_ema_multi_avg_fn(self.decay)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(network, multi_avg_fn=rule)
        if self.resume_from is not None:
            self.average.n_averaged.fill_(1)
            raw = load_file(self.resume_from / RAW)
            for name, weight in self.average.module.named_parameters():
                if name in raw:
                    weight.data.copy_(raw[name])
            self.shown = True

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Give the optimiser its own weights back."""
        self._show(kwargs["model"], False)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """One step more in the average."""
        self._of().update_parameters(kwargs["model"])

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Put the average in place, to be measured and saved."""
        self._show(kwargs["model"], True)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Write the optimiser's own weights, which the checkpoint does not hold."""
        if args.should_save:
            save_file(
                {name: weight.detach().clone() for name, weight in learning(self._of().module)},
                Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / RAW,
            )

    def _of(self) -> AveragedModel:
        if self.average is None:
            raise RuntimeError("the average starts with the training")
        return self.average

    def _show(self, network: nn.Module, average: bool) -> None:
        if self.shown != average:
            exchange(network, self._of().module)
            self.shown = average


def learning(network: nn.Module) -> list[tuple[str, Tensor]]:
    """The weights that learn."""
    return [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]


@torch.no_grad()
def exchange(one: nn.Module, other: nn.Module) -> None:
    """Swap the learning weights of two like networks."""
    for (_, ours), (_, theirs) in zip(learning(one), learning(other), strict=True):
        kept = ours.detach().clone()
        ours.copy_(theirs)
        theirs.copy_(kept)
