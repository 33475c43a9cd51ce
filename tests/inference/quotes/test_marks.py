"""Marks of every kind, told apart and paired; what is missing is mended. All persons are invented."""

import pytest

from detente.inference.quotes import extract
from detente.inference.quotes.layout import blocks
from detente.inference.quotes.pairing import quotations

KINDS = {
    "straight": '"{}"',
    "curly": "“{}”",
    "Swedish": "”{}”",
    "low-high": "„{}“",
    "Polish": "„{}”",
    "guillemets": "«{}»",
    "French, spaced": "« {} »",
    "French, no-break": "«\u00a0{}\u00a0»",
    "French, narrow": "«\u202f{}\u202f»",
    "German guillemets": "»{}«",
    "Finnish guillemets": "»{}»",
    "typed guillemets": "<<{}>>",
    "single curly": "‘{}’",
    "single straight": "'{}'",
    "single low-high": "‚{}‘",
    "single guillemets": "‹{}›",
    "two straight apostrophes": "''{}''",
    "two curly singles": "‘‘{}’’",
    "two commas": ",,{}''",
    "backticks": "``{}''",
    "backtick and apostrophe": "`{}'",
    "doubled": '""{}""',
    "full width": "＂{}＂",
    "ornaments": "❝{}❞",
    "curly and straight": '“{}"',
    "straight and curly": '"{}”',
    "low and straight": '„{}"',
    "backticks and straight": '``{}"',
}
WORDS = "We don't sell the harbor,"


def inner(text):
    return [text[q.inner_start : q.inner_end] for here in quotations(text, blocks(text)) for q in here]


@pytest.mark.parametrize("shape", KINDS.values(), ids=KINDS)
def test_every_kind_of_mark(shape):
    text = f"{shape.format(WORDS)} said Karin Lind. The town slept."
    (statement,) = extract(text)
    assert (statement.kind, statement.text, statement.speaker) == ("direct", WORDS, "Karin Lind")


@pytest.mark.parametrize("shape", KINDS.values(), ids=KINDS)
def test_every_kind_of_mark_behind_its_clause(shape):
    text = f"Karin Lind said: {shape.format('We go on.')} The town slept."
    (statement,) = extract(text)
    assert (statement.text, statement.speaker) == ("We go on.", "Karin Lind")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("'The players' union agrees,' she said.", ["The players' union agrees,"], id="possessive"),
        pytest.param("'We love the islands' he said.", ["We love the islands"], id="no punctuation"),
        pytest.param("'It's rock 'n' roll, love,' he said.", ["It's rock 'n' roll, love,"], id="elision"),
        pytest.param("'They were fishin' all night,' he said.", ["They were fishin' all night,"], id="dropped g"),
        pytest.param("'The ’90s were hard,' he said.", ["The ’90s were hard,"], id="decade"),
        pytest.param("‘Don’t tell the boys’ mothers,’ he said.", ["Don’t tell the boys’ mothers,"], id="curly"),
        pytest.param('"The 6" pipe broke," he said.', ['The 6" pipe broke,'], id="inches"),
        pytest.param('The 6\'2" guard said, "We won."', ["We won."], id="feet and inches"),
        pytest.param("The players' union and the boys' club met.", [], id="no quotation"),
        pytest.param("\"He said 'go' and I went,\" she said.", ["He said 'go' and I went,"], id="nested"),
        pytest.param('She said, "They call it "a trap""', ['They call it "a trap"'], id="closing together"),
        pytest.param('She said, ". . . and then we went." Rain fell.', [". . . and then we went."], id="omission"),
        pytest.param('"""""""" he said. "We go," he said.', ["We go,"], id="ruled line"),
    ],
)
def test_marks_are_told_from_apostrophes_and_inches(text, words):
    assert inner(text) == words


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        pytest.param('"We go on, said Karin Lind. Rain fell.', "We go on,", "Karin Lind", id="closing mark lost"),
        pytest.param('"We go on, Karin Lind said. Rain fell.', "We go on,", "Karin Lind", id="lost, not inverted"),
        pytest.param('We go on," said Karin Lind. Rain fell.', "We go on,", "Karin Lind", id="opening mark lost"),
        pytest.param('Rain fell. We go on," Karin Lind said.', "We go on,", "Karin Lind", id="lost inside a paragraph"),
        pytest.param(
            "“We go on,’ said Karin Lind. Rain fell.", "We go on,", "Karin Lind", id="closed by a single mark"
        ),
        pytest.param('«We go on," said Karin Lind. Rain fell.', "We go on,", "Karin Lind", id="closed by another kind"),
    ],
)
def test_a_missing_or_foreign_mark_is_mended(text, words, speaker):
    (statement,) = extract(text)
    assert (statement.text, statement.speaker) == (words, speaker)
    assert all(q.mended for here in quotations(text, blocks(text)) for q in here)


def test_an_unclosed_quotation_goes_on_where_the_next_paragraph_opens_with_a_mark():
    text = '"We go on, said the song.\n\n"And on," Karin Lind said.'
    first, second = (here[0] for here in quotations(text, blocks(text)))
    assert (first.closed, second.resumed) == (False, True)


def test_a_nested_quotation_without_its_end_leaves_the_rest_alone():
    text = "“They said “never” to us,” Karin Lind said. “They say “no a lot,” she added. Rain fell."
    assert inner(text)[0] == "They said “never” to us,"
    assert all("Rain" not in words for words in inner(text))


def test_a_closing_mark_without_clause_or_quotation_opens_nothing():
    assert inner('The plan was clear. A 5", a 6" and a 7" pipe." Rain fell.') == []


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Envoy: talks ‘dead’", "talks ‘dead’"),
        ("Envoy says talks 'dead'", "talks 'dead'"),
        ('Envoy: "Talks are dead"', "Talks are dead"),
    ],
)
def test_marks_in_headlines(headline, words):
    text = f'{headline}\n\nKarin Lind came late on Monday. "We go on," she said.'
    assert [s.text for s in extract(text)] == [words, "We go on,"]
