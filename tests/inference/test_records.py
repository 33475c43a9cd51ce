import dataclasses
import json

import pytest

from detente.inference.records import (
    STATEMENT_COLUMNS,
    columns_of,
    evidence_column,
    extracted_line,
    label_columns,
    statement_of,
)
from detente.model.article import Article, Evidence, Statement
from detente.model.errors import InputError
from detente.model.prediction import Prediction

ARTICLE = Article("paper-7", '"We agree," he said.', title="Talks", date="2031-05-02", source="The Harbour Post")
STATEMENT = Statement(
    "paper-7",
    2,
    ((1, 10),),
    "We agree,",
    kind="mixed",
    cue="said",
    framing="denied",
    mention="he",
    mention_span=(12, 14),
    speaker="Jon Vale",
    speaker_role="envoy",
    speaker_affiliation="Norway",
    confidence=0.94,
    evidence=Evidence("mixed, clause behind", "the last man before", ("Ada Brandt",)),
)
LABELS = {
    "attitude": Prediction("warm", 2 / 3, {"warm": 2 / 3, "cool": 1 / 3, "hostile": 0.0}),
    "topic": Prediction("fish", 0.5, {"fish": 0.5, "steel": 0.5}, abstained=True),
}


def test_an_extracted_line_has_the_columns_of_the_contract():
    line = extracted_line(ARTICLE, STATEMENT)
    assert list(line) == columns_of(None) == STATEMENT_COLUMNS
    assert line == {
        "statement_id": "paper-7#2",
        "article_id": "paper-7",
        "title": "Talks",
        "date": "2031-05-02",
        "source": "The Harbour Post",
        "kind": "mixed",
        "framing": "denied",
        "text": "We agree,",
        "spans": [[1, 10]],
        "cue": "said",
        "mention": "he",
        "mention_span": [12, 14],
        "speaker": "Jon Vale",
        "speaker_role": "envoy",
        "speaker_affiliation": "Norway",
        "confidence": 0.94,
    }
    assert json.loads(json.dumps(line)) == line


def test_a_scored_line_has_the_columns_of_the_contract(schema):
    line = {**extracted_line(ARTICLE, STATEMENT), **label_columns(LABELS, "tiny@0123456789ab")}
    assert list(line) == columns_of(schema)
    assert line["attitude"] == "warm"
    assert line["attitude_probability"] == 0.666667
    assert line["topic_probabilities"] == {"fish": 0.5, "steel": 0.5}
    assert (line["attitude_abstained"], line["topic_abstained"]) == (None, True)
    assert line["model"] == "tiny@0123456789ab"


def test_a_line_is_read_back_as_the_statement():
    line = json.loads(json.dumps(extracted_line(ARTICLE, STATEMENT)))
    kept = ("article_id", "index", "spans", "text", "kind", "framing", "speaker", "speaker_role", "speaker_affiliation")
    found = statement_of(line, "x:1")
    assert {name: getattr(found, name) for name in kept} == {name: getattr(STATEMENT, name) for name in kept}


def test_a_line_is_read_back_whole():
    line = json.loads(json.dumps({**extracted_line(ARTICLE, STATEMENT), **evidence_column(STATEMENT)}))
    assert dataclasses.asdict(statement_of(line, "x:1")) == dataclasses.asdict(STATEMENT)


@pytest.mark.parametrize("value", ["high", 3, True, {}, None])
def test_a_column_of_the_same_name_with_another_meaning_is_left_alone(value):
    found = statement_of({"text": "We agree.", "confidence": "high", "evidence": value}, "x:1")
    assert (found.confidence, found.evidence) == (None, None)


def test_a_bare_text_is_a_statement():
    assert statement_of({"text": "We agree."}, "x.csv:4") == Statement("x.csv:4", 0, (), "We agree.")


def test_optional_fields_are_read():
    row = {"text": "We agree.", "context": "He said.", "speaker": "Jon Vale", "id": 17, "target": "the council"}
    statement = statement_of(row, "x.csv:4")
    assert (statement.article_id, statement.context, statement.speaker) == ("17", "He said.", "Jon Vale")
    assert statement.target == "the council"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "x:3: text: expected the words of a statement, found None"),
        ({"text": " \n"}, "x:3: text: expected the words"),
        ({"text": 3}, "x:3: text: expected the words of a statement, found 3"),
        ({"text": "a", "speaker": 3}, "x:3: speaker: expected a text or nothing, found 3"),
        ({"text": "a", "context": []}, "x:3: context: expected a text"),
        ({"text": "a", "target": {}}, "x:3: target: expected a text"),
        ({"text": "a", "kind": "loud"}, "x:3: kind: expected one of direct, mixed, indirect, found 'loud'"),
        ({"text": "a", "framing": 1}, "x:3: framing: expected one of asserted, denied, hypothetical, found 1"),
        ({"text": "a", "spans": [[1]]}, "x:3: spans: expected pairs of offsets"),
        ({"text": "a", "spans": "ab"}, "x:3: spans: expected pairs of offsets"),
        ({"text": "a", "spans": 5}, "x:3: spans: expected pairs of offsets"),
        ({"text": "a", "cue": 3}, "x:3: cue: expected a text or nothing, found 3"),
        ({"text": "a", "mention": ["he"]}, "x:3: mention: expected a text"),
        ({"text": "a", "mention_span": [1]}, "x:3: mention_span: expected a pair of offsets like [0, 12], found [1]"),
        ({"text": "a", "mention_span": 5}, "x:3: mention_span: expected a pair of offsets"),
    ],
)
def test_a_bad_row_says_where_and_what(row, message):
    with pytest.raises(InputError) as caught:
        statement_of(row, "x:3")
    assert str(caught.value).startswith(message)
