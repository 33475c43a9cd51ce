"""Reports that pass through an agency, a ministry or a question before they reach the reader."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        ("Karin Lind said that the pier was shut, Interfax reported.", "the pier was shut", "Karin Lind"),
        ("The pier is shut, Karin Lind said, the agency reported on Monday.", "The pier is shut", "Karin Lind"),
        ("The pier is shut, Karin Lind said, as quoted by the Lund Post.", "The pier is shut", "Karin Lind"),
        ("Interfax quotes Karin Lind as saying the pier is shut.", "the pier is shut", "Karin Lind"),
        ("It was stressed at the ministry that the pier was shut.", "the pier was shut", "the ministry"),
        ("It was reported by the Port Office that the pier was shut.", "the pier was shut", "the Port Office"),
        (
            "Interfax was told at the Foreign Ministry that the pier was shut.",
            "the pier was shut",
            "the Foreign Ministry",
        ),
        ("As was noted by Karin Lind, the pier had been shut.", "the pier had been shut", "Karin Lind"),
        ("As noted by Karin Lind, the pier had been shut.", "the pier had been shut", "Karin Lind"),
        ("The pier is shut, a report published on Monday said.", "The pier is shut", "a report"),
        ("The pier is shut, a statement issued after the talks said.", "The pier is shut", "a statement"),
        ("The number had doubled, the Lund Post reported.", "The number had doubled", "the Lund Post"),
        ("The clerk who said no in May had left, the Lund Post reported.", None, "the Lund Post"),
    ],
)
def test_who_passes_a_report_on_is_not_its_speaker(found, text, words, mention):
    (kind, spans, who), *others = found(text)
    assert (kind, who, others) == ("indirect", mention, [])
    assert words is None or spans == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"The pier is shut," Karin Lind said, answering a question from Hamnen.', "The pier is shut,"),
        ('"The pier is shut," Karin Lind said, commenting on the report.', "The pier is shut,"),
        ('"The pier is shut," Karin Lind said, replying to a question about the ferry.', "The pier is shut,"),
        ('"The pier is shut," Karin Lind said, according to her office.', "The pier is shut,"),
    ],
)
def test_what_a_speaker_reacts_to_is_no_statement(found, text, words):
    assert found(text) == [("direct", [words], "Karin Lind")]


def test_a_question_reports_nothing_and_begins_a_statement_anew():
    text = '"We are ready," Karin Lind told us. Asked whether Lund would recall its clerk, she said: "We see no need."'
    statements = extract(text)
    assert [s.text for s in statements] == ["We are ready,", "We see no need."]
    assert [s.speaker for s in statements] == ["Karin Lind", "Karin Lind"]


def test_an_answer_to_a_question_is_a_statement_of_its_own():
    text = 'Lind said the pier was shut. In reply to a question about the ferry, Lind said, "It will sail."'
    assert [s.text for s in extract(text)] == ["the pier was shut", "It will sail."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The talks will go on, Karin Lind told reporters here on Wednesday.", ["The talks will go on"]),
        ("The talks will go on, Karin Lind told a joint news conference with the mayor.", ["The talks will go on"]),
        ("Karin Lind told Lund's state-run news channel the talks would go on.", ["the talks would go on"]),
        ("Karin Lind told Sunday's edition of Hamnen the talks would go on.", ["the talks would go on"]),
        ("Karin Lind told Channel 5 the talks would go on.", ["the talks would go on"]),
        ("Karin Lind told a conference in Riga she saw no way out.", ["she saw no way out"]),
        ("Karin Lind said - and she did not smile - that the talks would go on.", ["the talks would go on"]),
        ("Karin Lind, rejecting calls for a new vote, said the talks would go on.", ["the talks would go on"]),
        ("Karin Lind insists the talks go on - a claim the mayor disputes.", ["the talks go on"]),
        (
            "Had Lund kept its word, Karin Lind argued, the talks would go on.",
            ["Had Lund kept its word", "the talks would go on"],
        ),
        (
            "Karin Lind also said that, in case of a strike, Lund would respond.",
            ["in case of a strike, Lund would respond"],
        ),
    ],
)
def test_addressees_asides_and_conditions(found, text, words):
    assert found(text) == [("indirect", words, "Karin Lind")]


def test_how_somebody_would_respond_is_not_what_he_says(found):
    text = 'Lund would respond "in kind" if the pier were shut, Karin Lind warned.'
    assert found(text) == [("mixed", ['Lund would respond "in kind" if the pier were shut'], "Karin Lind")]


def test_own_words(found):
    text = 'The clerks have, in their own words, "no plans for the pier".'
    assert found(text) == [("mixed", ["The clerks have", "no plans for the pier"], "their")]


def test_the_name_behind_an_opening_phrase_speaks(found):
    text = 'On the matter of the pier Lind said the following: "It stays."'
    assert found(text) == [("direct", ["It stays."], "Lind")]


def test_what_neither_side_says_is_denied():
    (statement,) = extract("Neither side would say who had drawn the map.")
    assert statement.framing == "denied"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"The pier is dead," Karin Lind said; "the only question is who buries it."',
            [("direct", ["The pier is dead,", "the only question is who buries it."], "Karin Lind")],
        ),
        (
            'Karin Lind said Lund "would have to answer" - a phrase that worries the clerks - but gave no date.',
            [("mixed", ['Lund "would have to answer"'], "Karin Lind")],
        ),
        (
            "The pier stays, Karin Lind said, when asked about the ferry.",
            [("indirect", ["The pier stays"], "Karin Lind")],
        ),
        (
            "Karin Lind told Danish radio the pier had cracks.",
            [("indirect", ["the pier had cracks"], "Karin Lind")],
        ),
        (
            "Lund says the pier is shut, Karin Lind insists it is open.",
            [("indirect", ["the pier is shut"], "Lund"), ("indirect", ["it is open"], "Karin Lind")],
        ),
        (
            "Lund denies that it sold the pier, and says no buyer came.",
            [("indirect", ["it sold the pier"], "Lund"), ("indirect", ["no buyer came"], "Lund")],
        ),
        (
            "Neither Karin Lind nor Jon Vale said the pier was shut.",
            [("indirect", ["the pier was shut"], "Neither Karin Lind nor Jon Vale")],
        ),
    ],
)
def test_where_a_report_ends(found, text, expected):
    assert found(text) == expected
