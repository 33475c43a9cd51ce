"""Work that fails in a process of its own, which has to be able to import it."""

import os
import signal
import time
from dataclasses import dataclass

from detente.inference.archive.shards import Counts, ShardResult
from detente.inference.archive.work import Job
from detente.model.article import Article
from detente.model.errors import CheckpointError, InputError

DIES, DIES_ONCE, CANNOT_WRITE = "dies", "dies once", "cannot write"


@dataclass
class FragileWork:
    """Work that ends its process where a text says so."""

    job: Job

    def score_shard(self, shard):
        texts = [entry.article.text for number, entry in enumerate(shard.entries) if number not in shard.failed]
        marker = self.job.folder / f"shard-{shard.number}"
        if DIES_ONCE in texts and not marker.exists():
            marker.touch()
            os._exit(5)
        if CANNOT_WRITE in texts:
            raise OSError(28, "No space left on device", "some/place")
        for text in texts:
            self.try_text(text)
        counts = Counts(articles=len(texts), rejected=len(shard.failed))
        return ShardResult(shard.number, shard.start, shard.after, False, 0, counts, dict(shard.failed), 0.0)

    def try_entry(self, entry):
        self.try_text(entry.article.text)

    def try_text(self, text):
        if text == DIES:
            os.kill(os.getpid(), signal.SIGKILL)


def no_model(job):
    raise CheckpointError("model: damaged")


def dead(job):
    os._exit(4)


@dataclass
class TogetherTooMuch(FragileWork):
    """Work that no shard survives, but each article alone."""

    def score_shard(self, shard):
        os._exit(9)


@dataclass(frozen=True)
class FragilePage:
    """Bytes that do something to the process that reads them."""

    what: str
    size: int = 1

    def article(self) -> Article:
        if self.what == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "damaged":
            raise InputError("nothing to read")
        if self.what == "slow":
            time.sleep(1)
        return Article("", self.what)
