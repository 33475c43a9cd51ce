"""Dealing groups to train, validation and test so that nobody who speaks in the test part was heard in training.

Groups (articles, speeches) that share a named speaker stay together. Institutions speak in many groups and may bind
them into one large cluster; that one goes to train.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from scipy.cluster.hierarchy import DisjointSet

from detente.training.corpus import PARTS, TEST, TRAIN, VALIDATION
from detente.training.labelled import LabelledStatement
from detente.training.settings import SplitSettings

Rows = Sequence[LabelledStatement]
TRIALS = 400
"""Orders that are tried; the one whose parts are most alike in their labels wins."""


def speakers_of(row: LabelledStatement) -> list[str]:
    """The named speakers of a statement, joint ones apart, in lower case."""
    return [name.strip().lower() for name in (row.statement.speaker or "").split(";") if name.strip()]


def clusters(rows: Rows) -> list[list[str]]:
    """Groups that share a speaker, directly or through others; the largest cluster first."""
    bound: DisjointSet = DisjointSet()
    for row in rows:
        bound.add(f"group {row.group}")
        for name in speakers_of(row):
            bound.add(f"speaker {name}")
            bound.merge(f"group {row.group}", f"speaker {name}")
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        found.setdefault(bound[f"group {row.group}"], {})[row.group] = None
    return sorted((list(groups) for groups in found.values()), key=lambda groups: (-len(groups), groups))


def deal_clusters(rows: Rows, settings: SplitSettings) -> dict[str, str]:
    """The part of each group: about the shares of ``settings``, in statements, with labels spread as evenly as found.

    Returns:
        ``{group: part}``; the same for the same rows and seed.
    """
    weights = label_counts(rows)
    largest, *rest = clusters(rows)
    total = sum((weights[group] for groups in (largest, *rest) for group in groups), Counter[str]())
    chance = random.Random(settings.seed)
    best: tuple[float, dict[str, str]] | None = None
    for _ in range(TRIALS):
        chance.shuffle(rest)
        parts = _fill(rest, weights, settings)
        parts |= dict.fromkeys(largest, TRAIN)
        distance = _unevenness(parts, weights, total, settings)
        if best is None or distance < best[0]:
            best = distance, parts
    assert best is not None
    return {group: best[1][group] for group in weights}


def label_counts(rows: Rows) -> dict[str, Counter[str]]:
    """For each group its statements by label, of every task, and altogether."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        of_group = counts.setdefault(row.group, Counter())
        of_group.update([f"{task} {label}" for task, label in row.labels.items()])
        of_group["all"] += 1
    return counts


def _fill(
    order: Sequence[Sequence[str]], weights: Mapping[str, Counter[str]], settings: SplitSettings
) -> dict[str, str]:
    total = sum(counts["all"] for counts in weights.values())
    room = {TEST: settings.test * total, VALIDATION: settings.validation * total}
    parts: dict[str, str] = {}
    for groups in order:
        size = sum(weights[group]["all"] for group in groups)
        part = next((part for part, left in room.items() if size <= left), TRAIN)
        if part != TRAIN:
            room[part] -= size
        parts |= dict.fromkeys(groups, part)
    return parts


def _unevenness(
    parts: Mapping[str, str], weights: Mapping[str, Counter[str]], total: Counter[str], settings: SplitSettings
) -> float:
    """How far the parts are from their share of each label, the worst of all."""
    held = {part: Counter[str]() for part in PARTS}
    for group, part in parts.items():
        held[part].update(weights[group])
    shares = {TEST: settings.test, VALIDATION: settings.validation}
    return max(
        abs(held[part][label] / count - share) for part, share in shares.items() for label, count in total.items()
    )
