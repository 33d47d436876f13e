"""Contacts and hours of zones by rounds or months, which can be drawn again to see how sure a figure is.

Contacts of one round are not independent of each other; rounds nearly are. So what is drawn again are whole
rounds, or whole months where rounds are not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm
from scipy.stats import t as student

from geo.displacement.model import Floats, Panel, Window
from geo.displacement.results import Estimate
from geo.measures import MINUTES_PER_HOUR

DRAWS = 999
"""How often rounds or months are drawn again."""

TAILS = (0.025, 0.975)
"""Quantiles that a 95 % interval reaches to."""

SMALLEST_CONTACTS = 20
"""Contacts on one side under which no figure is given."""

SMALLEST_UNITS = 6
"""Rounds or months on one side under which no figure is given: drawing so few again tells nothing."""

UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True, eq=False)
class Sample:
    """
    What was met and how long was looked on one side of a date.

    Attributes
    ----------
    contacts : ndarray of float, shape (z, u)
        People met, by zone and unit; a unit is a round or a month.
    effort : ndarray of float, shape (z, u)
        Hours, or hours to the power of the effort exponent; nought where nobody looked.
    """

    contacts: Floats
    effort: Floats

    @property
    def units(self) -> int:
        """How many rounds or months there are."""
        return int(self.contacts.shape[1])

    @property
    def total(self) -> float:
        """Contacts of all zones."""
        return float(self.contacts.sum())

    @property
    def is_enough(self) -> bool:
        """Whether there are zones, units and contacts enough, and effort in each zone."""
        return (
            len(self.contacts) > 1
            and self.units >= SMALLEST_UNITS
            and self.total >= SMALLEST_CONTACTS
            and bool(self.effort.any(axis=1).all())
        )

    @property
    def shares(self) -> Floats:
        """Share of each zone in the sum of all rates, shape (z,)."""
        return shares(self.contacts.sum(axis=1), self.effort.sum(axis=1))

    def drawn(self, rng: np.random.Generator, draws: int = DRAWS) -> tuple[Floats, Floats]:
        """
        Draw units again, with replacement.

        Parameters
        ----------
        rng : Generator
            Where chance comes from.
        draws : int
            How often.

        Returns
        -------
        tuple of ndarray of float, each of shape (draws, z)
            Contacts and effort of each draw; the effort is NaN where nobody looked in it.
        """
        times = rng.multinomial(self.units, np.full(self.units, 1 / self.units), draws).astype(float)
        effort = times @ self.effort.T
        return times @ self.contacts.T, np.where(effort > 0, effort, np.nan)


def compared_zones(panel: Panel, zones: Sequence[int], pre: Window, post: Window) -> tuple[int, ...]:
    """
    Return the zones with effort on both sides of a date.

    Parameters
    ----------
    panel : Panel
        All zones and months.
    zones : sequence of int
        Places wanted.
    pre, post : Window
        Before and after.

    Returns
    -------
    tuple of int
        In the order of the panel; a zone that is only visited on one side tells nothing about a change.
    """
    looked = panel.looked
    sides = [looked[:, np.isin(panel.months, window.months)].any(axis=1) for window in (pre, post)]
    return tuple(panel.zones[np.isin(panel.zones, np.asarray(zones)) & sides[0] & sides[1]].tolist())


def months_of(panel: Panel, zones: Sequence[int], window: Window, beta: float = 1.0) -> Sample:
    """
    Return the months of a window as units, where rounds are not known.

    Parameters
    ----------
    panel : Panel
        All zones and months.
    zones : sequence of int
        Places of one kind that the panel has.
    window : Window
        Which months.
    beta : float
        Effort exponent.

    Returns
    -------
    Sample
        By zone, in their order, and by month.

    Raises
    ------
    ValueError
        If the zones are of several kinds, whose rates cannot be compared.
    """
    position = {int(zone): row for row, zone in enumerate(panel.zones)}
    rows = [position[zone] for zone in zones]
    if len({panel.kinds[row] for row in rows}) > 1:
        message = "rates of different kinds of places are never compared"
        raise ValueError(message)
    cells = np.ix_(np.array(rows, dtype=np.int64), np.flatnonzero(np.isin(panel.months, window.months)))
    looked = panel.looked[cells]
    hours = np.where(looked, panel.hours[cells], 1.0)
    return Sample(np.where(looked, panel.contacts[cells], 0.0), np.where(looked, hours**beta, 0.0))


def rounds_of(visits: pd.DataFrame, zones: Sequence[int], window: Window) -> Sample:
    """
    Return the rounds of a window as units: what one service did on one operational day.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger: ``place``, ``service``, ``day``, ``minutes`` (NaN where not noted), ``looked`` and
        ``contacts``.
    zones : sequence of int
        Places of one kind.
    window : Window
        Which months.

    Returns
    -------
    Sample
        By zone, in their order, and by round that visited one of them; effort in hours.
    """
    month = visits["day"].to_numpy().astype("datetime64[M]").astype(np.int64)
    counted = (
        np.isin(month, window.months)
        & visits["looked"].to_numpy(bool)
        & (visits["minutes"].to_numpy(float) > 0)
        & visits["place"].isin(zones).to_numpy(bool)
    )
    found = visits[counted]
    order = pd.Index(zones)
    unit = found.groupby(["day", "service"], observed=True).ngroup().to_numpy()
    shape = (len(order), int(unit.max(initial=-1)) + 1)
    cell = order.get_indexer(found["place"]) * shape[1] + unit

    def summed(values: Floats) -> Floats:
        sums = np.bincount(cell, weights=values, minlength=shape[0] * shape[1])
        return sums.astype(np.float64).reshape(shape)

    return Sample(
        summed(found["contacts"].to_numpy(float)),
        summed(found["minutes"].to_numpy(float) / MINUTES_PER_HOUR),
    )


def shares(contacts: Floats, effort: Floats) -> Floats:
    """
    Return the share of each zone in the sum of all rates.

    Parameters
    ----------
    contacts, effort : ndarray of float, shape (..., z)
        Of each zone.

    Returns
    -------
    ndarray of float, shape (..., z)
        What each zone would have of all contacts, had it had as much effort as the others; NaN where one of
        them had none, or nobody was met anywhere.
    """
    rates = contacts / effort
    total = rates.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(rates, total, out=np.full_like(rates, np.nan), where=total > 0))


def interval(value: float, drawn: Floats, units: int) -> Estimate:
    """
    Return a figure with the interval that draws around it give.

    Draws of a figure that chance makes too large are too large once more; so their mean distance from the
    figure is taken off it, and the interval reaches as far out as they do around their own mean, and as much
    further as t reaches beyond the normal distribution: draws of few units vary too little.

    Parameters
    ----------
    value : float
        As found.
    drawn : ndarray of float, shape (draws,)
        As found in each draw; NaN where it could not be.
    units : int
        How many rounds or months were drawn from, at least 2; on the smaller side where there are two.

    Returns
    -------
    Estimate
        All unknown where it could not be found, or in most draws could not.

    References
    ----------
    B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 10 and 13.
    """
    usable = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(usable) * 2 < len(drawn):
        return UNKNOWN
    middle = float(usable.mean())
    low, high = np.quantile(usable, TAILS)
    few = float(student.ppf(TAILS[1], units - 1) / norm.ppf(TAILS[1]) * np.sqrt(units / (units - 1)))
    centre = 2 * value - middle
    return Estimate(centre, centre - few * (high - middle), centre + few * (middle - low))


def clipped(estimate: Estimate, lowest: float, highest: float) -> Estimate:
    """
    Return an estimate within what is possible.

    Parameters
    ----------
    estimate : Estimate
        As it came out.
    lowest, highest : float
        What the figure can be at least and at most.

    Returns
    -------
    Estimate
        With value and limits no further out.
    """
    value, low, high = np.clip((estimate.value, estimate.low, estimate.high), lowest, highest)
    return Estimate(float(value), float(low), float(high))
