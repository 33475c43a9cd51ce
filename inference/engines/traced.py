"""The graph of an encoder that is no BERT: traced by torch.export from the network of transformers."""

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
    network = DetenteModel.from_checkpoint(checkpoint)
    # No size of the example is 1, and none equals another: such sizes would become part of the graph.
    rows, tokens = 3, 8
    ids = torch.full((rows, tokens), 5, dtype=torch.int32)
    example = (ids, torch.zeros(rows, 1, 1, tokens), torch.arange(rows * tokens, dtype=torch.int32))
    free = torch.export.Dim.AUTO
    exported = torch.export.export(
        NeededStates(network.encoder).eval(),
        example,
        dynamic_shapes=({0: free, 1: free}, {0: free, 3: free}, {0: free}),
        strict=False,
    )
    model = ov.convert_model(exported)
    for port, name in zip(model.inputs, ("ids", "attention", "needed"), strict=True):
        port.tensor.set_names({name})
    return model
