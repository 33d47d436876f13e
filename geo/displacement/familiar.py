"""Familiar figures of crime prevention: weighted displacement difference, quotient, ratio of rate ratios.

They take contacts as independent events, which they are not: shown because readers know them and ask for
them, with their warning, and never as the test. See docs/methods/familiar-figures.md.
"""

from dataclasses import dataclass
from math import exp, isfinite, log, sqrt

from scipy.stats import norm

from geo.displacement.results import Estimate

LEVEL = 0.95
"""Confidence level of intervals."""

UNKNOWN = float("nan")


@dataclass(frozen=True)
class Counts:
    """
    Contacts of an area before and after, and what each is divided by.

    Attributes
    ----------
    before, after : float
        Contacts.
    weight_before, weight_after : float
        Length of the period, times surface or hours where areas are to be compared by these.
    """

    before: float
    after: float
    weight_before: float = 1.0
    weight_after: float = 1.0

    @property
    def change(self) -> float:
        """Weighted contacts after less those before."""
        return self.after / self.weight_after - self.before / self.weight_before

    @property
    def variance(self) -> float:
        """Of the change, if contacts were independent events."""
        return self.after / self.weight_after**2 + self.before / self.weight_before**2


@dataclass(frozen=True)
class Difference:
    """
    A difference with its Poisson standard error.

    Attributes
    ----------
    value, se : float
        Weighted contacts.
    """

    value: float
    se: float

    @property
    def z(self) -> float:
        """The difference in standard errors; NaN where there are no contacts at all."""
        return self.value / self.se if self.se > 0 else UNKNOWN

    @property
    def p(self) -> float:
        """Two-sided, if contacts were independent events; far too small where they are not."""
        return float(2 * norm.sf(abs(self.z)))

    def interval(self, level: float = LEVEL) -> Estimate:
        """Return the difference with its Wald limits."""
        reach = float(norm.ppf(0.5 + level / 2)) * self.se
        return Estimate(self.value, self.value - reach, self.value + reach)


@dataclass(frozen=True)
class WeightedDisplacementDifference:
    """
    The weighted displacement difference and its two parts.

    Attributes
    ----------
    local : Difference
        Change of the treated area beyond that of its control.
    displaced : Difference or None
        The same of the area around it.
    total : Difference
        Their sum: nought where all that left one came to the other, so that it is never shown alone.
    """

    local: Difference
    displaced: Difference | None
    total: Difference


@dataclass(frozen=True)
class WeightedDisplacementQuotient:
    """
    The weighted displacement quotient and what comes with it; it has no sampling distribution.

    Attributes
    ----------
    gross_effect : float
        Contacts of the treated area before less those after.
    net_effect : float
        Its share of the control before less that after.
    buffer, success : float
        Numerator and denominator: changes of the surrounding area's share of the control, and of the
        treated area's.
    quotient : float
        Above 0 a diffusion of benefits, below 0 displacement, below -1 more than the effect itself; NaN
        where it cannot be computed.
    total_net_effect : float
        Contacts prevented in both areas, as against the control's change.
    """

    gross_effect: float
    net_effect: float
    buffer: float
    success: float
    quotient: float
    total_net_effect: float

    @property
    def is_meaningful(self) -> bool:
        """Whether there was a fall in the treated area to begin with, without which nothing can move."""
        return isfinite(self.quotient) and self.success < 0


@dataclass(frozen=True)
class RateRatios:
    """
    One rate ratio over another, on the log scale.

    Attributes
    ----------
    log_ratio, se : float
        Estimate and standard error; NaN where a count is nought.
    """

    log_ratio: float
    se: float

    def interval(self, level: float = LEVEL) -> Estimate:
        """Return the ratio with its Wald limits."""
        reach = float(norm.ppf(0.5 + level / 2)) * self.se
        return Estimate(exp(self.log_ratio), exp(self.log_ratio - reach), exp(self.log_ratio + reach))


def weighted_displacement_difference(
    treated: Counts,
    control: Counts,
    displaced: Counts | None = None,
    displaced_control: Counts | None = None,
) -> WeightedDisplacementDifference:
    """
    Return by how many contacts areas changed beyond their controls.

    Parameters
    ----------
    treated, control : Counts
        The area of the regulation and one like it elsewhere.
    displaced, displaced_control : Counts, optional
        The area around it and one like that elsewhere.

    Returns
    -------
    WeightedDisplacementDifference
        In weighted contacts.

    Raises
    ------
    ValueError
        If one of the last two is given without the other.

    References
    ----------
    A. P. Wheeler and J. H. Ratcliffe, "A simple weighted displacement difference test to evaluate place based
    crime interventions", Crime Science 7:11, 2018.
    """
    if (displaced is None) != (displaced_control is None):
        message = "an area of displacement needs a control of its own"
        raise ValueError(message)
    local = _beyond(treated, control)
    if displaced is None or displaced_control is None:
        return WeightedDisplacementDifference(local, None, local)
    around = _beyond(displaced, displaced_control)
    total = Difference(local.value + around.value, sqrt(local.se**2 + around.se**2))
    return WeightedDisplacementDifference(local, around, total)


def weighted_displacement_quotient(
    treated: Counts, displaced: Counts, control: Counts
) -> WeightedDisplacementQuotient:
    """
    Return how much of a change in one area turned up around it.

    Parameters
    ----------
    treated, displaced, control : Counts
        The area of the regulation, the one around it, and one that is like both; as rates where the periods
        have different weights.

    Returns
    -------
    WeightedDisplacementQuotient
        NaN in what would divide by nought.

    References
    ----------
    K. J. Bowers and S. D. Johnson, "Measuring the geographical displacement and diffusion of benefit effects
    of crime prevention activity", Journal of Quantitative Criminology 19, 2003, pp. 275-301.
    """
    treated_before, treated_after = _rates(treated)
    displaced_before, displaced_after = _rates(displaced)
    control_before, control_after = _rates(control)
    buffer = _over(displaced_after, control_after) - _over(displaced_before, control_before)
    success = _over(treated_after, control_after) - _over(treated_before, control_before)
    growth = _over(control_after, control_before)
    return WeightedDisplacementQuotient(
        gross_effect=treated_before - treated_after,
        net_effect=-success,
        buffer=buffer,
        success=success,
        quotient=_over(buffer, success),
        total_net_effect=treated_before * growth
        - treated_after
        + displaced_before * growth
        - displaced_after,
    )


def log_rate_ratio(treated: Counts, control: Counts, dispersion: float = 1.0) -> RateRatios:
    """
    Return the relative change of an area over that of its control.

    Parameters
    ----------
    treated, control : Counts
        The area of the regulation and one like it elsewhere.
    dispersion : float
        By how much contacts vary more than independent events would, at least 1.

    Returns
    -------
    RateRatios
        NaN where a count is nought.

    Raises
    ------
    ValueError
        If the dispersion is below 1.

    References
    ----------
    D. B. Wilson, "The relative incident rate ratio effect size for count-based impact evaluations: when an
    odds ratio is not an odds ratio", Journal of Quantitative Criminology 38, 2022, pp. 323-341.
    """
    if not dispersion >= 1:
        message = f"a dispersion is at least 1, not {dispersion}"
        raise ValueError(message)
    counts = (treated.before, treated.after, control.before, control.after)
    if min(counts) <= 0:
        return RateRatios(UNKNOWN, UNKNOWN)
    changes = [log(after / before) for before, after in (_rates(treated), _rates(control))]
    return RateRatios(changes[0] - changes[1], sqrt(dispersion * sum(1 / count for count in counts)))


def _beyond(area: Counts, control: Counts) -> Difference:
    return Difference(area.change - control.change, sqrt(area.variance + control.variance))


def _rates(counts: Counts) -> tuple[float, float]:
    return counts.before / counts.weight_before, counts.after / counts.weight_after


def _over(part: float, whole: float) -> float:
    return part / whole if whole != 0 else UNKNOWN
