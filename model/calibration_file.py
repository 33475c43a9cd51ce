"""``calibration.json`` in a checkpoint folder: written whole, read with every number checked."""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from detente.model.calibration import (
    METHODS,
    UNCALIBRATED,
    Abstention,
    Calibration,
    FitFigures,
    FittedOn,
    OperatingPoint,
    TaskCalibration,
)
from detente.model.errors import CheckpointError
from detente.model.schema import LabelSchema, Task

CALIBRATION = "calibration.json"
CALIBRATION_FORMAT = 1


def read_calibration(folder: Path, schema: LabelSchema) -> Calibration:
    """The calibration of a checkpoint folder; :data:`UNCALIBRATED` where it has no ``calibration.json``.

    Raises:
        CheckpointError: the file is damaged, is for other tasks or labels, or is of a newer format.
    """
    where = folder / CALIBRATION
    if not where.is_file():
        return UNCALIBRATED
    try:
        data = json.loads(where.read_text(encoding="utf-8"))
        _check_version(data["format_version"], where)
        if foreign := sorted(data["tasks"].keys() - set(schema.names)):
            raise ValueError(f"tasks {foreign}, expected some of {', '.join(schema.names)}")
        tasks = {task.name: _task(data["tasks"][task.name], task) for task in schema if task.name in data["tasks"]}
        return Calibration(tasks, FittedOn(**data["fitted_on"]))
    except KeyError as error:
        raise _damaged(where, f"{error} is missing") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(where, str(error)) from error


def write_calibration(folder: Path, schema: LabelSchema, calibration: Calibration) -> None:
    """Write ``calibration.json`` into a checkpoint folder, the old one staying until the new one is whole."""
    assert calibration.fitted_on is not None
    data = {
        "format_version": CALIBRATION_FORMAT,
        "fitted_on": asdict(calibration.fitted_on),
        "tasks": {name: _to_dict(schema[name], each) for name, each in calibration.tasks.items()},
    }
    new = folder / f".{CALIBRATION}.{os.getpid()}.part"
    new.write_text(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    new.replace(folder / CALIBRATION)


def _to_dict(task: Task, each: TaskCalibration) -> dict[str, Any]:
    chosen = each.abstention
    return {
        "method": each.method,
        "scale": dict(zip(task.labels, each.scale, strict=True)),
        "bias": dict(zip(task.labels, each.bias, strict=True)),
        "abstention": None if chosen is None else {"min_precision": chosen.min_precision, **asdict(chosen.point)},
        "figures": asdict(each.figures),
        "operating_points": [asdict(point) for point in each.points],
    }


def _check_version(version: Any, where: Path) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError(f"format_version is {version!r}, expected a whole number from 1")
    if version > CALIBRATION_FORMAT:
        raise CheckpointError(
            f"{where}: format_version {version} is newer than {CALIBRATION_FORMAT}, the newest that this detente "
            "reads; upgrade detente (pip install -U detente)"
        )


def _damaged(where: Path, reason: str) -> CheckpointError:
    return CheckpointError(
        f"{where}: damaged: {reason}; remove the file (probabilities are then the network's own) "
        "and make it anew with `detente calibrate`"
    )


def _task(data: Mapping[str, Any], task: Task) -> TaskCalibration:
    if data["method"] not in METHODS:
        raise ValueError(f"{task.name}: method is {data['method']!r}, expected one of {', '.join(METHODS)}")
    points = tuple(_point(point) for point in data["operating_points"])
    if any(one.threshold >= other.threshold for one, other in pairwise(points)):
        raise ValueError(f"{task.name}: operating_points: the thresholds do not grow")
    chosen = data["abstention"]
    return TaskCalibration(
        data["method"],
        _by_label(data["scale"], task, "scale", above=0),
        _by_label(data["bias"], task, "bias"),
        _figures(data["figures"]),
        points,
        None if chosen is None else Abstention(_share(chosen["min_precision"], "min_precision"), _point(chosen)),
    )


def _by_label(data: Mapping[str, Any], task: Task, name: str, *, above: float = -math.inf) -> tuple[float, ...]:
    if set(data) != set(task.labels):
        raise ValueError(f"{task.name}: {name} is for {sorted(data)}, expected {', '.join(task.labels)}")
    values = tuple(_number(data[label], f"{task.name}: {name}") for label in task.labels)
    if min(values) <= above:
        raise ValueError(f"{task.name}: {name} is {min(values)}, expected a number above {above:g}")
    return values


def _figures(data: Mapping[str, Any]) -> FitFigures:
    tried = {name: _number(value, f"nll of {name}") for name, value in data["nll_cross_validated"].items()}
    numbers = {
        name: _number(value, name) for name, value in data.items() if name not in {"rows", "nll_cross_validated"}
    }
    return FitFigures(rows=int(data["rows"]), nll_cross_validated=tried, **numbers)


def _point(data: Mapping[str, Any]) -> OperatingPoint:
    return OperatingPoint(
        _number(data["threshold"], "threshold"),
        _share(data["coverage"], "coverage"),
        None if data["precision"] is None else _share(data["precision"], "precision"),
        None if data["precision_lower"] is None else _share(data["precision_lower"], "precision_lower"),
    )


def _share(value: Any, name: str) -> float:
    if not 0 <= _number(value, name) <= 1:
        raise ValueError(f"{name} is {value!r}, expected a number from 0 to 1")
    return float(value)


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}, expected a number")
    return float(value)
