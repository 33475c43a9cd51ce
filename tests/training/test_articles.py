import json

import pytest

from detente.training.articles import read_articles, spans_of
from detente.training.labelled import Problems

TEXT = "“We welcome it,” Jon Vale said. “But not now.”\n\nThe port of Ost was closed."
FIRST = {"spans": [[1, 15], [33, 45]], "speaker": "Jon Vale", "attitude": "warm", "topic": "fish"}


@pytest.fixture
def read(schema, tmp_path):
    def reading(*rows, context="turn"):
        path, problems = tmp_path / "articles.jsonl", Problems()
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        found = list(read_articles(path, schema, context, problems))
        return found, [problem.removeprefix(f"{path}:") for problem in problems.found]

    return reading


def article(*statements, **fields):
    return {"id": "a", "text": TEXT, "statements": list(statements), **fields}


def test_a_statement_comes_with_all_it_says(read):
    facts = {"kind": "mixed", "framing": "denied", "mention_span": [17, 25], "cue": "said", "target": "the port"}
    ((row,), problems) = read(article({**FIRST, **facts, "text": "We welcome it, But not now."}))
    assert problems == []
    assert row.labels == {"attitude": "warm", "topic": "fish"}
    assert (row.group, row.split, row.where.rpartition(":")[2]) == ("a", None, "1")
    one = row.statement
    assert (one.id, one.spans, one.text) == ("a#0", ((1, 15), (33, 45)), "We welcome it, But not now.")
    assert (one.kind, one.framing, one.mention, one.mention_span) == ("mixed", "denied", "Jon Vale", (17, 25))
    assert (one.speaker, one.cue, one.target) == ("Jon Vale", "said", "the port")


def test_the_context_is_that_of_the_setting(read):
    ((row,), _) = read(article(FIRST), context="none")
    assert row.statement.context is None
    ((row,), _) = read(article(FIRST), context="turn")
    assert row.statement.context == TEXT.split("\n\n")[0]


def test_kind_and_framing_need_not_be_given(read):
    ((row,), _) = read(article({"spans": [[1, 15]]}))
    assert (row.statement.kind, row.statement.framing, row.statement.speaker) == ("direct", "asserted", None)
    assert row.labels == {}


def test_a_statement_may_lack_a_label(read):
    rows, problems = read(article({**FIRST, "topic": None}, {**FIRST, "attitude": ""}))
    assert [row.labels for row in rows] == [{"attitude": "warm"}, {"topic": "fish"}]
    assert problems == []


def test_the_split_of_an_article_is_that_of_its_statements(read):
    rows, _ = read(article(FIRST, {"spans": [[33, 45]]}, split="test"))
    assert [row.split for row in rows] == ["test", "test"]


def test_other_fields_are_kept_away(read):
    ((row,), problems) = read(article({**FIRST, "note": "glad"}, genre="wire", invented=True))
    assert problems == []
    assert row.labels.keys() == {"attitude", "topic"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"attitude": "furious"}, "1: a#0: attitude: unknown label 'furious'; expected one of warm, cool, hostile"),
        ({"spans": None}, "1: a#0: spans: expected offsets like [[0, 12]], found None"),
        ({"spans": []}, "1: a#0: spans: expected offsets like [[0, 12]], found []"),
        ({"spans": [[1]]}, "1: a#0: spans: expected a pair of offsets, found [1]"),
        ({"spans": [[1, "9"]]}, "1: a#0: spans: expected a pair of offsets, found [1, '9']"),
        ({"spans": [[0, True]]}, "1: a#0: spans: expected a pair of offsets, found [0, True]"),
        ({"spans": [[9, 9]]}, "1: a#0: spans: [9, 9] does not resolve"),
        ({"spans": [[9, 4]]}, "1: a#0: spans: [9, 4] does not resolve"),
        ({"spans": [[-1, 4]]}, "1: a#0: spans: [-1, 4] does not resolve"),
        (
            {"spans": [[4, 999]]},
            f"1: a#0: spans: [4, 999] does not resolve: offsets run in order from 0 to {len(TEXT)}",
        ),
        ({"spans": [[9, 12], [1, 4]]}, "1: a#0: spans: [1, 4] does not resolve: offsets run in order from 12"),
        ({"spans": [[46, 48]]}, "1: a#0: spans: [46, 48] holds only white space"),
        ({"mention_span": [90, 99]}, "1: a#0: mention_span: [90, 99] does not resolve"),
        ({"mention_span": 3}, "1: a#0: mention_span: expected a pair of offsets, found 3"),
        ({"text": "We welcome"}, "1: a#0: text: the spans hold 'We welcome it, But not now.', the annotation says"),
        ({"kind": "loud"}, "1: a#0: kind: expected one of direct, mixed, indirect, found 'loud'"),
        ({"framing": []}, "1: a#0: framing: expected one of asserted, denied, hypothetical, found []"),
        ({"speaker": 3}, "1: a#0: speaker: expected a text or nothing, found 3"),
        ({"target": {}}, "1: a#0: target: expected a text or nothing, found {}"),
    ],
)
def test_what_is_wrong_with_a_statement_has_its_place(read, fields, problem):
    rows, problems = read(article({**FIRST, **fields}, {"spans": [[33, 45]]}))
    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert rows[-1].statement.id == "a#1"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"text": TEXT, "statements": []}, "1: id: expected a text, found None"),
        ({"id": "a", "text": " \n", "statements": []}, "1: text: expected a text, found ' \\n'"),
        ({"id": "a", "text": 3, "statements": []}, "1: text: expected a text, found 3"),
        ({"id": "a", "text": TEXT}, "1: statements: expected a list, found NoneType"),
        ({"id": "a", "text": TEXT, "statements": ["x"]}, "1: a#0: expected an object, found str"),
    ],
)
def test_what_is_wrong_with_an_article_has_its_place(read, row, problem):
    assert read(row) == ([], [problem])


def test_all_problems_are_noted(read):
    _, problems = read(article({**FIRST, "attitude": "x", "spans": [[9, 4]]}, {**FIRST, "topic": "x"}), {"id": "b"})
    assert [problem.split(" ")[0] for problem in problems] == ["1:", "1:", "1:", "2:"]


def test_offsets_are_code_points():
    problems = Problems()
    assert spans_of([[2, 4]], "🐟 ok", "x", problems) == [(2, 4)]
    assert problems.found == []
