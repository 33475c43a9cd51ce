"""Every phenomenon of direct and mixed quotes, with exact records. All persons are invented."""

import pytest

from detente.inference.quotes import extract
from detente.model.article import words_of

INTRO = "Karin Lind, the port director, met Pavel Orlov on Friday. "


def records(text):
    """(kind, words, cue, mention, speaker) of each statement."""
    return [(s.kind, s.text, s.cue, s.mention, s.speaker) for s in extract(text)]


DIRECT = [
    pytest.param('"We will talk," Karin Lind said.', "We will talk,", "said", "Karin Lind", id="behind"),
    pytest.param('"We will talk," said Karin Lind.', "We will talk,", "said", "Karin Lind", id="inverted"),
    pytest.param('Karin Lind said, "We will talk."', "We will talk.", "said", "Karin Lind", id="before"),
    pytest.param('Karin Lind said: "We will talk."', "We will talk.", "said", "Karin Lind", id="colon"),
    pytest.param('Karin Lind told reporters, "We will talk."', "We will talk.", "told", "Karin Lind", id="addressee"),
    pytest.param('"Will we talk?" Karin Lind asked.', "Will we talk?", "asked", "Karin Lind", id="question"),
    pytest.param('"Never!" shouted Karin Lind.', "Never!", "shouted", "Karin Lind", id="exclamation"),
    pytest.param(
        '"We will talk," Karin Lind said on Monday in Oslo.', "We will talk,", "said", "Karin Lind", id="when"
    ),
    pytest.param(
        '"We will talk," Karin Lind, a former envoy, told reporters.',
        "We will talk,",
        "told",
        "Karin Lind",
        id="apposition",
    ),
    pytest.param(
        '"We will talk," said the envoy, Karin Lind.', "We will talk,", "said", "Karin Lind", id="apposed name"
    ),
    pytest.param(
        '"We will talk," Karin Lind, who chairs the board, said.', "We will talk,", "said", "Karin Lind", id="relative"
    ),
    pytest.param(
        'According to Karin Lind, "we will talk."', "we will talk.", "According to", "Karin Lind", id="according to"
    ),
    pytest.param("“We will talk,” Karin Lind said.", "We will talk,", "said", "Karin Lind", id="curly"),
    pytest.param("«We will talk,» Karin Lind said.", "We will talk,", "said", "Karin Lind", id="guillemets"),
    pytest.param("»We will talk,« said Karin Lind.", "We will talk,", "said", "Karin Lind", id="inward guillemets"),
    pytest.param("„We will talk,“ said Karin Lind.", "We will talk,", "said", "Karin Lind", id="low-high"),
    pytest.param("„We will talk,” said Karin Lind.", "We will talk,", "said", "Karin Lind", id="low-high 99"),
    pytest.param("‘We don’t talk,’ said Karin Lind.", "We don’t talk,", "said", "Karin Lind", id="single curly"),
    pytest.param("'We don't talk,' said Karin Lind.", "We don't talk,", "said", "Karin Lind", id="single straight"),
    pytest.param("''We will talk,'' Karin Lind said.", "We will talk,", "said", "Karin Lind", id="two apostrophes"),
    pytest.param("``We will talk,'' Karin Lind said.", "We will talk,", "said", "Karin Lind", id="TeX"),
    pytest.param(
        "\"They say 'never' a lot,\" Karin Lind said.", "They say 'never' a lot,", "said", "Karin Lind", id="nested"
    ),
    pytest.param(
        "“They say “never” a lot,” Karin Lind said.", "They say “never” a lot,", "said", "Karin Lind", id="nested same"
    ),
    pytest.param('"We will talk."', "We will talk.", None, None, id="no clause at all"),
    pytest.param(
        'Mr. Lind of the U.S. Navy said, "We will talk."',
        "We will talk.",
        "said",
        "Mr. Lind of the U.S. Navy",
        id="dots",
    ),
]


@pytest.mark.parametrize(("text", "words", "cue", "mention"), DIRECT)
def test_direct(text, words, cue, mention):
    (statement,) = extract(text)
    assert (statement.kind, statement.text, statement.cue, statement.mention) == ("direct", words, cue, mention)


@pytest.mark.parametrize(
    ("text", "words", "cue", "mention"),
    [
        ('Karin Lind said the talks were "dead on arrival".', 'the talks were "dead on arrival"', "said", "Karin Lind"),
        ('Karin Lind said that "talks are dead".', '"talks are dead"', "said", "Karin Lind"),
        (
            'The talks were "dead on arrival", Karin Lind said.',
            'The talks were "dead on arrival"',
            "said",
            "Karin Lind",
        ),
        ('"Dead talks" are the rule, Karin Lind said.', '"Dead talks" are the rule', "said", "Karin Lind"),
        ('Karin Lind called it "a farce in three acts".', '"a farce in three acts"', "called", "Karin Lind"),
        ('Karin Lind called the visit "a farce".', 'the visit "a farce"', "called", "Karin Lind"),
        (
            'Karin Lind told reporters on Monday that the port was "shut for good".',
            'the port was "shut for good"',
            "told",
            "Karin Lind",
        ),
        (
            'Karin Lind, a former envoy, said the port would close, "and not for a day".',
            'the port would close, "and not for a day"',
            "said",
            "Karin Lind",
        ),
        (
            'According to Karin Lind, the port "is shut".',
            'the port "is shut"',
            "According to",
            "Karin Lind",
        ),
        ('The port "is shut", according to Karin Lind.', 'The port "is shut"', "according to", "Karin Lind"),
        (
            'Karin Lind was quoted as saying the port "is shut".',
            'the port "is shut"',
            "saying",
            "Karin Lind",
        ),
        (
            'In the words of Karin Lind, the port "is shut".',
            'the port "is shut"',
            "In the words of",
            "Karin Lind",
        ),
    ],
)
def test_mixed(text, words, cue, mention):
    (statement,) = extract(text)
    assert (statement.kind, statement.text, statement.cue, statement.mention) == ("mixed", words, cue, mention)


@pytest.mark.parametrize(
    ("text", "pieces", "kind"),
    [
        pytest.param(
            '"We will talk," Karin Lind said. "We will not beg."',
            ["We will talk,", "We will not beg."],
            "direct",
            id="two sentences",
        ),
        pytest.param(
            '"If they come," Karin Lind said, "we will talk."', ["If they come,", "we will talk."], "direct", id="split"
        ),
        pytest.param(
            '"We will talk," Karin Lind said. "We will listen, too," Lind said.',
            ["We will talk,", "We will listen, too,"],
            "direct",
            id="two clauses of one speaker",
        ),
        pytest.param(
            'Karin Lind said the port would close. "It breaks my heart," she added.',
            ["the port would close", "It breaks my heart,"],
            "mixed",
            id="indirect then direct",
        ),
        pytest.param(
            '"We will talk," Karin Lind said, adding that the date was open.',
            ["We will talk,", "the date was open"],
            "mixed",
            id="adding that",
        ),
        pytest.param(
            'The crane "is a toy" now, Karin Lind said. "It will be sold."',
            ['The crane "is a toy" now', "It will be sold."],
            "mixed",
            id="mixed then direct",
        ),
        pytest.param(
            '"The first thing is bread.\n\n"The second is salt," Karin Lind said.',
            ["The first thing is bread.", "The second is salt,"],
            "direct",
            id="paragraphs without a closing mark",
        ),
        pytest.param(
            '"We will talk," Karin Lind said.\n\n"We will not beg for it."',
            ["We will talk,", "We will not beg for it."],
            "direct",
            id="paragraph break",
        ),
        pytest.param(
            '"We will talk," Karin Lind said. "We will not beg."Lind flew home.',
            ["We will talk,", "We will not beg."],
            "direct",
            id="glued to the next sentence",
        ),
    ],
)
def test_one_turn(text, pieces, kind):
    (statement,) = extract(text)
    assert [words_of(text, [span]) for span in statement.spans] == pieces
    assert (statement.kind, statement.speaker) == (kind, "Karin Lind")
    assert statement.text == " ".join(pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            INTRO + '"We talk," Lind said. "We listen," Orlov said.',
            [("We talk,", "Karin Lind"), ("We listen,", "Pavel Orlov")],
        ),
        (
            INTRO + '"We talk," Lind said. The rain fell on the harbor. "We listen," Lind said.',
            [("We talk,", "Karin Lind"), ("We listen,", "Karin Lind")],
        ),
        (
            INTRO + '"We talk," Lind said.\n\n"We listen," Orlov said.',
            [("We talk,", "Karin Lind"), ("We listen,", "Pavel Orlov")],
        ),
    ],
)
def test_new_statement(text, expected):
    assert [(s.text, s.speaker) for s in extract(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        'The so-called "peace train" left Oslo on time.',
        'Her essay "The Last Ferry" won a prize.',
        'The word "perhaps" was struck out.',
        'He lives at "Rose Cottage" near the port.',
        'A paper under the title "Nobody at the Helm" appeared.',
        '"Is it ready?" I asked.',
        'Karin Lind believed the port was "a lost cause" by then.',
        'Most voters thought the port "too dear".',
        "No marks here at all.",
        '"',
        "",
        '"""""',
        "It's the sailors' day, rock 'n' roll and all.",
    ],
)
def test_no_statement(text):
    assert extract(text) == []


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ('Karin Lind never said the port was "dead".', "denied"),
        ('Karin Lind denied that the port was "dead".', "denied"),
        ('Karin Lind did not say that the port was "dead".', "denied"),
        ('Karin Lind will say the port is "dead".', "hypothetical"),
        ('Karin Lind is expected to say the port is "dead".', "hypothetical"),
        ('Karin Lind was to tell the board that the port was "dead".', "hypothetical"),
        ('Karin Lind said the port was "dead".', "asserted"),
        ('Karin Lind went on to say that the port was "dead".', "asserted"),
    ],
)
def test_framing(text, framing):
    (statement,) = extract(text)
    assert (statement.framing, statement.speaker) == (framing, "Karin Lind")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Karin Lind said he had told the board the port was "dead".', 'he had told the board the port was "dead"'),
        (
            'Karin Lind said the port was "dead" and added that the ferry would stay.',
            'the port was "dead" the ferry would stay',
        ),
        ('The port, Karin Lind said, was "dead and buried".', 'The port was "dead and buried"'),
        ('Karin Lind accused the board of "sleeping at the helm".', 'the board of "sleeping at the helm"'),
        ('Karin Lind denied having said that the port was "dead".', 'the port was "dead"'),
        ('Karin Lind spoke on Friday, calling the port "a grave for money".', 'the port "a grave for money"'),
        ('The port was called "a grave for money" by Karin Lind.', '"a grave for money"'),
        ('Karin Lind, of the port of Lund, said that the port was "dead".', 'the port was "dead"'),
        ('Asked about the ferry, Karin Lind said it was "dead".', 'it was "dead"'),
        ('In Lund, the envoy Karin Lind allowed that the port was "dead".', 'the port was "dead"'),
        ('Karin Lind, in her words, was "done with boats".', None),
    ],
)
def test_reported_clause(text, words):
    statement = extract(text)[0]
    assert statement.speaker == "Karin Lind"
    assert words is None or (statement.kind, statement.text) == ("mixed", words)


def test_declined_to_say_is_no_statement():
    assert extract('Karin Lind declined to say whether the port was "dead".') == []
