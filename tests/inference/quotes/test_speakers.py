"""Who said it: names, offices, pronouns, bodies, and those who must not be taken. All persons are invented."""

import pytest

from detente.inference.quotes import extract
from detente.inference.quotes.layout import blocks
from detente.inference.quotes.names import cast_of
from detente.inference.quotes.pairing import quotations
from detente.inference.quotes.scene import Scene
from detente.inference.quotes.sentences import sentences
from detente.inference.quotes.speakers import Speakers

INTRO = "Karin Lind, the port director, met Pavel Orlov on Friday. "


def speakers_of(text):
    return [s.speaker for s in extract(text)]


def resolver(text):
    parts = blocks(text)
    quotes = quotations(text, parts)
    found = sentences(text, parts, quotes)
    quoted = [(q.inner_start, q.inner_end) for here in quotes for q in here]
    return Speakers(Scene(text, cast_of(text, parts), quoted, [s.start for s in found]))


def attribution(text, mention):
    start = text.rindex(mention)
    return resolver(text).attribute(mention, start, start + len(mention))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param('"We talk," said Under Secretary of State Karin Lind.', "Karin Lind", id="of a department"),
        pytest.param('"We talk," said Minister of State Karin Lind.', "Karin Lind", id="of state"),
        pytest.param('"We talk," said General of the Army Pavel Orlov.', "Pavel Orlov", id="of the army"),
        pytest.param('"We talk," said U.S. Ambassador Karin Lind.', "Karin Lind", id="letters with dots"),
        pytest.param('"We talk," said Sociologist Karin Lind.', "Karin Lind", id="trade"),
        pytest.param('"We talk," said Petty Officer First Class Karin Lind.', "Karin Lind", id="rank of three words"),
        pytest.param('"We talk," said the Latvian Janis Ozol Berg.', "Janis Ozol Berg", id="nationality"),
        pytest.param('"We talk," said Camille d\'Aubray.', "Camille d'Aubray", id="particle with apostrophe"),
        pytest.param('"We talk," said Bank of Lund economist Karin Lind.', "Karin Lind", id="body in front"),
        pytest.param('"We talk," said Col. Orlov of the Harbor Guard.', "Orlov", id="body behind"),
        pytest.param('"We talk," the Lund Institute of Sea Law said.', "Lund Institute of Sea Law", id="joined body"),
        pytest.param('"We talk," Norway\'s General Staff said.', "Norway's General Staff", id="owned body"),
    ],
)
def test_titles_are_no_part_of_the_name(text, speaker):
    assert speakers_of(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(INTRO + '"We talk," Orlov said.', "Pavel Orlov", id="surname"),
        pytest.param(INTRO + '"We talk," Pavel said.', "Pavel Orlov", id="first name"),
        pytest.param(
            'Ambassador Karin Lind landed in Lund. "We talk," the diplomat said.', "Karin Lind", id="kind of office"
        ),
        pytest.param(
            'Norway\'s envoy to Lund, Karin Lind, landed. "We talk," the envoy said.', "Karin Lind", id="possessor"
        ),
        pytest.param(
            'Danish minister of state Karin Lind landed. "We talk," the minister said.', "Karin Lind", id="of state"
        ),
        pytest.param(
            'Danish pilot Karin Lind met Russian sailor Pavel Orlov. "We talk," the Dane said.',
            "Karin Lind",
            id="nation",
        ),
        pytest.param(
            'The Norwegian Foreign Ministry met on Friday. "We talk," the ministry said.',
            "Norwegian Foreign Ministry",
            id="ministry",
        ),
        pytest.param(
            'The Swedish coast guard met on Friday. The Danish ferry company left. "We talk," the company said.',
            "Danish ferry company",
            id="body in lower case",
        ),
        pytest.param('NATO met on Friday. "We talk," the alliance said.', "NATO", id="alliance"),
        pytest.param(
            'The Baltic Harbor Organization met. "We talk," the BHO said.', "Baltic Harbor Organization", id="letters"
        ),
        pytest.param(
            'General Karin Lind met General Pavel Orlov. "We talk," both generals said.',
            "Karin Lind; Pavel Orlov",
            id="both",
        ),
        pytest.param(
            '"We talk," physicists Karin Lind and Pavel Orlov said.', "Karin Lind; Pavel Orlov", id="joint with a trade"
        ),
    ],
)
def test_short_forms_and_descriptions(text, speaker):
    assert speakers_of(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            'Karin Lind met Pavel Orlov. "We talk," Lind said. "We do," she added.', "Karin Lind", id="goes on"
        ),
        pytest.param('Gulnara Tashieva met Mike Rowe. "We talk," he said.', "Mike Rowe", id="male first name"),
        pytest.param('Mike Rowe met Gulnara Tashieva. "We talk," she said.', "Gulnara Tashieva", id="female surname"),
        pytest.param(
            'The Harbor Ministry wrote on Friday. "We talk," the ministry said.\n\nOrlov left.\n\n'
            'It added that "nobody is late".',
            "Harbor Ministry",
            id="it",
        ),
        pytest.param(
            '"We talk," said Karin Lind and Pavel Orlov.\n\n"We listen," they added.',
            "Karin Lind; Pavel Orlov",
            id="they two",
        ),
        pytest.param('Karin Lind met sailors. "We talk," they said.', None, id="they unnamed"),
        pytest.param('Karin Lind wrote to Pavel Orlov. "We talk," I said.', None, id="I"),
    ],
)
def test_pronouns(text, speaker):
    found = speakers_of(text)
    assert not found if speaker is None and not found else found[-1] == speaker


def test_two_persons_of_one_surname():
    text = (
        "Karin Lind and Erik Lind run the port.\n\n"
        '"We talk," Mr. Lind said.\n\n"We listen," Mrs. Lind said.\n\n'
        'Karin Lind laughed. "Always," Lind said.\n\nErik Lind did not. "Never," Lind said.'
    )
    assert speakers_of(text) == ["Erik Lind", "Karin Lind", "Karin Lind", "Erik Lind"]


def test_a_woman_without_a_first_name_is_not_the_man_of_that_surname():
    assert speakers_of('Pavel Orlov runs the port. "We talk," Ms. Orlov said.') == ["Orlov"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param('Karin Lind told Pavel Orlov, "We talk."', "Karin Lind", id="addressee"),
        pytest.param('"We talk," Karin Lind\'s aide said.', None, id="possessor"),
        pytest.param('"We talk," an aide to Karin Lind said.', None, id="object of an office"),
        pytest.param('"We talk," the commander of Lund\'s garrison said.', None, id="owner inside"),
        pytest.param(
            'Karin Lind, who replaced Pavel Orlov in May, said, "We talk."',
            "Karin Lind",
            id="name in a relative clause",
        ),
        pytest.param('Karin Lind spoke after Pavel Orlov, saying "we talk".', "Karin Lind", id="intervening name"),
        pytest.param(
            'In a letter to Pavel Orlov, Karin Lind smiled, saying "we talk".', "Karin Lind", id="opening adverbial"
        ),
        pytest.param('Minutes later, Karin Lind left, saying "we talk".', "Karin Lind", id="opening time"),
        pytest.param(
            'The port saw a sharp attack on Karin Lind, who said she would "never beg".', "Karin Lind", id="antecedent"
        ),
        pytest.param('Karin Lind in a long letter said the port was "shut".', "Karin Lind", id="medium"),
    ],
)
def test_others_in_the_sentence_are_not_taken(text, speaker):
    assert speakers_of(text) == [speaker]


@pytest.mark.parametrize("mention", ["a senior official", "officials", "two sailors", "his wife", "one user"])
def test_the_unnamed_stay_unnamed(mention):
    assert speakers_of(f'{INTRO}"We talk," {mention} said.') == [None]


def test_a_stranger_is_not_the_officer_named_before():
    text = 'Captain Karin Lind left. A young officer stayed behind. "We talk," the officer said.'
    assert speakers_of(text) == [None]


@pytest.mark.parametrize(
    ("text", "mention", "speaker"),
    [
        ('"Nobody stops this ship."\n\n- Karin Lind', "Karin Lind", "Karin Lind"),
        ('Pavel Orlov waved. Karin Lind agreed. "Nobody stops this ship."', "Karin Lind", "Karin Lind"),
        ('Karin Lind said in a statement. "Nobody stops this ship."', "Karin Lind", "Karin Lind"),
        ('Karin Lind shrugged. "Nobody stops this ship."', None, "Karin Lind"),
        ('Karin Lind said: "We talk.\n\n"We listen.\n\n"We wait."', "Karin Lind", "Karin Lind"),
    ],
)
def test_words_that_nothing_in_their_sentence_reports(text, mention, speaker):
    statement = extract(text)[-1]
    assert (statement.mention, statement.speaker) == (mention, speaker)


def test_the_reason_and_those_who_lost():
    text = "Karin Lind met Pavel Orlov. She shrugged."
    found = attribution(text, "She")
    assert (found.speaker, found.reason) == ("Karin Lind", "the nearest name before the pronoun that fits it")
    text = "Pavel Orlov met Karin Lind. She shrugged."
    found = attribution(text, "She")
    assert (found.speaker, found.rejected) == ("Karin Lind", ("Pavel Orlov",))


@pytest.mark.parametrize(
    ("text", "mention", "reason"),
    [
        ("Karin Lind left.", "Karin Lind", "the mention names the speaker"),
        ("Karin Lind left. Lind waved.", "Lind", "the mention is a short form of the name"),
        ("Captain Karin Lind left. The captain waved.", "The captain", "the last one whom the article calls so"),
        ("Karin Lind left. A sailor waved.", "A sailor", "an indefinite description names nobody"),
        ("The mayor left. It rained.", "It", "'it' names nobody"),
    ],
)
def test_each_way_has_a_reason(text, mention, reason):
    assert attribution(text, mention).reason == reason


def test_an_indirect_mention_is_resolved_the_same_way():
    text = "The Danish foreign minister, Karin Lind, said talks would go on. The minister denied that they had failed."
    found = attribution(text, "The minister")
    assert (found.speaker, found.role, found.affiliation) == ("Karin Lind", "Danish foreign minister", "Denmark")
