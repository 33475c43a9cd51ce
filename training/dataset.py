"""From labelled statements to the rows and padded batches that the Trainer reads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from datasets import Dataset, Features, List, Value
from torch import Tensor

from detente.inference.batching import pad
from detente.model.encoding import StatementEncoder, Window
from detente.model.network import IGNORED
from detente.model.schema import LabelSchema
from detente.training.labelled import LabelledStatement

FEATURES = {
    "ids": List(Value("int32")),
    "mask": List(Value("bool")),
    "labels": List(Value("int64")),
    "length": Value("int64"),
}
BARE_FEATURES = {"bare_ids": FEATURES["ids"], "bare_mask": FEATURES["mask"]}


def to_dataset(
    rows: Sequence[LabelledStatement], schema: LabelSchema, encoder: StatementEncoder, bare: bool = False
) -> tuple[Dataset, int]:
    """Encode rows; a statement longer than the encoder's limit becomes several rows with the same labels.

    Args:
        rows: labelled statements.
        schema: the tasks and their labels.
        encoder: how a statement is put before the network.
        bare: also encode each statement without its context, for a :class:`Collator` that drops context.

    Returns:
        the dataset (one row a window: ids, mask, labels of shape (tasks,), length in tokens; with ``bare`` also
        bare_ids and bare_mask) and the number of statements whose context was cut.
    """
    statements = [row.statement for row in rows]
    encoded = encoder.encode(statements)
    windows: list[dict[str, Any]] = [
        {"ids": window.ids, "mask": window.mask, "labels": label_ids(row, schema), "length": len(window.ids)}
        for row, one in zip(rows, encoded, strict=True)
        for window in one.windows
    ]
    if bare:
        alone = StatementEncoder(encoder.tokenizer, replace(encoder.settings, context="none")).encode(statements)
        # A statement in several windows fills them whole, with its context or without.
        chosen = [a if len(e.windows) == 1 else e for a, e in zip(alone, encoded, strict=True)]
        for row_of_dataset, window in zip(windows, (w for e in chosen for w in e.windows), strict=True):
            row_of_dataset.update(bare_ids=window.ids, bare_mask=window.mask)
    features = Features({**FEATURES, **BARE_FEATURES} if bare else FEATURES)
    return Dataset.from_list(windows, features=features), sum(one.context_cut > 0 for one in encoded)


def label_ids(row: LabelledStatement, schema: LabelSchema) -> list[int]:
    """Index of the label for each task, -100 where the row has none."""
    return [task.index(row.labels[task.name]) if task.name in row.labels else IGNORED for task in schema]


class Collator:
    """Pads rows to one batch of int64 tensors (rows, tokens), to few distinct lengths of at most ``limit`` tokens.

    ``context_dropout`` of the batches whose rows were encoded bare, too, are read without context: the whole batch,
    since one row with context would set the length of all.
    """

    def __init__(self, limit: int, context_dropout: float = 0.0) -> None:
        self.limit = limit
        self.context_dropout = context_dropout

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Tensor]:
        """Pad ``rows`` of the dataset."""
        bare = "bare_ids" in rows[0] and float(torch.rand(())) < self.context_dropout
        ids, mask = ("bare_ids", "bare_mask") if bare else ("ids", "mask")
        batch = pad([Window(row[ids], row[mask]) for row in rows], range(len(rows)), self.limit)
        return {
            "input_ids": torch.from_numpy(batch.ids),
            "attention_mask": torch.from_numpy(batch.attention),
            "statement_mask": torch.from_numpy(batch.statement),
            "labels": torch.tensor([row["labels"] for row in rows], dtype=torch.long),
        }


def balanced_weights(rows: Sequence[LabelledStatement], schema: LabelSchema) -> dict[str, Tensor]:
    """Per task, label weights inverse to their frequency with mean 1 over the rows (scikit-learn's "balanced")."""
    weights = {}
    for task in schema:
        counts = torch.zeros(len(task.labels))
        for row in rows:
            if task.name in row.labels:
                counts[task.index(row.labels[task.name])] += 1
        weights[task.name] = counts.sum() / (len(task.labels) * counts.clamp(min=1))
    return weights
