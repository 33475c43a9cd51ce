"""Words without marks that go on with quoted ones: behind the speaker, before a colon, in the next sentence."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ('"It is bad luck," Lind said, that both boats had sunk.', ["It is bad luck,", "both boats had sunk"]),
        (
            '"We are worried," the members wrote in a letter to the board, that the port "may have shut."',
            ["We are worried,", 'the port "may have shut."'],
        ),
        ('"The annual review," Lind says, becomes binding in May.', ["The annual review,", "becomes binding in May"]),
        ('"Only you, Jan," Lind said, would sell a pier.', ["Only you, Jan,", "would sell a pier"]),
        ('"We will wait," Lind said, is the new motto.', ["We will wait,"]),
        ('"No comment," Lind said, seated beside the mayor.', ["No comment,"]),
        (
            'The two towns have one thing in common, Lind said: "They fear ships."',
            ["The two towns have one thing in common", "They fear ships."],
        ),
        ('When the pier sank, Lind said: "It is over."', ["It is over."]),
        ('Asked about the pier, Lind said: "It is over."', ["It is over."]),
        ('On Friday, Lind said: "It is over."', ["It is over."]),
    ],
)
def test_around_the_clause(found, text, spans):
    assert [s for _, s, _ in found(text)] == [spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            '"He should calm people," Lind said. Instead, "he just acts like a loser."',
            ["He should calm people,", 'Instead, "he just acts like a loser."'],
        ),
        (
            'The pier was old, Lind said. That makes it "by any measure a thing of the past."',
            ["The pier was old", 'That makes it "by any measure a thing of the past."'],
        ),
        ('"It is over," Lind said. The ship is named "Pride of Visby."', ["It is over,"]),
        ('"It is over," Lind said. The pier is "as good as new" and will open in May.', ["It is over,"]),
    ],
)
def test_the_next_sentence(found, text, spans):
    assert [s for _, s, _ in found(text)] == [spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            'Lind said he backed a bill on the guild, which he called "a cartel."',
            ["he backed a bill on the guild", '"a cartel."'],
        ),
        ('She says people may object, but insists the pier is "safe."', ["people may object", 'the pier is "safe."']),
        (
            'Lind promises the town will help "re-arm" crews - and he makes sure to ask.',
            ['the town will help "re-arm" crews'],
        ),
        ('Lind said the pier was "lost," sparking a wave of talk.', ['the pier was "lost,"']),
        ('According to a source close to the talks, Lind was "furious" in May.', ['Lind was "furious" in May']),
        ('According to two clerks, who were not named, the pier is "lost" for now.', ['the pier is "lost" for now']),
        ('According to the report published on Monday by the town, "the pier is lost."', ['"the pier is lost."']),
        ('While not everything the town promised came true, Lind said the pier was "safe."', ['the pier was "safe."']),
    ],
)
def test_where_another_report_begins(found, text, spans):
    assert [s for _, s, _ in found(text)] == [spans]


def test_two_speakers_in_one_sentence(found):
    text = 'Both gave a statement - Lind saying he was "glad" and Moreau calling it a "great day."'
    assert [(s, m) for _, s, m in found(text)] == [(['he was "glad"'], "Lind"), (['a "great day."'], "Moreau")]
    text = 'Moreau refers to the envoy as "Mr. Lind," while Lind refers to the minister as "Jean."'
    assert [m for *_, m in found(text)] == ["Moreau", "Lind"]


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        ('Lind said, and I quote, "We love the small towns."', "We love the small towns.", "Lind"),
        ('"Is the town watching us?" reacted Lind.', "Is the town watching us?", "Lind"),
        ('He held up the sign — which read "Drivers for Lind" — and smiled.', "Drivers for Lind", "He"),
        ('When I asked Lind about the pier, she frowned and said, "It is over!"', "It is over!", "she"),
        (
            'That prompted the Visby Atlas, which counts piers, to state, "It is the best."',
            "It is the best.",
            "the Visby Atlas",
        ),
        ('The page was replaced by a message that said, "Sorry, it is gone."', "Sorry, it is gone.", "a message"),
        ('After the storm, Lind issued a statement, "The pier is lost."', "The pier is lost.", "Lind"),
        ("The vote led Moreau to warn that the port would close.", "the port would close", "Moreau"),
    ],
)
def test_who_says_it(found, text, words, mention):
    assert [(s, m) for _, s, m in found(text)] == [([words], mention)]


def test_goes_on_behind_a_long_apposition(found):
    text = (
        '"It was our yard," said Rafael Lind, director of pier studies at the Royal Institute of Friends in London, '
        '"but it is slipping away."'
    )
    assert [s for _, s, _ in found(text)] == [["It was our yard,", "but it is slipping away."]]


def test_nothing_said(found):
    assert extract("Nothing Lind said changed the vote.") == []
    assert found("According to a\u00a0") == []
