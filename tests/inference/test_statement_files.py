import json
from pathlib import Path

import pytest

from detente.inference.reading import Rejected
from detente.inference.statement_files import read_statements, statement_columns


def file(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def jsonl(path: Path, *rows) -> Path:
    return file(path, "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


def only_reason(rejected):
    (one,) = rejected
    return one.reason


def statements(path):
    rejected: list[Rejected] = []
    return list(read_statements(path, rejected.append)), rejected


def table(path: Path, columns: dict[str, list]) -> Path:
    import pyarrow
    from pyarrow import parquet

    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.table(columns), path)
        return path
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    if path.suffix == ".jsonl":
        return jsonl(path, *rows)
    import csv

    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.DictWriter(stream, list(columns))
        writer.writeheader()
        writer.writerows(rows)
    return path


COLUMNS = {
    "id": ["1", "2"],
    "text": ["We agree,\nsaid he.", "“No”"],
    "speaker": ["Jon Vale", None],
    "context": [None, "He said “No”."],
    "page": ["front", None],
}


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_statements_come_with_their_rows(tmp_path, suffix):
    path = table(tmp_path / f"s{suffix}", COLUMNS)
    pairs, rejected = statements(path)
    assert rejected == []
    assert [row for row, _ in pairs] == [
        dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)
    ]
    assert [one.text for _, one in pairs] == COLUMNS["text"]
    assert (pairs[0][1].speaker, pairs[1][1].context, pairs[1][1].article_id) == ("Jon Vale", "He said “No”.", "2")
    assert statement_columns(path) == list(COLUMNS)


def test_columns_of_jsonl_are_those_of_all_lines(tmp_path):
    path = jsonl(tmp_path / "s.jsonl", {"text": "a", "b": 1}, "broken", {"c": 2, "text": "d"})
    assert statement_columns(path) == ["text", "b", "c"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_without_text_says_what_it_has(tmp_path, suffix):
    path = table(tmp_path / f"s{suffix}", {"quote": ["We agree."], "speaker": ["Jon Vale"]})
    pairs, rejected = statements(path)
    assert pairs == []
    assert only_reason(rejected).startswith(
        "no column 'text'; found: quote, speaker; name the one with the statements: "
    )


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_columns_of_other_names_are_mapped_and_rows_keep_their_names(tmp_path, suffix):
    rows = {"quote": ["We agree."], "who": ["Jon Vale"], "text": ["page one"], "nr": ["7"]}
    path = table(tmp_path / f"s{suffix}", rows)
    rejected: list[Rejected] = []
    fields = {"text": "quote", "speaker": "who", "id": "nr"}
    [(row, one)] = read_statements(path, rejected.append, fields)
    assert (one.text, one.speaker, one.article_id, rejected) == ("We agree.", "Jon Vale", "7", [])
    assert row == {name: cells[0] for name, cells in rows.items()}
    assert statement_columns(path, fields) == list(rows)


@pytest.mark.parametrize(
    ("suffix", "told"),
    [
        (".jsonl", "found None; no column 'words'; columns: quote; name the one with the text: --field text=COLUMN"),
        (".csv", "no column 'words'; found: quote; name the one with the statements: --field text=COLUMN"),
        (".parquet", "no column 'words'; found: quote; name the one with the statements: --field text=COLUMN"),
    ],
)
def test_a_mapped_column_that_is_missing_is_told(tmp_path, suffix, told):
    rejected: list[Rejected] = []
    path = table(tmp_path / f"s{suffix}", {"quote": ["We agree."]})
    assert list(read_statements(path, rejected.append, {"text": "words"})) == []
    assert only_reason(rejected).endswith(told)


def test_another_mapped_column_that_a_table_lacks_is_told(tmp_path):
    rejected: list[Rejected] = []
    path = table(tmp_path / "s.csv", {"text": ["We agree."]})
    assert list(read_statements(path, rejected.append, {"speaker": "who"})) == []
    assert (
        only_reason(rejected) == "no column 'who'; found: text; name the one with the speaker: --field speaker=COLUMN"
    )


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_bad_row_is_set_aside_and_the_rest_goes_on(tmp_path, suffix):
    path = table(tmp_path / f"s{suffix}", {"text": ["a", None, "c"], "kind": [None, None, "loud"]})
    pairs, rejected = statements(path)
    assert [one.text for _, one in pairs] == ["a"]
    first = 2 if suffix == ".csv" else 1
    assert [one.where for one in rejected] == [f"{path}:{first + 1}", f"{path}:{first + 2}"]
    assert rejected[0].reason == "text: expected the words of a statement, found None"
    assert rejected[1].reason.startswith("kind: expected one of")


def test_broken_csv_rows_are_set_aside(tmp_path):
    path = file(
        tmp_path / "s.csv", 'text,page\nfirst,1\n"bro"ken,2\na,b,c\nshort\n\n"' + "x" * 200_000 + '",3\n"open,4\n'
    )
    pairs, rejected = statements(path)
    assert [one.text[:5] for _, one in pairs] == ["first", "short", "xxxxx"]
    assert pairs[1][0] == {"text": "short", "page": None}
    assert [one.where for one in rejected] == [f"{path}:{line}" for line in (3, 4, 8)]
    assert rejected[1].reason == "expected 2 cells as in the header, found 3"


def test_a_csv_header_with_a_column_twice_is_set_aside(tmp_path):
    assert only_reason(statements(file(tmp_path / "s.csv", "text,a,a\nx,1,2\n"))[1]).endswith("more than once: a")


def test_csv_from_a_spreadsheet_is_decoded(tmp_path):
    path = file(
        tmp_path / "s.csv", 'text\r\n"“We will not sign,” the minister told reporters on Tuesday."\r\n'.encode("cp1252")
    )
    assert statements(path)[0][0][1].text.startswith("“We will not sign")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("s.txt", "text", "unknown format '.txt' of statements; expected one of .jsonl, .csv, .parquet"),
        ("s.parquet", "text", "cannot be read: "),
        ("s.parquet", "", "cannot be read: "),
        ("s.csv", "", "no column 'text'; found: nothing"),
        ("s.csv", b"text\n\xff\xfe\xfd\n", "cannot be read: not UTF-8"),
        ("s.jsonl", "", "empty: expected one JSON object a line"),
        ("s.jsonl", "broken", "not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_set_aside(tmp_path, name, content, reason):
    path = file(tmp_path / name, content)
    pairs, rejected = statements(path)
    assert pairs == []
    assert only_reason(rejected).startswith(reason)
    assert rejected[0].where.startswith(str(path))
    assert statement_columns(path) == []


@pytest.mark.parametrize("name", ["no.jsonl", "no.csv", "no.parquet"])
def test_a_missing_statement_file_is_set_aside(tmp_path, name):
    assert "No such file" in only_reason(statements(tmp_path / name)[1])
