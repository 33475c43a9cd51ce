"""Names behind an office with words of its own: mention, speaker, role and affiliation. All persons are invented."""

import pytest

from detente.inference.quotes import extract
from detente.inference.quotes.charges import behind_head
from detente.inference.quotes.posts import name_behind, post_ahead

POSTS = [
    ("Russian Ambassador to Canada Georgy Mamin", "Russian Ambassador to Canada", "Russia"),
    ("Permanent Representative to NATO Dmitry Ragulin", "Permanent Representative to NATO", None),
    ("Russia's Permanent Representative to NATO Dmitry Ragulin", "Permanent Representative to NATO", "Russia"),
    ("US Special Envoy for Afghanistan Mark Holt", "US Special Envoy for Afghanistan", "United States"),
    ("State Minister for Reintegration Zurab Kiladze", "State Minister for Reintegration", None),
    ("Head of the Russian delegation to PACE Lavrenty Sobin", "Head of the Russian delegation to PACE", "Russia"),
    (
        "Chairman of the State Duma Committee for International Affairs Lavrenty Sobin",
        "Chairman",
        "State Duma Committee for International Affairs",
    ),
    (
        "Deputy Chairman of the Federation Council's International Affairs Committee Ilya Dronov",
        "Deputy Chairman",
        "Federation Council's International Affairs Committee",
    ),
    (
        "Director of the Foreign Ministry's Department for European Cooperation Ilya Dronov",
        "Director",
        "Foreign Ministry's Department for European Cooperation",
    ),
    (
        "NATO Assistant Secretary General for Defence Investment Paul Ferrin",
        "NATO Assistant Secretary General for Defence Investment",
        "NATO",
    ),
    ("Chief of Staff of the Ukrainian Armed Forces Mykola Hnat", "Chief of Staff", "Ukrainian Armed Forces"),
    (
        "Special Representative for Afghanistan and Pakistan Mark Holt",
        "Special Representative for Afghanistan and Pakistan",
        None,
    ),
    (
        "US Assistant Secretary of State for European and Eurasian Affairs Laura Whitt",
        "US Assistant Secretary of State for European and Eurasian Affairs",
        "United States",
    ),
    (
        "First Deputy Head of the Presidential Administration Ilya Dronov",
        "First Deputy Head",
        "Presidential Administration",
    ),
    ("President of the NATO Parliamentary Assembly Jan Verhoek", "President", "NATO Parliamentary Assembly"),
    ("Commander of the Black Sea Fleet Vice-Admiral Ilya Dronov", "Commander", "Black Sea Fleet"),
    ("Minister of Foreign Affairs of Ukraine Mykola Hnat", "Minister of Foreign Affairs", "Ukraine"),
    (
        "Secretary of the National Security and Defence Council of Ukraine Mykola Hnat",
        "Secretary",
        "National Security and Defence Council of Ukraine",
    ),
    (
        "US Under Secretary of State for Arms Control and International Security Laura Whitt",
        "US Under Secretary of State for Arms Control and International Security",
        "United States",
    ),
    ("Belarusian Ambassador in Moscow Mykola Hnat", "Belarusian Ambassador", "Belarus"),
    ("the leader of the Party of Regions Mykola Hnat", "leader", "Party of Regions"),
    ("Chairman of the Joint Chiefs of Staff Admiral John Harn", "Chairman", "Joint Chiefs of Staff"),
]


@pytest.mark.parametrize("form", ['"We talk," {} said.', '"We talk," said {}.', "{} said the talks would go on."])
@pytest.mark.parametrize(("mention", "role", "affiliation"), POSTS)
def test_an_office_with_words_of_its_own(form, mention, role, affiliation):
    text = form.format(mention if form[0] == '"' else mention[0].upper() + mention[1:])
    statement = extract(text)[0]
    assert (statement.mention or "").lower() == mention.lower()
    assert statement.speaker == " ".join(mention.split()[-2:])
    assert (statement.speaker_role or "").lower() == role.lower()
    assert statement.speaker_affiliation == affiliation


@pytest.mark.parametrize("mention", [mention for mention, _, _ in POSTS])
def test_a_surname_alone_takes_up_the_name(mention):
    name = mention.split()[-2:]
    text = f'{mention[0].upper()}{mention[1:]} landed in Oslo.\n\n"We talk," {name[1]} said.'
    assert [s.speaker for s in extract(text)] == [" ".join(name)]


@pytest.mark.parametrize(
    ("text", "mention", "speaker"),
    [
        ('"We talk," said the former aide to President Jon Moe.', "the former aide", None),
        ('"We talk," a spokesman for Mayor Jon Moe said.', "a spokesman for Mayor Jon Moe", None),
        ('"We talk," an adviser to Defence Minister Jon Moe said.', "an adviser to Defence Minister Jon Moe", None),
        ('"We talk," captain of the first rank Jon Moe said.', "captain of the first rank Jon Moe", "Jon Moe"),
        ('"We talk," said the ambassador in Moscow on Monday.', "the ambassador", None),
        ('"We talk," said a spokesman for Jon Moe.', "a spokesman for Jon Moe", None),
        ('"We talk," a director at the UN Harbor Works said.', "a director at the UN Harbor Works", None),
    ],
)
def test_no_name_behind_the_office(text, mention, speaker):
    statement = extract(text)[0]
    assert (statement.mention, statement.speaker) == (mention, speaker)


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("Canada Pavel Mamin", (1, True)),
        ("Canada Zebul Mamin", (1, False)),
        ("Defence Committee Zebul Mamin", (2, True)),
        ("European Cooperation Ilya Dronov", (2, True)),
        ("Strategic Studies", (0, False)),
        ("New York City", (0, False)),
        ("Karin Lind", (0, False)),
        ("Canada", (0, False)),
    ],
)
def test_where_the_name_begins(run, found):
    assert name_behind(run)[:2] == found


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("said the deputy head of the mission to Georgia ", "deputy head of the mission to Georgia"),
        ("He met the president in Paris ", ""),
        ("The head, who lives in Oslo ", ""),
        ("It was said by the Special Representative of the Secretary General for Georgia ", None),
    ],
)
def test_the_words_of_the_office(text, office):
    wanted = "Special Representative of the Secretary General for Georgia" if office is None else office
    assert " ".join(post_ahead(text, 0, len(text))) == wanted


@pytest.mark.parametrize(
    ("phrase", "charge", "body"),
    [
        ("spokesman | for the Taliban", "", "Taliban"),
        ("Special Envoy | for Afghanistan", "for Afghanistan", None),
        ("head | of the Danish delegation to PACE", "of the Danish delegation to PACE", "Denmark"),
        ("member | of the Danish parliament", "", "Denmark"),
        ("head | of the Danish delegation", "of the Danish delegation", "Denmark"),
        ("head | of the NATO liaison office", "of the NATO liaison office", "NATO"),
        (
            "deputy director | of the Foreign Ministry's department for arms control",
            "of the Foreign Ministry's department for arms control",
            "Foreign Ministry",
        ),
        ("adviser | to the Danish defense minister", "to the Danish defense minister", "Denmark"),
        ("deputy | of the majority who comes from Odense", "of the majority", None),
        ("chief | of staff of the Northern Fleet", "of staff", "Northern Fleet"),
    ],
)
def test_what_stands_behind_the_head(phrase, charge, body):
    front, _, tail = phrase.partition(" | ")
    kept, affiliation = behind_head(front.split(), tail.split())
    assert (" ".join(kept), affiliation) == (charge, body)


@pytest.mark.parametrize(
    ("mention", "role", "affiliation"),
    [
        ("the Danish president's aide Jon Moe", "Danish president's aide", "Denmark"),
        ("NATO Secretary General's envoy for Georgia Jon Moe", "NATO Secretary General's envoy for Georgia", "NATO"),
        ("the Danish ministry's state secretary Jon Moe", "state secretary", "Danish ministry"),
        ("the colonel's interpreter Jon Moe", "interpreter", None),
        (
            "the Deputy head of the Danish mission to NATO Ambassador Jon Moe",
            "Deputy head of the Danish mission to NATO",
            "Denmark",
        ),
        ("Representative of the Danish Council to NATO Jon Moe", "Representative to NATO", "Danish Council"),
        ("US Ambassador Jon Moe", "US Ambassador", "United States"),
        ("NATO's Director of Operations Brigadier General Jon Moe", "Director of Operations", "NATO"),
        ("Under Secretary of Defense Jon Moe", "Under Secretary of Defense", None),
    ],
)
def test_whose_office_it_is(mention, role, affiliation):
    statement = extract(f'"We talk," said {mention}.')[0]
    assert (statement.speaker, statement.speaker_role) == ("Jon Moe", role)
    assert statement.speaker_affiliation == affiliation


def test_each_ambassador_has_an_office_of_his_own():
    text = (
        "KIEV (AFP) - Russian Ambassador to Ukraine Viktor Chern, Ukrainian Ambassador to Russia Oleh Dyom and the US "
        'Ambassador William Tyl met.\n\n"We talk," the Ukrainian ambassador said.\n\n"We do," the US ambassador said.'
    )
    assert [s.speaker for s in extract(text)] == ["Oleh Dyom", "William Tyl"]


def test_a_line_may_end_inside_an_office():
    lines = [
        "Norway is ready to lend the harbour two of its boats, Deputy Defence",
        "Minister Karin Lind said on Thursday in a talk with reporters of three",
        "papers. The boats, she said, could come before the end of the month, if",
        "the harbour pays for them. The mayor of the town was not there when it",
        "was said.",
        "",
        "No date was given.",
    ]
    first = extract("\n".join(lines))[0]
    assert (first.speaker, first.speaker_role) == ("Karin Lind", "Deputy Defence Minister")


def test_a_post_can_be_held_at_two_places():
    (statement,) = extract("The envoy to Georgia and Armenia said the talks were over.")
    assert (statement.mention, statement.speaker) == ("The envoy to Georgia and Armenia", None)
