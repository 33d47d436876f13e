"""Rhythms, the visits they ask for, and the options they leave."""

from dataclasses import replace
from itertools import pairwise

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.model import DAYS_A_WEEK
from geo.schedules.patterns import can_visit, options_of
from geo.schedules.rhythm import overrun_days, overruns, rhythm_of, wanted_visits
from tests.schedule_kit import AFTERNOON, EVENING, line_problem, site, weekly_shifts


@pytest.mark.parametrize(
    ("target", "visits", "weeks", "shortest", "longest"),
    [
        (1, 7, 1, 1, 1),
        (2, 3, 1, 1, 3),
        (3, 2, 1, 2, 5),
        (4, 2, 1, 2, 6),
        (7, 1, 1, 4, 10),
        (10, 1, 1, 4, 15),
        (14, 1, 2, 7, 21),
        (21, 1, 3, 11, 31),
        (30, 1, 4, 14, 45),
        (60, 1, 9, 30, 94),
    ],
)
def test_targets_become_rhythms(target: int, visits: int, weeks: int, shortest: int, longest: int) -> None:
    """Several times a week below five days, whole weeks above, with limits around."""
    rhythm = rhythm_of(target)
    assert (rhythm.visits, rhythm.weeks) == (visits, weeks)
    assert (rhythm.shortest_days, rhythm.longest_days) == (shortest, longest)


def test_no_rhythm_is_faster_than_daily() -> None:
    """A target of no days is a mistake."""
    with pytest.raises(ValueError, match="0"):
        rhythm_of(0)


@pytest.mark.parametrize(
    ("target", "last", "wanted"),
    [
        (7, None, 4),
        (7, -7, 4),
        (7, -1, 3),
        (3, None, 8),
        (14, None, 2),
        (28, None, 1),
        (30, -3, 1),
        (60, -10, 0),
        (60, None, 1),
        (7, -200, 4),
    ],
)
def test_visits_are_wanted_from_the_day_they_are_due(target: int, last: int | None, wanted: int) -> None:
    """Four weeks ask for four weekly visits, fewer if the last is recent, none if none is due yet."""
    assert wanted_visits(replace(site(1, target), last_visit=last), 28) == wanted


def test_only_avoidable_gaps_count() -> None:
    """Waiting before the schedule is not counted, waiting within it and to its end is."""
    weekly = site(1, 7)
    assert overrun_days(weekly, [0, 7, 14, 21], 28) == 0
    assert overruns(weekly, [0, 14, 21], 28) == ((14, 4),)
    assert overruns(weekly, [0, 7], 28) == ((None, 11),)
    assert overrun_days(weekly, [], 28) == 0
    late = replace(weekly, last_visit=-40)
    assert overruns(late, [3, 10, 17, 24], 28) == ((3, 3),)
    assert overruns(late, [], 28) == ((None, 28),)


def test_weekly_options_keep_pair_weekday_and_slot() -> None:
    """Two pairs, three weekdays between them: three options, each of the same weekday."""
    problem = line_problem([site(1)], [*weekly_shifts(1, [0, 2]), *weekly_shifts(2, [4], EVENING)])
    options = options_of(problem, problem.sites[0])
    assert [(one.team, one.slot, one.days) for one in options] == [
        (1, AFTERNOON, (0, 7, 14, 21)),
        (1, AFTERNOON, (2, 9, 16, 23)),
        (2, EVENING, (4, 11, 18, 25)),
    ]


def test_twice_a_week_needs_days_apart() -> None:
    """Monday and Tuesday are too near, Monday and Wednesday or Thursday are not."""
    problem = line_problem([site(1, 3)], weekly_shifts(1, [0, 1, 2]))
    assert {one.days[:2] for one in options_of(problem, problem.sites[0])} == {(0, 2)}
    adjacent = line_problem([site(1, 3)], weekly_shifts(1, [0, 1]))
    assert {len(one.days) for one in options_of(adjacent, adjacent.sites[0])} == {4}


def test_slower_rhythms_choose_their_weeks() -> None:
    """A fortnightly place has two choices of weeks, a monthly one four, one every three weeks three."""
    for target, choices in [
        (14, {(0, 14), (7, 21)}),
        (28, {(0,), (7,), (14,), (21,)}),
        (21, {(0, 21), (7,), (14,)}),
    ]:
        problem = line_problem([site(1, target)], weekly_shifts(1, [0]))
        assert {one.days for one in options_of(problem, problem.sites[0])} == choices


def test_no_visit_is_too_soon_after_the_last() -> None:
    """Visited on Sunday, a weekly place waits for the Monday after next; the rhythm then goes on."""
    problem = line_problem([replace(site(1), last_visit=-1)], weekly_shifts(1, [0, 4]))
    assert [one.days for one in options_of(problem, problem.sites[0])] == [(4, 11, 18, 25), (7, 14, 21)]


def test_one_holiday_does_not_break_a_weekly_rhythm() -> None:
    """A single missing shift leaves a hole; two of four are another rhythm and are taken only if need be."""
    shifts = weekly_shifts(1, [0])
    one_hole = line_problem([site(1)], [shift for shift in shifts if shift.day != 7])
    assert [one.days for one in options_of(one_hole, one_hole.sites[0])] == [(0, 14, 21)]
    two_holes = line_problem(
        [site(1)], [*(one for one in shifts if one.day in (0, 7)), *weekly_shifts(1, [4])[:3]]
    )
    assert [one.days for one in options_of(two_holes, two_holes.sites[0])] == [(4, 11, 18)]
    only = line_problem([site(1)], shifts[:2])
    assert [one.days for one in options_of(only, only.sites[0])] == [(0, 7)]


def test_a_required_place_has_no_holes_if_that_can_be() -> None:
    """With a holiday on Mondays and none on Fridays, Fridays are what is left."""
    shifts = [*(one for one in weekly_shifts(1, [0]) if one.day != 7), *weekly_shifts(1, [4])]
    problem = line_problem([replace(site(1), required=True)], shifts)
    assert [one.days[0] for one in options_of(problem, problem.sites[0])] == [4]


def test_visits_fit_doors_shift_and_drive_at_worst() -> None:
    """Twenty minutes, five minutes of drive at worst each way: half an hour is just enough."""
    problem = line_problem([site(1)], weekly_shifts(1, [0]))
    shift = problem.shifts[0]
    half_hour = replace(shift, hours=TimeWindow(780, 810))
    assert can_visit(problem, problem.sites[0], half_hour)
    assert not can_visit(problem, problem.sites[0], replace(shift, hours=TimeWindow(780, 809)))
    early = site(1, hours=(0, 804))
    assert not can_visit(problem, early, half_hour)
    assert can_visit(problem, site(1, hours=(0, 805)), half_hour)
    assert not can_visit(problem, replace(early, windows={}), shift)
    assert not can_visit(problem, replace(site(1), teams=frozenset({2})), shift)


def test_a_cut_shift_offers_either_piece() -> None:
    """An appointment in the middle of one Monday leaves the hours before it or those after."""
    first, *others = weekly_shifts(1, [0])
    pieces = [
        replace(first, hours=TimeWindow(780, 860)),
        replace(first, hours=TimeWindow(940, 1080)),
    ]
    problem = line_problem([site(1)], [*pieces, *others])
    options = options_of(problem, problem.sites[0])
    assert {one.shifts[0] for one in options} == set(pieces)
    assert all(one.days == (0, 7, 14, 21) for one in options)


def test_places_that_are_not_due_have_no_options() -> None:
    """Nothing is planned for a place whose next visit is after the schedule."""
    problem = line_problem([replace(site(1, 60), last_visit=-1)], weekly_shifts(1, [0]))
    assert options_of(problem, problem.sites[0]) == ()


@pytest.mark.parametrize("target", [1, 2, 3, 5, 7, 12, 14, 21, 28, 45])
def test_every_option_keeps_its_gaps(target: int) -> None:
    """Gaps are never too short or too long, whatever the rhythm."""
    problem = line_problem([site(1, target)], weekly_shifts(1, range(DAYS_A_WEEK)))
    rhythm = rhythm_of(target)
    options = options_of(problem, problem.sites[0])
    assert options
    for option in options:
        gaps = [later - earlier for earlier, later in pairwise(option.days)]
        assert all(rhythm.shortest_days <= gap <= rhythm.longest_days for gap in gaps)
        assert len(option.days) >= wanted_visits(problem.sites[0], 28)
