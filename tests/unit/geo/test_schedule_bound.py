"""What cannot be kept is proven, and advice restores it."""

import time
from dataclasses import replace

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.advice import MARGINS, advise
from geo.schedules.bound import bound
from geo.schedules.evaluation import evaluate
from geo.schedules.model import Appointment, ScheduleProblem
from geo.schedules.remedies import Remedy, RemedyKind, apply_remedies, possible_shifts
from geo.schedules.report import Term
from geo.schedules.search import after, search
from tests.schedule_kit import (
    AFTERNOON,
    EVENING,
    line_problem,
    random_problem,
    site,
    weekly_shifts,
)


def short_problem(places: int) -> ScheduleProblem:
    """Return places near the depot and one shift a week in which two of them find room."""
    shifts = [replace(one, hours=TimeWindow(780, 840)) for one in weekly_shifts(1, [0])]
    return line_problem([site(place) for place in range(1, places + 1)], shifts)


def test_a_shift_for_two_does_not_hold_three() -> None:
    """One place of three goes without its four visits, which is what the search loses as well."""
    problem = short_problem(3)
    found = bound(problem)
    assert (found.places, found.visits, found.missed, found.hopeless) == (1, 4, 1200, ())
    assert found.proven
    report = evaluate(problem, search(problem, seed=1, stop=after(3)))
    assert report.terms[Term.MISSED] == found.missed


def test_what_fits_is_not_called_lost() -> None:
    """Two places fit; nothing is lost, and nothing is lost of nothing."""
    assert bound(short_problem(2)).visits == 0
    assert bound(line_problem([], [])).places == 0


def test_hopeless_places_are_named() -> None:
    """Twice a week, but the pair works on adjacent days only; and one that is never open."""
    problem = line_problem([site(1, 3), site(2), site(3, hours=(0, 10))], weekly_shifts(1, [0, 1]))
    found = bound(problem)
    assert found.hopeless == (1, 3)
    assert (found.places, found.visits) == (2, 8)


@pytest.mark.parametrize("seed", range(3))
def test_the_bound_is_never_above_what_a_search_loses(seed: int) -> None:
    """With too few pairs, at least so much is missed, and no search does better."""
    full = random_problem(seed, sites=20, teams=3, scarce=True)
    problem = replace(full, shifts=tuple(one for one in full.shifts if one.team == 0))
    found = bound(problem)
    report = evaluate(problem, search(problem, seed=1, stop=after(4)))
    assert found.visits <= report.figures.wanted - report.figures.kept
    assert found.places <= report.figures.places - report.figures.served
    assert found.missed <= report.terms[Term.MISSED] + 1e-6
    assert found.visits > 0


def test_a_month_of_sixty_places_is_bounded_in_a_second() -> None:
    """Processor time of the whole question, options included."""
    problem = random_problem(1)
    began = time.process_time()
    assert bound(problem).visits == 0
    assert time.process_time() - began < 1


@pytest.mark.parametrize("margins", [MARGINS, (0.5,)])
def test_advice_that_is_followed_restores_every_visit(margins: tuple[float, ...]) -> None:
    """The search keeps all twelve visits with it, and not with less; too much caution is pruned."""
    problem = short_problem(3)
    schedule = search(problem, seed=1, stop=after(3))
    advice = advise(problem, schedule, seed=1, margins=margins)
    assert advice.schedule is not None
    assert advice.beyond_help == ()
    assert 1 <= len(advice.remedies) <= 2
    changed = apply_remedies(problem, advice.remedies)
    report = evaluate(changed, advice.schedule)
    assert report.is_sound
    assert report.figures.kept == report.figures.wanted
    for remedy in advice.remedies:
        rest = [one for one in advice.remedies if one != remedy]
        less = apply_remedies(problem, rest)
        again = evaluate(less, search(less, seed=1, stop=after(3)))
        assert again.figures.kept < again.figures.wanted


def test_a_place_whose_hours_are_the_matter_needs_wider_hours() -> None:
    """Its doors shut ten minutes before the pair can be there; no other change helps as cheaply."""
    problem = line_problem([site(1, hours=(700, 800)), site(2)], weekly_shifts(1, [0]))
    schedule = search(problem, seed=1, stop=after(2))
    assert evaluate(problem, schedule).figures.kept == 4
    (remedy,) = advise(problem, schedule, seed=1).remedies
    assert (remedy.kind, remedy.place, remedy.minutes) == (RemedyKind.WIDER_HOURS, 1, 60)


def test_a_rhythm_may_be_too_much_to_ask() -> None:
    """Every day with a pair that works all but Sundays: a lower rhythm costs less than working Sundays."""
    problem = line_problem([site(1, 1)], weekly_shifts(1, range(5)))
    schedule = search(problem, seed=1, stop=after(1))
    (remedy,) = advise(problem, schedule, seed=1).remedies
    assert (remedy.kind, remedy.target_days) == (RemedyKind.LOWER_RHYTHM, 2)


def test_some_places_are_beyond_help() -> None:
    """A place that is never open stays unserved whatever is changed, and the others are advised on."""
    problem = line_problem([replace(site(1), windows={}), site(2, hours=(700, 800))], weekly_shifts(1, [0]))
    advice = advise(problem, search(problem, seed=1, stop=after(1)), seed=1)
    assert advice.beyond_help == (1,)
    assert [remedy.place for remedy in advice.remedies] == [2]


def test_nothing_missed_needs_no_advice() -> None:
    """A schedule that keeps everything is its own proof."""
    problem = short_problem(2)
    schedule = search(problem, seed=1, stop=after(1))
    assert advise(problem, schedule, seed=1).remedies == ()
    assert advise(problem, schedule, seed=1).schedule == schedule


def test_remedies_change_only_what_they_say() -> None:
    """A shift on Wednesdays without its holiday and its appointment, hours that meet, a rhythm."""
    monday = [replace(one, hours=TimeWindow(780, 840)) for one in weekly_shifts(1, [0])]
    windows = {0: (TimeWindow(600, 700), TimeWindow(760, 800))}
    base = line_problem([replace(site(1), windows=windows), site(2)], monday)
    problem = replace(
        base,
        usual=base.shifts,
        holidays=frozenset({9}),
        appointments=(Appointment(1, 16, TimeWindow(700, 900)),),
    )
    shift = Remedy(RemedyKind.EXTRA_SHIFT, team=1, weekday=2, slot=AFTERNOON)
    wider = Remedy(RemedyKind.WIDER_HOURS, place=1, minutes=60)
    lower = Remedy(RemedyKind.LOWER_RHYTHM, place=2, target_days=14)
    changed = apply_remedies(problem, [shift, wider, lower])
    assert [one.day for one in changed.shifts if one not in problem.shifts] == [2, 23]
    assert len(changed.usual) == 6
    assert changed.sites[0].windows == {0: (TimeWindow(540, 860),)}
    assert changed.sites[1].target_days == 14
    gone = Remedy(RemedyKind.LOWER_RHYTHM, place=99, target_days=14)
    assert apply_remedies(problem, [gone]).sites == problem.sites


def test_shifts_are_added_only_where_a_pair_is_free() -> None:
    """Six afternoons and six evenings beside a Monday on which both slots are taken or overlap."""
    overlapping = [replace(one, hours=TimeWindow(1000, 1300)) for one in weekly_shifts(1, [0], EVENING)]
    problem = line_problem([site(1)], [*weekly_shifts(1, [0]), *overlapping])
    assert [(one.weekday, one.slot) for one in possible_shifts(problem)] == [
        (weekday, slot) for slot in (AFTERNOON, EVENING) for weekday in range(1, 7)
    ]
