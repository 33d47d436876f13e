"""Why places miss visits, checked by trying."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.evaluation import evaluate
from geo.schedules.insertion import excess_min, lacking_min
from geo.schedules.model import PlannedVisit, Schedule, ScheduleProblem, Site, Weights
from geo.schedules.moves import add_visit
from geo.schedules.reasons import Reason, ReasonKind, explain
from geo.schedules.report import HARD
from geo.schedules.search import after, search
from tests.schedule_kit import (
    AFTERNOON,
    EVENING,
    line_problem,
    random_problem,
    site,
    weekly_shifts,
)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (replace(site(1), windows={}), ReasonKind.SHUT),
        (site(1, hours=(800, 819)), ReasonKind.SHUT),
        (site(1, hours=(300, 700)), ReasonKind.NO_PAIR),
        (replace(site(1), teams=frozenset({2})), ReasonKind.NO_PAIR),
        (site(1, hours=(700, 802)), ReasonKind.HOURS),
        (site(1, 2), ReasonKind.NO_RHYTHM),
    ],
)
def test_reasons_that_lie_with_the_place(place: Site, kind: ReasonKind) -> None:
    """Never open for long enough, nobody works then, the drive takes too long, not often enough."""
    problem = line_problem([place], weekly_shifts(1, [0, 2]))
    (reason,) = explain(problem, search(problem, seed=1, stop=after(1)))
    assert reason.kind is kind
    assert reason.missing > 0


def test_a_full_round_lacks_minutes() -> None:
    """An hour holds two places, the third is displaced by the one worth least, and lacks what it lacks."""
    shifts = [replace(one, hours=TimeWindow(780, 845)) for one in weekly_shifts(1, [0])]
    sites = [site(1), replace(site(2), prize=3.0), replace(site(3), prize=1.0)]
    problem = line_problem(sites, shifts)
    schedule = search(problem, seed=1, stop=after(3))
    (reason,) = explain(problem, schedule)
    assert (reason.place, reason.kind, reason.missing, reason.options) == (3, ReasonKind.DISPLACED, 4, 1)
    assert reason.lacks_min == 5 + 5 + 5 + 10 + 60 - 65
    assert reason.instead_of == 2
    required = replace(problem, sites=tuple(replace(one, required=one.place < 3) for one in sites))
    (full,) = explain(required, search(required, seed=1, stop=after(3)))
    assert (full.kind, full.instead_of) == (ReasonKind.FULL, None)


def test_what_fits_but_was_left_out_is_said_to_fit() -> None:
    """A place that is worth nothing costs a drive: it would fit, and adding it breaks no rule."""
    problem = replace(
        line_problem([replace(site(1), prize=0.0)], weekly_shifts(1, [0])), weights=Weights(gap=0)
    )
    (reason,) = explain(problem, search(problem, seed=1, stop=after(2)))
    assert reason.kind is ReasonKind.FITS
    assert reason.option is not None
    assert reason.option.days == (0, 7, 14, 21)


def test_locks_can_stand_in_the_way() -> None:
    """Visits locked on both a Monday and a Wednesday leave a weekly place no rhythm."""
    locked = {PlannedVisit(1, 1, 0, AFTERNOON, 840), PlannedVisit(1, 1, 9, AFTERNOON, 840)}
    problem = replace(line_problem([site(1)], weekly_shifts(1, [0, 2])), locked=frozenset(locked))
    (reason,) = explain(problem, Schedule(tuple(sorted(locked))))
    assert (reason.kind, reason.missing) == (ReasonKind.LOCKED, 2)


def test_everything_kept_needs_no_reason() -> None:
    """And neither does nothing wanted."""
    problem = line_problem([site(1)], weekly_shifts(1, [0]))
    assert explain(problem, search(problem, seed=1, stop=after(1))) == ()
    assert explain(line_problem([], []), Schedule(())) == ()


@pytest.mark.parametrize("seed", [8, 9, 10])
def test_every_reason_is_confirmed_by_trying(seed: int) -> None:
    """With too few pairs, each place that is left out has a reason, and a trial of its own confirms it."""
    full = random_problem(seed, sites=45, teams=3, scarce=True)
    problem = replace(full, shifts=tuple(one for one in full.shifts if one.team == 0))
    schedule = search(problem, seed=1, stop=after(4))
    reasons = explain(problem, schedule)
    missed = [one.place for one in evaluate(problem, schedule).sites if one.kept < one.wanted]
    assert [one.place for one in reasons] == missed
    assert len(missed) > 3
    for reason in reasons:
        assert reason.option is None or is_confirmed(problem, schedule, reason)


def is_confirmed(problem: ScheduleProblem, schedule: Schedule, reason: Reason) -> bool:
    """Return whether adding the visits breaks a rule, and does not once the place in the way is gone."""
    left = [visit for visit in schedule.visits if visit.place != reason.place]
    without = [visit for visit in left if visit.place != reason.instead_of]
    if reason.instead_of is not None and is_broken_by(problem, without, reason):
        return False
    return is_broken_by(problem, left, reason) != (reason.kind is ReasonKind.FITS)


def is_broken_by(problem: ScheduleProblem, visits: Sequence[PlannedVisit], reason: Reason) -> bool:
    """Add the visits of the nearest option one by one, everybody else as soon as can be, and judge that."""
    assert reason.option is not None
    in_order = sorted(visits, key=lambda visit: visit.arrival_min)
    soon = Schedule(tuple(replace(visit, arrival_min=rank) for rank, visit in enumerate(in_order)))
    rounds = {(one.team, one.day, one.slot) for one in reason.option.shifts}
    for team, day, slot in sorted(rounds):
        soon = add_visit(problem, soon, reason.place, day=day, slot=slot, team=team)
    conflicts = evaluate(problem, soon).conflicts
    return any(one.kind in HARD and (one.team, one.day, one.slot) in rounds for one in conflicts)


def test_minutes_that_a_round_lacks() -> None:
    """What comes after the doors shut or the shift ends counts; the best position is taken."""
    problem = line_problem([site(1, hours=(780, 810)), site(2)], weekly_shifts(1, [0], EVENING, weeks=1))
    shift = replace(problem.shifts[0], hours=TimeWindow(780, 840))
    assert excess_min(problem, shift, [1, 2]) == 0
    assert excess_min(problem, shift, [2, 1]) == 52.5 - 30
    assert excess_min(problem, shift, []) == 0
    assert lacking_min(problem, shift, [2], 1) == 0
    tight = replace(shift, hours=TimeWindow(780, 830))
    assert lacking_min(problem, tight, [2], 1) == 7.5
