"""Print labelled lines as readable rows: show_statements.py FILE.jsonl [--note TEXT]."""

import json
import sys
from itertools import groupby
from pathlib import Path
from textwrap import indent, wrap
from typing import Any

WIDTH = 100


def row(line: dict[str, Any]) -> str:
    tasks = [name.removesuffix("_probability") for name in line if name.endswith("_probability")]
    labels = "   ".join(f"{line[task]} ({line[f'{task}_probability']:.2f})" for task in tasks)
    speaker = line["speaker"] or (f"unnamed: {line['mention']}" if line["mention"] else "unnamed")
    framing = "" if line["framing"] == "asserted" else f"   [{line['framing']}]"
    return f"{speaker:<28} {labels}{framing}\n" + indent("\n".join(wrap(line["text"], WIDTH - 4)), "    ")


def main(file: Path, note: str | None) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for article, statements in groupby(lines, key=lambda line: line["article_id"]):
        print(f"\n{article}" + (f" ({note})" if note else ""))
        for line in statements:
            print(row(line))
    print()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3] if "--note" in sys.argv else None)
