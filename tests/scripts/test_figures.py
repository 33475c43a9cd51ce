"""Macro-F1 over seeds, with resamples that all systems share."""

import numpy as np
import pytest
from benchmarks.figures import measure_answers

from detente.model.article import Statement
from detente.model.schema import LabelSchema
from detente.training.labelled import LabelledStatement
from detente.training.settings import EvaluationSettings

SETTINGS = EvaluationSettings(bootstrap=50, confidence=0.9)
SCHEMA = LabelSchema.from_mapping({"topic": ["fish", "steel"], "attitude": ["warm", "cool"]})
TOPICS = ["fish", "steel", "fish", "steel"]
ROWS = [LabelledStatement(Statement.of("a"), {"topic": topic}, f"g{i}", "x:1") for i, topic in enumerate(TOPICS)]
WRONG = {"topic": ["steel", "fish", "steel", "fish"], "attitude": ["warm"] * 4}
RIGHT = {"topic": TOPICS, "attitude": ["warm"] * 4}


def test_the_figure_is_the_mean_over_seeds_and_its_spread_their_ends() -> None:
    found = measure_answers(SCHEMA, ROWS, [RIGHT, WRONG], SETTINGS)
    assert found.values == {"topic": 0.5, "mean": 0.5}
    assert found.spread == (0.0, 1.0)
    assert np.allclose(found.samples["topic"], 0.5)


def test_systems_meet_the_same_resamples() -> None:
    half = {"topic": ["fish", "fish", "fish", "fish"], "attitude": ["warm"] * 4}
    one, other = (measure_answers(SCHEMA, ROWS, [half], SETTINGS) for _ in range(2))
    assert np.array_equal(one.samples["mean"], other.samples["mean"])
    assert one.values["topic"] == pytest.approx(1 / 3)
    assert one.samples["topic"].std() > 0
