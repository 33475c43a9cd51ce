"""The benchmark of confidence: what counts as right, and that confidence rises with it."""

from pathlib import Path

from benchmarks.confidence import Outcome, bins, compared, outcomes, page, rising
from benchmarks.quote_scores import Quote

from detente.inference.quotes import extract
from detente.model.article import Statement

CORPUS = Path(__file__).resolve().parents[2] / "training" / "data" / "articles.jsonl"
TEXT = 'Karin Lind met Pavel Orlov. "We go on," said Karin Lind. "Not at all," said Orlov.'


def outcome(confidence: float, *, right: bool) -> Outcome:
    return Outcome(Statement("x", 0, ((0, 1),), "a", confidence=confidence), right, None)


def test_words_and_speaker_are_compared() -> None:
    first, second = extract(TEXT)
    gold = [
        Quote(first.spans[0], "direct", speaker="Karin Lind"),
        Quote(second.spans[0], "direct", speaker="Jan Moe"),
    ]
    found = list(compared(TEXT, gold, [first, second]))
    assert [(each.found, each.speaker, each.right) for each in found] == [(True, True, True), (True, False, False)]
    assert [each.found for each in compared(TEXT, [], [first])] == [False]


def test_a_speaker_is_compared_by_the_mention_where_no_name_is_annotated() -> None:
    first, second = extract(TEXT)
    assert first.mention_span is not None
    gold = [Quote(s.spans[0], "direct", sources=(first.mention_span,)) for s in (first, second)]
    assert [each.speaker for each in compared(TEXT, gold, [first, second])] == [True, False]


def test_outcomes_are_told_by_confidence() -> None:
    seen = [outcome(0.95, right=True), outcome(0.3, right=False), outcome(1.0, right=True)]
    assert [(label, len(here)) for label, here in bins(seen)] == [("0 to 0.5", 1), ("0.9 to 1", 2)]
    assert rising(seen, 1)
    assert not rising([outcome(0.95, right=False), outcome(0.3, right=True)], 1)
    assert "| 0 to 0.5 | 1 | 0.30 | 0.00 | 0.00 |" in page([("x", seen)], "command")


def test_on_the_bundled_corpus_a_higher_confidence_is_more_often_right() -> None:
    assert rising(list(outcomes(CORPUS)), 50)
