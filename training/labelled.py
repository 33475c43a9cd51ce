"""A labelled statement, and the list of what is wrong with labelled data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.model.article import Statement
from detente.model.errors import DataError


@dataclass(frozen=True, slots=True)
class LabelledStatement:
    """A statement to learn from or to be measured on.

    Args:
        statement: what the network reads.
        labels: the answer to each task that the row answers; a task may be missing.
        group: rows of one group (an article) never stand in different parts.
        where: ``file:line``.
        split: the part that the data themselves assign, if any.
    """

    statement: Statement
    labels: Mapping[str, str]
    group: str
    where: str
    split: str | None = None


@dataclass(slots=True)
class Problems:
    """What is wrong with the data, each with its place; collected so that all are seen at once."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note one problem."""
        self.found.append(f"{where}: {what}")

    def refuse(self) -> None:
        """Raise a DataError that lists all problems, if there are any."""
        if self.found:
            count = f"{len(self.found)} problem{'s' if len(self.found) > 1 else ''} in the data"
            raise DataError(f"{count}:\n" + "\n".join(f"  {problem}" for problem in self.found))
