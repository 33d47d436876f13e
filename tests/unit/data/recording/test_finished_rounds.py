"""The end of a round: what was not reached, hours that can be, and planned against done."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import Engine

from data.ledger import load_ledger
from data.recording.begun_rounds import operational_day
from data.recording.evening_sheets import StopState, compare_round, stop_table
from data.recording.finishing import LATEST_BACK, finish_round, take_back_finish
from data.recording.recording import Correction
from data.recording.visit_drafts import VisitDraft
from data.recording.visit_rows import load_visit
from data.register.faults import FaultCode
from data.vocabulary import Outcome
from tests.recording_kit import (
    FULL,
    NOBODY,
    OFFICE,
    ROUND,
    TONIGHT,
    counts,
    moment,
    record,
    tonight,
)


def test_finishing_notes_what_was_not_reached(desk: Engine) -> None:
    """Open stops become skipped visits without effort; taking it back opens them again."""
    record(desk, FULL, stop=1)
    done = finish_round(desk, ROUND, time(19, 20), time(1, 15), TONIGHT)
    assert not done.faults
    sheet = tonight(desk)
    assert [stop.state for stop in sheet.stops] == [StopState.DONE, StopState.SKIPPED, StopState.SKIPPED]
    assert sheet.ended_at == moment(9, 1, 15)
    skipped = load_ledger(desk).query("not looked")
    assert len(skipped) == 2
    assert skipped["minutes"].isna().all()
    assert take_back_finish(desk, done) == ()
    assert [stop.state for stop in tonight(desk).stops] == [
        StopState.DONE,
        StopState.PLANNED,
        StopState.PLANNED,
    ]
    assert tonight(desk).ended_at is None


def test_a_stop_that_was_reached_after_all_is_corrected(desk: Engine) -> None:
    """Then finishing cannot be taken back without losing it."""
    record(desk, FULL, stop=1)
    done = finish_round(desk, ROUND, time(19, 20), time(1, 15), TONIGHT)
    stop = tonight(desk).stops[1]
    assert stop.visit is not None
    seen = load_visit(desk, stop.visit.id)
    assert seen is not None
    record(desk, NOBODY, correction=Correction(stop.visit.id, seen))
    assert tonight(desk).ended_at == moment(9, 1, 15)
    assert [fault.code for fault in take_back_finish(desk, done)] == [FaultCode.CHANGED_MEANWHILE]


def test_hours_that_cannot_be_are_refused(desk: Engine) -> None:
    """A round cannot end before its last visit, begin after its first, or be finished without any."""
    nothing = finish_round(desk, ROUND, time(19), time(23), TONIGHT)
    assert [fault.code for fault in nothing.faults] == [FaultCode.NOTHING_RECORDED]
    record(desk, FULL, stop=1)
    wrong = finish_round(desk, ROUND, time(20, 30), time(20, 20), TONIGHT)
    assert [(fault.code, fault.field) for fault in wrong.faults] == [
        (FaultCode.HOURS_REVERSED, "ended"),
        (FaultCode.HOURS_REVERSED, "started"),
    ]
    assert counts(desk)["visit"] == 1


@pytest.mark.parametrize(
    ("started", "ended", "last"),
    [
        (time(19, 20), time(6, 40), moment(9, 6, 40)),
        (time(19, 20), LATEST_BACK, moment(9, 10, 0)),
        (time(19, 20), time(5, 59), moment(9, 5, 59)),
    ],
)
def test_a_round_may_end_after_the_night(desk: Engine, started: time, ended: time, last: datetime) -> None:
    """After 06:00 it still belongs to the evening on which it began."""
    record(desk, FULL, stop=1)
    done = finish_round(desk, ROUND, started, ended, TONIGHT)
    assert not done.faults
    assert tonight(desk).ended_at == last


def test_a_round_does_not_end_on_the_next_noon(desk: Engine) -> None:
    """So late an end is a slip of the finger."""
    record(desk, FULL, stop=1)
    wrong = finish_round(desk, ROUND, time(19, 20), time(12), TONIGHT)
    assert [(fault.code, fault.field) for fault in wrong.faults] == [(FaultCode.HOURS_REVERSED, "ended")]


def test_planned_against_done(desk: Engine) -> None:
    """Every stop is planned, done, passed or not reached, and minutes are compared."""
    record(desk, FULL, stop=1)
    record(desk, VisitDraft(OFFICE, Outcome.CLOSED, time(22), 5))
    sheet = tonight(desk)
    found = compare_round(sheet)
    assert (found.planned, found.done, found.passed, found.not_reached) == (3, 1, 1, 2)
    assert (found.planned_min, found.spent_min, found.people) == (90, 30, 4)
    table = stop_table(sheet)
    assert table["late_min"].tolist()[:1] == [10]
    assert table["late_min"].isna().tolist() == [False, True, True, True]
    assert table["is_planned"].tolist() == [True, True, True, False]


def test_the_night_belongs_to_the_evening_before() -> None:
    """At five in the morning it is still yesterday's round."""
    assert operational_day(moment(9, 5, 59)) == TONIGHT
    assert operational_day(moment(9, 6, 0)) == date(2019, 3, 9)
