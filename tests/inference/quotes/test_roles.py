"""Titles, offices and affiliations, as the article states them. All persons are invented."""

import pytest

from detente.inference.quotes import extract
from detente.inference.quotes.nations import STATE_OF, state_of
from detente.inference.quotes.roles import behind, in_front, office

OFFICES = [
    ("the Russian foreign minister", "Russian foreign minister", "Russia"),
    ("a senior NATO official", "senior NATO official", "NATO"),
    ("a spokesman for the Taliban", "spokesman", "Taliban"),
    ("Norway's ambassador to NATO", "ambassador to NATO", "Norway"),
    ("the Foreign Ministry spokeswoman", "Foreign Ministry spokeswoman", "Foreign Ministry"),
    ("Russian Foreign Ministry spokeswoman", "Russian Foreign Ministry spokeswoman", "Russian Foreign Ministry"),
    ("Pentagon press secretary", "Pentagon press secretary", "Pentagon"),
    ("professor of history at the University of Lund", "professor of history", "University of Lund"),
    ("the U.S. secretary of state", "U.S. secretary of state", "United States"),
    ("a member of the Estonian parliament", "member", "Estonia"),
    ("a senator from Ohio", "senator", "Ohio"),
    ("two diplomats", "diplomats", None),
    ("the mayor", "mayor", None),
    ("a driver from Poti", "driver", None),
]


@pytest.mark.parametrize(("phrase", "role", "affiliation"), OFFICES)
def test_office(phrase, role, affiliation):
    assert office(phrase.split()) == (role, affiliation)


@pytest.mark.parametrize("phrase", ["the port", "his wife", "Mr.", "", "a long road"])
def test_no_office(phrase):
    assert office(phrase.split()) is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("reporters asked NATO spokeswoman Ada Brandt", "NATO spokeswoman"),
        ("He met Secretary of State Ada Brandt", "Secretary of State"),
        ("said former Danish envoy Ada Brandt", "former Danish envoy"),
        ("In a long speech Senator Ada Brandt", "Senator"),
    ],
)
def test_in_front(text, role):
    assert in_front(text, text.index("Ada"), 0).role == role


@pytest.mark.parametrize("text", ["They met Ada Brandt", "the road to Ada Brandt", "Mrs. Ada Brandt", "Ada Brandt"])
def test_nothing_in_front(text):
    assert in_front(text, text.index("Ada"), 0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brandt, the Norwegian foreign minister, left", ("Norwegian foreign minister", "Norway")),
        ("Brandt, who runs the port, left", None),
        ("Brandt, Lind and Orlov left", None),
        ("Brandt of the Harbor Office left", (None, "Harbor Office")),
        ("Brandt of Lund left", None),
        ("Brandt, a spokeswoman for Nordbank's board, left", ("spokeswoman", "Nordbank")),
        ("Brandt, an adviser at Oslo-based Nordbank, left", ("adviser", "Nordbank")),
    ],
)
def test_behind(text, expected):
    assert behind(text, len("Brandt"), len(text)) == expected


@pytest.mark.parametrize(
    ("text", "role", "affiliation"),
    [
        ('"We talk," said Foreign Minister Ada Brandt.', "Foreign Minister", None),
        ('"We talk," said NATO spokeswoman Ada Brandt.', "NATO spokeswoman", "NATO"),
        ('The base commander, Colonel Ada Brandt, left. "We talk," she said.', "base commander", None),
        ('Ada Brandt, a Danish envoy, left. "We talk," Brandt said.', "Danish envoy", "Denmark"),
        ('"We talk," a Kremlin aide said.', "Kremlin aide", "Kremlin"),
        ('"We talk," the Norwegian Foreign Ministry said.', None, "Norway"),
        ('"We talk," Ada Brandt said.', None, None),
        ('"We talk," she said.', None, None),
        ('"We talk," said Pavel Orlov, a spokesman for Ada Brandt. Ada Brandt, the mayor, left.', "spokesman", None),
        (
            '"We talk," said Danish envoy Ada Brandt and Russian envoy Pavel Orlov.',
            "Danish envoy; Russian envoy",
            "Denmark; Russia",
        ),
    ],
)
def test_role_and_affiliation_of_a_statement(text, role, affiliation):
    statement = extract(text)[0]
    assert (statement.speaker_role, statement.speaker_affiliation) == (role, affiliation)


def test_a_role_stands_in_the_article_word_for_word():
    text = (
        'Ada Brandt, deputy head of the Lund Harbor Office, left. "We talk," said the retired Danish admiral Jon Vale.'
    )
    for statement in extract(text):
        assert statement.speaker_role in text


@pytest.mark.parametrize(("word", "state"), [("Russian", "Russia"), ("U.S.", "United States"), ("Finn's", "Finland")])
def test_states(word, state):
    assert state_of(word) == state


def test_no_state():
    assert state_of("Harbor") is None
    assert all(adjective == adjective.lower() for adjective in STATE_OF)
