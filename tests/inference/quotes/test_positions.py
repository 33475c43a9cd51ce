"""Positions that are credited to somebody, and idioms that lead to a verb of saying."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    "cue",
    [
        "held the view",
        "made no secret of the fact",
        "expressed certainty",
        "was at pains to stress",
        "went out of her way to stress",
        "took pains to note",
        "hastened to add",
        "continues to insist",
        "did not conceal",
        "left open the possibility",
        "echoed the view",
        "ventured",
        "restated",
    ],
)
def test_idioms_report(found, cue):
    text = f"Minister Karin Lind {cue} that the pier was shut."
    assert found(text) == [("indirect", ["the pier was shut"], "Minister Karin Lind")]


def test_what_is_not_hidden_is_asserted():
    (statement,) = extract("Karin Lind did not hide that the pier was shut.")
    assert statement.framing == "asserted"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The pier is doomed, Karin Lind believes.", ["The pier is doomed"]),
        ("The pier is doomed, Karin Lind is convinced.", ["The pier is doomed"]),
        ("The pier, Karin Lind is certain, is doomed.", ["The pier", "is doomed"]),
        (
            "The port will close the pier, Karin Lind warned in her address to the board.",
            ["The port will close the pier"],
        ),
        ("Karin Lind did not exclude a return to the plan.", ["a return to the plan"]),
        ("According to information from Karin Lind, the pier is doomed.", ["the pier is doomed"]),
        ("Karin Lind brushed aside suggestions that the pier was doomed.", ["suggestions that the pier was doomed"]),
    ],
)
def test_positions_are_reported(found, text, words):
    assert found(text) == [("indirect", words, "Karin Lind")]


@pytest.mark.parametrize(
    "text",
    [
        "Karin Lind believes that the pier is doomed.",
        "The pier was doomed, Karin Lind believed.",
        "Karin Lind hid that the pier was doomed.",
        "The list excludes the pier.",
        "Karin Lind excluded any return to the plan.",
    ],
)
def test_thoughts_and_silence_are_no_statements(text):
    assert extract(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Karin Lind used the feast to warn that the pier was dead.", ["the pier was dead"]),
        ("Karin Lind took to the radio to accuse the town of sloth.", ["the town of sloth"]),
        ("Karin Lind took steps to report the theft.", None),
    ],
)
def test_what_somebody_uses_an_occasion_to_say(found, text, words):
    assert found(text) == ([("indirect", words, "Karin Lind")] if words else [])


def test_who_asks_for_anonymity_says_nothing_by_it(found):
    text = '"The pier is dead," said an official, asking for anonymity to speak freely.'
    assert found(text) == [("direct", ["The pier is dead,"], "an official")]
