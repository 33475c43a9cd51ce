"""Whether statements of higher confidence are more often right: shares by confidence, by rule and by tie."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.quote_report import attributions, corpus_quotes, rows
from benchmarks.quote_scores import Quote, pairs, trimmed
from detente.inference.quotes import extract
from detente.inference.quotes.evidence import tie_of
from detente.model.article import Statement

EDGES = (0.0, 0.5, 0.8, 0.9, 1.01)


@dataclass(frozen=True)
class Outcome:
    """A span of an extracted statement beside the annotation.

    Args:
        statement: the statement.
        found: whether its words are annotated.
        speaker: whether the speaker is right too; None where the words are wrong or nobody is annotated.
    """

    statement: Statement
    found: bool
    speaker: bool | None

    @property
    def right(self) -> bool:
        """Whether words and speaker are right."""
        return self.found and self.speaker is not False


def outcomes(path: Path) -> Iterator[Outcome]:
    """Extract from each article of a file, the bundled corpus or annotated attributions, and compare."""
    for article in rows(path):
        gold = corpus_quotes(article) if "statements" in article else attributions(article)
        yield from compared(article["text"], gold, extract(article["text"], context="none"))


def compared(text: str, gold: Sequence[Quote], statements: Sequence[Statement]) -> Iterator[Outcome]:
    """Each span of the statements beside the annotated one that it hits."""
    found = [(span, s) for s in statements for span in trimmed(s.spans, text)]
    hits = {j: i for i, j in pairs([quote.span for quote in gold], [span for span, _ in found]).items()}
    for j, (_, statement) in enumerate(found):
        quote = gold[hits[j]] if j in hits else None
        yield Outcome(statement, quote is not None, None if quote is None else _speaker_right(quote, statement))


def _speaker_right(quote: Quote, statement: Statement) -> bool | None:
    """By name where one is annotated, else by the mention."""
    if quote.speaker is not None:
        return quote.speaker == (statement.speaker or "")
    at = statement.mention_span
    if not quote.sources or (at is None and statement.speaker is not None):
        return None  # a speaker carried on has no mention that could be compared
    return at is not None and any(at[0] < end and start < at[1] for start, end in quote.sources)


def bins(seen: Iterable[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes by confidence, the least sure first; empty bins are left out."""
    held: dict[int, list[Outcome]] = defaultdict(list)
    for each in seen:
        held[max(k for k, edge in enumerate(EDGES) if edge <= (each.statement.confidence or 0))].append(each)
    return [(f"{EDGES[k]:g} to {min(EDGES[k + 1], 1):g}", held[k]) for k in sorted(held)]


def rising(seen: Sequence[Outcome], least: int) -> bool:
    """Whether each bin of at least so many outcomes has a higher share of right ones than the one before."""
    shares = [_share(x.right for x in here) for _, here in bins(seen) if len(here) >= least]
    return all(a < b for a, b in pairwise(shares))


def _share(truths: Iterable[bool]) -> float:
    held = list(truths)
    return sum(held) / len(held) if held else 0.0


def page(named: Sequence[tuple[str, Sequence[Outcome]]], command: str) -> str:
    """The report."""
    out = ["# Confidence of extraction", "", f"Printed by `{command}`.", ""]
    for name, seen in named:
        out += [f"## {name}", "", "| confidence | spans | mean | words right | words and speaker right |"]
        out += ["|---|---:|---:|---:|---:|", *(_bin_row(label, here) for label, here in bins(seen)), ""]
        out += _grouped("rule", seen, lambda s: s.evidence.rule if s.evidence else "none", "words right", _words)
        out += _grouped("tie", seen, lambda s: tie_of(s.mention, s.speaker), "speaker right", _speakers)
    return "\n".join(out)


def _bin_row(label: str, here: Sequence[Outcome]) -> str:
    mean = sum(x.statement.confidence or 0 for x in here) / len(here)
    return f"| {label} | {len(here):,} | {mean:.2f} | {_share(x.found for x in here):.2f} | " + (
        f"{_share(x.right for x in here):.2f} |"
    )


def _words(seen: Iterable[Outcome]) -> list[bool]:
    return [x.found for x in seen]


def _speakers(seen: Iterable[Outcome]) -> list[bool]:
    return [x.speaker for x in seen if x.speaker is not None]


def _grouped(
    title: str,
    seen: Sequence[Outcome],
    key: Callable[[Statement], Any],
    measured: str,
    truths: Callable[[Iterable[Outcome]], list[bool]],
) -> list[str]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in seen:
        groups[key(each.statement)].append(each)
    lines = [f"| {title} | spans | {measured} |", "|---|---:|---:|"]
    for name in sorted(groups, key=lambda name: -len(groups[name])):
        held = truths(groups[name])
        lines.append(f"| {name} | {len(held):,} | {_share(held):.2f} |")
    return [*lines, ""]
