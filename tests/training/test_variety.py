from hypothesis import given
from hypothesis import strategies as st

from detente.training.variety import near_duplicates, repeated, sequences, words_in

LINES = [
    "The ferry to the island leaves at noon and comes back before dark.",
    "The ferry to the island leaves at noon and comes back before dawn.",
    "Nobody on the quay had seen the harbour master since the storm.",
]


def test_words_are_found_without_marks():
    assert words_in("“Don't,” he said — twice!") == ["don't", "he", "said", "twice"]


def test_sequences_that_come_back_are_counted_once_a_text():
    texts = ["one two three four one two three", "say one two three", "one two", "one-two three"]
    assert repeated(texts, more_than=2, length=3) == {"one two three": 3}
    assert repeated(texts, more_than=3, length=3) == {}


def test_near_duplicates_are_found_and_others_are_not():
    assert near_duplicates(LINES) == [(0, 1)]


@given(st.lists(st.text(min_size=1), max_size=6))
def test_any_text_is_taken_and_equal_texts_are_near(texts):
    pairs = near_duplicates(texts + texts[:1])
    assert all(0 <= one < other <= len(texts) for one, other in pairs)
    if texts:
        assert (0, len(texts)) in pairs


@given(st.text(), st.integers(1, 8))
def test_sequences_hold_at_most_as_many_words_as_asked(text, length):
    assert all(len(one.split()) <= length for one in sequences(text, length))
