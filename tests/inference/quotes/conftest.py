from collections.abc import Callable

import pytest

from detente.inference.quotes import extract
from detente.model.article import words_of

Found = list[tuple[str, list[str], str | None]]


@pytest.fixture(scope="session")
def found() -> Callable[[str], Found]:
    """What a text has of statements: of each its kind, the words of its spans and its mention."""

    def of(text: str) -> Found:
        return [(s.kind, [words_of(text, [span]) for span in s.spans], s.mention) for s in extract(text)]

    return of
