"""Reporting expressions of several words, and nouns of saying."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("expressed the hope that", "the port would reopen"),
        ("voiced her firm conviction that", "the port would reopen"),
        ("let it be known that", "the port would reopen"),
        ("let slip that", "the port would reopen"),
        ("made clear that", "the port would reopen"),
        ("sent word that", "the port would reopen"),
        ("gave to understand that", "the port would reopen"),
        ("was of the opinion that", "the port would reopen"),
        ("drew attention to the fact that", "the port would reopen"),
        ("repeated her insistence that", "the port would reopen"),
        ("issued a warning that", "the port would reopen"),
    ],
)
def test_expressions_with_a_clause(expression, words):
    (statement,) = extract(f"Karin Lind {expression} {words}.")
    assert (statement.kind, statement.text, statement.speaker) == ("indirect", words, "Karin Lind")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Karin Lind took aim at the board.", "the board"),
        ("Karin Lind repeated her call for a new port.", "a new port"),
        ("Karin Lind expressed satisfaction with the joint patrols.", "the joint patrols"),
        ("Karin Lind voiced understanding for the crew.", "the crew"),
        ("Karin Lind renewed her promise to reopen the port.", "to reopen the port"),
    ],
)
def test_expressions_with_a_phrase(text, words):
    (statement,) = extract(text)
    assert (statement.text, statement.mention) == (words, "Karin Lind")


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Nobody believed his insistence that the port was safe.", "his"),
        ("The board ignored Lind's claim that the port was safe.", "Lind's"),
    ],
)
def test_a_noun_with_its_owner(text, mention):
    (statement,) = extract(text)
    assert (statement.text, statement.mention) == ("the port was safe", mention)


@pytest.mark.parametrize(
    "text",
    [
        "Karin Lind made the beds and let the dog out.",
        "The hope that the port would reopen was gone.",
        "The country has had a promise of membership since spring.",
        "Karin Lind put the cup at her feet.",
    ],
)
def test_the_same_words_without_speech(text):
    assert extract(text) == []
