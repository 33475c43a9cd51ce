"""Annotated spans that extraction misses, and what it found in their place."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quote_report import attributions, rows
from benchmarks.quote_scores import SPEECH, Quote, jaccard, pairs, trimmed
from detente.inference.quotes import extract
from detente.model.article import Span

KINDS = ("direct", "mixed", SPEECH)
_BEFORE, _BEHIND = 140, 70


@dataclass(frozen=True, slots=True)
class Miss:
    """A missed span in its text, the kind it is annotated with, and the overlapping spans that were found instead."""

    kind: str
    text: str
    span: Span
    found: tuple[Span, ...]

    @property
    def shape(self) -> str:
        """How the nearest span found lies to the missed one: none, joined, begins or ends early or late."""
        if not self.found:
            return "nothing found"
        near = max(self.found, key=lambda each: jaccard(each, self.span))
        begins = "" if near[0] == self.span[0] else "begins early" if near[0] < self.span[0] else "begins late"
        ends = "" if near[1] == self.span[1] else "ends early" if near[1] < self.span[1] else "ends late"
        return ", ".join(filter(None, (begins, ends))) or "taken by another span"

    def __str__(self) -> str:
        start, end = self.span
        before, behind = self.text[max(0, start - _BEFORE) : start], self.text[end : end + _BEHIND]
        lines = [f"[{self.kind}; {self.shape}] ...{before}>>>{self.text[start:end]}<<<{behind}..."]
        lines += [f"    found: {self.text[slice(*each)]}" for each in self.found]
        return "\n".join(line.replace("\n", " / ") for line in lines)


def misses(files: Iterable[Path]) -> Iterator[Miss]:
    """The missed direct, mixed and indirect spans of the articles of ``files``; of indirect ones those of speech."""
    for path in files:
        for article in rows(path):
            yield from _of_article(article["text"], attributions(article))


def _of_article(text: str, gold: list[Quote]) -> Iterator[Miss]:
    found = [span for statement in extract(text) for span in trimmed(statement.spans, text)]
    hits = pairs([quote.span for quote in gold], found)
    for i, quote in enumerate(gold):
        if i not in hits and quote.speech:
            near = tuple(each for each in found if each[0] < quote.span[1] and quote.span[0] < each[1])
            yield Miss(SPEECH if quote.kind == "indirect" else quote.kind, text, quote.span, near)


def sample(missed: Iterable[Miss], size: int, seed: int) -> list[Miss]:
    """``size`` misses drawn at random, a third of each kind (all of a kind that has fewer)."""
    by_kind = {kind: [each for each in missed if each.kind == kind] for missed in [list(missed)] for kind in KINDS}
    drawing, out = random.Random(seed), []
    for k, kind in enumerate(KINDS):
        share = (size + len(KINDS) - 1 - k) // len(KINDS)
        out += drawing.sample(by_kind[kind], min(share, len(by_kind[kind])))
    return out
