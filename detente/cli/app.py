"""The verbs and their help. Nothing here loads torch: each verb imports its work when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import options
from detente.cli.examples import EXAMPLES

app = typer.Typer(
    name="detente",
    help="Quoted statements in news articles: who said it, with which stance, about what.",
    epilog=EXAMPLES["detente"],
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
configs = typer.Typer(help="List the shipped configs, or show one.", epilog=EXAMPLES["configs"], rich_markup_mode=None)
app.add_typer(configs, name="configs", invoke_without_command=True)

WITH_SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}

ConfigName = Annotated[str, typer.Argument(metavar="CONFIG", help="A YAML file, or the name of a shipped config.")]


@app.callback()
def _root() -> None:
    """Keep the verbs apart even where there is one."""


@app.command(context_settings=WITH_SETTINGS, epilog=EXAMPLES["train"])
def train(
    context: typer.Context,
    config: ConfigName,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="RUN", help="Run folder; else runs/NAME.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in RUN (or in runs/NAME).")] = False,
) -> None:
    """Train a model; any setting can be given as --section.key VALUE."""
    from detente.cli import training

    training.train(config, context.args, output, resume=resume)


@app.command(context_settings=WITH_SETTINGS, epilog=EXAMPLES["evaluate"])
def evaluate(
    context: typer.Context,
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A folder (runs/minilm/best), or shipped.")],
    data: Annotated[str, typer.Argument(metavar="DATA", help="A config (its test part), or a labelled file.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Where files are written.")
    ] = None,
    part: Annotated[str, typer.Option(help="Part of a config: train, validation or test.")] = "test",
    baselines: Annotated[bool, typer.Option("--baselines/--no-baselines", help="Measure the baselines too.")] = True,
) -> None:
    """Measure a model on labelled statements, beside three baselines."""
    from detente.cli import training

    training.evaluate(checkpoint, data, output, part, context.args, baselines=baselines)


@app.command(epilog=EXAMPLES["calibrate"])
def calibrate(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A folder like runs/minilm/best.")],
    data: Annotated[
        str | None,
        typer.Argument(
            metavar="[DATA]", help="A config (its validation part), or a labelled file; else what it was trained with."
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(metavar="METHOD", help="auto, none, temperature, bias_corrected or vector; else as configured."),
    ] = None,
    min_precision: options.MinPrecision = None,
) -> None:
    """Make the probabilities of a model mean what they say, and choose which answers it marks as abstained."""
    from detente.cli import training

    training.calibrate(checkpoint, data, method, min_precision)


@app.command(context_settings=WITH_SETTINGS, epilog=EXAMPLES["validate"])
def validate(context: typer.Context, config: ConfigName) -> None:
    """Check a config and its data before training; lists every problem with its place."""
    from detente.cli import training

    training.validate(config, context.args)


@app.command(context_settings=WITH_SETTINGS, epilog=EXAMPLES["curve"])
def curve(
    context: typer.Context,
    config: ConfigName,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Else runs/NAME-curve.")
    ] = None,
    points: Annotated[
        str, typer.Option(metavar="SHARES", help="Shares of the labelled training statements.")
    ] = "0.125,0.25,0.5,0.75,1",
    seeds: Annotated[str, typer.Option(metavar="NUMBERS", help="Each point is the mean over these.")] = "1,2,3",
    on: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Labelled file to measure on; else the test part.")
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", help="Trainings at a time, which share the cores.")] = 1,
) -> None:
    """Tell how many labels are needed: macro-F1 by number of training statements, beside a baseline.

    The same command goes on where it was stopped.
    """
    from detente.cli import studies

    studies.curve(config, context.args, output, points=points, seeds=seeds, on=on, jobs=jobs)


@app.command(context_settings=WITH_SETTINGS, epilog=EXAMPLES["tune"])
def tune(
    context: typer.Context,
    config: ConfigName,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Else runs/NAME-tune.")
    ] = None,
    trials: Annotated[int, typer.Option(metavar="N", min=1, help="Trials in all.")] = 20,
    timeout: Annotated[float | None, typer.Option(metavar="SECONDS", min=0, help="Begin no trial after that.")] = None,
    search: Annotated[
        Path | None, typer.Option(metavar="FILE.yaml", help="What to search; else the space that comes with detente.")
    ] = None,
) -> None:
    """Search for better settings by their scores on the validation part; the test part stays unseen.

    The same command goes on where it was stopped, with more --trials too.
    """
    from detente.cli import studies

    studies.tune(config, context.args, output, trials=trials, timeout=timeout, search=search)


@app.command(epilog=EXAMPLES["extract"])
def extract(
    inputs: options.Inputs,
    output: options.Output = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Add the column evidence: the rule, why this speaker, who else was considered."),
    ] = False,
    language: Annotated[
        str, typer.Option(metavar="en|de|fr|auto", help="Language of the articles; auto tells for each by its words.")
    ] = "auto",
    fields: options.Fields = None,
) -> None:
    """Find the quoted statements of articles and their speakers."""
    from detente.cli import scoring

    scoring.extract(inputs, output, explain=explain, language=language, fields=fields or [])


@app.command(epilog=EXAMPLES["score"])
def score(
    inputs: options.MaybeInputs = None,
    model: options.Model = None,
    output: options.FolderOrFile = None,
    statements: options.Statements = None,
    min_precision: options.MinPrecision = None,
    formats: options.Formats = None,
    fields: options.Fields = None,
    jobs: options.Jobs = None,
    restart: options.Restart = False,
    log_format: options.LogFormat = "text",
    engine: options.Engine = "auto",
    precision: options.Precision = "float32",
    address: options.Address = None,
    work: options.Work = None,
) -> None:
    """Find and label the quoted statements of articles.

    With a folder as output the same command goes on where it was stopped.
    """
    from detente.cli import scoring

    folder = scoring.FolderOptions(tuple(formats or ()), jobs, log_format, address, restart=restart, work=work)
    scoring.score(inputs or [], model, output, statements, min_precision, engine, precision, fields or [], folder)


@app.command(epilog=EXAMPLES["export"])
def export(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="[CHECKPOINT]", help="A folder (runs/minilm/best), or shipped.")
    ] = Path("shipped"),
) -> None:
    """Make the graph that the engine openvino computes with; it is made at first use, too."""
    from detente.cli import scoring

    scoring.export(checkpoint)


@configs.callback()
def list_configs(context: typer.Context) -> None:
    """List the shipped configs, or show one."""
    if context.invoked_subcommand is None:
        from detente.training.config import shipped, summary

        for name in shipped():
            typer.echo(f"{name:<14} {summary(name)}")


@configs.command(context_settings=WITH_SETTINGS, epilog=EXAMPLES["configs show"])
def show(
    context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="Name or YAML file.")]
) -> None:
    """Print a config with every setting filled in."""
    from detente.training.config import load_config

    typer.echo(load_config(name, context.args).to_yaml(), nl=False)
