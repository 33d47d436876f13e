"""Changing a plan by hand: what moves, what is locked, what is undone."""

import pytest

from geo.rounds.editing import (
    Draft,
    History,
    LockedError,
    drop_stop,
    keep_hour,
    keep_order,
    keep_pair,
    keep_round,
    move_to,
    reorder,
    require,
    settled,
    shift_stop,
    take_back,
    unlock,
)
from geo.rounds.model import Evening, Locks, Route, Stop, TimeWindow

PLAN = Draft((Route(1, (11, 12, 13)), Route(2, (21, 22)), Route(3, ())))


def test_a_stop_moves_within_its_round() -> None:
    """One earlier, one later, and no further than the ends."""
    assert shift_stop(PLAN, 12, -1).route_of(1) == (12, 11, 13)
    assert shift_stop(PLAN, 12, 1).route_of(1) == (11, 13, 12)
    assert shift_stop(PLAN, 13, 5) == PLAN
    assert shift_stop(PLAN, 11, -1) == PLAN


def test_a_stop_moves_to_another_pair() -> None:
    """At the end, or where it is wanted; also from no round at all."""
    assert move_to(PLAN, 12, 2).route_of(2) == (21, 22, 12)
    moved = move_to(PLAN, 12, 2, 1)
    assert (moved.route_of(1), moved.route_of(2)) == ((11, 13), (21, 12, 22))
    assert move_to(drop_stop(PLAN, 12), 12, 3).locks.left_out == frozenset()


def test_lists_are_laid_out_anew() -> None:
    """What a drag gives: every stop once, none from elsewhere."""
    moved = reorder(PLAN, {1: [13, 11], 2: [21, 12, 22]})
    assert [route.places for route in moved.routes] == [(13, 11), (21, 12, 22), ()]
    for orders in ({1: [11, 12]}, {1: [11, 12, 13, 13]}, {1: [11, 12, 99]}):
        with pytest.raises(ValueError, match="not those of the plan"):
            reorder(PLAN, orders)


def test_a_locked_pair_order_or_round_is_not_moved() -> None:
    """A drag that slips must not undo a decision; within what is settled there is freedom."""
    paired = keep_pair(PLAN, 12)
    assert shift_stop(paired, 12, 1).route_of(1) == (11, 13, 12)
    with pytest.raises(LockedError):
        move_to(paired, 12, 2)
    chained = keep_order(PLAN, 12)
    assert chained.locks.orders == ((11, 12),)
    with pytest.raises(LockedError):
        shift_stop(chained, 12, 1)
    assert shift_stop(chained, 13, -5).route_of(1) == (13, 11, 12)
    whole = keep_round(PLAN, 1)
    with pytest.raises(LockedError):
        shift_stop(whole, 11, 1)
    with pytest.raises(LockedError):
        drop_stop(whole, 11)
    with pytest.raises(LockedError):
        reorder(whole, {1: [11, 12], 2: [21, 22, 13]})
    assert shift_stop(keep_round(whole, 1, kept=False), 11, 1).route_of(1) == (12, 11, 13)


def test_orders_grow_and_break_apart() -> None:
    """Two locks that meet become one; unlocking one in the middle leaves what is still whole."""
    chained = keep_order(keep_order(PLAN, 13), 12)
    assert chained.locks.orders == ((11, 12, 13),)
    assert keep_order(chained, 12) == chained
    assert unlock(chained, 12).locks.orders == ()
    assert unlock(chained, 13).locks.orders == ((11, 12),)
    assert keep_order(PLAN, 11) == PLAN
    assert keep_order(PLAN, 99) == PLAN


def test_a_dropped_stop_loses_what_was_settled() -> None:
    """It is left out, not required, not locked; taken back it may be proposed again."""
    hours = TimeWindow(1200, 1220)
    draft = require(keep_hour(keep_pair(PLAN, 12), 12, hours), 12)
    assert draft.is_locked(12)
    dropped = drop_stop(draft, 12)
    assert dropped.team_of(12) is None
    assert dropped.locks == Locks(left_out=frozenset({12}))
    assert dropped.required == frozenset()
    assert take_back(dropped, 12).locks.left_out == frozenset()
    assert require(dropped, 12).locks.left_out == frozenset()
    assert require(require(PLAN, 12), 12, required=False) == PLAN


def test_nothing_locks_what_is_on_no_round() -> None:
    """There is no pair to keep it with."""
    assert keep_pair(PLAN, 99) == PLAN
    assert not PLAN.is_locked(99)
    assert PLAN.visited == {11, 12, 13, 21, 22}


def test_every_step_is_undone_and_made_again() -> None:
    """Beyond the ends nothing happens, and a new step ends what could be made again."""
    first = shift_stop(PLAN, 12, 1)
    history = History(PLAN).do(first).do(first)
    assert len(history.past) == 1
    assert history.undo().now == PLAN
    assert history.undo().undo() == history.undo()
    assert history.undo().redo() == history
    assert history.redo() == history
    assert history.undo().do(drop_stop(PLAN, 21)).future == ()


def test_the_evening_requires_what_the_draft_requires() -> None:
    """Besides what it required itself."""
    stops = (Stop(11, 20, (), 1.0), Stop(12, 20, (), 1.0, required=True), Stop(13, 20, (), 1.0))
    found = settled(Evening(stops, (), {}), require(PLAN, 11))
    assert [stop.required for stop in found.stops] == [True, True, False]
