"""Runs over web pages, which processes of their own read."""

import signal
import sys
from pathlib import Path

import pytest
from stopped_commands import exit_code, exit_code_when_stopped

from detente.inference.archive import run
from detente.inference.archive.ahead import InTurn
from detente.inference.archive.pages import PageProcesses

PARAGRAPH = (
    "The minister of port {n} met the envoy in the old customs house and spoke with her of the ferry for an hour. "
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Nine web pages, of which one is a copy and one empty, and a text."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(9):
        said = (
            f'"We will open harbour number {n} in June," Minister Ada Brandt told reporters. '
            + PARAGRAPH.format(n=n) * 4
        )
        body = "" if n == 4 else f"<article><h1>Talks {n}</h1><p>{said}</p></article>"
        (folder / f"{n}.html").write_text(f"<!DOCTYPE html><html><body>{body}</body></html>", encoding="utf-8")
    (folder / "8.html").write_bytes((folder / "2.html").read_bytes())
    (folder / "5.txt").write_text('"We will wait," Envoy Ivo Castel said.', encoding="utf-8")
    return folder


def test_pages_are_scored_as_if_they_were_read_in_turn(pages, score, made, tmp_path, monkeypatch):
    counts = score([pages], tmp_path / "apart")
    assert (counts.articles, counts.duplicates, counts.rejected) == (9, 1, 1)
    monkeypatch.setattr(PageProcesses, "begin", lambda self, unread: InTurn(unread))
    score([pages], tmp_path / "in-turn")
    assert made(tmp_path / "apart") == made(tmp_path / "in-turn")


def test_no_more_pages_are_read_at_once_than_there_are_cores(pages, score, tmp_path, monkeypatch):
    asked: list[int] = []

    class Counted(PageProcesses):
        def __init__(self, processes: int) -> None:
            asked.append(processes)
            super().__init__(processes)

    monkeypatch.setattr(run, "PageProcesses", Counted)
    monkeypatch.setattr(run, "cores", lambda: 2)
    score([pages], tmp_path / "many", jobs=100)
    score([pages], tmp_path / "one", jobs=1)
    assert asked == [2, 1]


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_stopped_command_leaves_no_page_process_and_goes_on(
    stop, code, pages, tiny_checkpoint, score, made, tmp_path
):
    output = tmp_path / "out"
    command = [sys.executable, "-m", "detente", "score", pages, "-o", output, "--model", tiny_checkpoint, "--jobs", "1"]
    # By then the first page is on its way, and a process starts for it.
    assert exit_code_when_stopped(command, output, stop, pause=0.5) == code
    assert exit_code(command) == 1
    score([pages], tmp_path / "whole")
    assert made(output) == made(tmp_path / "whole")
