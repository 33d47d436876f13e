"""A round as the screen shows it, planned or committed: one shape for map, bars and lists."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.rounds.model import Evening, RoundReport, TimeWindow, Violation
from pages.parts.rounds.wording import violation_text

LATE = frozenset({Violation.LATE, Violation.SHUT, Violation.OVERTIME})
"""What is wrong even when the roads are free."""

_STYLE = """
@media (min-width: 641px) {
  [data-testid="stColumn"]:has(.st-key-rounds_drawings) {
    align-self: flex-start; position: sticky; top: 3.75rem;
  }
}
"""


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


def view_of(report: RoundReport, evening: Evening) -> RoundView:
    """Return a round that was evaluated as it is drawn."""
    team = next(one for one in evening.teams if one.team == report.team)
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


def columns_beside() -> list[DeltaGenerator]:
    """Return room for the lists, and beside it for drawings that stay in sight while the lists pass."""
    st.html(f"<style>{_STYLE}</style>")
    lists, drawings = st.columns([3, 2], gap="medium")
    return [lists, drawings.container(key="rounds_drawings")]
