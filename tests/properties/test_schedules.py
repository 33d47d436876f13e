"""Whatever the places and shifts: a schedule that is found keeps every rule, and judging is consistent."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.schedules.bound import bound
from geo.schedules.evaluation import evaluate
from geo.schedules.model import DAYS_A_WEEK, PlannedVisit, Schedule, ScheduleProblem
from geo.schedules.moves import drop_visit, move_visit
from geo.schedules.patterns import options_of
from geo.schedules.report import Term
from geo.schedules.rhythm import rhythm_of
from geo.schedules.search import after, search
from geo.schedules.timing import shift_of
from geo.schedules.whatif import what_if
from tests.schedule_kit import random_problem

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SEEDS = st.integers(0, 2**16)

DAYS = st.integers(1, 28)


@st.composite
def problems(draw: st.DrawFn) -> ScheduleProblem:
    """Draw a small month, some with few shifts, holidays, places that must be kept, or that open or close."""
    problem = random_problem(
        draw(SEEDS),
        sites=draw(st.integers(1, 16)),
        teams=draw(st.integers(1, 3)),
        weeks=draw(st.integers(1, 4)),
        scarce=draw(st.booleans()),
    )
    holidays = frozenset(draw(st.sets(st.integers(0, problem.days - 1), max_size=4)))
    required = draw(st.sets(st.integers(0, 15), max_size=2))
    spans = draw(st.dictionaries(st.integers(0, 15), st.tuples(st.integers(-9, 27), DAYS), max_size=4))
    in_use = {place: range(first, first + days) for place, (first, days) in spans.items()}
    return replace(
        problem,
        sites=tuple(
            replace(site, required=site.place in required, in_use=in_use.get(site.place))
            for site in problem.sites
        ),
        shifts=tuple(shift for shift in problem.shifts if shift.day not in holidays),
        holidays=holidays,
    )


def visits_by_place(schedule: Schedule) -> dict[int, list[PlannedVisit]]:
    """Return the visits of each place, by day."""
    found: dict[int, list[PlannedVisit]] = {}
    for visit in sorted(schedule.visits, key=lambda one: one.day):
        found.setdefault(visit.place, []).append(visit)
    return found


@given(problem=problems(), seed=SEEDS)
@FEW
def test_every_schedule_found_keeps_every_rule(problem: ScheduleProblem, seed: int) -> None:
    """Doors, shifts, pairs and gaps are checked by hand here, and the judge agrees."""
    schedule = search(problem, seed=seed, stop=after(1))
    for place, visits in visits_by_place(schedule).items():
        site = problem.site_of[place]
        rhythm = rhythm_of(site.target_days)
        assert len({(visit.team, visit.slot) for visit in visits}) == 1
        assert len({visit.day % DAYS_A_WEEK for visit in visits}) <= rhythm.visits
        days = [visit.day for visit in visits]
        if site.last_visit is not None:
            days = [site.last_visit, *days]
        assert all(later - earlier >= rhythm.shortest_days for earlier, later in pairwise(days))
        for visit in visits:
            shift = shift_of(problem, visit)
            assert shift is not None
            assert site.in_use is None or visit.day in site.in_use
            assert shift.hours.opens_min <= visit.arrival_min
            assert visit.arrival_min + site.service_min <= shift.hours.closes_min
            assert any(
                window.opens_min <= visit.arrival_min + 1
                and visit.arrival_min + site.service_min <= window.closes_min
                for window in site.windows[visit.day % DAYS_A_WEEK]
            )
    report = evaluate(problem, schedule)
    assert report.is_sound, report.conflicts


@given(problem=problems(), seed=SEEDS)
@FEW
def test_the_same_seed_finds_the_same(problem: ScheduleProblem, seed: int) -> None:
    """Twice the same question, twice the same answer; and a warm start never makes it worse."""
    first = search(problem, seed=seed, stop=after(1))
    assert search(problem, seed=seed, stop=after(1)) == first
    again = search(problem, seed=seed + 1, stop=after(1), start=first)
    assert evaluate(problem, again).rank <= evaluate(problem, first).rank


@given(problem=problems(), data=st.data())
@FEW
def test_a_moved_visit_is_judged_like_any_other(problem: ScheduleProblem, data: st.DataObject) -> None:
    """Nothing is lost or doubled by a move, and the order of visits does not matter to the judge."""
    schedule = search(problem, seed=1, stop=after(1))
    if not schedule.visits:
        return
    visit = data.draw(st.sampled_from(schedule.visits))
    day, slot = data.draw(st.integers(0, problem.days - 1)), data.draw(st.integers(1, 3))
    team = data.draw(st.sampled_from(sorted(problem.travel)))
    moved = move_visit(problem, schedule, visit, day=day, slot=slot, team=team)
    assert len(moved.visits) == len(schedule.visits)
    left = Counter(one.key for one in drop_visit(schedule, visit).visits)
    assert Counter(one.key for one in moved.visits) == left + Counter([(visit.place, team, day, slot)])
    report = evaluate(problem, moved)
    shuffled = Schedule(tuple(data.draw(st.permutations(moved.visits))))
    assert evaluate(problem, shuffled) == report
    assert all(amount >= 0 for amount in report.terms.values())
    figures = report.figures
    assert figures.kept <= figures.wanted
    assert figures.visits == len(moved.visits) == sum(pair.visits for pair in report.pairs)
    assert sum(len(timed.visits) for timed in report.rounds) == figures.visits
    assert abs(sum(pair.drive_min for pair in report.pairs) - figures.drive_min) < 1e-6


@given(problem=problems())
@FEW
def test_no_schedule_beats_the_bound(problem: ScheduleProblem) -> None:
    """What is proven to be lost is lost by the search, and hopeless places have no option that is enough."""
    proven = bound(problem, effort=0.05)
    report = evaluate(problem, search(problem, seed=1, stop=after(1)))
    assert proven.missed <= report.terms[Term.MISSED] + 1e-6
    assert proven.visits <= report.figures.wanted - report.figures.kept
    assert proven.places <= report.figures.places - report.figures.served
    wanted = {site.place: site.wanted for site in report.sites}
    for place in proven.hopeless:
        options = options_of(problem, problem.site_of[place])
        assert all(len(option.shifts) < wanted[place] for option in options)


@given(problem=problems())
@FEW
def test_what_if_of_nothing_is_nothing(problem: ScheduleProblem) -> None:
    """An unchanged problem leaves any schedule as it is."""
    schedule = search(problem, seed=1, stop=after(1))
    answer = what_if(problem, schedule, replace(problem), seed=2, stop=after(1))
    assert answer.schedule == schedule
    assert answer.difference.is_empty
