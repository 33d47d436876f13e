"""What a solver may move about: a stop, or stops that follow each other, and the ways of serving them.

Stops whose order is locked are served like one stop: within a chain, waiting and driving depend on nothing
but when its first visit begins. For one window a stop this is exactly a longer visit with a narrower window;
for several, one such way for each choice of windows that no other choice makes useless.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from geo.rounds.clock import ROUNDING_MIN, Hours, at_worst, travel_of
from geo.rounds.evaluation import kept_places
from geo.rounds.model import Evening, Locks, Stop, Team

SECONDS = 60


@dataclass(frozen=True)
class Unit:
    """
    What goes on a round as a whole or not at all.

    Attributes
    ----------
    places : tuple of int
        One place, or several that directly follow each other.
    teams : frozenset of int
        Pairs that may go.
    required : bool
        Whether any plan has to hold it.
    """

    places: tuple[int, ...]
    teams: frozenset[int]
    required: bool


@dataclass(frozen=True)
class Way:
    """
    One way of serving a unit, in whole seconds.

    Attributes
    ----------
    unit : int
        Position of the unit.
    teams : frozenset of int
        Pairs that can serve it so.
    opens, closes : int
        When its first visit may begin.
    lasts : int
        From the begin of its first visit to the end of its last.
    """

    unit: int
    teams: frozenset[int]
    opens: int
    closes: int
    lasts: int

    def ends(self, begins: int) -> int:
        """Return when it ends if it could begin at a time; a way of a chain may wait within it."""
        return max(begins, self.opens) + self.lasts


def seconds(minutes: float) -> int:
    """Return minutes of travel in seconds, never too few."""
    return ceil((minutes - ROUNDING_MIN) * SECONDS)


def travel_seconds(evening: Evening, team: Team) -> npt.NDArray[np.int64]:
    """
    Return the cautious travel times of a pair in seconds, never too few.

    Parameters
    ----------
    evening : Evening
        That it is out on.
    team : Team
        The pair.

    Returns
    -------
    ndarray of int64, shape (n, n)
        From row to column.
    """
    minutes = at_worst(travel_of(evening, team))
    return np.ceil((minutes - ROUNDING_MIN) * SECONDS).astype(np.int64)


def units_of(evening: Evening, locks: Locks, settled: frozenset[int]) -> tuple[Unit, ...]:
    """
    Return all units of an evening that some pair may go to.

    Parameters
    ----------
    evening : Evening
        Its stops and pairs.
    locks : Locks
        What is settled; pairs whose round is locked get no unit.
    settled : frozenset of int
        Places on rounds that are locked.

    Returns
    -------
    tuple of Unit
        Chains first, then stops. A place with contradicting orders is in none of them.
    """
    stops = {stop.place: stop for stop in evening.stops if stop.place not in settled | locks.left_out}
    free = frozenset(team.team for team in evening.teams) - locks.rounds
    named = {place for order in locks.orders for place in order}
    chains = [chain for chain in chains_of(locks.orders, locks.left_out) if stops.keys() >= set(chain)]
    singles = [(place,) for place in stops if place not in named]
    # An order of one place settles nothing but that it is kept.
    kept = kept_places(evening, locks)
    units = []
    for places in (*chains, *singles):
        teams = free
        for place in places:
            teams &= _allowed(stops[place], locks, free)
        if teams:
            units.append(Unit(places, teams, required=not kept.isdisjoint(places)))
    return tuple(units)


def _allowed(stop: Stop, locks: Locks, free: frozenset[int]) -> frozenset[int]:
    allowed = free if stop.teams is None else free & stop.teams
    return allowed & {locks.pairs[stop.place]} if stop.place in locks.pairs else allowed


def chains_of(orders: Iterable[Sequence[int]], left_out: frozenset[int]) -> tuple[tuple[int, ...], ...]:
    """
    Join orders that share places into chains.

    Parameters
    ----------
    orders : iterable of sequence of int
        Places that directly follow each other.
    left_out : frozenset of int
        Places that are dropped from them.

    Returns
    -------
    tuple of tuple of int
        Chains with no place in common; none for places whose orders contradict each other.
    """
    after: dict[int, set[int]] = {}
    before: dict[int, set[int]] = {}
    for order in orders:
        places = [place for place in order if place not in left_out]
        for place in places:
            after.setdefault(place, set())
            before.setdefault(place, set())
        for one, other in pairwise(places):
            after[one].add(other)
            before[other].add(one)
    chains = []
    for first in [place for place in after if not before[place]]:
        chain = [first]
        while len(after[chain[-1]]) == 1:
            chain.append(next(iter(after[chain[-1]])))
        if all(len(after[place]) <= 1 and len(before[place]) <= 1 for place in chain):
            chains.append(tuple(chain))
    return tuple(chains)


def ways_of(evening: Evening, units: Sequence[Unit], locks: Locks) -> tuple[Way, ...]:
    """
    Return all ways of serving all units; none for a unit that is shut.

    Parameters
    ----------
    evening : Evening
        Its stops and travel.
    units : sequence of Unit
        From `units_of`.
    locks : Locks
        Of which the hours that are locked matter here.

    Returns
    -------
    tuple of Way
        By unit.
    """
    stops = {stop.place: stop for stop in evening.stops}
    found = []
    for number, unit in enumerate(units):
        members = [stops[place] for place in unit.places]
        if len(members) == 1:
            found += [Way(number, unit.teams, *piece) for piece in _pieces(members[0], locks)]
            continue
        for team in evening.teams:
            if team.team in unit.teams:
                pieces = _joined(evening, team, members, locks)
                found += [Way(number, frozenset({team.team}), *piece) for piece in pieces]
    return tuple(found)


Piece = tuple[int, int, int]
"""First and last begin, and how long it lasts from there, in seconds."""


def _pieces(stop: Stop, locks: Locks) -> list[Piece]:
    hours = Hours.of(stop, locks.times.get(stop.place))
    return [
        (ceil(first * SECONDS), floor(last * SECONDS), stop.service_min * SECONDS)
        for first, last in zip(hours.first_min, hours.last_min, strict=True)
    ]


def _joined(evening: Evening, team: Team, members: Sequence[Stop], locks: Locks) -> list[Piece]:
    """Return a chain of stops as if it were one, for each choice of their windows that is of use."""
    travel = travel_of(evening, team)
    minutes = at_worst(travel)
    rows = {place: row for row, place in enumerate(travel.places)}
    joined = _pieces(members[0], locks)
    for before, stop in pairwise(members):
        drive = seconds(float(minutes[rows[before.place], rows[stop.place]]))
        pairs = [_join(one, drive, other) for one in joined for other in _pieces(stop, locks)]
        joined = _useful([piece for piece in pairs if piece is not None])
    return joined


def _join(one: Piece, drive: int, other: Piece) -> Piece | None:
    """Return two pieces driven one after the other; None where the second is always too late."""
    (first, last, lasts), (opens, closes, service) = one, other
    if first + lasts + drive > closes:
        return None
    latest = min(last, closes - lasts - drive)
    # Whoever begins earlier than this only waits before the second.
    earliest = max(first, min(latest, opens - lasts - drive))
    return earliest, latest, max(lasts + drive, opens - earliest) + service


def _useful(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that no other piece replaces: begun as late or later, it ends as early or earlier."""
    kept: list[Piece] = []
    for piece in sorted(set(pieces), key=lambda one: (one[0] + one[2], one[2], -one[1])):
        if not any(_replaces(other, piece) for other in kept):
            kept.append(piece)
    return kept


def _replaces(one: Piece, other: Piece) -> bool:
    return one[1] >= other[1] and one[0] + one[2] <= other[0] + other[2] and one[2] <= other[2]
