"""Low-rank adapters by peft: put in before training, merged into plain weights or saved by themselves afterwards."""

import copy
import json
from pathlib import Path
from typing import cast

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from detente.model.adapter import ADAPTER_WEIGHTS, ENCODER_TOKENIZER, ENCODER_WEIGHTS, Adapter
from detente.model.checkpoint import ADAPTER_FORMAT, CONFIG
from detente.model.errors import ConfigError
from detente.model.network import DetenteModel
from detente.model.packages import encoder_folder, sha256
from detente.training.settings import LoraSettings, Settings
from detente.training.sources import PACKAGE

BASE = ".base_layer."
ADAPTER = ".lora_"


def add_adapters(network: DetenteModel, settings: LoraSettings) -> DetenteModel:
    """Freeze the encoder and give its linear layers adapters; the heads stay trainable.

    Raises:
        ConfigError: ``lora.targets`` names no layer.
    """
    if settings.rank == 0:
        return network
    from peft import LoraConfig, inject_adapter_in_model

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


def adapter_of(network: DetenteModel, settings: Settings) -> Adapter | None:
    """What an adapter checkpoint of ``network`` would say of itself; None where it can be no such checkpoint.

    That takes adapters, and an encoder from a Python package whose tensors have the names that the network gives them.
    """
    if not adapter_state(network) or not settings.encoder.source.startswith(PACKAGE):
        return None
    package = settings.encoder.source.removeprefix(PACKAGE)
    files = {name: encoder_folder(package) / name for name in (ENCODER_WEIGHTS, ENCODER_TOKENIZER)}
    if not all(file.is_file() for file in files.values()):
        return None
    with safe_open(files[ENCODER_WEIGHTS], framework="pt") as stored:
        theirs = {f"encoder.{name}" for name in stored.keys()}  # noqa: SIM118
    plain = {name.replace(BASE, ".") for name in network.state_dict() if ADAPTER not in name}
    if not {name for name in plain if name.startswith("encoder.")} <= theirs:
        return None
    hashes = {name: sha256(file) for name, file in files.items()}
    targets = sorted({name.partition(ADAPTER)[0] for name in adapter_state(network)})
    return Adapter(package, hashes, settings.lora.rank, settings.lora.alpha, tuple(targets))


def save_adapter(network: DetenteModel, about: Adapter, folder: Path) -> None:
    """Write the adapters and heads of ``network`` into ``folder`` as an adapter checkpoint, in float32.

    Nothing else was learned: :func:`add_adapters` freezes the encoder, its biases and norms included.
    """
    folder.mkdir(parents=True, exist_ok=True)
    heads = {name: value for name, value in network.state_dict().items() if name.startswith("heads.")}
    # peft keeps several adapters apart by a name; the one made here is called "default".
    learned = {name.replace(".default.weight", ""): value for name, value in adapter_state(network).items()}
    tensors = {name: value.detach().float().cpu().contiguous() for name, value in {**learned, **heads}.items()}
    save_file(tensors, folder / ADAPTER_WEIGHTS)
    config = json.loads(network.config.to_json_string())
    config |= {"format_version": ADAPTER_FORMAT, **about.to_config()}
    (folder / CONFIG).write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
