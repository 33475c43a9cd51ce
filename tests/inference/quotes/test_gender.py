import pytest

from detente.inference.quotes.gender import first_names, gender_of_name, gender_of_words


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("mike rowe", "m"),
        ("susan rowe", "f"),
        ("marie-louise rowe", "f"),
        ("xyq tashieva", "f"),
        ("xyq orlovsky", "m"),
        ("qorvana rowe", "f"),
        ("xyq rowe", "?"),
    ],
)
def test_by_the_name(name, gender):
    assert gender_of_name(name.split()) == gender


@pytest.mark.parametrize(
    ("said", "gender"), [({"mrs"}, "f"), ({"spokesman"}, "m"), ({"mr", "wife"}, "?"), ({"envoy"}, "?")]
)
def test_by_words(said, gender):
    assert gender_of_words(said) == gender


def test_the_list_is_of_many_names_and_leaves_open_what_both_bear():
    names = first_names()
    assert len(names) > 10_000
    assert {"leslie", "jordan"}.isdisjoint(names)
    assert all(name == name.lower() for name in names)
