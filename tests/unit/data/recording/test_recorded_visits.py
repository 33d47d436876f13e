"""Recorded visits: kept whole, counted once, in a round that was planned or never was."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.imports.comparing import compare
from data.imports.exporting import export_csv, load_content
from data.ledger import load_ledger
from data.recording.begun_rounds import UnplannedRound
from data.recording.evening_sheets import StopState, load_round_sheets
from data.recording.recording import record_visit
from data.recording.visit_drafts import VisitDraft
from data.recording.visit_rows import load_visit
from data.register import tables as t
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.planning import PlannedStop
from data.reports.counts import load_counts
from data.reports.scope import ReportScope
from data.vocabulary import Light, Outcome, RoundStatus, Tension
from tests.import_kit import check
from tests.recording_kit import (
    FULL,
    NOBODY,
    PARK,
    ROUND,
    SHUT,
    STREET,
    TONIGHT,
    codes,
    moment,
    record,
    tonight,
)


def test_a_full_visit_is_kept_and_read_back(desk: Engine) -> None:
    """Every list of the draft stands in the register, on the day and service of the round."""
    found = record(desk, FULL, stop=1)
    assert found.visit is not None
    back = load_visit(desk, found.visit)
    assert back is not None
    assert (back.people, back.material, back.acts, set(back.help)) == (
        4,
        FULL.material,
        FULL.acts,
        set(FULL.help),
    )
    assert set(back.met) == set(FULL.met)
    with Session(desk) as session:
        for table in (t.Intervention, t.HealthAct, t.Material):
            assert set(session.execute(select(table.service_id, table.day))) == {(1, TONIGHT)}
        row = session.get_one(t.Visit, found.visit)
        assert (row.day, row.arrival, row.minutes, row.recorded_on) == (TONIGHT, time(20, 10), 25, TONIGHT)
        seen = session.scalars(select(t.Observation)).one()
        assert (seen.police_presence, seen.tension, seen.light) == (True, Tension.TENSE, Light.POOR)


def test_the_first_visit_makes_the_round_done_and_the_last_ends_it(desk: Engine) -> None:
    """Until then the plan counts nowhere; its hours follow from plan and visits."""
    assert tonight(desk).status is RoundStatus.PLANNED
    assert load_ledger(desk).empty
    record(desk, FULL, stop=1)
    sheet = tonight(desk)
    assert (sheet.status, sheet.started_at, sheet.ended_at) == (
        RoundStatus.DONE,
        moment(8, 19, 30),
        None,
    )
    record(desk, NOBODY)
    record(desk, VisitDraft(PARK, Outcome.CLOSED, time(0, 20), 5))
    assert tonight(desk).ended_at == moment(9, 0, 25)
    assert [stop.state for stop in tonight(desk).stops] == [StopState.DONE] * 3


def test_the_ledger_and_the_reports_count_what_was_recorded_and_no_plan(desk: Engine) -> None:
    """The map reads the ledger; a planned round adds nothing to a report."""
    scope = ReportScope(date(2019, 1, 1), date(2019, 12, 31))
    assert load_counts(desk, scope).visits.empty
    record(desk, FULL, stop=1)
    [row] = load_ledger(desk).to_dict("records")
    assert (row["contacts"], row["first_contacts"], row["tests"], row["interventions"]) == (4, 1, 2, 3)
    assert (row["place"], row["minutes"], row["delay_days"]) == (STREET, 25.0, 0.0)
    assert load_counts(desk, scope).contacts["count"].sum() == 4


def test_what_is_recorded_comes_back_from_its_own_export(desk: Engine) -> None:
    """Export and import of recorded visits change nothing, whatever they hold."""
    record(desk, FULL, stop=1)
    record(desk, NOBODY)
    record(desk, VisitDraft(PARK, Outcome.SKIPPED))
    checked = check(desk, export_csv(desk, "fr"))
    assert not checked.faults
    plan = compare(checked.content, load_content(desk))
    assert plan.changes_nothing
    assert len(checked.content.visits) == 3


def test_a_second_passage_hours_later_is_another_visit(desk: Engine) -> None:
    """A pair may come back; that visit was not planned."""
    record(desk, FULL, stop=1)
    record(desk, replace(FULL, arrival=time(23, 40)))
    assert [stop.stop for stop in tonight(desk).stops] == [1, 2, 3, None]
    assert len(load_ledger(desk)) == 2


def test_a_place_that_was_passed_and_is_a_stop_fills_the_stop(desk: Engine) -> None:
    """Whichever button was used, the stop is no longer open."""
    record(desk, NOBODY)
    assert [stop.state for stop in tonight(desk).stops] == [
        StopState.PLANNED,
        StopState.DONE,
        StopState.PLANNED,
    ]


def test_a_round_that_was_never_planned(desk: Engine) -> None:
    """It begins with its first visit and goes on with the next, on whatever phone."""
    at = UnplannedRound(1, 1, date(2019, 3, 7))
    first = record_visit(desk, at, FULL, today=TONIGHT)
    second = record_visit(desk, at, replace(NOBODY, arrival=time(1, 30)), today=TONIGHT)
    assert (first.faults, second.faults) == ((), ())
    assert first.round == second.round
    [sheet] = load_round_sheets(desk, date(2019, 3, 7), service=1)
    assert (sheet.hours, sheet.status, len(sheet.stops)) == (None, RoundStatus.DONE, 2)
    assert sheet.stops[1].visit is not None
    assert sheet.stops[1].visit.arrival_min == 1530
    assert load_round_sheets(desk, date(2019, 3, 7), service=2) == ()
    assert codes(record_visit(desk, UnplannedRound(2, 1, TONIGHT), FULL, today=TONIGHT)) == [
        (FaultCode.PAIR_UNKNOWN, "")
    ]
    assert codes(record_visit(desk, UnplannedRound(9, None, TONIGHT), FULL, today=TONIGHT)) == [
        (FaultCode.SERVICE_UNKNOWN, "")
    ]


@pytest.mark.parametrize("stays", [True, False])
def test_a_round_planned_again_meanwhile_takes_the_visit_all_the_same(desk: Engine, *, stays: bool) -> None:
    """Whoever fills the form on the pavement loses nothing: it is the new stop, or an unplanned one."""
    with writing(desk) as session:
        stop = session.get_one(PlannedStop, 1)
        session.delete(stop)
        session.flush()
        again = {"position": 0, "arrival_min": 1230, "latest_arrival_min": 1240, "service_min": 20}
        session.add(PlannedStop(id=77, round_id=ROUND, place_id=STREET if stays else SHUT, **again))
    record(desk, FULL, stop=1)
    stops = [(stop.place, stop.stop, stop.state) for stop in tonight(desk).stops]
    assert ((STREET, 77, StopState.DONE) in stops) is stays
    assert ((STREET, None, StopState.DONE) in stops) is not stays
