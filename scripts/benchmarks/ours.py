"""Our side of the benchmark: the public harness, and the scorer over the checkpoint that it leaves."""

from benchmarks.setup import Answers, Fitted, Rows, Setup, device
from detente.inference.scorer import load
from detente.training.fit import fit


def fit_ours(setup: Setup) -> Fitted:
    """Train by :func:`detente.training.fit.fit` and load the best checkpoint as users do."""
    run = setup.folder / "run"
    run.mkdir()
    scorer = load(fit(setup.config, setup.corpus, run), engine="torch", device=device())

    def label(rows: Rows) -> Answers:
        scored = scorer.classify(row.statement for row in rows)
        return {name: [one[name].label for one in scored] for name in setup.schema.names}

    return Fitted(label, {"epochs": setup.config.settings.training.epochs})
