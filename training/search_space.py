"""What a search may change: settings with the values or the range that they are taken from, read from YAML."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import yaml
from pydantic import BaseModel

from detente.model.errors import ConfigError
from detente.training.config import SEARCH_SPACE, Config, with_values
from detente.training.settings import Settings, nearest

SECTIONS = ("encoder", "encoding", "head", "loss", "training", "lora")
"""What makes the network. The others say what it answers, what it learns from and how it is measured."""
ENDS = ("low", "high", "log", "step")


@dataclass(frozen=True)
class Choices:
    """Values to choose from, as JSON texts, which hold lists and null too and can be told apart."""

    texts: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        """Whether ``value`` is one of them."""
        return json.dumps(value) in self.texts


@dataclass(frozen=True)
class Range:
    """Numbers from ``low`` to ``high``, both of them included.

    Args:
        low: the least.
        high: the greatest.
        log: drawn evenly over their logarithms.
        step: only ``low + k * step``; None is any number.
        whole: whole numbers only.
    """

    low: float
    high: float
    log: bool
    step: float | None
    whole: bool

    def holds(self, value: Any) -> bool:
        """Whether ``value`` lies in the range, and on a step."""
        if not isinstance(value, int | float) or not self.low <= value <= self.high:
            return False
        return self.step is None or _on_step(self.low, value, self.step)


Dimension = Choices | Range
SearchSpace = Mapping[str, Dimension]


def read_space(source: Path | None, config: Config) -> SearchSpace:
    """Read a search space, ``section.key`` to a list or a range, and try its values with ``config``.

    Args:
        source: a YAML file; None is the space that comes with detente.
        config: what the search starts from.

    Raises:
        ConfigError: lists every problem: unknown keys with the nearest known one, values that no config could have.
    """
    where, content = _content(source)
    if not isinstance(content, dict) or not content:
        raise ConfigError(f"{where}: expected settings like `training.epochs: [3, 5]`, found {content!r}")
    problems: list[str] = []
    space = {}
    for key, given in content.items():
        try:
            space[str(key)] = _dimension(str(key), given, config)
        except ConfigError as error:
            problems.append(str(error))
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise ConfigError(f"{where}: {len(problems)} problem{'s' if len(problems) > 1 else ''}:\n{listed}")
    return space


def _content(source: Path | None) -> tuple[str, Any]:
    where = "the search space of detente" if source is None else str(source)
    try:
        file = files("detente.configs") / SEARCH_SPACE if source is None else source
        return where, yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: no such search space ({error})") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{where}: not YAML: {error}") from error


def _dimension(key: str, given: Any, config: Config) -> Dimension:
    known = list(searchable_keys())
    if key.partition(".")[0] in set(Settings.model_fields) - set(SECTIONS):
        raise ConfigError(f"{key}: cannot be searched, it changes what is measured; sections: {', '.join(SECTIONS)}")
    if key in SECTIONS:
        raise ConfigError(f"{key}: expected settings in full, like `training.epochs: [3, 5]`, found a section")
    if key == "training.seed":
        raise ConfigError(f"{key}: cannot be searched, the luckiest seed is no better on other data")
    if key not in known:
        raise ConfigError(f"{key}: unknown setting; {nearest(key, known)}")
    if isinstance(given, dict):
        return _range(key, given, config)
    if not isinstance(given, list) or not given:
        raise ConfigError(f"{key}: expected a list of values or {{low: ..., high: ...}}, found {given!r}")
    # What the settings make of a value (2 of "2", 0.0 of 0) is what can be compared with a config.
    values = [_value_in(with_values(config, {key: value}), key) for value in given]
    return Choices(tuple(dict.fromkeys(json.dumps(value) for value in values)))


def _range(key: str, given: Mapping[str, Any], config: Config) -> Range:
    if unknown := [name for name in given if name not in ENDS]:
        raise ConfigError(f"{key}.{unknown[0]}: unknown key of a range; {nearest(str(unknown[0]), ENDS)}")
    for name in ("low", "high", "step"):
        _check_number(f"{key}.{name}", given.get(name), optional=name == "step")
    if not isinstance(given.get("log", False), bool):
        raise ConfigError(f"{key}.log: expected true or false, found {given['log']!r}")
    types = _types_of(key)
    if not types & {int, float}:
        raise ConfigError(f"{key}: a range needs a setting that is a number; give a list of values")
    made = Range(given["low"], given["high"], given.get("log", False), given.get("step"), float not in types)
    _check_range(key, made)
    for end in (made.low, made.high):
        with_values(config, {key: end})
    return made


def _check_number(place: str, value: Any, *, optional: bool) -> None:
    if value is None and optional:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        hint = " (YAML reads 1e-5 as a text: write 1.0e-5)" if isinstance(value, str) else ""
        raise ConfigError(f"{place}: expected a number, found {value!r}{hint}")


def _check_range(key: str, made: Range) -> None:
    if made.low >= made.high:
        raise ConfigError(f"{key}: low must be below high, found {made.low} and {made.high}")
    if made.whole and not all(isinstance(each, int) for each in (made.low, made.high, made.step or 1)):
        raise ConfigError(f"{key}: expected whole numbers, found {made.low}, {made.high} and step {made.step}")
    if made.log and (made.low <= 0 or made.step is not None):
        raise ConfigError(f"{key}: log needs a low above 0 and no step, found {made.low} and {made.step}")
    if made.step is not None and (made.step <= 0 or not _on_step(made.low, made.high, made.step)):
        raise ConfigError(f"{key}: steps of {made.step} do not lead from {made.low} to {made.high}")


def _on_step(low: float, value: float, step: float) -> bool:
    # As written, not as stored: 0.15 is three steps of 0.05.
    return (Decimal(str(value)) - Decimal(str(low))) % Decimal(str(step)) == 0


def searchable_keys() -> Iterator[str]:
    """``section.key`` of all settings that can be searched."""
    for section in SECTIONS:
        inner = Settings.model_fields[section].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from (f"{section}.{name}" for name in inner.model_fields if f"{section}.{name}" != "training.seed")


def _types_of(key: str) -> set[Any]:
    """The types that a setting may have: {int, NoneType} of ``Annotated[int, ...] | None``."""
    section, _, name = key.partition(".")
    inner = Settings.model_fields[section].annotation
    assert isinstance(inner, type)
    assert issubclass(inner, BaseModel)
    annotation = inner.model_fields[name].annotation
    members: Sequence[Any] = [annotation, *get_args(annotation)]
    return {get_args(each)[0] if get_origin(each) is Annotated else each for each in members}


def values_in(config: Config, space: SearchSpace) -> dict[str, Any]:
    """What ``config`` has for each setting of ``space``."""
    return {key: _value_in(config, key) for key in space}


def _value_in(config: Config, key: str) -> Any:
    section, _, name = key.partition(".")
    return config.settings.model_dump(mode="json")[section][name]
