"""Why a place is left out, found one way and checked another."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from geo.rounds.evaluation import evaluate_plan
from geo.rounds.model import Aim, Evening, Locks, Route, TimeWindow
from geo.rounds.reasons import Reason, ReasonKind, explain, force
from geo.rounds.remedies import remedies
from geo.rounds.solver import after, solve
from geo.rounds.verification import verify_reason
from tests.evening_kit import line, random_evening, spot


def only_reason(evening: Evening, routes: Sequence[Route], locks: Locks | None = None) -> Reason:
    """Return the one reason there is, after checking it."""
    (reason,) = explain(evening, routes, locks, effort=20)
    assert verify_reason(evening, routes, locks or Locks(), reason)
    return reason


def test_a_place_that_is_left_out_was_left_out() -> None:
    """By the coordinator, whatever else may hold."""
    reason = only_reason(line(spot(1)), [], Locks(left_out=frozenset({1})))
    assert reason.kind is ReasonKind.LEFT_OUT


@pytest.mark.parametrize("windows", [(), ((1100, 1110),)])
def test_a_place_that_does_not_open_for_long_enough_is_shut(windows: tuple[tuple[int, int], ...]) -> None:
    """No hours at all, or ten minutes for a visit of twenty."""
    evening = line(spot(1))
    stop = replace(evening.stops[0], windows=tuple(TimeWindow(*window) for window in windows))
    assert only_reason(replace(evening, stops=(stop,)), []).kind is ReasonKind.SHUT


def test_nobody_works_when_it_is_open() -> None:
    """Open in the afternoon, or open to another pair only."""
    assert only_reason(line(spot(1, (800, 1000))), []).kind is ReasonKind.NO_PAIR_WHEN_OPEN
    elsewhere = line(spot(1, teams=frozenset({9})))
    assert only_reason(elsewhere, []).kind is ReasonKind.NO_PAIR_WHEN_OPEN


def test_after_the_drive_it_is_too_late() -> None:
    """Open when the shift begins, and shut when somebody gets there."""
    reason = only_reason(line(spot(5, (1000, 1110))), [])
    assert reason.kind is ReasonKind.WINDOW_NEVER_MEETS_SHIFT
    assert reason.lacks_min == pytest.approx(40)


def test_it_would_fit_and_is_worth_it() -> None:
    """Plans made by hand have such places."""
    reason = only_reason(line(spot(1), spot(2)), [Route(1, (2,))])
    assert (reason.kind, reason.team) == (ReasonKind.FITS, 1)


def test_it_would_fit_and_is_not_worth_it() -> None:
    """The cost is told."""
    reason = only_reason(line(spot(9, prize=5), aim=Aim(0.1)), [])
    assert reason.kind is ReasonKind.NO_PRIZE_GAIN
    assert reason.cost == pytest.approx(0.1 * 200)


def test_only_a_locked_round_has_room() -> None:
    """The other one is full."""
    evening = line(spot(1, service=300, prize=50), spot(2, service=60), teams=2)
    locks = Locks(rounds=frozenset({2}))
    reason = only_reason(evening, [Route(1, (1,)), Route(2, ())], locks)
    assert (reason.kind, reason.team) == (ReasonKind.LOCKED, 2)


def test_locked_hours_that_never_come() -> None:
    """Outside the opening hours."""
    locks = Locks(times={1: TimeWindow(1300, 1310)})
    assert only_reason(line(spot(1, (1100, 1200))), [], locks).kind is ReasonKind.LOCKED


def test_something_worth_more_is_there_instead() -> None:
    """With what is missing, and what would have to go out."""
    evening = line(spot(1, service=300, prize=50), spot(2, service=60, prize=9), spot(3, service=20, prize=1))
    reason = only_reason(evening, [Route(1, (1, 3))])
    assert reason.kind is ReasonKind.DISPLACED
    assert reason.lacks_min == pytest.approx(80)
    assert reason.swap is not None
    assert (reason.swap.goes_out, reason.swap.comes_in) == ((1,), (2,))
    assert reason.swap.prize_change == pytest.approx(-41)


def test_visits_that_are_kept_leave_no_room() -> None:
    """Nothing may go out for it."""
    evening = line(spot(1, service=300, required=True), spot(2, service=60, prize=99))
    reason = only_reason(evening, [Route(1, (1,))])
    assert reason.kind is ReasonKind.ALL_FULL
    assert reason.lacks_min == pytest.approx(40)


def test_a_better_plan_may_turn_up_meanwhile() -> None:
    """A poor plan is not defended: what would go out is worth less."""
    evening = line(spot(1, service=300, prize=2), spot(2, service=60, prize=9))
    reason = only_reason(evening, [Route(1, (1,))])
    assert reason.kind is ReasonKind.UNFINISHED
    assert reason.swap is not None
    assert reason.swap.value_change > 0


def test_a_wrong_reason_is_found_out() -> None:
    """Every kind of reason is denied by a place that is simply free to be visited."""
    evening = line(spot(1), spot(2))
    routes = [Route(1, (2,))]
    for kind in set(ReasonKind) - {ReasonKind.FITS}:
        assert not verify_reason(evening, routes, Locks(), Reason(1, kind, 1, 0.0, 0.0))


def test_wrong_figures_are_found_out() -> None:
    """Minutes that are not missing, and a swap that is none."""
    evening = line(spot(1, service=300, prize=50), spot(2, service=60, prize=9))
    routes = [Route(1, (1,))]
    reason = only_reason(evening, routes)
    assert reason.swap is not None
    assert not verify_reason(evening, routes, Locks(), replace(reason, lacks_min=3.0))
    other = replace(reason.swap, prize_change=0.0)
    assert not verify_reason(evening, routes, Locks(), replace(reason, swap=other))
    assert not verify_reason(evening, routes, Locks(), replace(reason, swap=None))


def test_a_place_bound_to_another_is_explained_with_it() -> None:
    """Both of them have to fit in one piece."""
    evening = line(spot(1, service=200), spot(2, service=200), spot(3))
    locks = Locks(orders=((1, 2),))
    reasons = explain(evening, [Route(1, (3,))], locks, effort=10)
    assert {reason.kind for reason in reasons} == {ReasonKind.ALL_FULL}
    assert all(verify_reason(evening, [Route(1, (3,))], locks, reason) for reason in reasons)


def test_all_reasons_of_random_evenings_hold() -> None:
    """Planned for a moment, with a locked round among them."""
    for seed in range(4):
        evening = random_evening(40 + seed, stops=16, teams=2, hours=4)
        routes = solve(evening, seed=1, stop=after(500))
        locks = Locks(rounds=frozenset({1}) if seed % 2 else frozenset())
        reasons = explain(evening, routes, locks, effort=30)
        assert {reason.place for reason in reasons} == set(range(16)) - {
            place for route in routes for place in route.places
        }
        assert all(verify_reason(evening, routes, locks, reason, effort=60) for reason in reasons)


def test_forcing_a_place_in_gives_a_sound_plan_with_it() -> None:
    """Even one that had been left out; but not one that no pair can reach."""
    evening = line(spot(1, service=300, prize=50), spot(2, service=60), spot(5, (1000, 1110)))
    swap = force(evening, [Route(1, (1,))], 2, Locks(left_out=frozenset({2})))
    assert swap is not None
    assert 2 in {place for route in swap.routes for place in route.places}
    assert all(report.is_sound for report in evaluate_plan(evening, swap.routes))
    assert force(evening, [Route(1, (1,))], 5) is None


def test_remedies_name_days_and_idle_pairs_that_could_go() -> None:
    """A day with other hours, and a pair that is free; nothing where it does not help."""
    tonight = line(spot(1, (800, 1000)))
    earlier = line(spot(1, (800, 1000)), opens=700, closes=1000)
    (reason,) = explain(tonight, [])
    found = remedies(reason, days={3: earlier, 4: tonight, 5: line(spot(2))}, idle=earlier)
    assert (found.force, found.days, found.teams) == (None, (3,), (1,))
    assert remedies(reason).teams == ()
