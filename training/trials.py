"""What a search found: the trials as a table and as CSV, and the best of them as a config."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from detente.training.config import BASE, Config, load_config, with_values
from detente.training.moving import moved
from detente.training.score_tables import aligned
from detente.training.settings import Settings

COMPLETE, PRUNED, FAILED = STATES = ("complete", "cut short", "failed")
TABLE, BEST = "trials.csv", "best.yaml"


@dataclass(frozen=True)
class Trial:
    """One training of a search.

    Args:
        number: from 1, in the order in which they finished.
        state: one of :data:`STATES`.
        macro_f1: mean macro-F1 over tasks on the validation part, of the best epoch; None where no epoch ended.
        epochs: that were measured; 0 where the same settings had been tried before.
        seconds: it took.
        reason: why it failed.
        values: the settings tried, ``section.key`` to value.
    """

    number: int
    state: str
    macro_f1: float | None
    epochs: int
    seconds: float
    reason: str
    values: Mapping[str, Any]


def best_first(trials: Sequence[Trial]) -> list[Trial]:
    """Complete trials, then those cut short, then failed ones, the best of each first."""
    return sorted(trials, key=lambda each: (STATES.index(each.state), -(each.macro_f1 or 0.0), each.number))


def best_of(trials: Sequence[Trial]) -> Trial | None:
    """The best complete trial, the first of several such; None where no trial is complete."""
    first = next(iter(best_first(trials)), None)
    return first if first and first.state == COMPLETE else None


def trials_table(trials: Sequence[Trial]) -> str:
    """The trials as aligned text, best first."""
    keys = _keys(trials)
    names = [key if _ambiguous(key, keys) else key.rpartition(".")[2] for key in keys]
    rows = [["trial", "state", "macro-F1", "epochs", "seconds", *names]]
    for each in best_first(trials):
        figures = ["" if each.macro_f1 is None else f"{each.macro_f1:.3f}", str(each.epochs), f"{each.seconds:.0f}"]
        rows.append([str(each.number), each.state, *figures, *(_shown(each.values.get(key)) for key in keys)])
    return f"{_summary(trials)}\n\n{aligned(rows, left=2)}\n"


def _summary(trials: Sequence[Trial]) -> str:
    counts = Counter(each.state for each in trials)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    return f"{len(trials)} trial{'' if len(trials) == 1 else 's'} ({told}); mean macro-F1 on the validation part"


def _keys(trials: Sequence[Trial]) -> list[str]:
    return list(dict.fromkeys(key for each in trials for key in each.values))


def _ambiguous(key: str, keys: Sequence[str]) -> bool:
    return sum(other.rpartition(".")[2] == key.rpartition(".")[2] for other in keys) > 1


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return value if isinstance(value, str) else json.dumps(value)


def write_trials(trials: Sequence[Trial], path: Path) -> None:
    """Write the trials as CSV, best first; settings in full, those that are no text or number as JSON."""
    keys = _keys(trials)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["trial", "state", "macro_f1", "epochs", "seconds", "reason", *keys])
        for each in best_first(trials):
            facts = [each.number, each.state, each.macro_f1, each.epochs, each.seconds, each.reason]
            writer.writerow([*facts, *(_cell(each.values.get(key)) for key in keys)])


def _cell(value: Any) -> Any:
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else json.dumps(value)


def write_best(config: Config, best: Trial, trials: int, path: Path) -> None:
    """Write the config of the best trial: what differs from the base, with paths that hold from its own folder.

    Args:
        config: what the search started from.
        best: whose values are put into it.
        trials: how many there were.
        path: the YAML file.
    """
    settings = moved(with_values(config, best.values), path.parent).settings
    comment = (
        f"# {settings.name} after a search: trial {best.number} of {trials}, "
        f"mean macro-F1 {best.macro_f1:.3f} on the validation part.\n"
    )
    text = yaml.safe_dump(beyond_base(settings), sort_keys=False, allow_unicode=True, width=120)
    path.write_text(comment + text, encoding="utf-8")


def beyond_base(settings: Settings) -> dict[str, Any]:
    """What differs from the base, and the name: a config that is read back to the same settings."""
    base = load_config(BASE).settings.model_dump(mode="json")
    return {"name": settings.name, **_beyond(settings.model_dump(mode="json"), base, Settings)}


def _beyond(values: Mapping[str, Any], base: Mapping[str, Any], section: type[BaseModel]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        inner = section.model_fields[key].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            if below := _beyond(value, base[key], inner):
                found[key] = below
        elif value != base[key]:
            found[key] = value
    return found
