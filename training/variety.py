"""How varied the statements of a corpus are: word sequences that come back, and near duplicates."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SEQUENCE = 6
"""Words in a sequence that should not come back often."""
SHINGLE = 3
"""Words in the pieces by which two statements are compared."""
ALIKE = 0.6
"""Estimated Jaccard similarity of the pieces from which two statements count as near duplicates."""
PERMUTATIONS = 128


def words_in(text: str) -> list[str]:
    """The words of ``text`` in lower case, without marks."""
    return WORD.findall(text.lower())


def sequences(text: str, length: int) -> Iterator[str]:
    """Every run of ``length`` words, or all words where there are fewer."""
    words = words_in(text)
    for start in range(max(len(words) - length + 1, 1)):
        yield " ".join(words[start : start + length])


def repeated(texts: Sequence[str], *, more_than: int, length: int = SEQUENCE) -> dict[str, int]:
    """The sequences of ``length`` words that stand in more than ``more_than`` texts, most frequent first."""
    counts = Counter(one for text in texts for one in set(sequences(text, length)) if one.count(" ") == length - 1)
    return {one: count for one, count in counts.most_common() if count > more_than}


def near_duplicates(texts: Sequence[str], *, alike: float = ALIKE) -> list[tuple[int, int]]:
    """Pairs of positions whose texts share most of their runs of three words (MinHash, Broder, 1997).

    Candidates come from locality-sensitive hashing, and only those count whose estimated Jaccard similarity, by
    :data:`PERMUTATIONS` permutations, is at least ``alike``.
    """
    index = MinHashLSH(threshold=alike, num_perm=PERMUTATIONS)
    hashes: list[MinHash] = []
    pairs = []
    for position, text in enumerate(texts):
        one = MinHash(num_perm=PERMUTATIONS, seed=1)
        one.update_batch([piece.encode() for piece in set(sequences(text, SHINGLE))])
        pairs += [(other, position) for other in index.query(one) if hashes[other].jaccard(one) >= alike]
        index.insert(position, one)
        hashes.append(one)
    return pairs
