"""A BERT encoder as an OpenVINO graph (Devlin et al., 2019), from arrays alone.

Neither torch nor transformers is needed, not even to make it. A test holds it equal to the torch engine.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as ops

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
PREFIX = "encoder."


class BertGraph:
    """Builds the graph.

    Inputs:

    - ``ids`` (rows, tokens) int32;
    - ``attention`` (rows, 1, 1, tokens) float32: 0 where there is a token, a large negative number elsewhere;
    - ``needed`` (count,) int32: flat positions of the tokens that pooling reads, all that the last layer computes.

    Output: (count, hidden) float32. Pooling and heads stand outside: within, a bfloat16 graph would round them too.

    Args:
        weights: of the whole network, named as in a full checkpoint.
        config: of the encoder.
    """

    def __init__(self, weights: Weights, config: Mapping[str, Any]) -> None:
        self.weights = weights
        self.layers = int(config["num_hidden_layers"])
        self.heads = int(config["num_attention_heads"])
        self.size = int(config["hidden_size"])
        self.epsilon = float(config["layer_norm_eps"])

    def build(self) -> ov.Model:
        """The graph; the number of rows, of tokens and of needed tokens is free.

        Raises:
            KeyError: a tensor is missing.
        """
        ids = ops.parameter([-1, -1], np.int32, name="ids")
        attention = ops.parameter([-1, 1, 1, -1], np.float32, name="attention")
        needed = ops.parameter([-1], np.int32, name="needed")
        hidden = self._embed(ids)
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}"
            hidden = self._layer(hidden, attention, name, needed if layer == self.layers - 1 else None)
        return ov.Model([hidden], [ids, attention, needed], "encoder")

    def _embed(self, ids: Any) -> Any:
        words = ops.gather(self._constant("embeddings.word_embeddings.weight"), ids, whole(0))
        segment = self._array("embeddings.token_type_embeddings.weight")[0]
        table = ops.constant(self._array("embeddings.position_embeddings.weight") + segment)
        tokens = ops.gather(ops.shape_of(ids, output_type="i32"), whole([1]), whole(0))
        positions = ops.slice(table, whole([0]), tokens, whole([1]), whole([0]))
        return self._norm(ops.add(words, positions), "embeddings.LayerNorm")

    def _layer(self, hidden: Any, attention: Any, name: str, needed: Any | None) -> Any:
        attended = self._attend(hidden, attention, f"{name}.attention.self")
        if needed is not None:
            attended, hidden = self._only(attended, needed), self._only(hidden, needed)
        attended = self._linear(attended, f"{name}.attention.output.dense")
        hidden = self._norm(ops.add(attended, hidden), f"{name}.attention.output.LayerNorm")
        inner = ops.gelu(self._linear(hidden, f"{name}.intermediate.dense"), "erf")
        return self._norm(ops.add(self._linear(inner, f"{name}.output.dense"), hidden), f"{name}.output.LayerNorm")

    def _attend(self, hidden: Any, attention: Any, name: str) -> Any:
        query, key, value = (self._split(hidden, f"{name}.{part}") for part in ("query", "key", "value"))
        attended = ops.scaled_dot_product_attention(query, key, value, attention)
        return ops.reshape(ops.transpose(attended, whole([0, 2, 1, 3])), whole([0, 0, self.size]), True)

    def _split(self, hidden: Any, name: str) -> Any:
        shape = whole([0, 0, self.heads, self.size // self.heads])
        return ops.transpose(ops.reshape(self._linear(hidden, name), shape, True), whole([0, 2, 1, 3]))

    def _only(self, hidden: Any, needed: Any) -> Any:
        return ops.gather(ops.reshape(hidden, whole([-1, self.size]), False), needed, whole(0))

    def _linear(self, hidden: Any, name: str) -> Any:
        weight, bias = self._constant(f"{name}.weight"), self._constant(f"{name}.bias")
        return ops.add(ops.matmul(hidden, weight, False, True), bias)

    def _norm(self, hidden: Any, name: str) -> Any:
        normal = ops.mvn(hidden, whole([-1]), True, self.epsilon, "inside_sqrt")
        return ops.add(ops.multiply(normal, self._constant(f"{name}.weight")), self._constant(f"{name}.bias"))

    def _constant(self, name: str) -> Any:
        return ops.constant(self._array(name))

    def _array(self, name: str) -> Array:
        return np.ascontiguousarray(self.weights[f"{PREFIX}{name}"], dtype=np.float32)


def whole(values: int | list[int]) -> NDArray[np.int32]:
    """A constant of axes or of a shape."""
    return np.array(values, dtype=np.int32)
