"""The same checkpoint as a pipeline of transformers, the way that most users would run it."""

from collections.abc import Sequence
from typing import Any

import torch
from transformers import Pipeline, PreTrainedTokenizerFast

from detente.model.article import Statement
from detente.model.checkpoint import Checkpoint
from detente.model.network import DetenteModel
from detente.model.prediction import ScoredStatement, predictions_of


# transformers types the steps by what its own pipelines pass.
class StatementPipeline(Pipeline):
    """Statements to logits; batches in input order and padded by transformers."""

    checkpoint: Checkpoint

    def _sanitize_parameters(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        return {}, {}, {}

    def preprocess(self, input_: Statement, **kwargs: Any) -> dict[str, Any]:
        """The encoding of one statement; one over the encoder's limit is not cut into windows but left at the first."""
        window = self.checkpoint.encoder.encode([input_])[0].windows[0]
        ids, own = torch.tensor([window.ids]), torch.tensor([window.mask]).long()
        return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "statement_mask": own}

    def _forward(self, input_tensors: dict[str, Any], **kwargs: Any) -> Any:
        logits = self.model(**input_tensors).logits
        return dict(zip(self.checkpoint.schema.names, logits, strict=True))

    def postprocess(self, model_outputs: Any, **kwargs: Any) -> dict[str, Any]:
        """Predictions of the one statement."""
        logits = {task: values.float().numpy() for task, values in model_outputs.items()}
        return predictions_of(self.checkpoint.schema, logits, self.checkpoint.calibration)[0]


class PipelineRoad:
    """Labels statements by the pipeline, 32 a batch, float32 as transformers loads them."""

    def __init__(self, checkpoint: Checkpoint, batch_size: int = 32) -> None:
        tokenizer: Any = PreTrainedTokenizerFast(tokenizer_object=checkpoint.encoder.tokenizer, pad_token="[PAD]")  # type: ignore[no-untyped-call]
        network = DetenteModel.from_checkpoint(checkpoint)
        network.eval()  # type: ignore[no-untyped-call]
        self.pipeline = StatementPipeline(model=network, tokenizer=tokenizer, batch_size=batch_size, device=-1)
        self.pipeline.checkpoint = checkpoint

    def __call__(self, statements: Sequence[Statement]) -> list[ScoredStatement]:
        """The statements with their predictions, in order."""
        answers = self.pipeline(list(statements))
        return [ScoredStatement(one, each) for one, each in zip(statements, answers, strict=True)]
