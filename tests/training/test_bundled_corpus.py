"""The corpus that comes with detente: invented, whole, and good enough to train on."""

import json
from collections import Counter
from importlib.resources import files

import pytest

from detente.training.checks import check, counts_table, rare_labels
from detente.training.config import load_config
from detente.training.corpus import PARTS, read_corpus
from detente.training.labelled import Problems
from detente.training.parting import speakers_of
from detente.training.variety import near_duplicates, repeated

DATA = files("detente.training") / "data"
ARTICLES = [json.loads(line) for line in (DATA / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
EXAMPLES = sorted(path.name for path in (DATA / "examples").iterdir() if path.name.endswith(".txt"))
LOOSE = [json.loads(line) for line in (DATA / "statements.jsonl").read_text(encoding="utf-8").splitlines()]
INSIDE = [one for article in ARTICLES for one in article["statements"]]
STATEMENTS = [*INSIDE, *LOOSE]
GENRES = {"news", "speech", "op-ed", "analysis", "interview", "press conference", "communique", "brief", "hearing"}
OFTEN = 4
"""A sequence of six words stands in so many statements at most."""


@pytest.fixture(scope="module")
def config():
    return load_config("minilm")


def test_its_size():
    assert len(ARTICLES) >= 360
    assert len(INSIDE) >= 2700
    assert len(LOOSE) >= 4000
    assert len({article["id"] for article in ARTICLES}) == len(ARTICLES)
    kinds = Counter(one["kind"] for one in INSIDE)
    assert min(kinds["direct"], kinds["mixed"], kinds["indirect"]) >= 500


def test_every_cell_of_the_default_labels_has_a_hundred_statements(config):
    cells = Counter((one["stance"], one["topic"]) for one in INSIDE)
    labels = config.settings.labels
    assert set(cells) == {(stance, topic) for stance in labels["stance"] for topic in labels["topic"]}
    assert min(cells.values()) >= 100


def test_statements_outside_articles_are_of_many_genres_and_years_and_invented():
    assert {one["genre"] for one in LOOSE} >= GENRES
    assert all(one["invented"] is True for one in LOOSE)
    years = {row["date"][:4] for row in (*ARTICLES, *LOOSE)}
    assert years == {str(year) for year in range(2004, 2017)}


def test_many_speakers_and_none_of_the_test_part_is_heard_in_training(config):
    corpus = read_corpus(config, Problems())
    heard = {part: {name for row in corpus.parts[part] for name in speakers_of(row)} for part in PARTS}
    assert len(set().union(*heard.values())) >= 250
    assert heard["test"]
    assert not heard["test"] & heard["train"]


def test_a_second_labelling_of_five_hundred_statements_stands_beside_the_labels():
    second = [json.loads(line) for line in (DATA / "second.jsonl").read_text(encoding="utf-8").splitlines()]
    inside = {f"{article['id']}#{i}": one for article in ARTICLES for i, one in enumerate(article["statements"])}
    labelled = {one["id"]: one for one in LOOSE} | inside
    assert len(second) >= 500
    for row in second:
        assert {task: labelled[row["id"]][task] for task in row["adjudicated"]} == row["adjudicated"]
        assert ("note" in row) == (row["first"] != row["second"])


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
    assert repeated([one["text"] for one in STATEMENTS], more_than=OFTEN) == {}


def test_hardly_a_statement_is_nearly_another():
    pairs = near_duplicates([one["text"] for one in STATEMENTS])
    assert len({later for _, later in pairs}) <= 0.005 * len(STATEMENTS)


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


def test_the_datasheet_shows_what_validate_prints(config):
    corpus = read_corpus(config, Problems())
    datasheet = (DATA / "README.md").read_text(encoding="utf-8")
    assert counts_table(corpus, config.settings.label_schema) in datasheet
    assert f"corpus {corpus.hash}, 0 problems" in datasheet
    assert datasheet.count(corpus.hash) == 2


def test_there_are_five_examples():
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_says_that_it_is_invented_and_is_not_in_the_corpus(name):
    text = (DATA / "examples" / name).read_text(encoding="utf-8")
    assert text.rstrip("\n").endswith("(This article is invented.)")
    assert text not in {article["text"] for article in ARTICLES}
