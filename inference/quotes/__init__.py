"""From plain text to statements and their speakers."""

from detente.inference.quotes.context import with_context
from detente.inference.quotes.extraction import extract

__all__ = ["extract", "with_context"]
