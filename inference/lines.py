"""Streams of articles and statements to streams of lines: what `detente extract` and `detente score` write."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from detente.inference.quotes import extract
from detente.inference.quotes.languages.detection import Choice
from detente.inference.reading import Reject, Rejected
from detente.inference.records import Line, evidence_column, extracted_line, label_columns
from detente.inference.scorer import STREAMED_TOGETHER, Scorer
from detente.model.article import Article, Statement
from detente.model.encoding import ContextMode
from detente.model.prediction import Prediction

STATEMENTS_TOGETHER = 512
"""Ready statements held at a time: enough to sort by length, few enough to bound memory."""


@dataclass(slots=True)
class Tally:
    """What a run has read, found and set aside."""

    articles: int = 0
    silent: int = 0
    statements: int = 0
    rejected: int = 0
    abstained: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """One line for people."""
        parts = (
            [f"{self.articles:,} articles", f"{self.statements:,} statements"]
            if self.articles
            else [f"{self.statements:,} statements"]
        )
        return ", ".join([*parts, *set_apart(self.silent, self.rejected, self.abstained)])


def count_abstained(abstained: Counter[str], predictions: Mapping[str, Prediction]) -> None:
    """Count the tasks that abstained; one with a threshold is listed even where it never did."""
    for task, prediction in predictions.items():
        if prediction.abstained is not None:
            abstained[task] += prediction.abstained


def set_apart(silent: int, rejected: int, abstained: Mapping[str, int]) -> list[str]:
    """The end of a summary: what brought no statements, was rejected, or got no answer."""
    parts = [f"{silent:,} without statements"] if silent else []
    parts.append(f"{rejected:,} rejected")
    if abstained:
        parts.append(f"abstained: {', '.join(f'{task} {count:,}' for task, count in abstained.items())}")
    return parts


def counting(tally: Tally, tell: Callable[[str], None]) -> Reject:
    """A rejection that is counted and told."""

    def reject(rejected: Rejected) -> None:
        tally.rejected += 1
        tell(f"rejected: {rejected.where}: {rejected.reason}")

    return reject


def found(
    articles: Iterable[Article],
    tally: Tally,
    reject: Reject,
    context: ContextMode = "turn",
    language: Choice = "auto",
) -> Iterator[tuple[Article, list[Statement]]]:
    """The statements of each article; an article that extraction fails on is set aside."""
    for article in articles:
        tally.articles += 1
        try:
            statements = extract(article, context=context, language=language)
        except Exception as error:  # one bad article must not end a long run
            reject(Rejected(article.id, f"extraction failed: {type(error).__name__}: {error}"))
            continue
        tally.statements += len(statements)
        tally.silent += not statements
        yield article, statements


def extracted_lines(
    articles: Iterable[Article], tally: Tally, reject: Reject, *, explain: bool = False, language: Choice = "auto"
) -> Iterator[Line]:
    """One line a statement, without labels; with ``explain`` the column ``evidence`` too."""
    for article, statements in found(articles, tally, reject, "none", language):
        for statement in statements:
            line = extracted_line(article, statement)
            yield {**line, **evidence_column(statement)} if explain else line


def scored_lines(scorer: Scorer, articles: Iterable[Article], tally: Tally, reject: Reject) -> Iterator[Line]:
    """One line a statement, with labels, in input order and bounded memory."""
    context = scorer.checkpoint.settings.context
    source = found(articles, tally, reject, context)
    while together := list(islice(source, STREAMED_TOGETHER)):
        pairs = [(article, statement) for article, statements in together for statement in statements]
        labelled = scorer.classify(statement for _, statement in pairs)
        for (article, statement), scored in zip(pairs, labelled, strict=True):
            count_abstained(tally.abstained, scored.predictions)
            yield {**extracted_line(article, statement), **label_columns(scored.predictions, scorer.model)}


def labelled_lines(scorer: Scorer, statements: Iterable[tuple[Line, Statement]], tally: Tally) -> Iterator[Line]:
    """The rows of a statement file with labels added; a column of theirs that a label takes is kept as ``X_given``."""
    source = iter(statements)
    while together := list(islice(source, STATEMENTS_TOGETHER)):
        tally.statements += len(together)
        labelled = scorer.classify(statement for _, statement in together)
        for (row, _), scored in zip(together, labelled, strict=True):
            count_abstained(tally.abstained, scored.predictions)
            added = label_columns(scored.predictions, scorer.model)
            yield {**{given(name, added): value for name, value in row.items()}, **added}


def given(name: str, taken: Iterable[str]) -> str:
    """The name under which an input column is kept beside the columns that scoring adds."""
    return f"{name}_given" if name in set(taken) else name
