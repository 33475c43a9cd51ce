"""The ablation: its trials, and a small one from end to end."""

import json
from pathlib import Path

from benchmarks.ablation import BASE, Size, jobs_of, measure, measure_soup, read_trials, soup_jobs, table
from benchmarks.material import CORPUS, PLV, REAL, Plan

from detente.training.config import load_config


def test_every_trial_is_a_setting_that_the_config_takes() -> None:
    trials = read_trials()
    assert trials[0].name == BASE
    assert len({trial.name for trial in trials}) == len(trials) > 15
    for trial in trials[1:]:
        assert trial.settings or trial.epochs != 1
        load_config("minilm", trial.settings)


def test_a_trial_leaves_out_data_sets_on_which_it_means_nothing(config: Path, plv: Path) -> None:
    (none,) = read_trials(["context none"])
    assert PLV not in none.sets
    plan = Plan(str(config), (), (CORPUS, PLV), plv=plv)
    jobs = list(jobs_of(none, plan, Size(4, 1, 1), [1, 2], config.parent))
    assert [job["sets"] for job in jobs] == [["corpus"]] * 2


def test_base_and_soup_are_measured_and_told(config: Path, real: Path, tmp_path: Path) -> None:
    (base,) = read_trials([BASE])
    plan = Plan(str(config), (), (CORPUS, REAL), real=real)
    jobs = list(jobs_of(base, plan, Size(8, 1, 1), [1, 2], tmp_path / "kept"))
    results = [measure(job) for job in jobs]
    for one in results:
        assert {name: list(scores) for name, scores in one["scores"].items()} == {
            CORPUS: ["attitude", "topic"],
            REAL: ["attitude", "topic"],
        }
    (soup,) = soup_jobs(jobs)
    mixed = measure_soup(json.loads(json.dumps(soup)))
    lines = table({BASE: results, "soup": [mixed]}, (CORPUS, REAL))
    assert lines[2].startswith("| base | ")
    assert lines[2].endswith("1.0× |")
    assert lines[3].startswith("| soup | ")
    assert lines[3].endswith("|  |")
