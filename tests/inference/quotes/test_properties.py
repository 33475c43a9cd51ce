"""Whatever the text: no exception, and statements that hold what their type promises."""

import json
import subprocess
import sys
import time
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.inference.quotes import extract, with_context
from detente.model.article import KINDS, Article, words_of

MARKS = "\"'“”„‟«»‹›‘’‚‛`＂❝❞"
CORPUS = Path(__file__).resolve().parents[3] / "training" / "data" / "articles.jsonl"
WORDS = (
    "Lind",
    "Karin Lind",
    "said",
    "told reporters",
    "that",
    "the port is open",
    "according to",
    "she",
    "the envoy",
    "and",
    "called it",
    "adding",
    "who",
    "Q:",
    "Keywords:",
    "LUND, May 3 (Wire) -- ",
    "was quoted as saying",
    "will say",
    "in her words",
    "promised to close it",
    "urged the board to sell",
    "his insistence that",
    "expressed the hope that",
    ", but Orlov said",
    "was shut",
    "as",
    "according to a paper",
    "(",
    ")",
    "of",
    "''",
    "\n",
    "\n\n",
    *MARKS,
    *".,:;?!—-",
)


def check(text):
    article = Article("x", text)
    found = extract(article)
    assert article.text == text
    assert [s.index for s in found] == list(range(len(found)))
    taken = []
    for s in found:
        assert s.spans
        assert s.text == words_of(text, s.spans)
        assert s.text
        assert s.kind in KINDS
        if s.mention_span is not None:
            assert s.mention == text[slice(*s.mention_span)]
        assert s.context is not None
        assert s.context in text
        assert all(piece in s.context for piece in s.pieces)
        taken.extend(s.spans)
    assert all(0 <= a < b <= len(text) for a, b in taken)
    assert taken == sorted(taken)
    assert all(a[1] <= b[0] for a, b in pairwise(taken))
    assert extract(article) == found
    return found


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text(text):
    check(text)


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_code_point_even_surrogates(text):
    check(text)


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.booleans())
@settings(max_examples=500, deadline=None)
def test_text_of_the_words_that_matter(words, glued):
    check(("" if glued else " ").join(words))


ARTICLE = """Ferry row divides harbor towns

LUND, May 3, 2011 (North Wire) - The ferry will sail, "come what may", the harbor office said.

"Nobody stops this ship," said Karin Lind, the office's director. "It has sailed since 1901."

Pavel Orlov told reporters that the fog was 'no excuse' and called the ferry "a toy". According to him, "it sinks."
"""


@given(st.lists(st.tuples(st.integers(0, len(ARTICLE) - 1), st.sampled_from([*MARKS, "", "\n", ". "])), max_size=12))
@settings(max_examples=200, deadline=None)
def test_article_with_its_marks_lost_doubled_and_swapped(edits):
    characters = list(ARTICLE)
    for at, mark in edits:
        characters[at] = mark
    check("".join(characters))


@cache
def corpus():
    """Every eighth article of the bundled corpus; all are invented."""
    return [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()[::8]]


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_articles_of_the_corpus_with_marks_lost_doubled_and_swapped(data):
    text = data.draw(st.sampled_from(corpus()))
    characters = list(text)
    places = [i for i, c in enumerate(text) if c in MARKS] or [0]
    change = st.sampled_from([lambda c: "", lambda c: c * 2, *(lambda c, m=m: m for m in MARKS), lambda c: c + "\n"])
    for at in data.draw(st.lists(st.sampled_from(places), max_size=20)):
        characters[at] = data.draw(change)(characters[at])
    check("".join(characters))


@pytest.mark.parametrize("mark", ["", *MARKS])
def test_an_article_with_all_its_marks_swapped_for_one(mark):
    for text in corpus()[:6]:
        check(text.translate(dict.fromkeys(map(ord, MARKS), mark)))


@pytest.mark.parametrize("mark", MARKS)
def test_any_mark_at_any_place(mark):
    for at in range(0, len(ARTICLE), 7):
        check(ARTICLE[:at] + mark + ARTICLE[at:])


HOSTILE = {
    "marks": '"' * 40_000,
    "curly": "“" * 40_000,
    "pairs": '"a b c." ' * 8_000,
    "said": "said " * 20_000,
    "said inside one sentence": ('"a b" he said ' * 8_000),
    "dots": "." * 50_000 + "x",
    "capitals": "Lind " * 20_000 + '"We go," he said.',
    "names": " ".join(f"Kar{i} Lind{i}" for i in range(8_000)) + ' said, "Go."',
    "commas": "a, " * 30_000 + '"b c d," said Lind.',
    "brackets": "(" * 40_000 + '"b c d," said Lind.',
    "newlines": '"\n' * 20_000,
    "one word": "x" * 200_000,
    "nul": '\0"\0 \0 \0"\0 said\0' * 3_000,
    "labels": "Lind: go on.\n" * 5_000,
    "articles": "the " * 30_000 + '"b c," he said.',
    "spaces": " " * 100_000 + '"a b c d."',
    "statements": 'Karin Lind said, "We go." ' * 4_000,
    "people": "".join(f'"We go," said Kar{i} Lind{i}. ' for i in range(3_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_quick(text):
    started = time.process_time()
    extract(text)
    assert time.process_time() - started < 3.0


def test_time_grows_with_the_length():
    def seconds(copies):
        text = ARTICLE * copies
        started = time.process_time()
        extract(text)
        return time.process_time() - started

    seconds(4)
    short, long = seconds(20), seconds(160)
    assert long < 8 * short * 3 + 0.2


def test_statements_of_one_long_paragraph_share_their_context():
    found = extract('Karin Lind said, "We go." The rain fell on the town. ' * 300)
    assert len(found) == 300
    assert len({id(s.context) for s in found}) == 1
    assert with_context("", [], "turn") == []


def test_import_loads_nothing_heavy():
    code = (
        "import sys, detente.inference.quotes\n"
        "print([m for m in ('lemminflect', 'torch', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
