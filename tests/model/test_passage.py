import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.article import Statement
from detente.model.passage import encodable, locate, passage_of

REPORT = 'Anna Berg said: "The river is ours," and then, "the bridge is yours," before she left.'


def words_at(passage):
    return [passage.text[start:end] for start, end in passage.spans]


def test_a_statement_is_found_in_its_context():
    passage = passage_of(Statement.of("The river is ours,", context=REPORT))
    assert passage.text == REPORT
    assert words_at(passage) == ["The river is ours,"]


def test_several_pieces_are_found_each():
    pieces = ["The river is ours,", "the bridge is yours,"]
    spans = tuple((100 + REPORT.index(piece), 100 + REPORT.index(piece) + len(piece)) for piece in pieces)
    passage = passage_of(Statement("a", 0, spans, " ".join(pieces), context=REPORT))
    assert words_at(passage) == pieces


def test_foreign_context_is_put_in_front():
    passage = passage_of(Statement.of("We agree.", context="The talks were long."))
    assert passage.text == "The talks were long.\nWe agree."
    assert words_at(passage) == ["We agree."]


@pytest.mark.parametrize("context", [None, "", " \n"])
def test_without_context_the_statement_stands_alone(context):
    assert passage_of(Statement.of("We agree.", context=context)) == passage_of(Statement.of("We agree."))


def test_context_is_left_out_on_request():
    passage = passage_of(Statement.of("The river is ours,", context=REPORT), with_context=False)
    assert passage.text == "The river is ours,"


@given(st.text(), st.text(min_size=1), st.text())
def test_the_spans_hold_the_words_whatever_the_context(before, words, after):
    passage = passage_of(Statement.of(words, context=before + words + after))
    assert words_at(passage) == [encodable(words)]


def test_pieces_must_come_in_order():
    assert locate(("yours", "ours"), "first ours, then yours") is None
    assert locate(("ours", "yours"), "first ours, then yours") == ((6, 10), (17, 22))
    assert locate(("",), "anything") is None


@given(st.text(st.characters(codec=None)))
def test_encodable_keeps_length_and_can_be_encoded(text):
    assert len(encodable(text)) == len(text)
    encodable(text).encode()
