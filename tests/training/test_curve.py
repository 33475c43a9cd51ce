"""Points that are kept, gone on with and made anew, in one process and in several."""

import json
import re
from pathlib import Path

import pytest

from detente.model.errors import ConfigError, DetenteError
from detente.training import curve, learning_point
from detente.training.config import with_values
from detente.training.curve import POINTS, WORK, learning_curve
from detente.training.journal import read_lines
from detente.training.learning_point import BASELINE, MODEL, Point, gather
from detente.training.workers import run_tasks

SHORT = ("--training.epochs=1", "--evaluation.bootstrap=50")


def draw(config, folder, *, shares=(0.5, 1.0), seeds=(1,), on=None, jobs=1):
    return learning_curve(config, folder, shares=shares, seeds=seeds, on=on, jobs=jobs)


@pytest.fixture(scope="module")
def config(make_config):
    return make_config(*SHORT)


@pytest.fixture(scope="module")
def drawn(config, tmp_path_factory):
    """A curve of two seeds, and its folder; read it, never change it."""
    folder = tmp_path_factory.mktemp("curves") / "drawn"
    made = draw(config, folder, seeds=(1, 2))
    made.save(folder)
    return made, folder


def trained(monkeypatch):
    """The points worked out from now on."""
    points, work_out = [], curve.work_out

    def counted(material, point, folder):
        points.append(point)
        return work_out(material, point, folder)

    monkeypatch.setattr(curve, "work_out", counted)
    return points


def test_each_point_has_a_line_and_nothing_else_is_left(drawn):
    _, folder = drawn
    lines = read_lines(folder / POINTS)
    points = {(line["system"], line["share"], line["seed"]) for line in lines}
    assert points == {(system, share, seed) for system in (MODEL, BASELINE) for share in (0.5, 1.0) for seed in (1, 2)}
    assert len({line["key"] for line in lines}) == len(lines) == 8
    assert all(len(line["answers"]["attitude"]) == 6 for line in lines)
    assert {path.name for path in folder.iterdir()} - {".lock"} == {POINTS, "curve.json", "curve.txt", "curve.png"}


def test_the_whole_training_part_gives_what_training_gives(config, drawn, train, tmp_path):
    from detente.inference.scorer import load

    run = train(config, tmp_path / "run")
    rows = gather(config, None).rows
    expected = [one["attitude"].label for one in load(run / "best").classify(row.statement for row in rows)]
    (line,) = [
        line
        for line in read_lines(drawn[1] / POINTS)
        if (line["system"], line["share"], line["seed"]) == (MODEL, 1.0, 1)
    ]
    assert line["answers"]["attitude"] == expected
    assert line["statements"] == 24


def test_the_files_hold_the_figures(drawn):
    made, folder = drawn
    written = json.loads((folder / "curve.json").read_text(encoding="utf-8"))
    assert [point["statements"] for point in written["points"]] == [point.statements for point in made.points]
    assert written["points"][0]["tasks"]["topic"]["value"] == made.points[0].tasks["topic"].value
    assert (folder / "curve.txt").read_text(encoding="utf-8").splitlines()[-1] == made.conclusion()


def test_a_finished_curve_is_not_trained_again_and_more_seeds_join_it(config, drawn, tmp_path, monkeypatch):
    points = trained(monkeypatch)
    (tmp_path / POINTS).write_bytes((drawn[1] / POINTS).read_bytes())
    assert draw(config, tmp_path, seeds=(1, 2)) == drawn[0]
    assert points == []
    draw(config, tmp_path, seeds=(1, 2, 3))
    assert {point.seed for point in points} == {3}


def test_a_stopped_curve_goes_on_to_the_same_figures(config, drawn, tmp_path, monkeypatch):
    work_out, begun = curve.work_out, []

    def stopped(material, point, folder):
        begun.append(point)
        if len(begun) == 6:
            raise KeyboardInterrupt
        return work_out(material, point, folder)

    with monkeypatch.context() as patch:
        patch.setattr(curve, "work_out", stopped)
        with pytest.raises(KeyboardInterrupt):
            draw(config, tmp_path, seeds=(1, 2))
    assert len(read_lines(tmp_path / POINTS)) == 5
    with (tmp_path / POINTS).open("a", encoding="utf-8") as stream:
        stream.write('{"key": "half wri')
    points = trained(monkeypatch)
    assert draw(config, tmp_path, seeds=(1, 2)) == drawn[0]
    assert points == [Point(MODEL, 0.5, 2), Point(MODEL, 1.0, 1), Point(MODEL, 1.0, 2)]


def test_changed_settings_make_points_anew_but_not_those_of_evaluation(config, drawn, tmp_path, monkeypatch):
    points = trained(monkeypatch)
    (tmp_path / POINTS).write_bytes((drawn[1] / POINTS).read_bytes())
    draw(with_values(config, {"evaluation.bootstrap": 20, "name": "other"}), tmp_path, seeds=(1, 2))
    assert points == []
    draw(with_values(config, {"training.epochs": 2}), tmp_path)
    assert len(points) == 4


def test_a_changed_file_makes_points_anew(config, tmp_path):
    table = tmp_path / "mine.jsonl"
    row = {"text": "we welcome the bridge", "attitude": "warm", "topic": "steel"}
    table.write_text(json.dumps(row) + "\n", encoding="utf-8")
    before = gather(config, table).key(Point(MODEL, 1.0, 1))
    table.write_text(json.dumps({**row, "attitude": "cool"}) + "\n", encoding="utf-8")
    assert gather(config, table).key(Point(MODEL, 1.0, 1)) != before
    assert gather(config, None).key(Point(MODEL, 1.0, 1)) != before


def test_another_file_can_be_measured_on(config, tmp_path, capsys):
    table = tmp_path / "mine.jsonl"
    texts = {"warm": "we welcome the bridge", "cool": "we note the bridge", "hostile": "we reject the bridge"}
    rows = [{"text": f"{text} {i}", "attitude": label, "group": i} for i in range(3) for label, text in texts.items()]
    copied = json.loads((config.folder / "table.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    rows.append({"text": copied, "attitude": "warm", "group": "copied"})
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    made = draw(config, tmp_path / "curve", on=table)
    assert made.statements == 10
    assert made.measured_on == "mine.jsonl"
    assert list(made.points[0].tasks) == ["attitude"]
    assert "note: 1 of the 10 measured statements stand word for word" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"shares": (1.0,)}, "--points: expected at least two shares"),
        ({"shares": (0.5, 0.25)}, "ascending"),
        ({"shares": (0.0, 0.5)}, "above 0"),
        ({"shares": (0.5, 1.5)}, r"found 0\.5,1\.5"),
        ({"seeds": ()}, "--seeds: expected different whole numbers"),
        ({"seeds": (1, 1)}, "found 1,1"),
        ({"jobs": 0}, "--jobs: expected at least 1, found 0"),
    ],
)
def test_wrong_wishes_are_refused_before_any_training(config, tmp_path, wrong, expected):
    with pytest.raises(ConfigError, match=expected):
        draw(config, tmp_path, **wrong)


def test_a_share_that_cannot_teach_a_task_is_refused(make_config, tmp_path):
    config = make_config(*SHORT)
    table = config.folder / "table.jsonl"
    rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["split"] == "train" and row["group"] != "train-0":
            row.pop("topic", None)
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"--points 0\.125: with seed \d none of its \d+ .* has a label of topic"):
        draw(config, tmp_path, shares=(0.125, 1.0), seeds=(1, 2, 3))


def test_nothing_to_measure_on_is_told(make_config, tmp_path):
    config = make_config(*SHORT)
    table = config.folder / "table.jsonl"
    kept = [line for line in table.read_text(encoding="utf-8").splitlines(keepends=True) if '"test"' not in line]
    table.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(ConfigError, match="no labelled statement to measure on; name a labelled file with --on"):
        draw(config, tmp_path)


@pytest.mark.slow
def test_several_trainings_at_a_time_give_the_same_points(config, drawn, tmp_path):
    draw(config, tmp_path, seeds=(1,), jobs=2)

    def answers(folder: Path):
        return {line["key"]: line["answers"] for line in read_lines(folder / POINTS) if line["seed"] == 1}

    assert answers(tmp_path) == answers(drawn[1])
    assert not (tmp_path / WORK).exists()


@pytest.mark.slow
def test_a_training_process_that_fails_tells_what_it_printed(tmp_path):
    tasks = {"first": {"settings": {}, "config_folder": "."}}
    ((name, error),) = run_tasks(learning_point.__name__, tasks, jobs=2, threads=1, folder=tmp_path)
    assert (name, type(error)) == ("first", DetenteError)
    assert re.search(r"ended with exit code 1; it printed last:(.|\n)*Field required", str(error))
