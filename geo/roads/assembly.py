"""Puts together what is known of travel: measured trips over roads over the estimate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geo.roads.estimate import (
    DETOUR,
    FOOT_DETOUR,
    SET_OFF_MIN,
    Estimate,
    crow_km,
    refit,
    walking_minutes,
)
from geo.roads.graph import great_circle_km
from geo.roads.shortest import RoadLegs
from geo.roads.travel import PEAK_FACTOR, BaseTimes, Legs
from geo.rounds.model import TravelSource


@dataclass(frozen=True, eq=False)
class Spots:
    """
    Where n places are.

    Attributes
    ----------
    places : tuple of int
        Identifiers.
    longitude, latitude : ndarray of float64, shape (n,)
        WGS84, in degrees.
    carriageway_deg : ndarray of float64, shape (n,)
        Bearing in which the carriageway is driven that a place opens onto; NaN for all others.
    """

    places: tuple[int, ...]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    carriageway_deg: npt.NDArray[np.float64]

    @property
    def one_sided(self) -> npt.NDArray[np.bool_]:
        """Whether each place opens onto one carriageway alone."""
        return ~np.isnan(self.carriageway_deg)


@dataclass(frozen=True)
class Trip:
    """
    A trip that was measured.

    Attributes
    ----------
    start, end : int
        Places it led from and to.
    minutes : float
        What it took, positive.
    at_peak : bool
        Whether the roads were full.
    on_foot : bool
        Whether it was walked.
    """

    start: int
    end: int
    minutes: float
    at_peak: bool = False
    on_foot: bool = False


@dataclass(frozen=True, eq=False)
class Sample:
    """
    Measured drives that the estimate learns from.

    Attributes
    ----------
    trips : tuple of Trip
        t trips.
    km : ndarray of float64, shape (t,)
        Distances as the crow flies.
    minutes : ndarray of float64, shape (t,)
        What they would have taken on empty roads.
    """

    trips: tuple[Trip, ...]
    km: npt.NDArray[np.float64]
    minutes: npt.NDArray[np.float64]

    @property
    def estimate(self) -> Estimate:
        """The line through them."""
        return refit(self.km, self.minutes)


def sample(spots: Spots, trips: Sequence[Trip]) -> Sample:
    """
    Choose the trips that say something of drives in general.

    Parameters
    ----------
    spots : Spots
        Where places are.
    trips : sequence of Trip
        All that was measured; walks are left out, and drives from or to a place that opens onto one
        carriageway, because the way there follows the motorway's junctions and not the distance.

    Returns
    -------
    Sample
        Trips between places of *spots*, with the peak taken out.
    """
    row = {place: number for number, place in enumerate(spots.places)}
    ordinary = {
        place for place, one_sided in zip(spots.places, spots.one_sided, strict=True) if not one_sided
    }
    chosen = tuple(one for one in trips if not one.on_foot and {one.start, one.end} <= ordinary)
    start = np.array([row[one.start] for one in chosen], dtype=np.intp)
    end = np.array([row[one.end] for one in chosen], dtype=np.intp)
    km = great_circle_km(
        spots.longitude[start], spots.latitude[start], spots.longitude[end], spots.latitude[end]
    )
    taken = [one.minutes / (PEAK_FACTOR if one.at_peak else 1) for one in chosen]
    return Sample(chosen, km, np.array(taken, dtype=np.float64))


def assemble(spots: Spots, road: RoadLegs | None, trips: Sequence[Trip], estimate: Estimate) -> BaseTimes:
    """
    Put together what is known of travel between places.

    Parameters
    ----------
    spots : Spots
        Where n places are.
    road : RoadLegs or None
        The ways by road between them, shape (n, n), NaN where there is none; None where no roads are known.
    trips : sequence of Trip
        All that was measured; the median counts where a leg was measured several times. Without a trip
        back, a trip counts both ways, but for places on one carriageway.
    estimate : Estimate
        For what neither says.

    Returns
    -------
    BaseTimes
        n places.
    """
    crow = crow_km(spots.longitude, spots.latitude)
    guessed = _legs(estimate.minutes(crow), DETOUR * crow, town=1.0)
    drawn, reached = (guessed, np.zeros(len(crow), dtype=bool)) if road is None else _on_roads(guessed, road)
    walked = _legs(walking_minutes(crow), FOOT_DETOUR * crow, town=0.0)
    both_ways = ~(spots.one_sided[:, None] | spots.one_sided[None, :])
    row = {place: number for number, place in enumerate(spots.places)}
    known = [one for one in trips if one.start in row and one.end in row]
    measured = {place for one in known if not one.on_foot for place in (one.start, one.end)}
    names = np.array(spots.places, dtype=np.int64)
    lost = set(names[spots.one_sided & ~reached].tolist())
    return BaseTimes(
        places=spots.places,
        driving=_measured(drawn, row, [one for one in known if not one.on_foot], both_ways),
        walking=_measured(walked, row, [one for one in known if one.on_foot], both_ways),
        off_road=frozenset(names[~reached].tolist()),
        doubtful=frozenset(lost - measured),
    )


def road_error(base: BaseTimes, trips: Sample) -> float:
    """
    Return how far roads are from what was measured on them.

    Parameters
    ----------
    base : BaseTimes
        What is known without measured trips.
    trips : Sample
        Measured drives.

    Returns
    -------
    float
        Mean of the absolute errors, each as a share of the minutes measured; NaN where no trip follows roads
        from end to end.
    """
    row = {place: number for number, place in enumerate(base.places)}
    legs = [(row[one.start], row[one.end]) for one in trips.trips if {one.start, one.end} <= row.keys()]
    known = np.array([{one.start, one.end} <= row.keys() for one in trips.trips], dtype=bool)
    start, end = np.array(legs, dtype=np.intp).reshape(-1, 2).T
    by_road = base.driving.source[start, end] == TravelSource.ROAD
    errors = np.abs(base.driving.minutes[start, end] / trips.minutes[known] - 1)[by_road]
    return float(errors.mean()) if errors.size else float("nan")


def _legs(minutes: npt.NDArray[np.float64], km: npt.NDArray[np.float64], town: float) -> Legs:
    apart = ~np.eye(len(km), dtype=bool)
    return Legs(
        minutes=np.where(apart, minutes, 0.0),
        km=np.where(apart, km, 0.0),
        town=np.where(apart, town, 0.0),
        source=np.full(km.shape, TravelSource.ESTIMATE, dtype=np.int8),
    )


def _on_roads(guessed: Legs, road: RoadLegs) -> tuple[Legs, npt.NDArray[np.bool_]]:
    """Return the legs with roads where there are any, and which places lie on them."""
    known = ~np.isnan(road.minutes)
    minutes = road.minutes + SET_OFF_MIN * ~np.eye(len(road.minutes), dtype=bool)
    # Full roads slow the drive, not the setting off.
    driving = np.divide(road.minutes, minutes, out=np.zeros_like(minutes), where=minutes > 0)
    legs = Legs(
        minutes=np.where(known, minutes, guessed.minutes),
        km=np.where(known, road.km, guessed.km),
        town=np.where(known, road.town * driving, guessed.town),
        source=np.where(known, np.int8(TravelSource.ROAD), guessed.source),
    )
    return legs, road.reached


def _measured(
    legs: Legs, row: dict[int, int], trips: Sequence[Trip], both_ways: npt.NDArray[np.bool_]
) -> Legs:
    minutes, source = legs.minutes.copy(), legs.source.copy()
    for start, end, median in _medians(legs, row, trips, both_ways):
        minutes[start, end] = median
        source[start, end] = TravelSource.MEASURED
    return replace(legs, minutes=minutes, source=source)


def _medians(
    legs: Legs, row: dict[int, int], trips: Sequence[Trip], both_ways: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, int, float]]:
    found: dict[tuple[int, int], list[float]] = {}
    for one in trips:
        leg = row[one.start], row[one.end]
        slowed = 1 + (PEAK_FACTOR - 1) * legs.town[leg] if one.at_peak else 1.0
        found.setdefault(leg, []).append(one.minutes / slowed)
    for (start, end), taken in found.items():
        median = float(np.median(taken))
        yield start, end, median
        if both_ways[start, end] and (end, start) not in found:
            yield end, start, median
