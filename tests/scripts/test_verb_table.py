"""The table of verb forms is the one that today's lists make."""

from verb_table import finite_forms, verb_table

from detente.inference.quotes import cues


def test_the_table_is_of_todays_lists():
    made = [line for line in verb_table().splitlines() if not line.startswith("#")]
    assert tuple(made) == cues._table()


def test_finite_forms_are_no_nouns():
    forms = finite_forms()
    assert {"went", "became", "says"} <= set(forms)
    assert not {"plans", "claims", "felt"} & set(forms)
    assert forms == sorted(forms)
