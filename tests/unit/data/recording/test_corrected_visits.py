"""Visits that are corrected or taken back, with all that they held."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from data.recording.begun_rounds import UnplannedRound
from data.recording.evening_sheets import StopState
from data.recording.recording import Correction, record_visit, take_back
from data.recording.visit_drafts import Met, Standing
from data.recording.visit_rows import load_standings, load_visit
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.planning import PlaceStanding
from data.vocabulary import RoundStatus, Sex, Trust
from tests.recording_kit import (
    BAR,
    FULL,
    NOBODY,
    ROUND,
    STREET,
    TONIGHT,
    codes,
    counts,
    record,
    tonight,
)


def test_a_visit_is_corrected_and_the_correction_taken_back(desk: Engine) -> None:
    """What it held is replaced as a whole, both ways."""
    first = record(desk, FULL, stop=1)
    assert first.visit is not None
    assert first.after is not None
    mended = replace(
        first.after, met=(Met(Sex.MALE, count=3),), acts=(), police=None, tension=None, light=None
    )
    second = record(desk, mended, correction=Correction(first.visit, first.after))
    assert (second.visit, second.before) == (first.visit, first.after)
    assert counts(desk) | {"round": 1} == {
        "round": 1,
        "visit": 1,
        "contact": 1,
        "intervention": 2,
        "health_act": 0,
        "material": 2,
        "observation": 0,
    }
    assert take_back(desk, second, TONIGHT) == ()
    assert load_visit(desk, first.visit) == first.after


def test_a_correction_of_what_somebody_else_corrected_is_refused(desk: Engine) -> None:
    """Nor is one that comes an evening late, for those who may only correct their own evening."""
    first = record(desk, FULL, stop=1)
    assert first.visit is not None
    assert first.after is not None
    other = replace(first.after, minutes=50)
    record(desk, other, correction=Correction(first.visit, first.after))
    stale = Correction(first.visit, first.after)
    assert codes(record_visit(desk, ROUND, other, today=TONIGHT, correction=stale)) == [
        (FaultCode.CHANGED_MEANWHILE, "")
    ]
    late = Correction(first.visit, other, since=date(2019, 3, 9))
    assert codes(record_visit(desk, ROUND, other, today=date(2019, 3, 9), correction=late)) == [
        (FaultCode.TOO_LATE, "")
    ]
    assert [fault.code for fault in take_back(desk, first, TONIGHT)] == [FaultCode.CHANGED_MEANWHILE]


def test_taking_back_the_only_visit_makes_the_round_a_plan_again(desk: Engine) -> None:
    """Nothing of it is left, and the stop is open; an unplanned round is gone."""
    before = counts(desk)
    found = record(desk, FULL, stop=1)
    assert take_back(desk, found, TONIGHT) == ()
    sheet = tonight(desk)
    assert (sheet.status, sheet.started_at, sheet.stops[0].state) == (
        RoundStatus.PLANNED,
        None,
        StopState.PLANNED,
    )
    unplanned = record_visit(desk, UnplannedRound(1, 1, TONIGHT), NOBODY, today=TONIGHT)
    assert take_back(desk, unplanned, TONIGHT) == ()
    assert counts(desk) == before
    assert [fault.code for fault in take_back(desk, unplanned, TONIGHT)] == [FaultCode.GONE]


def test_what_a_place_waits_for_is_kept_and_taken_back(desk: Engine) -> None:
    """Saying the same again changes no date; undo brings back what was said before, with its date."""
    with writing(desk) as session:
        since = date(2019, 1, 2)
        session.add(PlaceStanding(place_id=STREET, open_requests=1, trust=Trust.NEW, changed_on=since))
    known = Standing(1, Trust.NEW, since)
    first = record(desk, replace(FULL, standing=Standing(1, Trust.NEW)), stop=1)
    assert load_standings(desk)[STREET] == known
    assert take_back(desk, first, TONIGHT) == ()
    second = record(desk, replace(FULL, standing=Standing(3, Trust.AT_RISK)), stop=1)
    assert load_standings(desk)[STREET] == Standing(3, Trust.AT_RISK, TONIGHT)
    assert take_back(desk, second, TONIGHT) == ()
    assert load_standings(desk) == {STREET: known}
    third = record(desk, replace(NOBODY, standing=Standing(2)))
    assert take_back(desk, third, TONIGHT) == ()
    assert BAR not in load_standings(desk)
