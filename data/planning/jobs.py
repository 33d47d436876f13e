"""What goes back and forth between the screens and a solver's process."""

from dataclasses import dataclass
from enum import StrEnum

from geo.rounds.model import Evening, Locks, Route
from geo.schedules.model import Schedule, ScheduleProblem


@dataclass(frozen=True, eq=False)
class EveningJob:
    """
    An evening to plan.

    Attributes
    ----------
    evening : Evening
        Stops, pairs, travel and aim.
    seconds : float
        How long to search.
    seed : int
        Seed of the search.
    locks : Locks or None
        What is settled.
    start : tuple of Route or None
        The plan to begin from.
    """

    evening: Evening
    seconds: float
    seed: int = 1
    locks: Locks | None = None
    start: tuple[Route, ...] | None = None


@dataclass(frozen=True, eq=False)
class ScheduleJob:
    """
    Several weeks to plan.

    Attributes
    ----------
    problem : ScheduleProblem
        Sites, shifts, travel and weights.
    seconds : float
        How long to search.
    seed : int
        Seed of the search.
    start : Schedule or None
        The plan to begin from.
    """

    problem: ScheduleProblem
    seconds: float
    seed: int = 1
    start: Schedule | None = None


Job = EveningJob | ScheduleJob


@dataclass(frozen=True, eq=False)
class Task:
    """A job under a number by which all that is said about it is known."""

    number: int
    job: Job


@dataclass(frozen=True)
class Stopped:
    """A task shall end with the best plan so far."""

    number: int


@dataclass(frozen=True, eq=False)
class Found:
    """A task has found a better plan."""

    number: int
    plan: object


@dataclass(frozen=True, eq=False)
class Finished:
    """A task has ended, with its best plan."""

    number: int
    plan: object


class Loss(StrEnum):
    """
    Why a search ended without a plan.

    `BROKE_OFF`: it met an error. `PROCESS_ENDED`: its process is gone.
    """

    BROKE_OFF = "broke_off"
    PROCESS_ENDED = "process_ended"


@dataclass(frozen=True)
class Lost:
    """A task has ended without a plan; what went wrong stands in the log of its process."""

    number: int
    why: Loss


Message = Found | Finished | Lost
"""What a solver's process says."""
