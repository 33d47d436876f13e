"""A coordinator moves, adds and drops visits."""

import time
from dataclasses import replace

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.evaluation import evaluate
from geo.schedules.model import PlannedVisit, Schedule, ScheduleProblem
from geo.schedules.moves import add_visit, drop_visit, move_visit
from geo.schedules.report import ConflictKind
from geo.schedules.search import first_schedule
from tests.schedule_kit import AFTERNOON, EVENING, line_problem, random_problem, site, weekly_shifts


def three_on_two_days() -> tuple[ScheduleProblem, Schedule]:
    """Return three places on a line, the first and the last on Monday, the one between them on Wednesday."""
    problem = line_problem([site(1), site(2), site(3)], weekly_shifts(1, [0, 2], weeks=1), weeks=1)
    visits = [
        PlannedVisit(1, 1, 0, AFTERNOON, 800),
        PlannedVisit(2, 1, 2, AFTERNOON, 900),
        PlannedVisit(3, 1, 0, AFTERNOON, 840),
    ]
    return problem, Schedule(tuple(visits))


def hours(schedule: Schedule) -> dict[int, tuple[int, int]]:
    """Return day and hour by place."""
    return {visit.place: (visit.day, visit.arrival_min) for visit in schedule.visits}


def test_a_visit_goes_where_the_way_is_shortest() -> None:
    """At the far end, its own hour can be kept and nobody else's changes."""
    problem, schedule = three_on_two_days()
    moved = move_visit(problem, schedule, schedule.visits[1], day=0, slot=AFTERNOON, team=1)
    assert hours(moved) == {1: (0, 800), 2: (0, 900), 3: (0, 840)}
    assert evaluate(problem, moved).is_sound


def test_others_come_later_only_as_far_as_they_must() -> None:
    """Where the far end is shut by then, the visit goes in between and the last one is put off."""
    problem, schedule = three_on_two_days()
    early = replace(problem, sites=(*problem.sites[:1], site(2, hours=(0, 850)), *problem.sites[2:]))
    moved = move_visit(early, schedule, schedule.visits[1], day=0, slot=AFTERNOON, team=1)
    assert hours(moved) == {1: (0, 800), 2: (0, 824), 3: (0, 848)}


def test_a_day_without_a_shift_is_shown_as_it_is() -> None:
    """The visit goes there with its hour, and the judge says that the pair is not out."""
    problem, schedule = three_on_two_days()
    moved = move_visit(problem, schedule, schedule.visits[0], day=4, slot=EVENING, team=1)
    assert hours(moved)[1] == (4, 800)
    conflicts = evaluate(problem, moved).conflicts
    assert [conflict.kind for conflict in conflicts] == [ConflictKind.NOT_OUT, ConflictKind.MISSED]


def test_a_full_round_shows_what_breaks() -> None:
    """In an hour there is no room for three visits: somebody is late or back late."""
    problem, schedule = three_on_two_days()
    short = replace(
        problem,
        shifts=tuple(replace(shift, hours=TimeWindow(780, 850)) for shift in problem.shifts),
    )
    moved = move_visit(short, schedule, schedule.visits[1], day=0, slot=AFTERNOON, team=1)
    assert not evaluate(short, moved).is_sound


def test_moving_back_restores_the_schedule() -> None:
    """A move can be undone by its reverse where nobody else had to give way."""
    problem, schedule = three_on_two_days()
    moved = move_visit(problem, schedule, schedule.visits[1], day=0, slot=AFTERNOON, team=1)
    visit = next(one for one in moved.visits if one.place == 2)
    assert move_visit(problem, moved, visit, day=2, slot=AFTERNOON, team=1) == schedule


def test_an_added_visit_takes_the_hour_of_the_others() -> None:
    """A place visited at 15:00 on Monday gets 15:00 on Wednesday too."""
    problem, schedule = three_on_two_days()
    later = Schedule((PlannedVisit(1, 1, 0, AFTERNOON, 900),))
    added = add_visit(problem, later, 1, day=2, slot=AFTERNOON, team=1)
    assert added.visits[-1] == PlannedVisit(1, 1, 2, AFTERNOON, 900)
    fresh = add_visit(problem, Schedule(()), 3, day=2, slot=AFTERNOON, team=1)
    assert fresh.visits == (PlannedVisit(3, 1, 2, AFTERNOON, 788),)
    assert len(add_visit(problem, schedule, 3, day=6, slot=EVENING, team=2).visits) == 4


def test_dropping_changes_nobody_else() -> None:
    """The others keep their hours; what is not there cannot be dropped."""
    _, schedule = three_on_two_days()
    left = drop_visit(schedule, schedule.visits[0])
    assert left.visits == schedule.visits[1:]
    with pytest.raises(ValueError, match="not in list"):
        drop_visit(left, schedule.visits[0])


def test_a_drag_is_answered_at_once() -> None:
    """Moving a visit of a full month and judging it takes less than 50 ms of processor time."""
    problem = random_problem(1)
    schedule = first_schedule(problem, seed=1)
    visit, shift = schedule.visits[5], problem.shifts[30]
    evaluate(problem, schedule)
    began = time.process_time()
    moved = move_visit(problem, schedule, visit, day=shift.day, slot=shift.slot, team=shift.team)
    evaluate(problem, moved)
    assert time.process_time() - began < 0.05
