from collections import Counter

import pytest

from detente.model.article import Statement
from detente.training.corpus import TEST, TRAIN, VALIDATION
from detente.training.labelled import LabelledStatement
from detente.training.parting import clusters, deal_clusters, speakers_of
from detente.training.settings import SplitSettings

SETTINGS = SplitSettings(seed=3, validation=0.15, test=0.2)


def row(group: str, speaker: str | None, label: str = "warm") -> LabelledStatement:
    return LabelledStatement(Statement.of("We agree.", speaker=speaker), {"attitude": label}, group, group)


@pytest.fixture
def rows():
    """Ninety groups; an institution binds thirty of them, and every fifth group shares a person with the next."""
    made = []
    for number in range(90):
        label = ("warm", "cool", "hostile")[number % 3]
        made.append(row(f"g{number}", "Harbour Board" if number < 30 else None, label))
        made.append(row(f"g{number}", f"Person {number - number % 5 // 4}", label))
    return made


def test_joint_speakers_count_apart():
    assert speakers_of(row("g", "Ana Reis; Ole Dahl")) == ["ana reis", "ole dahl"]
    assert speakers_of(row("g", None)) == []


def test_groups_are_bound_by_whoever_speaks_in_both():
    rows = [row("a", "X"), row("b", "X; Y"), row("c", "Y"), row("d", None), row("e", None)]
    assert clusters(rows) == [["a", "b", "c"], ["d"], ["e"]]


def test_nobody_of_the_test_part_is_heard_elsewhere(rows):
    parts = deal_clusters(rows, SETTINGS)
    heard = {
        part: {name for one in rows if parts[one.group] == part for name in speakers_of(one)} for part in (TRAIN, TEST)
    }
    assert heard[TEST]
    assert not heard[TEST] & heard[TRAIN]


def test_shares_and_labels_are_about_as_asked(rows):
    parts = deal_clusters(rows, SETTINGS)
    sizes = Counter(parts[one.group] for one in rows)
    assert sizes[TEST] / len(rows) == pytest.approx(0.2, abs=0.05)
    assert sizes[VALIDATION] / len(rows) == pytest.approx(0.15, abs=0.05)
    tested = Counter(one.labels["attitude"] for one in rows if parts[one.group] == TEST)
    assert min(tested.values()) >= 0.6 * max(tested.values())


def test_the_largest_cluster_is_trained_on_and_the_deal_is_the_same_twice(rows):
    parts = deal_clusters(rows, SETTINGS)
    assert {parts[f"g{number}"] for number in range(30)} == {TRAIN}
    assert parts == deal_clusters(rows, SETTINGS)
