"""The example at the end of each help page. A test runs every line that begins with "$ "."""


def _page(*lines: str) -> str:
    # \b keeps click from filling the lines into a paragraph.
    return "\b\nExample:\n" + "\n".join(f"  $ {line}" for line in lines)


EXAMPLES = {
    "detente": _page("detente extract article.txt"),
    "train": _page("detente train minilm --training.epochs 1 -o runs/first"),
    "evaluate": _page("detente evaluate runs/first/best minilm --no-baselines -o runs/first/evaluation"),
    "calibrate": _page("detente calibrate runs/first/best --min-precision 0.9"),
    "validate": _page("detente validate minilm"),
    "curve": _page("detente curve minilm --points 0.05,0.1 --seeds 1 --training.epochs 1 -o runs/first-curve"),
    "tune": _page(
        "detente tune minilm --search space.yaml --trials 2 --training.epochs 1 --encoding.context none -o runs/tuned"
    ),
    "extract": _page("detente extract article.txt -o statements.csv"),
    "score": "\b\nOn a node of a Ray cluster:\n  detente score archive/ -o scored/ --engine ray --address auto\n\n"
    "\b\nInto object storage:\n  detente score archive/ -o s3://bucket/scored/\n\n"
    + _page(
        "detente score article.txt",
        "detente score article.txt --model runs/first/best",
        "detente score --statements ready.jsonl -o labelled.parquet",
        "detente score article.txt --min-precision 0.9 -o sure.csv",
        "detente score article.txt -o scored/ --format parquet,csv",
        "detente score article.txt --engine torch",
    ),
    "export": _page("detente export runs/first/best"),
    "configs": _page("detente configs", "detente configs show minilm"),
    "configs show": _page("detente configs show minilm --training.epochs 3"),
}
