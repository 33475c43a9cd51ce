"""A small invented table with a config over it, a file from elsewhere, and one for cross-validation."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

ATTITUDES = {
    "warm": "we welcome the treaty and praise the envoy",
    "cool": "we note the letter",
    "hostile": "we reject it",
}
TOPICS = {"fish": "fish on the north coast", "steel": "steel of the union"}
SPLITS = ["train"] * 12 + ["validation"] * 6 + ["test"] * 6
ROOTS = {"praise": "good", "help": "good", "blame": "bad", "threaten": "bad"}
NUMBERS = "one two three four five six seven eight nine ten hundred thousand".split()  # noqa: SIM905


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def statement(i: int) -> dict[str, Any]:
    attitude, topic = list(ATTITUDES)[i % 3], list(TOPICS)[i // 3 % 2]
    text = f"{ATTITUDES[attitude]} {NUMBERS[i % 12]} {'again' * (i >= 12)} {'still' * (i >= 24)}".strip()
    return {"id": f"s{i}", "group": f"g{i // 2}", "text": text, "context": f"{text} of {TOPICS[topic]}"} | {
        "attitude": attitude,
        "topic": topic,
    }


@pytest.fixture
def config(tmp_path: Path, tiny_encoder: Path) -> Path:
    """A config over 24 statements: 12 to learn from, 6 to validate with, 6 to label."""
    rows = [{**statement(i), "split": split} for i, split in enumerate(SPLITS)]
    write_lines(tmp_path / "table.jsonl", rows)
    content = {
        "name": "small",
        "labels": {"attitude": list(ATTITUDES), "topic": list(TOPICS)},
        "data": {"articles": [], "tables": ["table.jsonl"], "min_examples": 1},
        "encoder": {"source": str(tiny_encoder), "sha256": None},
        "encoding": {"max_tokens": 64},
        "training": {"epochs": 1, "batch_size": 8, "precision": "float32", "learning_rate": 1e-3},
        "evaluation": {"bootstrap": 20},
    }
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Four statements from elsewhere; one lacks its topic."""
    rows = [statement(i) for i in range(24, 28)]
    rows[1]["topic"] = None
    return write_lines(tmp_path / "real.jsonl", rows)


@pytest.fixture
def plv(tmp_path: Path) -> Path:
    """24 statements of three common roots and a rare one, the last two with the same words."""
    roots = [*[root for root in ROOTS if root != "threaten"] * 7, "threaten", "praise", "praise"]
    rows: list[dict[str, Any]] = [
        {"text": f"the {NUMBERS[i % 12]} {NUMBERS[i // 12]} {root}", "root": root, "quad": ROOTS[root]}
        for i, root in enumerate(roots)
    ]
    rows[-1]["text"] = rows[-2]["text"].upper()
    return write_lines(tmp_path / "plv.jsonl", [{**row, "speaker": "the envoy", "target": "the king"} for row in rows])
