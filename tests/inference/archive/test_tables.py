import json
import tracemalloc

import pytest
from made_archives import FILES, ROWS, arrow_of, csv_of, parquet_of
from pyarrow import ipc

from detente.inference.archive.documents import content_id
from detente.inference.archive.fields import fields_of
from detente.model.article import Article
from detente.model.errors import InputError


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json", "rows.csv", "rows.parquet", "rows.arrow"])
def test_usual_names_are_recognised(name, put, read):
    located, rejected = read(put(name, FILES[name]))
    pages = [str(row["pages"]) if name == "rows.csv" else row["pages"] for row in ROWS]
    assert rejected == []
    assert [each.article for each in located] == [
        Article("one", ROWS[0]["body"], "Harbour", "2011-05-12", extra={"pages": pages[0]}),
        Article("two", ROWS[1]["body"], extra={"pages": pages[1]}),
    ]
    assert [each.other_ids for each in located] == [(), ()]


def test_places_count_lines_rows_and_elements(put, read):
    places = {name: [each.place for each in read(put(name, FILES[name]))[0]] for name in FILES if "rows" in name}
    ends = {name: [each.rpartition(":")[2] for each in found] for name, found in places.items()}
    assert ends["rows.jsonl"] == ends["rows.parquet"] == ends["rows.arrow"] == ["1", "2"]
    assert ends["rows.csv"] == ["2", "3"]
    assert [each[-3:] for each in places["rows.json"]] == ["[1]", "[2]"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_many_dialects(delimiter, encoding, put, read):
    rows = [{"Title": "Café “Nord”", "Body": f"Le chargé d’affaires{delimiter} dit-il,\r\nest à Genève."}] * 2
    located, rejected = read(put("a.csv", csv_of(rows, delimiter).decode().encode(encoding)))
    assert rejected == []
    assert [(each.article.title, each.article.text) for each in located] == [tuple(rows[0].values())] * 2


def test_bad_csv_rows_are_set_aside_and_the_rest_goes_on(put, read):
    data = b'id,text\n1,One\n2,Two,too many\n3,"Th"ree\n4,\n\n5,Fi\xff\xfe\xfdve\n6,Six\n'
    located, rejected = read(put("a.csv", data))
    assert [each.article.id for each in located] == ["1", "6"]
    assert [one.where[-6:] for one in rejected] == [f".csv:{line}"[-6:] for line in (3, 4, 5, 7)]
    assert [one.reason.partition(":")[0].split(" (")[0] for one in rejected] == [
        "expected 2 cells as in the header, found 3", "not CSV", "text", "not UTF-8",
    ]  # fmt: skip


def test_a_column_named_twice_is_refused(put, read):
    located, (rejected,) = read(put("a.csv", b"text,text\na,b\n"))
    assert located == []
    assert rejected.reason == "expected each column once; found more than once: text"


def test_fields_can_be_mapped(put, read):
    path = put("a.jsonl", b'{"main": "One.", "text": "teaser", "when": "3 May 2011", "key": 7}\n')
    ((located,), rejected) = read(path, fields=fields_of(["text=main", "date=when", "id=key"]))
    assert rejected == []
    assert located.article == Article("7", "One.", date="3 May 2011", extra={"text": "teaser"})


@pytest.mark.parametrize("given", ["text", "text=", "body=text", "=body"])
def test_a_mapping_that_is_none_is_refused(given):
    with pytest.raises(InputError, match="expected FIELD=COLUMN with FIELD one of id, text, title"):
        fields_of([given])
    with pytest.raises(InputError, match="give each field once"):
        fields_of(["text=a", "text=b"])


def test_two_usual_names_are_not_chosen_between(put, read):
    rows = [{"body": "One.", "content": "Two."}, {"body": "One.", "published": "2011", "publish_date": "2012"}]
    located, (rejected,) = read(put("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode()))
    assert rejected.reason.startswith("text: expected the text of an article, found None; columns: body, content;")
    assert "--field text=COLUMN" in rejected.reason
    assert located[0].article.date is None


def test_typed_dates_become_texts(put, read):
    from datetime import UTC, date, datetime

    rows = [{"text": "One.", "date": date(2011, 5, 12)}]
    times = [{"text": "One.", "date": datetime(2011, 5, 12, 8, tzinfo=UTC)}]
    located, _ = read(put("a.parquet", parquet_of(rows)), put("b.parquet", parquet_of(times)))
    assert [each.article.date for each in located] == ["2011-05-12", "2011-05-12T08:00:00+00:00"]


def test_arrow_files_are_read_as_streams_are(put, read):
    located, rejected = read(put("a.arrow", arrow_of(ROWS, ipc.new_file)))
    assert rejected == []
    assert [each.article.id for each in located] == ["one", "two"]


def test_a_dataset_folder_is_read_without_what_lies_beside_its_data(tmp_path, read):
    datasets = pytest.importorskip("datasets")
    parts = datasets.DatasetDict({"train": datasets.Dataset.from_list(ROWS), "test": datasets.Dataset.from_list(ROWS)})
    parts.save_to_disk(str(tmp_path / "data"), num_shards={"train": 2, "test": 1})
    (tmp_path / "data/train/cache-0123.arrow").write_bytes(b"left over")
    located, rejected = read(tmp_path / "data")
    assert rejected == []
    assert [each.article.id for each in located] == ["one", "two", "one", "two"]
    assert [each.position.source for each in located] == [0, 0, 1, 2]


def test_rows_without_ids_are_named_by_their_content(put, read):
    data = b'{"text": "One."}\n{"text": "One.", "title": "T"}\n{"text": "Two."}\n'
    located, _ = read(put("a.jsonl", data))
    assert [each.article.id for each in located] == [content_id("One."), content_id("One.", "T"), content_id("Two.")]
    assert located[0].article.id == "a-" + "70277bfc409b5021"


@pytest.mark.parametrize("make", [csv_of, parquet_of])
def test_tables_are_not_held_whole(make, put, read, tmp_path):
    row = {"id": "x", "text": "One. " * 2000}
    path = put(f"a.{make.__name__[:-3]}", make([{**row, "id": str(number)} for number in range(2000)]))
    tracemalloc.start()
    from detente.inference.archive.sources import read_archive

    count = sum(1 for _ in read_archive([str(path)], lambda one: pytest.fail(str(one))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < 8_000_000
