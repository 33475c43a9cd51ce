"""How fast extraction is: articles a second, and time against length, as Markdown."""

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from benchmarks.hostile import TEXTS
from detente.inference.quotes import extract

ARTICLE = 4_000
"""Code points of the article that speed is told for."""
LENGTHS = (625_000, 1_250_000, 2_500_000, 5_000_000)
SLACK = 1.6
"""How far above proportional the longest may be, for caches and memory."""
TINY = 0.05
"""Seconds below which a growth is noise."""

Extractor = Callable[[str], object]


class Clock(Protocol):
    """Seconds of processor time."""

    def __call__(self) -> float:
        """Now."""
        ...


@dataclass(frozen=True)
class Growth:
    """Seconds that a kind of text took at each length."""

    name: str
    lengths: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def linear(self) -> bool:
        """Whether the longest took no more than its length accounts for, with some slack."""
        share = self.lengths[-1] / self.lengths[0]
        return self.seconds[-1] <= TINY or self.seconds[-1] <= SLACK * share * max(self.seconds[0], TINY / share)


def of_one_length(texts: Sequence[str], length: int = ARTICLE) -> list[str]:
    """The articles strung together and cut anew at paragraph breaks, each nearly ``length`` code points long.

    What is left over at the end and too short is dropped.
    """
    out: list[str] = []
    held: list[str] = []
    size = 0
    for paragraph in (p for text in texts for p in text.split("\n\n") if p):
        if size + len(paragraph) > length and held:
            out.append("\n\n".join(held))
            held, size = [], 0
        held.append(paragraph)
        size += len(paragraph) + 2
    return out


def articles_a_second(articles: Sequence[str], rounds: int = 5, clock: Clock = time.process_time) -> list[float]:
    """Articles of ``ARTICLE`` code points a second of one core, once a round."""
    size = sum(map(len, articles)) / ARTICLE
    speeds = []
    for _ in range(rounds):
        started = clock()
        for article in articles:
            extract(article, context="none")
        speeds.append(size / (clock() - started))
    return speeds


def growth(name: str, news: str, lengths: Sequence[int] = LENGTHS, clock: Clock = time.process_time) -> Growth:
    """The time that the text called ``name`` takes at each length."""
    seconds = []
    extract(TEXTS[name](1_000, news), context="none")  # tables are loaded at the first use
    for length in lengths:
        text = TEXTS[name](length, news)
        started = clock()
        extract(text, context="none")
        seconds.append(clock() - started)
    return Growth(name, tuple(lengths), tuple(seconds))


def page(speeds: Sequence[float], grown: Sequence[Growth], command: str) -> str:
    """The report."""
    facts: Mapping[str, str] = {"Python": platform.python_version(), "processor": platform.machine()}
    lengths = grown[0].lengths if grown else ()
    rows = [
        f"| {g.name} | {' | '.join(f'{s:.2f}' for s in g.seconds)} | {'yes' if g.linear else '**no**'} |" for g in grown
    ]
    return "\n".join(
        [
            "# Speed of extraction",
            "",
            f"Printed by `{command}` on one core ({', '.join(f'{k} {v}' for k, v in facts.items())}).",
            "",
            f"**{median(speeds):,.0f} articles a second** of {ARTICLE:,} characters each "
            f"(median of {len(speeds)} rounds; {min(speeds):,.0f} to {max(speeds):,.0f}).",
            "",
            "## Time against length",
            "",
            "Processor seconds for one text of so many characters. Linear: the longest takes at most "
            f"{SLACK:g} times what its length accounts for. Every text but news holds one real quotation and is "
            "filled up with what its name says.",
            "",
            f"| text | {' | '.join(f'{n:,}' for n in lengths)} | linear |",
            f"|---|{'---:|' * len(lengths)}---|",
            *rows,
            "",
        ]
    )
