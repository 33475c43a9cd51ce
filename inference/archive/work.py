"""What a worker does with one shard: extract, label, write. The same function in a process here and on a cluster."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from detente.inference.archive.dates import day_of
from detente.inference.archive.durable import sync_folder, write_lines
from detente.inference.archive.shards import Counts, Entry, SetAside, Shard, ShardResult
from detente.inference.engines import EngineName, Precision
from detente.inference.lines import count_abstained
from detente.inference.quotes import extract
from detente.inference.quotes.languages.detection import detected
from detente.inference.records import Line, extracted_line, label_columns
from detente.inference.scorer import load
from detente.model.article import Statement
from detente.model.encoding import ContextMode
from detente.model.prediction import ScoredStatement

DAY = "date_day"
"""The column with the date of an article as a day, where its date names one."""
KINDS = ("statements", "articles", "rejects")


@dataclass(frozen=True)
class Job:
    """What all shards of a run share.

    Args:
        checkpoint: folder of the model, None is the one that comes with detente.
        folder: where the shards are written; it exists.
        min_precision: see :func:`detente.inference.scorer.load`, as for the next two.
        engine: what computes the logits.
        precision: of its products.
    """

    checkpoint: Path | None
    folder: Path
    min_precision: float | None = None
    engine: EngineName = "auto"
    precision: Precision = "float32"


class Work(Protocol):
    """What an executor needs of a worker."""

    def score_shard(self, shard: Shard) -> ShardResult:
        """Score and write a shard."""
        ...

    def try_entry(self, entry: Entry) -> None:
        """Do with one article what scoring does, and write nothing: does it end the process?"""
        ...


StartWork = Callable[[Job], Work]


@dataclass(slots=True)
class _Read:
    """An article with its statements, and what they are labelled with."""

    entry: Entry
    language: str
    statements: list[Statement]
    scored: list[ScoredStatement] = field(default_factory=list)


@dataclass(slots=True)
class ReadShard:
    """A shard whose statements are found and not yet labelled: what goes from extraction to the model.

    Args:
        shard: as it was cut.
        read: the articles by number of their entry.
        failed: reasons by number of the entries that could not be read.
        seconds: that it took.
    """

    shard: Shard
    read: dict[int, _Read]
    failed: dict[int, str]
    seconds: float


def read_shard(shard: Shard, context: ContextMode) -> ReadShard:
    """Find the statements of a shard; needs no model.

    Args:
        shard: as it was cut.
        context: how much of the article the model is to see, from the settings of its checkpoint.
    """
    began = time.monotonic()
    failed = dict(shard.failed)
    read = _read(shard.entries, failed, context)
    return ReadShard(shard, read, failed, time.monotonic() - began)


class ShardWorker:
    """Scores shards with one model, loaded once."""

    def __init__(self, job: Job) -> None:
        self.folder = job.folder
        self.scorer = load(
            job.checkpoint, min_precision=job.min_precision, engine=job.engine, precision=job.precision, threads=1
        )
        self.context = self.scorer.checkpoint.settings.context

    def score_shard(self, shard: Shard) -> ShardResult:
        """Score a shard and see its three files to the disk.

        What cannot be scored is set aside alone. Batches never reach beyond the shard, so the result depends on
        nothing but the shard and the model.

        Raises:
            OSError: the files cannot be written.
        """
        return self.label_shard(read_shard(shard, self.context))

    def label_shard(self, found: ReadShard) -> ShardResult:
        """The second half of :meth:`score_shard`: label what was found in a shard, and write it.

        Raises:
            OSError: the files cannot be written.
        """
        began = time.monotonic()
        shard, failed = found.shard, dict(found.failed)
        read = self._labelled(found.read, failed)
        aside = [*shard.aside, *_set_aside(shard, failed)]
        rows = {
            "statements": (line for one in read.values() for line in self._statement_lines(one)),
            "articles": (
                _article_line(entry, read.get(number))
                for number, entry in enumerate(shard.entries)
                if number not in failed
            ),
            "rejects": (asdict(one) for one in aside),
        }
        files = {kind: write_lines(shard_file(self.folder, shard.number, kind), rows[kind]) for kind in KINDS}
        sync_folder(self.folder)
        counts = _counts(shard, read, failed)
        seconds = round(found.seconds + time.monotonic() - began, 3)
        return ShardResult(shard.number, shard.start, shard.after, shard.last, shard.read, counts, files, seconds)

    def try_entry(self, entry: Entry) -> None:
        """Extract and label one article; what it raises is of no interest here."""
        failed: dict[int, str] = {}
        self._labelled(_read([entry], failed, self.context), failed)

    def _labelled(self, read: dict[int, _Read], failed: dict[int, str]) -> dict[int, _Read]:
        """Label all statements of the shard together; where that fails, find the article that it fails on."""
        try:
            self._label(read.values())
        except Exception:
            for number, one in list(read.items()):
                try:
                    self._label([one])
                except Exception as error:
                    failed[number] = f"scoring failed: {type(error).__name__}: {error}"
                    del read[number]
            self._label(read.values())
        return read

    def _label(self, read: Iterable[_Read]) -> None:
        together = list(read)
        labelled = iter(self.scorer.classify(statement for one in together for statement in one.statements))
        for one in together:
            one.scored = [next(labelled) for _ in one.statements]

    def _statement_lines(self, one: _Read) -> Iterable[Line]:
        day = _day(one.entry)
        for scored in one.scored:
            yield {
                **extracted_line(one.entry.article, scored.statement),
                **label_columns(scored.predictions, self.scorer.model),
                DAY: day,
                "context": scored.statement.context,
            }


def _read(entries: Sequence[Entry], failed: dict[int, str], context: ContextMode) -> dict[int, _Read]:
    read = {}
    for number, entry in enumerate(entries):
        if entry.duplicate_of is not None or number in failed:
            continue
        try:
            language = detected(entry.article.text)
            statements = extract(entry.article, context=context, language=language)
            read[number] = _Read(entry, language, statements)
        except Exception as error:  # one bad article must not end a long run
            failed[number] = f"extraction failed: {type(error).__name__}: {error}"
    return read


def shard_file(folder: Path, number: int, kind: str) -> Path:
    """The file of a shard with its ``statements``, ``articles`` or ``rejects``."""
    return folder / f"{number:08d}.{kind}.jsonl.zst"


def _set_aside(shard: Shard, failed: Mapping[int, str]) -> Sequence[SetAside]:
    entries = ((shard.entries[number], reason) for number, reason in sorted(failed.items()))
    return [SetAside(entry.place, reason, entry.article.id) for entry, reason in entries]


def _article_line(entry: Entry, read: _Read | None) -> Line:
    article = entry.article
    return {
        "article_id": article.id,
        "title": article.title,
        "date": article.date,
        DAY: _day(entry),
        "source": article.source,
        "url": article.url,
        "place": entry.place,
        "characters": entry.characters,
        "content_hash": entry.content_hash,
        "duplicate_of": entry.duplicate_of,
        "statements": None if read is None else len(read.statements),
        "language": None if read is None else read.language,
    }


def _day(entry: Entry) -> str | None:
    day = day_of(entry.article.date)
    return None if day is None else day.isoformat()


def _counts(shard: Shard, read: Mapping[int, _Read], failed: Mapping[int, str]) -> Counts:
    abstained: Counter[str] = Counter()
    for scored in (each for one in read.values() for each in one.scored):
        count_abstained(abstained, scored.predictions)
    return Counts(
        articles=len(shard.entries) - len(failed),
        duplicates=sum(entry.duplicate_of is not None for entry in shard.entries),
        silent=sum(not one.statements for one in read.values()),
        statements=sum(len(one.statements) for one in read.values()),
        rejected=len(shard.aside) + len(failed),
        characters=sum(entry.characters for entry in shard.entries),
        abstained=abstained,
    )
