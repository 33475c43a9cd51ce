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
HEADER = ("title", "date", "source", "url", "genre", "invented")
OFFSETS = ("spans", "mention", "mention_span", "text")


def from_marked(identifier: str, marked: str) -> Row:
    """Read an article in marked text.

    Raises:
        DataError: sections, marks or labels do not fit together; the text says where.
    """
    sections = SECTION.split(marked.replace("\r\n", "\n"))
    if len(sections) != 4 or sections[0].strip():
        raise DataError(f"{identifier}: expected three sections, each after a line `---`, found {len(sections) - 1}")
    try:
        header, labels = yaml.safe_load(sections[1]) or {}, yaml.safe_load(sections[3]) or []
    except yaml.YAMLError as error:
        raise DataError(f"{identifier}: header or labels are not YAML: {error}") from error
    text, spans, mentions = strip_marks(identifier, sections[2].strip("\n"))
    statements = [_statement(identifier, text, spans, mentions, row) for row in labels]
    if unlabelled := sorted(set(spans) - {row["n"] for row in labels}):
        raise DataError(f"{identifier}: statements {unlabelled} are marked but have no labels")
    known = {key: str(header[key]) if key == "date" else header[key] for key in HEADER if key in header}
    return {"id": identifier, **known, "text": text, "statements": statements}


def _statement(
    identifier: str, text: str, spans: Mapping[int, list[Span]], mentions: Mapping[int, Span], row: Mapping[str, Any]
) -> Row:
    number = row.get("n")
    if number not in spans:
        raise DataError(f"{identifier}: statement {number} has labels but no <s n={number!r}> in the text")
    mention = mentions.get(number)
    given = {key: value for key, value in row.items() if key != "n"}
    return {
        "spans": [list(span) for span in spans[number]],
        "text": words_of(text, spans[number]),
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
    """Inverse of :func:`from_marked`."""
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
    listed = "".join("- " + yaml.safe_dump(one, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**6) for one in labels)
    return f"---\n{header}---\n{body}\n---\n{listed}"


def _yaml(data: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=10**6)
