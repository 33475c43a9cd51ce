"""detente: quoted statements in diplomatic news: who said it, with which stance, about what.

    import detente
    scorer = detente.load()  # the checkpoint that comes with detente; or a folder like "runs/minilm/best"
    for scored in scorer.score(open("article.txt").read()):
        print(scored.statement.speaker, scored["stance"].label, scored.statement.text)

Importing this package loads neither torch nor transformers; each name below is loaded when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.inference.quotes import extract as extract
    from detente.inference.scorer import Scorer as Scorer
    from detente.inference.scorer import load as load
    from detente.model.article import Article as Article
    from detente.model.article import Statement as Statement
    from detente.model.errors import CheckpointError as CheckpointError
    from detente.model.errors import ConfigError as ConfigError
    from detente.model.errors import DataError as DataError
    from detente.model.errors import DetenteError as DetenteError
    from detente.model.errors import InputError as InputError
    from detente.model.errors import SchemaError as SchemaError
    from detente.model.prediction import Prediction as Prediction
    from detente.model.prediction import ScoredStatement as ScoredStatement
    from detente.model.schema import LabelSchema as LabelSchema
    from detente.model.schema import Task as Task

_HOMES = {
    "Article": "detente.model.article",
    "CheckpointError": "detente.model.errors",
    "ConfigError": "detente.model.errors",
    "DataError": "detente.model.errors",
    "DetenteError": "detente.model.errors",
    "InputError": "detente.model.errors",
    "LabelSchema": "detente.model.schema",
    "Prediction": "detente.model.prediction",
    "SchemaError": "detente.model.errors",
    "ScoredStatement": "detente.model.prediction",
    "Scorer": "detente.inference.scorer",
    "Statement": "detente.model.article",
    "Task": "detente.model.schema",
    "extract": "detente.inference.quotes",
    "load": "detente.inference.scorer",
}

__version__ = "0.1.0"
__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}; it has {', '.join(sorted(_HOMES))}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
