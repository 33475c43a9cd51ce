"""The corpus that comes with detente: invented, whole, and good enough to train on."""

import json
import re
from collections import Counter, defaultdict
from importlib.resources import files

import pytest

from detente.training.checks import check, rare_labels
from detente.training.config import load_config
from detente.training.corpus import PARTS, read_corpus
from detente.training.labelled import Problems

DATA = files("detente.training") / "data"
ARTICLES = [json.loads(line) for line in (DATA / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
EXAMPLES = sorted(path.name for path in (DATA / "examples").iterdir() if path.name.endswith(".txt"))
STATEMENTS = [one for article in ARTICLES for one in article["statements"]]
LONGEST_REPEAT = 6


@pytest.fixture(scope="module")
def config():
    return load_config("minilm")


def test_its_size():
    assert len(ARTICLES) >= 60
    assert len(STATEMENTS) >= 420
    assert len({article["id"] for article in ARTICLES}) == len(ARTICLES)


def test_every_cell_of_the_default_labels_has_a_statement(config):
    cells = Counter((one["stance"], one["topic"]) for one in STATEMENTS)
    labels = config.settings.labels
    assert set(cells) == {(stance, topic) for stance in labels["stance"] for topic in labels["topic"]}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_an_article_is_invented_and_its_offsets_resolve(article):
    assert article["invented"] is True
    text = article["text"]
    for one in article["statements"]:
        assert one["text"] == " ".join(text[start:end] for start, end in one["spans"])
        assert all(text[start:end] == text[start:end].strip() for start, end in one["spans"])
        if one["mention_span"]:
            assert one["mention"] == text[slice(*one["mention_span"])]
        for name in (one["speaker"] or "").split("; "):
            assert name in text


def test_no_wording_repeats_itself():
    found: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, one in enumerate(STATEMENTS):
        words = re.findall(r"\w+", one["text"].lower())
        for start in range(len(words) - LONGEST_REPEAT + 1):
            found[tuple(words[start : start + LONGEST_REPEAT])].add(number)
    assert {" ".join(words): len(where) for words, where in found.items() if len(where) > 4} == {}


def test_the_default_config_finds_nothing_wrong_with_it(config):
    problems = Problems()
    corpus = read_corpus(config, problems)
    check(corpus, problems)
    assert problems.found == []
    assert rare_labels(corpus, config.settings.label_schema, config.settings.data.min_examples) == []
    assert sum(len(corpus.parts[part]) for part in PARTS) == len(STATEMENTS)
    shares = {part: len(corpus.parts[part]) / len(STATEMENTS) for part in PARTS}
    assert 0.5 < shares["train"] < 0.8
    assert min(shares.values()) > 0.08


def test_there_are_five_examples():
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_that_it_is_invented_and_is_not_in_the_corpus(name):
    text = (DATA / "examples" / name).read_text(encoding="utf-8")
    assert text.rstrip("\n").endswith("(This article is invented.)")
    assert text not in {article["text"] for article in ARTICLES}
