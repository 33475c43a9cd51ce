"""Speakers and words in columns, communiques, live reports and British papers."""

import pytest

from detente.inference.quotes import extract


@pytest.mark.parametrize(
    ("text", "mention", "speaker"),
    [
        (
            "The presidents of Latvia, Estonia and Norway said it was over.",
            "The presidents of Latvia, Estonia and Norway",
            None,
        ),
        ("The Ministers of Latvia and Norway noted that it was over.", "The Ministers of Latvia and Norway", None),
        ("Latvia, Estonia and Norway said it was over.", "Latvia, Estonia and Norway", "Latvia; Estonia; Norway"),
        ("In Oslo, Lind and Vale said it was over.", "Lind and Vale", "Lind; Vale"),
        ("I want to thank Ambassador Vale, who said it was over.", "Ambassador Vale", "Vale"),
        ('• Norwegian Minister Karin Lind: "It is over."', "Norwegian Minister Karin Lind", "Karin Lind"),
    ],
)
def test_who_speaks(text, mention, speaker):
    (statement,) = extract(text)
    assert (statement.mention, statement.speaker) == (mention, speaker)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('As Karin Lind asked last week, "do we need a pier?"', [("direct", ["do we need a pier?"], "Karin Lind")]),
        (
            'Karin Lind said that "the pier is worth more than the port," and she was right.',
            [("mixed", ['"the pier is worth more than the port,"'], "Karin Lind")],
        ),
        (
            'Karin Lind put it more tactfully: supplies were "not wholly satisfactory".',
            [("mixed", ['supplies were "not wholly satisfactory"'], "Karin Lind")],
        ),
        (
            "The pier was lost, the clerks told each other, but the soup was hot.",
            [("indirect", ["The pier was lost", "the soup was hot"], "the clerks")],
        ),
        (
            'Karin Lind told Radio 4\'s Today programme Norway was "asleep".',
            [("mixed", ['Norway was "asleep"'], "Karin Lind")],
        ),
        (
            "The Russian side praised its draft, and the Slovak side stated that it would study it.",
            [
                ("indirect", ["its draft"], "The Russian side"),
                ("indirect", ["it would study it"], "the Slovak side"),
            ],
        ),
    ],
)
def test_which_words(found, text, expected):
    assert found(text) == expected


def test_number_ten_denies_nothing():
    (statement,) = extract("No 10 said the pier would stay.")
    assert statement.framing == "asserted"


def test_the_spokesman_of_another_body_is_somebody_else():
    text = "Liberal spokesman Jon Moe said it was a disgrace. The MoD's spokesman said it was not."
    assert [s.speaker for s in extract(text)] == ["Jon Moe", None]


def test_what_somebody_does_is_no_office():
    text = 'His wife, Jitka, shakes her head. "You signed," she says.'
    (statement,) = extract(text)
    assert (statement.speaker, statement.speaker_role) == ("Jitka", None)


@pytest.mark.parametrize(
    ("text", "words", "mention", "speaker"),
    [
        ("Karin Lind told Interfax Norway would wait.", ["Norway would wait"], "Karin Lind", "Karin Lind"),
        ("Karin Lind told the BBC Norway would wait.", ["Norway would wait"], "Karin Lind", "Karin Lind"),
        ("Karin Lind told MPs Norway would wait.", ["Norway would wait"], "Karin Lind", "Karin Lind"),
        ("Karin Lind had earlier said that it was over.", ["it was over"], "Karin Lind", "Karin Lind"),
        ("It is over, Karin Lind said on Friday as the ferry left.", ["It is over"], "Karin Lind", "Karin Lind"),
        ("It is over, Karin Lind said on Friday ahead of the vote.", ["It is over"], "Karin Lind", "Karin Lind"),
        (
            "Diplomats from Latvia and Norway said it was over.",
            ["it was over"],
            "Diplomats from Latvia and Norway",
            None,
        ),
        (
            "The Ministry of Trade and Industry said it was over.",
            ["it was over"],
            "The Ministry of Trade and Industry",
            "Ministry of Trade and Industry",
        ),
        ("A Dutch court has ruled that it was over.", ["it was over"], "A Dutch court", None),
    ],
)
def test_clauses_of_the_wires(text, words, mention, speaker):
    (statement,) = extract(text)
    assert ([text[a:b] for a, b in statement.spans], statement.mention) == (words, mention)
    assert statement.speaker == speaker


def test_dates_of_several_words_are_no_part_of_the_words(found):
    text = 'Norway, Karin Lind said late on Monday, "will not bow."'
    assert found(text) == [("mixed", ["Norway", "will not bow."], "Karin Lind")]


def test_what_somebody_likes_to_say(found):
    assert found('"We are ready," Karin Lind likes to say.') == [("direct", ["We are ready,"], "Karin Lind")]


@pytest.mark.parametrize("who", ["No one", "Not one official", "None of the ministers", "Nobody"])
def test_what_nobody_says_is_denied(who):
    (statement,) = extract(f"{who} said that the talks had failed.")
    assert (statement.framing, statement.speaker) == ("denied", None)


@pytest.mark.parametrize(
    ("text", "words", "speaker", "role"),
    [
        ('Lind, leader of the "Motherland" party, said it was over.', "it was over", "Lind", "leader"),
        ('The leader of the "Motherland" party, Jon Moe, said that it was over.', "it was over", "Jon Moe", None),
        ('Lind, author of "The Long Road," said it was over.', "it was over", "Lind", "author"),
        ('Lind, in an op-ed titled "Time to Talk," wrote: "It is over."', "It is over.", "Lind", None),
        ('Lind, in her memoir "The Long Thaw," writes that it is over.', "it is over", "Lind", None),
        ('The report, titled "Broken Walls," says that it is over.', "it is over", None, None),
        ('The magazine "Der Blick" reported that it was over.', "it was over", None, None),
    ],
)
def test_names_between_marks_are_part_of_the_subject(text, words, speaker, role):
    (statement,) = extract(text)
    assert (statement.text, statement.speaker, statement.speaker_role) == (words, speaker, role)


def test_a_named_party_leaves_its_clause_mixed():
    (statement,) = extract('Karin Lind said the "Motherland" party was over.')
    assert (statement.kind, statement.text) == ("mixed", 'the "Motherland" party was over')


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ('"You lie," Jon Moe told Pavel Orlov. "I never lie," he replied.', ["Jon Moe", "Pavel Orlov"]),
        ('"Will you go?" a reporter asked Pavel Orlov. "No," he said.', [None, "Pavel Orlov"]),
        ('"You are late," Karin Lind told Pavel Orlov. "I am sorry," she added.', ["Karin Lind"]),
        ('"It stays," Karin Lind told Reuters. "It always does," she said.', ["Karin Lind"]),
    ],
)
def test_who_is_spoken_to_answers(text, speakers):
    assert [s.speaker for s in extract(text)] == speakers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Karin Lind said it would go, then added, "But not alone."',
            [("mixed", ["it would go", "But not alone."], "Karin Lind")],
        ),
        (
            '"We will pay," said Lind; "We will not," said Vale.',
            [("direct", ["We will pay,"], "Lind"), ("direct", ["We will not,"], "Vale")],
        ),
        ("Karin Lind - a critic of the plan - said it was dead.", [("indirect", ["it was dead"], "Karin Lind")]),
        ("Karin Lind told the council: there is no way back.", [("indirect", ["there is no way back"], "Karin Lind")]),
        ("The port let it be known it was shut.", [("indirect", ["it was shut"], "The port")]),
    ],
)
def test_several_cues_and_asides(found, text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("Karin Lind left without saying that it was over.", "denied"),
        ("Karin Lind stopped short of saying that it was over.", "denied"),
        ("Karin Lind would say only that it was over.", "asserted"),
        ("Karin Lind would say that it was over.", "hypothetical"),
    ],
)
def test_framing_beside_the_cue(text, framing):
    (statement,) = extract(text)
    assert statement.framing == framing


@pytest.mark.parametrize("who", ["One senior Tory", "One Warrant Officer", "One New Hampshire Democrat"])
def test_one_of_many_has_no_name(who):
    (statement,) = extract(f"{who} said it was over.")
    assert (statement.mention, statement.speaker) == (who, None)


@pytest.mark.parametrize("name", ["John Moe MP", "Sir John Moe KCB", "John Moe QC"])
def test_letters_behind_a_name_are_no_part_of_it(name):
    text = f'{name} said it was over. "It is dead," Moe added.'
    assert [s.speaker for s in extract(text)] == ["John Moe"] * len(extract(text))


def test_a_name_can_end_in_an_abbreviation():
    (statement,) = extract("Jon Moe Jr. said it was over.")
    assert (statement.mention, statement.speaker) == ("Jon Moe Jr.", "Jon Moe Jr.")
