"""The model card: what the checkpoint answers, what it learned from, how well it does, and how to load it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.model.adapter import ADAPTER_WEIGHTS
from detente.model.calibration import UNCALIBRATED, Calibration
from detente.model.schema import LabelSchema, Task
from detente.training.card_probabilities import probabilities_section, replaced
from detente.training.corpus import PARTS, TEST, TRAIN, VALIDATION, Corpus
from detente.training.labelled import LabelledStatement
from detente.training.settings import Settings

LONGEST_EXAMPLE = 220
CARD = "README.md"
EXTERNAL, FULL = "external", "full"
"""Beside the parts of the corpus: scores on a file of other origin, and those of a fully trained checkpoint."""
MEASURED = (VALIDATION, TEST, EXTERNAL)

FRONT = """---
library_name: detente
pipeline_tag: text-classification
tags: [stance, topic, quotation, news]
---
"""


def write_card(
    folder: Path,
    settings: Settings,
    corpus: Corpus,
    metrics: Mapping[str, Any],
    calibration: Calibration = UNCALIBRATED,
) -> None:
    """Write ``README.md`` into a checkpoint folder."""
    parts = [
        f"{FRONT}# {settings.name}\n\nLabels quoted statements in news articles. Made with "
        f"detente from the encoder `{settings.encoder.source}`.",
        _labels(settings.label_schema, corpus.parts[TRAIN]),
        _data(corpus),
        _scores(metrics),
        *([_compared(metrics)] if FULL in metrics else []),
        probabilities_section(calibration, metrics),
        LIMITS,
        LOADING,
        LOADING_ADAPTER if (folder / ADAPTER_WEIGHTS).is_file() else LOADING_FULL,
    ]
    (folder / CARD).write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def replace_calibration(folder: Path, calibration: Calibration) -> None:
    """Bring what an existing card says of probabilities up to date; a folder without a card stays without."""
    card = folder / CARD
    if card.is_file():
        card.write_text(replaced(card.read_text(encoding="utf-8"), calibration), encoding="utf-8")


def _labels(schema: LabelSchema, rows: Sequence[LabelledStatement]) -> str:
    sections = ["## Labels"]
    for task in schema:
        lines = [f"### {task.name}", "", "| label | meaning | example |", "|---|---|---|"]
        lines += [
            f"| `{label}` | {_cell(task.definitions[label])} | {_cell(example(task, label, rows))} |"
            for label in task.labels
        ]
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def example(task: Task, label: str, rows: Sequence[LabelledStatement]) -> str:
    """The longest training statement of ``label`` that fits a table cell."""
    texts = [row.statement.text for row in rows if row.labels.get(task.name) == label]
    return max((text for text in texts if len(text) <= LONGEST_EXAMPLE), key=len, default="")


def _cell(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    return " ".join(escaped.split())


def _data(corpus: Corpus) -> str:
    sizes = ", ".join(f"{len(corpus.parts[part]):,} in {part}" for part in PARTS)
    files = "\n".join(f"- `{name}`: SHA-256 `{value}`" for name, value in corpus.hashes.items())
    return f"## Data\n\nCorpus `{corpus.hash}`; statements: {sizes}; split by article.\n\n{files}"


def _scores(metrics: Mapping[str, Any]) -> str:
    lines = ["## Scores", "", "| part | task | macro-F1 | interval |", "|---|---|---|---|"]
    for part in MEASURED:
        for task, score in (metrics.get(part) or {}).get("tasks", {}).items():
            interval = score["interval"]
            shown = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "none"
            lines.append(f"| {part} | {task} | {score['macro_f1']:.3f} | {shown} |")
    lines.append("\nThe epoch was chosen on the validation part. Intervals are bootstrapped over articles.")
    if external := metrics.get(EXTERNAL):
        lines.append(f"`external` is a labelled file of other origin, {external['statements']:,} statements.")
    return "\n".join(lines)


def _compared(metrics: Mapping[str, Any]) -> str:
    """This checkpoint beside one whose weights were all trained, on the same statements."""
    lines = ["## Beside full fine-tuning", "", "| part | task | macro-F1 | all weights trained | difference |"]
    lines.append("|---|---|---|---|---|")
    for part in MEASURED:
        theirs = (metrics[FULL].get(part) or {}).get("tasks", {})
        for task, score in theirs.items():
            ours = metrics[part]["tasks"][task]["macro_f1"]
            lines.append(
                f"| {part} | {task} | {ours:.3f} | {score['macro_f1']:.3f} | {ours - score['macro_f1']:+.3f} |"
            )
    return "\n".join(lines)


LIMITS = """## Limits

- It was fitted to the labels, language and period of its corpus; on other text its scores will differ. Measure them:
  `detente evaluate CHECKPOINT YOUR_LABELLED_FILE`.
- Calibrated or not, probabilities hold for text like that of the corpus, with labels as frequent as there.
- It labels what a statement says as reported, not whether it is true or meant."""

LOADING = """## Loading

```python
import detente

scorer = detente.load("FOLDER")
for scored in scorer.score(open("article.txt", encoding="utf-8").read()):
    print(scored.statement.speaker, {task: p.label for task, p in scored.predictions.items()}, scored.statement.text)
```"""

LOADING_FULL = 'With transformers alone: `import detente.model.network`, then `AutoModel.from_pretrained("FOLDER")`.'

LOADING_ADAPTER = """This folder holds low-rank adapters and heads; the encoder under them comes from the Python package
named in `config.json`, whose files are verified by their SHA-256. As a network of transformers, to save in full:
`DetenteModel.from_checkpoint(open_checkpoint("FOLDER"))`."""
