"""The language of an article is told by its small words. All texts are invented."""

import pytest

from detente.inference.quotes import extract
from detente.inference.quotes.languages.detection import detected
from detente.model.errors import InputError


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The port is open, and the director said that it was not for sale.", "en"),
        ("Der Hafen ist offen, und die Direktorin sagte, dass er nicht zu kaufen ist.", "de"),
        ("Le port est ouvert, et la directrice dit qu'il n'est pas à vendre.", "fr"),
        ('The envoy said "das ist nicht wahr" and left for the border with his men.', "en"),
        ("The paper Le Monde and the mayor of La Rochelle met in the city.", "en"),
        ("", "en"),
        ("12345 !!! ???", "en"),
        ("Karin Lind", "en"),
    ],
)
def test_the_small_words_tell(text, language):
    assert detected(text) == language


def test_a_chosen_language_is_not_doubted():
    text = "„Nie“, sagte Karin Lind."
    assert extract(text, language="de")[0].cue == "sagte"
    assert extract(text, language="en") == [] or extract(text, language="en")[0].cue != "sagte"


def test_an_unknown_language_is_refused_with_those_that_are_known():
    with pytest.raises(InputError, match="expected one of auto, en, de, fr, found 'ru'"):
        extract("text", language="ru")  # type: ignore[arg-type]
