"""The forward pass of a BERT encoder in plain torch (Devlin et al., 2019).

``transformers`` runs any encoder but takes seconds to import; this module starts at once and runs the architecture
of the default encoder from the same weights. A test holds the two equal.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from detente.inference.engines.architecture import is_plain_bert as runs

__all__ = ["Bert", "in_products", "needed", "runs"]

Weights = Mapping[str, Tensor]

PREFIX = "encoder."
PARTS = (
    *("attention.self.qkv", "attention.output.dense", "attention.output.LayerNorm"),
    *("intermediate.dense", "output.dense", "output.LayerNorm"),
)


class Bert:
    """A BERT encoder over weights named as in the checkpoint.

    Args:
        weights: ``encoder.*`` tensors of one device; those of :func:`in_products` of one dtype, in which products are
            computed; the others float32, as are the states between the products.
        config: the encoder's config.
    """

    def __init__(self, weights: Weights, config: Mapping[str, Any]) -> None:
        self.weights = {key.removeprefix(PREFIX): value for key, value in weights.items() if key.startswith(PREFIX)}
        self.layers = int(config["num_hidden_layers"])
        self.heads = int(config["num_attention_heads"])
        self.epsilon = float(config["layer_norm_eps"])
        fused = ("query", "key", "value")
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}.attention.self"
            for part in ("weight", "bias"):
                joined = torch.cat([self.weights.pop(f"{name}.{which}.{part}") for which in fused])
                self.weights[f"{name}.qkv.{part}"] = joined
        for name in needed(self.layers):
            # The KeyError of a missing tensor comes now, not at the first statement.
            self.weights[name]

    def __call__(self, ids: Tensor, attention: Tensor, positions: Tensor | None = None) -> Tensor:
        """(rows, tokens) ids and mask to (rows, tokens, hidden) states.

        With ``positions``, flat ones of the tokens that are needed, the last layer computes these alone; the states of
        the others are zero.
        """
        hidden = self._embed(ids)
        allowed = attention.bool()[:, None, None, :]
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}"
            attended = self._attend(hidden, allowed, f"{name}.attention.self")
            if positions is None or layer < self.layers - 1:
                hidden = self._after_attention(attended, hidden, name)
        return hidden if positions is None else self._at(positions, attended, hidden, name)

    def _at(self, positions: Tensor, attended: Tensor, hidden: Tensor, name: str) -> Tensor:
        chosen, residual = (states.flatten(0, 1).index_select(0, positions) for states in (attended, hidden))
        computed = self._after_attention(chosen, residual, name)
        everywhere = torch.zeros_like(hidden).flatten(0, 1).index_copy(0, positions, computed)
        return everywhere.view_as(hidden)

    def _embed(self, ids: Tensor) -> Tensor:
        weights = self.weights
        words = functional.embedding(ids, weights["embeddings.word_embeddings.weight"])
        positions = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        segment = weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm(words + segment + positions, "embeddings.LayerNorm")

    def _after_attention(self, attended: Tensor, hidden: Tensor, name: str) -> Tensor:
        attended = self._linear(attended, f"{name}.attention.output.dense")
        hidden = self._norm(attended + hidden, f"{name}.attention.output.LayerNorm")
        # The exact function: its approximation by tanh is several times slower in bfloat16 on a processor.
        inner = functional.gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        return self._norm(self._linear(inner, f"{name}.output.dense") + hidden, f"{name}.output.LayerNorm")

    def _attend(self, hidden: Tensor, allowed: Tensor, name: str) -> Tensor:
        rows, tokens, size = hidden.shape
        qkv = self._linear(hidden, f"{name}.qkv").view(rows, tokens, 3, self.heads, size // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
        return attended.transpose(1, 2).reshape(rows, tokens, size)

    def _linear(self, hidden: Tensor, name: str) -> Tensor:
        weight = self.weights[f"{name}.weight"]
        return functional.linear(hidden.to(weight.dtype), weight, self.weights[f"{name}.bias"])

    def _norm(self, hidden: Tensor, name: str) -> Tensor:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return functional.layer_norm(hidden, weight.shape, weight, bias, self.epsilon)


def in_products(name: str) -> bool:
    """Whether a tensor takes part in the large products: all but embeddings, norms and heads.

    These cost little, and in float32 they take a third off what bfloat16 changes in the probabilities.
    """
    return name.startswith(PREFIX) and "embeddings" not in name and "LayerNorm" not in name


def needed(layers: int) -> Iterator[str]:
    """Names of the tensors that the forward pass reads, query, key and value joined."""
    yield from (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type"))
    names = ["embeddings.LayerNorm"]
    for layer in range(layers):
        names += [f"encoder.layer.{layer}.{part}" for part in PARTS]
    yield from (f"{name}.{part}" for name in names for part in ("weight", "bias"))
