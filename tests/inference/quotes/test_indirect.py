"""Reported words without marks: which are found, how far they reach, and who says them."""

import pytest

from detente.inference.quotes import extract
from detente.model.article import words_of

PORT = "the port was shut"


def pieces(text):
    return [(s.kind, [words_of(text, [span]) for span in s.spans], s.mention, s.cue) for s in extract(text)]


@pytest.mark.parametrize(
    ("text", "words", "cue"),
    [
        ("Karin Lind said that the port was shut.", PORT, "said"),
        ("Karin Lind said the port was shut.", PORT, "said"),
        ("The port was shut, Karin Lind said.", "The port was shut", "said"),
        ("The port was shut, Karin Lind said in an interview on Monday.", "The port was shut", "said"),
        ("The port was shut, Karin Lind told reporters.", "The port was shut", "told"),
        ("The port was shut, said Karin Lind.", "The port was shut", "said"),
        ("According to Karin Lind, the port was shut.", PORT, "According to"),
        ("The port was shut, according to Karin Lind.", "The port was shut", "according to"),
        ("Karin Lind told reporters the port was shut.", PORT, "told"),
        ("Karin Lind told the harbor board on Monday that the port was shut.", PORT, "told"),
        ("Karin Lind said on Monday in Lund that the port was shut.", PORT, "said"),
        ("Karin Lind stressed, however, that the port was shut.", PORT, "stressed"),
        ("Karin Lind was quoted as saying the port was shut.", PORT, "saying"),
        ("Karin Lind was quoted by a paper as saying that the port was shut.", PORT, "saying"),
        ("Karin Lind was ready to answer: the port was shut.", PORT, "answer"),
        ("Pressed by the board, Karin Lind admitted that the port was shut.", PORT, "admitted"),
        ("Karin Lind, a former envoy to Lund, said the port was shut.", PORT, "said"),
        ("Karin Lind went so far as to say that the port was shut.", PORT, "say"),
    ],
)
def test_clauses(text, words, cue):
    assert pieces(text) == [("indirect", [words], "Karin Lind", cue)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The port, officials said, would reopen in May.", ["The port", "would reopen in May"]),
        ("The port, said officials, would reopen in May.", ["The port", "would reopen in May"]),
        ("The port, as officials put it, would reopen.", ["The port", "would reopen"]),
        ("The port, according to officials, would reopen.", ["The port", "would reopen"]),
        (
            "Once the ice was gone, officials said, the port would reopen.",
            ["Once the ice was gone", "the port would reopen"],
        ),
        (
            "The port would reopen, officials said, and its cranes would be sold.",
            ["The port would reopen", "and its cranes would be sold"],
        ),
        (
            "The port was shut, officials said; the ferry would sail from Malmo.",
            ["The port was shut", "the ferry would sail from Malmo"],
        ),
        ("The port would reopen, officials said, and went home.", ["The port would reopen"]),
    ],
)
def test_insertions(text, words):
    found = extract(text)
    assert [words_of(text, [span]).removeprefix("and ") for s in found for span in s.spans] == [
        w.removeprefix("and ") for w in words
    ]
    assert {(s.kind, s.mention) for s in found} == {("indirect", "officials")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Karin Lind asked whether the port was shut.", "whether the port was shut"),
        ("Karin Lind asked why the port was shut.", "why the port was shut"),
        ("Karin Lind promised to reopen the port.", "to reopen the port"),
        ("Karin Lind urged the board to reopen the port.", "the board to reopen the port"),
        ("Karin Lind called on the board to reopen the port.", "the board to reopen the port"),
        ("Karin Lind called for a new port.", "a new port"),
        ("Karin Lind warned of a long winter.", "a long winter"),
        ("Karin Lind apologized for the delay.", "the delay"),
        ("Karin Lind accused the board of wasting money.", "the board of wasting money"),
        ("Karin Lind thanked the crew for its patience.", "the crew for its patience"),
        ("Karin Lind praised the new ferry.", "the new ferry"),
        ("Karin Lind described the talks as frank.", "the talks as frank"),
        ("Karin Lind proposed a drill, with boats from both towns.", "a drill, with boats from both towns"),
        ("Karin Lind put the cost at 3 million kronor.", "the cost at 3 million kronor"),
        ("Karin Lind told the board when the port had opened.", None),
    ],
)
def test_other_complements(text, words):
    assert [s.text for s in extract(text)] == ([] if words is None else [words])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lind said the port was shut and added that the ferry would stay.", [PORT, "the ferry would stay"]),
        ("Lind said the port was shut, adding that the ferry would stay.", [PORT, "the ferry would stay"]),
        ("Lind said the port was shut, but Orlov said it was open.", [PORT, "it was open"]),
        ("While Lind says the port is shut, the board has sold tickets.", ["the port is shut"]),
        ("Lind, who says the port is shut, has sold her boat.", ["the port is shut"]),
        ("Lind welcomed the offer and said the port was shut.", ["the offer", PORT]),
        ("(Lind said the port was shut.) The board met.", [PORT]),
    ],
)
def test_where_reports_end(text, words):
    assert [words_of(text, [span]) for s in extract(text) for span in s.spans] == words


def test_two_speakers_are_two_statements():
    found = extract("Karin Lind said the port was shut, but Pavel Orlov said it was open.")
    assert [(s.text, s.speaker) for s in found] == [(PORT, "Karin Lind"), ("it was open", "Pavel Orlov")]


@pytest.mark.parametrize(
    "text",
    [
        "A journalist asked whether the port was shut.",
        "Karin Lind, asked about the port, shrugged.",
        "Karin Lind believed that the port was shut.",
        "A poll said that the port was popular.",
        "Six in ten told the institute that they were afraid of the port.",
        "Karin Lind declined to comment on the port.",
        "Karin Lind asked not to be named.",
        "Karin Lind sailed a boat called Aurora.",
        "Ministers from the member states met in Lund.",
        "The party won 758 pledged delegates.",
        "I said the port was shut.",
        "Has Karin Lind said that the port is shut?",
        "Karin Lind said no.",
        "Lind describes herself.",
    ],
)
def test_no_statement(text):
    assert extract(text) == []


def test_headline_without_marks_is_no_statement():
    text = "Lind says port is shut\n\nLUND, May 3 (Wire) - The ferry sailed on time, and nobody minded at all."
    assert extract(text) == []


def test_marks_in_the_clause_make_it_mixed():
    (statement,) = extract('Karin Lind praised "the patience of the crew", and went home.')
    assert (statement.kind, statement.text) == ("mixed", '"the patience of the crew"')


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("Karin Lind has never said that the port was shut.", "denied"),
        ("Karin Lind denied that the port was shut.", "denied"),
        ("Karin Lind denied having ever said that the port was shut.", "denied"),
        ("Karin Lind would say the port was shut.", "hypothetical"),
        ("Karin Lind will announce on Tuesday that the port was shut.", "hypothetical"),
        ("Karin Lind is expected to say that the port was shut.", "hypothetical"),
        ("If Karin Lind says the port was shut, the ferry will stay.", "hypothetical"),
        ("Karin Lind refused to rule out that the port was shut.", "asserted"),
        ("Karin Lind did not rule out that the port was shut.", "asserted"),
        ("Karin Lind ruled out that the port was shut.", "denied"),
        ("Karin Lind said that the port was shut.", "asserted"),
    ],
)
def test_framing(text, framing):
    (statement,) = extract(text)
    assert (statement.text, statement.framing) == (PORT, framing)


def test_an_indirect_lead_joins_the_quotation_behind_it():
    (statement,) = extract('Karin Lind said the port was shut. "It breaks my heart," she added.')
    assert (statement.kind, len(statement.spans)) == ("mixed", 2)
