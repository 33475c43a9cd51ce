import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from detente.inference.batching import ROUND_TO
from detente.model.article import Statement
from detente.model.encoding import EncodingSettings, StatementEncoder
from detente.training.dataset import Collator, balanced_weights, label_ids, to_dataset
from detente.training.labelled import LabelledStatement


def row(text, context=None, **labels):
    return LabelledStatement(Statement.of(text, context=context), labels, text, "x:1")


@pytest.fixture
def encoder(tiny_encoder):
    return StatementEncoder(Tokenizer.from_file(str(tiny_encoder / "tokenizer.json")), EncodingSettings(16, 24))


def test_a_statement_is_a_row_and_an_unanswered_task_is_masked(encoder, schema):
    data, cut = to_dataset([row("we agree", attitude="hostile"), row("no", topic="fish")], schema, encoder)
    assert cut == 0
    assert data["labels"][:] == [[2, -100], [-100, 0]]
    assert data[0]["length"] == len(data[0]["ids"]) == len(data[0]["mask"])
    assert data[0]["mask"][0] is data[0]["mask"][-1] is False
    assert sum(data[0]["mask"]) == data[0]["length"] - 2


def test_a_long_statement_is_several_rows_of_the_same_labels(encoder, schema):
    data, cut = to_dataset([row("war " * 50, topic="steel"), row("no", topic="fish")], schema, encoder)
    assert data["labels"][:] == [[-100, 1]] * 3 + [[-100, 0]]
    assert data["length"][:3] == [24, 24, 8]
    assert cut == 0


def test_a_cut_context_is_counted(encoder, schema):
    rows = [row("we agree", "we agree " + "and so on " * 20), row("no", "he said no"), row("war " * 50, "x")]
    data, cut = to_dataset(rows, schema, encoder)
    assert cut == 2
    assert data["length"][0] == 16


def test_statements_can_be_read_without_their_context(encoder, schema):
    rows = [row("we agree", "he said we agree today"), row("war " * 50, "so war " + "war " * 50)]
    data, _ = to_dataset(rows, schema, encoder, bare=True)
    assert sum(data[0]["bare_mask"]) == len(data[0]["bare_ids"]) - 2 < len(data[0]["ids"]) - 2
    assert data[0]["bare_ids"][1:-1] == [i for i, own in zip(data[0]["ids"], data[0]["mask"], strict=True) if own]
    assert data["bare_ids"][1:] == data["ids"][1:]
    never, always = (Collator(24, context_dropout=share)(data.to_list()) for share in (0.0, 1.0))
    assert never["attention_mask"][0].sum() == len(data[0]["ids"])
    assert always["attention_mask"][0].sum() == len(data[0]["bare_ids"])
    without, _ = to_dataset(rows, schema, encoder)
    assert without.column_names == ["ids", "mask", "labels", "length"]


def test_label_ids_follow_the_schema(schema):
    assert label_ids(row("a", topic="steel", attitude="warm"), schema) == [0, 1]
    assert label_ids(row("a"), schema) == [-100, -100]


@pytest.mark.parametrize(
    ("lengths", "limit", "expected"),
    [
        ([3, 7], 512, ROUND_TO),
        ([ROUND_TO], 512, ROUND_TO),
        ([ROUND_TO + 1, 2], 512, 2 * ROUND_TO),
        ([ROUND_TO + 1, 9], ROUND_TO + 5, ROUND_TO + 5),
    ],
)
def test_batches_are_padded_to_few_lengths_up_to_the_limit(lengths, limit, expected):
    rows = [{"ids": list(range(1, n + 1)), "mask": [True] * n, "labels": [n % 3, -100]} for n in lengths]
    batch = Collator(limit)(rows)
    assert batch.keys() == {"input_ids", "attention_mask", "statement_mask", "labels"}
    for name in ("input_ids", "attention_mask", "statement_mask"):
        assert batch[name].shape == (len(lengths), expected)
        assert batch[name].dtype == torch.int64
    assert batch["attention_mask"].sum(1).tolist() == lengths
    assert batch["input_ids"].sum(1).tolist() == [n * (n + 1) // 2 for n in lengths]
    assert batch["labels"].tolist() == [[n % 3, -100] for n in lengths]


def test_the_collator_keeps_the_mask_of_the_statement():
    batch = Collator(64)([{"ids": [5, 6, 7], "mask": [False, True, False], "labels": [0]}])
    assert batch["statement_mask"][0].nonzero().tolist() == [[1]]


def test_balanced_weights_are_those_of_scikit_learn(schema):
    from sklearn.utils.class_weight import compute_class_weight

    attitudes = ["warm"] * 6 + ["cool"] * 3 + ["hostile"]
    weights = balanced_weights([row(f"{i}", attitude=each) for i, each in enumerate(attitudes)], schema)
    expected = compute_class_weight("balanced", classes=np.array(schema["attitude"].labels), y=attitudes)
    assert weights["attitude"].tolist() == pytest.approx(expected.tolist())
    assert sum(weights["attitude"][schema["attitude"].index(each)] for each in attitudes) == pytest.approx(10)


def test_balanced_weights_without_an_example_are_finite(schema):
    weights = balanced_weights([row("a", topic="fish")], schema)
    assert weights["topic"].tolist() == [0.5, 0.5]
    assert weights["attitude"].tolist() == [0, 0, 0]
