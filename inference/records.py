"""The line: one statement from end to end, what extraction writes, scoring completes and training takes back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from detente.model.article import FRAMINGS, KINDS, Article, Evidence, Span, Statement
from detente.model.errors import InputError
from detente.model.prediction import Prediction
from detente.model.schema import LABEL_SUFFIXES, LabelSchema

Line = dict[str, Any]

STATEMENT_COLUMNS = [
    *("statement_id", "article_id", "title", "date", "source", "kind", "framing"),
    *("text", "spans", "cue", "mention", "mention_span", "speaker"),
    *("speaker_role", "speaker_affiliation", "confidence"),
]
EVIDENCE = "evidence"


def columns_of(schema: LabelSchema | None) -> list[str]:
    """The columns of a line, in order; without a schema those of an extracted line."""
    tasks = [f"{name}{suffix}" for name in (schema.names if schema else ()) for suffix in SUFFIXES]
    return [*STATEMENT_COLUMNS, *tasks, *(["model"] if schema else [])]


SUFFIXES = ("", *LABEL_SUFFIXES)


def extracted_line(article: Article, statement: Statement) -> Line:
    """The line of a statement without labels."""
    return {
        "statement_id": statement.id,
        "article_id": statement.article_id,
        "title": article.title,
        "date": article.date,
        "source": article.source,
        "kind": statement.kind,
        "framing": statement.framing,
        "text": statement.text,
        "spans": [list(span) for span in statement.spans],
        "cue": statement.cue,
        "mention": statement.mention,
        "mention_span": None if statement.mention_span is None else list(statement.mention_span),
        "speaker": statement.speaker,
        "speaker_role": statement.speaker_role,
        "speaker_affiliation": statement.speaker_affiliation,
        "confidence": statement.confidence,
    }


def evidence_column(statement: Statement) -> Line:
    """The column that ``--explain`` adds: which rule found the words, why this speaker, who else was considered."""
    evidence = statement.evidence
    return {EVIDENCE: None if evidence is None else asdict(evidence)}


def label_columns(predictions: Mapping[str, Prediction], model: str) -> Line:
    """The columns that scoring adds."""
    line: Line = {}
    for task, prediction in predictions.items():
        line[task] = prediction.label
        line[f"{task}_probability"] = round(prediction.probability, 6)
        line[f"{task}_probabilities"] = {label: round(p, 6) for label, p in prediction.probabilities.items()}
        line[f"{task}_abstained"] = prediction.abstained
    return {**line, "model": model}


def statement_of(line: Mapping[str, Any], where: str) -> Statement:
    """Read a ready statement: a line of this contract, or ``text`` and optional ``context``, ``speaker``, ``id``.

    Raises:
        InputError: no text, or a field of the wrong type; ``where`` says which line.
    """
    text = line.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{where}: text: expected the words of a statement, found {text!r}")
    for field in ("context", "speaker", "speaker_role", "speaker_affiliation", "target", "cue", "mention"):
        if not isinstance(line.get(field), str | None):
            raise InputError(f"{where}: {field}: expected a text or nothing, found {line[field]!r}")
    return Statement(
        article_id=str(line.get("article_id") or line.get("id") or where),
        index=_index(line),
        spans=_spans(line.get("spans"), where),
        text=text,
        kind=_one_of(line.get("kind"), KINDS, "direct", "kind", where),
        framing=_one_of(line.get("framing"), FRAMINGS, "asserted", "framing", where),
        cue=line.get("cue"),
        mention=line.get("mention"),
        mention_span=_mention_span(line.get("mention_span"), where),
        speaker=line.get("speaker"),
        speaker_role=line.get("speaker_role"),
        speaker_affiliation=line.get("speaker_affiliation"),
        context=line.get("context"),
        target=line.get("target"),
        confidence=_confidence(line.get("confidence")),
        evidence=_evidence(line.get(EVIDENCE)),
    )


def _confidence(value: Any) -> float | None:
    """Ours; a column of that name that somebody else filled with something else is none."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None


def _evidence(value: Any) -> Evidence | None:
    """Ours, in tables as JSON; anything else of that name is none."""
    try:
        told = json.loads(value) if isinstance(value, str) else value
        return Evidence(told["rule"], told["reason"], tuple(told["rejected"]))
    except (TypeError, KeyError, ValueError):
        return None


def _index(line: Mapping[str, Any]) -> int:
    _, _, index = str(line.get("statement_id") or "").rpartition("#")
    return int(index) if index.isdecimal() else 0


def _spans(value: Any, where: str) -> tuple[tuple[int, int], ...]:
    try:
        return tuple((int(start), int(end)) for start, end in value or ())
    except (TypeError, ValueError):
        raise InputError(f"{where}: spans: expected pairs of offsets like [[0, 12]], found {value!r}") from None


def _mention_span(value: Any, where: str) -> Span | None:
    if value is None:
        return None
    try:
        start, end = value
        return int(start), int(end)
    except (TypeError, ValueError):
        raise InputError(f"{where}: mention_span: expected a pair of offsets like [0, 12], found {value!r}") from None


def _one_of(value: Any, allowed: tuple[str, ...], default: str, field: str, where: str) -> Any:
    if value is None:
        return default
    if value not in allowed:
        raise InputError(f"{where}: {field}: expected one of {', '.join(allowed)}, found {value!r}")
    return value
