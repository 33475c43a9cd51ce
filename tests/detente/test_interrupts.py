"""Ctrl-C where Python would lose it."""

import signal
import sys
import time

import pytest

from detente.cli.interrupts import interrupts_kept


class Finalised:
    """Is interrupted while it goes away."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def until_stopped() -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        time.sleep(0.001)


def test_an_interrupt_in_a_finaliser_stops_the_command() -> None:
    def command() -> None:
        value = Finalised()
        del value
        until_stopped()

    with pytest.raises(KeyboardInterrupt), interrupts_kept():
        command()


def test_other_errors_of_finalisers_are_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def __del__(self) -> None:
            raise ValueError("in vain")

    told: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(f"{lost.exc_value}"))
    before = sys.unraisablehook
    with interrupts_kept():
        value = Failing()
        del value
    assert told == ["in vain"]
    assert sys.unraisablehook is before
