"""Writing files, and reading them as an archive."""

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.inference.archive.sources import Located, read_archive
from detente.inference.reading import Rejected

Read = Callable[..., tuple[list[Located], list[Rejected]]]


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """A function that writes a file into the test's folder."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def read() -> Read:
    """A function ``(*inputs, **options) -> (located, rejected)``."""

    def all_of(*inputs: object, **options: object) -> tuple[list[Located], list[Rejected]]:
        rejected: list[Rejected] = []
        return list(read_archive([str(each) for each in inputs], rejected.append, **options)), rejected  # type: ignore[arg-type]

    return all_of
