"""Where reported words end before narration, what signs and crowds say, and clauses that a quotation goes on with."""

import pytest

from detente.inference.quotes import extract


def spans(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[a:b]) for s in extract(text) for a, b in s.spans]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            'Lind says the rules lead to the "big" vote, a move that could split the board.',
            'the rules lead to the "big" vote',
        ),
        (
            'Lind insisted that she has "widened the harbour," while trying to calm the crowd.',
            'she has "widened the harbour,"',
        ),
        (
            'While Lind said the old pier had the "best view," Brandt is the one the voters trust.',
            'the old pier had the "best view,"',
        ),
        ('Lind said the pier was "a mistake," although she keeps using it.', 'the pier was "a mistake,"'),
        ('Last week Lind called Brandt a "clown" during a session of the council.', 'Brandt a "clown"'),
    ],
)
def test_narration_behind_the_last_quotation_is_not_reported(sentence: str, words: str) -> None:
    assert ("mixed", words) in spans(sentence)


def test_participle_behind_a_comma_in_the_marks_begins_a_report_of_its_own() -> None:
    found = [words for _, words in spans('Lind said the pier was "done," adding that the board had paid for it.')]
    assert found == ['the pier was "done,"', "the board had paid for it"]


@pytest.mark.parametrize(
    ("sentence", "words", "mention"),
    [
        ("“Close the lock,” came shouts from the crowd, as the mayor left.", "Close the lock,", "the crowd"),
        ("The crowd broke into loud chants of “Save the port!” as Lind spoke.", "Save the port!", "The crowd"),
        ("They passed out bottles that said, “Welcome to the races.”", "Welcome to the races.", "They"),
        ("Lind posted a message on Monday reading “Thank you all” after the vote.", "Thank you all", "Lind"),
        ('Protesters marched, chanting "No port, no peace," until noon.', "No port, no peace,", "Protesters"),
    ],
)  # fmt: skip
def test_signs_and_crowds_speak(sentence: str, words: str, mention: str) -> None:
    (statement,) = extract(sentence)
    assert (statement.kind, statement.text, statement.mention) == ("direct", words, mention)


@pytest.mark.parametrize(
    "sentence",
    ['Lind wrote a book entitled "The Long Pier" last year.', '"The Long Pier" at the cinema in Lund opens on Friday.'],
)
def test_titles_stay_out(sentence: str) -> None:
    assert extract(sentence) == []


def test_clause_before_the_reporting_one_belongs_to_lower_case_words() -> None:
    assert [w for _, w in spans('If it rains, Lind said, "the race will be called off."')] == [
        "If it rains",
        "the race will be called off.",
    ]


def test_abbreviation_before_quoted_words_ends_no_sentence() -> None:
    text = "Lind said the U.S. “clearly” needed a stronger campaign against the pests."
    assert spans(text) == [("mixed", "the U.S. “clearly” needed a stronger campaign against the pests")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Jonas Sims — a teacher from Lund — said he was “glad to go.”",
        "Jonas Sims on Wednesday said he was “glad to go.”",
        "Jonas Sims groused that he was “glad to go.”",
        "Jonas Sims fired back that he was “glad to go.”",
    ],
)
def test_what_stands_between_speaker_and_verb_is_passed(sentence: str) -> None:
    (statement,) = extract(sentence)
    assert (statement.speaker, statement.text) == ("Jonas Sims", "he was “glad to go.”")


def test_quotations_on_both_sides_of_a_clause_without_commas_are_both_found() -> None:
    text = '"They close the harbour for the winter," she said "Nobody here asked for that."'
    assert [w for _, w in spans(text)] == ["They close the harbour for the winter,", "Nobody here asked for that."]
