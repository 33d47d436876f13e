"""An evening: its stops, its pairs and the travel between; and what a round of it comes to.

All hours are minutes since the midnight on which the operational day began: 01:30 at night is 1530.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
import numpy.typing as npt


class TravelSource(IntEnum):
    """Where a travel time comes from, the least certain first."""

    ESTIMATE = 0
    ROAD = 1
    MEASURED = 2


@dataclass(frozen=True, order=True)
class TimeWindow:
    """
    Hours of one evening, both ends included.

    Attributes
    ----------
    opens_min, closes_min : int
        First and last minute; a visit begins and ends within.
    """

    opens_min: int
    closes_min: int


@dataclass(frozen=True)
class Stop:
    """
    A place that could be visited this evening.

    Attributes
    ----------
    place : int
        Identifier of the place.
    service_min : int
        Length of the visit.
    windows : tuple of TimeWindow
        When people can be met there, in order and apart; none where the place is shut all evening.
    prize : float
        What a visit is worth (see `geo.rounds.score`); never negative.
    required : bool
        Whether the round must go there; compulsory visits are constraints, never large prizes.
    teams : frozenset of int or None
        Pairs that may go; None for all.
    quiet : bool
        Whether nobody has been there for long; an `Aim` may keep a share of the time for such places.
    """

    place: int
    service_min: int
    windows: tuple[TimeWindow, ...]
    prize: float
    required: bool = False
    teams: frozenset[int] | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Team:
    """
    A pair that goes out this evening.

    Attributes
    ----------
    team : int
        Identifier of the pair.
    depot : int
        Place it leaves from and comes back to.
    shift : TimeWindow
        From leaving the depot to being back.
    """

    team: int
    depot: int
    shift: TimeWindow


@dataclass(frozen=True, eq=False)
class Travel:
    """
    Travel times of one pair between all places of an evening.

    Attributes
    ----------
    places : tuple of int
        Identifiers, in the order of rows and columns; depots too.
    expected_min, upper_min : ndarray of float64, shape (n, n)
        Usual and cautious minutes from row to column. Feasibility is judged by the cautious ones.
    source : ndarray of int8, shape (n, n)
        A `TravelSource` each.
    """

    places: tuple[int, ...]
    expected_min: npt.NDArray[np.float64]
    upper_min: npt.NDArray[np.float64]
    source: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Aim:
    """
    What makes one plan of an evening better than another.

    Attributes
    ----------
    lambda_duration : float
        Prize that a minute out of the office must earn, at least 0: a plan is worth its prizes less this
        much for each minute from leaving to being back, at worst.
    share_quiet : float
        Share of the time on site, from 0 to 1, that goes to quiet stops as far as they can take it.
    """

    lambda_duration: float = 0.005
    share_quiet: float = 0.0


@dataclass(frozen=True, eq=False)
class Evening:
    """
    All that a plan of one evening depends on.

    Attributes
    ----------
    stops : tuple of Stop
        One a place.
    teams : tuple of Team
        The pairs that go out.
    travel : mapping of int to Travel
        By pair.
    aim : Aim
        What it is judged by.
    """

    stops: tuple[Stop, ...]
    teams: tuple[Team, ...]
    travel: Mapping[int, Travel]
    aim: Aim = field(default_factory=Aim)


@dataclass(frozen=True)
class Route:
    """
    The stops of one pair, in order.

    Attributes
    ----------
    team : int
        The pair.
    places : tuple of int
        Identifiers of its stops; none where it stays in.
    """

    team: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Locks:
    """
    What a coordinator has settled, and the solver leaves alone.

    A place that is named here, other than among those left out, is kept: the plan has to visit it, as if it
    were required.

    Attributes
    ----------
    rounds : frozenset of int
        Pairs whose round stays exactly as it is.
    pairs : mapping of int to int
        Places that stay with one pair, by place.
    orders : tuple of tuple of int
        Places that directly follow each other in this order, each on one round.
    times : mapping of int to TimeWindow
        Places whose visit begins within certain minutes.
    left_out : frozenset of int
        Places not to go to this evening.
    """

    rounds: frozenset[int] = frozenset()
    pairs: Mapping[int, int] = field(default_factory=dict)
    orders: tuple[tuple[int, ...], ...] = ()
    times: Mapping[int, TimeWindow] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


class Violation(StrEnum):
    """What is wrong with a stop or a round."""

    LATE = "late"
    LATE_AT_WORST = "late_at_worst"
    SHUT = "shut"
    WRONG_PAIR = "wrong_pair"
    OVERTIME = "overtime"
    OVERTIME_AT_WORST = "overtime_at_worst"
    TWICE = "twice"
    LOCK_BROKEN = "lock_broken"


@dataclass(frozen=True)
class Passage:
    """
    A stop of a round, with its hours.

    Attributes
    ----------
    place : int
        The place.
    drive_min : float
        Usual minutes from the stop before.
    arrival_min, latest_arrival_min : float
        When the pair arrives, usually and at worst.
    wait_min : float
        Minutes until the place opens, counted from the usual arrival.
    begins_min, ends_min : float
        The visit itself.
    source : TravelSource
        Where the drive's minutes come from.
    violations : tuple of Violation
        Empty where all is well.
    """

    place: int
    drive_min: float
    arrival_min: float
    latest_arrival_min: float
    wait_min: float
    begins_min: float
    ends_min: float
    source: TravelSource
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True)
class RoundReport:
    """
    What a round comes to.

    Attributes
    ----------
    team : int
        The pair.
    passages : tuple of Passage
        Its stops in order.
    leaves_min, back_min, latest_back_min : float
        Leaving the depot and coming back, the latter usually and at worst.
    drive_min, wait_min, service_min, idle_min : float
        Minutes on the road, before shut doors, on site, and left of the shift.
    prize : float
        Sum over its stops.
    violations : tuple of Violation
        Of the round as a whole; those of its stops stand with them.
    """

    team: int
    passages: tuple[Passage, ...]
    leaves_min: float
    back_min: float
    latest_back_min: float
    drive_min: float
    wait_min: float
    service_min: float
    idle_min: float
    prize: float
    violations: tuple[Violation, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the round or any of its stops, at worst included."""
        return not self.violations and not any(passage.violations for passage in self.passages)
