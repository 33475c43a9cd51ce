"""Statements in whole articles: speakers, headlines, wire stories, transcripts, hard-wrapped lines."""

import pytest

from detente.inference.quotes import extract
from detente.model.article import Article, words_of

INTRO = "Karin Lind, the port director, met Pavel Orlov on Friday. "


def records(text):
    """(kind, words, cue, mention, speaker) of each statement."""
    return [(s.kind, s.text, s.cue, s.mention, s.speaker) for s in extract(text)]


@pytest.mark.parametrize(
    ("text", "mention", "speaker"),
    [
        (INTRO + '"We talk," Lind said.', "Lind", "Karin Lind"),
        (INTRO + '"We talk," she said.', "she", "Karin Lind"),
        (INTRO + '"We talk," he said.', "he", "Pavel Orlov"),
        (INTRO + '"We talk," the director said.', "the director", "Karin Lind"),
        (INTRO + '"We talk," Ms. Lind said.', "Ms. Lind", "Karin Lind"),
        ('Colonel Karin Lind came. "We talk," the colonel said.', "the colonel", "Karin Lind"),
        ('"We talk," said Deputy Defense Minister Karin Lind.', "Deputy Defense Minister Karin Lind", "Karin Lind"),
        (
            '"We talk," said former coast guard officer Karin Lind.',
            "former coast guard officer Karin Lind",
            "Karin Lind",
        ),
        ('"We talk," Karin Lind and Pavel Orlov said.', "Karin Lind and Pavel Orlov", "Karin Lind; Pavel Orlov"),
        ('"We talk," a senior official said.', "a senior official", None),
        ('"We talk," officials said.', "officials", None),
        (INTRO + '"We talk," said a spokesman for Lind.', "a spokesman for Lind", None),
        ('"We talk," the Harbor Ministry said.', "the Harbor Ministry", "Harbor Ministry"),
        ('"We talk," the ministry said.', "the ministry", "ministry"),
        ('A driver from Lund stopped. "We talk," he said.', "he", None),
        ('Sir Anders Holm rose. "We talk," he said.', "he", "Anders Holm"),
        ('"We talk," said Jan van der Berg.', "Jan van der Berg", "Jan van der Berg"),
        ('"We talk," said Gen. (ret.) Karin Lind.', "Gen. (ret.) Karin Lind", "Karin Lind"),
    ],
)
def test_speaker(text, mention, speaker):
    statement = extract(text)[-1]
    assert (statement.mention, statement.speaker) == (mention, speaker)
    start, end = statement.mention_span
    assert text[start:end] == mention


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('Karin Lind had none of it. "We will never sell the port."', "Karin Lind"),
        ('A driver from Lund shrugged. "The ferry is always late."', None),
        ('Karin Lind came. "No," she said.\n\nShe turned a page. "We will never sell the port."', "Karin Lind"),
        ('Karin Lind put it more sharply: "We will never sell the port."', "Karin Lind"),
        ('Karin Lind went on to say:\n\n"We will never sell the port."', "Karin Lind"),
    ],
)
def test_words_without_a_clause(text, speaker):
    statement = extract(text)[-1]
    assert statement.speaker == speaker


WIRE = """Ferry row divides harbor towns

LUND, May 3, 2011 (North Wire) - The ferry will sail, "come what may", the harbor office said on Tuesday.

"Nobody stops this ship," said Karin Lind, the office's director. "It has sailed since 1901."

A LONG DISPUTE

She said the other side had "slept on its oars".

Keywords: FERRY HARBOR/"DISPUTE"
"""


def test_wire_story():
    assert records(WIRE) == [
        ("mixed", 'The ferry will sail, "come what may"', "said", "the harbor office", "harbor office"),
        ("direct", "Nobody stops this ship, It has sailed since 1901.", "said", "Karin Lind", "Karin Lind"),
        ("mixed", 'the other side had "slept on its oars"', "said", "She", "Karin Lind"),
    ]


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ('Envoy: Ferry "Dead in the Water"', [("mixed", 'Ferry "Dead in the Water"', "Envoy")]),
        ("Envoy: 'We Sail Tomorrow'", [("direct", "We Sail Tomorrow", "Envoy")]),
        ('The "Ghost Ferry" of Lund', []),
    ],
)
def test_headlines_only_where_they_attribute(headline, expected):
    found = extract(headline + "\n\nLUND, May 3 (North Wire) - The ferry sailed on time, and nobody minded at all.")
    assert [(s.kind, s.text, s.mention) for s in found] == expected


TRANSCRIPT = """The Ferry and the Fog

Karin Lind has run the harbor for ten years. She spoke with our editor.

Q: Will the ferry sail?

A: It will. The "ghost ferry" is a story for tourists.

Q: And in fog?

A: In fog we wait.
"""


def test_transcript_answers_are_statements():
    assert records(TRANSCRIPT) == [
        ("direct", 'It will. The "ghost ferry" is a story for tourists.', None, "A", "Karin Lind"),
        ("direct", "In fog we wait.", None, "A", "Karin Lind"),
    ]


def test_debate_labels_are_mentions():
    text = """Harbor debate

Ms Karin Lind (Lund) (Ind): The ferry must sail.

Mr Pavel Orlov (Malmo) (Con): It must not.

Ms Lind: It sails already.

The Harbor Minister (Ms Sigrid Dahl): Order.

Mr Orlov: Then sink it.
"""
    assert [(s.mention, s.speaker, s.text) for s in extract(text)] == [
        ("Ms Karin Lind", "Karin Lind", "The ferry must sail."),
        ("Mr Pavel Orlov", "Pavel Orlov", "It must not."),
        ("Ms Lind", "Karin Lind", "It sails already."),
        ("The Harbor Minister", "Sigrid Dahl", "Order."),
        ("Mr Orlov", "Pavel Orlov", "Then sink it."),
    ]


def test_hard_wrapped_lines_are_one_paragraph():
    text = (
        "The harbor office met on Friday to hear what its\n"
        "director had to say about the ferry, which is late\n"
        "more often than not and has been so for years.\n\n"
        '"Nobody has drowned on it, and nobody\n'
        'will," said Karin Lind, who has run the office for\n'
        "ten years now and means to stay for another ten.\n"
    )
    (statement,) = extract(text)
    assert (statement.text, statement.speaker) == ("Nobody has drowned on it, and nobody\nwill,", "Karin Lind")


def test_missing_closing_mark_does_not_swallow_the_article():
    text = '"We will talk, Karin Lind said. "We will not beg," she added.\n\nThe rain fell.'
    assert all("rain" not in s.text for s in extract(text))
    assert "We will not beg," in [words_of(text, [span]) for s in extract(text) for span in s.spans]


def test_article_and_ids():
    article = Article("a7", '"We talk," Karin Lind said. Pavel Orlov disagreed. "We do not," he said.')
    found = extract(article)
    assert [s.id for s in found] == ["a7#0", "a7#1"]
    assert [s.speaker for s in found] == ["Karin Lind", "Pavel Orlov"]
