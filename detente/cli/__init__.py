"""The ``detente`` command: thin verbs over the functions of the rooms, which load only when a verb runs."""

import sys
from collections.abc import Sequence

from detente.model.errors import DataError, DetenteError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit: 0 fine, 1 some inputs failed, 2 wrong use."""
    from detente.cli.app import app

    try:
        app(args=arguments, prog_name="detente")
    except DataError as error:
        _end(error, 1)
    except DetenteError as error:
        _end(error, 2)
    except BrokenPipeError:
        # The reader of our output has had enough (detente score ... | head).
        sys.stderr.close()
        sys.exit(0)


def _end(error: Exception, code: int) -> None:
    print(f"detente: {error}", file=sys.stderr)
    sys.exit(code)
