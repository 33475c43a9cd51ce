"""What the model card says of probabilities: whether and how they are calibrated, and which answers are marked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from detente.model.calibration import Calibration
from detente.training.corpus import TEST
from detente.training.score_tables import threshold_in_words

HEADING = "## Probabilities"
# Up to the next heading of the same level, or the end.
SECTION = re.compile(rf"^{HEADING}\n.*?(?=\n\n## |\Z)", flags=re.MULTILINE | re.DOTALL)

METHODS = {
    "none": "as the network gives them",
    "temperature": "temperature scaling",
    "bias_corrected": "bias-corrected temperature scaling",
    "vector": "vector scaling",
}


def probabilities_section(calibration: Calibration, metrics: Mapping[str, Any] | None = None) -> str:
    """The section of the card.

    Args:
        calibration: of the checkpoint.
        metrics: what was measured after calibration, by part; the test part's figures are told.
    """
    if calibration.fitted_on is None:
        return f"{HEADING}\n\nThe network's own: not calibrated (`detente calibrate FOLDER` does that)."
    on = calibration.fitted_on
    lines = [
        HEADING,
        "",
        f"Calibrated on {on.data}: {on.statements:,} statements of {on.groups:,} groups. A method that was chosen",
        "automatically is the simplest that cross-validation over groups found no worse than the best. ECE is the",
        "expected calibration error over 15 bins of equal width, NLL the mean negative log-likelihood in nats.",
        "",
        "| part | task | method | ECE before | ECE after | NLL before | NLL after |",
        "|---|---|---|---|---|---|---|",
        *_fitted(calibration),
        *_tested((metrics or {}).get(TEST) or {}),
        "",
        *_thresholds(calibration),
    ]
    return "\n".join(lines).rstrip()


def _fitted(calibration: Calibration) -> Iterator[str]:
    for task, each in calibration.tasks.items():
        found = each.figures
        figures = (found.ece_before, found.ece_after, found.nll_before, found.nll_after)
        yield _row("fitted on", task, METHODS[each.method], figures)


def _tested(measured: Mapping[str, Any]) -> Iterator[str]:
    for task, after in measured.get("probabilities", {}).items():
        if after["method"] is not None:
            before = after["uncalibrated"] or after
            yield _row(TEST, task, METHODS[after["method"]], (before["ece"], after["ece"], before["nll"], after["nll"]))


def _row(part: str, task: str, method: str, figures: tuple[float, ...]) -> str:
    return f"| {part} | {task} | {method} | {' | '.join(f'{figure:.3f}' for figure in figures)} |"


def _thresholds(calibration: Calibration) -> Iterator[str]:
    chosen = {task: each.abstention for task, each in calibration.tasks.items() if each.abstention is not None}
    if not chosen:
        yield "No answer is marked as abstained unless a precision is asked for (`detente score --min-precision 0.9`)."
        return
    yield "Answers below the threshold are marked as abstained. On the rows of the fit the others were:"
    yield from (
        "",
        "| task | asked for | threshold | coverage | precision | at least (95%) |",
        "|---|---|---|---|---|---|",
    )
    for task, abstention in chosen.items():
        point = abstention.point
        shares = ("" if share is None else f"{share:.3f}" for share in (point.precision, point.precision_lower))
        cells = (threshold_in_words(point.threshold), f"{point.coverage:.3f}", *shares)
        yield f"| {task} | {abstention.min_precision:g} | {' | '.join(cells)} |"


def replaced(card: str, calibration: Calibration) -> str:
    """The text of a card with its section on probabilities made anew; without that section it stays as it is."""
    return SECTION.sub(lambda _: probabilities_section(calibration), card)
