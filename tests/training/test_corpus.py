import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.article import Statement
from detente.training.corpus import PARTS, Corpus, deal, part_of, read_corpus
from detente.training.labelled import LabelledStatement, Problems
from detente.training.settings import SplitSettings

SPLIT = SplitSettings(seed=13, validation=0.15, test=0.2)
GROUPS = st.lists(st.text(max_size=8), max_size=30, unique=True)


def row(group, text="We agree.", split=None, where="x:1"):
    return LabelledStatement(Statement.of(text, id=f"{group}/{text}"), {}, group, where, split)


def dealt(rows, settings=SPLIT):
    problems = Problems()
    return deal(rows, settings, problems), problems.found


def groups_of(parts):
    return {each.group: part for part in PARTS for each in parts[part]}


@given(GROUPS, GROUPS)
def test_groups_stay_where_they_are_when_others_come(before, added):
    known = groups_of(dealt([row(group) for group in before])[0])
    later = groups_of(dealt([row(group) for group in [*added, *before]])[0])
    assert known.items() <= later.items()


@given(GROUPS, st.integers(1, 4))
def test_a_group_stands_in_one_part(groups, times):
    parts, problems = dealt([row(group, f"{i}") for i in range(times) for group in groups])
    assert problems == []
    assert sum(len(rows) for rows in parts.values()) == times * len(groups)
    homes = [{each.group for each in parts[part]} for part in PARTS]
    assert sum(len(home) for home in homes) == len(groups)


def test_the_shares_are_about_right_and_the_seed_matters():
    names = [f"paper {i}" for i in range(4000)]
    found = [part_of(name, SPLIT) for name in names]
    for part, share in (("train", 0.65), ("validation", 0.15), ("test", 0.2)):
        assert found.count(part) / 4000 == pytest.approx(share, abs=0.03)
    other = [part_of(name, SPLIT.model_copy(update={"seed": 14})) for name in names]
    assert sum(a != b for a, b in zip(found, other, strict=True)) > 1000


def test_a_larger_share_takes_and_gives_nothing_back():
    wider = SPLIT.model_copy(update={"test": 0.3})
    names = [f"paper {i}" for i in range(500)]
    assert all(part_of(name, wider) == "test" for name in names if part_of(name, SPLIT) == "test")


def test_a_split_in_the_data_wins():
    rows = [row(f"g{i}", split=part) for i, part in enumerate(PARTS * 20)]
    parts, problems = dealt(rows)
    assert problems == []
    assert [len(parts[part]) for part in PARTS] == [20, 20, 20]


def test_an_unknown_split_is_a_problem():
    parts, problems = dealt([row("a", split="dev", where="x:7")])
    assert problems == ["x:7: split: expected one of train, validation, test, found 'dev'"]
    assert groups_of(parts) == {}


def test_a_group_in_two_parts_is_a_problem():
    parts, problems = dealt([row("a", split="train"), row("a", split="test", where="x:2")])
    assert problems == ["x:2: group 'a' stands in train and in test; a group has one part"]
    assert len(parts["test"]) == 0


def test_rows_keep_the_order_of_the_file():
    parts, _ = dealt([row("a", text) for text in "zyxw"])
    assert [each.statement.text for part in PARTS for each in parts[part]] == list("zyxw")


def test_articles_and_tables_are_read_together(make_config):
    config = make_config("--data.articles=[articles.jsonl]")
    article = {"id": "z", "text": "“We agree,” he said.", "split": "train"}
    article["statements"] = [{"spans": [[1, 10]], "attitude": "warm"}]
    (config.folder / "articles.jsonl").write_text(json.dumps(article))
    problems = Problems()
    corpus = read_corpus(config, problems)
    assert problems.found == []
    assert [len(corpus.parts[part]) for part in PARTS] == [25, 12, 6]
    assert corpus.parts["train"][0].statement.context == "“We agree,” he said."
    assert list(corpus.hashes) == ["articles.jsonl", "table.jsonl"]
    assert corpus.groups["z"] == "train"


def test_problems_of_all_files_come_together(make_config):
    problems = Problems()
    corpus = read_corpus(
        make_config("--data.articles=[none.jsonl]", "--data.tables=[table.txt, table.jsonl]"), problems
    )
    assert len(problems.found) == 2
    assert "cannot be read" in problems.found[0]
    assert "unknown format '.txt'" in problems.found[1]
    assert len(corpus.parts["train"]) == 24


def test_the_hash_tells_files_and_split():
    one = Corpus(dict.fromkeys(PARTS, ()), {"a": "1"})
    assert one.hash == Corpus(dict.fromkeys(PARTS, ()), {"other name": "1"}).hash
    assert one.hash != Corpus(dict.fromkeys(PARTS, ()), {"a": "2"}).hash
    moved = {**one.parts, "test": (row("g"),)}
    assert (
        len({one.hash, Corpus(moved, {"a": "1"}).hash, Corpus({**one.parts, "train": (row("g"),)}, {"a": "1"}).hash})
        == 3
    )
