"""Exit 0 if the run folder holds a finished run of this config on today's corpus: up_to_date.py RUN CONFIG."""

import sys
from pathlib import Path

from detente.training.config import load_config
from detente.training.corpus import read_corpus
from detente.training.labelled import Problems
from detente.training.run import CONFIG, DATA, outdated


def up_to_date(run: Path, name: str) -> bool:
    if not (run / "evaluation" / "table.txt").is_file():
        return False
    config = load_config(name)
    return not outdated(run / CONFIG, run / DATA, config, read_corpus(config, Problems()))


if __name__ == "__main__":
    sys.exit(not up_to_date(Path(sys.argv[1]), sys.argv[2]))
