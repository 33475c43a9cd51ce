"""Which encoders the engines compute by themselves; read without any of their libraries."""

from collections.abc import Mapping
from typing import Any


def is_plain_bert(config: Mapping[str, Any]) -> bool:
    """Whether the encoder described by ``config`` is a BERT that our own forward passes compute exactly."""
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
    )
