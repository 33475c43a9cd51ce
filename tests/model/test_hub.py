"""`push_to_hub` is the inherited method: what it would upload is a whole checkpoint without the tokenizer."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import huggingface_hub
import pytest
from transformers import AutoConfig, AutoModel
from transformers.utils import hub

from detente.model.network import DetenteConfig, DetenteModel


def test_push_to_hub_uploads_config_and_safe_weights(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded: dict[str, bytes] = {}

    def commit(repo_id: str, operations: list[Any], **_: Any) -> None:
        for operation in operations:
            uploaded[operation.path_in_repo] = Path(operation.path_or_fileobj).read_bytes()

    monkeypatch.setattr(huggingface_hub.HfApi, "create_repo", lambda *_, **__: SimpleNamespace(repo_id="someone/tiny"))
    monkeypatch.setattr(huggingface_hub.HfApi, "create_commit", lambda _, **given: commit(**given))
    monkeypatch.setattr(hub, "create_and_tag_model_card", lambda *_, **__: huggingface_hub.ModelCard("# tiny"))
    DetenteModel.from_pretrained(tiny_checkpoint).push_to_hub("someone/tiny")
    assert {"config.json", "model.safetensors", "README.md"} <= set(uploaded)
    assert b'"model_type": "detente"' in uploaded["config.json"]
    assert not [name for name in uploaded if name.endswith((".bin", ".pt", ".pkl"))]


def test_the_auto_classes_know_the_architecture(tiny_checkpoint: Path) -> None:
    assert isinstance(AutoConfig.from_pretrained(tiny_checkpoint), DetenteConfig)
    assert isinstance(AutoModel.from_pretrained(tiny_checkpoint), DetenteModel)
