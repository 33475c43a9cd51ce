"""Where a reported clause with quotations begins and ends, beside narration and reports of others."""

import pytest

from detente.inference.quotes import extract


def spans(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[a:b]) for s in extract(text) for a, b in s.spans]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'Lind said that Orlov already has "clearly parted" from him on the port, as have her rivals.',
            'Orlov already has "clearly parted" from him on the port',
        ),
    ],
)
def test_comparison_by_the_writer_is_not_reported(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'The plan was a "good thing" that yielded "quite good facts," he remarked.',
            'The plan was a "good thing" that yielded "quite good facts,"',
        ),
    ],
)
def test_clause_behind_the_last_of_several_quotations_reports_them_all(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ('The fight over what workers called a "fraudulent scheme" took a turn in May.', 'a "fraudulent scheme"'),
    ],
)
def test_name_in_a_relative_clause_ends_before_the_main_clause(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'Lind says Orlov subjected her to an "artful smear" over the port while Brandt suggests she is wrong.',
            'Orlov subjected her to an "artful smear" over the port',
        ),
    ],
)
def test_report_of_another_speaker_behind_while_ends_the_first(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'But as Lind denounced the tests and pledged to confront attacks by "wild men," many warmed to her.',
            'to confront attacks by "wild men,"',
        ),
    ],
)
def test_coordinate_report_in_a_fronted_clause_ends_at_its_comma(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'Lind said that it was his fault for "grabbing" at her - although the picture did not show it.',
            'it was his fault for "grabbing" at her',
        ),
    ],
)
def test_concession_behind_a_dash_is_not_reported(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'Lind praised the crew, calling the work "a feat" - but she said the time had come to go.',
            'the work "a feat"',
        ),
    ],
)
def test_contrasting_report_ends_the_one_before(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)
