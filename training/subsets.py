"""Nested parts of the training statements, taken by whole groups, for a learning curve."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from detente.training.labelled import LabelledStatement


def nested_subset(rows: Sequence[LabelledStatement], share: float, seed: int) -> tuple[LabelledStatement, ...]:
    """The rows of the first groups that together hold ``share`` of all labelled rows.

    Groups stand in the order of a hash of the seed and their name: the subset of a larger share contains that of a
    smaller one, rows of one group stay together, and a group added to the data does not reorder the others.

    Args:
        rows: statements of the training part; those without any label do not count towards the share.
        share: above 0, at most 1; at 1 all rows are taken.
        seed: another seed, another order.

    Returns:
        the rows in their own order.
    """
    if share >= 1:
        return tuple(rows)
    labelled = Counter(row.group for row in rows if row.labels)
    wanted, kept, found = share * labelled.total(), set[str](), 0
    for group in sorted(labelled, key=lambda name: _place(name, seed)):
        if found >= wanted:
            break
        kept.add(group)
        found += labelled[group]
    return tuple(row for row in rows if row.group in kept)


def _place(group: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{group}".encode(errors="surrogatepass")).digest()
