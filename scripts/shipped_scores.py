"""Print what the checkpoint that comes with detente scores on the held-out articles, as recorded when it was made."""

import json
from pathlib import Path
from typing import Any

from detente.model.checkpoint import SHIPPED_FOLDER


def lines(folder: Path) -> list[str]:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    found = [
        f"== The checkpoint that comes with detente ({metrics['model']}), held-out part of corpus {metrics['corpus']}"
    ]
    found.append(f"   {figures(metrics['test'])}")
    if full := metrics.get("full", {}).get("test"):
        found.append(f"   {figures(full)}, all weights trained ({full['model']})")
    return found


def figures(scores: dict[str, Any]) -> str:
    tasks = {name: each["macro_f1"] for name, each in scores["tasks"].items()} | {"mean": scores["macro_f1"]}
    return "macro-F1: " + ", ".join(f"{name} {value:.3f}" for name, value in tasks.items())


if __name__ == "__main__":
    print(*lines(SHIPPED_FOLDER), sep="\n")
