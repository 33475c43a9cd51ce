import json
import shutil

import pytest

from detente.model.calibration import Calibration, FitFigures, FittedOn, OperatingPoint, TaskCalibration
from detente.model.calibration_file import CALIBRATION, CALIBRATION_FORMAT, write_calibration
from detente.model.checkpoint import open_checkpoint
from detente.model.errors import CheckpointError

POINTS = (OperatingPoint(0.0, 1.0, 0.6, 0.5), OperatingPoint(0.75, 0.25, 0.9, 0.7))
FIGURES = FitFigures(40, 0.2, 0.1, 0.9, 0.8, {"none": 0.9, "temperature": 0.8})
MADE = Calibration(
    {
        "attitude": TaskCalibration("vector", (0.5, 1 / 3, 2.0), (0.1, -0.2, 0.0), FIGURES, POINTS).at(0.85),
        "topic": TaskCalibration("temperature", (0.7, 0.7), (0.0, 0.0), FIGURES, POINTS).at(0.95),
    },
    FittedOn("the validation part of corpus 0123456789ab", 40, 8),
)


@pytest.fixture
def calibrated(tiny_checkpoint, schema, tmp_path):
    folder = shutil.copytree(tiny_checkpoint, tmp_path / "copy")
    write_calibration(folder, schema, MADE)
    return folder


def change(folder, path, value):
    file = folder / CALIBRATION
    data = json.loads(file.read_text(encoding="utf-8"))
    *way, last = path.split(".")
    inner = data
    for key in way:
        inner = inner[int(key) if key.isdecimal() else key]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    file.write_text(json.dumps(data), encoding="utf-8")


def test_what_is_written_is_read(calibrated):
    assert open_checkpoint(calibrated).calibration == MADE
    assert [path.name for path in calibrated.iterdir() if path.name.endswith(".part")] == []


def test_without_the_file_a_checkpoint_is_uncalibrated_and_keeps_its_hash(calibrated, tiny_checkpoint):
    plain = open_checkpoint(tiny_checkpoint)
    assert plain.calibration.tasks == {}
    assert open_checkpoint(calibrated).hash != plain.hash
    (calibrated / CALIBRATION).unlink()
    assert open_checkpoint(calibrated).hash == plain.hash


def test_the_hash_follows_the_calibration(calibrated):
    before = open_checkpoint(calibrated).hash
    change(calibrated, "tasks.topic.bias.fish", 0.5)
    assert open_checkpoint(calibrated).hash != before


def test_another_precision_can_be_asked_for(calibrated, tiny_checkpoint):
    opened = open_checkpoint(calibrated)
    asked = opened.abstaining(0.6)
    assert {task.abstention.point.threshold for task in asked.calibration.tasks.values()} == {0.0}
    assert (asked.hash, asked.schema) == (opened.hash, opened.schema)
    with pytest.raises(ValueError, match=r"min_precision 90: expected a number above 0, at most 1"):
        opened.abstaining(90)
    with pytest.raises(CheckpointError, match=f"there is no {CALIBRATION}; make it with `detente calibrate"):
        open_checkpoint(tiny_checkpoint).abstaining(0.9)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"format_version": 1}', '{"format_version": 1, "tasks": []}'])
def test_a_damaged_file_is_a_clear_error(calibrated, text):
    (calibrated / CALIBRATION).write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError, match=rf"{CALIBRATION}: damaged: .*remove the file .*`detente calibrate`"):
        open_checkpoint(calibrated)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("format_version", True, "format_version is True"),
        ("format_version", "1", "format_version is '1'"),
        ("fitted_on", ..., "'fitted_on' is missing"),
        ("fitted_on.machine", "x", "machine"),
        ("tasks.weather", {}, "tasks .'weather'., expected some of attitude, topic"),
        ("tasks.topic.method", "magic", "topic: method is 'magic', expected one of none, temperature"),
        ("tasks.topic.scale", {"fish": 1.0}, "topic: scale is for .'fish'., expected fish, steel"),
        ("tasks.topic.scale.fish", 0, "topic: scale is 0.0, expected a number above 0"),
        ("tasks.topic.scale.fish", float("nan"), "topic: scale is nan, expected a number"),
        ("tasks.topic.bias.fish", "0.5", "topic: bias is '0.5', expected a number"),
        ("tasks.topic.bias.fish", True, "topic: bias is True, expected a number"),
        ("tasks.topic.operating_points.0.coverage", 1.5, "coverage is 1.5, expected a number from 0 to 1"),
        ("tasks.topic.operating_points.0.threshold", 0.9, "topic: operating_points: the thresholds do not grow"),
        ("tasks.topic.operating_points", ..., "'operating_points' is missing"),
        ("tasks.attitude.abstention.threshold", None, "threshold is None, expected a number"),
        ("tasks.attitude.figures.ece_after", ..., "ece_after"),
        ("tasks.attitude.figures.rows", "many", "many"),
    ],
)
def test_every_part_is_checked(calibrated, path, value, reason):
    change(calibrated, path, value)
    with pytest.raises(CheckpointError, match=rf"{CALIBRATION}: damaged: .*{reason}"):
        open_checkpoint(calibrated)


def test_a_newer_format_says_to_upgrade(calibrated):
    change(calibrated, "format_version", CALIBRATION_FORMAT + 1)
    with pytest.raises(CheckpointError, match=rf"format_version 2 is newer than {CALIBRATION_FORMAT}.*; upgrade"):
        open_checkpoint(calibrated)
