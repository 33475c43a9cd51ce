"""A checkpoint folder: what must be in it, and one clear error where it is not.

Reading needs neither torch nor transformers: an engine asks for the weights in the form that it computes with.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from detente.model.adapter import ADAPTER_WEIGHTS, Adapter, Framework, Weights, read_tensors
from detente.model.calibration import UNCALIBRATED, Calibration
from detente.model.calibration_file import CALIBRATION, read_calibration
from detente.model.encoding import EncodingSettings, StatementEncoder
from detente.model.errors import CheckpointError, SchemaError
from detente.model.schema import LabelSchema

ADAPTER_FORMAT = READABLE_FORMAT = 2
CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
CONTENT, ADAPTER_CONTENT = (CONFIG, WEIGHTS, TOKENIZER), (CONFIG, ADAPTER_WEIGHTS)
SHIPPED = "shipped"
SHIPPED_FOLDER = Path(__file__).with_name(SHIPPED)
"""The checkpoint that comes with detente."""


@dataclass(frozen=True)
class Checkpoint:
    """A readable checkpoint folder: the whole network, or an adapter over the encoder of a Python package."""

    path: Path
    config: dict[str, Any]
    schema: LabelSchema
    settings: EncodingSettings
    calibration: Calibration = UNCALIBRATED
    adapter: Adapter | None = None

    @property
    def name(self) -> str:
        """What the model is called in scored lines."""
        return str(self.config.get("name", self.path.name))

    @cached_property
    def hash(self) -> str:
        """First 12 hexadecimal digits of the SHA-256 over config, weights, tokenizer and, if there, calibration.

        The config of an adapter holds the SHA-256 of the encoder's weights and tokenizer, which stand elsewhere.
        """
        digest = hashlib.sha256()
        content = CONTENT if self.adapter is None else ADAPTER_CONTENT
        # Without a calibration the hash is what it was before there were any.
        extra = (CALIBRATION,) if (self.path / CALIBRATION).is_file() else ()
        for file in (*content, *extra):
            with (self.path / file).open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()[:12]

    @property
    def model(self) -> str:
        """Name and content hash, the ``model`` column of a scored line."""
        return f"{self.name}@{self.hash}"

    def abstaining(self, min_precision: float) -> Self:
        """The same checkpoint with the thresholds that kept answers of this precision on the rows of its calibration.

        Raises:
            CheckpointError: it is not calibrated.
            ValueError: ``min_precision`` is not above 0 and at most 1.
        """
        if not 0 < min_precision <= 1:
            raise ValueError(f"min_precision {min_precision}: expected a number above 0, at most 1")
        if not self.calibration.tasks:
            raise CheckpointError(
                f"{self.path}: no thresholds for a precision of {min_precision:g}: there is no {CALIBRATION}; "
                f"make it with `detente calibrate {self.path}`"
            )
        return replace(self, calibration=self.calibration.at(min_precision))

    @cached_property
    def encoder(self) -> StatementEncoder:
        """The encoding path with this checkpoint's tokenizer and settings."""
        file = self.path / TOKENIZER if self.adapter is None else self.adapter.file(TOKENIZER)
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # tokenizers raises a bare Exception
            raise CheckpointError(f"{file}: damaged: {error}") from error
        return StatementEncoder(tokenizer, self.settings)

    @property
    def weights_file(self) -> Path:
        """The file with what was learned."""
        return self.path / (WEIGHTS if self.adapter is None else ADAPTER_WEIGHTS)

    def weights(self, framework: Framework = "numpy", device: str = "cpu") -> Weights:
        """The weights of the whole network by name, whichever kind of checkpoint this is.

        Args:
            framework: ``numpy`` (arrays), or ``pt`` (tensors of torch, which is loaded only then).
            device: of the tensors of torch.

        Raises:
            CheckpointError: a file is damaged, or the encoder under an adapter is missing or another one.
        """
        if self.adapter is None:
            return read_tensors(self.weights_file, framework, device)
        return self.adapter.weights(self.weights_file, framework, device)


def open_checkpoint(path: str | Path | None = None) -> Checkpoint:
    """Read and check a checkpoint folder.

    Args:
        path: the folder. None is the one that comes with detente; so is ``shipped``, where no folder has that name.

    Raises:
        CheckpointError: the folder is missing, foreign, damaged or of a newer format.
    """
    folder = SHIPPED_FOLDER if path is None else Path(path)
    if str(folder) == SHIPPED and not folder.exists():
        folder = SHIPPED_FOLDER
    _require_folder(folder)
    # A folder without a config is told all that it lacks.
    config = _read_config(folder) if (folder / CONFIG).is_file() else {}
    adapter = _read_adapter(folder, config)
    _require_files(folder, CONTENT if adapter is None else ADAPTER_CONTENT)
    try:
        schema = LabelSchema.from_list(config.get("label_schema") or [])
    except SchemaError as error:
        raise CheckpointError(f"{folder / CONFIG}: damaged: {error}") from error
    settings = EncodingSettings.from_dict(config.get("encoding") or {})
    calibration = read_calibration(folder, schema)
    checkpoint = Checkpoint(folder, config, schema, settings, calibration, adapter)
    _check_heads(checkpoint.weights_file, schema)
    return checkpoint


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise CheckpointError(
            f"{folder}: no such folder; expected a checkpoint like runs/NAME/best "
            "(train one with `detente train CONFIG`)"
        )


def _require_files(folder: Path, content: tuple[str, ...]) -> None:
    if missing := [name for name in content if not (folder / name).is_file()]:
        best = folder / "best"
        hint = f"; did you mean {best}?" if (best / CONFIG).is_file() else ""
        raise CheckpointError(f"{folder}: not a detente checkpoint: {', '.join(missing)} missing{hint}")


def _read_config(folder: Path) -> dict[str, Any]:
    where = folder / CONFIG
    try:
        config = json.loads(where.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{where}: damaged: {error}") from error
    if not isinstance(config, dict) or config.get("model_type") != "detente":
        found = config.get("model_type") if isinstance(config, dict) else type(config).__name__
        raise CheckpointError(f"{where}: model_type is {found!r}, expected 'detente': made by another tool?")
    version = config.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise CheckpointError(f"{where}: format_version is {version!r}, expected a whole number from 1")
    if version > READABLE_FORMAT:
        raise CheckpointError(
            f"{where}: format_version {version} is newer than {READABLE_FORMAT}, the newest that this detente reads; "
            "upgrade detente (pip install -U detente)"
        )
    return config


def _read_adapter(folder: Path, config: dict[str, Any]) -> Adapter | None:
    if config.get("format_version") != ADAPTER_FORMAT:
        return None
    try:
        return Adapter.from_config(config)
    except ValueError as error:
        raise CheckpointError(f"{folder / CONFIG}: damaged: {error}") from error


def _check_heads(where: Path, schema: LabelSchema) -> None:
    try:
        with safe_open(where, framework="numpy") as weights:
            found = {key: weights.get_slice(key).get_shape() for key in weights.keys() if key.startswith("heads.")}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{where}: damaged: {error}") from error
    for task in schema:
        shape = found.get(f"heads.{task.name}_logits.weight")
        if shape is None or shape[0] != len(task.labels):
            raise CheckpointError(
                f"{where}: damaged: the head of task {task.name!r} has shape {shape}, expected {len(task.labels)} rows"
            )
