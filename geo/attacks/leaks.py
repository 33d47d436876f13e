"""The naive payload: a message that carries more than it shows."""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import shapely

from geo.attacks.grids import Grid
from geo.attacks.payload import Finding, Leak
from geo.released import Published

OFFSET = 0.0123
"""Degrees by which a place lies beside the middle of its area."""


@dataclass(frozen=True, eq=False)
class Leaky:
    """
    A message, and what was planted in it.

    Attributes
    ----------
    message : dict
        As a dashboard sends it to a browser.
    planted : dict
        How many values of each kind it should not hold.
    """

    message: dict[str, object]
    planted: dict[Leak, int]

    def found(self, findings: Collection[Finding]) -> int:
        """Return how many of the planted values are among the findings."""
        counts = {leak: sum(one.leak == leak for one in findings) for leak in self.planted}
        return sum(min(counts[leak], most) for leak, most in self.planted.items())


def leaky_message(contacts: Grid, labels: Collection[str], territories: gpd.GeoDataFrame, base: int) -> Leaky:
    """
    Return the naive design: a map's message with the exact counts, the places and their points in it.

    Parameters
    ----------
    contacts : Grid
        Counts; the true ones are sent, and only hidden on screen.
    labels : collection of str
        Of places.
    territories : GeoDataFrame
        WGS84.
    base : int
        What published counts are multiples of.

    Returns
    -------
    Leaky
        The message.
    """
    middles = territories.geometry.representative_point()
    points = (shapely.get_coordinates(middles.to_numpy()) + OFFSET).tolist()
    message: dict[str, object] = {
        "columns": {
            "unit": list(contacts.rows) * len(contacts.columns),
            "contacts": contacts.truth.T.ravel().tolist(),
        },
        "tooltips": [f"{label}: 0–{base - 1}" for label in labels],
        "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}} for point in points
        ],
    }
    planted = {
        Leak.COUNT: int((contacts.truth % base != 0).sum()),
        Leak.IDENTIFIER: len(labels),
        Leak.POINT: len(points),
    }
    return Leaky(message, planted)


def content_of(published: Published) -> dict[str, object]:
    """Return everything that a release holds, for a scan."""
    return {
        "units": published.units,
        "territories": published.territories,
        "names": dict(published.names),
        "cubes": dict(published.cubes),
    }
