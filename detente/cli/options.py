"""The options of the verbs that read articles, and what their help says."""

from pathlib import Path
from typing import Annotated

import typer

ARTICLE_FILES = "Files (docs/archives.md names the formats), folders, globs, or - for stdin."
Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help=ARTICLE_FILES),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="FILE.jsonl, .csv or .parquet; else JSONL on stdout."),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="OURS=THEIRS",
        help="Column of the tables read, of articles or statements, as text=body; once a field.",
    ),
]
MinPrecision = Annotated[
    float | None,
    typer.Option(metavar="SHARE", help="Mark answers as abstained so that this share of the others is right."),
]
MaybeInputs = Annotated[list[str] | None, typer.Argument(metavar="INPUT...", help=ARTICLE_FILES)]
Model = Annotated[
    Path | None,
    typer.Option("--model", metavar="CHECKPOINT", help="A folder, or newest (runs/*/best); else shipped."),
]
FolderOrFile = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="OUT/|s3://BUCKET/OUT/|FILE",
        help="A folder, here or at an address, for a run that can be stopped and gone on with; or FILE.jsonl, .csv, "
        ".parquet; else stdout.",
    ),
]
Statements = Annotated[
    Path | None,
    typer.Option("--statements", metavar="FILE", help="Label the ready statements of a JSONL, CSV or Parquet file."),
]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="parquet|jsonl|csv|duckdb", help="Of a folder; may be given more than once."),
]
Jobs = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Worker processes of a folder's run; else one a core.")
]
Restart = Annotated[bool, typer.Option("--restart", help="Throw away what an earlier run has left in the folder.")]
Work = Annotated[
    Path | None,
    typer.Option(
        "--work", metavar="FOLDER", help="Where a run with an address as output works; else in the user's cache."
    ),
]
LogFormat = Annotated[str, typer.Option(metavar="text|json", help="How a folder's run tells of itself on stderr.")]
Engine = Annotated[
    str,
    typer.Option(
        metavar="auto|torch|openvino|ray",
        help="What computes; auto is the fastest installed, ray takes a folder's run to a Ray cluster.",
    ),
]
Precision = Annotated[
    str,
    typer.Option(
        metavar="float32|bfloat16|auto",
        help="Of the products; bfloat16 is up to twice as fast on some processors and rounds more.",
    ),
]
Address = Annotated[
    str | None,
    typer.Option(metavar="HOST:PORT|auto", help="Of the Ray cluster; else RAY_ADDRESS, else one made here."),
]
