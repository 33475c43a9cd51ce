from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.article import Statement
from detente.training.labelled import LabelledStatement
from detente.training.subsets import nested_subset


def row(group: str, number: int, *, labelled: bool = True) -> LabelledStatement:
    statement = Statement.of("we agree", id=f"{group}-{number}")
    return LabelledStatement(statement, {"mood": "glad"} if labelled else {}, group, f"x:{number}")


def rows_of(sizes: list[int]) -> list[LabelledStatement]:
    return [row(f"g{group}", number) for group, size in enumerate(sizes) for number in range(size)]


SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=30)


@given(SIZES, st.floats(0.01, 1), st.floats(0.01, 1), st.integers(0, 99))
def test_a_bigger_subset_contains_the_smaller_and_groups_stay_whole(sizes, one, other, seed):
    rows = rows_of(sizes)
    small, big = (nested_subset(rows, share, seed) for share in sorted((one, other)))
    assert set(map(id, small)) <= set(map(id, big))
    whole = Counter(each.group for each in rows)
    assert all(whole[group] == count for group, count in Counter(each.group for each in big).items())
    assert [id(each) for each in rows if each in big] == [id(each) for each in big]


@given(SIZES, st.floats(0.01, 1), st.integers(0, 99))
def test_the_share_is_reached_and_exceeded_by_less_than_a_group(sizes, share, seed):
    rows = rows_of(sizes)
    found = len(nested_subset(rows, share, seed))
    assert share * len(rows) <= found < share * len(rows) + max(sizes)


def test_another_seed_takes_other_groups():
    rows = rows_of([2] * 40)
    taken = {frozenset(each.group for each in nested_subset(rows, 0.25, seed)) for seed in range(4)}
    assert len(taken) == 4


def test_a_new_group_does_not_reorder_the_others():
    rows = rows_of([1] * 20)
    before = {each.group for each in nested_subset(rows, 0.5, 1)}
    after = {each.group for each in nested_subset([*rows, row("new", 0)], 0.5, 1)}
    assert len(before - after) <= 1


@pytest.mark.parametrize(("share", "expected"), [(0.5, 3), (1.0, 12)])
def test_rows_without_a_label_do_not_count(share, expected):
    labelled = rows_of([1] * 6)
    bare = [row("bare", number, labelled=False) for number in range(6)]
    assert len(nested_subset([*labelled, *bare], share, 1)) == expected
