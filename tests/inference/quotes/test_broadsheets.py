"""Forms of reporting in the long sentences of newspapers: where narration begins again, and who speaks in it."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ('Lind said the pier was "safe", but declined to give a date.', "mixed", 'the pier was "safe"'),
        ('Lind said the pier was "safe", but refused to name the owner.', "mixed", 'the pier was "safe"'),
        ("Lind said the pier was safe but would not say for how long.", "indirect", "the pier was safe"),
        ("Lind said the pier was safe, without giving a date.", "indirect", "the pier was safe"),
        ("Lind said the pier was safe but left the price open.", "indirect", "the pier was safe"),
        ("Lind said the town was poor but refused help.", "indirect", "the town was poor but refused help"),
        ('Lind sold, insisting it was "fair" and brushing aside the cries.', "mixed", 'it was "fair"'),
        ('Lind said the pier was "a wreck," according to a clerk.', "mixed", 'the pier was "a wreck,"'),
        ('The pier was "a wreck", in the words of one clerk.', "mixed", 'The pier was "a wreck"'),
        ('The pier was "a wreck", as one of them put it.', "mixed", 'The pier was "a wreck"'),
        ("Lind said both piers were shut.", "indirect", "both piers were shut"),
        ("Lind urged both towns to wait.", "indirect", "both towns to wait"),
        ("Lind called him a liar.", "indirect", "a liar"),
        ("The pier is dead, Lind argues in a new pamphlet, “The Last Pier”.", "indirect", "The pier is dead"),
        ('In her book "The Last Pier", Lind writes that the pier is dead.', "indirect", "the pier is dead"),
        ("Lind wondered aloud whether the pier would last.", "indirect", "whether the pier would last"),
    ],
)
def test_where_the_report_ends(found, text, kind, words):
    assert [(k, s) for k, s, _ in found(text)] == [(kind, [words])]


@pytest.mark.parametrize(
    "text",
    [
        "Lind wonders if the pier will last.",
        "Most of them would keep the pier, according to a poll published by the town.",
        "The move, announced by the town on Friday, surprised Lind.",
    ],
)
def test_no_speech(text):
    assert extract(text) == []


@pytest.mark.parametrize(
    ("text", "spans", "mention"),
    [
        ('The pier, says Karin Lind, "is pointed at Malmo."', ["The pier", "is pointed at Malmo."], "Karin Lind"),
        ('The sale, announced in May, was called by Lund "a gift" and by Visby "a joke".', None, None),
        ('"It is over," one clerk was overheard as saying.', ["It is over,"], "one clerk"),
        ('"It is over," the clerk was heard to say.', ["It is over,"], "the clerk"),
        ('"We wait," is all that Captain Olof Lind will say.', ["We wait,"], "Captain Olof Lind"),
        ('"Never," came the answer from Karin Lind.', ["Never,"], "Karin Lind"),
        ("The clerk was understood to say that it was over.", ["it was over"], "The clerk"),
    ],
)
def test_who_speaks(found, text, spans, mention):
    if spans is not None:
        assert [(s, m) for _, s, m in found(text)] == [(spans, mention)]
    else:
        assert all(m != "The sale" for _, _, m in found(text))


def test_a_reply_without_a_name_is_not_by_the_one_who_asked():
    asked, replied = extract('"When is the sale?" Karin Lind asked. "Last week," came the reply.')
    assert (asked.speaker, replied.speaker, replied.mention) == ("Karin Lind", None, None)


def test_somebody_else_behind_a_colon(found):
    text = 'Karin Lind called the pier "old," while her deputy Olof Berg went further: "It is dead."'
    assert found(text) == [
        ("mixed", ['the pier "old,"'], "Karin Lind"),
        ("direct", ["It is dead."], "Olof Berg"),
    ]


def test_what_stands_against_a_denial_is_asserted():
    said = extract("Karin Lind denied that the pier was sold, but said the town would like an offer.")
    assert [(s.text, s.framing) for s in said] == [
        ("the pier was sold", "denied"),
        ("the town would like an offer", "asserted"),
    ]


def test_who_does_not_deny_leaves_it_standing():
    (said,) = extract("The port did not deny that the pier was old.")
    assert (said.text, said.framing) == ("the pier was old", "asserted")


def test_no_ends_a_sentence(found):
    text = 'The town had not said no. "We have not said yes, either," Karin Lind said.'
    assert found(text) == [("direct", ["We have not said yes, either,"], "Karin Lind")]


def test_the_first_paragraph_of_a_report_is_no_headline():
    text = (
        'Lund denied on Monday that it would sell.\n\n"We wait," Lind said.\n\n"We do," she added.\n\n"Yes," he said.'
    )
    first = extract(text)[0]
    assert (first.text, first.framing, first.mention) == ("it would sell", "denied", "Lund")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Sweden's minister said Norway's minister was late.", None),
        ("Neither Karin Lind nor Olof Berg came. Lind said it was too far.", "Karin Lind"),
        ("The Lund Post broke the story. The newspaper said the deal was dead.", "Lund Post"),
    ],
)
def test_names_that_speak_or_do_not(text, speaker):
    assert extract(text)[-1].speaker == speaker
