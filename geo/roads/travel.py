"""Travel times between places: what is known at any hour, and what it means for one evening."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.rounds.model import TimeWindow, Travel, TravelSource

PEAK = TimeWindow(16 * 60, 19 * 60)
"""When the roads in town are full, on weekdays; minutes since midnight."""

PEAK_FACTOR = 1.25
"""What a drive in town takes then, relative to the same drive on empty roads."""

WEEKEND = 5
"""The first weekday (0 is Monday) without a peak."""

RANGES = {TravelSource.ESTIMATE: 0.25, TravelSource.ROAD: 0.10, TravelSource.MEASURED: 0.05}
"""By how much a drive may take longer than expected, by where its minutes come from."""


@dataclass(frozen=True, eq=False)
class Legs:
    """
    Every leg between n places in one way of travelling, on empty roads.

    Attributes
    ----------
    minutes : ndarray of float64, shape (n, n)
        From row to column, setting off and parking included; 0 on the diagonal.
    km : ndarray of float64, shape (n, n)
        Length of the way that takes these minutes.
    town : ndarray of float64, shape (n, n)
        Share of the minutes spent where the evening's peak is felt, from 0 to 1.
    source : ndarray of int8, shape (n, n)
        A `geo.rounds.model.TravelSource` each.
    """

    minutes: npt.NDArray[np.float64]
    km: npt.NDArray[np.float64]
    town: npt.NDArray[np.float64]
    source: npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class BaseTimes:
    """
    What is known of travel between places, at any hour.

    Attributes
    ----------
    places : tuple of int
        Identifiers, in the order of all rows and columns.
    driving, walking : Legs
        By car or van, and on foot.
    off_road : frozenset of int
        Places that no imported road reaches, so that drives to them are estimates; all of them where no
        roads were imported.
    doubtful : frozenset of int
        Places on one carriageway of a motorway that neither roads nor a measured trip tell the way to: the
        estimate is badly wrong there.
    """

    places: tuple[int, ...]
    driving: Legs
    walking: Legs
    off_road: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()


def evening_travel(base: BaseTimes, shift: TimeWindow, weekday: int, *, on_foot: bool = False) -> Travel:
    """
    Return the travel times that a pair reckons with during one shift.

    Parameters
    ----------
    base : BaseTimes
        What is known at any hour.
    shift : TimeWindow
        Hours in which the pair is out, in minutes since the midnight on which the operational day began.
    weekday : int
        Day of the week on which it begins; 0 is Monday.
    on_foot : bool
        Whether the pair walks; walkers know no peak.

    Returns
    -------
    Travel
        Expected minutes carry the peak in proportion to the part of the shift inside it; cautious minutes
        carry it in full where the two meet at all, and the range of their source (`RANGES`).
    """
    legs = base.walking if on_foot else base.driving
    inside = 0.0 if on_foot else peak_share(shift, weekday)
    widest = np.array([1 + RANGES[source] for source in TravelSource])
    return Travel(
        places=base.places,
        expected_min=legs.minutes * _slowed(legs.town, inside),
        upper_min=legs.minutes * _slowed(legs.town, float(inside > 0)) * widest[legs.source],
        source=legs.source,
    )


def peak_share(shift: TimeWindow, weekday: int) -> float:
    """
    Return which part of a shift lies in the peak.

    Parameters
    ----------
    shift : TimeWindow
        Minutes since the midnight on which the operational day began.
    weekday : int
        Day of the week; 0 is Monday.

    Returns
    -------
    float
        From 0 to 1; 0 at weekends.
    """
    if weekday >= WEEKEND:
        return 0.0
    inside = min(shift.closes_min, PEAK.closes_min) - max(shift.opens_min, PEAK.opens_min)
    return max(inside, 0) / max(shift.closes_min - shift.opens_min, 1)


def _slowed(town: npt.NDArray[np.float64], share: float) -> npt.NDArray[np.float64]:
    return 1 + (PEAK_FACTOR - 1) * share * town
