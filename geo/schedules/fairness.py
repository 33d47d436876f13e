"""Nights and weekends: who has more of them than an equal share."""

from collections import Counter
from collections.abc import Iterable

from geo.schedules.model import DAYS_A_WEEK, NIGHT, WEEKEND, ScheduleProblem


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
