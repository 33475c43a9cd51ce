"""Scoring on a GPU: how fast, how busy, how equal to float32 on the processor."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np
import torch

from benchmarks.engines import corpus_statements
from detente.inference.batching import batches
from detente.inference.engines import Precision, start
from detente.inference.engines.torch_engine import CUDA_TOKENS
from detente.inference.scorer import Scorer
from detente.model.checkpoint import open_checkpoint

WHOLE_COPIES = 3
"""How often the corpus is labelled from its text."""

PRECISIONS: tuple[Precision, ...] = ("float32", "bfloat16")
CHECKED = 512
"""Statements whose logits are compared with the processor's."""


@dataclass(frozen=True)
class Row:
    """One kind of statements in one precision: the model alone (tokens ready), and all of ``Scorer.classify``."""

    kind: str
    precision: str
    rate: float
    whole: float
    busy: float
    megabytes: float
    equal: float


@contextlib.contextmanager
def utilisation() -> Iterator[list[float]]:
    """Samples of the share of time that the GPU had work, as the driver tells it, ten a second."""
    samples: list[float] = []
    over = threading.Event()

    def sample() -> None:
        query = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "-i", "0"]
        while not over.wait(0.1):
            told = subprocess.run(query, capture_output=True, text=True, check=True).stdout
            samples.append(float(told.split()[0]) / 100)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        over.set()
        thread.join()


def measure(folder: Path | None, rounds: int, copies: int) -> list[Row]:
    """Each kind of statements in each precision."""
    return [
        _row(folder, precision, rounds, copies, context=context)
        for context in (False, True)
        for precision in PRECISIONS
    ]


def _row(folder: Path | None, precision: Precision, rounds: int, copies: int, *, context: bool) -> Row:
    checkpoint = open_checkpoint(folder)
    statements = corpus_statements(checkpoint, None, context=context)
    windows = [window for each in checkpoint.encoder.encode(statements) for window in each.windows]
    engine = start(checkpoint, "torch", device="cuda", precision=precision)
    made = list(batches(windows * copies, engine.token_budget, checkpoint.settings.limit))
    torch.cuda.reset_peak_memory_stats()
    list(engine.each(made))  # captures the graphs
    seconds = []
    with utilisation() as samples:
        for _ in range(rounds):
            torch.cuda.synchronize()
            started = time.perf_counter()
            for _ in engine.each(made):
                pass
            seconds.append(time.perf_counter() - started)
    scorer = Scorer(checkpoint, engine)
    started = time.perf_counter()
    scorer.classify(statements * WHOLE_COPIES)
    whole = len(statements) * WHOLE_COPIES / (time.perf_counter() - started)
    reference = start(checkpoint, "torch")
    checked = list(batches(windows[:CHECKED], reference.token_budget, checkpoint.settings.limit))
    pairs = zip(engine.each(checked), reference.each(checked), strict=True)
    equal = [ours[task].argmax(1) == theirs[task].argmax(1) for (_, ours), (_, theirs) in pairs for task in theirs]
    return Row(
        "in context" if context else "alone",
        precision,
        len(windows) * copies / median(seconds),
        whole,
        mean(samples) if samples else float("nan"),
        torch.cuda.max_memory_allocated() / 2**20,
        float(np.concatenate(equal).mean()),
    )


def page(rows: list[Row], command: str) -> str:
    """The report."""
    table = [
        f"| {r.kind} | {r.precision} | {r.rate:,.0f} | {r.whole:,.0f} | {r.busy:.0%} | {r.megabytes:,.0f} "
        f"| {r.equal:.2%} |"
        for r in rows
    ]
    return "\n".join(
        [
            "# Speed on a GPU",
            "",
            f"Printed by `{command}` on one {torch.cuda.get_device_name(0)}, torch {torch.__version__}: the model "
            f"alone (tokens ready, batches of {CUDA_TOKENS:,} tokens), and from text to label in one process, where "
            "the tokenizer sets the pace. Utilisation is the driver's share of time in which a kernel ran. Equal "
            f"labels: beside float32 on the processor, on {CHECKED} statements.",
            "",
            "| statements | precision | model, statements/s | text to label, statements/s | utilisation | peak MB | "
            "equal labels |",
            "|---|---|---:|---:|---:|---:|---:|",
            *table,
            "",
        ]
    )
