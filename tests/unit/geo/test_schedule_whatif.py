"""Lost nights, moved appointments, closed streets: repaired schedules and what differs."""

from dataclasses import replace

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.calendar import free_shifts
from geo.schedules.differences import difference
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Appointment, PlannedVisit, Schedule, ScheduleProblem
from geo.schedules.moves import add_visit
from geo.schedules.report import ConflictKind
from geo.schedules.search import after, search
from geo.schedules.whatif import (
    what_if,
    with_moved_appointment,
    with_shift,
    without_shift,
    without_sites,
)
from tests.schedule_kit import AFTERNOON, line_problem, random_problem, site, weekly_shifts


@pytest.fixture(scope="module")
def month() -> tuple[ScheduleProblem, Schedule]:
    """Return a month of thirty places and three pairs with a schedule that keeps everything."""
    problem = random_problem(5, sites=30, teams=3)
    return problem, search(problem, seed=1, stop=after(4))


def test_what_if_of_nothing_changes_nothing(month: tuple[ScheduleProblem, Schedule]) -> None:
    """The same problem gives the same schedule back, and no difference at all."""
    problem, schedule = month
    answer = what_if(problem, schedule, problem, seed=1, stop=after(3))
    assert answer.schedule == schedule
    assert answer.difference.is_empty
    assert answer.before.figures == answer.after.figures


def test_a_lost_night_moves_only_what_it_must(month: tuple[ScheduleProblem, Schedule]) -> None:
    """The visits of that round move; places that were elsewhere stay where they are."""
    problem, schedule = month
    lost = schedule.visits[0]
    changed = without_shift(problem, lost.team, lost.day, lost.slot)
    answer = what_if(problem, schedule, changed, seed=1, stop=after(5))
    assert answer.after.is_sound
    assert answer.after.figures.kept >= answer.before.figures.kept - 3
    hit = {
        visit.place
        for visit in schedule.visits
        if (visit.team, visit.day, visit.slot) == (lost.team, lost.day, lost.slot)
    }
    moved = {move.before.place for move in answer.difference.moved if move.before.key != move.after.key}
    assert moved | {visit.place for visit in answer.difference.lost} <= hit


def test_closed_streets_lose_their_visits_and_nothing_else() -> None:
    """A bylaw closes one of two places: the other stays exactly as it was."""
    problem = line_problem([site(1), site(2)], weekly_shifts(1, [0]))
    schedule = search(problem, seed=1, stop=after(2))
    locked = replace(problem, locked=frozenset(schedule.visits), current=schedule.visits)
    answer = what_if(locked, schedule, without_sites(locked, frozenset({1})), seed=1, stop=after(2))
    assert answer.schedule.visits == tuple(one for one in schedule.visits if one.place == 2)
    assert {visit.place for visit in answer.difference.lost} == {1}
    assert (answer.difference.added, answer.difference.moved) == ((), ())


def test_others_move_only_where_that_saves_a_visit() -> None:
    """Friday is lost and Monday is full: somebody goes from Monday to Wednesday to make room."""
    shifts = [replace(one, hours=TimeWindow(780, 850)) for one in weekly_shifts(1, [0, 2, 4], weeks=1)]
    windows = {day: (TimeWindow(0, 2000),) for day in (0, 4)}
    sites = [site(1, 28), site(2, 28), site(3, 28), replace(site(4, 28), windows=windows)]
    problem = line_problem(sites, shifts, weeks=1)
    schedule = Schedule(())
    for place, day in ((1, 0), (2, 0), (3, 2), (4, 4)):
        schedule = add_visit(problem, schedule, place, day=day, slot=AFTERNOON, team=1)
    assert evaluate(problem, schedule).is_sound
    changed = without_shift(problem, 1, 4, AFTERNOON)
    answer = what_if(problem, schedule, changed, seed=1, stop=after(5))
    assert (answer.after.figures.kept, answer.after.is_sound) == (4, True)
    days = {visit.place: visit.day for visit in answer.schedule.visits}
    assert (days[4], sorted((days[1], days[2]))) == (0, [0, 2])


def test_one_more_shift_serves_who_was_missed() -> None:
    """A place that found no room gets its visits on the new Wednesdays; the other stays."""
    shifts = [replace(one, hours=TimeWindow(780, 815)) for one in weekly_shifts(1, [0])]
    problem = line_problem([site(1, 28), site(2, 28)], shifts[:1])
    schedule = search(problem, seed=1, stop=after(2))
    assert len(schedule.visits) == 1
    answer = what_if(problem, schedule, with_shift(problem, shifts[2]), seed=1, stop=after(2))
    assert answer.after.figures.kept == 2
    assert set(schedule.visits) <= set(answer.schedule.visits)
    assert [conflict.kind for conflict in answer.difference.resolved] == [ConflictKind.MISSED]


def test_a_moved_appointment_frees_one_day_and_takes_another() -> None:
    """The Médibus stop goes from Monday to Wednesday: the shifts are cut anew."""
    usual = weekly_shifts(1, [0, 2], weeks=1)
    stop = Appointment(1, 0, TimeWindow(780, 1080))
    problem = replace(
        line_problem([site(1)], free_shifts(usual, [stop]), weeks=1), usual=usual, appointments=(stop,)
    )
    moved = with_moved_appointment(problem, stop, replace(stop, day=2))
    assert [shift.day for shift in problem.shifts] == [2]
    assert [shift.day for shift in moved.shifts] == [0]
    assert with_moved_appointment(problem, stop, None).shifts == usual
    schedule = search(problem, seed=1, stop=after(1))
    answer = what_if(problem, schedule, moved, seed=1, stop=after(1))
    assert [(move.before.day, move.after.day) for move in answer.difference.moved] == [(2, 0)]
    with pytest.raises(ValueError, match="not in list"):
        with_moved_appointment(problem, replace(stop, day=5), None)
    with pytest.raises(ValueError, match=r"\(\)"):
        with_moved_appointment(replace(problem, usual=()), stop, None)


def test_shifts_come_and_go_with_the_usual_ones() -> None:
    """What is added or taken away is so before appointments as well."""
    shifts = weekly_shifts(1, [0])
    problem = replace(line_problem([site(1)], shifts), usual=shifts)
    (extra,) = weekly_shifts(1, [3], weeks=1)
    assert extra in with_shift(problem, extra).usual
    assert {shift.day for shift in without_shift(problem, 1, 7, AFTERNOON).usual} == {0, 14, 21}
    assert with_shift(replace(problem, usual=()), extra).usual == ()


def test_differences_are_matched_visit_by_visit() -> None:
    """Another day, another hour, one more and one less; half an hour is the same hour."""
    problem = line_problem([site(1), site(2)], weekly_shifts(1, [0, 2]))

    def report_on(*visits: tuple[int, int, int]) -> tuple[PlannedVisit, ...]:
        return tuple(PlannedVisit(place, 1, day, AFTERNOON, hour) for place, day, hour in visits)

    before = report_on((1, 0, 840), (1, 7, 840), (1, 14, 840), (2, 0, 900))
    after_ = report_on((1, 0, 870), (1, 9, 840), (1, 14, 871), (2, 0, 900), (2, 7, 900))
    found = difference(evaluate(problem, Schedule(before)), evaluate(problem, Schedule(after_)))
    assert [(one.before.day, one.after.day) for one in found.moved] == [(14, 14), (7, 9)]
    assert (found.lost, found.added) == ((), after_[4:])
    back = difference(evaluate(problem, Schedule(after_)), evaluate(problem, Schedule(before)))
    assert (back.lost, back.added) == (after_[4:], ())
    assert set(back.appeared) == set(found.resolved)
