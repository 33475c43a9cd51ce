import json

import pyarrow
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from detente.training.labelled import Problems
from detente.training.tables import read_table

COLUMNS = {
    "text": ["We agree.", "No."],
    "attitude": ["warm", "hostile"],
    "topic": ["fish", None],
    "group": ["p1", "p2"],
    "split": ["train", None],
    "id": ["x", None],
    "speaker": ["Jon Vale", None],
    "context": ["He said: We agree.", None],
}


def write(path, columns):
    table = pyarrow.table(columns)
    if path.suffix == ".parquet":
        parquet.write_table(table, path)
    elif path.suffix == ".csv":
        arrow_csv.write_csv(table, path)
    else:
        path.write_text("".join(f"{json.dumps(row)}\n" for row in table.to_pylist()))
    return path


@pytest.fixture
def read(schema):
    def reading(path, columns=None):
        problems = Problems()
        rows = list(read_table(path, schema, columns or {}, problems))
        return rows, [problem.removeprefix(str(path)) for problem in problems.found]

    return reading


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_rows_of_every_format(read, tmp_path, suffix):
    rows, problems = read(write(tmp_path / f"t{suffix}", COLUMNS))
    assert problems == []
    assert [row.labels for row in rows] == [{"attitude": "warm", "topic": "fish"}, {"attitude": "hostile"}]
    assert (rows[0].group, rows[0].split, rows[1].group, rows[1].split) == ("p1", "train", "p2", None)
    assert rows[0].statement.article_id == "x"
    assert (rows[0].statement.speaker, rows[0].statement.context) == ("Jon Vale", "He said: We agree.")
    assert rows[1].statement.article_id == rows[1].where


def test_columns_of_other_names(read, tmp_path):
    names = {"text": "sentence", "attitude": "tone", "group": "page"}
    path = write(tmp_path / "t.csv", {names.get(name, name): cells for name, cells in COLUMNS.items()})
    rows, problems = read(path, names)
    assert problems == []
    assert [(row.statement.text, row.group) for row in rows] == [("We agree.", "p1"), ("No.", "p2")]
    assert rows[0].labels == {"attitude": "warm", "topic": "fish"}


def test_a_row_without_a_group_is_its_own(read, tmp_path):
    rows, _ = read(write(tmp_path / "t.csv", {"text": ["a", "b"], "topic": ["fish", "fish"], "id": ["1", ""]}))
    assert [row.group for row in rows] == ["1", rows[1].where]


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_numbers_are_names_too(read, tmp_path, suffix):
    columns = {"text": ["a", "b"], "topic": ["fish", "fish"], "id": [0, 1], "group": [0, 0]}
    rows, problems = read(write(tmp_path / f"t{suffix}", columns))
    assert problems == []
    assert [(row.group, row.statement.article_id) for row in rows] == [("0", "0"), ("0", "1")]


def test_a_table_with_one_task_of_two(read, tmp_path):
    rows, problems = read(write(tmp_path / "t.csv", {"text": ["a"], "topic": ["fish"]}))
    assert problems == []
    assert rows[0].labels == {"topic": "fish"}


@pytest.mark.parametrize(
    ("columns", "mapping", "problem"),
    [
        (
            {"texts": ["a"], "topic": ["fish"]},
            {},
            ":2: no column 'text'; found texts, topic; map it in the config: data.columns: {text: texts}",
        ),
        ({"a": ["a"]}, {}, ":2: no column 'text'; found a; map it in the config: data.columns: {text: NAME}"),
        ({"text": ["a"]}, {}, ":2: no column of a task (attitude, topic); found text; map them in data.columns"),
        (
            {"text": ["a"], "topic": ["fish"], "pages": ["1"]},
            {"group": "page"},
            ": no column 'page' (data.columns.group); did you mean pages?",
        ),
        (
            {"text": ["a"], "topic": ["fish"]},
            {"group": "zz"},
            ": no column 'zz' (data.columns.group); known here: text, topic",
        ),
    ],
)
def test_a_missing_column_names_the_nearest(read, tmp_path, columns, mapping, problem):
    _, problems = read(write(tmp_path / "t.csv", columns), mapping)
    assert problems == [problem]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"text": " "}, ":2: text: expected the words of a statement, found ' '"),
        ({"text": None}, ":2: text: expected the words of a statement, found None"),
        ({"topic": "tea"}, ":2: topic: unknown label 'tea'; expected one of fish, steel"),
        ({"topic": 1}, ":2: topic: unknown label 1; expected one of fish, steel"),
        ({"speaker": 3}, ":2: speaker: expected a text or nothing, found 3"),
        ({"context": ["x"]}, ":2: context: expected a text or nothing, found ['x']"),
    ],
)
def test_a_bad_row_has_its_place_and_the_rest_goes_on(read, tmp_path, cells, problem):
    good = {"text": "We agree.", "topic": "fish"}
    path = tmp_path / "t.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in (good, {**good, **cells}, good)))
    rows, problems = read(path)
    assert problems == [problem]
    assert [row.where for row in rows if row.where.endswith((":1", ":3"))] == [f"{path}:1", f"{path}:3"]


def test_an_unreadable_table_is_one_problem(read, tmp_path):
    assert len(read(tmp_path / "none.csv", {"group": "page"})[1]) == 1
