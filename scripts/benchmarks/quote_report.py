"""The report on extraction: the project's own corpus, and attributions annotated elsewhere if a file is given."""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from benchmarks.quote_scores import ALL, CAUSES, ROWS, SPEECH, Quote, QuoteScores, is_speech, trimmed
from detente.inference.quotes import extract
from detente.model.errors import InputError

Row = dict[str, Any]


def corpus_quotes(article: Row) -> list[Quote]:
    """The annotated spans of an article of the project's corpus."""
    return [
        Quote(span, s["kind"], True, _sources(s), s.get("speaker") or "", s["framing"])
        for s in article["statements"]
        for span in trimmed([(a, b) for a, b in s["spans"]], article["text"])
    ]


def _sources(statement: Row) -> tuple[tuple[int, int], ...]:
    at = statement.get("mention_span")
    return ((at[0], at[1]),) if at else ()


def attributions(article: Row) -> list[Quote]:
    """The annotated spans of an article with ``quotes``: spans, type, source and cue (PolNeAR in JSONL)."""
    text, out = article["text"], []
    for quote in article["quotes"]:
        cue = " ".join(text[a:b] for a, b in quote["cue"])
        speech = quote["type"] != "indirect" or is_speech(cue)
        sources = tuple((a, b) for a, b in quote["source"])
        out += [Quote(span, quote["type"], speech, sources) for span in trimmed(map(tuple, quote["spans"]), text)]
    return out


def rows(path: Path) -> Iterator[Row]:
    """The articles of a JSONL file, gzipped or not.

    Raises:
        InputError: a line is no JSON object with a text.
    """
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                row["text"] = str(row["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{path}:{number}: expected a JSON object with a text, found {line[:60]!r}") from error
            yield row


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def corpus_scores(path: Path) -> QuoteScores:
    """Extract from each article of the corpus and compare."""
    scores = QuoteScores()
    for article in rows(path):
        scores.add(article["text"], corpus_quotes(article), extract(article["text"], context="none"))
    return scores


def attribution_scores(path: Path) -> QuoteScores:
    """The same for a file of annotated attributions.

    Raises:
        InputError: an article without ``quotes``.
    """
    scores = QuoteScores()
    for number, article in enumerate(rows(path), 1):
        if not isinstance(article.get("quotes"), list):
            raise InputError(f"{path}: article {number}: expected quotes, a list, found {article.get('quotes')!r}")
        scores.add(article["text"], attributions(article), extract(article["text"], context="none"))
    return scores


def report(corpus: Path, polnear: Path | None, *, command: str) -> str:
    """The page in Markdown."""
    ours = corpus_scores(corpus)
    parts = [_HEAD.format(command=command), _CORPUS, _corpus_table(ours), _misses(ours)]
    if polnear is not None:
        parts += [_POLNEAR, _polnear_table(theirs := attribution_scores(polnear)), _misses(theirs)]
    return "\n".join(parts)


def _corpus_table(scores: QuoteScores) -> str:
    names = ("gold", "predicted", "P", "R", "F1", "exact", "kind", "mention", "speaker", "framing")
    return _table(
        names, [(row, *_figures(scores, row), *_told(scores, row, "kind")) for row in ROWS if row != SPEECH]
    ) + _framings(scores)


def _misses(scores: QuoteScores) -> str:
    body = [
        (row, *(f"{scores.counts[row, cause]:,}" for cause in CAUSES)) for row in ROWS if scores.counts[row, "gold"]
    ]
    return _MISSES + "\n" + _table(CAUSES, body)


def _told(scores: QuoteScores, row: str, *extra: str) -> list[str]:
    return [
        *(_number(scores.share(row, what, "found")) for what in extra),
        _number(scores.share(row, "mentions", "sources")),
        _number(scores.share(row, "named", "speakers")),
        _number(scores.share(row, "framed", "framings")),
    ]


def _framings(scores: QuoteScores) -> str:
    return f"\nFraming is right in {_number(scores.share(ALL, 'framed', 'framings'))} of the spans found.\n"


def _polnear_table(scores: QuoteScores) -> str:
    names = ("gold", "predicted", "P", "R", "F1", "exact", "mention")
    return _table(
        names, [(row, *_figures(scores, row), _number(scores.share(row, "mentions", "sources"))) for row in ROWS]
    )


def _figures(scores: QuoteScores, row: str) -> list[str]:
    predicted = "indirect" if row == SPEECH else row
    return [
        f"{scores.counts[row, 'gold']:,}",
        f"{scores.counts[predicted, 'predicted']:,}",
        _number(scores.precision(row)),
        _number(scores.recall(row)),
        _number(scores.f1(row)),
        _number(scores.share(row, "exact", "gold")),
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _table(names: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    lines = [f"| kind | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(cells)} |" for cells in body), ""])


_HEAD = """# Extraction

Printed by `{command}`.

A span is found if its overlap (Jaccard, in code points, without the punctuation around it) with an annotated span is
at least a half. P is the share of the extracted spans of a kind that hit any annotated span, R the share of the
annotated spans that were hit, exact those with the same ends. Of the spans found: kind, mention, speaker and framing
are the share in which each is right; the speaker is the canonical name, or none for somebody without a name.
"""
_MISSES = """Spans missed, by what was extracted at their place: nothing; a span of a statement whose spans are joined
for the comparison because only marks keep them apart (a reported clause and the quotation behind it are one turn); a
longer one; a shorter one; one that is shifted.
"""
_CORPUS = "## The bundled corpus\n"
_POLNEAR = """## PolNeAR

News articles with every attribution annotated (Newell et al., LREC 2018), which are not part of the project. `indirect`
holds thoughts, plans and polls too; `indirect (speech)` those whose cue has a verb of saying.
"""
