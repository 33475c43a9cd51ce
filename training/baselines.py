"""What simpler means reach on the same rows: the yardstick of every figure that evaluation prints.

Each baseline is fitted on the training rows for each task apart, rows without that task's label left out, and reads
what the network reads: the statement and its context. Nothing in them is random: the folds are dealt by the sizes of
the groups and the solver starts from zero, so the same rows give the same labels.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from detente.model.article import Statement
from detente.model.errors import DataError
from detente.model.passage import encodable
from detente.model.schema import LabelSchema, Task
from detente.training.labelled import LabelledStatement

MAJORITY, TFIDF, EMBEDDINGS = BASELINES = ("majority", "tf-idf + logreg", "embeddings + logreg")

Rows = Sequence[LabelledStatement]
Labels = NDArray[np.str_]
Matrix = Any  # (rows, features), dense or sparse
TaskLabels = dict[str, list[str]]
Features = Callable[[Sequence[list[str]]], Matrix]
Labeller = Callable[[Matrix], list[str]]

FOLDS = 3
STRENGTHS = (1.0, 10.0, 100.0)
UNTUNED: Mapping[str, Any] = {"C": 1.0}
CANDIDATES = tuple({"C": c} for c in STRENGTHS)
ITERATIONS = 10_000


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear classifier and the settings to choose from, the strongest regularisation first."""

    estimator: Any
    candidates: tuple[Mapping[str, Any], ...]


LOGISTIC = Linear(LogisticRegression(max_iter=ITERATIONS), CANDIDATES)
# The solver draws the order of the rows: the seed makes the same rows give the same labels.
SVM = Linear(LinearSVC(max_iter=ITERATIONS, random_state=0), tuple({"C": c} for c in (0.1, 1.0, 10.0)))
TERMS = 10_000
"""Words and word pairs of one block, the most frequent: of a thousand statements that leaves out rare pairs alone."""
WORD = re.compile(r"\b\w+\b")


def predict_baselines(
    schema: LabelSchema,
    train_rows: Rows,
    test_rows: Rows,
    encoder: str,
    *,
    revision: str | None = None,
    with_context: bool = True,
) -> dict[str, TaskLabels]:
    """Fit every baseline on ``train_rows`` and label ``test_rows``.

    Args:
        schema: the tasks.
        train_rows: rows to fit on, test rows to label; they share no group.
        test_rows: rows to label.
        encoder: folder or hub name of the encoder behind the embeddings, the one that the network starts from.
        revision: branch, tag or commit of the encoder on the hub.
        with_context: False where the network does not read the context either.

    Returns:
        ``{baseline: {task: one label for each test row}}``, the baselines in the order of :data:`BASELINES`.

    Raises:
        DataError: no test row, or a task without any training row.
    """
    if not test_rows:
        raise DataError("baselines: no statements to label")
    for task in schema:
        if not any(task.name in row.labels for row in train_rows):
            raise DataError(f"baselines: {task.name}: no training statement has a label of this task")
    train, test = (blocks(rows, with_context=with_context) for rows in (train_rows, test_rows))
    by_words, by_meaning = tfidf_features(train, test), embedding_features(encoder, train, test, revision=revision)
    return {
        MAJORITY: {task.name: majority(task, train_rows, len(test_rows)) for task in schema},
        TFIDF: {task.name: logistic_regression(task, train_rows, *by_words) for task in schema},
        EMBEDDINGS: {task.name: logistic_regression(task, train_rows, *by_meaning) for task in schema},
    }


def blocks(rows: Rows, *, with_context: bool = True) -> list[list[str]]:
    """The texts of the feature blocks: of all statements and, if wanted, of all contexts ("" where there is none)."""
    statements: list[Statement] = [row.statement for row in rows]
    texts = [[encodable(statement.text) for statement in statements]]
    return [*texts, [encodable(statement.context or "") for statement in statements]] if with_context else texts


def tfidf_features(train: Sequence[list[str]], test: Sequence[list[str]]) -> tuple[Matrix, Matrix]:
    """The features of :func:`fit_tfidf`, fitted on the training texts, of training and test texts."""
    features = fit_tfidf(train)
    return features(train), features(test)


def fit_tfidf(train: Sequence[list[str]]) -> Features:
    """TF-IDF of words and word pairs, one block beside the other; vocabulary and frequencies of the training texts.

    A block without a single word in the training texts is left out; without any block one constant column remains.
    """
    usable = [i for i, texts in enumerate(train) if any(WORD.search(text) for text in texts)]
    if not usable:
        return lambda read: np.ones((len(read[0]), 1))
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=TERMS, token_pattern=WORD.pattern)
    columns = ColumnTransformer([(str(i), clone(vectorizer), i) for i in usable], sparse_threshold=1.0)
    columns.fit(_columns(train))
    return lambda read: columns.transform(_columns(read))


def _columns(texts: Sequence[list[str]]) -> NDArray[np.object_]:
    return np.array(list(zip(*texts, strict=True)), dtype=object)


def embedding_features(
    encoder: str, train: Sequence[list[str]], test: Sequence[list[str]], *, revision: str | None = None
) -> tuple[Matrix, Matrix]:
    """The features of :func:`load_embedder` of training and test texts."""
    features = load_embedder(encoder, revision=revision)
    return features(train), features(test)


def load_embedder(encoder: str, *, revision: str | None = None) -> Features:
    """Unit-length embeddings of the frozen encoder, one block beside the other.

    A sentence-transformers model keeps its own pooling; any other encoder is pooled by the mean over its tokens,
    which is the rule of sentence-transformers.
    """
    from sentence_transformers import SentenceTransformer

    with _quiet_loading():
        model = SentenceTransformer(encoder, revision=revision)

    def embed(texts: list[str]) -> Matrix:
        return model.encode(texts, show_progress_bar=False, normalize_embeddings=True).astype(np.float64)

    return lambda read: np.hstack([embed(texts) for texts in read])


@contextmanager
def _quiet_loading() -> Iterator[None]:
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def majority(task: Task, train_rows: Rows, count: int) -> list[str]:
    """The most frequent training label, ``count`` times; of several such the first in the alphabet."""
    labels = [row.labels[task.name] for row in train_rows if task.name in row.labels]
    classifier = DummyClassifier(strategy="most_frequent").fit(np.zeros((len(labels), 1)), labels)
    return [str(label) for label in classifier.predict(np.zeros((count, 1)))]


def logistic_regression(task: Task, train_rows: Rows, train: Matrix, test: Matrix) -> list[str]:
    """Fit a logistic regression on the rows that answer ``task`` and label the rows of ``test``."""
    return fit_linear(LOGISTIC, task, train_rows, train)(test)


def linear_svm(task: Task, train_rows: Rows, train: Matrix, test: Matrix) -> list[str]:
    """Fit a linear support vector machine on the rows that answer ``task`` and label the rows of ``test``."""
    return fit_linear(SVM, task, train_rows, train)(test)


def fit_linear(kind: Linear, task: Task, train_rows: Rows, train: Matrix) -> Labeller:
    """Fit a linear classifier on the rows that answer ``task``; what is returned labels the rows of a matrix.

    Where all training rows have one label, that label is given.
    """
    kept = [i for i, row in enumerate(train_rows) if task.name in row.labels]
    labels = np.array([train_rows[i].labels[task.name] for i in kept])
    if len(set(labels)) < 2:
        return lambda test: majority(task, train_rows, test.shape[0])
    groups = [train_rows[i].group for i in kept]
    # The solver works on short vectors: threads only wait for each other, on a busy machine many times as long.
    with threadpool_limits(1):
        chosen = best_settings(train[kept], labels, groups, kind)
        fitted = _fitted(kind, chosen, train[kept], labels)
    return lambda test: [str(label) for label in fitted.predict(test)]


def best_settings(
    features: Matrix, labels: Labels, groups: Sequence[str], kind: Linear = LOGISTIC
) -> Mapping[str, Any]:
    """Strength of regularisation with the best macro-F1 over all held-out rows of a cross-validation by groups.

    With fewer than two groups, or where a fold leaves a single label to fit on, nothing can be compared and
    :data:`UNTUNED` is returned. Of several best the first candidate of ``kind``, the strongest regularisation.
    """
    number = min(FOLDS, len(set(groups)))
    if number < 2:
        return UNTUNED
    folds = list(GroupKFold(number).split(features, labels, groups))
    if any(len(set(labels[fitted])) < 2 for fitted, _ in folds):
        return UNTUNED
    return max(kind.candidates, key=lambda settings: _held_out_f1(kind, settings, features, labels, folds))


def _held_out_f1(
    kind: Linear, settings: Mapping[str, Any], features: Matrix, labels: Labels, folds: Sequence[Any]
) -> float:
    predicted = np.empty_like(labels)
    for fitted, held_out in folds:
        predicted[held_out] = _fitted(kind, settings, features[fitted], labels[fitted]).predict(features[held_out])
    return float(f1_score(labels, predicted, average="macro", zero_division=0))


def _fitted(kind: Linear, settings: Mapping[str, Any], features: Matrix, labels: Labels) -> Any:
    return clone(kind.estimator).set_params(**settings).fit(features, labels)
