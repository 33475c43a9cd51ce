"""Forms of reporting in features, analyses and letters: clauses put into sentences, nouns of speech, who is who."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The pier, Lind said in an interview in Visby, would not last.", ["The pier", "would not last"]),
        ("The pier, Lind told reporters in Visby, had lost its use.", ["The pier", "had lost its use"]),
        ("The pier, Lind told the Guardian last week, would not last.", ["The pier", "would not last"]),
        ("The pier, Lind wrote in Le Monde, had lost its use.", ["The pier", "had lost its use"]),
        ('The pier, Lind wrote in his memoirs, was "a thing of the past".', ["The pier", 'was "a thing of the past"']),
        ('It was, he wrote to colleagues, "time to go home".', ["It was", '"time to go home"']),
        ("The pier, says Jan Lind of the Visby Museum, will stay.", ["The pier", "will stay"]),
        ("The pier, says Jan Lind, a former general, will stay.", ["The pier", "will stay"]),
        ("The pier, according to Jan Lind of the Visby Museum, will stay.", ["The pier", "will stay"]),
        ("That was a mistake, Lind says.", ["That was a mistake"]),
        ("That, he argues, was the worst of both worlds.", ["That", "was the worst of both worlds"]),
        (
            "If Visby wanted to be a port, he said, that was its choice.",
            ["If Visby wanted to be a port", "that was its choice"],
        ),
        ("Lind said that that was no reason.", ["that was no reason"]),
        ("Lind's claim that there were no ships in Visby was widely mocked.", ["there were no ships in Visby"]),
        ("Lind's denial that his ships were in Visby convinced nobody.", ["his ships were in Visby"]),
        ("A sailor who said his name was Oleg pointed at the pier.", ["his name was Oleg"]),
        ("Lind insists that the pier is safe, but few in Visby believe it.", ["the pier is safe"]),
        ("Lind says the pier is dead, and he is right.", ["the pier is dead"]),
        ('In a statement, Lind said in May, "We are done."', None),
    ],
)
def test_extents(found, text, spans):
    if spans is not None:
        assert [s for _, s, _ in found(text)] == [spans]
    else:
        assert found(text)[0][1][-1] == "We are done."


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        (
            "France and the United States said the talks had failed.",
            "the talks had failed",
            "France and the United States",
        ),
        ("Poland and the Baltic states reply that it would hurt.", "it would hurt", "Poland and the Baltic states"),
        ('"A disgrace," Lind called it.', "A disgrace,", "Lind"),
        ('"A consolation prize," the deputy minister, Taras Lind, called it.', "A consolation prize,", "Taras Lind"),
        ('"A disgrace," is how Lind described it.', "A disgrace,", "Lind"),
        ('It was "a disgrace", to use Taras Lind\'s phrase.', 'It was "a disgrace"', "Taras Lind's"),
        ("Lind is reported to have told the board that it was dead.", "it was dead", "Lind"),
        ("Lind is said to have warned him that he must not go.", "he must not go", "Lind"),
        ("Those who know him say that he is a gambler.", "he is a gambler", "Those"),
        ("Those who favour sanctions argue that they are working.", "they are working", "Those"),
        ("Some in Visby argue that the talks are dead.", "the talks are dead", "Some in Visby"),
        ("The Kremlin and the Pentagon insist that it is alive.", "it is alive", "The Kremlin and the Pentagon"),
        ("Visby's complaint, that it was never consulted, is an old one.", "it was never consulted", "Visby's"),
        ("Your editorial of June 4th claims that the pier is dead.", "the pier is dead", "Your editorial"),
        ("Officials who say they support Georgia have done nothing.", "they support Georgia", "Officials"),
        ("Tamar, a nurse who says she lost two brothers, left.", "she lost two brothers", "Tamar"),
        ("Generals say that every year, Lind notes.", "Generals say that every year", "Lind"),
        ("By nightfall Moscow was calling it a provocation.", "a provocation", "Moscow"),
        (
            'The words are those of Nikolai Lind, a former envoy: "We were never asked."',
            "We were never asked.",
            "Nikolai Lind",
        ),
        (
            "A spokesman for Visby Docks declined to comment, but said that it was safe.",
            "it was safe",
            "A spokesman for Visby Docks",
        ),
        (
            "The conservative newspaper has been hostile to Olof Lind, arguing he is a fool.",
            "he is a fool",
            "The conservative newspaper",
        ),
    ],
)
def test_who_speaks(found, text, words, mention):
    assert [(s, m) for _, s, m in found(text)] == [([words], mention)]


@pytest.mark.parametrize("subject", ["Officials in Kiev", "Diplomats", "Critics", "Many in Moscow", "Villagers"])
def test_several_people_are_nobody_with_a_name(subject):
    [statement] = extract(f"{subject} say the convoy was armed.")
    assert (statement.mention, statement.speaker) == (subject, None)


@pytest.mark.parametrize(
    ("text", "framings"),
    [
        ("Lind denied that the plan was dead and said that talks would go on.", ["denied", "asserted"]),
        ("Lind admitted that mistakes had been made but denied that she had lied.", ["asserted", "denied"]),
        ("Lind said that the plan was dead and added that talks would go on.", ["asserted"]),
    ],
)
def test_what_is_denied_stands_apart(text, framings):
    assert [s.framing for s in extract(text)] == framings


def test_what_some_call_it_is_nobodys_statement(found):
    [(_, _, mention)] = found('Lind urged the town to close what some call the "Visby loophole".')
    assert mention == "Lind"


def test_a_pronoun_of_one_is_not_the_several_before():
    first, second = extract('Brandt\'s critics say that she knew nothing of war. "I grew up in one," she says.')
    assert (first.mention, second.mention) == ("Brandt's critics", "she")
