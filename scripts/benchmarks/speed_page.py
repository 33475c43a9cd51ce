"""The page of the speed benchmark, as Markdown."""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.archive_speed import section

Data = Mapping[str, Any]

LIBRARIES = ("torch", "transformers", "openvino", "tokenizers")
NAMES = {"short": "Statements alone", "context": "Statements in context"}


def page(parts: Data, command: str) -> str:
    """The report on the parts that there are."""
    lines = ["# Speed of the engines", "", f"Printed by `{command}` on {machine()}.", ""]
    lines += [f"Versions: {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}.", ""]
    for name in NAMES:
        if name in parts:
            lines += speed_section(NAMES[name], parts[name])
    if "answers" in parts:
        lines += answers_section(parts["answers"])
    if "start" in parts:
        lines += start_section(parts["start"])
    if "archive" in parts:
        lines += section(parts["archive"])
    return "\n".join(lines)


def machine() -> str:
    """The processor and what matters of it."""
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="ascii", errors="replace") if info.is_file() else ""
    fields = dict(line.split(":", 1) for line in text.split("\n\n")[0].splitlines() if ":" in line)
    named = {key.strip(): value.strip() for key, value in fields.items()}
    has = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in named.get("flags", "").split()]
    model = named.get("model name", platform.machine())
    return f"{os.cpu_count()} cores of {model} (family {named.get('cpu family', '?')}; {', '.join(has)})"


def speed_section(title: str, part: Data) -> list[str]:
    """Ratios of one kind of statements."""
    rows = [
        f"| {name} | {row['ratio']:.1f} | {row['share']:.0%} | {row['rate']:,.0f} |"
        for name, row in part["rows"].items()
    ]
    ceiling = 1 / next(iter(part["rows"].values()))["share"]
    return [
        f"## {title}",
        "",
        f"{part['statements']} statements of {part['tokens']:.0f} tokens on average, from text to labels; medians of "
        f"{part['rounds']} alternating rounds. The ratio is formed within a round. The share is that of the operations "
        "that the network needs, without padding, in what a bfloat16 product of two large matrices by torch reached in "
        f"the same round (median {part['peak'] / 1e9:,.0f} thousand million a second). A road that computed at that "
        f"speed all the time would reach a ratio of {ceiling:.1f}. Load average of the machine at "
        f"the end, other work included: {part['load']:.1f}.",
        "",
        "| road | ratio | share of the matrix peak | statements/s |",
        "|---|---:|---:|---:|",
        *rows,
        "",
    ]


def answers_section(part: Data) -> list[str]:
    """How equal the answers are."""
    rows = [
        f"| {name} | {kind} | {row['statements']:,} | {row['equal']:.3%} | {row['difference']:.4f} |"
        for name, kinds in part["rows"].items()
        for kind, row in kinds.items()
    ]
    return [
        "## Answers",
        "",
        f"Compared with `{part['reference']}`, all tasks together: share of equal labels, and the largest difference "
        "of any calibrated probability.",
        "",
        "| road | statements | number | equal labels | largest difference |",
        "|---|---|---:|---:|---:|",
        *rows,
        "",
    ]


def start_section(part: Data) -> list[str]:
    """One article from a cold start."""
    rows = [f"| {name} | {row['seconds']:.2f} | {row['megabytes']:,.0f} |" for name, row in part["rows"].items()]
    return [
        "## One article",
        "",
        "`detente score ONE_ARTICLE` from the start of the process to its end, the exported graph kept from an earlier "
        f"run, float32; medians of {part['rounds']} alternating runs.",
        "",
        "| engine | seconds | peak MB |",
        "|---|---:|---:|",
        *rows,
        "",
    ]
