import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from detente.model.errors import DataError
from detente.model.schema import Task
from detente.training.metrics import (
    TaskScores,
    difference_interval,
    f1_of,
    macro_f1_of,
    mean_macro_f1,
    percentile_interval,
    resampled_confusion,
    task_scores,
)

LABELS = ("friendly", "hostile", "neither")
STANCE = Task("stance", LABELS, dict.fromkeys(LABELS, ""))
OPTIONS = {"bootstrap": 200, "confidence": 0.95}

label = st.sampled_from(LABELS)
rows = st.lists(st.tuples(label, label, st.sampled_from("abcdef")), min_size=1, max_size=40)


def columns(table: list[tuple[str, str, str]]) -> tuple[list[str], list[str], list[str]]:
    gold, predicted, groups = (list(column) for column in zip(*table, strict=True))
    return gold, predicted, groups


def noisy(size: int, share_right: float, seed: int = 0) -> tuple[list[str], list[str], list[str]]:
    random = np.random.default_rng(seed)
    gold = random.choice(LABELS, size).tolist()
    predicted = [right if random.random() < share_right else str(random.choice(LABELS)) for right in gold]
    return gold, predicted, [f"article {i // 4}" for i in range(size)]


@given(rows)
def test_figures_are_those_of_scikit_learn(table):
    gold, predicted, groups = columns(table)
    scores = task_scores(STANCE, gold, predicted, groups, bootstrap=0, confidence=0.9)
    figures = precision_recall_fscore_support(gold, predicted, labels=LABELS, zero_division=0)
    assert [(each.precision, each.recall, each.f1, each.support) for each in scores.labels] == [
        pytest.approx(column) for column in zip(*figures, strict=True)
    ]
    assert np.array_equal(scores.confusion, confusion_matrix(gold, predicted, labels=LABELS))
    assert scores.accuracy == pytest.approx(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))
    assert scores.macro_f1 == pytest.approx(f1_score(gold, predicted, average="macro", zero_division=0))


@given(rows)
def test_vectorised_macro_f1_is_that_of_scikit_learn(table):
    gold, predicted, _ = columns(table)
    matrix = confusion_matrix(gold, predicted, labels=LABELS)[None].astype(float)
    expected = task_scores(STANCE, gold, predicted, gold, bootstrap=0, confidence=0.9)
    assert macro_f1_of(matrix)[0] == pytest.approx(expected.macro_f1)
    assert np.nan_to_num(f1_of(matrix)[0]) == pytest.approx([each.f1 for each in expected.labels])


@settings(max_examples=25)
@given(rows, st.integers(0, 5))
def test_each_resample_is_a_draw_of_whole_groups(table, seed):
    gold, predicted, groups = columns(table)
    names = sorted(set(groups))
    found = resampled_confusion(STANCE, gold, predicted, groups, bootstrap=5, seed=seed)
    random = np.random.default_rng(seed)
    for matrix in found:
        drawn = [names[i] for i in random.integers(0, len(names), len(names))]
        pairs = [(a, b) for name in drawn for a, b, group in table if group == name]
        assert np.array_equal(matrix, confusion_matrix(*zip(*pairs, strict=True), labels=LABELS))
    assert len(found) == (5 if len(names) > 1 else 0)


@settings(max_examples=25)
@given(rows)
def test_order_of_rows_does_not_matter(table):
    forth = task_scores(STANCE, *columns(table), **OPTIONS)
    assert task_scores(STANCE, *columns(table[::-1]), **OPTIONS) == forth


def test_a_label_that_never_occurs_is_left_out_of_the_mean_and_one_only_predicted_is_not():
    groups = ["a", "b"]
    assert task_scores(STANCE, ["friendly", "hostile"], ["friendly", "hostile"], groups, **OPTIONS).macro_f1 == 1
    scores = task_scores(STANCE, ["friendly", "friendly"], ["friendly", "neither"], groups, **OPTIONS)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_rows_without_a_gold_label_are_left_out_and_counted():
    gold, predicted, groups = ["friendly", None, "hostile"], ["friendly", "neither", "friendly"], ["a", "b", "c"]
    scores = task_scores(STANCE, gold, predicted, groups, **OPTIONS)
    assert (scores.support, scores.unlabelled) == (2, 1)
    assert scores.confusion == ((1, 0, 0), (1, 0, 0), (0, 0, 0))


def test_resamples_without_a_labelled_row_do_not_count():
    gold: list[str | None] = ["friendly", "hostile", *[None] * 8]
    scores = task_scores(STANCE, gold, ["friendly"] * 10, list("abcdefghij"), **OPTIONS)
    assert scores.interval is not None
    assert scores.interval[1] == 1.0


def test_interval_covers_the_truth_as_often_as_it_says():
    inside = 0
    # A third of the noisy answers is right by chance: each label's true F1 is 0.7 + 0.3 / 3.
    for seed in range(100):
        scores = task_scores(STANCE, *noisy(400, 0.7, seed), bootstrap=200, confidence=0.9)
        inside += scores.interval[0] <= 0.8 <= scores.interval[1]
    assert 82 <= inside <= 97


def test_interval_is_wider_where_an_article_is_right_or_wrong_as_a_whole():
    gold = ["friendly", "hostile"] * 40
    wrong = ["hostile", "friendly"] * 20
    together = task_scores(STANCE, gold, [*gold[:40], *wrong], [f"{i // 8}" for i in range(80)], **OPTIONS)
    apart = task_scores(STANCE, gold, [*gold[:40], *wrong], [f"{i}" for i in range(80)], **OPTIONS)
    assert np.ptp(together.interval) > 1.5 * np.ptp(apart.interval)


def test_more_confidence_makes_a_wider_interval_around_the_figure():
    table = noisy(200, 0.6)
    narrow = task_scores(STANCE, *table, bootstrap=500, confidence=0.5)
    wide = task_scores(STANCE, *table, bootstrap=500, confidence=0.99)
    assert wide.interval[0] < narrow.interval[0] < wide.macro_f1 < narrow.interval[1] < wide.interval[1]
    assert all(each.interval[0] < each.f1 < each.interval[1] for each in wide.labels)


@pytest.mark.parametrize(("groups", "bootstrap"), [("ab", 0), ("aa", 100)])
def test_no_interval_without_resamples_or_with_one_group(groups, bootstrap):
    scores = task_scores(STANCE, ["friendly", "hostile"], ["friendly"] * 2, groups, bootstrap=bootstrap, confidence=0.9)
    assert scores.interval is None
    assert all(each.interval is None for each in scores.labels)


def test_a_thousand_resamples_take_a_fraction_of_a_second():
    table = noisy(2000, 0.7)
    start = time.perf_counter()
    resampled_confusion(STANCE, *table, bootstrap=1000)
    assert time.perf_counter() - start < 1


def test_difference_of_a_system_and_itself_is_nothing():
    gold, predicted, groups = noisy(60, 0.5)
    difference = difference_interval(STANCE, gold, predicted, predicted, groups, **OPTIONS)
    assert (difference.value, difference.interval) == (0.0, (0.0, 0.0))


def test_difference_is_that_of_the_figures_and_its_interval_is_paired():
    gold, weak, groups = noisy(200, 0.5)
    strong = [right if i % 5 == 0 else given for i, (right, given) in enumerate(zip(gold, weak, strict=True))]
    scores = [task_scores(STANCE, gold, each, groups, **OPTIONS) for each in (strong, weak)]
    difference = difference_interval(STANCE, gold, strong, weak, groups, **OPTIONS)
    back = difference_interval(STANCE, gold, weak, strong, groups, **OPTIONS)
    assert difference.value == pytest.approx(scores[0].macro_f1 - scores[1].macro_f1)
    assert difference.interval == pytest.approx((-back.interval[1], -back.interval[0]))
    assert difference.interval[0] > 0
    assert np.ptp(difference.interval) < np.ptp(scores[0].interval)


def test_difference_leaves_unlabelled_rows_out():
    gold, first, second = ["friendly", None, "hostile"], ["friendly", "hostile", "hostile"], ["friendly"] * 3
    difference = difference_interval(STANCE, gold, first, second, list("abc"), bootstrap=0, confidence=0.9)
    assert difference.value == pytest.approx(1 - (2 / 3) / 2)
    assert difference.interval is None


def test_mean_counts_each_task_the_same():
    good = task_scores(STANCE, ["friendly"] * 9, ["friendly"] * 9, ["a"] * 9, **OPTIONS)
    bad = task_scores(STANCE, ["friendly"], ["hostile"], ["a"], **OPTIONS)
    assert mean_macro_f1([good, bad]) == 0.5


def test_to_dict_is_json_with_macro_f1_before_the_labels():
    scores = task_scores(STANCE, *noisy(40, 0.7), **OPTIONS)
    text = json.dumps(scores.to_dict())
    read = json.loads(text)
    assert text.index("macro_f1") < text.index("precision")
    assert list(read["labels"]) == list(LABELS)
    assert read["labels"]["hostile"]["f1"] == scores.labels[1].f1
    assert read["confusion"] == [list(row) for row in scores.confusion]
    assert isinstance(scores, TaskScores)


def test_nothing_to_measure_is_a_data_error():
    with pytest.raises(DataError, match="stance: none of 2 statements has a gold label"):
        task_scores(STANCE, [None, None], ["friendly"] * 2, ["a", "b"], **OPTIONS)


@pytest.mark.parametrize(("gold", "predicted"), [("angry", "friendly"), ("friendly", "angry")])
def test_a_foreign_label_is_refused(gold, predicted):
    with pytest.raises(ValueError, match=r"not labels of this task: \['angry'\]"):
        task_scores(STANCE, [gold], [predicted], ["a"], **OPTIONS)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        task_scores(STANCE, ["friendly", "hostile"], ["friendly"], ["a", "b"], **OPTIONS)


def test_percentiles_pass_over_what_is_no_number():
    assert percentile_interval(np.array([np.nan, 0.0, 1.0]), 0.5) == (0.25, 0.75)
    assert percentile_interval(np.array([np.nan]), 0.5) is None
