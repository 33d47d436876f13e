"""Share of people new to the team among contacts, before and after; see docs/methods/spread.md.

Newcomers and people who moved look alike in counts; this share tells them apart a little. No population size
follows from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from geo.displacement.model import Floats, Panel, Window
from geo.displacement.results import Estimate
from geo.displacement.sampling import SMALLEST_CONTACTS, UNKNOWN

SMALLEST_MONTHS = 6
"""Months with contacts on one side under which the months cannot tell how much the share varies."""


@dataclass(frozen=True)
class NewShare:
    """
    Share of people new to the team among contacts.

    Attributes
    ----------
    before, after, difference : Estimate
        Between 0 and 1; unknown where there is too little.
    """

    before: Estimate
    after: Estimate
    difference: Estimate


@dataclass(frozen=True)
class _Side:
    """New among contacts, worth so many independent ones."""

    new: float
    contacts: float

    @property
    def share(self) -> float:
        return self.new / self.contacts


def share_of_new(panel: Panel, zones: Sequence[int], pre: Window, post: Window) -> NewShare:
    """
    Compare the share of new among contacts before and after.

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
    NewShare
        With Wilson's 95 % intervals, and Newcombe's for the difference, over as many contacts as would vary
        as much from month to month if each were independent of the others.

    References
    ----------
    R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of
    eleven methods", Statistics in Medicine 17, 1998, pp. 873-890; P. McCullagh and J. A. Nelder,
    "Generalized Linear Models", 2nd ed., 1989, section 4.5.
    """
    before, after = (_side(panel, zones, window) for window in (pre, post))
    difference = UNKNOWN
    if before is not None and after is not None:
        low, high = confint_proportions_2indep(
            after.new, after.contacts, before.new, before.contacts, method="newcomb"
        )
        difference = Estimate(after.share - before.share, float(low), float(high))
    return NewShare(_wilson(before), _wilson(after), difference)


def _side(panel: Panel, zones: Sequence[int], window: Window) -> _Side | None:
    cells = np.ix_(np.isin(panel.zones, np.asarray(zones)), np.isin(panel.months, window.months))
    contacts, new = (
        np.nan_to_num(counts[cells]).sum(axis=0) for counts in (panel.contacts, panel.first_contacts)
    )
    met = contacts > 0
    if met.sum() < SMALLEST_MONTHS or contacts.sum() < SMALLEST_CONTACTS:
        return None
    worth = 1 / _dispersion(new[met], contacts[met])
    return _Side(worth * float(new.sum()), worth * float(contacts.sum()))


def _dispersion(new: Floats, contacts: Floats) -> float:
    """Return by how much the share varies between months more than independent contacts would, at least 1."""
    share = float(new.sum() / contacts.sum())
    if not 0 < share < 1:
        return 1.0
    pearson = (new - share * contacts) ** 2 / (share * (1 - share) * contacts)
    return max(1.0, float(pearson.sum()) / (len(contacts) - 1))


def _wilson(side: _Side | None) -> Estimate:
    if side is None:
        return UNKNOWN
    low, high = proportion_confint(side.new, side.contacts, method="wilson")
    return Estimate(side.share, float(low), float(high))
