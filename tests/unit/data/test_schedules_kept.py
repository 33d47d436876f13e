"""Schedules in the register: put in force, replaced, changed by hand, taken back, and read day by day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import shapely
from sqlalchemy import Engine

from data.register.database import load_state, writing
from data.register.faults import FaultCode, Saved
from data.register.tables import Place, Service, Team
from data.schedules.changes import change_plan, load_changes, redo_change, undo_change
from data.schedules.decisions import (
    PlanStamp,
    discard_plan,
    plans_seen,
    postpone_plan,
    put_in_force,
    save_plan,
)
from data.schedules.kept import (
    DatedVisit,
    PlanDraft,
    load_plan,
    load_plan_in_force,
    load_plans,
    load_scheduled,
    load_visits_in_force,
)
from data.vocabulary import PlaceKind, PlanAim, PlanState, Skill

MONDAY = date(2020, 1, 6)
NOW = datetime(2020, 1, 1, 9)  # noqa: DTZ001 - the register keeps UTC without zone

FIRST, SECOND = DatedVisit(MONDAY, 1, 1, 1200), DatedVisit(MONDAY + timedelta(days=8), 2, 2, 900)


@pytest.fixture
def field(register: Engine) -> Engine:
    """A register with two services, a pair each, and three places."""
    with writing(register) as session:
        for number, code in ((1, "charleroi"), (2, "genappe")):
            session.add(Service(id=number, code=code, label=code))
            session.flush()
            session.add(
                Team(
                    id=number,
                    code=f"{code}-1",
                    service_id=number,
                    first_skill=Skill.SOCIAL_WORKER,
                    second_skill=Skill.NURSE,
                )
            )
        session.add_all(
            Place(
                id=number,
                kind=PlaceKind.BAR,
                label=f"Bar {number}",
                geometry=shapely.Point(4.44, 50.41),
                municipality="52011",
                service_id=1,
            )
            for number in (1, 2, 3)
        )
    return register


def _draft(*visits: DatedVisit, weeks: int = 4, first: date = MONDAY) -> PlanDraft:
    return PlanDraft(first, weeks, PlanAim.MOST_REGULAR, {"missed": 60.0}, visits)


def _codes(outcome: Saved) -> list[FaultCode]:
    return [fault.code for fault in outcome.faults]


def _in_force(engine: Engine, draft: PlanDraft) -> int:
    outcome = put_in_force(engine, draft, NOW, seen=plans_seen(load_plans(engine, MONDAY), draft))
    assert outcome.id is not None, outcome.faults
    return outcome.id


def test_a_proposal_is_kept_and_taken_away(field: Engine) -> None:
    """A proposal is no plan: no day has visits by it."""
    saved = save_plan(field, _draft(FIRST, SECOND), NOW)
    assert saved.id is not None
    record = load_plan(field, saved.id)
    assert record is not None
    assert (record.state, record.draft) == (PlanState.PROPOSED, _draft(FIRST, SECOND))
    assert load_scheduled(field, MONDAY) == []
    assert discard_plan(field, saved.id).id == saved.id
    assert _codes(discard_plan(field, saved.id)) == [FaultCode.GONE]
    assert load_plans(field, MONDAY) == []


def test_a_schedule_in_force_gives_each_day_its_visits(field: Engine) -> None:
    """By day, pair and hour; also the day after a plan has ended there is none."""
    plan = _in_force(field, _draft(SECOND, FIRST))
    assert load_scheduled(field, FIRST.day) == [FIRST]
    assert load_visits_in_force(field, MONDAY, MONDAY + timedelta(days=27)) == [FIRST, SECOND]
    found = load_plan_in_force(field, MONDAY)
    assert found is not None
    assert found.id == plan
    assert load_plan_in_force(field, MONDAY + timedelta(weeks=4)) is None
    assert _codes(discard_plan(field, plan)) == [FaultCode.CHANGED_MEANWHILE]


def test_the_schedule_before_is_replaced(field: Engine) -> None:
    """One that starts on the same day replaces it whole."""
    old = _in_force(field, _draft(FIRST))
    new = _in_force(field, _draft(SECOND))
    states = {plan.id: plan.state for plan in load_plans(field, MONDAY)}
    assert states == {old: PlanState.REPLACED, new: PlanState.IN_FORCE}
    assert load_scheduled(field, FIRST.day) == []


def test_the_schedule_before_keeps_the_days_before(field: Engine) -> None:
    """A schedule from the third week on leaves the first two alone, and what it had after stays too."""
    late = replace(FIRST, day=MONDAY + timedelta(weeks=3, days=1))
    _in_force(field, _draft(FIRST, SECOND, late))
    own = replace(SECOND, place=3, day=MONDAY + timedelta(weeks=2))
    _in_force(field, _draft(own, weeks=1, first=MONDAY + timedelta(weeks=2)))
    assert load_visits_in_force(field, MONDAY, late.day) == [FIRST, SECOND, own, late]
    covering = [plan.draft.weeks for plan in load_plans(field, MONDAY)]
    assert covering == [2, 2]


def test_one_service_leaves_the_others_alone(field: Engine) -> None:
    """A coordinator of one service changes that service's visits only."""
    plan = _in_force(field, _draft(FIRST, SECOND))
    mine = DatedVisit(MONDAY + timedelta(days=1), 1, 3, 1300)
    theirs = DatedVisit(MONDAY + timedelta(days=1), 2, 1, 1300)
    assert put_in_force(field, _draft(mine, theirs), NOW, seen={(plan, 0)}, service=1).id is not None
    assert load_visits_in_force(field, MONDAY, SECOND.day) == [mine, SECOND]


def test_one_service_leaves_the_places_of_others_alone(field: Engine) -> None:
    """Its pair stays promised to a place that it neither sees nor plans."""
    plan = _in_force(field, _draft(FIRST))
    with writing(field) as session:
        session.get_one(Place, FIRST.place).service_id = 2
    mine = DatedVisit(MONDAY + timedelta(days=1), 1, 3, 1300)
    assert put_in_force(field, _draft(mine), NOW, seen={(plan, 0)}, service=1).id is not None
    assert load_visits_in_force(field, MONDAY, SECOND.day) == [FIRST, mine]


def test_what_somebody_else_put_in_force_meanwhile_stays(field: Engine) -> None:
    """Two coordinators decide at once: the second is told."""
    assert _codes(put_in_force(field, _draft(FIRST), NOW, seen={(1, 3)})) == [FaultCode.CHANGED_MEANWHILE]
    _in_force(field, _draft(FIRST))
    nothing: frozenset[PlanStamp] = frozenset()
    assert _codes(put_in_force(field, _draft(SECOND), NOW, seen=nothing)) == [FaultCode.CHANGED_MEANWHILE]
    assert load_scheduled(field, FIRST.day) == [FIRST]


def test_a_service_reads_the_history_of_its_own_pairs(field: Engine) -> None:
    """What was changed for pairs of others says where they go, and when."""
    plan = _in_force(field, _draft())
    change_plan(field, plan, [], [FIRST], revision=0, at=NOW)
    change_plan(field, plan, [], [SECOND], revision=1, at=NOW)
    assert [one.after for one in load_changes(field, plan)] == [(SECOND,), (FIRST,)]
    assert [one.after for one in load_changes(field, plan, 1)] == [(FIRST,)]


def test_a_schedule_just_put_in_force_is_not_taken_for_the_one_before(field: Engine) -> None:
    """Both are unchanged since they were made; the second of two who replace the same one is told."""
    seen = {(_in_force(field, _draft(FIRST)), 0)}
    assert put_in_force(field, _draft(SECOND), NOW, seen=seen).id is not None
    third = replace(FIRST, place=3)
    assert _codes(put_in_force(field, _draft(third), NOW, seen=seen)) == [FaultCode.CHANGED_MEANWHILE]
    assert load_visits_in_force(field, MONDAY, SECOND.day) == [SECOND]


def test_a_schedule_that_was_replaced_is_no_longer_changed(field: Engine) -> None:
    """A screen that still shows it is told so, and does not write where nobody looks any more."""
    old = _in_force(field, _draft(FIRST))
    assert change_plan(field, old, [], [SECOND], revision=0, at=NOW).id == old
    _in_force(field, _draft(SECOND))
    third = replace(FIRST, place=3)
    meanwhile = [FaultCode.CHANGED_MEANWHILE]
    assert _codes(change_plan(field, old, [FIRST], [third], revision=1, at=NOW)) == meanwhile
    assert _codes(undo_change(field, old, revision=1)) == meanwhile


def test_all_faults_of_a_schedule_come_at_once(field: Engine) -> None:
    """Unknown pairs and places, days outside, and a place twice on one day."""
    far = DatedVisit(date(2021, 1, 1), 9, 9, 1200)
    codes = _codes(save_plan(field, _draft(FIRST, replace(FIRST, team=2), far), NOW))
    assert codes == [
        FaultCode.PAIR_UNKNOWN,
        FaultCode.PLACE_UNKNOWN,
        FaultCode.DATE_UNLIKELY,
        FaultCode.PLANNED_TWICE,
    ]
    with pytest.raises(ValueError, match="13"):
        save_plan(field, _draft(weeks=13), NOW)


def test_changes_are_taken_back_and_made_again(field: Engine) -> None:
    """Move, drop, lock: each step back and forth gives exactly the visits of then."""
    plan = _in_force(field, _draft(FIRST, SECOND))
    moved = replace(FIRST, day=MONDAY + timedelta(days=2))
    locked = replace(SECOND, locked=True)
    steps = [((FIRST,), (moved,)), ((SECOND,), (locked,)), ((moved,), ())]
    for revision, (before, after) in enumerate(steps):
        assert change_plan(field, plan, before, after, revision=revision, at=NOW).faults == ()
    assert _visits(field, plan) == [locked]
    assert undo_change(field, plan, revision=3).faults == ()
    assert undo_change(field, plan, revision=4).faults == ()
    assert _visits(field, plan) == [moved, SECOND]
    assert redo_change(field, plan, revision=5).faults == ()
    assert _visits(field, plan) == [moved, locked]
    assert [change.undone for change in load_changes(field, plan)] == [True, False, False]
    # A new change ends what could be made again.
    assert change_plan(field, plan, (), (replace(FIRST, place=3),), revision=6, at=NOW).faults == ()
    assert _codes(redo_change(field, plan, revision=7)) == [FaultCode.NOTHING_TO_UNDO]
    assert len(load_changes(field, plan)) == 3


def _visits(engine: Engine, plan: int) -> list[DatedVisit]:
    record = load_plan(engine, plan)
    assert record is not None
    return list(record.draft.visits)


def test_a_change_that_cannot_be_is_refused_whole(field: Engine) -> None:
    """Stale, gone, of another service, twice on a day: nothing of it is written."""
    plan = _in_force(field, _draft(FIRST, SECOND))
    stale = change_plan(field, plan, (FIRST,), (), revision=5, at=NOW)
    gone = change_plan(field, plan, (replace(FIRST, arrival_min=1),), (), revision=0, at=NOW)
    others = change_plan(field, plan, (SECOND,), (), revision=0, at=NOW, service=1)
    twice = change_plan(field, plan, (), (replace(FIRST, team=2),), revision=0, at=NOW)
    missing = change_plan(field, 99, (), (), revision=0, at=NOW)
    assert [_codes(outcome) for outcome in (stale, gone, others, twice, missing)] == [
        [FaultCode.CHANGED_MEANWHILE],
        [FaultCode.CHANGED_MEANWHILE],
        [FaultCode.PAIR_OF_OTHERS],
        [FaultCode.PLANNED_TWICE],
        [FaultCode.GONE],
    ]
    assert _visits(field, plan) == [FIRST, SECOND]
    assert load_changes(field, plan) == []


def test_every_write_raises_the_revision_of_the_register(field: Engine) -> None:
    """No cache may keep showing the schedule of before."""
    seen = [load_state(field).revision]
    plan = _in_force(field, _draft(FIRST, SECOND))
    seen.append(load_state(field).revision)
    change_plan(field, plan, (FIRST,), (), revision=0, at=NOW)
    seen.append(load_state(field).revision)
    undo_change(field, plan, revision=1)
    seen.append(load_state(field).revision)
    assert seen == sorted(set(seen))


def test_a_proposal_moves_by_whole_weeks_once(field: Engine) -> None:
    """Each visit keeps its weekday, also where it lands on a day it already had; two presses move it once."""
    weekly = [replace(FIRST, day=MONDAY + timedelta(weeks=week)) for week in range(3)]
    kept = save_plan(field, _draft(*weekly, SECOND), NOW).id
    assert kept is not None
    record = load_plan(field, kept)
    assert record is not None
    assert postpone_plan(field, kept, 1, revision=record.revision).id == kept
    again = postpone_plan(field, kept, 1, revision=record.revision)
    assert _codes(again) == [FaultCode.CHANGED_MEANWHILE]
    moved = load_plan(field, kept)
    assert moved is not None
    assert moved.draft.first_day == MONDAY + timedelta(weeks=1)
    assert [visit.day - timedelta(weeks=1) for visit in moved.draft.visits] == [
        visit.day for visit in record.draft.visits
    ]


def test_what_is_in_force_or_gone_is_not_moved(field: Engine) -> None:
    """Only a proposal has no day that anybody counts on."""
    number = _in_force(field, _draft(FIRST))
    plan = load_plan(field, number)
    assert plan is not None
    moved = postpone_plan(field, number, 1, revision=plan.revision)
    assert _codes(moved) == [FaultCode.CHANGED_MEANWHILE]
    assert _codes(postpone_plan(field, 999, 1, revision=0)) == [FaultCode.GONE]
    assert load_plan(field, number) == plan
