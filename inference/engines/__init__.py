"""Engines: arrays of token ids and statement masks in, logits out."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Literal, Protocol, cast, get_args

import numpy as np
from numpy.typing import NDArray

from detente.inference.batching import Batch
from detente.inference.engines.architecture import is_plain_bert
from detente.model.checkpoint import Checkpoint
from detente.model.errors import InputError
from detente.model.hardware import fast_bfloat16
from detente.model.prediction import Logits

EngineName = Literal["auto", "torch", "openvino"]
Precision = Literal["auto", "float32", "bfloat16"]


class Engine(Protocol):
    """Runs a checkpoint's network on padded batches.

    ``name`` is that of the engine, ``precision`` ``float32`` or ``bfloat16``; ``token_budget`` is the number of padded
    tokens in a batch that it computes fastest.
    """

    name: str
    precision: str
    token_budget: int

    def logits(self, ids: NDArray[np.int64], attention: NDArray[np.int64], statement: NDArray[np.int64]) -> Logits:
        """Logits of a batch.

        Args:
            ids: (rows, tokens) token ids, padded with any id.
            attention: (rows, tokens), 1 where there is a token.
            statement: (rows, tokens), 1 on the statement's own tokens.

        Returns:
            ``{task: (rows, labels) float32}``.
        """
        ...

    def each(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Logits]]:
        """The logits of several batches, in any order: an engine may compute more than one at a time."""
        ...


def start(
    checkpoint: Checkpoint,
    name: EngineName = "auto",
    *,
    device: str = "cpu",
    precision: Precision = "float32",
    threads: int | None = None,
    compiled: bool = False,
) -> Engine:
    """Start an engine on ``checkpoint``; libraries are loaded only now.

    Args:
        checkpoint: an opened checkpoint.
        name: of the engine; ``auto`` is the fastest that is installed and computes this encoder.
        device: a torch device name; anything but ``cpu`` needs the torch engine.
        precision: of the products; ``auto`` is bfloat16 where the hardware is faster with it.
        threads: processor threads; None is all.
        compiled: spend some twenty seconds on compiling the network, for long runs (torch engine alone).

    Raises:
        InputError: there is no such engine, its library is not installed, or it cannot do what is asked.
    """
    chosen = engine_for(checkpoint, name, device)
    rounded = precision_for(precision, device)
    if chosen == "torch":
        from detente.inference.engines.torch_engine import TorchEngine

        return TorchEngine(checkpoint, device=device, precision=rounded, threads=threads, compiled=compiled)
    if device != "cpu" or compiled:
        raise InputError("engine openvino: runs on the cpu and has nothing to compile; use engine torch for these")
    from detente.inference.engines.openvino_engine import OpenVinoEngine

    return OpenVinoEngine(checkpoint, precision=rounded, threads=threads)


def engine_for(checkpoint: Checkpoint, name: EngineName = "auto", device: str = "cpu") -> Literal["torch", "openvino"]:
    """The engine that ``name`` stands for here.

    Raises:
        InputError: there is no such engine, or its library is not installed.
    """
    engine_called(name)
    installed = find_spec("openvino") is not None
    if name == "openvino" and not installed:
        raise InputError("engine openvino: the package openvino is not installed; pip install 'detente[fast]'")
    if name != "auto":
        return name
    own = is_plain_bert(checkpoint.config.get("encoder") or {})
    return "openvino" if installed and own and device == "cpu" else "torch"


def engine_called(name: str, *, also: str | None = None) -> EngineName:
    """``name`` as the name of an engine.

    Raises:
        InputError: there is no engine of that name; the message offers ``also`` beside the others.
    """
    if name not in get_args(EngineName):
        known = [*get_args(EngineName), *([also] if also else [])]
        raise InputError(f"engine {name!r}: expected one of {', '.join(known)}")
    return cast(EngineName, name)


def precision_called(name: str) -> Precision:
    """``name`` as the name of a precision.

    Raises:
        InputError: there is no precision of that name.
    """
    if name not in get_args(Precision):
        raise InputError(f"precision {name!r}: expected one of {', '.join(get_args(Precision))}")
    return cast(Precision, name)


def precision_for(name: Precision, device: str) -> Precision:
    """The precision that ``name`` stands for on a device."""
    if name != "auto":
        return name
    return "bfloat16" if device.startswith("cuda") or (device == "cpu" and fast_bfloat16()) else "float32"
