"""The page of scale: measured rates, what follows for archives and clusters, and the simulation that checks it."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import mean

from tqdm import tqdm

from benchmarks.cluster import simulate
from benchmarks.cost import HOUR, Cluster, Rates, estimate, saturation
from benchmarks.rates import ROUNDS, Measured
from benchmarks.speed import ARTICLE

ARCHIVES = (10_000, 1_000_000, 100_000_000, 1_000_000_000)
CORES = (2, 16, 64, 256)
BILLION = 1_000_000_000
PARTITIONS = (16, 120, 1_000)
SEEDS = (1, 2, 3, 4, 5)
SIMULATED = (
    (100_000, Cluster(16)),
    (1_000_000, Cluster(64)),
    (1_000_000, Cluster(64, slow=0.25, slowness=5.0)),
    (1_000_000, Cluster(64, failure_hours=5.0)),
    (1_000_000, Cluster(512)),
)


def page(found: Measured, command: str, machine: str) -> str:
    """The whole page as Markdown."""
    return "\n".join(
        [
            "# What an archive costs",
            "",
            f"Printed by `{command}`. Articles of about {ARTICLE:,} characters, put together from paragraphs of the "
            f"bundled corpus, in JSONL; the checkpoint that comes with detente; medians of {ROUNDS} shards of "
            f"{found.rates.articles} articles. {machine}",
            "",
            *_measured(found),
            *_estimates(found.rates),
            *_partitions(found.rates),
            *_limits(found),
            *_checked(found.rates),
        ]
    )


def _measured(found: Measured) -> Iterator[str]:
    rates = found.rates
    yield from ("## Measured, on one core", "")
    yield from _table(
        ("stage", "who", "milliseconds an article", "articles/s"),
        (
            (stage, who, f"{1000 * seconds:.2f}", f"{1 / seconds:,.0f}")
            for stage, who, seconds in (
                ("read, index, cut into shards", "driver", rates.drive),
                ("read a web page", "page process", found.page),
                ("journal", "driver", rates.commit / rates.articles),
                ("extract, encode, label, write the shard", "worker", rates.work),
                ("put the parts together", "driver, at the end", found.finish),
            )
        ),
    )
    yield from (
        f"A worker is ready after {rates.start:.1f} s. {found.statements:.1f} statements an article. Bytes an article: "
        f"index {found.index_bytes:,.0f}, shards {found.shard_bytes:,.0f}, final Parquet {found.table_bytes:,.0f}.",
        "",
    )


def _estimates(rates: Rates) -> Iterator[str]:
    yield from ("## One run: hours, and core hours, by the model", "")
    yield from _table(
        ("articles", *(f"{cores} workers" for cores in CORES)),
        ((f"{articles:,}", *(_cell(articles, rates, Cluster(cores)) for cores in CORES)) for articles in ARCHIVES),
    )
    yield from (
        f"One driver keeps {saturation(rates):,} workers busy; cells in italics are bound by it. 5% of the workers are "
        "three times as slow, and one fails every 500 hours.",
        "",
    )


def _cell(articles: int, rates: Rates, cluster: Cluster) -> str:
    told = estimate(articles, rates, cluster)
    words = f"{told.seconds / HOUR:,.2f} h, {told.core_hours:,.0f}"
    return f"*{words}*" if told.bounds == "driver" else words


def _partitions(rates: Rates) -> Iterator[str]:
    cores = saturation(rates)
    yield from ("## A billion articles, in runs side by side", "")
    yield from _table(
        ("runs (months, sources)", "workers in all", "hours", "core hours"),
        (
            (f"{runs:,}", f"{runs * cores:,}", f"{told.seconds / HOUR:,.1f}", f"{runs * told.core_hours:,.0f}")
            for runs in PARTITIONS
            for told in [estimate(BILLION // runs, rates, Cluster(cores))]
        ),
    )


def _limits(found: Measured) -> Iterator[str]:
    yield from ("## What breaks first in one run", "")
    yield from _table(
        ("articles", "index", "files of shards", "their size", "putting together"),
        (
            (
                f"{articles:,}",
                f"{tqdm.format_sizeof(articles * found.index_bytes)}B",
                f"{3 * -(-articles // found.rates.articles):,}",
                f"{tqdm.format_sizeof(articles * found.shard_bytes)}B",
                f"{articles * found.finish / HOUR:,.2f} h",
            )
            for articles in ARCHIVES
        ),
    )


def _checked(rates: Rates) -> Iterator[str]:
    yield from ("## The model against the simulation", "")
    rows = []
    for articles, cluster in SIMULATED:
        shards = -(-articles // rates.articles)
        runs = [simulate(articles, rates, cluster, seed) for seed in SEEDS]
        told = estimate(articles, rates, cluster).seconds
        ratios = [run.seconds / told for run in runs]
        rows.append(
            (
                f"{articles:,}",
                f"{cluster.cores}",
                f"{cluster.slow:.0%}, {cluster.slowness:g}×",
                f"{cluster.failure_hours:g} h",
                f"{mean(run.failures for run in runs):.1f}",
                f"{mean(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})",
                "yes" if all(run.exactly_once(shards) for run in runs) else "NO",
            )
        )
    titles = ("articles", "workers", "slow", "between failures", "failures", "simulated / model", "each shard once")
    yield from _table(titles, rows)
    yield from (
        f"Time simulated, shard by shard, over that of the model: the mean of {len(SEEDS)} seeds, least and greatest.",
        "",
    )


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|---|" + "---|" * (len(titles) - 1)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
