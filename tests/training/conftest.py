"""A small invented table and a config for it: the tiny encoder is trained on it within a second."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.figure
import pytest
import yaml

from detente.training.config import Config, load_config
from detente.training.corpus import Corpus, read_corpus
from detente.training.fit import fit
from detente.training.labelled import Problems
from detente.training.run import open_run, record

ATTITUDES = {
    "warm": "we {} welcome the treaty and praise the {} envoy",
    "cool": "we {} note the letter of the {} council",
    "hostile": "we {} reject the demand and condemn the {} fleet",
}
TOPICS = {"fish": "fish on the {} coast", "steel": "steel from the {} furnace of the union"}
FILLERS = "north south east west old new small large first last weak strong long short open closed".split()  # noqa: SIM905
PARTS = {"train": range(24), "validation": range(24, 36), "test": range(36, 42)}


def rows() -> list[dict[str, Any]]:
    """42 statements in 14 groups, lengths from 9 to 30 words; every seventh lacks its topic."""
    made = []
    for part, numbers in PARTS.items():
        for i in numbers:
            attitude, topic = list(ATTITUDES)[i % 3], list(TOPICS)[i // 3 % 2]
            one, other = FILLERS[i % 16], FILLERS[(i * 7 + 3) % 16]
            tail = " and more of it" * (i % 5)
            text = f"{ATTITUDES[attitude].format(one, other)} for {TOPICS[topic].format(one)}{tail}"
            row = {"id": f"s{i}", "group": f"{part}-{i // 3}", "split": part, "text": text, "attitude": attitude}
            made.append(row if i % 7 == 6 else {**row, "topic": topic})
    return made


@pytest.fixture(scope="session")
def write_config(tiny_encoder: Path) -> Callable[..., Path]:
    """A function ``(folder, **sections) -> path`` that writes the table and a config for it into ``folder``."""

    def write(folder: Path, **sections: Any) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "table.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows()), encoding="utf-8")
        content = {
            "name": "small",
            "labels": {"attitude": list(ATTITUDES), "topic": list(TOPICS)},
            "data": {"articles": [], "tables": ["table.jsonl"], "min_examples": 1},
            "encoder": {"source": str(tiny_encoder), "sha256": None},
            "encoding": {"max_tokens": 64},
            "training": {"epochs": 3, "batch_size": 8, "precision": "float32", "learning_rate": 1e-3, "patience": None},
            **sections,
        }
        path = folder / "small.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def make_config(write_config: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Config]:
    """A function ``(*overrides, **sections) -> Config`` over the small table."""

    def make(*overrides: str, **sections: Any) -> Config:
        return load_config(write_config(tmp_path_factory.mktemp("config"), **sections), overrides)

    return make


@pytest.fixture(scope="session")
def train(corpus_of: Callable[[Config], Corpus]) -> Callable[..., Path]:
    """A function ``(config, run, *, resume=False) -> run`` that does what `detente train` does to a run folder."""

    def start(config: Config, run: Path, *, resume: bool = False) -> Path:
        corpus = corpus_of(config)
        stopped = open_run(run, config, corpus, resume=resume)
        record(run, config, corpus)
        fit(config, corpus, run, stopped)
        return run

    return start


@pytest.fixture(scope="session")
def corpus_of() -> Callable[[Config], Corpus]:
    """A function that reads the corpus of a config, without problems."""

    def read(config: Config) -> Corpus:
        problems = Problems()
        corpus = read_corpus(config, problems)
        problems.refuse()
        return corpus

    return read


@pytest.fixture(scope="session")
def finished(make_config: Callable[..., Config], train: Callable[..., Path], tmp_path_factory: Any) -> Path:
    """The run folder of three uninterrupted epochs; read it, never change it."""
    return train(make_config(), tmp_path_factory.mktemp("runs") / "finished")


@pytest.fixture(scope="session")
def weights() -> Callable[[Path], dict[str, Any]]:
    """A function that reads the weights of a checkpoint folder."""
    from safetensors.torch import load_file

    return lambda folder: load_file(folder / "model.safetensors")


@pytest.fixture(scope="session")
def metrics() -> Callable[[Path], list[dict[str, Any]]]:
    """A function that reads the metrics of a run."""
    return lambda run: [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def same() -> Callable[..., bool]:
    """Whether two mappings of weights are equal, bit for bit or within ``within``."""
    import torch

    def compare(one: dict[str, Any], other: dict[str, Any], within: float = 0.0) -> bool:
        return one.keys() == other.keys() and all(
            torch.allclose(one[name], other[name], rtol=0, atol=within) for name in one
        )

    return compare


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures saved during a test, to look at what they hold."""
    figures: list[Any] = []
    save = matplotlib.figure.Figure.savefig

    def keep(figure: Any, *args: Any, **options: Any) -> None:
        figures.append(figure)
        save(figure, *args, **options)

    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", keep)
    return figures
