"""What a plain stream of articles gives of files that a test writes."""

import json
from pathlib import Path

from detente.inference.archive.stream import read_articles
from detente.inference.reading import Rejected


def read(*inputs):
    rejected: list[Rejected] = []
    return list(read_articles([str(each) for each in inputs], rejected.append)), rejected


def file(path: Path, content: str | bytes = "Nothing was said.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def jsonl(path: Path, *rows) -> Path:
    return file(path, "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


def only_reason(rejected):
    (one,) = rejected
    return one.reason
