"""What a displacement study finds; every figure with its interval, or with why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from geo.displacement.model import AnalysisSpec, Arm

Floats = npt.NDArray[np.float64]


class Gate(StrEnum):
    """What a study needs before anything is tested."""

    DISPLACED_ZONES = "displaced_zones"
    CONTROL_ZONES = "control_zones"
    TREATED_ZONES = "treated_zones"
    SEASON_MONTHS = "season_months"
    EFFORT_RECORDED = "effort_recorded"
    CONTACTS = "contacts"


@dataclass(frozen=True)
class Shortfall:
    """
    A gate that is not passed.

    Attributes
    ----------
    gate : Gate
        Which.
    arm : Arm or None
        The arm that it concerns, where it concerns one.
    found, needed : float
        What there is, and what there should be at least.
    """

    gate: Gate
    arm: Arm | None
    found: float
    needed: float


class Outcome(StrEnum):
    """What the result says, in one of the sentences that there are for it."""

    SIGNAL = "signal"
    DECREASE = "decrease"
    NOT_DETECTED = "not_detected"
    EFFORT_EXPLAINS = "effort_explains"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True)
class Estimate:
    """
    A figure and how sure it is.

    Attributes
    ----------
    value, low, high : float
        Point and limits of the 95 % interval; all NaN where it cannot be estimated.
    """

    value: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a figure at all."""
        return bool(np.isfinite(self.value))


@dataclass(frozen=True)
class Contrast:
    """
    Two arms against each other, as the log of the ratio of their changes.

    Attributes
    ----------
    log_ratio, se : float
        Estimate and its standard error, the error of the effort exponent included.
    freedom : float
        Degrees of freedom of t.
    p : float
        Two-sided.
    ratio : Estimate
        The same as a ratio of rates.
    """

    log_ratio: float
    se: float
    freedom: float
    p: float
    ratio: Estimate


@dataclass(frozen=True)
class EffortExponent:
    """
    How contacts grow with hours: in proportion to hours to the power of *beta*.

    Attributes
    ----------
    beta, se : float
        Exponent and its standard error; the error is nought where the rule is proportional.
    is_estimated : bool
        False where hours vary too little to tell, and an envelope is shown instead.
    """

    beta: float
    se: float
    is_estimated: bool


@dataclass(frozen=True, eq=False)
class ZoneChange:
    """
    One zone before and after.

    Attributes
    ----------
    zone : int
        The place.
    kind : str
        Its kind.
    arm : Arm
        What it is in the study.
    contacts, hours : tuple of float
        Before and after.
    log_ratio : float
        Log of the effort-adjusted rate after over that before.
    """

    zone: int
    kind: str
    arm: Arm
    contacts: tuple[float, float]
    hours: tuple[float, float]
    log_ratio: float


@dataclass(frozen=True)
class ArmRate:
    """
    Contacts per hour of one arm and kind of place, described and not tested.

    Attributes
    ----------
    arm : Arm
        What its zones are in the study.
    kind : str
        Kind of place.
    before, after : Estimate
        Contacts per hour with the exact interval of Poisson counts, which is too narrow for groups.
    """

    arm: Arm
    kind: str
    before: Estimate
    after: Estimate


@dataclass(frozen=True)
class Movement:
    """
    Contacts lost, gained and net over the period after, in contacts at the effort of before; never people.

    Attributes
    ----------
    lost, gained, net, share : Estimate
        *Share* is gained over lost, known only where something is surely lost.
    """

    lost: Estimate
    gained: Estimate
    net: Estimate
    share: Estimate


@dataclass(frozen=True)
class Power:
    """
    What the study could have seen.

    Attributes
    ----------
    smallest_rise, smallest_fall : float
        Ratios of rates that would be found four times out of five: above and below 1.
    """

    smallest_rise: float
    smallest_fall: float


@dataclass(frozen=True, eq=False)
class StudyResult:
    """
    The answer of one specification on one panel.

    Attributes
    ----------
    spec : AnalysisSpec
        What was asked.
    shortfalls : tuple of Shortfall
        Gates not passed. Where one concerns displaced or control zones, nothing is tested and the result
        is descriptive only; where one concerns the treated zones, only their contrast is missing.
    exponent : EffortExponent
        How contacts grow with hours.
    zones : tuple of ZoneChange
        Zones compared.
    newly_visited : tuple of int
        Zones of the arms first visited after the announcement: listed, never counted as a gain.
    displaced, treated : Contrast or None
        Against the controls; None where a gate is not passed.
    by_kind : mapping of str to Contrast
        Displaced against control zones of one kind, where the gates are passed within it.
    movement : Movement or None
        What was lost and gained, where both contrasts are known.
    power : Power or None
        Always there where zones vary at all.
    effort : Contrast or None
        Our own rounds as outcome: whether we went there more ourselves.
    outcome : Outcome
        Which sentence says it.
    raw : Contrast or None
        Contacts whatever the effort: what would have been read without the hours. Never the test.
    indicative : Contrast or None
        Fewer displaced zones than the gate wants, against how the controls differ; never the test.
    not_compared : tuple of int
        Places of the arms without effort on one side, other than those newly visited.
    """

    spec: AnalysisSpec
    shortfalls: tuple[Shortfall, ...]
    exponent: EffortExponent
    zones: tuple[ZoneChange, ...]
    newly_visited: tuple[int, ...]
    displaced: Contrast | None
    treated: Contrast | None
    by_kind: Mapping[str, Contrast]
    movement: Movement | None
    power: Power | None
    effort: Contrast | None
    outcome: Outcome
    raw: Contrast | None = None
    indicative: Contrast | None = None
    not_compared: tuple[int, ...] = ()

    @property
    def treated_fell(self) -> bool:
        """Whether contacts surely fell in the treated zones; people may have gone, or out of reach."""
        return self.treated is not None and self.treated.ratio.high < 1


class Check(StrEnum):
    """Ways to falsify a result, or to see how much of it hangs on one choice."""

    PLACEBO_DATE = "placebo_date"
    PSEUDO_DISPLACED = "pseudo_displaced"
    UNTOUCHED_KIND = "untouched_kind"
    OWN_ROUNDS = "own_rounds"
    WITHOUT_ONE_ZONE = "without_one_zone"
    OTHER_WINDOW = "other_window"
    OTHER_EXPONENT = "other_exponent"


@dataclass(frozen=True)
class Checked:
    """
    One more look at the same data.

    Attributes
    ----------
    check : Check
        Which kind of look.
    label : int or float or str
        What was changed: month of the placebo, zone left out or taken as displaced, years, exponent, kind.
    contrast : Contrast or None
        What displaced zones show then; None where that cannot be estimated.
    """

    check: Check
    label: int | float | str
    contrast: Contrast | None
