"""The zone as the unit: the log of its effort-adjusted rate after over that before."""

from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
import numpy.typing as npt

from geo.displacement.model import AnalysisSpec, Arm, Floats, Ints, Panel, Window

Flags = npt.NDArray[np.bool_]

HALF = 0.5
"""Added to each count, so that a zone where nobody was met still has a logarithm."""


@dataclass(frozen=True, eq=False)
class Side:
    """
    The months of one window, for the zones that are compared.

    Attributes
    ----------
    months : ndarray of int, shape (m,)
        Numbers of the months.
    looked : ndarray of bool, shape (z, m)
        Whether there was effort; only these months count in what follows.
    contacts, log_hours, rounds : ndarray of float, shape (z, m)
        From the panel; nought where nobody looked.
    """

    months: Ints
    looked: Flags
    contacts: Floats
    log_hours: Floats
    rounds: Floats

    @property
    def met(self) -> Floats:
        """Contacts of each zone."""
        return np.asarray(self.contacts.sum(axis=1))

    @property
    def hours(self) -> Floats:
        """Hours of each zone."""
        return np.asarray((np.exp(self.log_hours) * self.looked).sum(axis=1))

    def where(self, chosen: Flags) -> "Side":
        """Return the same months of some zones."""
        return Side(
            self.months,
            self.looked[chosen],
            self.contacts[chosen],
            self.log_hours[chosen],
            self.rounds[chosen],
        )

    def log_exposure(self, beta: float) -> tuple[Floats, Floats]:
        """
        Return the log of the sum of hours to the power of *beta*, by zone, and its derivative by *beta*.

        Parameters
        ----------
        beta : float
            The effort exponent.

        Returns
        -------
        tuple of ndarray of float, shape (z,)
            Log exposure, and the mean log hours weighted by hours to the power of *beta*.
        """
        powers = np.where(self.looked, beta * self.log_hours, -np.inf)
        top = powers.max(axis=1, keepdims=True)
        # Against the largest, so that no power overflows.
        weights = np.exp(powers - top)
        total = weights.sum(axis=1)
        return top[:, 0] + np.log(total), (weights * self.log_hours).sum(axis=1) / total


@dataclass(frozen=True, eq=False)
class Sides:
    """
    All zones of a study that were looked at before and after.

    Attributes
    ----------
    zones : ndarray of int, shape (z,)
        Places, in ascending order.
    kinds : tuple of str, length z
        Kind of each.
    arms : tuple of Arm, length z
        What each is in the study.
    before, after : Side
        Both windows.
    """

    zones: Ints
    kinds: tuple[str, ...]
    arms: tuple[Arm, ...]
    before: Side
    after: Side

    def of_arm(self, arm: Arm) -> Flags:
        """Return which zones are of an arm, shape (z,)."""
        return np.array([found is arm for found in self.arms], dtype=bool)

    def of_kind(self, kind: str) -> Flags:
        """Return which zones are of a kind, shape (z,)."""
        return np.array([found == kind for found in self.kinds], dtype=bool)

    def where(self, chosen: Flags) -> "Sides":
        """Return some zones, in their order."""
        return Sides(
            self.zones[chosen],
            tuple(compress(self.kinds, chosen)),
            tuple(compress(self.arms, chosen)),
            self.before.where(chosen),
            self.after.where(chosen),
        )


@dataclass(frozen=True, eq=False)
class Ratios:
    """
    What each zone shows.

    Attributes
    ----------
    log_ratio : ndarray of float, shape (z,)
        Log of the rate after over that before.
    slope : ndarray of float, shape (z,)
        Its derivative by the effort exponent: nought where hours stayed as they were.
    noise : ndarray of float, shape (z,)
        Variance that Poisson counts alone would give it.
    base : ndarray of float, shape (z,)
        Count before, with its half.
    """

    log_ratio: Floats
    slope: Floats
    noise: Floats
    base: Floats

    def where(self, chosen: Flags) -> "Ratios":
        """Return those of some zones, in their order."""
        return Ratios(self.log_ratio[chosen], self.slope[chosen], self.noise[chosen], self.base[chosen])

    def __len__(self) -> int:
        """Return how many zones there are."""
        return len(self.log_ratio)

    def followed_by(self, other: "Ratios") -> "Ratios":
        """Return these zones and then those of *other*."""
        return Ratios(
            np.concatenate((self.log_ratio, other.log_ratio)),
            np.concatenate((self.slope, other.slope)),
            np.concatenate((self.noise, other.noise)),
            np.concatenate((self.base, other.base)),
        )


def sides_of(panel: Panel, spec: AnalysisSpec) -> Sides:
    """
    Cut the two windows out of a panel, for the zones of the arms with effort in both.

    Parameters
    ----------
    panel : Panel
        All zones and months.
    spec : AnalysisSpec
        Without faults on this panel.

    Returns
    -------
    Sides
        A zone without effort on one side is not in it: there is nothing to compare it with.
    """
    arm_of = {int(zone): arm for arm, zones in spec.arms.items() for zone in zones}
    in_study = np.isin(panel.zones, list(arm_of))
    pre, post = (_columns(panel, window) for window in (spec.pre, spec.post))
    looked = panel.looked
    rows = np.flatnonzero(in_study & looked[:, pre].any(axis=1) & looked[:, post].any(axis=1))
    zones = panel.zones[rows]
    return Sides(
        zones=zones,
        kinds=tuple(panel.kinds[row] for row in rows),
        arms=tuple(arm_of[zone] for zone in zones.tolist()),
        before=_side(panel, looked, rows, pre),
        after=_side(panel, looked, rows, post),
    )


def _columns(panel: Panel, window: Window) -> slice:
    start = window.first - int(panel.months[0])
    return slice(start, start + window.end - window.first)


def _side(panel: Panel, looked: Flags, rows: Ints, columns: slice) -> Side:
    seen = looked[rows, columns]
    return Side(
        months=panel.months[columns],
        looked=seen,
        contacts=np.where(seen, np.nan_to_num(panel.contacts[rows, columns]), 0.0),
        log_hours=np.log(np.where(seen, panel.hours[rows, columns], 1.0)),
        rounds=np.nan_to_num(panel.rounds[rows, columns]),
    )


def zone_ratios(sides: Sides, beta: float) -> Ratios:
    r"""
    Return the effort-adjusted log ratio of each zone.

    For *Y* contacts in months of *h* hours,
    :math:`r = \ln\frac{Y_1 + 1/2}{Y_0 + 1/2} - \ln\frac{\sum h_1^\beta}{\sum h_0^\beta}`.

    Parameters
    ----------
    sides : Sides
        Before and after.
    beta : float
        The effort exponent; nought for raw counts.

    Returns
    -------
    Ratios
        By zone of *sides*.
    """
    before, slope_before = sides.before.log_exposure(beta)
    after, slope_after = sides.after.log_exposure(beta)
    counted = count_ratios(sides.before.met, sides.after.met)
    return replace(counted, log_ratio=counted.log_ratio - (after - before), slope=slope_before - slope_after)


def round_ratios(sides: Sides) -> Ratios:
    """
    Return the log ratio of our own rounds in each zone, which says whether we went there more.

    Parameters
    ----------
    sides : Sides
        Before and after.

    Returns
    -------
    Ratios
        By zone of *sides*.
    """
    return count_ratios(sides.before.rounds.sum(axis=1), sides.after.rounds.sum(axis=1))


def count_ratios(before: Floats, after: Floats) -> Ratios:
    """
    Return the log ratios of plain counts.

    Parameters
    ----------
    before, after : ndarray of float, shape (z,)
        Counts.

    Returns
    -------
    Ratios
        By zone, with a half added to each count.
    """
    low, high = before + HALF, after + HALF
    return Ratios(np.log(high / low), np.zeros(len(low)), 1 / low + 1 / high, low)
