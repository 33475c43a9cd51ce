"""The parts of the speed benchmark, each a function of the command's arguments to plain data."""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.archive_speed import end_to_end
from benchmarks.engines import PIPELINE, REFERENCE, agreement, corpus_statements, roads_of, timed
from benchmarks.launch import Usage, run_detente
from detente.model.checkpoint import open_checkpoint

Data = dict[str, Any]

ONE_ARTICLE = """Ministers meet on the bridge

PORT NOVA, May 4, 2011 (Invented Wire) - Two ministers met on Wednesday.

"We will open the shield to them in June," Foreign Minister Ada Brandt told reporters. "It helps both of us."

Her colleague, Ivo Castel, was cooler. "Nothing is signed yet, and we will not be hurried," he said.
"""
ENGINES = ("openvino", "torch")


def speed(given: argparse.Namespace, *, context: bool) -> Data:
    """Statements a second of every road in alternating rounds."""
    checkpoint = open_checkpoint(given.model)
    statements = corpus_statements(checkpoint, given.statements, context=context)
    roads = roads_of(given.model, compiled=given.compiled)
    timing = timed(roads, statements, checkpoint, given.rounds)
    rows = {
        name: {
            "ratio": timing.ratio(name),
            "share": timing.share_of_peak(name),
            "rate": median(len(statements) / seconds for seconds in timing.seconds[name]),
        }
        for name in roads
    }
    return {
        "rows": rows,
        "statements": len(statements),
        "tokens": timing.tokens,
        "rounds": given.rounds,
        "peak": median(timing.peak),
        "load": os.getloadavg()[0],
    }


def answers(given: argparse.Namespace) -> Data:
    """Agreement of every road with float32 torch."""
    checkpoint = open_checkpoint(given.model)
    roads = roads_of(given.model)
    found: Data = {}
    for kind, context in (("short", False), ("context", True)):
        statements = corpus_statements(checkpoint, given.answers, context=context)
        expected = roads[REFERENCE](statements)
        for name, road in roads.items():
            if name not in (REFERENCE, PIPELINE):
                told = agreement(road(statements), expected)
                row = {"equal": told.equal, "difference": told.difference, "statements": len(statements)}
                found.setdefault(name, {})[kind] = row
    return {"rows": found, "reference": REFERENCE}


def start(given: argparse.Namespace) -> Data:
    """Seconds and peak memory of `detente score ONE_ARTICLE` in a process of its own, by engine, alternating."""
    runs: dict[str, list[Usage]] = {engine: [] for engine in ENGINES}
    model = ["--model", str(given.model)] if given.model else []
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(ONE_ARTICLE, encoding="utf-8")
        for number in range(given.rounds + 1):
            for engine in ENGINES:
                measured = run_detente("score", str(article), *model, "--engine", engine)
                if number:  # the first fills caches of files, and exports the graph
                    runs[engine].append(measured)
    rows = {
        engine: {name: median(getattr(one, name) for one in each) for name in ("seconds", "megabytes")}
        for engine, each in runs.items()
    }
    return {"rows": rows, "rounds": given.rounds}


PARTS: Mapping[str, Callable[[argparse.Namespace], Data]] = {
    "short": lambda given: speed(given, context=False),
    "context": lambda given: speed(given, context=True),
    "answers": answers,
    "start": start,
    "archive": end_to_end,
}


class Kept:
    """Parts that were measured, in a JSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: Data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def put(self, name: str, part: Data) -> None:
        """Keep a part, in place of an older one."""
        self.parts[name] = part
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.parts, indent=1) + "\n", encoding="utf-8")
