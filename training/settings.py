"""The settings of a run, typed. Defaults stand in ``configs/base.yaml`` alone; here are types and bounds."""

import difflib
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from detente.model.calibration import Method
from detente.model.encoding import ContextMode, Pooling
from detente.model.encoding import Field as PrefixField
from detente.model.errors import SchemaError
from detente.model.schema import LabelSchema

Share = Annotated[float, Field(ge=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


COLUMNS = ("text", "context", "speaker", "target", "id", "group", "split")
"""The columns of a statement table beside those of the tasks."""


class Section(BaseModel):
    """A part of the settings: no unknown keys, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SplitSettings(Section):
    """How groups are dealt to the three parts."""

    seed: int
    validation: Share
    test: Share

    @model_validator(mode="after")
    def _leaves_something(self) -> "SplitSettings":
        if self.validation + self.test >= 1:
            raise ValueError(f"validation + test is {self.validation + self.test:g}: nothing is left to train on")
        return self


class DataSettings(Section):
    """Where labelled statements come from."""

    articles: list[str]
    tables: list[str]
    columns: dict[str, str]
    split: SplitSettings
    min_examples: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _has_data(self) -> "DataSettings":
        if not self.articles and not self.tables:
            raise ValueError("no data: give articles, tables or both")
        return self


class EncoderSettings(Section):
    """Which pre-trained encoder is fine-tuned."""

    source: Annotated[str, Field(min_length=1)]
    revision: str | None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None
    dropout: Share | None


class EncodingSection(Section):
    """How a statement is put before the encoder."""

    max_tokens: Annotated[int, Field(ge=8)]
    context: ContextMode
    fields: list[PrefixField]


class HeadSettings(Section):
    """What stands between encoder and logits."""

    pooling: Pooling
    dropout: Share


class LossSettings(Section):
    """What the loss weighs."""

    task_weights: dict[str, Positive]
    class_weights: Literal["none", "balanced"]
    label_smoothing: Share
    consistency: Annotated[float, Field(ge=0)]
    perturbation: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _one_second_pass(self) -> "LossSettings":
        if self.consistency and self.perturbation:
            raise ValueError("loss.consistency and loss.perturbation both train on a second pass: set one of them to 0")
        return self


class TrainingSettings(Section):
    """How the network is fitted."""

    seed: Annotated[int, Field(ge=0)]
    epochs: Count
    batch_size: Count
    accumulation: Count
    checkpointing: bool
    learning_rate: Positive
    head_learning_rate: Positive
    layer_decay: Annotated[float, Field(gt=0, le=1)]
    frozen_levels: Annotated[int, Field(ge=0)]
    weight_decay: Annotated[float, Field(ge=0)]
    warmup: Share
    scheduler: Literal["linear", "cosine", "constant_with_warmup"]
    max_grad_norm: Positive
    averaging: Share
    context_dropout: Share
    warm_start: Annotated[int, Field(ge=0)]
    precision: Literal["auto", "bfloat16", "float32"]
    group_lengths: bool
    patience: Count | None
    report_to: Literal["none", "tensorboard"]

    @model_validator(mode="after")
    def _divides(self) -> "TrainingSettings":
        if self.batch_size % self.accumulation:
            raise ValueError(f"accumulation {self.accumulation} does not divide batch_size {self.batch_size}")
        return self


class LoraSettings(Section):
    """Low-rank adapters (Hu et al., 2022)."""

    rank: Annotated[int, Field(ge=0)]
    alpha: Count
    dropout: Share
    targets: str | list[str]


class CalibrationSettings(Section):
    """How the network's probabilities are corrected after training, and which answers are marked as abstained."""

    method: Literal["auto"] | Method
    min_precision: Annotated[float, Field(gt=0, le=1)] | None


class EvaluationSettings(Section):
    """How sure the figures are."""

    bootstrap: Annotated[int, Field(ge=0)]
    confidence: Annotated[float, Field(gt=0, lt=1)]


class Settings(Section):
    """All settings of a run."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    labels: dict[str, dict[str, str] | list[str]]
    data: DataSettings
    encoder: EncoderSettings
    encoding: EncodingSection
    head: HeadSettings
    loss: LossSettings
    training: TrainingSettings
    lora: LoraSettings
    evaluation: EvaluationSettings
    calibration: CalibrationSettings

    @field_validator("labels")
    @classmethod
    def _is_schema(cls, value: dict[str, dict[str, str] | list[str]]) -> dict[str, dict[str, str] | list[str]]:
        try:
            LabelSchema.from_mapping(value)
        except SchemaError as error:
            raise ValueError(str(error)) from error
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        tasks, columns = list(self.labels), [*COLUMNS, *self.labels]
        found = [
            f"loss.task_weights.{name}: unknown task; {nearest(name, tasks)}"
            for name in self.loss.task_weights
            if name not in tasks
        ]
        found += [
            f"data.columns.{name}: unknown column; {nearest(name, columns)}"
            for name in self.data.columns
            if name not in columns
        ]
        if found:
            raise ValueError("\n".join(found))
        return self

    @property
    def label_schema(self) -> LabelSchema:
        """The label schema."""
        return LabelSchema.from_mapping(self.labels)


def nearest(name: str, known: Sequence[str]) -> str:
    """A hint for an unknown ``name``: the nearest known one, or all."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(known)}"
