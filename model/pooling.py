"""From a vector for each token to one for the statement; the same for training and for the torch engine."""

import torch
from torch import Tensor


def pooled_width(hidden_size: int, pooling: str) -> int:
    """Numbers in a pooled vector."""
    return hidden_size * (2 if pooling == "both" else 1)


def pool(hidden: Tensor, attention_mask: Tensor, statement_mask: Tensor, pooling: str) -> Tensor:
    """(rows, tokens, hidden) to (rows, hidden), or (rows, 2 * hidden) for ``both``."""
    if pooling == "first":
        return hidden[:, 0]
    if pooling == "mean":
        return mean_over(hidden, attention_mask)
    if pooling == "statement":
        return mean_over(hidden, statement_mask)
    return torch.cat([mean_over(hidden, statement_mask), mean_over(hidden, attention_mask)], dim=-1)


def mean_over(hidden: Tensor, chosen: Tensor) -> Tensor:
    """Mean of (rows, tokens, hidden) over the tokens where ``chosen`` is 1."""
    weight = chosen.to(hidden.dtype).unsqueeze(-1)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)
