"""Reading a run configuration: defaults < file < command line, and all its problems at once."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from detente.model.errors import ConfigError
from detente.training.settings import Settings, nearest

BASE = "base"
TRAINING_CONFIG = "training.yaml"
"""The config in full, in a checkpoint folder."""
SEARCH_SPACE = "search.yaml"
"""The default space of `detente tune`: a file beside the configs, not a config."""


@dataclass(frozen=True)
class Config:
    """Checked settings and the folder that their relative paths start from."""

    settings: Settings
    folder: Path

    def to_yaml(self) -> str:
        """The settings in full, as YAML that reads back to the same."""
        return yaml.safe_dump(self.settings.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=120)


def shipped() -> list[str]:
    """Names of the configs that come with detente, in alphabetical order."""
    names = (entry.name for entry in files("detente.configs").iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml") and name != SEARCH_SPACE)


def summary(name: str) -> str:
    """The comment at the top of a shipped config, as one line."""
    lines = (files("detente.configs") / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    return " ".join(line.lstrip("# ") for line in takewhile(lambda line: line.startswith("#"), lines))


def load_config(source: str | Path, overrides: Sequence[str] = ()) -> Config:
    """Read a config file or a shipped config by name.

    Args:
        source: path of a YAML file, or a name that :func:`shipped` lists.
        overrides: ``["--training.epochs", "5", "--head.dropout=0.2"]``; values are read as YAML.

    Raises:
        ConfigError: lists every problem, each with its place and the nearest known name.
    """
    text, where, folder = _read(source)
    own, problems = _parse(text, where)
    given, more = parse_overrides(overrides)
    problems += more
    merged = merge(_base(), with_own_data(own), Settings)
    merged = merge(merged, given, Settings)
    settings = None
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        problems += [line for detail in error.errors() for line in describe(detail).splitlines()]
    if problems or settings is None:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise ConfigError(f"{where}: {len(problems)} problem{'s' if len(problems) > 1 else ''}:\n{listed}")
    return Config(settings, folder)


def with_values(config: Config, values: Mapping[str, Any]) -> Config:
    """``config`` with some settings changed, ``{"training.epochs": 5}``, and checked again.

    Raises:
        ConfigError: lists what is wrong with the values.
    """
    data = config.settings.model_dump()
    for key, value in values.items():
        _put(data, key.split("."), value)
    try:
        return Config(Settings.model_validate(data), config.folder)
    except ValidationError as error:
        raise ConfigError("; ".join(describe(detail) for detail in error.errors())) from error


def _read(source: str | Path) -> tuple[str, str, Path]:
    path = Path(source)
    if str(source) in shipped() and not path.is_file():
        return (files("detente.configs") / f"{source}.yaml").read_text(encoding="utf-8"), f"config {source}", Path.cwd()
    try:
        return path.read_text(encoding="utf-8"), str(path), path.resolve().parent
    except (OSError, UnicodeDecodeError) as error:
        close = difflib.get_close_matches(str(source), shipped(), n=1)
        hint = f"; did you mean {close[0]}?" if close else f"; shipped configs: {', '.join(shipped())}"
        raise ConfigError(
            f"{source}: no such config file and no shipped config of that name ({error}){hint}"
        ) from error


def _parse(text: str, where: str) -> tuple[dict[str, Any], list[str]]:
    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise ConfigError(f"{where}: not YAML: {error}") from error
    if not isinstance(data, dict):
        return {}, [f"expected sections like `training:`, found {type(data).__name__}"]
    return data, []


def with_own_data(own: Mapping[str, Any]) -> dict[str, Any]:
    """A config's own settings; where it gives articles or tables, what it does not give of them is empty.

    Without this, somebody's articles would be trained on together with the bundled statements.
    """
    data = own.get("data")
    if not isinstance(data, Mapping) or not {"articles", "tables"} & data.keys():
        return dict(own)
    return {**own, "data": {"articles": [], "tables": [], **data}}


@cache
def _base_text() -> str:
    return (files("detente.configs") / f"{BASE}.yaml").read_text(encoding="utf-8")


def _base() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_base_text())
    return data


def merge(under: Mapping[str, Any], over: Mapping[str, Any], section: type[BaseModel]) -> dict[str, Any]:
    """``over`` laid upon ``under``: sections key by key, everything else (labels, columns, lists) replaced whole."""
    merged = dict(under)
    for key, value in over.items():
        field = section.model_fields.get(key)
        inner = field.annotation if field else None
        if isinstance(inner, type) and issubclass(inner, BaseModel) and isinstance(value, Mapping):
            below = under.get(key, {})
            # A section that is no mapping stays as it is, so that it is reported.
            merged[key] = merge(below, value, inner) if isinstance(below, Mapping) else below
        else:
            merged[key] = value
    return merged


def parse_overrides(words: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """``--a.b value`` and ``--a.b=value`` as nested settings, and what could not be read as such."""
    result: dict[str, Any] = {}
    problems: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            problems.append(f"{word}: expected a setting like --training.epochs 5")
            continue
        name, equals, value = word[2:].partition("=")
        text = value if equals else next(rest, None)
        if text is None:
            problems.append(f"--{name}: expected a value after it")
            continue
        try:
            if not _put(result, name.split("."), yaml.safe_load(text)):
                problems.append(f"--{name}: a setting before it gives the whole section another value")
        except yaml.YAMLError as error:
            problems.append(f"--{name}: not a YAML value: {error}")
    return result, problems


def _put(target: dict[str, Any], path: list[str], value: Any) -> bool:
    for key in path[:-1]:
        target = target.setdefault(key, {})
        if not isinstance(target, dict):
            return False
    target[path[-1]] = value
    return True


def describe(detail: Mapping[str, Any]) -> str:
    """A line for a problem: where it is, what was found and, for an unknown key, the nearest known one."""
    where = ".".join(str(part) for part in detail["loc"])
    if not where:
        # Settings that contradict each other: the message names them itself.
        return str(detail["msg"].removeprefix("Value error, "))
    if detail["type"] != "extra_forbidden":
        shown = detail["type"] != "missing" and not isinstance(detail["input"], dict)
        found = f", found {detail['input']!r}" if shown else ""
        if detail["type"] == "string_type" and isinstance(detail["input"], bool):
            found += " (YAML reads yes, no, on and off as true and false: put it in quotes)"
        message = str(detail["msg"]).removeprefix("Value error, ")
        return f"{message}{found}" if message.startswith(f"{where}.") else f"{where}: {message}{found}"
    return f"{where}: unknown key; {nearest(str(detail['loc'][-1]), list(names_at(detail['loc'][:-1])))}"


def names_at(path: Sequence[str | int]) -> Iterator[str]:
    """The keys that the section at ``path`` knows."""
    section: type[BaseModel] = Settings
    for key in path:
        inner = section.model_fields[str(key)].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            section = inner
    return iter(section.model_fields)
