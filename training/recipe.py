"""Two ways to train on a batch twice: regularised dropout, and an adversarial perturbation of the word vectors."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import Trainer

from detente.model.network import IGNORED
from detente.training.settings import LossSettings

Inputs = dict[str, Any]


class RecipeTrainer(Trainer):
    """A Trainer whose training loss may see each batch twice.

    With ``loss.consistency`` (R-drop, Liang et al., 2021) the batch goes through the network twice with dropout drawn
    anew, the two cross-entropies are averaged, and the symmetric divergence of the two answers is added with that
    weight. With ``loss.perturbation`` (Miyato et al., 2017) the word vectors of the second pass are moved by that
    length along the gradient of the first loss, and the two cross-entropies are averaged. In evaluation the loss is
    the plain one.
    """

    def __init__(self, *args: Any, loss: LossSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipe = loss

    def compute_loss(
        self,
        model: nn.Module,
        inputs: Inputs,
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """The loss of a batch (a scalar), with the outputs where they are asked for."""
        if not model.training or not (self.recipe.consistency or self.recipe.perturbation):
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        given = {**inputs, "num_items_in_batch": num_items_in_batch}
        if self.recipe.perturbation:
            loss, outputs = perturbed_loss(model, given, self.recipe.perturbation)
        else:
            loss, outputs = consistent_loss(model, given, self.recipe.consistency)
        # The Trainer averages the losses of several processes; each has divided by the labels of all.
        loss = loss * (self.accelerator.num_processes if num_items_in_batch is not None else 1)
        return (loss, outputs) if return_outputs else loss


def consistent_loss(model: nn.Module, inputs: Inputs, weight: float) -> tuple[Tensor, Any]:
    """Mean cross-entropy of two passes and ``weight`` times their symmetric divergence, per labelled cell."""
    one, other = model(**inputs), model(**inputs)
    apart = sum(divergence(a, b) for a, b in zip(one["logits"], other["logits"], strict=True))
    cells = inputs["num_items_in_batch"]
    cells = (inputs["labels"] != IGNORED).sum() if cells is None else torch.as_tensor(cells)
    return (one["loss"] + other["loss"]) / 2 + weight * apart / cells.clamp(min=1), one


def divergence(one: Tensor, other: Tensor) -> Tensor:
    """Mean of the two Kullback-Leibler divergences between the answers of (rows, labels) logits, summed over rows."""
    a, b = (functional.log_softmax(each.float(), dim=-1) for each in (one, other))
    forth = functional.kl_div(a, b, log_target=True, reduction="sum")
    return (forth + functional.kl_div(b, a, log_target=True, reduction="sum")) / 2


def perturbed_loss(model: nn.Module, inputs: Inputs, length: float) -> tuple[Tensor, Any]:
    """Mean of the cross-entropy and that with word vectors moved by ``length`` (L2, per row) toward a higher loss."""
    vectors: list[Tensor] = []
    with on_word_vectors(model, lambda found: _kept(found, vectors)):
        outputs = model(**inputs)
    (gradient,) = torch.autograd.grad(outputs["loss"], vectors, retain_graph=True)
    norm = gradient.flatten(1).norm(dim=1).clamp(min=1e-12)[:, None, None]
    with on_word_vectors(model, lambda found: found + length * gradient / norm):
        moved = model(**inputs)
    return (outputs["loss"] + moved["loss"]) / 2, outputs


def _kept(found: Tensor, vectors: list[Tensor]) -> Tensor:
    # Frozen embeddings have no gradient of their own, but their output can ask for one.
    kept = found if found.requires_grad else found.detach().requires_grad_()
    vectors.append(kept)
    return kept


@contextmanager
def on_word_vectors(model: nn.Module, change: Any) -> Iterator[None]:
    """Within the block, the encoder's word vectors (rows, tokens, width) pass through ``change``."""
    network: Any = getattr(model, "module", model)
    embedding: nn.Module = network.encoder.get_input_embeddings()

    def hook(_module: nn.Module, _inputs: Sequence[Any], found: Tensor) -> Tensor:
        changed: Tensor = change(found)
        return changed

    handle = embedding.register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()
