import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.article import Statement, words_of


def test_id_is_article_and_index():
    assert Statement("paper-7", 3, (), "We agree.").id == "paper-7#3"


def test_of_makes_a_statement_without_article():
    statement = Statement.of("We agree.", id="x", speaker="Anna Berg")
    assert (statement.id, statement.spans, statement.speaker, statement.kind) == ("x#0", (), "Anna Berg", "direct")


@given(st.lists(st.text(min_size=1, max_size=9), min_size=2, max_size=5))
def test_pieces_are_the_words_of_each_span(parts):
    text = " said he ".join(parts)
    ends = [sum(len(part) for part in parts[: i + 1]) + 9 * i for i in range(len(parts))]
    spans = tuple((end - len(part), end) for part, end in zip(parts, ends, strict=True))
    assert Statement("a", 0, spans, words_of(text, spans)).pieces == tuple(parts)


@pytest.mark.parametrize("spans", [(), ((0, 4),), ((0, 2), (5, 6))])
def test_a_text_that_is_not_that_of_its_spans_is_one_piece(spans):
    assert Statement("a", 0, spans, "fish and steel").pieces == ("fish and steel",)
