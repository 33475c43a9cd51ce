"""AdamW with layer-wise learning-rate decay (Howard & Ruder, 2018; as used for encoders by Zhang et al., 2021)."""

import re
from collections.abc import Iterator
from typing import Any

from torch import nn
from torch.optim import AdamW

from detente.training.settings import TrainingSettings

LAYER = re.compile(r"\.layers?\.(\d+)\.")


def build_optimizer(network: nn.Module, settings: TrainingSettings) -> AdamW:
    """An optimiser in which heads learn fastest and each layer slower than the one above it."""
    depth = 1 + max((depth_of(name) for name, _ in network.named_parameters()), default=0)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            rate = rate_of(name, depth, settings)
            decay = settings.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    return AdamW(list(_groups(groups)), betas=(0.9, 0.999), eps=1e-8, fused=True)


def freeze(network: nn.Module, levels: int) -> None:
    """Stop the lowest ``levels`` of the encoder (embeddings first, then layers) from learning."""
    for name, parameter in network.named_parameters():
        if name.startswith("encoder.") and ("embed" in name or LAYER.search(name)) and depth_of(name) < levels:
            parameter.requires_grad = False


def _groups(groups: dict[tuple[float, float], list[nn.Parameter]]) -> Iterator[dict[str, Any]]:
    for (rate, decay), parameters in groups.items():
        yield {"params": parameters, "lr": rate, "weight_decay": decay}


def depth_of(name: str) -> int:
    """0 for embeddings, k + 1 for layer k of the encoder."""
    found = LAYER.search(name)
    return int(found.group(1)) + 1 if found else 0


def rate_of(name: str, depth: int, settings: TrainingSettings) -> float:
    """Learning rate of a parameter in an encoder of ``depth`` levels (embeddings and layers)."""
    if name.startswith("heads."):
        return settings.head_learning_rate
    # A final norm above all layers learns like the top layer.
    above = name.startswith("encoder.") and LAYER.search(name) is None and "embed" not in name
    level = depth - 1 if above else depth_of(name)
    return float(settings.learning_rate * settings.layer_decay ** (depth - 1 - level))
