import pytest

from detente.model.article import Statement
from detente.model.errors import DataError
from detente.training.checks import NO_LABEL, check, count, counts_table, rare_labels
from detente.training.corpus import PARTS, Corpus
from detente.training.labelled import LabelledStatement, Problems


def row(text, where="x:1", id=None, group=None, **labels):
    return LabelledStatement(Statement.of(text, id=id or text), labels, group or text, where)


def corpus(train=(), validation=(), test=()):
    return Corpus(dict(zip(PARTS, (tuple(train), tuple(validation), tuple(test)), strict=True)), {})


def checked(found):
    problems = Problems()
    check(found, problems)
    return problems.found


def test_a_good_corpus_has_no_problem():
    assert checked(corpus([row("a")], [row("b")], [row("c")])) == []


def test_a_part_without_statements_is_a_problem():
    assert checked(corpus(test=[row("c")])) == [
        f"{part}: no statements; add data or change data.split" for part in ("train", "validation")
    ]


def test_the_same_words_in_two_parts_are_a_problem():
    found = checked(corpus([row("We  agree", "x:1", "1")], [row("we AGREE", "x:2", "2")], [row("c")]))
    assert found == ["x:2: the same words stand in train (x:1) and in validation: 'we agree'"]


def test_the_same_words_in_one_part_are_none():
    assert checked(corpus([row("a", id="1"), row("a", id="2")], [row("b")], [row("c")])) == []


def test_an_id_twice_is_a_problem():
    found = checked(corpus([row("a", "x:1", "7"), row("b", "x:2", "7")], [row("c")]))
    assert found == ["x:2: id '7#0' stands already at x:1; each statement needs its own"]


def test_labels_with_few_examples_are_named(schema):
    rows = [*(row(f"t{i}", attitude="warm", topic="fish") for i in range(3)), row("u", attitude="cool")]
    rare = rare_labels(corpus(rows, [row("v", attitude="hostile")]), schema, 3)
    assert [line.split(" training")[0] for line in rare] == [
        *("labels.attitude.cool: 1", "labels.attitude.hostile: 0", "labels.topic.steel: 0")
    ]
    assert "expected at least 3 (data.min_examples)" in rare[0]
    assert rare_labels(corpus(rows), schema, 0) == []


def test_counts(schema):
    rows = (row("a", attitude="warm"), row("b", attitude="warm"), row("c"))
    assert count(rows, "attitude") == {"warm": 2, NO_LABEL: 1}
    assert count(rows, "topic") == {NO_LABEL: 3}


def test_the_table_of_counts_adds_up(schema):
    found = corpus(
        [row("a", group="g", attitude="warm"), row("b", group="g", attitude="warm", topic="fish")],
        [row("c", attitude="cool", topic="fish")],
    )
    lines = [line.split() for line in counts_table(found, schema).splitlines()]
    assert lines == [
        ["task", "label", "train", "validation", "test", "all"],
        ["attitude", "warm", "2", "0", "0", "2"],
        ["attitude", "cool", "0", "1", "0", "1"],
        ["attitude", "hostile", "0", "0", "0", "0"],
        ["topic", "fish", "1", "1", "0", "2"],
        ["topic", "steel", "0", "0", "0", "0"],
        ["topic", "(no", "label)", "1", "0", "0", "1"],
        ["statements", "2", "1", "0", "3"],
        ["groups", "1", "1", "0", "2"],
    ]
    assert len({len(line) for line in counts_table(found, schema).splitlines()}) == 1


def test_all_problems_are_refused_at_once():
    problems = Problems()
    problems.refuse()
    problems.add("x:1", "bad")
    with pytest.raises(DataError, match=r"^1 problem in the data:\n  x:1: bad$"):
        problems.refuse()
    problems.add("x:2", "worse")
    with pytest.raises(DataError, match=r"^2 problems in the data:\n  x:1: bad\n  x:2: worse$"):
        problems.refuse()
