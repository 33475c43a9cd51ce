"""A warm start: supervised contrastive learning on pairs of one label, before the heads (Khosla et al., 2020).

In each batch the pooled vectors of statements that share a label of a task are drawn together and the others pushed
apart, every task in turn weighing the same.
"""

import sys
from typing import Any

import torch
from datasets import Dataset
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader
from tqdm import tqdm

from detente.model.network import IGNORED, DetenteModel
from detente.model.pooling import pool
from detente.training.dataset import Collator
from detente.training.optimizer import build_optimizer
from detente.training.settings import TrainingSettings

TEMPERATURE = 0.1


def warm_start(
    network: DetenteModel, rows: Dataset, collate: Collator, settings: TrainingSettings, in_bfloat16: bool
) -> None:
    """Fit the encoder of ``network`` to the labels of ``rows`` for ``settings.warm_start`` epochs, heads apart."""
    chance = torch.Generator().manual_seed(settings.seed)
    # Pairs of one label are rare in small batches: this loss wants more rows than the classifier does.
    batches: DataLoader[Any] = DataLoader(
        rows,
        batch_size=4 * settings.batch_size,
        shuffle=True,
        generator=chance,
        collate_fn=collate,
        drop_last=len(rows) > 4 * settings.batch_size,
    )
    device = next(network.parameters()).device
    optimizer = build_optimizer(network, settings)
    network.train()
    for epoch in range(settings.warm_start):
        total = 0.0
        for batch in tqdm(batches, unit="step", disable=None, leave=False):
            moved = {name: tensor.to(device) for name, tensor in batch.items()}
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=in_bfloat16):
                loss = contrastive_loss(_vectors(network, moved), moved["labels"])
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), settings.max_grad_norm)
            optimizer.step()
            optimizer.zero_grad()
            total += float(loss.detach())
        print(f"warm start {epoch + 1}/{settings.warm_start}  loss {total / max(len(batches), 1):.3f}", file=sys.stderr)


def _vectors(network: DetenteModel, batch: dict[str, Tensor]) -> Tensor:
    hidden = network.encoder(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
    return pool(hidden, batch["attention_mask"], batch["statement_mask"], network.config.pooling)


def contrastive_loss(vectors: Tensor, labels: Tensor) -> Tensor:
    """Supervised contrastive loss, the mean over tasks and over the rows that have a partner.

    Args:
        vectors: (rows, width), of any length.
        labels: (rows, tasks) int64, -100 where a row has none: such a row is no partner and no rival in that task.
    """
    unit = functional.normalize(vectors.float(), dim=-1)
    alike = unit @ unit.T / TEMPERATURE
    itself = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    losses = []
    for column in labels.T:
        known = (column != IGNORED)[:, None] & (column != IGNORED)[None] & ~itself
        partners = (column[:, None] == column[None]) & known
        share = alike - alike.masked_fill(~known, float("-inf")).logsumexp(dim=1, keepdim=True)
        paired = partners.any(dim=1)
        if paired.any():
            sums = share.masked_fill(~partners, 0.0)[paired].sum(1)
            losses.append(-(sums / partners[paired].sum(1)).mean())
    return torch.stack(losses).mean() if losses else vectors.sum() * 0.0
