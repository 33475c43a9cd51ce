"""Trains in a process of its own: ``fit_script.py CONFIG RUN [STEP]``, killed after optimiser step STEP if given."""

import os
import signal
import sys
from pathlib import Path

from detente.training.config import load_config
from detente.training.corpus import read_corpus
from detente.training.fit import fit
from detente.training.keeping import Reporter
from detente.training.labelled import Problems
from detente.training.run import open_run, record


def main() -> None:
    config, run = load_config(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        kill_after(int(sys.argv[3]))
    problems = Problems()
    corpus = read_corpus(config, problems)
    problems.refuse()
    if os.environ.get("RANK", "0") == "0":
        open_run(run, config, corpus, resume=False)
        record(run, config, corpus)
    fit(config, corpus, run)


def kill_after(step: int) -> None:
    original = Reporter.on_step_end

    def on_step_end(self, args, state, control, **kwargs):
        original(self, args, state, control, **kwargs)
        if state.global_step == step:
            os.kill(os.getpid(), signal.SIGKILL)

    Reporter.on_step_end = on_step_end


if __name__ == "__main__":
    main()
