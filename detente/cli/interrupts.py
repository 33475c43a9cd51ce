"""An interrupt from the keyboard stops a command, wherever it falls."""

import _thread
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 0.02
"""Seconds until the interrupt comes again."""


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Send an interrupt once more where Python drops it.

    A KeyboardInterrupt that is raised in a finaliser or in the callback of a weak reference (each import has some) is
    told on stderr and forgotten; the command would go on as if nobody had pressed Ctrl-C.
    """
    before = sys.unraisablehook

    def hook(lost: "sys.UnraisableHookArgs") -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            _thread.start_new_thread(_interrupt_later, ())
        else:
            before(lost)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


def _interrupt_later() -> None:
    # At once it would fall into the same finaliser.
    time.sleep(PAUSE)
    _thread.interrupt_main()
