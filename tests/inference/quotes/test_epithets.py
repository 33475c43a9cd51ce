"""Speakers called by what they are, paragraphs behind their name. All persons are invented."""

import pytest

from detente.inference.quotes import extract
from detente.inference.quotes.epithets import may_be, of_kind
from detente.inference.quotes.people import Person
from detente.inference.quotes.sides import Asked, sides_of

FIRST = '"The talks will go on," {} said.\n\n'


def last_speaker(text):
    return extract(text)[-1].speaker


@pytest.mark.parametrize(
    ("introduced", "called"),
    [
        ("Russian Ambassador to Canada Georgy Mamin", "the diplomat"),
        ("Senator Lavrenty Sobin", "the lawmaker"),
        ("State Duma deputy Lavrenty Sobin", "the parliamentarian"),
        ("Lavrenty Sobin, head of the international affairs committee,", "the senator"),
        ("the chairman of the State Duma's defence committee, Lavrenty Sobin,", "the politician"),
        ("President Mykola Hnat", "the head of state"),
        ("Prime Minister Mykola Hnat", "the premier"),
        ("Prime Minister Mykola Hnat", "the head of government"),
        ("Foreign Ministry spokesman Ilya Dronov", "the official"),
        ("Foreign Ministry spokesman Ilya Dronov", "the Foreign Ministry spokesman"),
        ("Russian Deputy Foreign Minister Ilya Dronov", "the high-ranking diplomat"),
        ("Russian Deputy Foreign Minister Ilya Dronov", "the deputy minister"),
        ("Russian Deputy Foreign Minister Ilya Dronov", "the Russian diplomat"),
        ("Russia's envoy to NATO Ilya Dronov", "the ambassador"),
        ("Russia's envoy to NATO Ilya Dronov", "the Russian envoy"),
        ("Chief of the General Staff Ilya Dronov", "the general"),
        ("political analyst Ilya Dronov", "the political scientist"),
        ("Ilya Dronov, director of the Institute of Strategic Studies,", "the expert"),
        ("Russian presidential aide Ilya Dronov", "the Kremlin official"),
        ("NATO Secretary General Anders Vester", "the NATO chief"),
        ("US Defense Secretary Mark Holt", "the Pentagon chief"),
        ("Ilya Dronov", "the diplomat"),
    ],
)
@pytest.mark.parametrize("form", ['"We wait," {} noted.', "According to {}, nobody is late."])
def test_a_description_goes_on_with_the_speaker_of_the_paragraph_before(introduced, called, form):
    statements = extract(FIRST.format(introduced) + form.format(called))
    assert statements[0].speaker is not None
    assert [s.speaker for s in statements] == [statements[0].speaker] * 2


@pytest.mark.parametrize(
    ("introduced", "called"),
    [
        ("President Mykola Hnat", "the Secretary General"),
        ("Germany's Foreign Minister Karl Lindau", "Lithuania's foreign minister"),
        ("German Foreign Minister Karl Lindau", "the Lithuanian minister"),
        ("German Foreign Minister Karl Lindau", "the German defence minister"),
        ("NATO spokesman Paul Ferrin", "the Kremlin spokesman"),
        ("Georgian President Zurab Kiladze", "the US president"),
        ("General Ilya Dronov", "the spokeswoman"),
        ("spokesman Ilya Dronov", "the spokeswoman"),
        ("Ilya Dronov", "the source"),
        ("Ilya Dronov", "the Danish prime minister"),
        ("Ilya Dronov", "Sobin's spokesman"),
        ("Ilya Dronov", "his spokesman"),
        ("Ilya Dronov", "the officials"),
        ("Ilya Dronov", "a diplomat"),
    ],
)
def test_an_office_of_somebody_else_is_not_taken_up(introduced, called):
    assert last_speaker(FIRST.format(introduced) + f'"We wait," {called} noted.') is None


@pytest.mark.parametrize(
    ("between", "speaker"),
    [
        ("NATO Secretary General Anders Vester opened the session.", "Ilya Dronov"),
        ("A Danish diplomat opened the session.", None),
        ("The man who negotiated for Denmark opened the session.", None),
        ("Denmark opened the session in Odense.", "Ilya Dronov"),
    ],
)
def test_what_stands_between(between, speaker):
    assert last_speaker(FIRST.format("Ilya Dronov") + between + '\n\n"We wait," the lawmaker noted.') == speaker


def test_the_speaker_comes_before_whom_the_same_sentence_mentions():
    text = (
        '"We agreed," Russian Foreign Minister Ilya Dronov said after talks with Norwegian Foreign Minister Karin Lind.'
        '\n\n"It is done," the minister noted.\n\n"It is not," the Norwegian minister said.'
    )
    assert [s.speaker for s in extract(text)] == ["Ilya Dronov", "Ilya Dronov", "Karin Lind"]


@pytest.mark.parametrize(
    "text",
    [
        "The secretary general thanked Ukraine for its help.",
        "The ministry's spokeswoman spoke in Tbilisi. The spokeswoman said the port would open.",
        "The envoy visited Vilnius on Monday. The envoy said the port would open.",
        "A NATO envoy came to Kiev. The envoy said the port would open.",
    ],
)
def test_a_place_says_nothing(text):
    assert last_speaker(text) is None


@pytest.mark.parametrize(
    "opening", ["In Sobin's opinion", "In Sobin's view", "In the senator's opinion", "In his view"]
)
def test_whose_opinion_it_is(opening):
    text = f'"We talk," said Lavrenty Sobin, a senator.\n\n{opening}, the port will open.'
    assert last_speaker(text) == "Lavrenty Sobin"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Radio France reported it. France and Germany said the talks would go on.", "France; Germany"),
        ("Bank Austria closed. Austria said the talks would go on.", "Austria"),
        ("Michael Jordan came. Jordan said the talks would go on.", "Michael Jordan"),
    ],
)
def test_a_state_is_no_short_form_of_a_company(text, speaker):
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    ("said", "sides"),
    [
        ({"russian", "envoy"}, {"russia"}),
        ({"lithuania"}, {"lithuania"}),
        ({"pentagon", "chief"}, {"united states"}),
        ({"alliance"}, {"nato"}),
        ({"foreign", "minister"}, set()),
    ],
)
def test_sides(said, sides):
    assert sides_of(said) == sides


@pytest.mark.parametrize(
    ("wanted", "said", "differ"),
    [
        ({"lithuanian", "minister"}, {"german", "minister"}, True),
        ({"lithuanian", "minister"}, {"minister"}, False),
        ({"defence", "minister"}, {"foreign", "minister"}, True),
        ({"american", "leader"}, {"us", "president"}, False),
    ],
)
def test_descriptions_that_differ(wanted, said, differ):
    assert Asked(wanted).contradicts(said) is differ


@pytest.mark.parametrize(
    ("said", "head", "kind", "fits"),
    [
        ({"ambassador"}, "diplomat", True, True),
        ({"spokesman"}, "diplomat", False, True),
        ({"general"}, "diplomat", False, False),
        ({"secretary", "general"}, "minister", False, False),
        (set(), "minister", False, True),
    ],
)
def test_what_a_description_includes(said, head, kind, fits):
    who = Person("Jon Moe", ["jon", "moe"], set(said))
    assert (of_kind(who, head), may_be(who, head)) == (kind, fits)


HEADING = "Press conference by NATO Secretary General Anders Vester and Georgian premier Zurab Kiladze\n\n"
TURNS = "{0}: It will open, of course.\n\nQUESTION: And when?\n\n{0}: In June.\n\nQUESTION: Where?\n\n{0}: In Odense."


@pytest.mark.parametrize("intro", [HEADING, f"Press conference\n\nBRUSSELS - {HEADING[20:]}"])
@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("VESTER", "Anders Vester"),
        ("Vester", "Anders Vester"),
        ("Mr VESTER", "Anders Vester"),
        ("A. VESTER", "Anders Vester"),
        ("ANDERS VESTER", "Anders Vester"),
        ("SECRETARY GENERAL", "Anders Vester"),
        ("SECRETARY GENERAL VESTER", "Anders Vester"),
        ("KILADZE", "Zurab Kiladze"),
    ],
)
def test_labels_of_a_transcript_take_up_the_name(intro, label, speaker):
    statements = extract(intro + TURNS.format(label))
    assert [(s.mention, s.speaker) for s in statements] == [(label, speaker)] * 3
    assert {s.speaker_affiliation for s in statements} == {"NATO" if speaker == "Anders Vester" else "Georgia"}


def test_an_initial_that_two_share_names_neither():
    text = 'Karin Lind and Knut Lind run the port. "We talk," K. Lind said.'
    assert last_speaker(text) == "K. Lind"


@pytest.mark.parametrize(
    ("introduced", "called"),
    [
        (
            "Chairman of the State Duma Committee for International Affairs Lavrenty Sobin",
            "the head of the Duma committee",
        ),
        ("NATO Secretary General Anders Vester", "the head of the alliance"),
        ("General John Harn, the commander of NATO forces in Afghanistan,", "the US general"),
        ("General John Harn, the commander of NATO forces in Afghanistan,", "the top US commander in Afghanistan"),
        ("Chairman of the NATO Military Committee Admiral Gianni Bell", "the Italian admiral"),
        ("Mykola Hnat, Ukraine's envoy to NATO,", "the Ukrainian ambassador"),
    ],
)
def test_where_an_office_is_held(introduced, called):
    statements = extract(FIRST.format(introduced) + f'"We wait," {called} noted.')
    assert statements[0].speaker is not None
    assert statements[1].speaker == statements[0].speaker


@pytest.mark.parametrize(
    ("introduced", "called"),
    [
        ("Danish President Mykola Hnat", "the head of the Danish delegation"),
        ("Prime Minister Mykola Hnat", "the commission chief"),
        ("General John Harn, the commander of NATO forces in Afghanistan,", "the Afghan minister"),
        ("Mykola Hnat, an adviser to the president,", "the president"),
    ],
)
def test_where_another_office_is_held(introduced, called):
    assert last_speaker(FIRST.format(introduced) + f'"We wait," {called} noted.') is None


def test_whoever_speaks_for_the_side_comes_first():
    text = (
        '"We stay," Prime Minister Mykola Hnat said after talks with European Commission President Jose Perez.\n\n'
        '"So be it," the EU official said.'
    )
    assert last_speaker(text) == "Jose Perez"


def test_an_official_of_a_state_is_a_stranger():
    text = FIRST.format("Danish Defence Minister Jon Moe") + (
        'A senior U.S. official said nothing was decided.\n\n"We wait," the official said.'
    )
    assert last_speaker(text) is None


def test_a_noun_between_marks_introduces_nobody():
    text = (
        FIRST.format("Danish President Jon Moe")
        + '"It is a threat," the Danish leader said.\n\n"We wait," the leader said.'
    )
    assert [s.speaker for s in extract(text)] == ["Jon Moe"] * 3


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "OSLO - The US envoy, Laura Whitt, and her Russian counterpart Ilya Dronov met.\n\n"
            '"We talk," the Russian envoy said.',
            "Ilya Dronov",
            id="counterpart",
        ),
        pytest.param(
            'OSLO - Foreign Minister Karin Lind of Norway came.\n\n"We talk," the Danish foreign minister said.',
            None,
            id="state behind the name",
        ),
        pytest.param(
            "OSLO - The prime minister, Mykola Hnat, and the speaker of parliament, Oleh Lyt, met.\n\n"
            '"We talk," the head of the government said.',
            "Mykola Hnat",
            id="two appositions",
        ),
        pytest.param(
            "OSLO - Colonel Olga Mamina and Colonel Ilya Dronov serve there. The colonel waved.\n\n"
            '"We talk," she said.',
            "Olga Mamina",
            id="rank of a man",
        ),
        pytest.param(
            "OSLO - NATO Secretary General Anders Vester will come, his spokesman Paul Ferrin said.\n\n"
            '"He will," the NATO spokesman said.',
            "Paul Ferrin",
            id="no secretary general",
        ),
    ],
)
def test_one_of_two(text, speaker):
    assert last_speaker(text) == speaker


MEETING = (
    "KIEV - NATO Secretary General Anders Vester came on Monday.\n\nThe secretary general will meet President Viktor "
    "Melnyk, Prime Minister Yulia Tymosh and Foreign Minister Borys Taras.\n\n"
)


@pytest.mark.parametrize(
    ("called", "speaker"),
    [
        ("the NATO secretary general", "Anders Vester"),
        ("the Secretary General", "Anders Vester"),
        ("the Ukrainian president", "Viktor Melnyk"),
        ("the head of the Ukrainian state", "Viktor Melnyk"),
        ("the prime minister", "Yulia Tymosh"),
        ("the foreign minister", "Borys Taras"),
        ("the head of the North Atlantic Alliance", "Anders Vester"),
    ],
)
def test_each_of_a_list_has_the_own_office_alone(called, speaker):
    assert last_speaker(f'{MEETING}"We talk," {called} said.') == speaker


def test_a_spokesman_without_a_name_is_not_the_envoy_who_spoke_since():
    text = (
        "OSLO - The port will open, a spokesman for the alliance said.\n\n"
        '"It will," said Denmark\'s permanent representative, Jon Moe.\n\n"In June," the spokesman said.'
    )
    assert [s.speaker for s in extract(text)] == [None, "Jon Moe", None]


@pytest.mark.parametrize("called", ["the MP", "the Duma deputy", "the senior lawmaker"])
def test_members_of_a_parliament(called):
    text = FIRST.format("Jon Moe, chairman of the State Duma's defence committee,") + f'"We wait," {called} said.'
    assert last_speaker(text) == "Jon Moe"


def test_a_possessor_is_no_body():
    statement = extract("OSLO - The port is open, President Jon Moe's adviser Ada Brandt said.")[0]
    assert (statement.speaker, statement.speaker_affiliation) == ("Ada Brandt", None)
