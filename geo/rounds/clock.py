"""The clock of one pair: when it is where, if it visits these places in this order.

A plan is judged thousands of times while it is explained or filled up, so all that does not change with the
order is looked up once, and nothing here builds a report: `geo.rounds.evaluation` does.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.rounds.model import Evening, Locks, Stop, Team, TimeWindow, Travel

ROUNDING_MIN = 1e-6
"""Minutes by which sums of floats may miss a closing time without being late."""


class UnknownStopError(ValueError):
    """A round names a pair or a place that is not part of the evening."""


@dataclass(frozen=True)
class Hours:
    """
    When the visit of one stop may begin.

    Attributes
    ----------
    first_min, last_min : tuple of float
        Of each span of minutes, in order and apart; a visit that begins within ends before closing. Empty
        where it may begin at any time.
    """

    first_min: tuple[float, ...]
    last_min: tuple[float, ...]

    @classmethod
    def of(cls, stop: Stop, lock: TimeWindow | None = None) -> "Hours":
        """Return the hours of *stop* within its windows and, where there is one, within *lock*."""
        spans = [(window.opens_min, window.closes_min - stop.service_min) for window in stop.windows]
        if lock is not None:
            spans = [(max(first, lock.opens_min), min(last, lock.closes_min)) for first, last in spans]
        kept = [(float(first), float(last)) for first, last in spans if first <= last]
        return cls(tuple(first for first, _ in kept), tuple(last for _, last in kept))

    def begin(self, arrival_min: float) -> float:
        """Return when a visit begins; at once where it is too late."""
        span = bisect_left(self.last_min, arrival_min - ROUNDING_MIN)
        return max(arrival_min, self.first_min[span]) if span < len(self.first_min) else arrival_min

    def late(self, arrival_min: float) -> float:
        """Return by how many minutes an arrival is too late."""
        if not self.last_min or arrival_min <= self.last_min[-1] + ROUNDING_MIN:
            return 0.0
        return arrival_min - self.last_min[-1]

    def latest(self, limit_min: float) -> float | None:
        """Return the last minute up to *limit_min* at which a visit may begin; None where there is none."""
        if not self.first_min:
            return limit_min
        span = bisect_left(self.first_min, limit_min + ROUNDING_MIN) - 1
        return min(limit_min, self.last_min[span]) if span >= 0 else None


@dataclass(frozen=True)
class Run:
    """
    A round on one clock.

    Attributes
    ----------
    arrivals_min, begins_min : tuple of float
        One a stop.
    leaves_min, back_min : float
        At the depot.
    late_min : float
        Minutes too late, summed over the stops and the end of the shift.
    """

    arrivals_min: tuple[float, ...]
    begins_min: tuple[float, ...]
    leaves_min: float
    back_min: float
    late_min: float

    @property
    def duration_min(self) -> float:
        """Minutes from leaving to being back."""
        return self.back_min - self.leaves_min


class Clock:
    """
    Hours of the rounds of one pair, usual and at worst.

    Parameters
    ----------
    evening : Evening
        Its stops, pairs and travel.
    team : Team
        The pair.
    locks : Locks
        Of which the hours that are locked matter here.
    """

    def __init__(self, evening: Evening, team: Team, locks: Locks) -> None:
        travel = travel_of(evening, team)
        self.team = team
        self.rows = {place: row for row, place in enumerate(travel.places)}
        if team.depot not in self.rows:
            message = f"no travel times from depot {team.depot}"
            raise UnknownStopError(message)
        self.expected = _Lines(travel.expected_min)
        self.upper = _Lines(travel.expected_min, travel.upper_min)
        self.stops = {stop.place: stop for stop in evening.stops}
        self.hours = _HoursOfStops(self.stops, locks)

    def knows(self, place: int) -> bool:
        """Tell whether a place is a stop of the evening with travel times."""
        return place in self.stops and place in self.rows

    def drive(self, start: int, end: int) -> float:
        """Return the minutes from one place to another at worst."""
        return float(self.upper[self.rows[start]][self.rows[end]])

    def run(self, places: Sequence[int], leaves_min: float, minutes: Mapping[int, list[float]]) -> Run:
        """Return the hours of a round that leaves at a given time, on one matrix of travel times."""
        now, here, late = leaves_min, self.rows[self.team.depot], 0.0
        arrivals, begins = [], []
        for place in places:
            row, hours = self.rows[place], self.hours[place]
            now += minutes[here][row]
            arrivals.append(now)
            late += hours.late(now)
            now = hours.begin(now)
            begins.append(now)
            now += self.stops[place].service_min
            here = row
        back = now + minutes[here][self.rows[self.team.depot]] if places else leaves_min
        over = back - self.team.shift.closes_min
        return Run(
            tuple(arrivals), tuple(begins), leaves_min, back, late + (over if over > ROUNDING_MIN else 0.0)
        )

    def at_worst(self, places: Sequence[int]) -> Run:
        """Return the hours at worst of a round that leaves best: least late, then shortest, then earliest."""
        runs = [self.run(places, leaves_min, self.upper) for leaves_min in self._departures(places)]
        return min(runs, key=lambda run: (round(run.late_min, 6), round(run.duration_min, 6), run.leaves_min))

    def late(self, places: Sequence[int]) -> float:
        """Return the minutes that are missing for a round, at worst; 0 where it can be kept."""
        # Whoever leaves first is never later anywhere.
        return self.run(places, float(self.team.shift.opens_min), self.upper).late_min

    def _departures(self, places: Sequence[int]) -> list[float]:
        """Return the times worth leaving at: the first, and those that just meet the opening of a stop."""
        opens = float(self.team.shift.opens_min)
        found = [opens]
        for position, place in enumerate(places):
            for first in self.hours[place].first_min:
                leaves = self._leaves_to_meet(places[: position + 1], first)
                if leaves is not None and leaves > opens:
                    found.append(leaves)
        return found

    def _leaves_to_meet(self, places: Sequence[int], begins_min: float) -> float | None:
        """Return the last time to leave so that the last of some places is reached by *begins_min*."""
        limit = begins_min
        for before, place in zip(reversed(places[:-1]), reversed(places[1:]), strict=True):
            latest = self.hours[before].latest(limit - self.drive(before, place) - self.service(before))
            if latest is None:
                return None
            limit = latest
        return limit - self.drive(self.team.depot, places[0])

    def service(self, place: int) -> int:
        """Return the minutes of a visit."""
        return self.stops[place].service_min


def travel_of(evening: Evening, team: Team) -> Travel:
    """
    Return the travel times of a pair.

    Parameters
    ----------
    evening : Evening
        That it is out on.
    team : Team
        The pair.

    Returns
    -------
    Travel
        Its own.

    Raises
    ------
    UnknownStopError
        If there are none.
    """
    if team.team not in evening.travel:
        message = f"no travel times of pair {team.team}"
        raise UnknownStopError(message)
    return evening.travel[team.team]


class _Lines(dict[int, list[float]]):
    """Travel times from each row, the longest of some matrices: a round asks for few rows of many."""

    def __init__(self, *matrices: npt.NDArray[np.float64]) -> None:
        super().__init__()
        self._matrices = matrices

    def __missing__(self, row: int) -> list[float]:
        line: list[float] = np.max([matrix[row] for matrix in self._matrices], axis=0).tolist()
        self[row] = line
        return line


class _HoursOfStops(dict[int, Hours]):
    """When the visits of stops may begin, by place: looked up once somebody goes there."""

    def __init__(self, stops: Mapping[int, Stop], locks: Locks) -> None:
        super().__init__()
        self._stops, self._locks = stops, locks

    def __missing__(self, place: int) -> Hours:
        hours = self[place] = hours_within(self._stops[place], self._locks)
        return hours


def at_worst(travel: Travel) -> npt.NDArray[np.float64]:
    """Return the cautious minutes of each leg, which are never less than the usual ones."""
    return np.maximum(travel.expected_min, travel.upper_min)


def hours_within(stop: Stop, locks: Locks) -> Hours:
    """
    Return when the visit of a stop may begin.

    Parameters
    ----------
    stop : Stop
        The stop.
    locks : Locks
        Of which the hours that are locked matter here.

    Returns
    -------
    Hours
        Those of the lock alone where it leaves none of the windows' hours, so that the round can still be
        shown; `geo.rounds.evaluation` then says that the lock is broken.
    """
    hours = Hours.of(stop, locks.times.get(stop.place))
    return hours if hours.first_min else Hours.of(stop)


def clocks(evening: Evening, locks: Locks) -> Mapping[int, Clock]:
    """Return the clock of each pair of an evening."""
    return {team.team: Clock(evening, team, locks) for team in evening.teams}
