"""The page, whole."""

import numpy as np
from benchmarks.figures import Measured
from benchmarks.report import Cost, Section, report

from detente.training.settings import EvaluationSettings

OURS = Measured(
    {"topic": 0.8, "mean": 0.8}, {"topic": np.array([0.7, 0.9]), "mean": np.array([0.7, 0.9])}, (0.79, 0.81)
)
MAJORITY = Measured(
    {"topic": 0.25, "mean": 0.25}, {"topic": np.array([0.2, 0.3]), "mean": np.array([0.2, 0.3])}, (0.25, 0.25)
)
PAGE = """\
# small beside its peers

Printed by `scripts/bench_quality`. All systems learnt from the same train part. Macro-F1, the mean over seeds where \
chance has a part, with 100% intervals from 2 resamples of groups (articles, or statements where there are none); they \
tell what other test statements would change, not other trainings. The spread is that of the mean between seeds. \
Differences are paired: both systems on the same resamples.

## Held-out articles of the corpus

2 statements.

| system | topic | mean | spread between seeds |
| --- | --- | --- | --- |
| detente | 0.800 [0.700, 0.900] | 0.800 [0.700, 0.900] | 0.790 to 0.810 |
| majority | 0.250 [0.200, 0.300] | 0.250 [0.200, 0.300] |  |

| detente is ahead of | topic | mean |
| --- | --- | --- |
| majority | +0.550 [+0.500, +0.600] | +0.550 [+0.500, +0.600] |

| system | training, s | labelling, statements/s | trainings | threads |
| --- | --- | --- | --- | --- |
| detente | 1,234.5 | 120 | 2 | 1 |
| majority | 0.0 | over 100,000 | 1 | 1 and 2 |

## Systems

- detente: the config, one network for all tasks (corpus: epochs 4)
- majority: the most frequent training label

## Circumstances

- Seeds: 1, 2.
"""


def test_the_page_is_as_expected() -> None:
    costs = {"ours": Cost(1234.5, 120.2, 2, "1", {"epochs": 4}), "majority": Cost(0.01, 9e6, 1, "1 and 2", {})}
    section = Section("corpus", "2 statements.", {"ours": OURS, "majority": MAJORITY}, costs)
    # An interval of nearly everything has the two resamples themselves as its ends.
    settings = EvaluationSettings(bootstrap=2, confidence=0.999999)
    assert report("small beside its peers", "scripts/bench_quality", [section], settings, ["Seeds: 1, 2."]) == PAGE


def test_without_ours_nothing_is_compared() -> None:
    section = Section("plv", "2 statements.", {"majority": MAJORITY}, {"majority": Cost(0.01, 9.0, 5, "1", {})})
    page = report("small", "x", [section], EvaluationSettings(bootstrap=2, confidence=0.9), [])
    assert "is ahead of" not in page
    assert "| majority | 0.0 | 9 | 5 | 1 |" in page
