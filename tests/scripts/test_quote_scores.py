"""Precision, recall and what is told of the statements found."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.quote_report import attributions, corpus_quotes, report
from benchmarks.quote_scores import Quote, QuoteScores, cause, is_speech, jaccard, pairs, trimmed

from detente.inference.quotes import extract
from detente.model.article import Statement
from detente.model.errors import InputError

TEXT = 'Karin Lind said the port was shut. "It breaks my heart," Pavel Orlov said.'
SCRIPT = Path(__file__).parents[2] / "scripts" / "bench_quotes"


def quote(words, kind, **fields):
    start = TEXT.index(words)
    return Quote((start, start + len(words)), kind, **fields)


def test_spans_are_trimmed_and_joined_over_marks():
    assert trimmed([(15, 35)], TEXT) == [(16, 33)]
    text = '"One." "Two," he said.'
    assert trimmed([(1, 5), (8, 12)], text) == [(1, 11)]
    assert trimmed([(0, 1)], text) == []


def test_overlap():
    assert jaccard((0, 10), (0, 10)) == 1
    assert jaccard((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert jaccard((0, 10), (10, 20)) == 0


def test_each_span_is_used_once():
    assert pairs([(0, 10), (0, 9)], [(0, 10)]) == {0: 0}
    assert pairs([(0, 10)], [(6, 16)]) == {}


def test_a_perfect_article():
    scores = QuoteScores()
    gold = [
        quote("the port was shut", "indirect", speaker="Karin Lind", framing="asserted", sources=((0, 10),)),
        quote("It breaks my heart", "direct", speaker="Pavel Orlov", framing="denied"),
    ]
    scores.add(TEXT, gold, extract(TEXT))
    assert (scores.precision("all"), scores.recall("all"), scores.f1("all")) == (1, 1, 1)
    assert scores.share("all", "named", "speakers") == 1
    assert scores.share("all", "framed", "framings") == 0.5
    assert scores.share("indirect", "mentions", "sources") == 1
    assert scores.recall("mixed") is None


def test_misses_and_false_ones():
    scores = QuoteScores()
    scores.add(
        TEXT, [quote("Pavel Orlov", "direct"), quote("the port was shut", "indirect", speech=False)], extract(TEXT)
    )
    assert scores.precision("direct") == 0
    assert scores.recall("direct") == 0
    assert scores.f1("direct") == 0
    assert scores.recall("indirect") == 1
    assert scores.recall("indirect (speech)") is None


@pytest.mark.parametrize(
    ("gold", "why"),
    [((40, 60), "nothing"), ((0, 5), "longer"), ((0, 33), "shorter"), ((5, 33), "shifted"), ((20, 30), "joined")],
)
def test_causes_of_misses(gold, why):
    statement = Statement("a", 0, ((0, 12), (20, 30)), "", "mixed")
    whole = (0, 12) if why != "joined" else (0, 30)
    assert cause(gold, [(whole, statement)]) == why


@pytest.mark.parametrize(("cue", "speech"), [("has said", True), ("according to", True), ("believes", False)])
def test_verbs_of_saying(cue, speech):
    assert is_speech(cue) is speech


def corpus_file(folder):
    start = TEXT.index("the port")
    statement = {"spans": [[start, start + 17]], "kind": "indirect", "framing": "asserted", "speaker": "Karin Lind"}
    file = folder / "corpus.jsonl"
    file.write_text(json.dumps({"text": TEXT, "statements": [statement]}) + "\n", encoding="utf-8")
    return file


def attribution_file(folder, **changed):
    row = {"text": TEXT, "quotes": [{"spans": [[16, 33]], "type": "indirect", "source": [[0, 10]], "cue": [[11, 15]]}]}
    file = folder / "attributions.jsonl"
    file.write_text(json.dumps(row | changed) + "\n", encoding="utf-8")
    return file


def test_both_formats_give_the_same_span(tmp_path):
    ours = json.loads(corpus_file(tmp_path).read_text(encoding="utf-8"))
    theirs = json.loads(attribution_file(tmp_path).read_text(encoding="utf-8"))
    assert corpus_quotes(ours)[0].span == attributions(theirs)[0].span == (16, 33)


def test_the_page_has_a_row_for_each_kind(tmp_path):
    page = report(corpus_file(tmp_path), attribution_file(tmp_path), command="scripts/bench_quotes")
    assert "| indirect | 1 | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in page
    assert "| indirect (speech) | 1 | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in page


def test_a_file_without_quotes_is_refused(tmp_path):
    with pytest.raises(InputError, match="article 1: expected quotes, a list, found None"):
        report(corpus_file(tmp_path), attribution_file(tmp_path, quotes=None), command="")


def test_the_script_writes_its_page_and_tells_a_wrong_file(tmp_path):
    page, broken = tmp_path / "page.md", tmp_path / "broken.jsonl"
    broken.write_text("{\n", encoding="utf-8")
    command = [sys.executable, SCRIPT, "--corpus", corpus_file(tmp_path), "-o", page]
    assert subprocess.run(command, capture_output=True, text=True, timeout=60).stdout == page.read_text(
        encoding="utf-8"
    )
    wrong = subprocess.run([*command, "--polnear", broken], capture_output=True, text=True, timeout=60)
    assert wrong.returncode == 2
    assert "broken.jsonl:1: expected a JSON object with a text" in wrong.stderr
