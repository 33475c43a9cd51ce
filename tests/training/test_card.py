"""The model card: definitions, an example of each label, scores, and nothing that breaks its table."""

from pathlib import Path

from detente.model.article import Statement
from detente.training.card import CARD, example, write_card
from detente.training.config import load_config
from detente.training.corpus import Corpus
from detente.training.labelled import LabelledStatement


def row(text: str, **labels: str) -> LabelledStatement:
    return LabelledStatement(Statement.of(text), labels, "g", "f:1")


def card(folder: Path, rows: tuple[LabelledStatement, ...]) -> str:
    corpus = Corpus({"train": rows, "validation": (), "test": ()}, {"mine.csv": "0" * 64})
    scores = {
        "tasks": {"stance": {"macro_f1": 0.5, "interval": [0.25, 0.75]}, "topic": {"macro_f1": 1.0, "interval": None}}
    }
    write_card(folder, load_config("minilm").settings, corpus, {"test": scores})
    return (folder / CARD).read_text(encoding="utf-8")


def test_the_card_names_labels_data_and_scores(tmp_path: Path) -> None:
    text = card(tmp_path, (row("We agree.", stance="cooperative"), row("No.", stance="adversarial", topic="other")))
    assert "| `cooperative` | Adds something joint" in text
    assert "| We agree. |" in text
    assert "| test | stance | 0.500 | 0.250 to 0.750 |" in text
    assert "| test | topic | 1.000 | none |" in text
    assert "`mine.csv`: SHA-256" in text
    assert "2 in train, 0 in validation, 0 in test" in text


def test_marks_and_bars_do_not_break_the_table(tmp_path: Path) -> None:
    text = card(tmp_path, (row("a <b>|\n c", stance="neutral"),))
    assert "| a &lt;b&gt;&#124; c |" in text


def test_the_example_is_the_longest_that_fits() -> None:
    stance = load_config("minilm").settings.label_schema["stance"]
    rows = [row("short", stance="neutral"), row("a little longer", stance="neutral"), row("x" * 300, stance="neutral")]
    assert example(stance, "neutral", rows) == "a little longer"
    assert example(stance, "adversarial", rows) == ""
