"""Any schedule is judged: hours, conflicts, figures and terms."""

from dataclasses import replace

import numpy as np
import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Appointment, Distances, PlannedVisit, Schedule, ScheduleProblem, Weights
from geo.schedules.report import Conflict, ConflictKind, ScheduleReport, Term
from tests.schedule_kit import AFTERNOON, DEPOT, NIGHT, line_problem, site, weekly_shifts

WEEK = (0, 7, 14, 21)


def visits(place: int, hours: dict[int, int], team: int = 1, slot: int = AFTERNOON) -> list[PlannedVisit]:
    """Return visits by day and hour."""
    return [PlannedVisit(place, team, day, slot, hour) for day, hour in hours.items()]


def judge(problem: ScheduleProblem, planned: list[PlannedVisit]) -> ScheduleReport:
    """Return the report on some visits."""
    return evaluate(problem, Schedule(tuple(planned)))


def kinds(report: ScheduleReport) -> list[ConflictKind]:
    """Return the kinds of conflict of a report, each as often as it occurs."""
    return [conflict.kind for conflict in report.conflicts]


def one_place() -> ScheduleProblem:
    """Return a weekly place a km from the depot, and a pair that is out on Mondays."""
    return line_problem([site(1)], weekly_shifts(1, [0]))


def test_a_perfect_month_has_nothing_wrong() -> None:
    """Four Mondays at the same hour: all kept, regular, and only the drive costs."""
    report = judge(one_place(), visits(1, dict.fromkeys(WEEK, 840)))
    assert report.conflicts == ()
    assert report.is_sound
    figures = report.figures
    assert (figures.wanted, figures.kept, figures.visits, figures.places, figures.served) == (4, 4, 4, 1, 1)
    assert (figures.one_pair, figures.one_rhythm, figures.one_slot, figures.within_half_hour) == (1, 1, 1, 1)
    assert figures.drive_min == report.objective == report.terms[Term.DRIVING] == 32
    assert figures.km is None


def test_a_round_is_timed_from_its_depot() -> None:
    """The pair leaves late enough to be on time, waits for the planned hour, and is back."""
    problem = line_problem([site(1), site(2)], weekly_shifts(1, [0], weeks=1), weeks=1)
    timed = judge(problem, [*visits(1, {0: 800}), *visits(2, {0: 830})]).rounds[0]
    first, second = timed.visits
    assert (timed.leaves_min, first.arrival_min, first.begins_min, first.ends_min) == (796, 784, 800, 820)
    assert (second.arrival_min, second.latest_arrival_min, second.begins_min) == (824, 825, 830)
    assert (timed.back_min, timed.latest_back_min) == (856, 857.5)
    assert (timed.drive_min, timed.service_min) == (14, 40)


def test_no_visit_begins_before_the_doors_open() -> None:
    """A planned hour before the place opens is put off, one between two windows as well."""
    windows = dict.fromkeys(range(7), (TimeWindow(800, 830), TimeWindow(900, 960)))
    problem = line_problem([replace(site(1), windows=windows)], weekly_shifts(1, [0], weeks=1), weeks=1)
    for planned, begins in [(790, 800), (805, 805), (815, 900), (940, 940)]:
        report = judge(problem, visits(1, {0: planned}))
        assert report.rounds[0].visits[0].begins_min == begins
        assert ConflictKind.SHUT not in kinds(report)
    assert kinds(judge(problem, visits(1, {0: 945}))) == [ConflictKind.SHUT, ConflictKind.MISSED]


def test_kilometres_are_added_up_where_they_are_known() -> None:
    """There and back over two km, four times."""
    places = (1, DEPOT)
    problem = replace(one_place(), distances=Distances(places, np.array([[0.0, 2.0], [2.0, 0.0]])))
    report = judge(problem, visits(1, dict.fromkeys(WEEK, 840)))
    assert report.figures.km == report.pairs[0].km == 16


def test_missed_visits_are_counted_and_priced() -> None:
    """One of four is missing, which leaves a gap of a fortnight, four days too long."""
    report = judge(one_place(), visits(1, dict.fromkeys((0, 7, 21), 840)))
    assert kinds(report) == [ConflictKind.GAP_LONG, ConflictKind.MISSED]
    assert report.terms[Term.MISSED] == 60 * 5
    assert report.terms[Term.GAP] == 40
    assert report.conflicts[0].amount == 4
    assert (report.figures.kept, report.figures.served, report.figures.overrun_days) == (3, 0, 4)


def test_an_empty_schedule_is_judged_too() -> None:
    """Everything is missed, nothing is driven, and shares of nothing are whole."""
    report = judge(one_place(), [])
    assert (report.figures.kept, report.figures.drive_min, report.figures.within_half_hour) == (0, 0, 1)
    assert kinds(report) == [ConflictKind.MISSED]
    nothing = judge(line_problem([], []), [])
    assert (nothing.figures.wanted, nothing.objective) == (0, 0)


@pytest.mark.parametrize(
    ("day", "kind"),
    [(1, ConflictKind.NOT_OUT), (7, ConflictKind.HOLIDAY), (14, ConflictKind.APPOINTMENT)],
)
def test_why_a_pair_is_not_there(day: int, kind: ConflictKind) -> None:
    """It does not work that day, it is a holiday, or it has an appointment; such a visit is not kept."""
    shifts = [shift for shift in weekly_shifts(1, [0]) if shift.day not in {7, 14}]
    problem = replace(
        line_problem([site(1)], shifts),
        holidays=frozenset({7}),
        appointments=(Appointment(1, 14, TimeWindow(780, 1080)),),
    )
    report = judge(problem, visits(1, {day: 840}))
    assert report.conflicts[0] == Conflict(
        kind, 1, 1, day, AFTERNOON, visit=PlannedVisit(1, 1, day, AFTERNOON, 840)
    )
    assert (report.figures.kept, report.is_sound) == (0, False)


def test_an_appointment_beside_the_shift_still_clashes() -> None:
    """A visit planned into an appointment is not saved by hours that are free before."""
    first, *others = weekly_shifts(1, [0])
    problem = replace(
        line_problem([site(1)], [replace(first, hours=TimeWindow(780, 840)), *others]),
        appointments=(Appointment(1, 0, TimeWindow(840, 1080)),),
    )
    assert ConflictKind.APPOINTMENT in kinds(judge(problem, visits(1, {0: 835, 7: 835})))
    assert ConflictKind.APPOINTMENT not in kinds(judge(problem, visits(1, {0: 790, 7: 790})))


def test_late_overtime_and_wrong_pair() -> None:
    """An hour nobody can make, a way back after the shift, a pair that may not go."""
    problem = one_place()
    late = judge(problem, visits(1, dict.fromkeys(WEEK, 780)))
    assert kinds(late) == [ConflictKind.LATE] * 4
    assert late.conflicts[0].amount == 4
    over = judge(problem, visits(1, dict.fromkeys(WEEK, 1070)))
    assert kinds(over) == [ConflictKind.OVERTIME] * 4
    assert over.conflicts[0].amount == 15
    barred = replace(problem, sites=(replace(problem.sites[0], teams=frozenset({2})),))
    assert ConflictKind.WRONG_PAIR in kinds(judge(barred, visits(1, {0: 840})))


def test_a_place_is_visited_once_a_day() -> None:
    """The second visit of a day is a conflict and keeps nothing."""
    planned = [*visits(1, dict.fromkeys(WEEK, 840)), *visits(1, {0: 900})]
    report = judge(one_place(), planned)
    assert kinds(report)[0] is ConflictKind.TWICE
    assert report.conflicts[0].visit == PlannedVisit(1, 1, 0, AFTERNOON, 900)
    assert (report.figures.kept, report.figures.visits) == (4, 5)


def test_gaps_reach_back_to_the_last_visit() -> None:
    """A visit two days after the last is too soon, and of two on following days the later is."""
    problem = line_problem([replace(site(1), last_visit=-2)], weekly_shifts(1, [0, 1]))
    report = judge(problem, visits(1, dict.fromkeys((0, 1, 8, 15, 22), 840)))
    short = [conflict for conflict in report.conflicts if conflict.kind is ConflictKind.GAP_SHORT]
    assert [(conflict.day, conflict.amount) for conflict in short] == [(0, 2), (1, 3)]


def test_habits_that_are_broken() -> None:
    """Another pair, another weekday, another slot and another hour are each named with their visit."""
    shifts = [*weekly_shifts(1, [0, 2]), *weekly_shifts(2, [0]), *weekly_shifts(1, [0], NIGHT)]
    problem = line_problem([site(1)], shifts)
    base = dict.fromkeys((0, 7, 14), 840)
    for odd, kind in [
        (visits(1, {21: 840}, team=2), ConflictKind.OTHER_PAIR),
        (visits(1, {23: 840}), ConflictKind.OTHER_WEEKDAY),
        (visits(1, {21: 1400}, slot=NIGHT), ConflictKind.OTHER_SLOT),
    ]:
        report = judge(problem, [*visits(1, base), *odd])
        assert kind in kinds(report)
        assert next(one for one in report.conflicts if one.kind is kind).visit == odd[0]
    spread = judge(problem, visits(1, {**base, 21: 900}))
    assert spread.conflicts == (Conflict(ConflictKind.SPREAD, 1, amount=60),)
    assert spread.terms[Term.SPREAD] == 30
    assert (spread.figures.within_half_hour, spread.figures.spread_max_min) == (0, 60)


def test_locks_are_watched() -> None:
    """A locked visit may move by a quarter of an hour, no more."""
    locked = PlannedVisit(1, 1, 0, AFTERNOON, 840)
    problem = replace(one_place(), locked=frozenset({locked}))
    rest = visits(1, dict.fromkeys((7, 14, 21), 840))
    assert ConflictKind.LOCK_BROKEN not in kinds(judge(problem, [*visits(1, {0: 855}), *rest]))
    assert ConflictKind.LOCK_BROKEN in kinds(judge(problem, [*visits(1, {0: 856}), *rest]))
    assert ConflictKind.LOCK_BROKEN in kinds(judge(problem, rest))


def test_places_that_are_not_to_be_visited_are_named() -> None:
    """A visit to a place that left the plan is shut, and is driven to by nobody."""
    report = judge(one_place(), [*visits(1, dict.fromkeys(WEEK, 840)), *visits(99, {0: 900})])
    assert kinds(report) == [ConflictKind.SHUT]
    assert report.figures.drive_min == 32


def test_changes_count_each_visit_once() -> None:
    """A visit on another day is one change, one that is gone as well; without a plan there is none."""
    planned = visits(1, dict.fromkeys(WEEK, 840))
    problem = replace(one_place(), current=tuple(planned))
    assert judge(problem, planned).figures.changes == 0
    assert judge(problem, visits(1, {0: 840, 7: 840, 14: 840, 22: 840})).terms[Term.CHANGE] == 5
    assert judge(problem, planned[:2]).figures.changes == 2
    assert judge(one_place(), planned).figures.changes == 0


def test_nights_are_shared() -> None:
    """One pair with both nights and one without: a night beyond the equal share."""
    problem = line_problem([site(1, 14)], [*weekly_shifts(1, [0], NIGHT), *weekly_shifts(2, [0], NIGHT)])
    report = judge(problem, visits(1, {0: 1400, 14: 1400}, slot=NIGHT))
    assert [(pair.nights, pair.burden, pair.beyond_share) for pair in report.pairs] == [(2, 2, 1), (0, 0, 0)]
    assert report.terms[Term.FAIRNESS] == 10


def test_evenings_are_filled_evenly() -> None:
    """Two visits on one of two evenings are one too many; that a second pair is idle counts as well."""
    sites = [site(1, 28), site(2, 28)]
    shifts = weekly_shifts(1, [0, 2], weeks=1)
    heaped = [*visits(1, {0: 840}), *visits(2, {0: 870})]
    spread = [*visits(1, {0: 840}), *visits(2, {2: 840})]
    problem = line_problem(sites, shifts, weeks=1)
    assert judge(problem, heaped).terms[Term.EVENNESS] == judge(problem, heaped).figures.uneven_min == 20
    assert judge(problem, spread).terms[Term.EVENNESS] == 0
    assert (judge(problem, heaped).figures.rounds, judge(problem, heaped).figures.shifts) == (1, 2)
    shared = replace(problem, shifts=(*shifts, *weekly_shifts(2, [0, 2], weeks=1)))
    assert [pair.uneven_min for pair in judge(shared, spread).pairs] == [20, 0]
    longer = replace(shifts[0], hours=TimeWindow(780, 780 + 3 * shifts[1].length_min))
    uneven = replace(problem, shifts=(longer, shifts[1]))
    assert judge(uneven, heaped).terms[Term.EVENNESS] == 10
    assert judge(uneven, spread).terms[Term.EVENNESS] == 10
    # Nobody works on Fridays: such a visit has no part at all.
    assert judge(problem, [*visits(1, {0: 840}), *visits(2, {4: 840})]).terms[Term.EVENNESS] == 20


def test_people_are_counted_by_weekday_and_slot() -> None:
    """Three people on Mondays where six could be met on Tuesdays: half of them, in hours of a visit."""
    people = {(0, AFTERNOON): 3.0, (1, AFTERNOON): 6.0}
    problem = replace(one_place(), sites=(replace(site(1), people=people),), weights=Weights(people=2))
    report = judge(problem, visits(1, dict.fromkeys(WEEK, 840)))
    assert report.figures.people_hours == 4 * 3 * 20 / 60
    assert report.terms[Term.PEOPLE] == 2 * 4 * 3


def test_groups_are_covered() -> None:
    """Two places of one group and one of another, of which nobody is visited."""
    sites = [site(1), site(2), replace(site(3), group="street")]
    problem = line_problem(sites, weekly_shifts(1, [0]))
    report = judge(problem, visits(1, dict.fromkeys(WEEK, 840)))
    assert [
        (group.group, group.places, group.reached, group.wanted, group.kept) for group in report.groups
    ] == [("bar", 2, 1, 8, 4), ("street", 1, 0, 4, 0)]


def test_the_objective_is_the_sum_of_its_terms() -> None:
    """Every weight has its term, and doubling a weight doubles it."""
    problem = replace(one_place(), weights=Weights(missed=1, gap=2, spread=3, driving=4, evenness=5))
    planned = visits(1, {0: 840, 14: 900, 21: 840})
    report = judge(problem, planned)
    assert set(report.terms) == set(Term)
    costs = 5 + 2 * 4 + 3 * 30 + 4 * 24 + 5 * 15
    assert report.objective == sum(report.terms.values()) == costs
