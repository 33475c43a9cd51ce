from pathlib import Path

import numpy as np
import pytest

from detente.model.article import Statement
from detente.model.errors import DataError
from detente.model.schema import LabelSchema, Task
from detente.training import baselines
from detente.training.baselines import (
    BASELINES,
    CANDIDATES,
    EMBEDDINGS,
    MAJORITY,
    SVM,
    TFIDF,
    UNTUNED,
    best_settings,
    blocks,
    embedding_features,
    linear_svm,
    logistic_regression,
    majority,
    predict_baselines,
    tfidf_features,
)
from detente.training.labelled import LabelledStatement

TOPIC = Task("topic", ("fish", "steel"), {})
WORDS = {"fish": "we welcome the grain and fish trade", "steel": "the tariff on steel and gas must end"}


def row(text: str, group: str = "a", context: str | None = None, **labels: str) -> LabelledStatement:
    return LabelledStatement(Statement.of(text, context=context), labels, group, "here:1")


def rows(count: int, *, groups: int = 4) -> list[LabelledStatement]:
    topics = [TOPIC.labels[i % 2] for i in range(count)]
    return [row(f"{WORDS[t]} {i}", f"article {i % groups}", f"said in {t}", topic=t) for i, t in enumerate(topics)]


def test_every_baseline_answers_every_task_from_what_it_reads(schema: LabelSchema, tiny_encoder: Path):
    train = [
        LabelledStatement(
            each.statement, {**each.labels, "attitude": "warm" if i % 3 else "hostile"}, each.group, "here:1"
        )
        for i, each in enumerate(rows(24))
    ]
    test = [row(WORDS[topic], "z", f"said in {topic}") for topic in ("steel", "fish", "steel")]
    found = predict_baselines(schema, train, test, str(tiny_encoder))
    assert tuple(found) == BASELINES
    assert all(tuple(answers) == schema.names for answers in found.values())
    assert found[MAJORITY] == {"attitude": ["warm"] * 3, "topic": ["fish"] * 3}
    assert found[TFIDF]["topic"] == found[EMBEDDINGS]["topic"] == ["steel", "fish", "steel"]
    assert predict_baselines(schema, train, test, str(tiny_encoder)) == found


def test_rows_without_the_label_of_a_task_teach_nothing_about_it():
    train = [*rows(8), *(row("the tariff on steel", "b") for _ in range(50))]
    assert majority(TOPIC, train, 2) == ["fish", "fish"]
    features, read = tfidf_features(blocks(train), blocks([row("the tariff on steel")]))
    assert logistic_regression(TOPIC, train, features, read) == ["steel"]


def test_context_is_a_block_of_its_own_and_can_be_left_out():
    train = [row("so he said", context="of fish"), row("so he said", "b", context="of steel")]
    with_context, _ = tfidf_features(blocks(train), blocks(train))
    without, _ = tfidf_features(*(blocks(train, with_context=False) for _ in range(2)))
    # so, he, said and two pairs; of, fish, steel and two pairs.
    assert (with_context.shape, without.shape) == ((2, 10), (2, 5))
    assert (with_context[0] != with_context[1]).sum() == 4
    assert (without[0] != without[1]).sum() == 0


def test_context_decides_where_statements_are_alike():
    train = [row("no", f"g{i}", f"about {t} {i}", topic=t) for i, t in enumerate(["fish", "steel"] * 6)]
    test = [row("no", "z", "about steel"), row("no", "z", "about fish")]
    features, read = tfidf_features(blocks(train), blocks(test))
    assert logistic_regression(TOPIC, train, features, read) == ["steel", "fish"]


@pytest.mark.parametrize("texts", [["", "!"], ["?", "…"]])
def test_texts_without_words_leave_one_constant_column(texts):
    train = [row(text, context=None) for text in texts]
    features, read = tfidf_features(blocks(train), blocks([row("new words")]))
    assert (features.shape, read.shape) == ((2, 1), (1, 1))
    assert np.all(features == 1)


def test_a_single_training_label_is_given_to_all():
    train = [row("we sell fish", f"g{i}", topic="fish") for i in range(4)]
    features, read = tfidf_features(blocks(train), blocks([row("steel"), row("gas")]))
    assert logistic_regression(TOPIC, train, features, read) == ["fish", "fish"]


def test_settings_are_chosen_by_rows_of_other_groups():
    random = np.random.default_rng(3)
    seen: list[tuple[set[str], set[str]]] = []
    groups = [f"g{i // 5}" for i in range(40)]
    labels = random.choice(["fish", "steel"], 40)
    features = random.normal(size=(40, 3))

    class Folds(baselines.GroupKFold):
        def split(self, *args):
            for fitted, held_out in super().split(*args):
                seen.append(({groups[i] for i in fitted}, {groups[i] for i in held_out}))
                yield fitted, held_out

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(baselines, "GroupKFold", Folds)
        assert best_settings(features, labels, groups) in CANDIDATES
    assert len(seen) == 3
    assert all(not fitted & held_out for fitted, held_out in seen)


def test_weak_regularisation_is_chosen_where_small_features_tell_the_labels_apart():
    labels = np.array(["fish", "fish", "fish", "steel"] * 100)
    telling = 0.05 * (labels == "steel")[:, None]
    groups = [f"g{i // 10}" for i in range(400)]
    assert best_settings(telling, labels, groups)["C"] > CANDIDATES[0]["C"]
    assert best_settings(np.zeros((400, 1)), labels, groups) == CANDIDATES[0]


@pytest.mark.parametrize("groups", [["a"] * 4, ["a", "a", "b", "b"]])
def test_nothing_is_compared_with_too_few_groups_or_one_label_left(groups):
    labels = np.array(["fish", "fish", "steel", "steel"])
    assert best_settings(np.eye(4), labels, groups) is UNTUNED


def test_embeddings_of_a_plain_encoder_are_means_over_tokens_of_unit_length(tiny_encoder: Path):
    import torch
    from transformers import AutoModel, AutoTokenizer

    features, read = embedding_features(str(tiny_encoder), [["fish and steel", "talks"], ["", "a"]], [["talks"], ["a"]])
    assert (features.shape, read.shape) == ((2, 64), (1, 64))
    assert np.allclose(np.linalg.norm(features.reshape(2, 2, 32), axis=-1), 1)
    assert np.allclose(features[1], read[0], atol=1e-6)
    with torch.no_grad():
        tokens = AutoTokenizer.from_pretrained(tiny_encoder)("fish and steel", return_tensors="pt")
        hidden = AutoModel.from_pretrained(tiny_encoder).eval()(**tokens).last_hidden_state[0].mean(0).numpy()
    assert np.allclose(features[0, :32], hidden / np.linalg.norm(hidden), atol=1e-5)


def test_a_sentence_transformers_model_keeps_its_own_pooling(tiny_encoder: Path, tmp_path: Path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    first = SentenceTransformer(modules=[Transformer(str(tiny_encoder)), Pooling(32, "cls")])
    first.save(str(tmp_path / "cls"))
    texts = ["fish and steel", "talks on gas"]
    features, _ = embedding_features(str(tmp_path / "cls"), [texts], [texts])
    assert np.allclose(features, first.encode(texts, normalize_embeddings=True, show_progress_bar=False), atol=1e-6)
    assert not np.allclose(features, embedding_features(str(tiny_encoder), [texts], [texts])[0], atol=1e-2)


def test_loading_shows_no_progress_and_leaves_the_bars_as_they_were(tiny_encoder: Path, capsys):
    from transformers.utils import logging

    logging.enable_progress_bar()
    embedding_features(str(tiny_encoder), [["talks"]], [["talks"]])
    assert logging.is_progress_bar_enabled()
    assert "it/s" not in capsys.readouterr().err


def test_lone_surrogates_are_read():
    assert blocks([row("fish \ud800 trade", context="\udfff")]) == [["fish � trade"], ["�"]]


def test_without_test_rows_or_training_labels_there_is_nothing_to_predict(schema: LabelSchema):
    with pytest.raises(DataError, match="no statements to label"):
        predict_baselines(schema, rows(4), [], "nowhere")
    with pytest.raises(DataError, match="attitude: no training statement has a label"):
        predict_baselines(schema, rows(4), rows(4), "nowhere")


def test_the_svm_learns_from_words_and_gives_a_single_label_to_all():
    train, test = rows(24), [row(WORDS[topic], "z", f"said in {topic}") for topic in ("steel", "fish")]
    features, read = tfidf_features(blocks(train), blocks(test))
    assert linear_svm(TOPIC, train, features, read) == ["steel", "fish"]
    assert linear_svm(TOPIC, [row("fish", topic="fish")], np.eye(1), np.eye(1)) == ["fish"]


def test_the_svm_chooses_among_its_own_strengths():
    labels = np.array(["fish", "steel"] * 30)
    groups = [f"g{i // 6}" for i in range(60)]
    assert best_settings(np.zeros((60, 1)), labels, groups, SVM) == SVM.candidates[0] == {"C": 0.1}
