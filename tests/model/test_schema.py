import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.errors import DetenteError, SchemaError
from detente.model.schema import LABEL_SUFFIXES, RESERVED, LabelSchema, Task

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in RESERVED and not name.endswith(LABEL_SUFFIXES)
)
LABELS = st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=5, unique=True)


@given(st.dictionaries(NAMES, LABELS, min_size=1, max_size=4))
def test_list_form_round_trips_through_json(mapping):
    schema = LabelSchema.from_mapping(mapping)
    assert LabelSchema.from_list(json.loads(json.dumps(schema.to_list()))) == schema
    assert schema.names == tuple(mapping)
    assert [list(task.labels) for task in schema] == list(mapping.values())


def test_definitions_are_kept(schema):
    assert schema["attitude"].definitions["cool"] == "keeps a distance"
    assert schema["attitude"].index("hostile") == 2
    assert len(schema) == 2


def test_an_unknown_task_is_a_key_error(schema):
    with pytest.raises(KeyError, match="weather"):
        schema["weather"]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({}, "at least one task is needed"),
        ({"attitude": ["warm"]}, r"labels\.attitude: .*at least two labels, found \['warm'\]"),
        ({"attitude": ["warm", "cool", "warm"]}, r"labels\.attitude: each label once; repeated: \['warm'\]"),
        ({"Attitude": ["warm", "cool"]}, r"labels\.Attitude: .*lower-case letters"),
        ({"a b": ["warm", "cool"]}, "lower-case letters"),
        ({"speaker": ["warm", "cool"]}, r"labels\.speaker: this name is a column"),
        ({"attitude_probability": ["warm", "cool"]}, "is a column"),
        ({"attitude_abstained": ["warm", "cool"]}, "is a column"),
    ],
)
def test_a_contradictory_schema_says_where_and_why(mapping, message):
    with pytest.raises(SchemaError, match=message) as caught:
        LabelSchema.from_mapping(mapping)
    assert isinstance(caught.value, DetenteError)


def test_a_task_named_twice_is_refused():
    task = Task("attitude", ("warm", "cool"), {})
    with pytest.raises(SchemaError, match=r"each task once; repeated: \['attitude'\]"):
        LabelSchema((task, task))


@pytest.mark.parametrize(
    "rows",
    [[{"name": "attitude"}], [{"name": "attitude", "labels": ["a", "b"], "definitions": ["one"]}], ["attitude"], [3]],
)
def test_a_damaged_list_form_is_a_schema_error(rows):
    with pytest.raises(SchemaError, match="label_schema: not a list of"):
        LabelSchema.from_list(rows)
