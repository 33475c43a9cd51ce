"""Made ``golden-v1``, a checkpoint of format 1 that every later detente must read with the same answers.

Run once, on 23 November 2026, and kept as the record of how. It refuses to overwrite: a new format gets a new folder.

    python tests/data/make_golden.py
"""

import json
import string
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

import detente
from detente.model.encoding import EncodingSettings
from detente.model.network import DetenteModel

HERE = Path(__file__).parent
FOLDER, PREDICTIONS = HERE / "golden-v1", HERE / "golden-v1-predictions.json"
WORDS = """the a of to in and that is was on with it he she they we not will would said told denied minister president
reporters treaty river bridge island harbour steel fish grain talks border council sign open closed new old good bad
never always monday today""".split()  # noqa: SIM905
SCHEMA = {
    "attitude": {"warm": "speaks kindly", "cool": "keeps a distance", "hostile": "attacks"},
    "topic": {"fish": "about fishing", "steel": "about steel"},
}
STATEMENTS = [
    {"text": "We will sign the treaty today."},
    {"text": "The bridge is closed.", "context": "The minister told reporters: The bridge is closed. He was not open."},
    {"text": "It was never good steel", "context": "A new day in the harbour.", "speaker": "Jon Vale"},
    {"text": "Café – 北京 \u0000!"},
    {"text": "the fish and the grain and the river " * 12, "speaker": "the president"},
]


def make() -> None:
    """Write the checkpoint and its predictions."""
    FOLDER.mkdir()
    tokenizer = make_tokenizer()
    torch.manual_seed(5)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=64, initializer_range=0.3, **shape
    )
    encoder = FOLDER.with_name("golden-encoder")
    BertModel(config).save_pretrained(encoder)
    schema = detente.LabelSchema.from_mapping(SCHEMA)
    settings = EncodingSettings(max_tokens=32, limit=64, context="turn", fields=("speaker",))
    network = DetenteModel.from_encoder(
        encoder, label_schema=schema.to_list(), encoding=settings.to_dict(), name="golden"
    )
    for head in network.heads.values():
        torch.nn.init.normal_(head.weight)
    network.save_pretrained(FOLDER)
    tokenizer.save(str(FOLDER / "tokenizer.json"))
    for file in encoder.iterdir():
        file.unlink()
    encoder.rmdir()
    PREDICTIONS.write_text(json.dumps(answers(), ensure_ascii=True, indent=1) + "\n", encoding="utf-8")


def make_tokenizer() -> Tokenizer:
    """A lower-case WordPiece tokenizer of about 200 pieces."""
    characters = string.ascii_lowercase + string.digits
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *".,:;!?-'\"", *characters, *(f"##{c}" for c in characters), *WORDS]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def answers() -> list[dict[str, object]]:
    """Each statement with its label and probabilities a task."""
    scored = detente.load(FOLDER).classify([detente.Statement.of(**fields) for fields in STATEMENTS])
    return [
        {
            "statement": fields,
            "predictions": {
                task: {"label": one.label, "probabilities": {k: round(p, 6) for k, p in one.probabilities.items()}}
                for task, one in each.predictions.items()
            },
        }
        for fields, each in zip(STATEMENTS, scored, strict=True)
    ]


if __name__ == "__main__":
    make()
