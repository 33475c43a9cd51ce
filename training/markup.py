"""Marked text: annotated articles as people write and correct them, exchanged for the JSONL that everything else reads.

```
---
title: Pentagon signs for helicopters
date: 2011-05-26
---
"<s n="1">We will talk,</s>" <m n="1">Ray Delgado</m> said. "<s n="1">We will not beg.</s>"
---
- {n: 1, kind: direct, framing: asserted, speaker: Ray Delgado, stance: adversarial, topic: other}
```

``<s n="K">`` marks a span of statement K, ``<m n="K">`` the mention of its speaker. Offsets are half-open code points
into the text without the marks.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from detente.model.article import Span, words_of
from detente.model.errors import DataError

Row = dict[str, Any]

TAG = re.compile(r'<(/?)([sm])(?: n="(\d+)")?>')
SECTION = re.compile(r"^---[ \t]*\n", re.MULTILINE)
HEADER = ("title", "date", "source", "url", "genre", "invented", "split")
OFFSETS = ("spans", "mention", "mention_span", "text")


def from_marked(identifier: str, marked: str) -> Row:
    """Read an article in marked text.

    Raises:
        DataError: sections, marks or labels do not fit together; the text says where.
    """
    sections = SECTION.split(marked.replace("\r\n", "\n"))
    if len(sections) != 4 or sections[0].strip():
        raise DataError(f"{identifier}: expected three sections, each after a line `---`, found {len(sections) - 1}")
    header, labels = _header(identifier, sections[1]), _labels(identifier, sections[3])
    text, spans, mentions = strip_marks(identifier, sections[2].strip("\n"))
    if unmarked := sorted(set(labels) - set(spans)):
        raise DataError(f"{identifier}: statements {unmarked} have labels but no <s n=...> in the text")
    if unlabelled := sorted((set(spans) | set(mentions)) - set(labels)):
        raise DataError(f"{identifier}: statements {unlabelled} are marked but have no labels")
    statements = [_statement(text, spans[n], mentions.get(n), given) for n, given in labels.items()]
    return {"id": identifier, **header, "text": text, "statements": statements}


def _header(identifier: str, section: str) -> Row:
    header = _from_yaml(identifier, section) or {}
    if not isinstance(header, dict) or not set(header) <= set(HEADER):
        raise DataError(f"{identifier}: header: expected lines `key: value` with keys among {', '.join(HEADER)}")
    # YAML reads a bare 2011-05-26 as a date and a bare 1984 as a number.
    return {key: value if isinstance(value, bool) else str(value) for key, value in header.items() if value is not None}


def _labels(identifier: str, section: str) -> dict[int, Row]:
    labels: dict[int, Row] = {}
    for row in _list(identifier, _from_yaml(identifier, section)):
        if not isinstance(row, dict) or type(row.get("n")) is not int:
            raise DataError(f"{identifier}: labels: expected an item like {{n: 1, speaker: NAME}}, found {row!r}")
        if row["n"] in labels:
            raise DataError(f"{identifier}: labels: statement {row['n']} has labels twice")
        labels[row["n"]] = {key: value for key, value in row.items() if key != "n"}
    return labels


def _list(identifier: str, value: Any) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise DataError(f"{identifier}: labels: expected a list, found {type(value).__name__}")
    return value or []


def _from_yaml(identifier: str, section: str) -> Any:
    try:
        return yaml.safe_load(section)
    except yaml.YAMLError as error:
        raise DataError(f"{identifier}: header or labels are not YAML: {error}") from error


def _statement(text: str, spans: list[Span], mention: Span | None, given: Row) -> Row:
    return {
        "spans": [list(span) for span in spans],
        "text": words_of(text, spans),
        "mention": text[slice(*mention)] if mention else None,
        "mention_span": list(mention) if mention else None,
        **given,
    }


def strip_marks(identifier: str, body: str) -> tuple[str, dict[int, list[Span]], dict[int, Span]]:
    """The text without marks, the spans of each statement and the span of each mention.

    Raises:
        DataError: a mark is nested, not closed, or a mention is marked twice.
    """
    text, position = "", 0
    opened: tuple[str, int, int] | None = None
    spans: dict[int, list[Span]] = {}
    mentions: dict[int, Span] = {}
    for tag in TAG.finditer(body):
        text, position = text + body[position : tag.start()], tag.end()
        closing, kind, number = tag.groups()
        near = f"{identifier}: near {body[max(0, tag.start() - 40) : tag.end()]!r}"
        if not closing:
            if opened or number is None:
                raise DataError(f"{near}: a mark inside a mark, or one without n")
            opened = (kind, int(number), len(text))
            continue
        if opened is None or opened[0] != kind:
            raise DataError(f"{near}: closes a mark that is not open")
        _, which, start = opened
        opened = None
        if kind == "s":
            spans.setdefault(which, []).append((start, len(text)))
        elif mentions.setdefault(which, (start, len(text))) != (start, len(text)):
            raise DataError(f"{near}: statement {which} has a second mention")
    if opened:
        raise DataError(f"{identifier}: <{opened[0]} n={opened[1]}> is not closed")
    return text + body[position:], spans, mentions


def to_marked(row: Mapping[str, Any]) -> str:
    """Inverse of :func:`from_marked`.

    Raises:
        DataError: marks cannot say this: overlapping spans, or a text that itself holds marks or a line `---`.
    """
    marks: list[tuple[int, int, str]] = []
    labels = []
    for number, statement in enumerate(row["statements"], start=1):
        places = [("s", span) for span in statement["spans"]]
        if statement.get("mention_span"):
            places.append(("m", statement["mention_span"]))
        for kind, (start, end) in places:
            marks += [(start, 1, f'<{kind} n="{number}">'), (end, 0, f"</{kind}>")]
        labels.append({"n": number, **{key: value for key, value in statement.items() if key not in OFFSETS}})
    text, pieces, position = row["text"], [], 0
    for offset, _, mark in sorted(marks):
        pieces += [text[position:offset], mark]
        position = offset
    body = "".join(pieces) + text[position:]
    header = _yaml({key: row[key] for key in HEADER if row.get(key) is not None})
    listed = "".join("- " + _yaml(one, flow=True) for one in labels)
    marked = f"---\n{header}---\n{body}\n---\n{listed}"
    if _offsets(from_marked(str(row["id"]), marked)) != _offsets(row):
        raise DataError(
            f"{row['id']}: this text cannot be marked: it holds marks, a line `---` or blank lines at its ends"
        )
    return marked


def _offsets(row: Mapping[str, Any]) -> Any:
    return row["text"], [(one["spans"], one.get("mention_span")) for one in row["statements"]]


def _yaml(data: Mapping[str, Any], *, flow: bool = False) -> str:
    return yaml.safe_dump(dict(data), default_flow_style=flow, sort_keys=False, allow_unicode=True, width=10**6)
