"""Networks are built on other architectures, and encoders that cannot be used are refused."""

import json

import pytest
import torch
from transformers import AutoModel

from detente.inference.scorer import load
from detente.model.errors import ConfigError
from detente.model.network import DetenteModel
from detente.training.building import build, input_limit


def tokenizer_with(folder, frame, **fields):
    """A fast tokenizer that frames a text as ``frame`` says, over the words of the tiny one."""
    from tokenizers import Tokenizer, processors
    from transformers import PreTrainedTokenizerFast

    first, last, pad = frame
    source = json.loads((folder / "tokenizer.json").read_text())
    source["post_processor"] = None
    words = source["model"]["vocab"]
    for old, new in (("[CLS]", first), ("[SEP]", last), ("[PAD]", pad), ("[UNK]", "<unk>")):
        words[new] = words.pop(old)
    source["model"]["unk_token"] = "<unk>"
    source["added_tokens"] = []
    made = Tokenizer.from_str(json.dumps(source))
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, words[first]), (last, words[last])]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, cls_token=first, sep_token=last, pad_token=pad, unk_token="<unk>", **fields
    )


SMALL = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
ARCHITECTURES = {
    "deberta-v2": {
        **SMALL,
        "max_position_embeddings": 128,
        "relative_attention": True,
        "position_buckets": 16,
        "pos_att_type": ["p2c", "c2p"],
        "norm_rel_ebd": "layer_norm",
        "share_att_key": True,
        "position_biased_input": False,
        "type_vocab_size": 0,
    },
    "modernbert": {**SMALL, "max_position_embeddings": 128, "local_attention": 16, "global_attn_every_n_layers": 2},
    "xlm-roberta": {**SMALL, "max_position_embeddings": 130},
}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_other_architectures_train_and_score(make_config, train, tiny_encoder, tmp_path, architecture):
    from transformers import AutoConfig

    folder = tmp_path / architecture
    tokenizer = tokenizer_with(tiny_encoder, ("<s>", "</s>", "<pad>"), model_max_length=128)
    special = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("pad", "cls", "sep")}
    if architecture == "xlm-roberta":
        special = {"pad_token_id": 1}
    if architecture == "modernbert":
        special |= {"bos_token_id": special["cls_token_id"], "eos_token_id": special["sep_token_id"]}
    config = AutoConfig.for_model(architecture, vocab_size=len(tokenizer), **special, **ARCHITECTURES[architecture])
    torch.manual_seed(5)
    AutoModel.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    settings = ["--training.epochs=1", f"--encoder.source={folder}"]
    run = train(make_config(*settings), tmp_path / "run")
    long = "we welcome the treaty and the talks of the council " * 20
    first, second = load(run / "best").classify(["we reject the demand", long])
    assert first["attitude"].probabilities != second["attitude"].probabilities
    assert build(make_config(*settings)).encoder.settings.limit == 128


def test_an_encoder_beside_the_config_is_found(write_config, train, tiny_encoder, tmp_path):
    import shutil

    from detente.training.config import load_config

    path = write_config(tmp_path, encoder={"source": "encoder", "sha256": None})
    shutil.copytree(tiny_encoder, tmp_path / "encoder")
    assert isinstance(build(load_config(path)).network, DetenteModel)


def test_other_weights_than_expected_are_refused(make_config, tiny_encoder):
    with pytest.raises(ConfigError, match=r"encoder\.sha256: the weights of .* have [0-9a-f]{64}, expected 0{64};"):
        build(make_config(encoder={"source": str(tiny_encoder), "sha256": "0" * 64}))


def test_the_expected_weights_are_taken(make_config, tiny_encoder):
    from detente.model.packages import sha256

    expected = sha256(tiny_encoder / "model.safetensors")
    assert build(make_config(encoder={"source": str(tiny_encoder), "sha256": expected})).network.heads


def test_a_sum_without_a_file_is_refused(make_config):
    with pytest.raises(ConfigError, match=r"encoder\.sha256: nobody/nothing has no model\.safetensors"):
        build(make_config(encoder={"source": "nobody/nothing", "sha256": "0" * 64}))


@pytest.mark.parametrize("source", ["nobody/nothing", "no-such-folder"])
def test_an_unreachable_encoder_is_one_clear_error(make_config, source):
    with pytest.raises(ConfigError) as caught:
        build(make_config(encoder={"source": source, "sha256": None}))
    assert str(caught.value).startswith(f"encoder.source: {source}: cannot be loaded (")
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_one_clear_error(make_config, tmp_path):
    with pytest.raises(ConfigError, match=r"encoder\.source: .* cannot be loaded"):
        build(make_config(encoder={"source": str(tmp_path), "sha256": None}))


@pytest.mark.parametrize(
    ("encoder", "tokenizer_limit", "expected"),
    [
        ({"model_type": "bert", "max_position_embeddings": 512}, 10**30, 512),
        ({"model_type": "bert", "max_position_embeddings": 512}, 256, 256),
        ({"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": 1}, 10**30, 512),
        ({"model_type": "xlm-roberta", "max_position_embeddings": 514, "pad_token_id": 1}, 512, 512),
        ({"model_type": "modernbert", "max_position_embeddings": 8192}, 10**30, 8192),
        ({"model_type": "xlnet"}, 10**30, 512),
    ],
)
def test_the_longest_input(encoder, tokenizer_limit, expected):
    assert input_limit(encoder, tokenizer_limit) == expected
