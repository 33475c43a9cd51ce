"""The exported graph of a checkpoint: made once, kept beside the checkpoint or in the user's cache.

A BERT encoder is exported from its arrays; any other by tracing it with torch and transformers, which are then needed
for the export, and only for it.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

import openvino as ov

from detente.inference.cache import user_cache
from detente.inference.engines.architecture import is_plain_bert
from detente.inference.engines.bert_graph import BertGraph
from detente.model.checkpoint import SHIPPED_FOLDER, Checkpoint
from detente.model.errors import CheckpointError

GRAPH = "encoder.xml"
GRAPH_VERSION = 1
"""Of the form of the graph; part of the key."""


def graph_key(checkpoint: Checkpoint) -> str:
    """What the graph depends on: the content of the checkpoint, our form of graph, and the version of OpenVINO.

    Not the precision: it is chosen when the graph is compiled, and the file is the same.
    """
    version = ov.__version__.split("-")[0]
    return f"{checkpoint.hash}-v{GRAPH_VERSION}-{version}"


def cache_folders(checkpoint: Checkpoint) -> list[Path]:
    """Where the graph may lie, in the order in which these are tried.

    What pip has installed is left as it is: the graph of the checkpoint that comes with detente is in the user's cache.
    """
    key = graph_key(checkpoint)
    beside = [] if checkpoint.path == SHIPPED_FOLDER else [checkpoint.path / "openvino" / key]
    return [*beside, user_cache("openvino", key)]


def encoder_graph(checkpoint: Checkpoint) -> ov.Model:
    """The graph of the encoder: the kept one, else made and, where there is room for it, kept.

    Raises:
        CheckpointError: the weights are damaged or incomplete, or the kept graph is damaged.
    """
    for folder in cache_folders(checkpoint):
        if (folder / GRAPH).is_file():
            return _read(folder / GRAPH, checkpoint)
    model = make_graph(checkpoint)
    _keep(model, checkpoint)
    return model


def export(checkpoint: Checkpoint) -> Path:
    """Make the graph of a checkpoint anew and keep it; returns its folder.

    Raises:
        CheckpointError: the weights are damaged or incomplete, or no folder can be written.
    """
    for folder in cache_folders(checkpoint):
        shutil.rmtree(folder, ignore_errors=True)
    kept = _keep(make_graph(checkpoint), checkpoint)
    if kept is None:
        tried = " or ".join(str(folder.parent) for folder in cache_folders(checkpoint))
        raise CheckpointError(f"{checkpoint.path}: cannot keep the exported graph: cannot write {tried}")
    return kept


def make_graph(checkpoint: Checkpoint) -> ov.Model:
    """The graph, made from the weights.

    Raises:
        CheckpointError: the weights are damaged or incomplete.
    """
    encoder = checkpoint.config.get("encoder") or {}
    if not is_plain_bert(encoder):
        from detente.inference.engines.traced import traced_encoder

        return traced_encoder(checkpoint)
    try:
        return BertGraph(checkpoint.weights(), encoder).build()
    except KeyError as error:
        raise CheckpointError(f"{checkpoint.weights_file}: damaged: the tensor {error} is missing") from error


def _read(path: Path, checkpoint: Checkpoint) -> ov.Model:
    try:
        return ov.Core().read_model(path)
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CheckpointError(f"{path}: damaged: {reason}; make it anew: detente export {checkpoint.path}") from error


def _keep(model: ov.Model, checkpoint: Checkpoint) -> Path | None:
    """Write the graph to the first folder that can be written; never half: it is renamed when it is whole."""
    for folder in cache_folders(checkpoint):
        with contextlib.suppress(OSError):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as new:
                whole = Path(new) / folder.name
                whole.mkdir()
                _save(model, whole / GRAPH)
                # Another process may have been faster: its graph is the same.
                with contextlib.suppress(OSError):
                    whole.rename(folder)
            if (folder / GRAPH).is_file():
                return folder
    return None


def _save(model: ov.Model, path: Path) -> None:
    try:
        ov.save_model(model, path, compress_to_fp16=False)
    except RuntimeError as error:  # openvino tells of a full disk like this
        raise OSError(str(error)) from error
