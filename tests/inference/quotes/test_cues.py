"""The verbs of reporting and their forms."""

import pytest

from detente.inference.quotes.cues import is_finite_cue, lexicon, phrase_particles


@pytest.mark.parametrize(
    "form", ["said", "says", "told", "wrote", "quipped", "tweeted", "emphasised", "argues", "swore"]
)
def test_finite_forms(form):
    assert is_finite_cue(form)


@pytest.mark.parametrize("form", ["table", "saying", "", "called"])
def test_other_words(form):
    assert not is_finite_cue(form)


def test_classes():
    forms = lexicon()
    assert forms["called"].taking == {"name"}
    assert forms["accused"].taking == {"fault"}
    assert forms["believes"].taking == {"thought"}
    assert forms["adding"].gerund
    assert forms["said"].past
    assert not forms["says"].past
    assert phrase_particles("point") == ("out", "to")
    assert phrase_particles("say") == ()


def test_made_once():
    assert lexicon() is lexicon()
