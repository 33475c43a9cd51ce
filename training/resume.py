"""What a run needs to go on as if it had never stopped: optimiser, schedule and random states, without pickle.

Tensors stand in ``resume.safetensors``, everything else in ``resume.json``; each process keeps its own random state.
"""

import json
import random
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from detente.training.adapters import adapter_state

TENSORS, FACTS = "resume.safetensors", "resume.json"
OPTIMIZER, ADAPTERS = "optimizer", "adapters"


def save_progress(folder: Path, network: nn.Module, optimizer: Optimizer, scheduler: LRScheduler) -> None:
    """Write the state of optimiser, schedule and adapters into ``folder``."""
    state = optimizer.state_dict()
    tensors = {
        f"{OPTIMIZER}.{parameter}.{name}": torch.as_tensor(value).clone()
        for parameter, values in state["state"].items()
        for name, value in values.items()
    }
    tensors |= {f"{ADAPTERS}.{name}": value.contiguous() for name, value in adapter_state(network).items()}
    facts = {"groups": state["param_groups"], "schedule": _plain(scheduler.state_dict())}
    save_file(tensors, folder / TENSORS)
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")


def load_progress(folder: Path, network: nn.Module, optimizer: Optimizer, scheduler: LRScheduler) -> None:
    """Inverse of :func:`save_progress`."""
    tensors = load_file(folder / TENSORS)
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        kind, _, rest = name.partition(".")
        if kind == OPTIMIZER:
            parameter, _, entry = rest.partition(".")
            state.setdefault(int(parameter), {})[entry] = value
    optimizer.load_state_dict({"state": state, "param_groups": facts["groups"]})
    scheduler.load_state_dict(facts["schedule"])
    prefix = f"{ADAPTERS}."
    adapters = {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
    network.load_state_dict(adapters, strict=False)


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    """The schedule's state without its functions, which the settings rebuild."""
    return state | {"lr_lambdas": [None] * len(state["base_lrs"])}


def save_randomness(folder: Path, process: int) -> None:
    """Write this process's random states."""
    states = {"torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    save_file(states, folder / f"random-{process}.safetensors")
    version, words, gauss = random.getstate()
    (folder / f"random-{process}.json").write_text(json.dumps([version, words, gauss]), encoding="utf-8")


def load_randomness(folder: Path, process: int) -> None:
    """Inverse of :func:`save_randomness`."""
    states = load_file(folder / f"random-{process}.safetensors")
    torch.set_rng_state(states["torch"])
    if torch.cuda.is_available() and "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"])
    version, words, gauss = json.loads((folder / f"random-{process}.json").read_text(encoding="utf-8"))
    random.setstate((version, tuple(words), gauss))


def has_ended(folder: Path) -> bool:
    """Whether the run of this ``last/`` folder has nothing left to train: its last epoch is done, or patience ended."""
    state = json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
    return bool(state["stateful_callbacks"]["TrainerControl"]["args"]["should_training_stop"])


class Resumer(TrainerCallback):
    """Restores a run's progress when training begins, and its random state at the first epoch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.restored = False

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Load optimiser, schedule and adapters."""
        load_progress(self.folder, kwargs["model"], kwargs["optimizer"], kwargs["lr_scheduler"])

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Load the random states, once."""
        if not self.restored:
            load_randomness(self.folder, args.process_index)
            self.restored = True
