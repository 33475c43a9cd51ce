"""Tiny encoders and checkpoints for all tests: random weights, a few hundred words, made in a moment, never loaded."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import shutil
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from detente.model.schema import LabelSchema

hypothesis_settings.register_profile("detente", deadline=None, derandomize=True, max_examples=60)
hypothesis_settings.load_profile("detente")

WORDS = """
the a an of to in and that is was for on with as by it he she they we i you his her their our not be are were have has
had will would can could may must should do did does said says told added warned denied claimed asked called noted
according reporters statement minister president spokesman spokeswoman foreign defence prime general secretary
official ministry government parliament embassy ambassador envoy talks treaty agreement border river island harbour
bridge canal trade grain fish steel gas oil pipeline tariff loan debt market budget election vote court law rights
visit summit meeting letter offer plan proposal deal ceasefire truce peace war army fleet soldiers troops exercise
drill radar north south east west sea mountain city town capital union alliance league council committee commission
republic kingdom state country nation people citizens workers farmers students press news paper agency radio morning
evening monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december year month week day today yesterday tomorrow never always again still already only
also new old good bad strong weak large small first last next long short open closed ready firm clear false true
support oppose welcome reject accept refuse condemn praise demand promise threaten negotiate sign withdraw begin end
continue stop help hurt build close keep give take make see know think want need believe hope fear trust this these
those there here what which who when where why how if but or because while after before since until between among
against without within about over under from into out up down all some any no none one two three four five six seven
eight nine ten hundred thousand million percent question answer word pact line side step
"""


@pytest.fixture(scope="session", autouse=True)
def graphs_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep exported graphs out of the user's cache; processes that tests start inherit this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def schema() -> LabelSchema:
    """Two made-up tasks."""
    return LabelSchema.from_mapping(
        {
            "attitude": {"warm": "speaks kindly", "cool": "keeps a distance", "hostile": "attacks"},
            "topic": {"fish": "about fishing", "steel": "about steel"},
        }
    )


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in the hub's layout: two BERT layers of 32 numbers, 128 positions, a WordPiece tokenizer."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoders") / "tiny"
    tokenizer = tiny_tokenizer()
    torch.manual_seed(20)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=128,
        initializer_range=0.3,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def tiny_tokenizer() -> Any:
    """Lower-case WordPiece over :data:`WORDS` and single letters; every text has tokens for it."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    characters = string.ascii_lowercase + string.digits
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *string.punctuation, *"“”‘’–—…«»"]
    pieces += [*characters, *(f"##{each}" for each in characters), *WORDS.split()]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    names = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=128,
        **{f"{name}_token": token for name, token in names.items()},
    )


@pytest.fixture(scope="session")
def make_checkpoint(tiny_encoder: Path, schema: LabelSchema) -> Callable[..., Path]:
    """A function ``(folder, *, encoding={}, **config fields) -> folder`` that saves a checkpoint with random heads."""
    return lambda folder, **fields: save_checkpoint(folder, tiny_encoder, schema, **fields)


def save_checkpoint(
    folder: Path, encoder: Path, schema: LabelSchema, *, encoding: dict[str, Any] | None = None, **fields: Any
) -> Path:
    """Save a checkpoint over ``encoder`` to ``folder``; heads wide enough that predictions differ."""
    import torch

    from detente.model.encoding import EncodingSettings
    from detente.model.network import DetenteModel

    settings = EncodingSettings(**{"max_tokens": 64, "limit": 128, **(encoding or {})})
    torch.manual_seed(21)
    fields = {"label_schema": schema.to_list(), "encoding": settings.to_dict(), "name": "tiny", **fields}
    network = DetenteModel.from_encoder(encoder, **fields).eval()
    for head in network.heads.values():
        torch.nn.init.normal_(head.weight, std=0.5)
    network.save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_checkpoint(make_checkpoint: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint folder over :func:`tiny_encoder` with :func:`schema`; copy it before damaging it."""
    return make_checkpoint(tmp_path_factory.mktemp("checkpoints") / "tiny")


@pytest.fixture(scope="session")
def tiny_package(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a Python package ``tiny_package``, importable while the tests run, that holds the encoder."""
    root = tmp_path_factory.mktemp("packages") / "tiny_package"
    shutil.copytree(tiny_encoder, root / "model")
    (root / "__init__.py").touch()
    sys.path.insert(0, str(root.parent))
    yield root
    sys.path.remove(str(root.parent))


@pytest.fixture(scope="session")
def adapter_and_full(
    tiny_package: Path, schema: LabelSchema, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """One network with random adapters as an adapter checkpoint and, merged by peft, as a full one."""
    import torch

    from detente.model.network import DetenteModel
    from detente.training.adapters import adapter_of, add_adapters, merged, save_adapter
    from detente.training.config import load_config

    full = save_checkpoint(tmp_path_factory.mktemp("checkpoints") / "full", tiny_package / "model", schema)
    overrides = ["--encoder.source=package:tiny_package", "--lora.rank=4", "--lora.alpha=8"]
    settings = load_config("base", overrides).settings
    network = add_adapters(DetenteModel.from_pretrained(full), settings.lora)
    for name, parameter in network.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    about = adapter_of(network, settings)
    assert about is not None
    adapter = full.with_name("adapter")
    save_adapter(network, about, adapter)
    merged(network).save_pretrained(full)
    return adapter, full
