import json
import random
from pathlib import Path

import pytest

from detente.inference.archive.sources import Position, list_sources, read_archive
from detente.inference.reading import Rejected


@pytest.fixture
def archive(tmp_path: Path) -> list[str]:
    """Five sources, with records that are rejected first, last and between, and inputs that are rejected whole."""
    (tmp_path / "in/empty").mkdir(parents=True)
    lines = ["{", *(json.dumps({"text": f"Text {n}."}) for n in range(3)), "3", '{"text": ""}']
    (tmp_path / "in/b.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "in/a.txt").write_text("Alone.", encoding="utf-8")
    (tmp_path / "in/c.txt").write_text("", encoding="utf-8")
    (tmp_path / "z.txt").write_text("Last.", encoding="utf-8")
    names = ["in", "in/empty", "missing.txt", "in/a.txt", "z.txt", "no*thing"]
    return [str(tmp_path / name) for name in names]


def events(inputs, start=None):
    """Articles and rejections, in the order in which they come."""
    found: list[object] = []
    for located in read_archive(inputs, found.append, start=start):
        found.append(located)
    return found


def test_every_article_has_a_position_and_a_place(archive):
    located = [each for each in events(archive) if not isinstance(each, Rejected)]
    assert [(each.position.source, each.position.record) for each in located] == [
        (0, 0),
        (1, 1),
        (1, 2),
        (1, 3),
        (4, 0),
    ]
    assert [Path(each.place).name for each in located] == ["a.txt", *(f"b.jsonl:{n}" for n in (2, 3, 4)), "z.txt"]


def test_going_on_behind_any_article_gives_exactly_the_rest(archive):
    whole = events(archive)
    assert sum(isinstance(each, Rejected) for each in whole) == 8
    for index, each in enumerate(whole):
        if not isinstance(each, Rejected):
            start = Position(each.position.source, each.position.record + 1)
            assert events(archive, start) == whole[index + 1 :]


def test_going_on_opens_no_earlier_source(archive, monkeypatch):
    opened, original = [], Path.open
    monkeypatch.setattr(Path, "open", lambda path, *args: opened.append(path.name) or original(path, *args))
    events(archive, Position(4, 0))
    assert opened == ["z.txt"]


def test_sources_are_listed_with_their_sizes(archive):
    listed = [(Path(each.name).name, each.size) for each in list_sources(archive, lambda _: None)]
    assert [name for name, _ in listed] == ["a.txt", "b.jsonl", "c.txt", "missing.txt", "z.txt"]
    assert [size for _, size in listed][2:] == [0, None, 5]


def test_addresses_are_read_as_paths_are(archive):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe({f"/news/{name}": b"Text of " + name.encode() for name in ("b/2.txt", "a.txt", ".hidden", "b/1.txt")})
    found = events(["memory://news", "memory://news/b/*.txt", "memory://nowhere.txt", "nosuch://a"])
    memory.rm("/news", recursive=True)
    articles = [each for each in found if not isinstance(each, Rejected)]
    assert [each.article.id for each in articles] == ["a", "1", "2"]
    assert [each.place for each in articles] == [
        f"memory://{name}" for name in ("/news/a.txt", "/news/b/1.txt", "/news/b/2.txt")
    ]
    reasons = [each.reason for each in found if isinstance(each, Rejected)]
    assert [reason[:12] for reason in reasons] == ["read before ", "read before ", "no such file", "cannot be li"]


def test_a_glob_is_read_in_order(tmp_path):
    names = [f"{number:02}.txt" for number in range(20)]
    for name in random.Random(5).sample(names, len(names)):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "odd[1].txt").write_text("literal", encoding="utf-8")
    assert [each.article.text for each in events([str(tmp_path / "*.txt")])] == [*names, "literal"]
    assert [each.article.text for each in events([str(tmp_path / "odd[1].txt")])] == ["literal"]
