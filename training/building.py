"""The network to train: a pre-trained encoder with fresh heads on it, and what feeds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from torch import nn
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from detente.model.encoding import EncodingSettings, StatementEncoder
from detente.model.errors import ConfigError
from detente.model.network import DetenteModel
from detente.model.packages import sha256
from detente.training.config import Config
from detente.training.sources import encoder_source

POSITIONS_AFTER_PADDING = ("roberta", "camembert", "mpnet")
"""Architectures that count positions from the one after their padding id."""


@dataclass(frozen=True)
class Parts:
    """The network to train and what feeds it."""

    network: DetenteModel
    tokenizer: PreTrainedTokenizerBase
    encoder: StatementEncoder


def build(config: Config) -> Parts:
    """Load the pre-trained encoder and put fresh heads on it.

    Raises:
        ConfigError: there is no such encoder, or its weights are not those expected.
    """
    settings = config.settings
    source = encoder_source(settings.encoder.source, config.folder)
    _verify(source, settings.encoder.sha256)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, revision=settings.encoder.revision)
        network = DetenteModel.from_encoder(
            source,
            revision=settings.encoder.revision,
            label_schema=settings.label_schema.to_list(),
            pooling=settings.head.pooling,
            dropout=settings.head.dropout,
            name=settings.name,
        )
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise ConfigError(
            f"encoder.source: {settings.encoder.source}: cannot be loaded ({reason}); "
            "expected a hub name (reachable or cached), a local folder in the hub's layout, or package:NAME"
        ) from error
    if settings.encoder.dropout is not None:
        set_dropout(network.encoder, settings.encoder.dropout)
    limit = input_limit(network.config.encoder or {}, tokenizer.model_max_length)
    encoding = EncodingSettings(
        min(settings.encoding.max_tokens, limit), limit, settings.encoding.context, tuple(settings.encoding.fields)
    )
    network.config.encoding = encoding.to_dict()
    return Parts(network, tokenizer, StatementEncoder(_tokenizer(tokenizer), encoding))


def set_dropout(encoder: nn.Module, share: float) -> None:
    """Set every dropout inside the encoder."""
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = share


def _tokenizer(tokenizer: PreTrainedTokenizerBase) -> Tokenizer:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ConfigError("encoder.source: this encoder has no tokenizer.json (a fast tokenizer), which scoring needs")
    return Tokenizer.from_str(backend.to_str())


def input_limit(encoder: Mapping[str, Any], tokenizer_limit: int) -> int:
    """The longest input in tokens that the encoder has positions for."""
    positions = int(encoder.get("max_position_embeddings") or 512)
    if any(family in str(encoder.get("model_type")) for family in POSITIONS_AFTER_PADDING):
        positions -= int(encoder.get("pad_token_id") or 0) + 1
    return min(positions, tokenizer_limit)


def _verify(source: str, expected: str | None) -> None:
    weights = Path(source) / "model.safetensors"
    if expected is None:
        return
    if not weights.is_file():
        raise ConfigError(f"encoder.sha256: {source} has no model.safetensors to compare; set encoder.sha256 to null")
    if (found := sha256(weights)) != expected:
        raise ConfigError(
            f"encoder.sha256: the weights of {source} have {found}, expected {expected}; "
            "another encoder? set encoder.sha256 to its own, or to null"
        )
