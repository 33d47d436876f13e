"""A round as the screen shows it, planned or committed: one shape for map, bars and lists."""

from dataclasses import dataclass

from data.planning.committed import CommittedRound
from data.planning.evenings import EveningSheet
from geo.rounds.model import RoundReport, TimeWindow, Violation
from pages.parts.rounds.wording import violation_text

LATE = frozenset({Violation.LATE, Violation.SHUT, Violation.OVERTIME})
"""What is wrong even when the roads are free."""


@dataclass(frozen=True)
class StopView:
    """
    A stop as it is drawn.

    Attributes
    ----------
    place : int
        Where.
    arrival_min, latest_arrival_min : float
        When the pair arrives, usually and at worst.
    drive_min, wait_min, service_min : float
        Minutes on the way there, before its door, and on site.
    violations : tuple of Violation
        Empty where all is well.
    """

    place: int
    arrival_min: float
    latest_arrival_min: float
    drive_min: float
    wait_min: float
    service_min: float
    violations: tuple[Violation, ...] = ()

    @property
    def trouble(self) -> str:
        """What is wrong, in sentences; empty where all is well."""
        return " ".join(violation_text(one) for one in self.violations)


@dataclass(frozen=True)
class RoundView:
    """
    A round as it is drawn.

    Attributes
    ----------
    team, depot : int
        The pair and the office it leaves from.
    hours : TimeWindow
        Its shift.
    stops : tuple of StopView
        In order.
    back_min, latest_back_min : float
        When it is back, usually and at worst.
    violations : tuple of Violation
        Of the round as a whole.
    """

    team: int
    depot: int
    hours: TimeWindow
    stops: tuple[StopView, ...]
    back_min: float
    latest_back_min: float
    violations: tuple[Violation, ...] = ()

    @property
    def troubles(self) -> tuple[Violation, ...]:
        """All that is wrong, of the round and its stops."""
        return (*self.violations, *(one for stop in self.stops for one in stop.violations))

    @property
    def is_late(self) -> bool:
        """Whether it is late even when the roads are free."""
        return not LATE.isdisjoint(self.troubles)

    @property
    def trouble(self) -> str:
        """What is wrong with the round as a whole, in sentences."""
        return " ".join(violation_text(one) for one in self.violations)


def view_of(report: RoundReport, sheet: EveningSheet) -> RoundView:
    """Return a round that was evaluated as it is drawn."""
    team = next(one for one in sheet.evening.teams if one.team == report.team)
    stops = tuple(
        StopView(
            passage.place,
            passage.arrival_min,
            passage.latest_arrival_min,
            passage.drive_min,
            passage.wait_min,
            passage.ends_min - passage.begins_min,
            passage.violations,
        )
        for passage in report.passages
    )
    return RoundView(
        report.team,
        team.depot,
        team.shift,
        stops,
        report.back_min,
        report.latest_back_min,
        report.violations,
    )


def committed_view(one: CommittedRound) -> RoundView:
    """
    Return a committed round as it is drawn, at the hours that it was committed with.

    Parameters
    ----------
    one : CommittedRound
        The round.

    Returns
    -------
    RoundView
        What lies between two stops counts as the way there; the way back is not known any more.
    """
    stops, free = [], float(one.hours.opens_min)
    for stop in one.stops:
        plan = stop.plan
        drive = max(plan.arrival_min - free, 0.0)
        stops.append(
            StopView(plan.place, plan.arrival_min, plan.latest_arrival_min, drive, 0.0, plan.service_min)
        )
        free = float(plan.arrival_min + plan.service_min)
    return RoundView(one.team, one.depot, one.hours, tuple(stops), free, free)
