"""Processes that read web pages, which takes longer than all else that reading an archive does."""

import multiprocessing
import signal
import threading
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from detente.inference.archive.ahead import Begun
from detente.inference.archive.documents import Unread
from detente.inference.archive.processes import end_with_parent
from detente.model.article import Article
from detente.model.errors import InputError


class PageProcesses:
    """Makes articles of pages in processes of this machine. A context: the processes end with it.

    They are started when they are first needed. A page during which a process dies is tried once more, then alone; if
    that ends a process too, it is no article.

    Args:
        processes: how many at most.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def begin(self, unread: Unread) -> Begun:
        """Begin to make an article; few are to be begun before the first of them is taken."""
        return _Sent(self, unread, self.send(unread), self.pool)

    def send(self, unread: Unread) -> Future[Article]:
        """The article to come."""
        if self.pool is None:
            self.pool = ProcessPoolExecutor(self.processes, multiprocessing.get_context("spawn"), _prepare)
        try:
            return self.pool.submit(read, unread)
        except BrokenProcessPool as error:
            broken: Future[Article] = Future()
            broken.set_exception(error)
            return broken

    def again(self, unread: Unread, pool: ProcessPoolExecutor | None) -> Article:
        """The article of a page that was with ``pool`` when a process of it died.

        Raises:
            InputError: it is none, or ends the process that reads it.
        """
        if self.pool is pool:
            self.end()
        try:
            return self.send(unread).result()
        except BrokenProcessPool:
            # Perhaps another page did it: now there is none.
            self.end()
        try:
            return self.send(unread).result()
        except BrokenProcessPool:
            self.end()
            raise InputError("reading it ended the process that did: out of memory?") from None

    def end(self) -> None:
        """End the processes; the next page starts others."""
        if self.pool is not None:
            self.pool.shutdown(wait=False, cancel_futures=True)
            self.pool = None


@dataclass(frozen=True, slots=True)
class _Sent:
    processes: PageProcesses
    unread: Unread
    future: Future[Article]
    pool: ProcessPoolExecutor | None

    @property
    def size(self) -> int:
        return self.unread.size

    def done(self) -> bool:
        return self.future.done()

    def article(self) -> Article:
        try:
            return self.future.result()
        except (BrokenProcessPool, CancelledError):
            return self.processes.again(self.unread, self.pool)


def read(unread: Unread) -> Article:
    """What a process does with a page."""
    return unread.article()


def _prepare() -> None:
    # An interrupt from the keyboard reaches all processes; the first one sees to the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
