"""A corpus: all labelled statements of a config, dealt to train, validation and test by group."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from detente.model.packages import sha256
from detente.training.articles import read_articles
from detente.training.config import Config
from detente.training.labelled import LabelledStatement, Problems
from detente.training.settings import SplitSettings
from detente.training.sources import resolve
from detente.training.tables import read_table

TRAIN, VALIDATION, TEST = PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Corpus:
    """Labelled statements by part.

    Args:
        parts: ``{part: statements}``, in file order.
        hashes: SHA-256 of each file read.
    """

    parts: Mapping[str, tuple[LabelledStatement, ...]]
    hashes: Mapping[str, str]

    @cached_property
    def groups(self) -> dict[str, str]:
        """The part of each group, as recorded in a run folder."""
        return {row.group: part for part in PARTS for row in self.parts[part]}

    @property
    def hash(self) -> str:
        """Hash of the files and of the split, 12 hexadecimal digits."""
        content = json.dumps([sorted(self.hashes.values()), sorted(self.groups.items())])
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def read_corpus(config: Config, problems: Problems) -> Corpus:
    """Read all labelled data of ``config``; what is wrong goes to ``problems``, the rest is returned."""
    data, schema = config.settings.data, config.settings.label_schema
    rows: list[LabelledStatement] = []
    hashes: dict[str, str] = {}
    for source in data.articles:
        path = resolve(source, config.folder)
        rows += read_articles(path, schema, config.settings.encoding.context, problems)
        hashes.update(_hash(source, path))
    for source in data.tables:
        path = resolve(source, config.folder)
        rows += read_table(path, schema, data.columns, problems)
        hashes.update(_hash(source, path))
    return Corpus(deal(rows, data.split, problems), hashes)


def _hash(source: str, path: Path) -> dict[str, str]:
    return {source: sha256(path)} if path.is_file() else {}


def deal(
    rows: Iterable[LabelledStatement], settings: SplitSettings, problems: Problems
) -> dict[str, tuple[LabelledStatement, ...]]:
    """Deal rows to parts: by their own ``split`` where given, else by a hash of seed and group."""
    parts: dict[str, list[LabelledStatement]] = defaultdict(list)
    seen: dict[str, str] = {}
    for row in rows:
        part = row.split or part_of(row.group, settings)
        if part not in PARTS:
            problems.add(row.where, f"split: expected one of {', '.join(PARTS)}, found {part!r}")
            continue
        if seen.setdefault(row.group, part) != part:
            problems.add(
                row.where, f"group {row.group!r} stands in {seen[row.group]} and in {part}; a group has one part"
            )
            continue
        parts[part].append(row)
    return {part: tuple(parts[part]) for part in PARTS}


def part_of(group: str, settings: SplitSettings) -> str:
    """The part of a group: its hash as a number in [0, 1) against the shares. Other groups do not matter."""
    digest = hashlib.sha256(f"{settings.seed}\0{group}".encode(errors="surrogatepass")).digest()
    number = int.from_bytes(digest[:8], "big") / 2**64
    if number < settings.test:
        return TEST
    return VALIDATION if number < settings.test + settings.validation else TRAIN
