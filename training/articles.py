"""Annotated articles: JSONL with the text, and each statement's spans, kind, framing, mention, speaker and labels."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from detente.inference.quotes import with_context
from detente.model.article import FRAMINGS, KINDS, Article, Span, Statement, words_of
from detente.model.encoding import ContextMode
from detente.model.schema import LabelSchema
from detente.training.labelled import LabelledStatement, Problems
from detente.training.lines import rows_of

ARTICLE_FIELDS = ("id", "text", "title", "date", "source", "url")
FACTS = ("cue", "speaker", "target")


def read_articles(
    path: Path, schema: LabelSchema, context: ContextMode, problems: Problems
) -> Iterator[LabelledStatement]:
    """Yield the labelled statements of a file of annotated articles, each in its context."""
    for where, row in rows_of(path, problems):
        article = article_of(row, where, problems)
        if article is None:
            continue
        annotated = list(_statements(row, article, schema, where, problems))
        in_context = with_context(article.text, [statement for statement, _ in annotated], context)
        for statement, (_, labels) in zip(in_context, annotated, strict=True):
            yield LabelledStatement(statement, labels, article.id, where, row.get("split"))


def article_of(row: Mapping[str, Any], where: str, problems: Problems) -> Article | None:
    """The article of a row, or None and a problem."""
    for field in ("id", "text"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            problems.add(where, f"{field}: expected a text, found {row.get(field)!r}")
            return None
    if not isinstance(row.get("statements"), list):
        problems.add(where, f"statements: expected a list, found {type(row.get('statements')).__name__}")
        return None
    known = {field: row[field] for field in ARTICLE_FIELDS if row.get(field) is not None}
    extra = {key: value for key, value in row.items() if key not in (*ARTICLE_FIELDS, "statements")}
    return Article(**known, extra=extra)


def _statements(
    row: Mapping[str, Any], article: Article, schema: LabelSchema, where: str, problems: Problems
) -> Iterator[tuple[Statement, dict[str, str]]]:
    for index, annotation in enumerate(row["statements"]):
        place = f"{where}: {article.id}#{index}"
        if not isinstance(annotation, dict):
            problems.add(place, f"expected an object, found {type(annotation).__name__}")
            continue
        statement = _statement(annotation, article, index, place, problems)
        labels = labels_of(annotation, schema, place, problems)
        if statement is not None:
            yield statement, labels


def _statement(
    annotation: Mapping[str, Any], article: Article, index: int, place: str, problems: Problems
) -> Statement | None:
    spans = spans_of(annotation.get("spans"), article.text, f"{place}: spans", problems)
    mention = annotation.get("mention_span")
    mention_spans = [] if mention is None else spans_of([mention], article.text, f"{place}: mention_span", problems)
    kind, framing = annotation.get("kind", "direct"), annotation.get("framing", "asserted")
    for field, value, allowed in (("kind", kind, KINDS), ("framing", framing, FRAMINGS)):
        if value not in allowed:
            problems.add(place, f"{field}: expected one of {', '.join(allowed)}, found {value!r}")
            return None
    for field in FACTS:
        if not isinstance(annotation.get(field), str | None):
            problems.add(place, f"{field}: expected a text or nothing, found {annotation[field]!r}")
            return None
    if not spans or mention_spans is None:
        return None
    words = words_of(article.text, spans)
    if "text" in annotation and annotation["text"] != words:
        said = str(annotation["text"])
        problems.add(place, f"text: the spans hold {words[:60]!r}, the annotation says {said[:60]!r}")
        return None
    return Statement(
        article_id=article.id,
        index=index,
        spans=tuple(spans),
        text=words,
        kind=kind,
        framing=framing,
        mention=article.text[slice(*mention_spans[0])] if mention_spans else None,
        mention_span=mention_spans[0] if mention_spans else None,
        **{field: annotation.get(field) for field in FACTS},
    )


def spans_of(value: Any, text: str, where: str, problems: Problems) -> list[Span] | None:
    """Half-open code-point offsets that resolve to words of ``text``, in order; None and a problem otherwise."""
    if not isinstance(value, list) or not value:
        problems.add(where, f"expected offsets like [[0, 12]], found {value!r}")
        return None
    spans: list[Span] = []
    for pair in value:
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(offset) is int for offset in pair)):
            problems.add(where, f"expected a pair of offsets, found {pair!r}")
            return None
        start, end = pair
        before = spans[-1][1] if spans else 0
        if not before <= start < end <= len(text):
            problems.add(where, f"[{start}, {end}] does not resolve: offsets run in order from {before} to {len(text)}")
            return None
        if not text[start:end].strip():
            problems.add(where, f"[{start}, {end}] holds only white space")
            return None
        spans.append((start, end))
    return spans


def labels_of(row: Mapping[str, Any], schema: LabelSchema, place: str, problems: Problems) -> dict[str, str]:
    """The known labels of a row; a task may be missing, an unknown label is a problem."""
    labels = {}
    for task in schema:
        value = row.get(task.name)
        if value is None or value == "":
            continue
        if value in task.labels:
            labels[task.name] = str(value)
        else:
            problems.add(place, f"{task.name}: unknown label {value!r}; expected one of {', '.join(task.labels)}")
    return labels
