"""The text around a statement, as the network reads it."""

import pytest

from detente.inference.quotes import extract, with_context
from detente.model.article import Statement

TEXT = 'Rain fell on Lund. "We talk," said Karin Lind. "We listen." Nobody came.\n\nThe ferry sailed. It was late.'


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("none", None),
        ("sentence", '"We talk," said Karin Lind. "We listen."'),
        ("turn", 'Rain fell on Lund. "We talk," said Karin Lind. "We listen." Nobody came.'),
    ],
)
def test_extracted(context, expected):
    (statement,) = extract(TEXT, context=context)
    assert statement.context == expected


def test_the_default_is_the_turn():
    assert extract(TEXT)[0].context == extract(TEXT, context="turn")[0].context


def test_annotated_statement_and_far_mention():
    start = TEXT.index("It was late")
    near = Statement(
        "a", 0, ((start, start + 11),), "It was late", mention="The ferry", mention_span=(start - 18, start - 9)
    )
    far = Statement("a", 1, ((start, start + 11),), "It was late", mention="Rain", mention_span=(0, 4))
    found = with_context(TEXT, [near, far], "sentence")
    assert [s.context for s in found] == ["The ferry sailed. It was late.", "It was late."]


def test_statement_over_paragraphs_gets_all_between():
    spans = ((TEXT.index("We talk"), TEXT.index("We talk") + 8), (TEXT.index("It was"), TEXT.index("It was") + 11))
    (found,) = with_context(TEXT, [Statement("a", 0, spans, "")], "turn")
    assert found.context == TEXT


def test_statement_without_spans_stays_as_it_is():
    ready = Statement.of("We talk.", context="kept")
    assert with_context(TEXT, [ready], "turn") == [ready]
    assert with_context("", [ready], "sentence") == [ready]


def test_span_between_paragraphs_is_still_inside_its_context():
    statement = Statement("a", 0, ((len(TEXT) - 1, len(TEXT)),), ".")
    for context in ("sentence", "turn"):
        (found,) = with_context(TEXT, [statement], context)
        assert found.context is not None
        assert found.context in TEXT


def test_unknown_context_is_refused():
    with pytest.raises(ValueError, match="'none', 'sentence' or 'turn', not 'page'"):
        with_context(TEXT, [], "page")
