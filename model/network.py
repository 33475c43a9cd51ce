"""The network: any encoder, mean over the statement's own tokens, one linear head a task.

Importing this module registers it with ``AutoConfig`` and ``AutoModel``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, AutoModel, PreTrainedConfig, PreTrainedModel
from transformers.utils import ModelOutput  # type: ignore[attr-defined]  # public, but not re-exported for mypy

from detente.model.checkpoint import Checkpoint
from detente.model.errors import CheckpointError
from detente.model.pooling import pool, pooled_width
from detente.model.schema import LabelSchema

FORMAT_VERSION = 1
NOT_OF_THE_NETWORK = ("base", "adapter", "format_version", "model_type")
"""Sections of ``config.json`` that tell how the weights are kept."""
IGNORED = -100
"""The label of a task that a row does not answer: masked in the loss."""


# transformers is typed in part: the ignores below name what it leaves untyped.
class DetenteConfig(PreTrainedConfig):  # type: ignore[no-untyped-call]
    """Everything that a checkpoint must know to be read years later.

    Args:
        label_schema: ``LabelSchema.to_list()``.
        encoder: the encoder's own config as a dictionary with its ``model_type``.
        encoding: ``EncodingSettings.to_dict()``.
        pooling: ``statement`` (mean of the statement's own tokens), ``both`` (that and the mean of all tokens, side by
            side), ``mean`` (of all tokens) or ``first`` (the first token).
        dropout: before the heads, in training.
        name: what the model is called in scored lines.
        format_version: of the checkpoint folder.
    """

    model_type = "detente"

    label_schema: list[dict[str, Any]] | None = None
    encoder: dict[str, Any] | None = None
    encoding: dict[str, Any] | None = None
    pooling: str = "statement"
    dropout: float = 0.1
    name: str = "detente"
    format_version: int = FORMAT_VERSION

    @property
    def schema(self) -> LabelSchema:
        """The label schema."""
        return LabelSchema.from_list(self.label_schema or [])

    @property
    def encoder_config(self) -> PreTrainedConfig:
        """The encoder's config as an object."""
        fields = dict(self.encoder or {})
        return AutoConfig.for_model(fields.pop("model_type"), **fields)


@dataclass
class DetenteOutput(ModelOutput):
    """``loss`` (scalar, where labels were given) and ``logits``, one (rows, labels) tensor a task in schema order."""

    loss: Tensor | None = None
    logits: tuple[Tensor, ...] | None = None


class DetenteModel(PreTrainedModel):  # type: ignore[no-untyped-call]
    """An encoder with one linear head a task over the pooled statement."""

    config: DetenteConfig
    config_class = DetenteConfig
    base_model_prefix = "encoder"
    accepts_loss_kwargs = True
    """Tells the Trainer to count the labelled cells of the whole global batch and to give them to :meth:`forward`."""
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    _supports_flash_attn = True

    def __init__(self, config: DetenteConfig) -> None:
        super().__init__(config)
        encoder_config = config.encoder_config
        self.encoder = without_pooler(AutoModel.from_config(encoder_config))  # type: ignore[no-untyped-call]
        self.dropout = nn.Dropout(config.dropout)
        width = pooled_width(encoder_config.hidden_size, config.pooling)
        # The suffix keeps a task called "type" or "items" from hiding an attribute of the module.
        self.heads = nn.ModuleDict(
            {f"{task.name}_logits": nn.Linear(width, len(task.labels)) for task in config.schema}
        )
        self.task_weights: tuple[float, ...] = (1.0,) * len(config.schema)
        self.class_weights: tuple[Tensor | None, ...] = (None,) * len(config.schema)
        self.label_smoothing = 0.0
        self.post_init()  # type: ignore[no-untyped-call]

    @classmethod
    def from_encoder(cls, source: str | Path, *, revision: str | None = None, **fields: Any) -> Self:
        """A new network over the pre-trained encoder at ``source`` (a local folder or a hub name), heads fresh."""
        encoder_config = AutoConfig.from_pretrained(source, revision=revision)
        network = cls(DetenteConfig(encoder=portable(encoder_config), **fields))
        network.encoder = without_pooler(AutoModel.from_pretrained(source, revision=revision, dtype=torch.float32))
        return network

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint, *, dtype: torch.dtype = torch.float32) -> Self:
        """The network of a checkpoint of either kind, with plain weights; saved again it is a full checkpoint.

        Raises:
            CheckpointError: the weights are damaged or incomplete, or those of the encoder under an adapter are others.
        """
        fields = {key: value for key, value in checkpoint.config.items() if key not in NOT_OF_THE_NETWORK}
        weights = checkpoint.weights("pt")
        try:
            # transformers types this call as if it always returned the model alone.
            loaded: Any = cls.from_pretrained(
                None,
                config=DetenteConfig(**fields),
                state_dict=weights,
                dtype=dtype,
                local_files_only=True,
                output_loading_info=True,
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise CheckpointError(f"{checkpoint.weights_file}: damaged: {error}") from error
        network, loading = loaded
        if missing := sorted(loading["missing_keys"]):
            # transformers would go on with random numbers in their place.
            raise CheckpointError(f"{checkpoint.weights_file}: damaged: the tensor {', '.join(missing)} is missing")
        return cast(Self, network)

    def weigh(
        self,
        task_weights: Mapping[str, float],
        class_weights: Mapping[str, Tensor | None],
        label_smoothing: float = 0.0,
    ) -> None:
        """Set the loss weights (training only; not kept in the checkpoint)."""
        names = self.config.schema.names
        self.task_weights = tuple(task_weights.get(name, 1.0) for name in names)
        self.class_weights = tuple(class_weights.get(name) for name in names)
        self.label_smoothing = label_smoothing

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        statement_mask: Tensor,
        labels: Tensor | None = None,
        num_items_in_batch: Tensor | int | None = None,
    ) -> DetenteOutput:
        """Score a batch.

        Args:
            input_ids: (rows, tokens) int64.
            attention_mask: (rows, tokens), 1 where there is a token.
            statement_mask: (rows, tokens), 1 on the statement's own tokens.
            labels: (rows, tasks) int64, -100 where a row lacks the label.
            num_items_in_batch: labelled cells of the whole global batch; without it those of this batch.
        """
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        pooled = self.dropout(pool(hidden, attention_mask, statement_mask, self.config.pooling))
        logits = tuple(head(pooled.to(head.weight.dtype)) for head in self.heads.values())
        loss = None if labels is None else self._loss(logits, labels, num_items_in_batch)
        return DetenteOutput(loss=loss, logits=logits)

    def _loss(self, logits: tuple[Tensor, ...], labels: Tensor, count: Tensor | int | None) -> Tensor:
        """Cross-entropy summed over tasks and rows, divided by the number of labelled cells.

        One divisor for all tasks makes the loss of a global batch the same however it is split over steps or processes.
        """
        total = logits[0].new_zeros((), dtype=torch.float32)
        for column, (values, weight, classes) in enumerate(
            zip(logits, self.task_weights, self.class_weights, strict=True)
        ):
            total = total + weight * functional.cross_entropy(
                values.float(),
                labels[:, column],
                weight=None if classes is None else classes.to(values.device),
                ignore_index=IGNORED,
                reduction="sum",
                label_smoothing=self.label_smoothing,
            )
        cells = (labels != IGNORED).sum() if count is None else count
        return total / torch.as_tensor(cells, device=total.device).clamp(min=1)


def portable(config: PreTrainedConfig) -> dict[str, Any]:
    """The encoder's config as a dictionary, without paths and versions of the machine that it was made on."""
    noise = ("_name_or_path", "transformers_version", "architectures", "id2label", "label2id")
    return {key: value for key, value in config.to_dict().items() if key not in noise}


def without_pooler(encoder: PreTrainedModel) -> PreTrainedModel:
    """Drop the encoder's own pooler: it is never read, and unused weights stop distributed training."""
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None  # type: ignore[assignment]  # nn.Module types every attribute as tensor or module
    return encoder


AutoConfig.register(DetenteConfig.model_type, DetenteConfig)
AutoModel.register(DetenteConfig, DetenteModel)
