import json

import pytest
import torch
from transformers import AutoConfig, AutoModel

from detente.model.encoding import EncodingSettings
from detente.model.network import DetenteModel, pool
from detente.model.schema import LabelSchema


@pytest.fixture
def make_network(tiny_encoder, schema):
    def make(**fields):
        torch.manual_seed(3)
        given = {"label_schema": schema.to_list(), "encoding": EncodingSettings(64, 128).to_dict(), **fields}
        return DetenteModel.from_encoder(tiny_encoder, **given).eval()

    return make


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(4)
    attention = torch.tensor([[1] * 9, [1] * 6 + [0] * 3, [1] * 4 + [0] * 5])
    statement = torch.tensor([[0, 0, 1, 1, 1, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0, 0]])
    return {
        "input_ids": torch.randint(5, 400, (3, 9), generator=generator),
        "attention_mask": attention,
        "statement_mask": statement,
    }


LABELS = torch.tensor([[0, 1], [-100, 0], [2, -100]])


def test_one_logit_tensor_a_task_in_schema_order(make_network, batch):
    output = make_network()(**batch)
    assert [tuple(values.shape) for values in output.logits] == [(3, 3), (3, 2)]
    assert output.loss is None


def cells(logits, labels):
    """(task, row, cross-entropy) of each labelled cell."""
    for column, values in enumerate(logits):
        for row in range(len(labels)):
            if labels[row, column] != -100:
                yield column, row, -values[row].log_softmax(0)[labels[row, column]].item()


def test_the_loss_is_the_mean_over_labelled_cells(make_network, batch):
    output = make_network()(**batch, labels=LABELS)
    losses = [loss for _, _, loss in cells(output.logits, LABELS)]
    assert len(losses) == 4
    assert output.loss.item() == pytest.approx(sum(losses) / 4, rel=1e-5)


def test_a_missing_label_has_no_gradient(make_network, batch):
    network = make_network()
    network(**batch, labels=torch.tensor([[0, -100], [1, -100], [2, -100]])).loss.backward()
    assert network.heads["topic_logits"].weight.grad.abs().sum() == 0
    assert network.heads["attitude_logits"].weight.grad.abs().sum() > 0


def test_a_batch_without_any_label_has_loss_zero(make_network, batch):
    assert make_network()(**batch, labels=torch.full((3, 2), -100)).loss.item() == 0


def test_task_and_class_weights(make_network, batch):
    network = make_network()
    classes = torch.tensor([1.0, 5.0, 0.25])
    network.weigh({"topic": 2.0}, {"attitude": classes})
    output = network(**batch, labels=LABELS)
    expected = sum(
        loss * (2.0 if column else classes[LABELS[row, 0]].item()) for column, row, loss in cells(output.logits, LABELS)
    )
    assert output.loss.item() == pytest.approx(expected / 4, rel=1e-5)


def test_label_smoothing(make_network, batch):
    network = make_network()
    network.weigh({}, {}, label_smoothing=0.2)
    output = network(**batch, labels=LABELS)
    expected = 0.0
    for column, row, loss in cells(output.logits, LABELS):
        uniform = -output.logits[column][row].log_softmax(0).mean().item()
        expected += 0.8 * loss + 0.2 * uniform
    assert output.loss.item() == pytest.approx(expected / 4, rel=1e-5)


def test_a_global_batch_has_one_loss_however_it_is_split(make_network, batch):
    network = make_network()
    whole = network(**batch, labels=LABELS).loss.item()
    parts = [
        network(
            **{name: value[row : row + 1] for name, value in batch.items()},
            labels=LABELS[row : row + 1],
            num_items_in_batch=torch.tensor(4),
        ).loss.item()
        for row in range(3)
    ]
    assert sum(parts) == pytest.approx(whole, rel=1e-5)


def test_pooling_variants():
    hidden = torch.arange(12.0).reshape(1, 4, 3)
    attention, statement = torch.tensor([[1, 1, 1, 0]]), torch.tensor([[0, 1, 0, 0]])
    assert pool(hidden, attention, statement, "first").tolist() == [[0, 1, 2]]
    assert pool(hidden, attention, statement, "mean").tolist() == [[3, 4, 5]]
    assert pool(hidden, attention, statement, "statement").tolist() == [[3, 4, 5]]
    assert pool(hidden, attention, torch.tensor([[0, 1, 1, 0]]), "statement").tolist() == [[4.5, 5.5, 6.5]]
    assert pool(hidden, attention, torch.zeros(1, 4), "statement").tolist() == [[0, 0, 0]]


def test_statement_pooling_reads_no_context_token_itself():
    hidden, attention = torch.randn(1, 6, 3), torch.ones(1, 6)
    statement = torch.tensor([[0, 0, 1, 1, 0, 0]])
    other = hidden.clone()
    other[:, [0, 1, 4, 5]] += 100
    assert torch.equal(pool(hidden, attention, statement, "statement"), pool(other, attention, statement, "statement"))
    assert not torch.equal(pool(hidden, attention, statement, "mean"), pool(other, attention, statement, "mean"))


@pytest.mark.parametrize("pooling", ["statement", "mean", "first"])
def test_padding_changes_nothing(make_network, batch, pooling):
    network = make_network(pooling=pooling)
    with torch.inference_mode():
        padded = network(**batch).logits[0][2]
        alone = network(**{name: value[2:, :4] for name, value in batch.items()}).logits[0][0]
    torch.testing.assert_close(padded, alone, atol=1e-5, rtol=1e-5)


def test_pooling_is_read_from_the_config(make_network, batch):
    logits = [make_network(pooling=pooling)(**batch).logits[0] for pooling in ("statement", "mean", "first")]
    assert not torch.allclose(logits[0], logits[1])
    assert not torch.allclose(logits[1], logits[2])


def test_saved_and_loaded_through_the_auto_classes(make_network, batch, schema, tmp_path):
    network = make_network(name="river", pooling="mean")
    network.save_pretrained(tmp_path)
    loaded = AutoModel.from_pretrained(tmp_path).eval()
    assert isinstance(loaded, DetenteModel)
    assert loaded.config.schema == schema
    assert AutoConfig.from_pretrained(tmp_path).name == "river"
    with torch.inference_mode():
        for before, after in zip(network(**batch).logits, loaded(**batch).logits, strict=True):
            torch.testing.assert_close(before, after, atol=0, rtol=0)


def test_a_saved_checkpoint_holds_no_path_and_no_pooler(make_network, tmp_path, tiny_encoder):
    network = make_network()
    network.save_pretrained(tmp_path)
    assert str(tiny_encoder) not in (tmp_path / "config.json").read_text()
    assert json.loads((tmp_path / "config.json").read_text())["encoder"]["model_type"] == "bert"
    assert not any("pooler" in key for key in network.state_dict())


def test_from_encoder_takes_the_encoders_weights(make_network, tiny_encoder):
    ours, theirs = make_network().encoder.state_dict(), AutoModel.from_pretrained(tiny_encoder).state_dict()
    assert len(ours) > 10
    for key, value in ours.items():
        assert torch.equal(value, theirs[key]), key


@pytest.mark.parametrize("name", ["type", "items", "keys", "weight", "forward"])
def test_a_task_may_be_called_like_an_attribute_of_a_module(make_network, batch, name):
    labels = LabelSchema.from_mapping({name: ["a", "b"]}).to_list()
    output = make_network(label_schema=labels)(**batch, labels=torch.tensor([[0], [1], [0]]))
    assert output.logits[0].shape == (3, 2)
    assert output.loss > 0


def test_gradient_checkpointing_changes_memory_not_gradients(make_network, batch):
    gradients = []
    for switched in (False, True):
        network = make_network(dropout=0.0).train()
        for module in network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        if switched:
            network.activation_checkpointing_enable()
            assert any(getattr(module, "gradient_checkpointing", False) for module in network.modules())
        network(**batch, labels=LABELS).loss.backward()
        gradients.append(network.encoder.embeddings.word_embeddings.weight.grad)
    assert gradients[0].abs().sum() > 0
    torch.testing.assert_close(gradients[0], gradients[1])


def test_dropout_acts_in_training_only(make_network, batch):
    network = make_network(dropout=0.5)
    assert torch.equal(network(**batch).logits[0], network(**batch).logits[0])
    network.dropout.train()
    assert not torch.equal(network(**batch).logits[0], network(**batch).logits[0])


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_the_loss_stays_in_float32_where_the_encoder_runs_in_bfloat16(make_network, batch):
    network = make_network().cuda()
    batch = {name: value.cuda() for name, value in batch.items()}
    full = network(**batch, labels=LABELS.cuda()).loss
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = network(**batch, labels=LABELS.cuda()).loss
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(full.item(), rel=0.1)
