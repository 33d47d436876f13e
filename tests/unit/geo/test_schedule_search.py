"""The search finds what can be proven best, keeps locks and promises, and always the same from one seed."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.evaluation import evaluate
from geo.schedules.exact import solve_exactly
from geo.schedules.model import PlannedVisit, Schedule, ScheduleProblem, Weights
from geo.schedules.report import ConflictKind, Term
from geo.schedules.search import after, best_of, first_schedule, search
from tests.schedule_kit import (
    AFTERNOON,
    EVENING,
    NIGHT,
    line_problem,
    random_problem,
    site,
    travel_of,
    weekly_shifts,
)


def tiny_problem(seed: int) -> ScheduleProblem:
    """Return four places and two pairs over a fortnight, with whole travel times and some doors shut."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 9, (6, 2)).astype(np.float64) * 4
    points[1] = points[0]
    hours = (780, 1080), (780, 900), (900, 1080)
    sites = [
        replace(
            site(place, int(rng.choice([7, 14])), hours[int(rng.integers(3))]),
            prize=float(rng.integers(1, 4)),
        )
        for place in range(4)
    ]
    shifts = [
        replace(shift, hours=TimeWindow(780, 780 + int(rng.integers(14, 24)) * 10))
        for shift in (
            *weekly_shifts(1, [0, 2], weeks=2),
            *weekly_shifts(2, [1], weeks=2),
            *weekly_shifts(2, [5], weeks=2),
        )
    ]
    problem = line_problem(sites, shifts, weeks=2)
    km = np.abs(points[:, None] - points[None, :]).sum(axis=-1)
    travel = replace(travel_of((900, 901, 0, 1, 2, 3), points), expected_min=2 * km, upper_min=2.5 * km)
    return replace(problem, travel={1: travel, 2: travel}, weights=Weights(missed=20, spread=1, gap=3))


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_what_is_proven_best(seed: int) -> None:
    """On tiny problems its schedule costs what the integer programme proves to be the least."""
    problem = tiny_problem(seed)
    proven = solve_exactly(problem)
    found = evaluate(problem, search(problem, seed=1, stop=after(20)))
    assert proven.is_optimal
    assert found.is_sound
    assert found.objective == pytest.approx(proven.objective, abs=1.5)
    assert evaluate(problem, proven.schedule).objective == pytest.approx(proven.objective, abs=1.5)


def test_the_same_seed_gives_the_same_schedule() -> None:
    """And another process would as well: nothing but the problem and the seed goes in."""
    problem = random_problem(3, sites=20, teams=2)
    copy: ScheduleProblem = pickle.loads(pickle.dumps(problem))  # noqa: S301 - what a worker is sent
    assert search(problem, seed=7, stop=after(3)) == search(copy, seed=7, stop=after(3))


def test_a_full_month_keeps_pair_weekday_slot_and_hour() -> None:
    """Sixty places and four pairs: everything kept, the same pair, weekday and slot throughout."""
    problem = random_problem(1)
    report = evaluate(problem, first_schedule(problem, seed=1))
    figures = report.figures
    assert report.is_sound
    assert figures.kept == figures.wanted
    assert (figures.one_pair, figures.one_rhythm, figures.one_slot) == (1, 1, 1)
    assert figures.within_half_hour >= 0.9


def test_better_schedules_are_told_on_the_way() -> None:
    """Each is better than the one before, and the last is what comes back."""
    problem = random_problem(2, sites=30, teams=2)
    told: list[Schedule] = []
    found = search(problem, seed=1, stop=after(6), on_best=told.append)
    assert told
    assert told[-1] == found


def test_a_warm_start_is_never_made_worse() -> None:
    """Even with no time at all the start comes back, and with some it can only improve."""
    problem = random_problem(2, sites=30, teams=2)
    start = search(problem, seed=1, stop=after(4))
    cost = evaluate(problem, start).objective
    for chunks in (0, 3):
        again = search(problem, seed=2, stop=after(chunks), start=start)
        assert evaluate(problem, again).objective <= cost


def test_a_start_that_no_longer_fits_is_mended() -> None:
    """A shift of the start is gone: its visits move, and no rule is broken."""
    problem = random_problem(2, sites=30, teams=2)
    start = search(problem, seed=1, stop=after(4))
    gone = start.visits[0]
    fewer = replace(
        problem,
        shifts=tuple(
            one for one in problem.shifts if (one.team, one.day, one.slot) != (gone.team, gone.day, gone.slot)
        ),
    )
    assert not evaluate(fewer, start).is_sound
    assert evaluate(fewer, search(fewer, seed=1, stop=after(3), start=start)).is_sound


def test_locked_visits_stay_with_their_hour() -> None:
    """All others may go elsewhere."""
    problem = random_problem(4, sites=30, teams=2)
    start = search(problem, seed=1, stop=after(2))
    locked = frozenset(start.visits[::7])
    pinned = replace(problem, locked=locked, current=start.visits)
    report = evaluate(pinned, search(pinned, seed=5, stop=after(3)))
    assert ConflictKind.LOCK_BROKEN not in {conflict.kind for conflict in report.conflicts}
    assert report.is_sound


def test_a_lock_against_the_rhythm_is_kept_as_it_is() -> None:
    """A visit on an odd Wednesday stays, and so does the rest of that place's plan in force."""
    shifts = weekly_shifts(1, [0, 2])
    current = tuple(PlannedVisit(1, 1, day, AFTERNOON, 840) for day in (0, 7, 16, 21))
    problem = replace(line_problem([site(1), site(2)], shifts), current=current)
    locked = replace(problem, locked=frozenset({current[2]}))
    found = search(locked, seed=1, stop=after(2))
    assert {visit.day for visit in found.visits if visit.place == 1} == {0, 7, 16, 21}
    assert len([visit for visit in found.visits if visit.place == 2]) == 4


def test_a_lock_for_another_pair_is_kept_as_it_is() -> None:
    """One visit is lent to another pair: the locked ones stay, the others stay where there is room."""
    shifts = [*weekly_shifts(1, [0]), *weekly_shifts(2, [0])]
    current = tuple(PlannedVisit(1, 2 if day == 7 else 1, day, AFTERNOON, 840) for day in (0, 7, 14, 21))
    problem = replace(line_problem([site(1), site(2)], shifts), current=current)
    locked = replace(problem, locked=frozenset(current[:2]))
    found = search(locked, seed=1, stop=after(2))
    assert {visit.key for visit in found.visits if visit.place == 1} == {visit.key for visit in current}
    report = evaluate(locked, found)
    assert {conflict.kind for conflict in report.conflicts} == {ConflictKind.OTHER_PAIR}


def test_a_lock_on_a_day_off_is_not_lost() -> None:
    """There is no shift for it, so the search cannot place it: it comes back with its conflict."""
    off = PlannedVisit(1, 1, 1, AFTERNOON, 840)
    problem = replace(line_problem([site(1)], weekly_shifts(1, [0])), locked=frozenset({off}))
    found = search(problem, seed=1, stop=after(1))
    assert off in found.visits
    assert evaluate(problem, found).conflicts[0].kind is ConflictKind.NOT_OUT


def test_required_places_come_first() -> None:
    """In a shift for one visit the required place is kept, however little it is worth."""
    shifts = [replace(one, hours=TimeWindow(780, 815)) for one in weekly_shifts(1, [0])]
    sites = [replace(site(1), prize=50.0), replace(site(2), prize=0.1, required=True)]
    problem = line_problem(sites, shifts)
    assert {visit.place for visit in search(problem, seed=1, stop=after(2)).visits} == {2}


def test_the_plan_in_force_is_kept_where_nothing_speaks_against_it() -> None:
    """Two weekdays are the same to a place: it stays on the one it has."""
    shifts = weekly_shifts(1, [0, 2, 4])
    for weekday in (0, 2, 4):
        current = tuple(PlannedVisit(1, 1, week * 7 + weekday, AFTERNOON, 840) for week in range(4))
        problem = replace(line_problem([site(1)], shifts), current=current)
        found = search(problem, seed=1, stop=after(2))
        assert [visit.key for visit in found.visits] == [visit.key for visit in current]


def test_nights_are_shared_between_pairs() -> None:
    """Four monthly places at night on different days: each of two pairs takes two of the four nights."""
    shifts = [*weekly_shifts(1, [0], NIGHT), *weekly_shifts(2, [0], NIGHT)]
    shifts = [replace(one, hours=TimeWindow(1320, 1366)) for one in shifts]
    problem = line_problem([site(place, 28) for place in range(1, 5)], shifts)
    fair = replace(problem, weights=Weights(fairness=100))
    report = evaluate(fair, search(fair, seed=1, stop=after(10)))
    assert [pair.nights for pair in report.pairs] == [2, 2]
    assert report.terms[Term.FAIRNESS] == 0


def test_visits_are_spread_over_the_evenings_a_pair_works() -> None:
    """Four weekly places next to each other: one evening does for driving alone, four are filled evenly."""
    problem = line_problem([site(place) for place in range(1, 5)], weekly_shifts(1, [0, 1, 3, 4]))
    heaped = replace(problem, weights=Weights(evenness=0))
    found = [search(one, seed=1, stop=after(4)) for one in (heaped, problem)]
    assert [len({visit.day for visit in schedule.visits}) for schedule in found] == [4, 16]
    assert evaluate(problem, found[1]).terms[Term.EVENNESS] == 0


def test_people_are_met_when_they_are_there() -> None:
    """More people on Wednesday evenings outweigh nothing else: the place goes there."""
    people = {(0, AFTERNOON): 1.0, (2, EVENING): 4.0}
    shifts = [*weekly_shifts(1, [0]), *weekly_shifts(1, [2], EVENING)]
    problem = line_problem([replace(site(1), people=people)], shifts)
    assert {visit.slot for visit in search(problem, seed=1, stop=after(2)).visits} == {EVENING}


def test_both_pieces_of_a_cut_shift_can_be_used() -> None:
    """Two places, each open only beside the appointment on one side, are both visited that day."""
    shifts = [
        replace(shift, hours=hours)
        for shift in weekly_shifts(1, [0], weeks=1)
        for hours in (TimeWindow(780, 850), TimeWindow(960, 1080))
    ]
    problem = line_problem([site(1, hours=(780, 840)), site(2, hours=(960, 1080))], shifts, weeks=1)
    found = search(problem, seed=1, stop=after(2))
    assert len(found.visits) == 2
    assert evaluate(problem, found).is_sound


def test_there_may_be_nothing_to_plan() -> None:
    """No places, no shifts, or no place that any pair can visit: an empty schedule."""
    for problem in (
        line_problem([], weekly_shifts(1, [0])),
        line_problem([site(1)], []),
        line_problem([site(1, hours=(0, 10))], weekly_shifts(1, [0])),
    ):
        assert search(problem, seed=1, stop=after(1)) == Schedule(())


def test_the_best_of_several_is_sound_before_it_is_cheap() -> None:
    """A schedule that breaks a rule loses against any that does not."""
    problem = line_problem([site(1)], weekly_shifts(1, [0]))
    sound = search(problem, seed=1, stop=after(1))
    cheap = Schedule(tuple(replace(visit, arrival_min=700) for visit in sound.visits))
    assert best_of(problem, [cheap, Schedule(()), sound]) == sound
