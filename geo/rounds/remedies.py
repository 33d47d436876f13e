"""What can be done about a place that is left out tonight: docs/methods/rounds.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from geo.rounds.clock import Clock, Hours
from geo.rounds.model import Evening, Locks
from geo.rounds.reasons import Reason, Swap, may_go


@dataclass(frozen=True)
class Remedies:
    """
    What can be done so that a place is visited.

    Attributes
    ----------
    force : Swap or None
        Tonight's plan with it.
    days : tuple of int
        Other days on which a pair could go.
    teams : tuple of int
        Idle pairs that could go tonight.
    """

    force: Swap | None
    days: tuple[int, ...]
    teams: tuple[int, ...]


def remedies(
    reason: Reason, *, days: Mapping[int, Evening] | None = None, idle: Evening | None = None
) -> Remedies:
    """
    Return what can be done about a place that is left out.

    Parameters
    ----------
    reason : Reason
        From `explain`.
    days : mapping of int to Evening, optional
        Other days with the pairs that are out on them, by any number that names the day.
    idle : Evening, optional
        This evening with the pairs that could go out and do not.

    Returns
    -------
    Remedies
        Empty parts where nothing of the kind helps. A day or a pair is named if it can go there at worst and
        be back in time, whatever else it does.
    """
    return Remedies(
        force=reason.swap,
        days=tuple(day for day, evening in (days or {}).items() if _able(evening, reason.place)),
        teams=_able(idle, reason.place) if idle is not None else (),
    )


def _able(evening: Evening, place: int) -> tuple[int, ...]:
    """Return the pairs of an evening that can go to a place and be back in time."""
    stop = next((stop for stop in evening.stops if stop.place == place), None)
    if stop is None or not Hours.of(stop).first_min:
        return ()
    return tuple(
        team.team
        for team in evening.teams
        if may_go(stop, team) and not Clock(evening, team, Locks()).late((place,))
    )
