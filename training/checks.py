"""Checks of a corpus before any training: what is wrong, and how many statements each label has."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from detente.model.schema import LabelSchema
from detente.training.corpus import PARTS, TRAIN, VALIDATION, Corpus
from detente.training.labelled import LabelledStatement, Problems

Counts = Mapping[str, Mapping[str, Counter[str]]]
NO_LABEL = "(no label)"


def check(corpus: Corpus, problems: Problems) -> None:
    """Add to ``problems`` what the rows show only together: empty parts, duplicates across parts, repeated ids."""
    for part in (TRAIN, VALIDATION):
        if not corpus.parts[part]:
            problems.add(part, "no statements; add data or change data.split")
    _duplicates(corpus, problems)
    _identifiers(corpus, problems)


def rare_labels(corpus: Corpus, schema: LabelSchema, min_examples: int) -> list[str]:
    """One line for each label with fewer than ``min_examples`` training statements."""
    rare = []
    for task in schema:
        counts = count(corpus.parts[TRAIN], task.name)
        rare += [
            f"labels.{task.name}.{label}: {counts[label]} training examples, "
            f"expected at least {min_examples} (data.min_examples)"
            for label in task.labels
            if counts[label] < min_examples
        ]
    return rare


def count(rows: tuple[LabelledStatement, ...], task: str) -> Counter[str]:
    """Statements for each label of ``task``, those without one under :data:`NO_LABEL`."""
    return Counter(row.labels.get(task, NO_LABEL) for row in rows)


def _duplicates(corpus: Corpus, problems: Problems) -> None:
    first: dict[str, tuple[str, str]] = {}
    for part in PARTS:
        for row in corpus.parts[part]:
            words = " ".join(row.statement.text.lower().split())
            where, other = first.setdefault(words, (row.where, part))
            if other != part:
                problems.add(row.where, f"the same words stand in {other} ({where}) and in {part}: {words[:60]!r}")


def _identifiers(corpus: Corpus, problems: Problems) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for part in PARTS:
        for row in corpus.parts[part]:
            places[row.statement.id].append(row.where)
    for identifier, where in places.items():
        if len(where) > 1:
            problems.add(where[1], f"id {identifier!r} stands already at {where[0]}; each statement needs its own")


def counts_table(corpus: Corpus, schema: LabelSchema) -> str:
    """Statements per task, label and part, as an aligned table."""
    lines = [f"{'task':<12} {'label':<20}" + "".join(f"{part:>12}" for part in PARTS) + f"{'all':>12}"]
    for task in schema:
        counts = [count(corpus.parts[part], task.name) for part in PARTS]
        for label in (*task.labels, NO_LABEL):
            numbers = [one[label] for one in counts]
            if label != NO_LABEL or any(numbers):
                lines.append(f"{task.name:<12} {label:<20}" + "".join(f"{n:>12,}" for n in [*numbers, sum(numbers)]))
    sizes = [len(corpus.parts[part]) for part in PARTS]
    groups = [len({row.group for row in corpus.parts[part]}) for part in PARTS]
    for name, numbers in (("statements", sizes), ("groups", groups)):
        lines.append(f"{name:<33}" + "".join(f"{n:>12,}" for n in [*numbers, sum(numbers)]))
    return "\n".join(lines)
