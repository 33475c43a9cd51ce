"""Mixed statements whose cue is a verb of judging, a participle, a perfect, a noun or an infinitive."""

import pytest

from detente.inference.quotes import extract


def found(text: str) -> list[tuple[str, str, str | None]]:
    return [(s.kind, text[a:b], s.mention) for s in extract(text) for a, b in s.spans]


@pytest.mark.parametrize(
    ("sentence", "words", "mention"),
    [
        ('Karin Lind heralded the treaty as a "new dawn" on Monday.', 'the treaty as a "new dawn"', "Karin Lind"),
        ('Lind waved off the delay as having "minimal" impact.', 'the delay as having "minimal" impact', "Lind"),
        ('Lind played down the quarrel as "part of the game".', 'the quarrel as "part of the game"', "Lind"),
        ('Lind talked about "spoiling the party" of the board.', '"spoiling the party" of the board', "Lind"),
        ('Lind upbraided "certain friends with tents" for it.', '"certain friends with tents" for it', "Lind"),
        ('Lind credited the rise to "a lot of luck".', 'the rise to "a lot of luck"', "Lind"),
        ('Lind made clear that the pier was "dead wood".', 'the pier was "dead wood"', "Lind"),
    ],
)
def test_verbs_of_judging_report_what_is_quoted(sentence: str, words: str, mention: str) -> None:
    assert found(sentence) == [("mixed", words, mention)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lind knocked on the door and the board heard her.",
        'Lind, whose work the board belittled, came with a "Save the pier" theme.',
        'Lind hosted a show, "The Long Pier," where the guests grew calm as she discussed fishing.',
        'Lind spoke to open the "Harbour Hall" in Lund.',
    ],
)
def test_verbs_of_judging_report_nothing_without_quoted_words_behind_them(sentence: str) -> None:
    assert not [words for kind, words, _ in found(sentence) if kind == "mixed"]


@pytest.mark.parametrize(
    ("sentence", "words", "mention"),
    [
        (
            'On Tuesday, Karin Lind backed her, citing her "long years" at sea.',
            'her "long years" at sea',
            "Karin Lind",
        ),
        (
            'Conceding that the pier was "a heap," Karin Lind left the hall.',
            'the pier was "a heap,"',
            "Karin Lind",
        ),
        (
            'In declaring the plan "not wise," the mayor again took the side of the sailors.',
            'the plan "not wise,"',
            "the mayor",
        ),
        ("He’s predicting they will do “very, very well” in it.", "they will do “very, very well” in it", "He"),
        ('He\'s said the pier is "dead wood" by now.', 'the pier is "dead wood" by now', "He"),
        ('Karin Lind has written that the pier was "dead wood".', 'the pier was "dead wood"', "Karin Lind"),
    ],
)
def test_participles_contractions_and_perfects_report(sentence: str, words: str, mention: str) -> None:
    assert ("mixed", words, mention) in found(sentence)


def test_opening_participle_has_the_subject_of_the_main_clause_and_ends_before_it() -> None:
    text = "Noting that the pier was shut, Karin Lind told the board that the town would pay."
    assert found(text) == [
        ("indirect", "the pier was shut", "Karin Lind"),
        ("indirect", "the town would pay", "Karin Lind"),
    ]


def test_noun_behind_a_preposition_is_no_part_of_an_expression() -> None:
    assert extract("The long strike has taken its toll on old support for the board of the port.") == []


@pytest.mark.parametrize(
    ("sentence", "words", "mention"),
    [
        (
            'Lind\'s answer was that "the sea is the best neighbour," so the board should wait.',
            '"the sea is the best neighbour," so the board should wait',
            "Lind's",
        ),
        ('Few believe his remark that the pier is "dead wood".', 'the pier is "dead wood"', "his"),
        (
            'They laughed at the suggestion by a former mayor that somebody "ought to look into" it.',
            'somebody "ought to look into" it',
            "a former mayor",
        ),
        (
            'It fits the contention of Karin Lind that the ships are "over-painted".',
            'the ships are "over-painted"',
            "Karin Lind",
        ),
        ('She won them by her calls to end the "rigged trade" in fish.', 'to end the "rigged trade" in fish', "her"),
    ],
)
def test_nouns_of_saying_report(sentence: str, words: str, mention: str) -> None:
    assert found(sentence) == [("mixed", words, mention)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The board's message that comes out of the hall is seldom heard.",
        "On Monday the view of the harbour that the guests love was closed.",
        "The call of the roll that would end the day came late.",
    ],
)
def test_relative_clause_behind_a_noun_of_saying_is_not_said(sentence: str) -> None:
    assert extract(sentence) == []
