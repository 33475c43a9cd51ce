"""Forms of reporting that news agencies use."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        ("The port issued a statement on Friday saying the pier was dead.", "the pier was dead", "The port"),
        ("The town sent a letter to the board saying it would not pay.", "it would not pay", "The town"),
        ("The embassy published a report concluding that the pier was dead.", "the pier was dead", "The embassy"),
        ("The board got a letter from Karin Lind saying the pier was dead.", "the pier was dead", "Karin Lind"),
        ("The clerks have made the case that the pier pays for itself.", "the pier pays for itself", "The clerks"),
        ("Karin Lind posted on her page that the pier was shut.", "the pier was shut", "Karin Lind"),
        ("Karin Lind wrote in an op-ed for the Lund Post that the pier was shut.", "the pier was shut", "Karin Lind"),
        ("Karin Lind said after a dinner on Tuesday that the pier would stay.", "the pier would stay", "Karin Lind"),
        ("Karin Lind told the newspaper Hamnen in May that the pier would stay.", "the pier would stay", "Karin Lind"),
        ("Karin Lind told lawmakers she saw no way to keep the pier.", "she saw no way to keep the pier", "Karin Lind"),
        ("Karin Lind called on the board to mend the pier.", "the board to mend the pier", "Karin Lind"),
        ("Karin Lind signalled readiness to mend the pier.", "to mend the pier", "Karin Lind"),
        ("Karin Lind made it clear the pier would be mended.", "the pier would be mended", "Karin Lind"),
        ("Karin Lind is confident that the pier will stay.", "the pier will stay", "Karin Lind"),
        ("The mayor voiced bewilderment at the sale of the pier.", "the sale of the pier", "The mayor"),
        ("The town published a comment saying the pier must stay.", "the pier must stay", "The town"),
        ("Karin Lind calls it long overdue.", "long overdue", "Karin Lind"),
        ("Karin Lind takes the line that the pier must stay.", "the pier must stay", "Karin Lind"),
        ("The pier would not close, Karin Lind said when asked.", "The pier would not close", "Karin Lind"),
        ("Lund's position is that the pier must stay.", "the pier must stay", "Lund's"),
    ],
)
def test_documents_papers_and_positions(found, text, words, mention):
    assert found(text) == [("indirect", [words], mention)]


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        ("In Lind's view, the pier is too small.", ["the pier is too small"], "Lind's"),
        ("In the opinion of the mayor, the pier is too small.", ["the pier is too small"], "the mayor"),
        ("As Lind noted, the pier is too small.", ["the pier is too small"], "Lind"),
        ("As Lind put it in May, the pier is too small.", ["the pier is too small"], "Lind"),
        ("The move would, Lind warned, hurt the port.", ["The move would", "hurt the port"], "Lind"),
        ("The pier is shut, the mayor, Karin Lind, told the board.", ["The pier is shut"], "Karin Lind"),
        ("Lund says the pier is shut, a charge the mayor rejects.", ["the pier is shut"], "Lund"),
        ("Lund says the pier is shut, something Karin Lind denies.", ["the pier is shut"], "Lund"),
        ("Officials in Lund say the pier is shut.", ["the pier is shut"], "Officials in Lund"),
        ("Sources close to the talks say the pier is shut.", ["the pier is shut"], "Sources close to the talks"),
        ("People familiar with the sale say it is off.", ["it is off"], "People familiar with the sale"),
    ],
)
def test_frames_and_subjects_of_several_words(found, text, words, mention):
    assert found(text) == [("indirect", words, mention)]


@pytest.mark.parametrize(
    "text",
    [
        "The crowd came in full view of the mayor, and the band played.",
        "The pier was shut in view of the storm, the cold and the ice.",
        "As Lind noted, so the others noted.",
        "Lind announced this at a briefing before the storm.",
        "Lind called him again, and the storm passed.",
        "The board met to sell, in his view, a wreck.",
    ],
)
def test_the_same_words_without_a_report(found, text):
    assert not [
        words for kind, words, _ in found(text) if "storm" in words[0] or "band" in words[0] or "wreck" in words[0]
    ]


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        (
            '"The pier is shut," he told the paper, "but we can mend it."',
            ["The pier is shut,", "but we can mend it."],
            "he",
        ),
        ('"The pier," Lind told a meeting in Lund, "is shut."', ["The pier,", "is shut."], "Lind"),
        ('"The pier is shut," Hamnen quoted Karin Lind as saying.', ["The pier is shut,"], "Karin Lind"),
        ('"The pier is shut," the paper quoted him as saying on Monday.', ["The pier is shut,"], "him"),
        ('The mayor\'s answer was short: "No comment."', ["No comment."], "The mayor's"),
        ('Her message to Lund was clear: "Leave at once."', ["Leave at once."], "Her"),
        ('Orlov\'s reply: "Never."', ["Never."], "Orlov's"),
        ('"The pier is shut", - said Karin Lind.', ["The pier is shut"], "Karin Lind"),
        ('"The pier is shut," reads the letter posted on the door.', ["The pier is shut,"], "the letter"),
    ],
)
def test_direct_words_around_the_clause(found, text, words, mention):
    assert found(text) == [("direct", words, mention)]


@pytest.mark.parametrize(
    ("text", "words", "mention"),
    [
        ('The offer was rejected by Lund as "a trick".', ['"a trick"'], "Lund"),
        ('The talks were described as "frank" by both mayors.', ['"frank"'], "both mayors"),
        ('As Lind puts it, the pier is a "toy."', ['the pier is a "toy."'], "Lind"),
        ('Lind sold the pier in May, a move Moreau called "a theft."', ['"a theft."'], "Moreau"),
        ('The pier "will not stay", its owner, Karin Lind, said.', ['The pier "will not stay"'], "Karin Lind"),
        ('Lind said the pier was shut: "It is a wreck."', ["the pier was shut", "It is a wreck."], "Lind"),
    ],
)
def test_mixed_words_and_their_owners(found, text, words, mention):
    assert found(text) == [("mixed", words, mention)]


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("Moscow does not exclude that it will leave the treaty.", "asserted"),
        ("Moscow excluded that it would leave the treaty.", "denied"),
    ],
)
def test_who_does_not_exclude_a_thing_leaves_it_standing(text, framing):
    assert [s.framing for s in extract(text)] == [framing]


def test_who_is_quoted_has_a_name_of_several_words():
    (statement,) = extract("Anna Lind quoted her predecessor as saying the door was open.")
    assert statement.mention == "her predecessor"


def test_a_statement_of_nobody_has_no_speaker():
    (statement,) = extract("According to the statement, the pier is shut.")
    assert (statement.mention, statement.speaker) == ("the statement", None)


def test_titles_do_not_thank(found):
    assert not [
        words for _, words, _ in found("“The Long Pier,” thanked Lind for “mending the lock.”") if "Long" in words[0]
    ]
