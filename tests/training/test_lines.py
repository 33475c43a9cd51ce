import json

import pyarrow
import pytest
from pyarrow import parquet

from detente.training.labelled import Problems
from detente.training.lines import rows_of

ROWS = [{"text": "We agree.", "page": "1"}, {"text": "“Nø”,\nhe said", "page": None}]


def read(path, content=None):
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems()
    return list(rows_of(path, problems)), problems.found


def written(path):
    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n\n" for row in ROWS))
    else:
        path.write_text('text,page\nWe agree.,1\n"“Nø”,\nhe said",\n', encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(("suffix", "places"), [(".jsonl", (1, 3)), (".csv", (2, 4)), (".parquet", (1, 2))])
def test_rows_come_with_their_places(tmp_path, suffix, places):
    path = written(tmp_path / f"a{suffix}")
    expected = [(f"{path}:{place}", row) for place, row in zip(places, ROWS, strict=True)]
    assert read(path) == (expected, [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON: "),
        ("[1]", "expected an object like {...}, found list"),
        ("7", "expected an object like {...}, found int"),
        ("[" * 100_000, "not JSON: "),
    ],
)
def test_a_malformed_line_is_noted_and_the_rest_goes_on(tmp_path, line, problem):
    path = tmp_path / "a.jsonl"
    rows, found = read(path, f'{{"a": 1}}\n{line}\n{{"a": 3}}\n')
    assert [row for _, row in rows] == [{"a": 1}, {"a": 3}]
    assert len(found) == 1
    assert found[0].startswith(f"{path}:2: {problem}")


def test_jsonl_with_a_mark(tmp_path):
    assert read(tmp_path / "a.jsonl", '\ufeff{"a": 1}\n')[1] == []


def test_a_csv_row_with_too_many_fields(tmp_path):
    path = tmp_path / "a.csv"
    rows, found = read(path, "a,b\n1,2\n1,2,3\n4\n")
    assert [row for _, row in rows] == [{"a": "1", "b": "2"}, {"a": "4", "b": None}]
    assert found == [f"{path}:3: more fields than the 2 columns of the header"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", "x", "unknown format '.txt'; expected one of .jsonl, .csv, .parquet"),
        ("a", "x", "unknown format ''"),
        ("a.jsonl", b"\xff\xfe\xff", "cannot be read: "),
        ("a.csv", b"a\n\xff\n", "cannot be read: "),
        ("a.csv", 'a\n"open\n', "cannot be read: "),
        ("a.parquet", "no parquet", "cannot be read: "),
        ("none.jsonl", None, "cannot be read: "),
        ("none.csv", None, "cannot be read: "),
        ("none.parquet", None, "cannot be read: "),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path, name, content, problem):
    rows, found = read(tmp_path / name, content)
    assert rows == []
    assert len(found) == 1
    assert found[0].startswith(f"{tmp_path / name}: {problem}")


def test_a_folder_is_one_problem(tmp_path):
    (tmp_path / "a.jsonl").mkdir()
    assert len(read(tmp_path / "a.jsonl")[1]) == 1
