import random
import shutil

import numpy as np
import pytest

import detente
from detente import Article, Statement
from detente.inference.engines.torch_engine import TorchEngine
from detente.inference.scorer import STREAMED_TOGETHER, Scorer, joined, load
from detente.model.calibration import Calibration, FitFigures, FittedOn, OperatingPoint, TaskCalibration
from detente.model.calibration_file import write_calibration
from detente.model.checkpoint import open_checkpoint
from detente.model.encoding import Encoded, Window
from detente.model.prediction import ScoredStatement

ARTICLE = (
    "The talks about the river ended on Monday.\n\n"
    '"We will not sign the treaty," Anna Berg told reporters in the harbour.\n\n'
    '"The bridge is open," said the minister, Jon Vale. "The island is not for sale."\n'
)
WORDS = ["the", "river", "is", "open", "and", "we", "will", "sign", "treaty", "about", "steel", "fish", "grain"]


@pytest.fixture(scope="module")
def scorer(tiny_checkpoint):
    return load(tiny_checkpoint)


def statements(count, seed=5):
    draw = random.Random(seed)
    return [
        Statement.of(
            " ".join(draw.choices(WORDS, k=draw.randint(1, 70))), context=" ".join(draw.choices(WORDS, k=20)), id=str(i)
        )
        for i in range(count)
    ]


def matrix(scored):
    return np.array([[p for one in each.predictions.values() for p in one.probabilities.values()] for each in scored])


def test_results_do_not_depend_on_the_batch(scorer, tiny_checkpoint):
    together = scorer.classify(statements(30))
    alone = [scorer.classify([each])[0] for each in statements(30)]
    narrow = Scorer(scorer.checkpoint, scorer.engine, token_budget=1).classify(statements(30))
    np.testing.assert_allclose(matrix(together), matrix(alone), atol=1e-5)
    np.testing.assert_allclose(matrix(together), matrix(narrow), atol=1e-5)
    assert matrix(together).std(axis=0).min() > 1e-4


def test_results_do_not_depend_on_the_order(scorer):
    given = statements(30)
    order = random.Random(6).sample(range(30), 30)
    shuffled = scorer.classify([given[i] for i in order])
    np.testing.assert_allclose(matrix(scorer.classify(given))[order], matrix(shuffled), atol=1e-5)
    assert [each.statement.article_id for each in shuffled] == [str(i) for i in order]


def test_classify_takes_texts_and_statements(scorer):
    text, statement = scorer.classify(["the river is open", Statement.of("the river is open")])
    assert matrix([text]) == pytest.approx(matrix([statement]), abs=1e-6)
    assert set(text.predictions) == {"attitude", "topic"}
    assert text["attitude"].label in ("warm", "cool", "hostile")
    assert scorer.classify([]) == []


def test_context_is_read(scorer):
    plain, told = scorer.classify(
        [Statement.of("we will sign"), Statement.of("we will sign", context="the minister denied: we will sign")]
    )
    assert abs(matrix([plain]) - matrix([told])).max() > 1e-4


def test_a_statement_over_the_limit_is_joined_from_its_windows(scorer):
    limit = scorer.checkpoint.settings.limit
    long = " ".join(WORDS * 30)
    words = long.split()
    size = limit - 2
    pieces = [" ".join(words[i : i + size]) for i in range(0, len(words), size)]
    assert len(pieces) > 2
    log = [np.log(matrix([each])) for each in scorer.classify(pieces)]
    weights = np.array([len(piece.split()) for piece in pieces]) / len(words)
    expected = sum(weight * each for weight, each in zip(weights, log, strict=True))[0]
    found = matrix(scorer.classify(["we agree", long, "we agree"])[1:2])[0]
    for task in (slice(0, 3), slice(3, 5)):
        softmax = np.exp(expected[task]) / np.exp(expected[task]).sum()
        np.testing.assert_allclose(found[task], softmax, atol=1e-5)


def test_windows_weigh_by_their_own_tokens():
    windows = [Window([1, 2], [True, True]), Window([1, 2], [True, False]), Window([1], [True])]
    encoded = [Encoded(tuple(windows[:2]), 0), Encoded((windows[2],), 0)]
    logits = {"topic": np.array([[3.0, 0.0], [0.0, 3.0], [5.0, 6.0]], dtype=np.float32)}
    np.testing.assert_allclose(joined(logits, encoded)["topic"], [[2.0, 1.0], [5.0, 6.0]])
    assert joined(logits, encoded[1:]) is logits


def test_joined_logits_stay_float32():
    encoded = [Encoded((Window([1], [True]), Window([1], [True])), 0)]
    assert joined({"topic": np.ones((2, 2), dtype=np.float32)}, encoded)["topic"].dtype == np.float32


def test_score_takes_a_text_an_article_or_several(scorer):
    one = scorer.score(ARTICLE)
    assert [each.statement.speaker for each in one] == ["Anna Berg", "Jon Vale"]
    assert all(isinstance(each, ScoredStatement) for each in one)
    named = scorer.score(Article("paper-7", ARTICLE))
    assert [each.statement.id for each in named] == ["paper-7#0", "paper-7#1"]
    first, empty, last = scorer.score([ARTICLE, "", Article("paper-8", ARTICLE)])
    assert empty == []
    np.testing.assert_allclose(matrix(first), matrix(one), atol=1e-5)
    np.testing.assert_allclose(matrix(last), matrix(one), atol=1e-5)
    assert scorer.score([]) == []


def test_an_article_without_quotes_has_no_statements(scorer):
    assert scorer.score("The harbour was closed in the morning. Grain was loaded.") == []


def test_stream_keeps_the_order_and_reads_no_more_than_it_holds(scorer):
    read = 0

    def articles():
        nonlocal read
        for number in range(3 * STREAMED_TOGETHER):
            read += 1
            yield Article(str(number), ARTICLE if number % 3 else "Nothing was said.")

    stream = scorer.stream(articles())
    assert read == 0
    first = next(stream)
    assert first == []
    assert read == STREAMED_TOGETHER
    rest = list(stream)
    assert read == 3 * STREAMED_TOGETHER
    assert len(rest) == 3 * STREAMED_TOGETHER - 1
    ids = [{each.statement.article_id for each in scored} for scored in rest]
    assert ids == [{str(number)} if number % 3 else set() for number in range(1, 3 * STREAMED_TOGETHER)]


def test_stream_scores_as_score_does(scorer):
    (streamed,) = scorer.stream([ARTICLE])
    np.testing.assert_allclose(matrix(streamed), matrix(scorer.score(ARTICLE)), atol=1e-6)


def test_the_scorer_names_its_model_and_schema(scorer, schema):
    assert scorer.schema == schema
    assert scorer.model.startswith("tiny@")


def test_the_front_door_loads_the_same(tiny_checkpoint, scorer):
    np.testing.assert_allclose(
        matrix(detente.load(str(tiny_checkpoint)).score(ARTICLE)), matrix(scorer.score(ARTICLE)), atol=1e-6
    )


def test_a_folder_that_is_no_checkpoint_is_a_clear_error(tmp_path):
    with pytest.raises(detente.CheckpointError, match="not a detente checkpoint"):
        detente.load(tmp_path)


@pytest.mark.parametrize("text", ["\x00", "\ud800 we agree", "\u200b", "a" * 20_000, "x\x07y\x1b[0m"])
def test_odd_statements_get_finite_probabilities(scorer, text):
    (scored,) = scorer.classify([text])
    assert np.isfinite(matrix([scored])).all()
    assert scored["topic"].probability >= 0.5


def test_an_article_of_five_megabytes_is_scored(scorer):
    filler = "The harbour was closed in the morning and grain was loaded. " * 80
    article = ARTICLE + (filler + "\n\n") * 1050 + ARTICLE
    assert len(article) > 5_000_000
    scored = scorer.score(article)
    assert len(scored) == 4
    assert all(article[start:end] for each in scored for start, end in each.statement.spans)


def calibrated(folder, scorer, min_precision=None):
    """A copy of the scorer's checkpoint with a low temperature for one task, a third of whose answers were right."""
    shutil.copytree(scorer.checkpoint.path, folder)
    points = (OperatingPoint(0.0, 1.0, 0.3, 0.2), OperatingPoint(0.6, 0.5, 0.8, 0.7))
    topic = TaskCalibration("temperature", (4.0, 4.0), (0.0, 0.0), FitFigures(9, 0.2, 0.1, 0.9, 0.8), points)
    made = Calibration({"topic": topic}, FittedOn("invented rows", 9, 3))
    write_calibration(folder, scorer.schema, made if min_precision is None else made.at(min_precision))
    return folder


def test_probabilities_are_calibrated_and_logits_are_not(scorer, tmp_path):
    sharper = load(calibrated(tmp_path / "c", scorer))
    plain, found = scorer.classify(statements(20)), sharper.classify(statements(20))
    own = np.array([list(each["topic"].probabilities.values()) for each in plain]) ** 4
    np.testing.assert_allclose(matrix(found)[:, 3:], own / own.sum(axis=1, keepdims=True), atol=1e-6)
    assert [each["attitude"] for each in found] == [each["attitude"] for each in plain]
    assert {each["topic"].abstained for each in found} == {None}
    for name, values in sharper.logits(statements(20)).items():
        np.testing.assert_array_equal(values, scorer.logits(statements(20))[name])


def test_a_stored_precision_and_a_given_one_mark_answers(scorer, tmp_path):
    folder = calibrated(tmp_path / "c", scorer, 0.8)
    for found in (load(folder), detente.load(folder, min_precision=0.7)):
        scored = found.classify(statements(30))
        assert [each["topic"].abstained for each in scored] == [each["topic"].probability < 0.6 for each in scored]
        assert {each["topic"].abstained for each in scored} == {True, False}
        assert {each["attitude"].abstained for each in scored} == {None}
    assert not any(each["topic"].abstained for each in load(folder, min_precision=0.3).classify(statements(30)))
    assert all(each["topic"].abstained for each in load(folder, min_precision=0.9).classify(statements(30)))


def test_a_precision_cannot_be_asked_of_an_uncalibrated_checkpoint(tiny_checkpoint):
    with pytest.raises(detente.CheckpointError, match=r"no thresholds for a precision of 0\.9"):
        load(tiny_checkpoint, min_precision=0.9)


def test_the_engine_serves_more_than_one_scorer(tiny_checkpoint):
    checkpoint = open_checkpoint(tiny_checkpoint)
    engine = TorchEngine(checkpoint)
    results = [Scorer(checkpoint, engine).classify(["we agree"]) for _ in range(2)]
    assert results[0] == results[1]
