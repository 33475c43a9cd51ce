import pytest
import torch

from detente.model.errors import ConfigError
from detente.training.building import build
from detente.training.contrast import contrastive_loss
from detente.training.recipe import consistent_loss, divergence, on_word_vectors, perturbed_loss

LABELS = torch.tensor([[0, 1], [2, -100], [1, 0]])


@pytest.fixture
def network(make_config):
    network = build(make_config()).network
    network.train()
    return network


@pytest.fixture
def batch():
    ids = torch.tensor([[2, 60, 61, 62, 3], [2, 70, 71, 72, 3], [2, 80, 81, 82, 3]])
    ones = torch.ones_like(ids)
    return {"input_ids": ids, "attention_mask": ones, "statement_mask": ones, "labels": LABELS, "num_items_in_batch": 5}


def quiet(network):
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    return network


def test_without_dropout_two_passes_agree_and_cost_what_one_does(network, batch):
    loss, outputs = consistent_loss(quiet(network), batch, 5.0)
    assert loss.item() == pytest.approx(outputs["loss"].item(), abs=1e-6)


def test_with_dropout_disagreement_costs_in_proportion_to_its_weight(network, batch):
    losses = []
    for weight in (0.0, 1.0, 3.0):
        torch.manual_seed(5)
        losses.append(consistent_loss(network, batch, weight)[0].item())
    assert losses[0] < losses[1]
    assert losses[2] - losses[0] == pytest.approx(3 * (losses[1] - losses[0]), rel=1e-4)


def test_the_divergence_is_symmetric_and_zero_for_equals():
    one, other = torch.tensor([[1.0, 2.0, 0.0]]), torch.tensor([[0.0, 1.0, 3.0]])
    assert divergence(one, other).item() == pytest.approx(divergence(other, one).item())
    assert divergence(one, other) > 0
    assert divergence(one, one).item() == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("frozen", [False, True])
def test_perturbed_word_vectors_raise_the_loss_and_teach(network, batch, frozen):
    quiet(network).encoder.get_input_embeddings().weight.requires_grad_(not frozen)
    loss, outputs = perturbed_loss(network, batch, 0.05)
    assert loss.item() > outputs["loss"].item()
    loss.backward()
    gradient = network.encoder.get_input_embeddings().weight.grad
    assert (gradient is None) == frozen
    assert network.encoder.encoder.layer[0].output.dense.weight.grad.abs().sum() > 0


def test_the_perturbation_is_gone_after_the_block(network, batch):
    given = {name: value for name, value in batch.items() if name != "labels" and name != "num_items_in_batch"}
    before = quiet(network)(**given).logits[0]
    with on_word_vectors(network, lambda found: found.flip(-1)):
        assert not torch.allclose(network(**given).logits[0], before)
    assert torch.equal(network(**given).logits[0], before)


def test_contrast_prefers_like_labels_close():
    near = torch.tensor([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]])
    right, wrong = torch.tensor([[0], [0], [1], [1]]), torch.tensor([[0], [1], [0], [1]])
    assert contrastive_loss(near, right) < contrastive_loss(near, wrong)


def test_contrast_passes_over_rows_without_label_or_partner():
    vectors = torch.eye(3, requires_grad=True)
    lonely = contrastive_loss(vectors, torch.tensor([[0], [1], [-100]]))
    assert lonely.item() == 0
    lonely.backward()
    pair = contrastive_loss(torch.eye(4)[:3], torch.tensor([[0], [0], [-100]]))
    assert pair.item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "setting",
    [
        "loss.consistency=1",
        "loss.perturbation=0.5",
        "training.warm_start=2",
        "training.averaging=0.9",
        "training.context_dropout=0.5",
    ],
)
def test_each_recipe_trains_to_other_weights_and_the_same_twice(
    make_config, train, finished, weights, same, tmp_path, setting
):
    runs = [train(make_config(f"--{setting}"), tmp_path / name) for name in ("one", "two")]
    assert same(weights(runs[0] / "last"), weights(runs[1] / "last"))
    assert not same(weights(runs[0] / "last"), weights(finished / "last"))


def test_two_kinds_of_second_pass_are_refused(make_config):
    with pytest.raises(ConfigError, match=r"consistency and loss\.perturbation"):
        make_config("--loss.consistency=1", "--loss.perturbation=1")
