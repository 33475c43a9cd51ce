"""Exit 0 if the run folder holds a finished run of this config on today's corpus: up_to_date.py RUN CONFIG."""

import json
import sys
from pathlib import Path

from detente.training.config import load_config
from detente.training.corpus import read_corpus
from detente.training.labelled import Problems
from detente.training.run import CONFIG, DATA, differences


def up_to_date(run: Path, name: str) -> bool:
    if not (run / "evaluation" / "table.txt").is_file():
        return False
    config = load_config(name)
    before = load_config(run / CONFIG).settings.model_dump()
    same_corpus = json.loads((run / DATA).read_text(encoding="utf-8"))["corpus"] == read_corpus(config, Problems()).hash
    return same_corpus and not differences(before, config.settings.model_dump())


if __name__ == "__main__":
    sys.exit(not up_to_date(Path(sys.argv[1]), sys.argv[2]))
