"""Interviews, hearings and lists of quotations, in the forms that they are printed in."""

import pytest

from detente.inference.quotes import extract
from detente.model.article import words_of


def said(text):
    return [([words_of(text, [span]) for span in s.spans], s.mention) for s in extract(text)]


def printed(*paragraphs):
    return "\n\n".join(("A talk in Lund", *paragraphs))


def test_paragraphs_without_a_label_go_on_with_an_answer():
    text = printed(
        "Q: Will it open?", "Karin Lind: It will.", "Nobody will stop us.", "Q: When?", "Karin Lind: In June."
    )
    assert said(text) == [(["It will.", "Nobody will stop us."], "Karin Lind"), (["In June."], "Karin Lind")]


def test_what_is_told_about_a_speaker_is_no_part_of_an_answer():
    text = printed("Q: Will it open?", "Karin Lind: It will.", "Lind looks out.", "Q: When?", "Karin Lind: In June.")
    assert said(text) == [(["It will."], "Karin Lind"), (["In June."], "Karin Lind")]


def test_the_closing_paragraph_is_said_only_in_the_first_person():
    talk = ("Q: Will it open?", "Karin Lind: It will.", "Q: When?", "Karin Lind: In June.")
    assert said(printed(*talk, "We all want it."))[-1] == (["In June.", "We all want it."], "Karin Lind")
    assert said(printed(*talk, "The talk was led by Jon Moe."))[-1] == (["In June."], "Karin Lind")


def test_questions_without_a_label_are_none():
    text = printed(
        "Will it open?",
        "Karin Lind: It will.",
        "Who pays?",
        "Karin Lind: The town.",
        "There is talk of a strike.",
        "Karin Lind: There always is.",
    )
    assert said(text) == [
        (["It will."], "Karin Lind"),
        (["The town."], "Karin Lind"),
        (["There always is."], "Karin Lind"),
    ]


def test_the_interviewer_is_whoever_only_labels_name():
    text = printed(
        "Karin Lind has run the port for years.",
        "BQ: The port is said to be dead.",
        "LIND: It is not.",
        "BQ: The town does not pay.",
        "LIND: It pays one half.",
    )
    assert [words for words, _ in said(text)] == [["It is not."], ["It pays one half."]]


def test_stage_directions_are_not_said():
    text = printed("Q: Will it open?", "Karin Lind: (laughs) It will.", "Q: When?", "Karin Lind: [smiles] In June.")
    assert [words for words, _ in said(text)] == [["It will."], ["In June."]]


@pytest.mark.parametrize("label", ["K. Lind", "d'Orlin", "von Lind", "Mrs. Lind"])
def test_labels(label):
    text = printed(f"{label}: It will open.", "Jon Moe: It will not.", f"{label}: In June.", "Jon Moe: Never.")
    assert [mention for _, mention in said(text)] == [label, "Jon Moe", label, "Jon Moe"]


def test_a_transcript_can_begin_with_its_first_label():
    text = "K. Lind: It will open.\n\nJon Moe: It will not.\n\nK. Lind: In June."
    assert [mention for _, mention in said(text)] == ["K. Lind", "Jon Moe", "K. Lind"]


def test_records_of_hearings():
    text = printed(
        "The CHAIRMAN. We begin.",
        "Mr. LIND. Thank you. The port is open.",
        "Senator VALE of Oslo. Does it pay?",
        "Mr. LIND. It does.",
        "The CHAIRMAN. Thank you.",
    )
    assert (["Thank you. The port is open."], "Mr. LIND") in said(text)
    assert (["It does."], "Mr. LIND") in said(text)


@pytest.mark.parametrize(
    "text",
    [
        '"We welcome the offer" - Karin Lind, port director',
        '"We welcome the offer" — Karin Lind',
        '"We welcome the offer" (Karin Lind, director of the port).',
        'Quote of the week: "We welcome the offer" (Karin Lind).',
    ],
)
def test_quotations_with_a_name_behind(text):
    assert said(text) == [(["We welcome the offer"], "Karin Lind")]


@pytest.mark.parametrize(
    "text", ['"The Sea and the Town" (Lund University Press)', '"Songs of the Harbour" - Karin Lind']
)
def test_titles_with_a_name_behind_are_none(text):
    assert said(text) == []


def test_times_of_day_are_no_part_of_the_words():
    text = '14:20 "We have seen this before," says Karin Lind.\n14:32 Jon Moe says: "It will pass."'
    assert said(text) == [(["We have seen this before,"], "Karin Lind"), (["It will pass."], "Jon Moe")]


def test_she_and_he_are_two():
    text = 'Lind and Vale met in the lift. "Going up?" she asked. "Always," he said.'
    assert said(text) == [(["Going up?"], "she"), (["Always,"], "he")]


def test_a_comma_inside_a_number_ends_nothing():
    text = "Karin Lind said the port had lost 21,000 tons."
    assert said(text) == [(["the port had lost 21,000 tons"], "Karin Lind")]


def test_labels_in_bold_with_numbers_and_without_colons():
    text = printed(
        "**Hamnen: Will it open?**",
        "**Karin Lind:** It will.",
        "**Hamnen: And who pays?**",
        "**Karin Lind:** The town.",
    )
    assert said(text) == [(["It will."], "Karin Lind"), (["The town."], "Karin Lind")]
    text = printed(
        "Q1 Mr Vale: I am told it will open.",
        "Karin Lind: It will.",
        "Q2 Chair: And who pays?",
        "Karin Lind: The town.",
    )
    assert said(text) == [(["It will."], "Karin Lind"), (["The town."], "Karin Lind")]
    text = printed(
        "THE MAYOR: It will open.", "In June.", "Q Thank you. Who pays?", "THE MAYOR: We do.", "THE MAYOR: Yes."
    )
    assert [words for words, _ in said(text)] == [["It will open.", "In June."], ["We do."], ["Yes."]]


def test_records_of_hearings_in_small_letters():
    text = printed(
        "Senator Vale. Will it open?",
        "Ambassador Lind. It will: we know that.",
        "Senator Vale. Who pays?",
        "Ambassador Lind. The town does.",
    )
    assert said(text) == [(["It will: we know that."], "Ambassador Lind"), (["The town does."], "Ambassador Lind")]


def test_labels_with_an_affiliation():
    text = printed("Karin Lind, Port Office: It is shut.", "Jon Moe, Lund Institute: It is not.", "Karin Lind: It is.")
    assert [mention for _, mention in said(text)] == ["Karin Lind", "Jon Moe", "Karin Lind"]


def test_head_lines_of_a_digest_are_no_part_of_its_items():
    lines = [
        "1. NORWAY SHUTS THE PORT",
        "Hamnen, May 6",
        "Norway shut the port on Wednesday. Minister Karin Lind said the step was",
        '"a duty and no pleasure" and would last until the end of the month.',
        "",
        "2. DRILLS BEGIN",
        "Hamnen, May 7",
        '"These drills are not against anyone," said the spokesman of the port,',
        "Jon Moe. He added that observers had been invited from three countries.",
    ]
    assert [[w.replace("\n", " ") for w in words] for words, _ in said("\n".join(lines))] == [
        ['the step was "a duty and no pleasure" and would last until the end of the month'],
        ["These drills are not against anyone,"],
        ["observers had been invited from three countries"],
    ]


def test_letters_with_full_stops_and_answers_that_begin_with_a_quotation():
    text = printed("Q. Will it open?", "A. It will. (laughs)", "Q. When?", 'A. "Soon" is a big word.')
    assert said(text) == [(["It will."], "A"), (['"Soon" is a big word.'], "A")]


@pytest.mark.parametrize("label", ["K.L.", "KL", "K. L."])
def test_initials_stand_for_whom_the_interview_is_with(label):
    text = "\n\n".join(
        (
            "Karin Lind, director of the port, spoke to us.",
            "Q: Will it open?",
            f"{label}: It will.",
            "Q: When?",
            f"{label}: In June.",
        )
    )
    assert [(s.text, s.mention, s.speaker) for s in extract(text)] == [
        ("It will.", label, "Karin Lind"),
        ("In June.", label, "Karin Lind"),
    ]


def test_applause_does_not_end_an_answer():
    text = printed(
        "Karin Lind: It is dead.", "[Applause]", "We all know it.", "Jon Moe: Who pays?", "Karin Lind: We do."
    )
    assert said(text)[0] == (["It is dead.", "We all know it."], "Karin Lind")


def test_an_office_in_capitals_is_no_part_of_a_name():
    text = printed("PRESIDENT OF NORWAY KARIN LIND: It will open.", "QUESTION: Who pays?", "KARIN LIND: We do.")
    assert [s.speaker for s in extract(text)] == ["KARIN LIND", "KARIN LIND"]
