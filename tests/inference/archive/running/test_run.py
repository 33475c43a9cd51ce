"""A run over an archive: what it writes, how it goes on, and when it refuses."""

import hashlib
import io
import json
import os
import sys

import duckdb
import pytest
from pyarrow import parquet

from detente.inference.archive.folder import RunFolder
from detente.inference.archive.journal import held
from detente.inference.archive.processes import LocalProcesses
from detente.inference.archive.tables import ARTICLE_COLUMNS
from detente.inference.records import columns_of
from detente.model.errors import InputError

ALL = ("parquet", "jsonl", "csv", "duckdb")


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def finished(archive, score, tmp_path):
    """A finished run in all formats."""
    counts = score([archive], tmp_path / "out", formats=ALL)
    return tmp_path / "out", counts


def test_each_article_is_scored_once_and_copies_name_the_first(finished):
    output, counts = finished
    articles = {row["article_id"]: row for row in lines(output / "articles.jsonl")}
    assert len(articles) == counts.articles == 39
    assert {id: row["duplicate_of"] for id, row in articles.items() if row["duplicate_of"]} == {
        "paper-20": "paper-3",
        "paper-30": "paper-4",
    }
    found = [row["article_id"] for row in lines(output / "statements.jsonl")]
    assert {id: found.count(id) for id in set(found)} == {
        id: row["statements"] for id, row in articles.items() if row["statements"]
    }
    assert counts.statements == len(found)
    assert counts.duplicates == 2


def test_what_was_set_aside_is_listed_with_place_and_reason(finished, archive):
    output, counts = finished
    (row,) = lines(output / "rejects.jsonl")
    assert (counts.rejected, row["place"], row["article_id"]) == (1, f"{archive}:26", None)
    assert row["reason"].startswith("not JSON")


def test_all_formats_hold_the_same_rows(finished, schema):
    output, _ = finished
    columns = list(columns_of(schema))
    columns.insert(columns.index("date") + 1, "date_day")
    for name, expected in (("statements", [*columns, "context"]), ("articles", list(ARTICLE_COLUMNS))):
        told = lines(output / f"{name}.jsonl")
        table = parquet.read_table(output / name)
        assert table.column_names == expected == list(told[0])
        assert [str(row["date_day"]) for row in table.to_pylist()] == [row["date_day"] for row in told]
        assert str(table.schema.field("date_day").type) == "date32[day]"
        with duckdb.connect(str(output / "statements.duckdb"), read_only=True) as base:
            assert base.sql(f"SELECT * FROM {name}").to_arrow_table().to_pylist() == table.to_pylist()
        header, *rest = (output / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert header == ",".join(expected)
        assert len(rest) >= len(told)


def test_parts_are_of_one_size_but_for_the_last(archive, score, tmp_path, monkeypatch):
    monkeypatch.setattr("detente.inference.archive.tables.ROWS_OF_A_PART", 20)
    counts = score([archive], tmp_path / "out", formats=("parquet", "duckdb"))
    parts = sorted((tmp_path / "out/statements").iterdir())
    assert [path.name for path in parts] == [f"part-0000{number}.parquet" for number in range(5)]
    assert [parquet.read_metadata(path).num_rows for path in parts] == [20, 20, 20, 20, counts.statements - 80]
    with duckdb.connect(str(tmp_path / "out/statements.duckdb"), read_only=True) as base:
        assert base.sql("SELECT count(*) FROM statements").fetchall() == [(counts.statements,)]
        assert base.sql("SELECT value FROM about WHERE name = 'schema_version'").fetchall() == [("1",)]


def test_a_statement_needs_nothing_else_to_be_read(finished):
    output, _ = finished
    row = lines(output / "statements.jsonl")[0]
    assert row["text"].rstrip(",") in row["context"]
    assert row["attitude"] in {"warm", "cool", "hostile"}
    assert row["model"].startswith("tiny@")


def test_the_manifest_tells_of_inputs_files_and_counts(finished, archive):
    output, counts = finished
    manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == [
        {
            "name": str(archive),
            "size": archive.stat().st_size,
            "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        }
    ]
    assert manifest["counts"]["statements"] == manifest["rows"]["statements"] == counts.statements
    for file in manifest["files"]:
        assert hashlib.sha256((output / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert {file["name"] for file in manifest["files"]} == {
        *("articles.csv", "articles.jsonl", "articles/part-00000.parquet", "rejects.jsonl", "statements.csv"),
        *("statements.duckdb", "statements.jsonl", "statements/part-00000.parquet"),
    }
    assert manifest["packages"]["torch"]


def test_the_same_command_again_does_nothing(finished, archive, score, made, capfd):
    output, counts = finished
    before = made(output)
    assert score([archive], output, formats=ALL).statements == counts.statements
    assert made(output) == before
    assert "finished before" in capfd.readouterr().err


def test_another_format_of_a_finished_run_asks_for_a_restart(archive, score, tmp_path):
    score([archive], tmp_path / "out", formats=("csv",))
    with pytest.raises(InputError, match=r"finished before, as csv; for duckdb start anew with --restart"):
        score([archive], tmp_path / "out", formats=("duckdb",))


def test_a_stopped_run_goes_on_to_the_same_result(archive, score, stopping, made, tmp_path, capfd):
    score([archive], tmp_path / "whole", formats=ALL)
    for after in (1, 3):
        with pytest.raises(KeyboardInterrupt):
            score([archive], tmp_path / "out", formats=ALL, executor=stopping(after))
    assert made(tmp_path / "out") == {}
    capfd.readouterr()
    score([archive], tmp_path / "out", formats=ALL)
    assert "going on after 31 articles" in capfd.readouterr().err
    assert same(made(tmp_path / "out"), made(tmp_path / "whole"))


def same(one, other):
    """All files equal, byte for byte; of DuckDB's, whose pages hold what memory held, the rows are compared above."""
    return {n: d for n, d in one.items() if n != "statements.duckdb"} == {
        n: d for n, d in other.items() if n != "statements.duckdb"
    }


def test_as_many_processes_as_one_likes_give_the_same_result(archive, score, made, tmp_path):
    score([archive], tmp_path / "one")
    score([archive], tmp_path / "two", executor=LocalProcesses, jobs=2)
    assert made(tmp_path / "two") == made(tmp_path / "one")


def test_results_of_shards_that_come_out_of_order_are_not_lost(archive, score, stopping, made, tmp_path):
    score([archive], tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        score([archive], tmp_path / "out", executor=stopping(4, skip=1))
    journal = tmp_path / "out/.work/journal.jsonl"
    assert [row["number"] for row in lines(journal)] == [0, 2, 3, 4]
    with pytest.raises(KeyboardInterrupt):
        score([archive], tmp_path / "out", executor=stopping(1))
    assert [row["number"] for row in lines(journal)] == [0, 2, 3, 4, 1]
    score([archive], tmp_path / "out")
    assert made(tmp_path / "out") == made(tmp_path / "whole")


@pytest.mark.parametrize("damage", ["statements", "articles", "rejects"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_damaged_shard_is_scored_again(archive, score, stopping, made, tmp_path, damage, how):
    score([archive], tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        score([archive], tmp_path / "out", executor=stopping(3))
    path = tmp_path / f"out/.work/shards/00000001.{damage}.jsonl.zst"
    path.write_bytes(b"") if how == "changed" else path.unlink()
    score([archive], tmp_path / "out")
    assert made(tmp_path / "out") == made(tmp_path / "whole")


@pytest.mark.parametrize("damage", [b"no database at all" * 100, None])
def test_a_lost_index_is_made_anew(archive, score, stopping, made, tmp_path, damage):
    score([archive], tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        score([archive], tmp_path / "out", executor=stopping(3))
    for path in (tmp_path / "out/.work").glob("index.sqlite*"):
        path.unlink()
    if damage:
        (tmp_path / "out/.work/index.sqlite").write_bytes(damage)
    score([archive], tmp_path / "out")
    assert made(tmp_path / "out") == made(tmp_path / "whole")


def test_a_second_run_in_the_same_folder_is_refused(archive, score, tmp_path):
    output = tmp_path / "out"
    with held(RunFolder(output).work, output), pytest.raises(InputError, match="another detente writes there"):
        score([archive], output)


def refused(score, *arguments, **fields):
    with pytest.raises(InputError) as caught:
        score(*arguments, **fields)
    return str(caught.value)


def test_a_run_is_never_gone_on_with_something_else(
    archive, score, stopping, made, make_checkpoint, tmp_path, tiny_checkpoint
):
    output = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        score([archive], output, executor=stopping(2))
    other = make_checkpoint(tmp_path / "other", name="other")
    told = refused(score, [archive], output, model=other)
    assert "model: was 'tiny@" in told
    assert "is 'other@" in told
    assert "--restart" in told
    assert "fields: was None, is {'text': 'body'}" in refused(score, [archive], output, fields={"text": "body"})
    (tmp_path / "more.txt").write_text("Nothing was said.", encoding="utf-8")
    assert f"input {tmp_path / 'more.txt'}: new" in refused(score, [archive, tmp_path / "more.txt"], output)
    os.utime(archive, ns=(1, 1))
    assert f"input {archive}: changed" in refused(score, [archive], output)
    assert score([archive], output, restart=True).articles == 39
    archive.unlink()
    assert f"input {archive}: " in refused(score, [archive], output)


def test_a_restart_removes_what_was_made(finished, archive, score, made):
    output, _ = finished
    (output / "notes.txt").write_text("mine", encoding="utf-8")
    score([archive], output, restart=True, formats=("jsonl",))
    assert set(made(output)) == {"articles.jsonl", "rejects.jsonl", "statements.jsonl", "notes.txt"}


def test_files_of_others_are_not_written_over(archive, score, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/statements.csv").write_text("mine", encoding="utf-8")
    assert "statements.csv is there already" in refused(score, [archive], tmp_path / "out", restart=True)
    assert (tmp_path / "out/statements.csv").read_text(encoding="utf-8") == "mine"


def test_the_output_cannot_lie_in_the_input(archive, score, tmp_path):
    assert "lies in the input" in refused(score, [tmp_path], tmp_path / "out")


def test_nothing_readable_is_a_finished_run_with_rejects(score, tmp_path, made):
    counts = score([tmp_path / "missing.txt"], tmp_path / "out", formats=("parquet", "csv"))
    assert (counts.articles, counts.rejected) == (0, 1)
    assert parquet.read_table(tmp_path / "out/statements").num_rows == 0
    assert "no such file" in lines(tmp_path / "out/rejects.jsonl")[0]["reason"]


def test_standard_input_is_kept_so_that_the_run_can_go_on(archive, score, stopping, tmp_path, monkeypatch, made):
    def give(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    give(archive.read_bytes())
    with pytest.raises(KeyboardInterrupt):
        score(["-"], tmp_path / "out", executor=stopping(2))
    give(b"")
    assert score(["-"], tmp_path / "out").articles == 39
    give(archive.read_bytes())
    assert score(["-"], tmp_path / "out").articles == 39
    assert not list((tmp_path / "out/.work").glob("stdin-*/*"))


def test_machines_are_told_in_json(archive, score, tmp_path, capfd):
    score([archive], tmp_path / "out", log="json")
    events = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [event["event"] for event in events] == ["rejected", "finishing", "summary"]
    assert events[-1]["articles"] == 39
    assert events[-1]["duplicates"] == 2
