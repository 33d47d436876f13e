"""Choices of planning: defaults, limits, and what is no choice."""

import math

import pytest
from sqlalchemy import Engine

from data.planning.choices import (
    CHOICES,
    CHOICES_ID,
    aim_of,
    load_choices,
    save_choices,
    schedule_weights,
    score_weights,
)
from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.register.planning import PlanningChoices


def test_defaults_stand_until_somebody_chooses(register: Engine) -> None:
    """Every choice has a number within its own limits."""
    assert load_choices(register) == {name: choice.default for name, choice in CHOICES.items()}
    assert all(choice.low <= choice.default <= choice.high for choice in CHOICES.values())


def test_what_is_chosen_is_kept(register: Engine) -> None:
    """One choice after the other, without touching those that are not named."""
    assert save_choices(register, {"score.people": 5, "share_quiet": 0.25}).id == CHOICES_ID
    assert save_choices(register, {"score.people": 4.5}).faults == ()
    known = load_choices(register)
    assert (known["score.people"], known["share_quiet"]) == (4.5, 0.25)
    assert score_weights(known).people == 4.5
    assert aim_of(known).share_quiet == 0.25
    assert schedule_weights(known).driving == CHOICES["schedule.driving"].default


@pytest.mark.parametrize("number", [-0.1, 10.5, math.nan, math.inf, True, "5"])
def test_a_number_out_of_its_limits_is_refused(register: Engine, number: float) -> None:
    """With its limits in the message, and nothing written."""
    revision = load_state(register).revision
    [fault] = save_choices(register, {"score.people": number}).faults
    assert (fault.code, fault.field) == (FaultCode.CHOICE_OUT_OF_RANGE, "score.people")
    assert fault.values == {"low": 0.0, "high": 10.0}
    assert load_state(register).revision == revision


def test_all_faults_come_at_once(register: Engine) -> None:
    """An unknown choice beside one out of its limits; the sound one is not kept either."""
    outcome = save_choices(register, {"score.luck": 1, "share_quiet": 2, "score.trust": 1})
    assert [fault.code for fault in outcome.faults] == [
        FaultCode.CHOICE_UNKNOWN,
        FaultCode.CHOICE_OUT_OF_RANGE,
    ]
    assert load_choices(register)["score.trust"] == CHOICES["score.trust"].default


def test_what_is_no_longer_a_choice_is_left_aside(sqlite: Engine) -> None:
    """A register of another version may hold what this one does not know, or no longer allows."""
    with writing(sqlite) as session:
        session.add(PlanningChoices(id=CHOICES_ID, choices={"score.luck": 3.0, "share_quiet": 9.0}))
    assert load_choices(sqlite) == {name: choice.default for name, choice in CHOICES.items()}
    assert save_choices(sqlite, {"share_quiet": 0.1}).faults == ()
    assert load_choices(sqlite)["share_quiet"] == 0.1
