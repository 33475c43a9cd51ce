"""Low-rank adapters by peft: put in before training, merged into plain weights for every checkpoint."""

import copy
from typing import cast

from torch import Tensor, nn

from detente.model.errors import ConfigError
from detente.model.network import DetenteModel
from detente.training.settings import LoraSettings

BASE = ".base_layer."
ADAPTER = ".lora_"


def add_adapters(network: DetenteModel, settings: LoraSettings) -> DetenteModel:
    """Freeze the encoder and give its linear layers adapters; the heads stay trainable.

    Raises:
        ConfigError: peft is not installed, or ``lora.targets`` names no layer.
    """
    if settings.rank == 0:
        return network
    try:
        from peft import LoraConfig, inject_adapter_in_model
    except ImportError as error:
        raise ConfigError("lora.rank: adapters need peft: pip install 'detente[lora]'") from error
    wanted = [settings.targets] if isinstance(settings.targets, str) else settings.targets
    targets = [
        f"encoder.{name}"
        for name, module in network.encoder.named_modules()
        if isinstance(module, nn.Linear) and (wanted == ["all-linear"] or name.rpartition(".")[2] in wanted)
    ]
    if not targets:
        raise ConfigError(f"lora.targets: the encoder has no linear layer called {settings.targets}")
    config = LoraConfig(
        r=settings.rank, lora_alpha=settings.alpha, lora_dropout=settings.dropout, target_modules=targets
    )
    adapted = cast(DetenteModel, inject_adapter_in_model(config, network))
    for parameter in adapted.heads.parameters():
        parameter.requires_grad = True
    return adapted


def adapter_state(network: nn.Module) -> dict[str, Tensor]:
    """The adapters' own weights by name; empty without adapters."""
    return {name: value for name, value in network.state_dict().items() if ADAPTER in name}


def merged(network: DetenteModel) -> DetenteModel:
    """A network of plain weights that computes the same; the very same one where there are no adapters."""
    if not adapter_state(network):
        return network
    from peft.tuners.tuners_utils import BaseTunerLayer

    joined = copy.deepcopy(network)
    for module in list(joined.modules()):
        if isinstance(module, BaseTunerLayer):
            module.merge()
    weights = {name.replace(BASE, "."): value for name, value in joined.state_dict().items() if ADAPTER not in name}
    plain = DetenteModel(network.config)
    plain.load_state_dict(weights)
    return plain
