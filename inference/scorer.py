"""The scorer: articles in, statements with a prediction per task out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import overload

import numpy as np

from detente.inference.batching import batches
from detente.inference.engines import Engine, EngineName, Precision, start
from detente.inference.quotes import extract
from detente.model.article import Article, Statement
from detente.model.checkpoint import Checkpoint, open_checkpoint
from detente.model.encoding import Encoded
from detente.model.prediction import Logits, ScoredStatement, predictions_of
from detente.model.schema import LabelSchema

STREAMED_TOGETHER = 64
"""Articles held at a time by :meth:`Scorer.stream`: enough to sort by length, few enough to bound memory."""


class Scorer:
    """Finds and labels the statements of articles with one checkpoint. Made by :func:`load`.

    Args:
        checkpoint: what is scored with.
        engine: what computes the logits.
        token_budget: padded tokens in one batch; None is what the engine computes fastest.
    """

    def __init__(self, checkpoint: Checkpoint, engine: Engine, *, token_budget: int | None = None) -> None:
        self.checkpoint = checkpoint
        self.engine = engine
        self.token_budget = token_budget or engine.token_budget

    @property
    def schema(self) -> LabelSchema:
        """The tasks and labels of the checkpoint."""
        return self.checkpoint.schema

    @property
    def model(self) -> str:
        """Name and content hash of the checkpoint."""
        return self.checkpoint.model

    # A str is a Sequence[str] too; the first signature is the one meant, here and at run time.
    @overload
    def score(self, articles: str | Article) -> list[ScoredStatement]: ...  # type: ignore[overload-overlap]
    @overload
    def score(self, articles: Sequence[str | Article]) -> list[list[ScoredStatement]]: ...
    def score(
        self, articles: str | Article | Sequence[str | Article]
    ) -> list[ScoredStatement] | list[list[ScoredStatement]]:
        """Find and label the statements of an article (a list), or of several (a list of lists)."""
        if isinstance(articles, str | Article):
            return self._score_together([articles])[0]
        return self._score_together(articles)

    def stream(self, articles: Iterable[str | Article]) -> Iterator[list[ScoredStatement]]:
        """Score articles one after the other, in input order, holding at most :data:`STREAMED_TOGETHER` of them."""
        iterator = iter(articles)
        while together := list(islice(iterator, STREAMED_TOGETHER)):
            yield from self._score_together(together)

    def classify(self, statements: Iterable[str | Statement]) -> list[ScoredStatement]:
        """Label ready statements (or bare texts), in order."""
        ready = [Statement.of(each) if isinstance(each, str) else each for each in statements]
        return self.labelled(ready, self.logits(ready))

    def labelled(self, statements: Sequence[Statement], logits: Logits) -> list[ScoredStatement]:
        """The statements with what their logits (see :meth:`logits`) say, calibrated."""
        answers = predictions_of(self.schema, logits, self.checkpoint.calibration)
        return [ScoredStatement(one, predictions) for one, predictions in zip(statements, answers, strict=True)]

    def _score_together(self, articles: Sequence[str | Article]) -> list[list[ScoredStatement]]:
        context = self.checkpoint.settings.context
        found = [extract(article, context=context) for article in articles]
        labelled = iter(self.classify(statement for statements in found for statement in statements))
        return [list(islice(labelled, len(statements))) for statements in found]

    def logits(self, statements: Sequence[Statement]) -> Logits:
        """The network's own logits, before any calibration: ``{task: (statements, labels) float32}``."""
        encoded = self.checkpoint.encoder.encode(statements)
        windows = [window for one in encoded for window in one.windows]
        logits = {task.name: np.zeros((len(windows), len(task.labels)), dtype=np.float32) for task in self.schema}
        made = batches(windows, self.token_budget, self.checkpoint.settings.limit)
        for batch, found in self.engine.each(made):
            for name, values in found.items():
                logits[name][batch.rows] = values
        return joined(logits, encoded)


def joined(logits: Logits, encoded: Sequence[Encoded]) -> Logits:
    """One row a statement from one row a window: windows weigh by the statement tokens that they hold."""
    if all(len(one.windows) == 1 for one in encoded):
        return logits
    weights = np.array([sum(window.mask) for one in encoded for window in one.windows], dtype=np.float32)
    starts = np.cumsum([0, *(len(one.windows) for one in encoded[:-1])])
    totals = np.add.reduceat(weights, starts)[:, None]
    sums = {name: np.add.reduceat(values * weights[:, None], starts) for name, values in logits.items()}
    return {name: (values / totals).astype(np.float32, copy=False) for name, values in sums.items()}


def load(
    checkpoint: str | Path | None = None,
    *,
    engine: EngineName = "auto",
    device: str = "cpu",
    precision: Precision = "float32",
    min_precision: float | None = None,
    threads: int | None = None,
    compiled: bool = False,
) -> Scorer:
    """Load a checkpoint for scoring.

    Args:
        checkpoint: a checkpoint folder; None or ``shipped`` is the one that comes with detente.
        engine: what computes the logits: ``torch``, ``openvino`` (extra ``fast``), or ``auto``, the fastest that is
            installed and computes this encoder. They differ by rounding alone.
        device: a torch device name; anything but ``cpu`` needs the torch engine.
        precision: ``float32``, ``bfloat16``, or ``auto``: bfloat16 where the hardware is faster with it.
        min_precision: mark answers as abstained so that on the rows of the checkpoint's calibration this share of the
            others was right; else the threshold stored in the checkpoint decides, if there is one.
        threads: processor threads; None is all.
        compiled: have torch compile the network: some twenty seconds, for long runs with the torch engine.

    Raises:
        InputError: the engine is unknown, not installed, or cannot do what is asked.
        CheckpointError: the folder is not a readable checkpoint, or is not calibrated and ``min_precision`` is given.
    """
    opened = open_checkpoint(checkpoint)
    if min_precision is not None:
        opened = opened.abstaining(min_precision)
    return Scorer(opened, start(opened, engine, device=device, precision=precision, threads=threads, compiled=compiled))
