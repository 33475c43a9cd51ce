"""The run folder: resolved config, environment, data hashes and split, so that a run can be told and repeated."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from detente.model.errors import ConfigError
from detente.training.config import Config, load_config
from detente.training.corpus import PARTS, Corpus
from detente.training.keeping import resumable, tidy

CONFIG, ENVIRONMENT, DATA = "config.yaml", "environment.json", "data.json"
PACKAGES = ("detente", "torch", "transformers", "tokenizers", "datasets", "accelerate", "scikit-learn", "numpy")


def new_run_folder(name: str, root: Path = Path("runs")) -> Path:
    """``runs/NAME``, or ``runs/NAME-2`` and so on where that is taken."""
    taken, number = root / name, 1
    while taken.exists():
        number += 1
        taken = root / f"{name}-{number}"
    return taken


def open_run(run: Path, config: Config, corpus: Corpus, *, resume: bool) -> Path | None:
    """Make the run folder, or find where a stopped run goes on.

    Returns:
        the folder to resume from, or None for a run from the start.

    Raises:
        ConfigError: the folder holds another run, or the settings or data of the stopped run were others.
    """
    if not resume:
        if run.exists() and any(run.iterdir()):
            raise ConfigError(
                f"{run}: holds a run already; add --resume to go on with it, or choose another folder with -o"
            )
        return None
    if not (run / CONFIG).is_file():
        if run.exists() and any(run.iterdir()):
            raise ConfigError(f"{run}: holds no run to resume (no {CONFIG}); choose another folder with -o")
        return None
    if changed := differences(load_config(run / CONFIG).settings.model_dump(), config.settings.model_dump()):
        listed = "\n".join(f"  {line}" for line in changed)
        raise ConfigError(
            f"{run}: cannot resume, the settings have changed:\n{listed}\nundo that, or start anew with -o"
        )
    if (before := json.loads((run / DATA).read_text(encoding="utf-8"))["corpus"]) != corpus.hash:
        raise ConfigError(
            f"{run}: cannot resume, the data have changed: corpus was {before}, is {corpus.hash}; start anew with -o"
        )
    tidy(run)
    return resumable(run)


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """The settings that differ, one line each."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [*before, *(key for key in after if key not in before)]
        found = [differences(before.get(key), after.get(key), f"{path}.{key}".lstrip(".")) for key in keys]
        return [line for lines in found for line in lines]
    return [] if before == after else [f"{path}: was {before!r}, is {after!r}"]


def outdated(recorded: Path, data: Path, config: Config, corpus: Corpus) -> list[str]:
    """What has changed since a training was recorded, one line each; nothing where it is of today.

    Where the data lie does not count, for the hash of the corpus tells whether they are the same.

    Args:
        recorded: its settings in full, as YAML.
        data: its ``data.json``.
        config: today's settings.
        corpus: today's data.
    """
    changed = differences(_without_paths(load_config(recorded)), _without_paths(config))
    before = json.loads(data.read_text(encoding="utf-8"))["corpus"]
    return changed if before == corpus.hash else [*changed, f"corpus: was {before}, is {corpus.hash}"]


def _without_paths(config: Config) -> dict[str, Any]:
    return config.settings.model_dump(exclude={"data": {"articles", "tables"}})


def record(run: Path, config: Config, corpus: Corpus) -> None:
    """Write config, environment and data facts into the run folder."""
    run.mkdir(parents=True, exist_ok=True)
    (run / CONFIG).write_text(config.to_yaml(), encoding="utf-8")
    _write(run / ENVIRONMENT, environment())
    sizes = {part: len(corpus.parts[part]) for part in PARTS}
    facts = {"corpus": corpus.hash, "files": dict(corpus.hashes), "statements": sizes, "split": corpus.groups}
    _write(run / DATA, facts)


def environment() -> dict[str, Any]:
    """Versions and hardware, without names of machines or paths."""
    import torch

    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "packages": {name: version(name) for name in PACKAGES},
    }


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
