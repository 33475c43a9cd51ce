"""How fast the engines label statements beside ``transformers.pipeline``, and how equal their answers are."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.rival_pipeline import PipelineRoad
from detente.inference.engines import EngineName, Precision
from detente.inference.scorer import Scorer, load
from detente.model.article import Statement
from detente.model.checkpoint import Checkpoint, open_checkpoint
from detente.model.encoding import Window
from detente.model.prediction import ScoredStatement
from detente.training.articles import read_articles
from detente.training.labelled import Problems

CORPUS = Path(__file__).resolve().parents[2] / "training" / "data" / "articles.jsonl"
PIPELINE = "transformers.pipeline(batch_size=32)"
REFERENCE = "torch float32"
SIZE = 2048
"""Rows and columns of the matrices whose product is the measure of the machine."""

Road = Callable[[Sequence[Statement]], list[ScoredStatement]]


@dataclass
class Timing:
    """Seconds of each round, by road, and the machine's bfloat16 operations a second in each round."""

    statements: int
    tokens: float
    operations: float
    seconds: dict[str, list[float]] = field(default_factory=dict)
    peak: list[float] = field(default_factory=list)

    def ratio(self, road: str, base: str = PIPELINE) -> float:
        """How many times faster than ``base``, the median over the rounds of the ratio within a round."""
        return median(b / r for b, r in zip(self.seconds[base], self.seconds[road], strict=True))

    def share_of_peak(self, road: str) -> float:
        """Operations that the network needs, without padding, as a share of what the machine's products reach."""
        pairs = zip(self.seconds[road], self.peak, strict=True)
        return median(self.operations / seconds / peak for seconds, peak in pairs)


@dataclass(frozen=True)
class Agreement:
    """Answers of a road beside those of the reference: share of equal labels, largest difference of a probability."""

    equal: float
    difference: float


def corpus_statements(checkpoint: Checkpoint, count: int | None, *, context: bool) -> list[Statement]:
    """Statements of the bundled corpus, spread over it; without context unless asked for."""
    problems = Problems()
    mode = checkpoint.settings.context if checkpoint.settings.context != "none" else "turn"
    rows = list(read_articles(CORPUS, checkpoint.schema, mode, problems))
    step = max(1, len(rows) // count) if count else 1
    chosen = [row.statement for row in rows[::step]][:count]
    return chosen if context else [replace(each, context=None) for each in chosen]


def roads_of(folder: Path | None, *, compiled: bool = False) -> dict[str, Road]:
    """Every way to label statements with one checkpoint, by name."""
    checkpoint = open_checkpoint(folder)
    roads: dict[str, Road] = {PIPELINE: PipelineRoad(checkpoint)}
    engines: tuple[EngineName, ...] = ("torch", "openvino")
    precisions: tuple[Precision, ...] = ("float32", "bfloat16")
    for engine in engines:
        for precision in precisions:
            roads[f"{engine} {precision}"] = _road(load(folder, engine=engine, precision=precision))
    if compiled:
        roads["torch bfloat16 compiled"] = _road(load(folder, engine="torch", precision="bfloat16", compiled=True))
    return roads


def _road(scorer: Scorer) -> Road:
    return lambda statements: scorer.classify(statements)


def timed(roads: Mapping[str, Road], statements: Sequence[Statement], checkpoint: Checkpoint, rounds: int) -> Timing:
    """Time the roads in turn, ``rounds`` times, so that what else the machine does falls on all alike."""
    windows = [window for each in checkpoint.encoder.encode(statements) for window in each.windows]
    tokens = float(np.mean([len(window.ids) for window in windows]))
    timing = Timing(len(statements), tokens, sum(operations(window, checkpoint) for window in windows))
    for road in roads.values():
        road(statements[:64])
    for _ in range(rounds):
        timing.peak.append(product_speed())
        for name, road in roads.items():
            started = time.perf_counter()
            road(statements)
            timing.seconds.setdefault(name, []).append(time.perf_counter() - started)
    return timing


def operations(window: Window, checkpoint: Checkpoint) -> float:
    """Additions and multiplications of a window without padding, the last layer for its own tokens alone."""
    config: Mapping[str, Any] = checkpoint.config["encoder"]
    hidden, inner, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    tokens, own = len(window.ids), sum(window.mask)
    attention = tokens * (3 * hidden * hidden + 2 * tokens * hidden)
    rest = hidden * hidden + 2 * hidden * inner
    return float(2 * (layers * attention + ((layers - 1) * tokens + own) * rest))


def product_speed(size: int = SIZE) -> float:
    """Operations a second of a bfloat16 product of two square matrices by torch, the best of three."""
    import torch

    left, right = (torch.randn(size, size).bfloat16() for _ in range(2))
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        torch.matmul(left, right)
        seconds.append(time.perf_counter() - started)
    return 2 * size**3 / min(seconds)


def agreement(found: Sequence[ScoredStatement], reference: Sequence[ScoredStatement]) -> Agreement:
    """Compare all tasks of all statements."""
    equal, largest = [], 0.0
    for ours, theirs in zip(found, reference, strict=True):
        for task, expected in theirs.predictions.items():
            equal.append(ours[task].label == expected.label)
            gaps = (abs(ours[task].probabilities[label] - p) for label, p in expected.probabilities.items())
            largest = max(largest, *gaps)
    return Agreement(float(np.mean(equal)), largest)
