"""What is made beside the session: how far it is, how it ends, and that nobody's change of mind is lost."""

from threading import Event

import pytest

from data.releases.dossier import Advance, Step
from pages.parts.publish.preparation import CancelledError, Preparation

SOON = 10
"""Seconds after which something is stuck."""


def test_a_result_outlives_the_thread() -> None:
    """Who asks, waits once, and gets it as often as they ask."""

    def make(advance: Advance) -> str:
        return "made"

    preparation = Preparation(make)
    assert preparation.result() == "made"
    assert not preparation.is_running
    assert preparation.result() == "made"


def test_it_tells_how_far_it_is() -> None:
    """Step and part are those last told, and the part stays between 0 and 1."""
    told, go = Event(), Event()

    def make(advance: Advance) -> str:
        advance(Step.ROUNDING, 0.25)
        told.set()
        go.wait(SOON)
        advance(Step.ATTACKS, 7.0)
        return "made"

    preparation = Preparation(make)
    assert told.wait(SOON)
    assert preparation.is_running
    assert (preparation.step, preparation.part) == (Step.ROUNDING, 0.25)
    go.set()
    preparation.result()
    assert (preparation.step, preparation.part) == (Step.ATTACKS, 1.0)


def test_cancelled_it_stops_at_the_next_sign_and_keeps_nothing() -> None:
    """What would have come after never happens."""
    started, go, after = Event(), Event(), Event()

    def make(advance: Advance) -> str:
        started.set()
        go.wait(SOON)
        advance(Step.ATTACKS, 0.5)
        after.set()
        return "made"

    preparation = Preparation(make)
    assert started.wait(SOON)
    preparation.cancel()
    go.set()
    with pytest.raises(CancelledError):
        preparation.result()
    assert not after.is_set()


def test_an_error_is_told_to_whoever_asks() -> None:
    """It neither vanishes with the thread nor ends the session."""

    def make(advance: Advance) -> str:
        message = "too few places"
        raise ValueError(message)

    preparation = Preparation(make)
    for _ in range(2):
        with pytest.raises(ValueError, match="too few places"):
            preparation.result()
