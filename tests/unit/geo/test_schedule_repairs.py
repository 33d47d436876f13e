"""Schedules made when more was possible: mended with few changes, and what is over stays."""

from dataclasses import replace

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Schedule, ScheduleProblem
from geo.schedules.patterns import options_of
from geo.schedules.repairs import broken_since, mend, missed_since
from geo.schedules.rhythm import overrun_days, wanted_visits
from geo.schedules.search import after, search
from geo.schedules.whatif import what_if, without_sites
from tests.schedule_kit import line_problem, site, weekly_shifts

PAIRS = (*weekly_shifts(1, [0]), *weekly_shifts(2, [2]))


@pytest.fixture(scope="module")
def month() -> tuple[ScheduleProblem, Schedule]:
    """Return four weeks with two places, all visits by the first pair."""
    problem = line_problem([site(1), site(2)], PAIRS)
    first = replace(problem, shifts=weekly_shifts(1, [0]))
    return problem, search(first, seed=1, stop=after(2))


def _mended(problem: ScheduleProblem, schedule: Schedule, since: int = 0) -> Schedule:
    return mend(problem, schedule, since=since, seed=1, stop=after(3))


def test_what_can_be_made_stays_as_it_is(month: tuple[ScheduleProblem, Schedule]) -> None:
    """Nothing is broken: the very same schedule."""
    problem, schedule = month
    assert _mended(problem, schedule) is schedule


@pytest.mark.parametrize("since", [0, 10, 28])
def test_another_pair_takes_over_from_the_day_that_may_still_change(
    month: tuple[ScheduleProblem, Schedule], since: int
) -> None:
    """The first pair has ended: visits to come are the other pair's, those that are over stay."""
    problem, schedule = month
    without = replace(problem, shifts=weekly_shifts(2, [2]))
    mended = _mended(without, schedule, since)
    assert [one for one in mended.visits if one.day < since] == [
        one for one in schedule.visits if one.day < since
    ]
    assert {one.team for one in mended.visits if one.day >= since} == ({2} if since < 28 else set())
    assert broken_since(evaluate(without, mended), since) == ()
    assert missed_since(without, mended, since) == 0


def test_a_lock_on_what_cannot_be_made_is_no_hindrance(month: tuple[ScheduleProblem, Schedule]) -> None:
    """The pair is gone, whatever was promised."""
    problem, schedule = month
    without = replace(problem, shifts=weekly_shifts(2, [2]), locked=frozenset(schedule.visits))
    assert {one.team for one in _mended(without, schedule).visits} == {2}


def test_visits_to_a_place_that_has_closed_are_gone_and_no_others_move(
    month: tuple[ScheduleProblem, Schedule],
) -> None:
    """One that nobody plans any more, and one that closes after two weeks; hours stay as well."""
    problem, schedule = month
    kept = tuple(one for one in schedule.visits if one.place == 2)
    assert _mended(replace(problem, sites=problem.sites[1:]), schedule).visits == kept
    closing = replace(problem, sites=(replace(problem.sites[0], in_use=range(14)), problem.sites[1]))
    lost = broken_since(evaluate(closing, schedule), 0)
    assert [(one.place, one.day) for one in lost] == [(1, 14), (1, 21)]
    expected = {one for one in schedule.visits if one.place == 2 or one.day < 14}
    assert set(_mended(closing, schedule).visits) == expected


def test_doors_that_open_at_other_hours_change_the_hour_and_not_the_round(
    month: tuple[ScheduleProblem, Schedule],
) -> None:
    """Whoever was expected when the place is shut by now is expected earlier, on the same rounds."""
    problem, schedule = month
    late = Schedule(
        tuple(replace(one, arrival_min=one.arrival_min + 120 * (one.place == 2)) for one in schedule.visits)
    )
    early = dict.fromkeys(range(7), (TimeWindow(13 * 60, 14 * 60 + 15),))
    sites = problem.sites[0], replace(problem.sites[1], windows=early)
    now = replace(problem, sites=sites, shifts=weekly_shifts(1, [0]))
    assert {one.place for one in broken_since(evaluate(now, late), 0)} == {2}
    mended = _mended(now, late)
    assert broken_since(evaluate(now, mended), 0) == ()
    assert {one.key for one in mended.visits} == {one.key for one in late.visits}


def test_without_any_shift_nothing_is_left(month: tuple[ScheduleProblem, Schedule]) -> None:
    """Nobody is out any more."""
    problem, schedule = month
    assert _mended(replace(problem, shifts=()), schedule).visits == ()


@pytest.mark.parametrize(
    ("in_use", "wanted", "days"),
    [
        (range(14), 2, range(14)),
        (range(14, 28), 2, range(14, 28)),
        (range(28, 60), 0, ()),
        (None, 4, range(28)),
    ],
)
def test_a_place_is_visited_while_it_is_in_use(
    in_use: range | None, wanted: int, days: range | tuple[()]
) -> None:
    """It wants as many visits as its days hold, has no others, and waits for nobody once it is closed."""
    place = replace(site(1), in_use=in_use)
    problem = line_problem([place], PAIRS)
    assert wanted_visits(place, 28) == wanted
    options = options_of(problem, place)
    assert bool(options) == bool(wanted)
    assert all(set(option.days) <= set(days) for option in options)
    schedule = search(problem, seed=1, stop=after(1))
    assert len(schedule.visits) == wanted
    report = evaluate(problem, schedule)
    assert (report.figures.kept, report.figures.wanted, report.conflicts) == (wanted, wanted, ())
    assert overrun_days(place, [one.day for one in schedule.visits], 28) == 0


def test_a_rule_closes_places_from_its_day_on(month: tuple[ScheduleProblem, Schedule]) -> None:
    """Before the bylaw they are visited as planned; from then on they are not."""
    problem, schedule = month
    answer = what_if(problem, schedule, without_sites(problem, frozenset({1}), 10), seed=1, stop=after(2))
    assert [(one.place, one.day) for one in answer.difference.lost] == [(1, 14), (1, 21)]
    assert (answer.difference.added, answer.difference.moved) == ((), ())
    assert [one.place for one in without_sites(problem, frozenset({1}), 0).sites] == [2]


def test_what_if_leaves_alone_what_is_over(month: tuple[ScheduleProblem, Schedule]) -> None:
    """All of a pair is lost in the second week: the first week stays, though it cannot be as planned."""
    problem, schedule = month
    changed = replace(problem, shifts=weekly_shifts(2, [2]))
    answer = what_if(problem, schedule, changed, since=7, seed=1, stop=after(3))
    assert [one for one in answer.schedule.visits if one.day < 7] == [
        one for one in schedule.visits if one.day < 7
    ]
    assert {one.team for one in answer.schedule.visits if one.day >= 7} == {2}
