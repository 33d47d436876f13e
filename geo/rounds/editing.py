"""Changing a plan by hand: every edit gives a new draft, respects what is locked, and can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from geo.rounds.model import Evening, Locks, Route, TimeWindow


class LockedError(ValueError):
    """An edit would move what somebody has locked; a drag that slips must not undo a decision."""


@dataclass(frozen=True)
class Draft:
    """
    A plan of an evening in the making.

    Attributes
    ----------
    routes : tuple of Route
        One a pair.
    locks : Locks
        What is settled.
    required : frozenset of int
        Places that have to be visited because somebody said so this evening.
    """

    routes: tuple[Route, ...]
    locks: Locks = field(default_factory=Locks)
    required: frozenset[int] = frozenset()

    @property
    def visited(self) -> frozenset[int]:
        """The places on any round."""
        return frozenset(place for route in self.routes for place in route.places)

    def team_of(self, place: int) -> int | None:
        """Return the pair whose round has *place*, or None."""
        return next((route.team for route in self.routes if place in route.places), None)

    def route_of(self, team: int) -> tuple[int, ...]:
        """Return the stops of a pair, none where it has no round."""
        return next((route.places for route in self.routes if route.team == team), ())

    def is_locked(self, place: int) -> bool:
        """Tell whether anything of a stop is locked."""
        locks = self.locks
        return (
            place in locks.pairs
            or place in locks.times
            or any(place in order for order in locks.orders)
            or self.team_of(place) in locks.rounds
        )


@dataclass(frozen=True)
class History:
    """
    Drafts before and after the one at hand.

    Attributes
    ----------
    now : Draft
        The one at hand.
    past, future : tuple of Draft
        What undo and redo bring back, the nearest last.
    """

    now: Draft
    past: tuple[Draft, ...] = ()
    future: tuple[Draft, ...] = ()

    def do(self, draft: Draft) -> "History":
        """Return the history in which *draft* comes next; one that changes nothing is no step."""
        return self if draft == self.now else History(draft, (*self.past, self.now))

    def undo(self) -> "History":
        """Return the history one step back; the same where there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.now))

    def redo(self) -> "History":
        """Return the history one step ahead; the same where there is none."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.now), self.future[:-1])


def reorder(draft: Draft, orders: Mapping[int, Sequence[int]]) -> Draft:
    """
    Return the draft with rounds as somebody has laid them out.

    Parameters
    ----------
    draft : Draft
        Before.
    orders : mapping of int to sequence of int
        Stops in order, by pair; together the stops that these pairs had.

    Returns
    -------
    Draft
        After.

    Raises
    ------
    LockedError
        If that moves what is locked.
    ValueError
        If a stop went missing, came twice, or came from elsewhere.
    """
    routes = tuple(
        replace(route, places=tuple(orders.get(route.team, route.places))) for route in draft.routes
    )
    before = sorted(place for route in draft.routes for place in route.places)
    if sorted(place for route in routes for place in route.places) != before:
        message = "the stops are not those of the plan"
        raise ValueError(message)
    return _checked(draft, replace(draft, routes=routes))


def shift_stop(draft: Draft, place: int, by: int) -> Draft:
    """
    Return the draft with a stop earlier or later on its round.

    Parameters
    ----------
    draft : Draft
        Before.
    place : int
        A stop of it.
    by : int
        Positions: -1 is one earlier. Beyond the ends it stays at the end.

    Returns
    -------
    Draft
        After.

    Raises
    ------
    LockedError
        If that moves what is locked.
    """
    team = draft.team_of(place)
    places = list(draft.route_of(team)) if team is not None else []
    position = places.index(place)
    places.insert(min(max(position + by, 0), len(places) - 1), places.pop(position))
    return _checked(draft, _with_route(draft, team, tuple(places)))


def move_to(draft: Draft, place: int, team: int, position: int | None = None) -> Draft:
    """
    Return the draft with a stop on the round of a pair, from another round or from none.

    Parameters
    ----------
    draft : Draft
        Before.
    place : int
        The place.
    team : int
        A pair of the draft.
    position : int, optional
        Where on its round, counted after the place was taken out; by default at the end.

    Returns
    -------
    Draft
        After; the place is no longer left out.

    Raises
    ------
    LockedError
        If that moves what is locked.
    """
    taken = _without(draft, place)
    places = taken.route_of(team)
    at = len(places) if position is None else position
    moved = _with_route(taken, team, (*places[:at], place, *places[at:]))
    locks = replace(moved.locks, left_out=moved.locks.left_out - {place})
    return _checked(draft, replace(moved, locks=locks))


def drop_stop(draft: Draft, place: int) -> Draft:
    """
    Return the draft that does not go to a place this evening, whatever was settled about it.

    Parameters
    ----------
    draft : Draft
        Before.
    place : int
        The place.

    Returns
    -------
    Draft
        After.

    Raises
    ------
    LockedError
        If its whole round is locked.
    """
    if draft.team_of(place) in draft.locks.rounds:
        raise LockedError(place)
    free = unlock(draft, place)
    locks = replace(free.locks, left_out=free.locks.left_out | {place})
    return replace(_without(free, place), locks=locks, required=free.required - {place})


def take_back(draft: Draft, place: int) -> Draft:
    """Return the draft in which a place that was left out may be visited again."""
    return replace(draft, locks=replace(draft.locks, left_out=draft.locks.left_out - {place}))


def require(draft: Draft, place: int, *, required: bool = True) -> Draft:
    """
    Return the draft that has to visit a place, or no longer has to.

    Parameters
    ----------
    draft : Draft
        Before.
    place : int
        The place.
    required : bool
        Whether it has to.

    Returns
    -------
    Draft
        After; a required place is not left out.
    """
    if not required:
        return replace(draft, required=draft.required - {place})
    return take_back(replace(draft, required=draft.required | {place}), place)


def keep_pair(draft: Draft, place: int) -> Draft:
    """Return the draft in which a stop stays with the pair that has it; without one nothing changes."""
    team = draft.team_of(place)
    if team is None:
        return draft
    return replace(draft, locks=replace(draft.locks, pairs={**draft.locks.pairs, place: team}))


def keep_order(draft: Draft, place: int) -> Draft:
    """Return the draft in which a stop comes right after the one before it; the first stop stays free."""
    route = draft.route_of(team) if (team := draft.team_of(place)) is not None else ()
    position = route.index(place) if place in route else 0
    if position == 0:
        return draft
    before = route[position - 1]
    ahead = next((order for order in draft.locks.orders if order[-1] == before), (before,))
    behind = next((order for order in draft.locks.orders if order[0] == place), (place,))
    others = tuple(order for order in draft.locks.orders if order not in {ahead, behind})
    if any(place in order[1:] for order in draft.locks.orders):
        return draft
    return replace(draft, locks=replace(draft.locks, orders=(*others, (*ahead, *behind))))


def keep_hour(draft: Draft, place: int, hours: TimeWindow) -> Draft:
    """
    Return the draft in which a visit begins within certain hours.

    Parameters
    ----------
    draft : Draft
        Before.
    place : int
        The place.
    hours : TimeWindow
        Earliest and latest beginning.

    Returns
    -------
    Draft
        After.
    """
    return replace(draft, locks=replace(draft.locks, times={**draft.locks.times, place: hours}))


def keep_round(draft: Draft, team: int, *, kept: bool = True) -> Draft:
    """
    Return the draft in which the whole round of a pair is locked, or no longer.

    Parameters
    ----------
    draft : Draft
        Before.
    team : int
        The pair.
    kept : bool
        Whether its round stays as it is.

    Returns
    -------
    Draft
        After.
    """
    rounds = draft.locks.rounds | {team} if kept else draft.locks.rounds - {team}
    return replace(draft, locks=replace(draft.locks, rounds=rounds))


def unlock(draft: Draft, place: int) -> Draft:
    """Return the draft in which nothing about one stop is locked; its round may still be."""
    locks = draft.locks
    pieces = (piece for order in locks.orders for piece in _split(order, place))
    return replace(
        draft,
        locks=replace(
            locks,
            pairs={one: team for one, team in locks.pairs.items() if one != place},
            times={one: hours for one, hours in locks.times.items() if one != place},
            orders=tuple(piece for piece in pieces if len(piece) > 1),
        ),
    )


def settled(evening: Evening, draft: Draft) -> Evening:
    """
    Return the evening with what the draft requires.

    Parameters
    ----------
    evening : Evening
        As loaded.
    draft : Draft
        A plan of it.

    Returns
    -------
    Evening
        Its stops required where they were, or where the draft says so.
    """
    stops = (replace(stop, required=stop.required or stop.place in draft.required) for stop in evening.stops)
    return replace(evening, stops=tuple(stops))


def _split(order: tuple[int, ...], place: int) -> tuple[tuple[int, ...], ...]:
    if place not in order:
        return (order,)
    at = order.index(place)
    return order[:at], order[at + 1 :]


def _without(draft: Draft, place: int) -> Draft:
    routes = tuple(
        replace(route, places=tuple(one for one in route.places if one != place)) for route in draft.routes
    )
    return replace(draft, routes=routes)


def _with_route(draft: Draft, team: int | None, places: tuple[int, ...]) -> Draft:
    routes = tuple(replace(route, places=places) if route.team == team else route for route in draft.routes)
    return replace(draft, routes=routes)


def _checked(before: Draft, after: Draft) -> Draft:
    """Return *after*, unless it moves what was locked where *before* had it."""
    for team in before.locks.rounds:
        if after.route_of(team) != before.route_of(team):
            raise LockedError(team)
    for place, team in before.locks.pairs.items():
        if before.team_of(place) == team != after.team_of(place):
            raise LockedError(place)
    for order in before.locks.orders:
        if _holds(order, before) and not _holds(order, after):
            raise LockedError(order[0])
    return after


def _holds(order: tuple[int, ...], draft: Draft) -> bool:
    """Tell whether places follow each other directly on one round."""
    places = next((route.places for route in draft.routes if order[0] in route.places), ())
    at = places.index(order[0]) if places else 0
    return places[at : at + len(order)] == order
