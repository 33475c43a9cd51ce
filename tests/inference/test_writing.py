import csv
import io
import json
import math
import os
from contextlib import redirect_stdout
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from detente.inference import writing
from detente.inference.records import columns_of
from detente.inference.statement_files import read_statements
from detente.inference.writing import open_writer
from detente.model.errors import InputError

SUFFIXES = [".jsonl", ".csv", ".parquet"]
LINE = {
    "statement_id": "paper-7#0",
    "article_id": "paper-7",
    "title": None,
    "date": "2031-05-02",
    "source": "The Harbour Post",
    "kind": "direct",
    "framing": "asserted",
    "text": 'We "agree",\r\nall of us,\nnow; Øy — ਊ',
    "spans": [[1, 10], [20, 31]],
    "cue": "said",
    "mention": "he",
    "mention_span": [12, 14],
    "speaker": "Jon Vale",
    "speaker_role": "envoy",
    "speaker_affiliation": "Norway",
    "confidence": 0.94,
    "attitude": "warm",
    "attitude_probability": 0.75,
    "attitude_probabilities": {"warm": 0.75, "cool": 0.25, "hostile": 0.0},
    "attitude_abstained": False,
    "topic": "fish",
    "topic_probability": 0.5,
    "topic_probabilities": {"fish": 0.5, "steel": 0.5},
    "topic_abstained": True,
    "model": "tiny@0123456789ab",
}
BARE = {"statement_id": "paper-8#0", "article_id": "paper-8", "kind": "direct", "framing": "asserted", "text": "No."}


def write(path, columns, *lines):
    with open_writer(path, columns) as writer:
        for line in lines:
            writer.write(line)
    return path


def rows(path):
    return [row for row, _ in read_statements(path, lambda one: pytest.fail(str(one)))]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_lines_come_back_as_they_were(tmp_path, schema, suffix):
    columns = columns_of(schema)
    path = write(tmp_path / f"out{suffix}", columns, LINE, BARE)
    assert rows(path) == [LINE, {**dict.fromkeys(columns), **BARE}]
    assert list(rows(path)[0]) == columns


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(SUFFIXES))
def test_any_text_survives(tmp_path_factory, texts, suffix):
    path = tmp_path_factory.mktemp("out") / f"out{suffix}"
    write(path, ["text"], *({"text": text} for text in texts))
    assert [row["text"] for row in rows(path)] == texts


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_lone_surrogates_are_replaced(tmp_path, schema, suffix):
    line = {**LINE, "text": "a\ud800b", "topic_probabilities": {"\udc00": 1.0}}
    (row,) = rows(write(tmp_path / f"out{suffix}", columns_of(schema), line))
    assert row["text"] == "a\ufffdb"
    assert row["topic_probabilities"] == {"\ufffd": 1.0}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_numbers_that_are_none_are_empty(tmp_path, suffix):
    line = {"text": "a", "x": math.nan, "y": {"z": [math.inf, 1.5]}}
    (row,) = rows(write(tmp_path / f"out{suffix}", ["text", "x", "y"], line))
    assert row["x"] is None
    assert row["y"] in ({"z": [None, 1.5]}, '{"z": [null, 1.5]}')


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_without_lines_has_its_columns(tmp_path, schema, suffix):
    path = write(tmp_path / f"out{suffix}", columns_of(schema))
    if suffix == ".jsonl":
        assert path.read_bytes() == b""
    elif suffix == ".csv":
        assert path.read_text().strip().split(",") == columns_of(schema)
    else:
        assert parquet.read_schema(path).names == columns_of(schema)


def test_csv_cells(tmp_path, schema):
    path = write(tmp_path / "out.csv", columns_of(schema), LINE, BARE)
    with path.open(newline="", encoding="utf-8") as stream:
        full, bare = csv.DictReader(stream)
    assert full["spans"] == "[[1, 10], [20, 31]]"
    assert json.loads(full["topic_probabilities"]) == {"fish": 0.5, "steel": 0.5}
    assert full["attitude_probability"] == "0.75"
    assert (full["attitude_abstained"], full["topic_abstained"], bare["topic_abstained"]) == ("false", "true", "")
    assert full["text"] == LINE["text"]
    assert bare["speaker"] == full["title"] == ""


def test_parquet_types_are_those_of_the_contract(tmp_path, schema):
    columns = [*columns_of(schema), "rain_probability"]
    found = {field.name: str(field.type) for field in parquet.read_schema(write(tmp_path / "out.parquet", columns))}
    assert found["spans"].replace("element", "item") == "list<item: list<item: int64>>"
    assert found["mention_span"].replace("element", "item") == "list<item: int64>"
    assert found["topic_probability"] == "double"
    assert found["topic_abstained"] == "bool"
    assert found["topic_probabilities"].startswith("map<string, double")
    assert {found[name] for name in ("text", "date", "topic", "model", "rain_probability")} == {"string"}


def test_parquet_is_read_by_pandas(tmp_path, schema):
    frame = pandas.read_parquet(write(tmp_path / "out.parquet", columns_of(schema), LINE, BARE))
    assert frame["topic_probability"].dtype == "float64"
    assert dict(frame["topic_probabilities"][0]) == {"fish": 0.5, "steel": 0.5}
    assert [list(span) for span in frame["spans"][0]] == [[1, 10], [20, 31]]
    assert frame["topic"].isna().tolist() == [False, True]


def test_parquet_is_written_in_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_TOGETHER", 3)
    path = write(tmp_path / "out.parquet", ["text"], *({"text": str(i)} for i in range(7)))
    file = parquet.ParquetFile(path)
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [3, 3, 1]
    assert [row["text"] for row in rows(path)] == [str(i) for i in range(7)]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("spans", [[1]], "pairs of offsets"),
        ("spans", 7, "pairs of offsets"),
        ("mention_span", "he", "two offsets"),
        ("topic_probability", "high", "a number"),
        ("topic_probabilities", [0.5], "numbers by label"),
        ("topic_abstained", "no", "true or false"),
        ("topic_abstained", 1, "true or false"),
    ],
)
def test_a_value_that_its_column_cannot_hold_loses_that_line_alone(tmp_path, schema, column, value, expected):
    with open_writer(tmp_path / "out.parquet", columns_of(schema)) as writer:
        writer.write(LINE)
        with pytest.raises(InputError, match=f"{column}: expected {expected}.* found {value!r}".replace("[", r"\[")):
            writer.write({**LINE, column: value})
        writer.write(BARE)
    assert [row["statement_id"] for row in rows(tmp_path / "out.parquet")] == ["paper-7#0", "paper-8#0"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_column_that_was_not_announced_is_refused(tmp_path, suffix):
    with open_writer(tmp_path / f"out{suffix}", ["text", "text"]) as writer, pytest.raises(ValueError, match="weather"):
        writer.write({"text": "a", "weather": "fair"})


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_run_leaves_what_was_there(tmp_path, suffix, error):
    path = tmp_path / f"out{suffix}"
    path.write_text("before")

    def interrupted():
        with open_writer(path, ["text"]) as writer:
            writer.write({"text": "a"})
            assert path.read_text() == "before"
            raise error

    with pytest.raises(error):
        interrupted()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_finished_run_replaces_what_was_there(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    path.write_text("before")
    assert rows(write(path, ["text"], {"text": "a"})) == [{"text": "a"}]
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "target.jsonl")
    write(tmp_path / "link.jsonl", ["text"], {"text": "a"})
    assert (tmp_path / "link.jsonl").is_symlink()
    assert rows(tmp_path / "target.jsonl") == [{"text": "a"}]


def test_missing_folders_are_made(tmp_path):
    assert rows(write(tmp_path / "a/b/out.csv", ["text"], {"text": "a"})) == [{"text": "a"}]


def refused(path):
    with pytest.raises(InputError) as caught, open_writer(path, ["text"]):
        pytest.fail("work began")
    return str(caught.value)


@pytest.mark.parametrize("name", ["out.xlsx", "out", "out.JSON"])
def test_an_unknown_format_names_the_known_ones(tmp_path, name):
    assert refused(tmp_path / name).endswith(f"{Path(name).suffix!r}; expected one of .jsonl, .csv, .parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_cannot_be_written(tmp_path):
    (tmp_path / "out.csv").mkdir()
    assert "out.csv: cannot be written: it is a folder; choose another place" in refused(tmp_path / "out.csv")


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot be written: " in refused(tmp_path / "file" / "out.csv")


def test_a_protected_file_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "out.csv").write_text("before")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "cannot be written: it is write-protected" in refused(tmp_path / "out.csv")


def test_a_protected_folder_cannot_be_written(tmp_path, monkeypatch):
    def no(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", no)
    assert "cannot be written: Permission denied" in refused(tmp_path / "out.csv")


def test_standard_output_is_jsonl(capfdbinary, schema):
    write(None, columns_of(schema), LINE, {**BARE, "text": "a\ud800"})
    first, second = (json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines())
    assert first == LINE
    assert second["text"] == "a\ufffd"


def test_standard_output_may_be_a_stream_of_text():
    stream = io.StringIO()
    with redirect_stdout(stream):
        write(None, ["text"], {"text": "Øy"})
    assert stream.getvalue() == '{"text": "Øy"}\n'
