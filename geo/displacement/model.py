"""What a displacement study is made of: the months of each zone, and how they are looked at.

Months are numbered from January 1970, as numpy's ``datetime64[M]`` counts them. A zone is a place of the
register. See docs/methods/displacement.md.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

YEAR = 12
"""Months of a year: windows are whole ones, so that each season is in both."""


class Arm(StrEnum):
    """What a zone is in a study."""

    TREATED = "treated"
    DISPLACED = "displaced"
    CONTROL = "control"
    LEFT_OUT = "left_out"


class EffortRule(StrEnum):
    """How contacts are taken to grow with hours of outreach."""

    ESTIMATED = "estimated"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True)
class Window:
    """
    Whole years of months.

    Attributes
    ----------
    first : int
        Number of its first month.
    years : int
        How long it is, at least 1.
    """

    first: int
    years: int

    @property
    def months(self) -> Ints:
        """Numbers of its months, in order."""
        return np.arange(self.first, self.end, dtype=np.int64)

    @property
    def end(self) -> int:
        """Number of the month after its last."""
        return self.first + YEAR * self.years


@dataclass(frozen=True)
class AnalysisSpec:
    """
    How a study looks at the register, declared before it does.

    Attributes
    ----------
    announced, in_force : int
        Months in which the regulation was announced and came into force; equal where the first is not known.
    pre, post : Window
        What is compared: the same months of the year on both sides, and nothing between the announcement
        and one month after the regulation came into force.
    treated, displaced, control : tuple of int
        Places of each arm, in ascending order; no place is in two.
    effort : EffortRule
        How contacts are taken to grow with hours.
    """

    announced: int
    in_force: int
    pre: Window
    post: Window
    treated: tuple[int, ...]
    displaced: tuple[int, ...]
    control: tuple[int, ...]
    effort: EffortRule = EffortRule.ESTIMATED

    def to_json(self) -> dict[str, object]:
        """Return all of it in what JSON can hold, for `geo.displacement.spec_json.read_spec`."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """SHA-256 of the specification: two that look alike at the register have the same."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def arm_of(self, place: int) -> Arm:
        """Return what a place is in this study."""
        return self._arm_by_place.get(place, Arm.LEFT_OUT)

    @cached_property
    def _arm_by_place(self) -> dict[int, Arm]:
        """The arm of each place, looked up often; of a place that is faultily in two, the first."""
        return {place: arm for arm, places in reversed(self.arms.items()) for place in places}

    @property
    def arms(self) -> dict[Arm, tuple[int, ...]]:
        """Places by arm, without those left out."""
        return {Arm.TREATED: self.treated, Arm.DISPLACED: self.displaced, Arm.CONTROL: self.control}


@dataclass(frozen=True, eq=False)
class Panel:
    """
    What was met and how long was looked, by zone and month: all of a study's data.

    Attributes
    ----------
    zones : ndarray of int, shape (z,)
        Places, in ascending order.
    kinds : tuple of str, length z
        Kind of each place: hours of different kinds are never added up.
    months : ndarray of int, shape (m,)
        Numbers of the months, in order and without a gap.
    contacts : ndarray of float, shape (z, m)
        People met on visits whose effort is noted.
    hours : ndarray of float, shape (z, m)
        Hours of outreach; NaN where nobody looked, which is missing and never zero.
    rounds : ndarray of float, shape (z, m)
        Visits made: our own doing, which a regulation may move as well.
    first_contacts : ndarray of float, shape (z, m)
        Of the contacts, those whom the team had never met.
    """

    zones: Ints
    kinds: tuple[str, ...]
    months: Ints
    contacts: Floats
    hours: Floats
    rounds: Floats
    first_contacts: Floats

    @property
    def looked(self) -> npt.NDArray[np.bool_]:
        """Whether there was effort, by zone and month."""
        return np.isfinite(self.hours) & (self.hours > 0)
