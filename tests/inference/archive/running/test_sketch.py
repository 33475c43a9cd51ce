"""Near copies, in numbers: what is found of edited copies, and what is wrongly taken for one."""

import random

import numpy as np
import pytest

from detente.inference.archive.sketch import BANDS, NEAR, ROWS, WORDS_TOGETHER, similarity, sketch

PAIRS = 300
WORDS = [f"word{number}" for number in range(5000)]


def texts(words, changed, dice):
    """A text, and a copy in which ``changed`` words in a row at a random place are others."""
    text = dice.choices(WORDS, k=words)
    place = dice.randrange(words - changed)
    copy = [*text[:place], *dice.choices(WORDS, k=changed), *text[place + changed :]]
    return text, copy


def true_similarity(one, other):
    runs = [
        {tuple(words[i : i + WORDS_TOGETHER]) for i in range(len(words) - WORDS_TOGETHER + 1)} for words in (one, other)
    ]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def measured(words, changed):
    """True similarity, estimate, and whether there is a common band, of many pairs."""
    dice = random.Random(3)
    found = []
    for _ in range(PAIRS):
        one, other = texts(words, changed, dice)
        a, b = sketch(" ".join(one)), sketch(" ".join(other))
        found.append((true_similarity(one, other), similarity(a.values, b.values), bool({*a.bands} & {*b.bands})))
    return np.array(found)


@pytest.mark.parametrize(("changed", "error"), [(10, 0.012), (45, 0.024), (200, 0.034)])
def test_the_estimate_errs_as_little_as_its_docstring_says(changed, error):
    found = measured(600, changed)
    errors = found[:, 1] - found[:, 0]
    assert abs(errors.mean()) < 0.01
    assert errors.std() < error


@pytest.mark.parametrize(("changed", "share"), [(10, 1.0), (20, 1.0), (40, 0.98)])
def test_near_copies_share_a_band_and_are_told(changed, share):
    found = measured(600, changed)
    assert found[:, 0].mean() > NEAR
    assert (found[:, 2] > 0).mean() >= share
    if changed <= 20:
        assert (found[:, 1] >= NEAR).mean() == 1.0


def test_texts_that_share_half_of_their_words_are_never_told_for_copies():
    found = measured(600, 200)
    assert 0.45 < found[:, 0].mean() < 0.55
    assert (found[:, 1] >= NEAR).sum() == 0
    # As many as the docstring promises are compared at all.
    assert (found[:, 2] > 0).mean() < 3 * (1 - (1 - 0.5**ROWS) ** BANDS)


def test_case_marks_and_white_space_make_no_difference():
    text = "We will open the harbour, the minister said on Monday in the capital."
    assert sketch(text) == sketch(text.upper().replace(",", " --\n\n"))


@pytest.mark.parametrize("text", ["", "…", "one", "one two three four", "\ud800 alone"])
def test_short_texts_have_a_sketch_of_their_own(text):
    assert sketch(text) == sketch(text)
    assert sketch(text) != sketch("something else here")


def test_a_text_longer_than_what_is_taken_at_a_time_is_one_text():
    words = random.Random(1).choices(WORDS, k=20_000)
    one, other = sketch(" ".join(words)), sketch(" ".join([*words[:10_000], *words[10_100:]]))
    assert similarity(one.values, other.values) > 0.95
