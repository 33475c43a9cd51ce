"""A run over an archive from end to end, beside the same road with ``transformers.pipeline`` behind our extractor."""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.engines import CORPUS, PIPELINE
from benchmarks.launch import Usage, run_detente
from benchmarks.rates import timed, write_archive
from benchmarks.rival_pipeline import PipelineRoad
from detente.inference.archive.stream import read_articles
from detente.inference.engines import Precision
from detente.inference.quotes import extract
from detente.inference.reading import Rejected
from detente.inference.records import Line, columns_of, extracted_line, label_columns
from detente.inference.scorer import Scorer, load
from detente.inference.writing import open_writer
from detente.model.article import Article, Statement
from detente.model.checkpoint import Checkpoint, open_checkpoint

Data = dict[str, Any]
PRECISIONS: tuple[Precision, ...] = ("float32", "bfloat16")
RIVAL_SHARE = 8
"""The pipeline gets one article in so many: it would take most of the time otherwise."""


def end_to_end(given: argparse.Namespace) -> Data:
    """Articles a second from JSONL to Parquet, by road; the stages alone; how busy the cores are."""
    checkpoint = open_checkpoint(given.model)
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive, sample = (folder / f"{each}.jsonl" for each in ("archive", "sample"))
        texts = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
        write_archive(archive, texts, given.articles)
        write_archive(sample, texts, max(1, given.articles // RIVAL_SHARE))
        rival = PipelineRoad(checkpoint)
        scorers = {each: load(given.model, precision=each) for each in PRECISIONS}
        found: Data = {each: {"rate": [], "busy": [], "ratio": [], "model": []} for each in PRECISIONS}
        stages: Data = {"rival": [], "extraction": []}
        for _ in range(given.rounds):
            articles, statements, seconds = rival_run(sample, folder / "rival.parquet", rival, checkpoint)
            stages["rival"].append(articles / seconds)
            spent, ready = extraction_alone(sample)
            stages["extraction"].append(cores * articles / spent)
            for precision in PRECISIONS:
                used = our_run(archive, folder / "out", given.model, precision)
                row = found[precision]
                row["rate"].append(given.articles / used.seconds)
                row["busy"].append(used.busy / used.seconds / cores)
                row["ratio"].append(row["rate"][-1] / stages["rival"][-1])
                row["model"].append(articles / model_alone(scorers[precision], ready))
    rows = {name: {key: median(values) for key, values in row.items()} for name, row in found.items()}
    return {
        "rows": rows,
        "stages": {name: median(values) for name, values in stages.items()},
        "rival": PIPELINE,
        "articles": given.articles,
        "statements": statements / articles,
        "rounds": given.rounds,
        "load": os.getloadavg()[0],
    }


def rival_run(archive: Path, output: Path, rival: PipelineRoad, checkpoint: Checkpoint) -> tuple[int, int, float]:
    """Articles, statements and seconds of reader, extractor, pipeline and writer, one after the other."""
    began = time.perf_counter()
    pairs = extracted(read_articles([str(archive)], failed))
    scored = rival([statement for _, statement in pairs])
    with open_writer(output, columns_of(checkpoint.schema)) as writer:
        for (article, statement), one in zip(pairs, scored, strict=True):
            line: Line = {**extracted_line(article, statement), **label_columns(one.predictions, checkpoint.model)}
            writer.write(line)
    return len({article.id for article, _ in pairs}), len(pairs), time.perf_counter() - began


def extraction_alone(archive: Path) -> tuple[float, list[Statement]]:
    """Seconds of one core for extraction, and the statements found."""
    articles = list(read_articles([str(archive)], failed))
    return timed(lambda: [statement for _, statement in extracted(articles)])


def model_alone(scorer: Scorer, statements: Sequence[Statement]) -> float:
    """Seconds of all cores for encoding and labelling."""
    return timed(lambda: scorer.classify(statements))[0]


def our_run(archive: Path, output: Path, model: Path | None, precision: str) -> Usage:
    """What `detente score ARCHIVE -o FOLDER/` takes."""
    chosen = ["--model", str(model)] if model else []
    return run_detente("score", str(archive), "-o", f"{output}/", "--restart", "--precision", precision, *chosen)


def extracted(articles: Any) -> list[tuple[Article, Statement]]:
    """The statements of all articles, each with its article."""
    return [(article, statement) for article in articles for statement in extract(article, context="turn")]


def failed(rejected: Rejected) -> None:
    """There is nothing to reject in what we wrote."""
    raise RuntimeError(f"{rejected.where}: {rejected.reason}")


def section(part: Data) -> list[str]:
    """Its section of the page."""
    stages = part["stages"]
    lines = [
        "## An archive from end to end",
        "",
        f"`detente score ARCHIVE.jsonl -o FOLDER/` on {part['articles']:,} articles of about 4,000 characters with "
        f"{part['statements']:.1f} statements each, from the start of the command to the end; medians of "
        f"{part['rounds']} alternating rounds. Beside it, in one process: our reader, our extractor, {part['rival']}, "
        f"our writer ({stages['rival']:.1f} articles/s on an eighth of the articles, its loading not counted). "
        f"Extraction alone on all cores would do {stages['extraction']:.0f} articles/s (one core, times their number). "
        f"Load average of the machine at the end: {part['load']:.1f}.",
        "",
        "| precision | articles/s | ratio | model alone, articles/s | share of the slower stage | cores busy |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, row in part["rows"].items():
        slower = min(row["model"], stages["extraction"])
        lines.append(
            f"| {name} | {row['rate']:.1f} | {row['ratio']:.1f} | {row['model']:.1f} | {row['rate'] / slower:.0%} | "
            f"{row['busy']:.0%} |"
        )
    return [*lines, ""]
