"""The verbs that read articles: lines out, rejections and a summary on stderr."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from tqdm import tqdm

from detente.inference.archive.fields import fields_of
from detente.inference.archive.stream import read_articles
from detente.inference.lines import Tally, counting, extracted_lines, given, labelled_lines, scored_lines
from detente.inference.quotes.languages.detection import choice_of
from detente.inference.reading import Reject, Rejected
from detente.inference.records import EVIDENCE, Line, columns_of
from detente.inference.writing import open_writer
from detente.model.calibration import Calibration
from detente.model.errors import CheckpointError, InputError
from detente.model.schema import LabelSchema


@dataclass(frozen=True)
class FolderOptions:
    """The options of a run into a folder: formats of its tables, worker processes, log, cluster, where it works."""

    formats: Sequence[str] = ()
    jobs: int | None = None
    log_format: str = "text"
    address: str | None = None
    restart: bool = False
    work: Path | None = None


NEWEST = "newest"
"""As --model: the best/ folder under runs/ that was written last."""


def extract(
    inputs: Sequence[str],
    output: Path | None,
    *,
    explain: bool = False,
    language: str = "auto",
    fields: Sequence[str] = (),
) -> None:
    """Write a line for each statement of the articles in ``inputs``; with ``explain`` how each was found."""
    chosen = choice_of(language)
    tally = Tally()
    reject = counting(tally, _tell)
    articles = read_articles(inputs, reject, fields=fields_of(fields))
    lines = extracted_lines(articles, tally, reject, explain=explain, language=chosen)
    _write(lines, [*columns_of(None), *([EVIDENCE] if explain else [])], output, tally, reject)


def score(
    inputs: Sequence[str],
    model: Path | None,
    output: str | None,
    statements: Path | None,
    min_precision: float | None = None,
    engine: str = "auto",
    precision: str = "float32",
    fields: Sequence[str] = (),
    folder: "FolderOptions | None" = None,
) -> None:
    """Write a labelled line for each statement of the articles, or of a file of ready statements."""
    if bool(inputs) == bool(statements):
        raise InputError(
            "score: expected articles (INPUT...) or --statements FILE, one of them; see detente score --help"
        )
    if min_precision is not None and not 0 < min_precision <= 1:
        raise InputError(f"--min-precision {min_precision:g}: expected a share above 0, at most 1")
    if output is not None and "://" in output and (statements is not None or not names_folder(output)):
        raise InputError(
            f"-o {output}: expected a file on this machine; only articles go to an address, into a folder there, "
            "which ends in /"
        )
    chosen = newest_checkpoint() if model == Path(NEWEST) and not model.exists() else model
    folder = folder or FolderOptions()
    if output is not None and statements is None and names_folder(output):
        from detente.cli.archives import score_folder

        score_folder(inputs, chosen, output, min_precision, engine, precision, fields, folder)
        return
    if folder != FolderOptions() or engine == "ray":
        raise InputError(
            "--format, --jobs, --restart, --log-format, --engine ray, --address and --work are for articles into a "
            "folder: -o FOLDER/"
        )
    path = None if output is None else Path(output)
    from detente.inference.engines import engine_called, precision_called
    from detente.inference.scorer import load
    from detente.model.checkpoint import SHIPPED_FOLDER

    tally = Tally()
    reject = counting(tally, _tell)
    scorer = load(
        chosen, min_precision=min_precision, engine=engine_called(engine), precision=precision_called(precision)
    )
    note = " (comes with detente; for another, --model FOLDER)" if scorer.checkpoint.path == SHIPPED_FOLDER else ""
    print(f"model: {scorer.model}{note}", file=sys.stderr)
    if min_precision is not None:
        _tell_thresholds(scorer.schema, scorer.checkpoint.calibration)
    if statements is None:
        articles = read_articles(inputs, reject, fields=fields_of(fields))
        lines = scored_lines(scorer, articles, tally, reject)
        _write(lines, columns_of(scorer.schema), path, tally, reject)
        return
    from detente.inference.statement_files import STATEMENT_FIELDS, read_statements, statement_columns

    mapped = fields_of(fields, STATEMENT_FIELDS)
    added = columns_of(scorer.schema)[len(columns_of(None)) :]
    columns = [*(given(name, added) for name in statement_columns(statements, mapped)), *added]
    _write(labelled_lines(scorer, read_statements(statements, reject, mapped), tally), columns, path, tally, reject)


def names_folder(output: str | None) -> bool:
    """Whether an output is a folder: there is one, or it ends in a slash, or it has no suffix."""
    return output is not None and (output.endswith(("/", "\\")) or Path(output).is_dir() or not Path(output).suffix)


def export(checkpoint: Path) -> None:
    """Make the graph of the engine openvino and say where it is kept."""
    from detente.inference.engines import engine_for
    from detente.model.checkpoint import open_checkpoint

    opened = open_checkpoint(checkpoint)
    engine_for(opened, "openvino")
    from detente.inference.engines.exporting import export as make_and_keep

    typer.echo(str(make_and_keep(opened)))


def _tell_thresholds(schema: LabelSchema, calibration: Calibration) -> None:
    """What the precision that was asked for costs, in words; a task of which no answer is kept is not passed over."""
    for name in schema.names:
        chosen = calibration.tasks[name].abstention if name in calibration.tasks else None
        if chosen is None:
            _tell(f"{name}: not calibrated; no answer is marked as abstained")
        elif chosen.point.precision is None:
            _tell(f"{name}: no threshold reaches a precision of {chosen.min_precision:g}; every answer abstains")
        else:
            point = chosen.point
            _tell(
                f"{name}: answers below {point.threshold:.3f} abstain; where it was calibrated, {point.coverage:.0%} "
                f"were kept and {point.precision:.1%} of these right (at least {point.precision_lower:.1%}, 95%)"
            )


def newest_checkpoint(root: Path = Path("runs")) -> Path:
    """The ``best/`` folder that was written last.

    Raises:
        CheckpointError: there is none.
    """
    found = sorted(root.glob("*/best/config.json"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise CheckpointError(
            "--model newest: found no runs/*/best here; train one (detente train minilm), give --model FOLDER, "
            "or leave out --model to use the checkpoint that comes with detente"
        )
    return found[-1].parent


def _write(lines: Iterable[Line], columns: Sequence[str], output: Path | None, tally: Tally, reject: Reject) -> None:
    with open_writer(output, columns) as writer:
        for line in tqdm(lines, unit=" statements", disable=None, leave=False):
            try:
                writer.write(line)
            except InputError as error:
                reject(Rejected(str(line.get("statement_id") or line.get("id")), str(error)))
    print(tally.summary(), file=sys.stderr)
    if tally.rejected:
        raise typer.Exit(1)


def _tell(message: str) -> None:
    tqdm.write(message, file=sys.stderr)
