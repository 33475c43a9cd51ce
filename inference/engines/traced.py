"""The graph of an encoder that is no BERT: traced by OpenVINO from the network of transformers."""

import openvino as ov
import torch
from torch import Tensor, nn

from detente.model.checkpoint import Checkpoint
from detente.model.network import DetenteModel


class NeededStates(nn.Module):
    """The encoder with the inputs and the output of :class:`BertGraph`: states of the needed tokens alone."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, attention: Tensor, needed: Tensor) -> Tensor:
        """(rows, tokens) ids, (rows, 1, 1, tokens) additive mask and (count,) positions to (count, hidden)."""
        mask = (attention[:, 0, 0, :] >= 0).long()
        hidden: Tensor = self.encoder(input_ids=ids.long(), attention_mask=mask).last_hidden_state
        return hidden.reshape(-1, hidden.shape[-1])[needed.long()].float()


def traced_encoder(checkpoint: Checkpoint) -> ov.Model:
    """The graph of the checkpoint's encoder.

    Raises:
        CheckpointError: the weights are damaged or incomplete.
    """
    network = DetenteModel.from_checkpoint(checkpoint).eval()
    rows, tokens = 2, 8
    example = {
        "ids": torch.ones(rows, tokens, dtype=torch.int32),
        "attention": torch.zeros(rows, 1, 1, tokens),
        "needed": torch.arange(rows * tokens, dtype=torch.int32),
    }
    shapes = {"ids": [-1, -1], "attention": [-1, 1, 1, -1], "needed": [-1]}
    model = ov.convert_model(NeededStates(network.encoder).eval(), example_input=example, input=list(shapes.items()))
    for port, name in zip(model.inputs, shapes, strict=True):
        port.tensor.set_names({name})
    return model
