"""The rivals without a trained encoder: those of :mod:`detente.training.baselines`, fitted apart from labelling."""

from collections.abc import Callable, Sequence

from benchmarks.setup import Answers, Fitted, Rows, Setup
from detente.training.baselines import (
    LOGISTIC,
    SVM,
    Features,
    Linear,
    fit_linear,
    fit_tfidf,
    load_embedder,
    majority,
)
from detente.training.corpus import TRAIN


def fit_majority(setup: Setup) -> Fitted:
    """The most frequent label of each task."""
    train = setup.corpus.parts[TRAIN]
    most = {task.name: majority(task, train, 1) for task in setup.schema}
    return Fitted(lambda rows: {name: label * len(rows) for name, label in most.items()})


def fit_tfidf_logreg(setup: Setup) -> Fitted:
    """TF-IDF and logistic regression."""
    return _fit_linear(setup, LOGISTIC, fit_tfidf)


def fit_tfidf_svm(setup: Setup) -> Fitted:
    """TF-IDF and a linear support vector machine."""
    return _fit_linear(setup, SVM, fit_tfidf)


def fit_embeddings_logreg(setup: Setup) -> Fitted:
    """Embeddings by the frozen encoder and logistic regression."""
    revision = setup.config.settings.encoder.revision
    return _fit_linear(setup, LOGISTIC, lambda _: load_embedder(setup.encoder, revision=revision))


def _fit_linear(setup: Setup, kind: Linear, fit_features: Callable[[Sequence[list[str]]], Features]) -> Fitted:
    train = setup.corpus.parts[TRAIN]
    blocks = _blocks(setup, train)
    features = fit_features(blocks)
    matrix = features(blocks)
    models = {task.name: fit_linear(kind, task, train, matrix) for task in setup.schema}

    def label(rows: Rows) -> Answers:
        read = features(_blocks(setup, rows))
        return {name: model(read) for name, model in models.items()}

    return Fitted(label)


def _blocks(setup: Setup, rows: Rows) -> list[list[str]]:
    texts = setup.texts(rows)
    statements, contexts = [text for text, _ in texts], [context for _, context in texts]
    return [statements, contexts] if setup.reads_context else [statements]
