import pytest
import torch
from safetensors.torch import load_file

from detente.training.averaging import RAW, exchange
from detente.training.keeping import Keeper

LORA = {"lora": {"rank": 4, "alpha": 8, "dropout": 0.1}}


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("sections", [{}, LORA])
def test_a_resumed_average_is_that_of_an_uninterrupted_run(
    make_config, train, weights, same, tmp_path, monkeypatch, sections
):
    config = make_config("--training.averaging=0.8", **sections)
    whole = train(config, tmp_path / "whole")
    original, saves = Keeper.on_save, []

    def stopping(self, *args, **kwargs):
        saves.append(1)
        if len(saves) == 2:
            raise StoppedError
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Keeper, "on_save", stopping)
    with pytest.raises(StoppedError):
        train(config, tmp_path / "stopped")
    monkeypatch.setattr(Keeper, "on_save", original)
    train(config, tmp_path / "stopped", resume=True)
    for folder in ("best", "last"):
        assert same(weights(whole / folder), weights(tmp_path / "stopped" / folder), within=1e-6)


def test_what_is_kept_lies_between_start_and_the_optimisers_weights(make_config, train, weights, finished, tmp_path):
    run = train(make_config("--training.averaging=0.9"), tmp_path / "run")
    name = "heads.attitude_logits.weight"
    average, raw, plain = weights(run / "last")[name], load_file(run / "last" / RAW)[name], weights(finished / "last")
    assert torch.equal(raw, plain[name])
    assert not torch.allclose(average, raw)
    assert not (run / "best" / RAW).exists()


def test_exchange_swaps_what_learns_and_nothing_else():
    one, other = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    for network in (one, other):
        network.bias.requires_grad_(False)
    before = [parameter.detach().clone() for network in (one, other) for parameter in network.parameters()]
    exchange(one, other)
    assert torch.equal(one.weight, before[2])
    assert torch.equal(other.weight, before[0])
    assert torch.equal(one.bias, before[1])
