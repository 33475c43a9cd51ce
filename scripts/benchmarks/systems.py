"""The systems of the quality benchmark, and one job of it: train a system, label rows, take the time of both."""

import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.material import open_material
from benchmarks.setup import Setup
from detente.model.hardware import THREAD_VARIABLES


@dataclass(frozen=True)
class System:
    """A rival.

    Args:
        title: what the report calls it.
        module: where its ``fit`` is, see :class:`benchmarks.setup.Setup`.
        fit: name of the function.
        imports: packages loaded before the clock starts, for nobody's training time is that of an import.
        seeded: whether chance has a part in it.
        about: how it was set, for the report.
    """

    title: str
    module: str
    fit: str
    imports: tuple[str, ...]
    seeded: bool
    about: str


OURS = "ours"
CLASSIC, TORCH = ("sklearn",), ("torch", "transformers", "datasets")
EMBEDDING = ("sklearn", "sentence_transformers")
SYSTEMS: Mapping[str, System] = {
    OURS: System("detente", "benchmarks.ours", "fit_ours", TORCH, True, "the config, one network for all tasks"),
    "majority": System(
        "majority", "benchmarks.classic", "fit_majority", CLASSIC, False, "the most frequent training label"
    ),
    "tfidf-logreg": System(
        "TF-IDF + logistic regression",
        "benchmarks.classic",
        "fit_tfidf_logreg",
        CLASSIC,
        False,
        "words and word pairs of statement and context apart; C of 1, 10, 100 by cross-validation on the train part",
    ),
    "tfidf-svm": System(
        "TF-IDF + linear SVM",
        "benchmarks.classic",
        "fit_tfidf_svm",
        CLASSIC,
        False,
        "the same features; C of 0.1, 1, 10 by cross-validation on the train part",
    ),
    "embeddings-logreg": System(
        "frozen embeddings + logistic regression",
        "benchmarks.classic",
        "fit_embeddings_logreg",
        EMBEDDING,
        False,
        "embeddings of statement and context by the untrained encoder, side by side; C as above",
    ),
    "setfit": System(
        "SetFit",
        "benchmarks.setfit_peer",
        "fit_setfit",
        (*EMBEDDING, "setfit"),
        True,
        "a model a task, defaults of setfit (body 2e-5, batches of 16 pairs, oversampling), statement and context in "
        "one text of at most 128 tokens; pairs held to what costs about 1.5 times the passages that detente reads, "
        "by max_steps",
    ),
    "plain": System(
        "plain fine-tuning",
        "benchmarks.plain",
        "fit_plain",
        TORCH,
        True,
        "AutoModelForSequenceClassification and Trainer, a model a task: statement and context as a pair, 128 tokens, "
        "batches of 16, learning rate 5e-5, weight decay 0.01, the best epoch by validation, as many epochs as detente",
    ),
    "plain-our-rate": System(
        "plain fine-tuning, our rate",
        "benchmarks.plain",
        "fit_plain_at_our_rate",
        TORCH,
        True,
        "the same at the learning rate of detente's config",
    ),
}


def measure(job: Mapping[str, Any]) -> dict[str, Any]:
    """Do one job of the benchmark: a piece of work of :class:`Plan` with ``system`` and ``seed``.

    Returns:
        ``train_seconds``; ``threads``; ``facts`` of the training; for each data set ``answers`` (a label a row, by
        task) and ``seconds`` of labelling.
    """
    system = SYSTEMS[job["system"]]
    for package in (*system.imports, system.module):
        import_module(package)
    with tempfile.TemporaryDirectory() as folder:
        seed = job["seed"] or 0
        material = open_material(job, seed, Path(folder))
        setup = Setup(material.config, material.corpus, seed, Path(folder))
        started = time.perf_counter()
        fitted = getattr(import_module(system.module), system.fit)(setup)
        trained = time.perf_counter() - started
        labelled = {}
        for name, rows in material.rows.items():
            started = time.perf_counter()
            answers = fitted.label(rows)
            labelled[name] = {"seconds": time.perf_counter() - started, "answers": answers}
    threads = os.environ.get(THREAD_VARIABLES[0])
    return {"train_seconds": trained, "threads": threads, "facts": fitted.facts, "labelled": labelled}
