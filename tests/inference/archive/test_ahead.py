"""Pages read in processes of their own: the same articles and rejections in the same order, whatever happens there."""

import signal
from pathlib import Path

import pytest
from fragile_work import FragilePage

from detente.inference.archive import ahead
from detente.inference.archive.ahead import Position, Record, in_order
from detente.inference.archive.documents import Candidate
from detente.inference.archive.pages import PageProcesses
from detente.inference.archive.sources import read_archive
from detente.inference.reading import Rejected
from detente.model.article import Article
from detente.model.errors import InputError

PAGE = """<html><head><title>Talks {n}</title></head><body><article><p>{text}</p></article></body></html>"""
TEXT = "The envoy number {n} said on Monday that the talks would go on in the winter and that nobody had left. " * 6


class Waits:
    """An article that is done when it is told to be."""

    def __init__(self, size: int = 0, *, ready: bool = False) -> None:
        self.size, self.ready = size, ready

    def done(self) -> bool:
        return self.ready

    def article(self) -> Article:
        return Article("", "text")


def record(begun: Waits) -> Record:
    return Record(Candidate("place", begun.article), Position(0, 0), 0, begun)


def pulled(records, taken):
    for each in records:
        taken.append(each)
        yield each


def test_nothing_is_read_ahead_of_what_is_done():
    taken: list[object] = []
    records = in_order(pulled([Rejected("a", "b"), record(Waits(ready=True)), record(Waits(ready=True))], taken))
    for count in (1, 2, 3):
        next(records)
        assert len(taken) == count


def test_more_are_begun_while_the_first_is_waited_for_up_to_a_limit():
    given, taken = [record(Waits()) for _ in range(200)], []
    records = in_order(pulled(given, taken))
    assert next(records) is given[0]
    assert len(taken) == ahead.AHEAD + 1
    assert list(records) == given[1:]


def test_large_ones_are_not_held():
    given, taken = [record(Waits(ahead.AHEAD_BYTES)) for _ in range(9)], []
    records = in_order(pulled(given, taken))
    assert next(records) is given[0]
    assert len(taken) == 2
    assert list(records) == given[1:]


def test_the_same_articles_in_the_same_order_as_without_processes(tmp_path: Path):
    for n in range(12):
        name, text = (f"{n:02}.html", PAGE.format(n=n, text=TEXT.format(n=n))) if n % 3 else (f"{n:02}.txt", TEXT)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "05.html").write_text("<html><body></body></html>", encoding="utf-8")
    (tmp_path / "06.txt").write_text("", encoding="utf-8")

    def events(**options) -> list[object]:
        found: list[object] = []
        for located in read_archive([str(tmp_path), str(tmp_path / "gone.txt")], found.append, **options):
            found.append(located)
        return found

    with PageProcesses(2) as pages:
        apart = events(begin=pages.begin)
        rest = events(begin=pages.begin, start=Position(4, 0))
    assert apart == events()
    assert rest == events(start=Position(4, 0))
    assert [type(each).__name__ for each in apart].count("Located") == 10


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process as Unix does")
def test_a_page_that_ends_its_process_is_set_aside_alone():
    with PageProcesses(2) as pages:
        begun = [
            pages.begin(FragilePage(what)) for what in ("one", "killed", "two", "damaged", "three", "killed", "four")
        ]
        found = []
        for each in begun:
            try:
                found.append(each.article().text)
            except InputError as error:
                found.append(str(error))
        # More of them work afterwards.
        assert pages.begin(FragilePage("five")).article().text == "five"
    ended = "reading it ended the process that did: out of memory?"
    assert found == ["one", ended, "two", "nothing to read", "three", ended, "four"]


def test_no_process_is_started_without_a_page_and_none_is_left():
    with PageProcesses(1) as pages:
        assert pages.pool is None
        begun = pages.begin(FragilePage("slow"))
        assert not begun.done()
        assert begun.article().text == "slow"
    assert pages.pool is None
