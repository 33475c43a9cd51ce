"""Stand-in until the readers are merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.inference.reading import Reject, Rejected, read_articles
from detente.model.article import Article


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an article stands."""

    source: int
    record: int


@dataclass(frozen=True, slots=True)
class Source:
    """One input."""

    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Located:
    """An article and where it stands."""

    article: Article
    position: Position
    place: str
    other_ids: tuple[str, ...] = ()


def list_sources(inputs: Sequence[str], rejected: Reject) -> Iterator[Source]:
    """The files."""
    for each in inputs:
        path = Path(each)
        if path.is_dir():
            yield from (Source(str(one), one.stat().st_size) for one in sorted(path.rglob("*")) if one.is_file())
        elif path.is_file():
            yield Source(each, path.stat().st_size)
        else:
            rejected(Rejected(each, "no such file or folder"))


def read_archive(
    inputs: Sequence[str],
    rejected: Reject,
    *,
    start: Position | None = None,
    fields: Mapping[str, str] | None = None,
) -> Iterator[Located]:
    """The articles."""
    first = start or Position(0, 0)
    for number, source in enumerate(list_sources(inputs, rejected)):
        if number < first.source:
            continue
        aside: list[Rejected] = []
        for record, article in enumerate(read_articles([source.name], aside.append)):
            position = Position(number, record)
            if position >= first:
                yield Located(article, position, source.name)
        for each in aside:
            rejected(each)


def open_source(name):
    return Path(name).open("rb")
