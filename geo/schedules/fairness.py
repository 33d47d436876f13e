"""A fair load: equal shares of nights and weekends, and evenings that are evenly filled."""

from collections import Counter
from collections.abc import Iterable, Sequence

from geo.schedules.model import DAYS_A_WEEK, NIGHT, WEEKEND, ScheduleProblem
from geo.schedules.report import TimedRound


def is_night(slot: int) -> bool:
    """Tell whether a slot is a night."""
    return slot == NIGHT


def is_weekend(day: int) -> bool:
    """Tell whether a day of the schedule falls on a weekend."""
    return day % DAYS_A_WEEK >= WEEKEND


def is_burden(day: int, slot: int) -> bool:
    """Tell whether a round is at night or at a weekend."""
    return is_night(slot) or is_weekend(day)


def pairs_on_call(problem: ScheduleProblem) -> frozenset[int]:
    """
    Return the pairs among which nights and weekends are shared.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.

    Returns
    -------
    frozenset of int
        Those that have any such shift.
    """
    return frozenset(shift.team for shift in problem.shifts if is_burden(shift.day, shift.slot))


def beyond_share(problem: ScheduleProblem, rounds: Iterable[tuple[int, int, int]]) -> dict[int, float]:
    """
    Return by how many nights and weekends each pair exceeds an equal share.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.
    rounds : iterable of (int, int, int)
        Pair, day and slot of the rounds that are driven; a shift in two pieces counts once.

    Returns
    -------
    dict of int to float
        By pair; pairs at or below their share have 0.
    """
    counts = Counter(team for team, day, slot in set(rounds) if is_burden(day, slot))
    sharing = pairs_on_call(problem) | set(counts)
    share = counts.total() / len(sharing) if sharing else 0.0
    return {team: max(0.0, counts[team] - share) for team in sorted(sharing)}


def uneven_min(problem: ScheduleProblem, rounds: Sequence[TimedRound]) -> dict[int, float]:
    """
    Return how many minutes on site pairs and their rounds have beyond an even filling.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.
    rounds : sequence of TimedRound
        All rounds that are driven.

    Returns
    -------
    dict of int to float
        By pair: minutes on site beyond its part of those of all pairs, and of each of its rounds beyond its
        part of those of the pair. Parts go by the hours of the shifts, so that a shift on which nobody goes
        out makes the others too full; a round without a shift has no part.
    """
    room: Counter[int] = Counter()
    for shift in problem.shifts:
        room[shift.team] += shift.length_min
    busy = dict.fromkeys(sorted({*room, *(timed.team for timed in rounds)}), 0.0)
    for timed in rounds:
        busy[timed.team] += timed.service_min
    found = {team: _beyond(own, sum(busy.values()), room[team], room.total()) for team, own in busy.items()}
    for timed in rounds:
        length = timed.shift.length_min if timed.shift else 0
        found[timed.team] += _beyond(timed.service_min, busy[timed.team], length, room[timed.team])
    return found


def _beyond(own_min: float, all_min: float, own_room_min: int, all_room_min: int) -> float:
    """Return the minutes beyond a part of all of them."""
    part = own_room_min / all_room_min if all_room_min else 0.0
    return max(0.0, own_min - part * all_min)
