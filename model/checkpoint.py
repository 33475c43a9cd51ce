"""A checkpoint folder: what must be in it, and one clear error where it is not.

Reading needs neither torch nor transformers: the network's weights are read by the engine that runs them.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from detente.model.calibration import UNCALIBRATED, Calibration
from detente.model.calibration_file import CALIBRATION, read_calibration
from detente.model.encoding import EncodingSettings, StatementEncoder
from detente.model.errors import CheckpointError, SchemaError
from detente.model.schema import LabelSchema

READABLE_FORMAT = 1
CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
CONTENT = (CONFIG, WEIGHTS, TOKENIZER)


@dataclass(frozen=True)
class Checkpoint:
    """A readable checkpoint folder."""

    path: Path
    config: dict[str, Any]
    schema: LabelSchema
    settings: EncodingSettings
    calibration: Calibration = UNCALIBRATED

    @property
    def name(self) -> str:
        """What the model is called in scored lines."""
        return str(self.config.get("name", self.path.name))

    @cached_property
    def hash(self) -> str:
        """First 12 hexadecimal digits of the SHA-256 over config, weights, tokenizer and, if there, calibration."""
        digest = hashlib.sha256()
        # Without a calibration the hash is what it was before there were any.
        extra = (CALIBRATION,) if (self.path / CALIBRATION).is_file() else ()
        for file in (*CONTENT, *extra):
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
        try:
            tokenizer = Tokenizer.from_file(str(self.path / TOKENIZER))
        except Exception as error:  # tokenizers raises a bare Exception
            raise CheckpointError(f"{self.path / TOKENIZER}: damaged: {error}") from error
        return StatementEncoder(tokenizer, self.settings)


def open_checkpoint(path: str | Path) -> Checkpoint:
    """Read and check a checkpoint folder.

    Raises:
        CheckpointError: the folder is missing, foreign, damaged or of a newer format.
    """
    folder = Path(path)
    _require_files(folder)
    config = _read_config(folder)
    try:
        schema = LabelSchema.from_list(config.get("label_schema") or [])
    except SchemaError as error:
        raise CheckpointError(f"{folder / CONFIG}: damaged: {error}") from error
    settings = EncodingSettings.from_dict(config.get("encoding") or {})
    _check_weights(folder, schema)
    return Checkpoint(folder, config, schema, settings, read_calibration(folder, schema))


def _require_files(folder: Path) -> None:
    if not folder.is_dir():
        raise CheckpointError(
            f"{folder}: no such folder; expected a checkpoint like runs/NAME/best "
            "(train one with `detente train CONFIG`)"
        )
    if missing := [name for name in CONTENT if not (folder / name).is_file()]:
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


def _check_weights(folder: Path, schema: LabelSchema) -> None:
    where = folder / WEIGHTS
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
