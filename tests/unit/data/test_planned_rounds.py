"""Committed rounds: a whole evening or nothing, every fault at once, taken back, and planned against done."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data.planning.committed import load_committed, to_draft, to_locks, to_routes
from data.planning.committed_hours import committed_evening
from data.planning.rounds import Commit, RoundDraft, StopDraft, commit_evening, lock_round
from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.register.planning import PlannedStop, RoundPlan
from data.register.tables import Contact, OpeningWindow, Place, Round, Service, Team, Visit
from data.register.validation import is_busy
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    Nationality,
    Outcome,
    PlaceKind,
    Role,
    RoundStatus,
    Sex,
    Skill,
)
from geo.rounds.evaluation import evaluate_plan
from geo.rounds.model import TimeWindow

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15)  # noqa: DTZ001 - moments are kept in UTC without zone
EVENING = TimeWindow(18 * 60, 23 * 60)
OFFICE, FIRST, SECOND, THIRD, CLOSED = 1, 2, 3, 4, 5


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with two whole pairs, one that lacks a nurse, an office and places."""
    with writing(register) as session:
        session.add_all(
            [Service(id=1, code="charleroi", label="Charleroi"), Service(id=2, code="x", label="X")]
        )
        session.flush()
        session.add(_place(OFFICE, PlaceKind.OFFICE))
        session.add_all(_place(place, PlaceKind.BAR) for place in (FIRST, SECOND, THIRD))
        session.add(_place(CLOSED, PlaceKind.BAR, active_to=TODAY - timedelta(days=1)))
        session.flush()
        session.add_all([_team(1), _team(2), _team(3, second_skill=Skill.EDUCATOR), _team(4, service_id=2)])
    return register


def _place(place: int, kind: PlaceKind, active_to: date | None = None) -> Place:
    return Place(
        id=place,
        kind=kind,
        label=f"Place {place}",
        geometry=shapely.Point(4.4 + place / 100, 50.4),
        municipality="52011",
        service_id=1,
        active_to=active_to,
    )


def _team(team: int, service_id: int = 1, second_skill: Skill = Skill.NURSE) -> Team:
    return Team(
        id=team,
        code=f"pair-{team}",
        service_id=service_id,
        first_skill=Skill.SOCIAL_WORKER,
        second_skill=second_skill,
        depot_id=OFFICE,
    )


def _draft(team: int, *places: int) -> RoundDraft:
    stops = (StopDraft(place, 1100 + 40 * at, 1110 + 40 * at, 20) for at, place in enumerate(places))
    return RoundDraft(team, EVENING, OFFICE, tuple(stops))


def _commit(engine: Engine, *drafts: RoundDraft, day: date = TODAY, waived: Sequence[int] = ()) -> Commit:
    """Commit as a screen does that shows the newest state."""
    teams = {draft.team for draft in drafts}
    seen = [one.stamp for one in load_committed(engine, day) if one.team in teams]
    return commit_evening(engine, day, drafts, seen=seen, today=TODAY, at=NOW, waived=waived)


def _visit(engine: Engine, round_id: int, place: int, *, planned: bool) -> None:
    """Record a visit the way the screen of recording does."""
    with writing(engine) as session:
        visit = Visit(
            round_id=round_id,
            place_id=place,
            day=TODAY,
            arrival=time(0, 30),
            minutes=25,
            outcome=Outcome.MET,
        )
        session.add(visit)
        session.get_one(Round, round_id).status = RoundStatus.DONE
        session.flush()
        session.add_all(
            Contact(
                visit_id=visit.id,
                sex=Sex.FEMALE,
                age_band=AgeBand.UNKNOWN,
                nationality=Nationality.UNKNOWN,
                acquaintance=acquaintance,
                role=Role.PERSON,
                count=2,
            )
            for acquaintance in (Acquaintance.FIRST, Acquaintance.KNOWN)
        )
        if planned:
            stop = session.scalars(
                select(PlannedStop).where(PlannedStop.round_id == round_id, PlannedStop.place_id == place)
            ).one()
            stop.visit_id = visit.id


def test_an_evening_is_read_back_as_it_was_committed(desk: Engine) -> None:
    """All pairs, their hours, stops and locks, in order; nothing of it is a visit."""
    first = replace(_draft(1, SECOND, FIRST), locked=True)
    second = _draft(2, THIRD)
    second = replace(second, stops=(replace(second.stops[0], required=True, locked=True),))
    outcome = _commit(desk, first, second)
    assert outcome.faults == ()
    rounds = load_committed(desk, TODAY)
    assert [one.id for one in rounds] == list(outcome.rounds)
    assert [replace(to_draft(one), uid=None) for one in rounds] == [first, second]
    assert not any(one.begun for one in rounds)
    assert to_routes(rounds)[0].places == (SECOND, FIRST)
    assert to_locks(rounds).rounds == {1}
    assert to_locks(rounds).pairs == {THIRD: 2}
    with Session(desk) as session:
        assert session.scalars(select(Visit)).all() == []


def test_committing_again_keeps_what_calendars_know(desk: Engine) -> None:
    """The same pair and evening keep their identifiers; the stops are replaced."""
    _commit(desk, _draft(1, FIRST, SECOND))
    [before] = load_committed(desk, TODAY)
    assert _commit(desk, _draft(1, THIRD)).faults == ()
    [after] = load_committed(desk, TODAY)
    assert (after.id, after.uid, after.places) == (before.id, before.uid, (THIRD,))


def test_a_pair_without_stops_loses_its_round(desk: Engine) -> None:
    """Who stays in has no round, and nothing of it stays behind."""
    _commit(desk, _draft(1, FIRST), _draft(2, SECOND))
    assert _commit(desk, _draft(1)).faults == ()
    assert [one.team for one in load_committed(desk, TODAY)] == [2]
    with Session(desk) as session:
        assert len(session.scalars(select(RoundPlan)).all()) == 1
        assert len(session.scalars(select(PlannedStop)).all()) == 1


def test_all_faults_come_at_once_and_nothing_is_written(desk: Engine) -> None:
    """A pair that lacks a nurse, one that is unknown, a closed place, an unknown one, one place twice."""
    revision = load_state(desk).revision
    outcome = _commit(desk, _draft(1, FIRST, CLOSED, 99), _draft(3, FIRST), _draft(77, SECOND))
    assert {(fault.code, fault.field) for fault in outcome.faults} == {
        (FaultCode.PAIR_INCOMPLETE, "pair_3"),
        (FaultCode.PAIR_CLOSED, "pair_77"),
        (FaultCode.PLACE_SHUT_DOWN, f"place_{CLOSED}"),
        (FaultCode.PLACE_UNKNOWN, "place_99"),
        (FaultCode.PLACE_TWICE, f"place_{FIRST}"),
    }
    assert load_committed(desk, TODAY) == []
    assert load_state(desk).revision == revision


def test_a_coordinator_may_send_a_pair_without_a_nurse(desk: Engine) -> None:
    """Only where it was said for this evening."""
    assert [fault.code for fault in _commit(desk, _draft(3, FIRST)).faults] == [FaultCode.PAIR_INCOMPLETE]
    assert _commit(desk, _draft(3, FIRST), waived=[3]).faults == ()


def test_a_past_evening_is_not_planned(desk: Engine) -> None:
    """Yesterday's rounds can no longer be made."""
    outcome = _commit(desk, _draft(1, FIRST), day=TODAY - timedelta(days=1))
    assert [fault.code for fault in outcome.faults] == [FaultCode.EVENING_PAST]


def test_a_place_on_another_pairs_round_is_not_given_twice(desk: Engine) -> None:
    """Also where that pair is not part of this commit."""
    _commit(desk, _draft(1, FIRST))
    outcome = _commit(desk, _draft(2, FIRST))
    assert [(fault.code, fault.field) for fault in outcome.faults] == [
        (FaultCode.PLACE_TWICE, f"place_{FIRST}")
    ]


def test_who_has_not_seen_a_change_does_not_overwrite_it(desk: Engine) -> None:
    """Two coordinators plan the same evening: the slower one is told."""
    _commit(desk, _draft(1, FIRST))
    outcome = commit_evening(desk, TODAY, [_draft(1, SECOND)], seen=[], today=TODAY, at=NOW)
    assert [(fault.code, fault.field) for fault in outcome.faults] == [
        (FaultCode.CHANGED_MEANWHILE, "pair_1")
    ]
    stale = load_committed(desk, TODAY)[0].stamp
    commit_evening(desk, TODAY, [_draft(1)], seen=[stale], today=TODAY, at=NOW)
    late = commit_evening(desk, TODAY, [_draft(1, SECOND)], seen=[stale], today=TODAY, at=NOW)
    assert [fault.code for fault in late.faults] == [FaultCode.CHANGED_MEANWHILE]


def test_a_round_that_has_begun_keeps_its_plan(desk: Engine) -> None:
    """Once a visit is recorded the plan is what the record is held against."""
    [number] = _commit(desk, _draft(1, FIRST, SECOND)).rounds
    _visit(desk, number, FIRST, planned=True)
    outcome = _commit(desk, _draft(1, THIRD))
    assert [(fault.code, fault.field) for fault in outcome.faults] == [(FaultCode.ROUND_BEGUN, "pair_1")]
    assert load_committed(desk, TODAY)[0].places == (FIRST, SECOND)


def test_planned_stands_against_done(desk: Engine) -> None:
    """What came of each stop, what was not planned, and an hour after midnight as the evening counts it."""
    [number] = _commit(desk, _draft(1, FIRST, SECOND)).rounds
    _visit(desk, number, FIRST, planned=True)
    _visit(desk, number, THIRD, planned=False)
    [found] = load_committed(desk, TODAY)
    assert found.begun
    first, second = found.stops
    assert first.done is not None
    assert (first.done.arrival_min, first.done.minutes, first.done.people) == (24 * 60 + 30, 25, 4)
    assert second.done is None
    assert [visit.place for visit in found.unplanned] == [THIRD]


def test_a_commit_is_taken_back(desk: Engine) -> None:
    """What the pairs had before comes back: another plan with its identity, or none."""
    _commit(desk, _draft(1, FIRST))
    [before] = load_committed(desk, TODAY)
    outcome = _commit(desk, _draft(1), _draft(2, SECOND))
    assert _commit(desk, *outcome.before).faults == ()
    [after] = load_committed(desk, TODAY)
    assert (after.team, after.uid, after.places) == (1, before.uid, (FIRST,))


def test_what_somebody_else_made_of_it_since_is_not_taken_back(desk: Engine) -> None:
    """Taking a commit back looks at what was committed then, not at what the screen shows by now."""
    outcome = _commit(desk, _draft(1, FIRST), _draft(2, SECOND))
    later = commit_evening(
        desk, TODAY, [_draft(2, THIRD)], seen=outcome.after[1:], today=TODAY, at=NOW + timedelta(minutes=5)
    )
    assert later.faults == ()
    back = commit_evening(desk, TODAY, outcome.before, seen=outcome.after, today=TODAY, at=NOW)
    assert [(fault.code, fault.field) for fault in back.faults] == [(FaultCode.CHANGED_MEANWHILE, "pair_2")]
    again = commit_evening(desk, TODAY, later.before, seen=later.after, today=TODAY, at=NOW)
    assert again.faults == ()
    assert [one.places for one in load_committed(desk, TODAY)] == [(FIRST,), (SECOND,)]


def test_a_round_is_locked_and_unlocked(desk: Engine) -> None:
    """One that is gone cannot be."""
    [number] = _commit(desk, _draft(1, FIRST)).rounds
    assert lock_round(desk, number, locked=True).id == number
    assert load_committed(desk, TODAY)[0].locked
    assert lock_round(desk, number, locked=False).id == number
    assert not load_committed(desk, TODAY)[0].locked
    assert [fault.code for fault in lock_round(desk, 999, locked=True).faults] == [FaultCode.GONE]


def test_a_service_sees_its_own_rounds(desk: Engine) -> None:
    """Rounds belong to the service of their pair."""
    [_own, other] = _commit(desk, _draft(1, FIRST), _draft(4, SECOND)).rounds
    assert [one.id for one in load_committed(desk, TODAY, service=2)] == [other]


def test_a_database_out_of_order_is_not_called_busy(sqlite: Engine) -> None:
    """Whoever waits a minute for a disk that is full waits in vain."""

    def forbid(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(sqlite, "checkout", forbid)
    outcome = _commit(sqlite, _draft(1, FIRST))
    assert [fault.code for fault in outcome.faults] == [FaultCode.NOT_WRITTEN]


class _Answer(Exception):  # noqa: N818 - what a driver raises
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("no")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "is_waiting"), [("40P01", True), ("55P03", True), ("53100", False), (None, False)]
)
def test_postgresql_says_why_it_gave_up(state: str | None, *, is_waiting: bool) -> None:
    """A deadlock passes; a full disk and a lost connection do not."""
    assert is_busy(OperationalError("INSERT", {}, _Answer(state))) is is_waiting


def test_committed_rounds_are_judged_like_any_other(desk: Engine, tmp_path: Path) -> None:
    """They wait before a shut door, drive between the stops and back; places without hours are open."""
    opens = OpeningWindow(place_id=FIRST, weekday=TODAY.weekday(), opens=time(20), closes=time(22))
    with writing(desk) as session:
        session.add(opens)
    _commit(desk, _draft(1, SECOND, FIRST), _draft(2, THIRD))
    rounds = load_committed(desk, TODAY)
    evening = committed_evening(desk, tmp_path, rounds)
    one, other = evaluate_plan(evening, to_routes(rounds))
    assert [passage.place for passage in one.passages] == [SECOND, FIRST]
    assert one.passages[1].begins_min >= 20 * 60
    assert one.back_min > one.passages[1].ends_min
    assert one.drive_min > 0
    assert one.back_min - one.leaves_min == pytest.approx(one.drive_min + one.wait_min + one.service_min)
    assert other.passages[0].ends_min - other.passages[0].begins_min == 20
