"""Samples of zones by month whose rates are known, and zones on a grid."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import METRIC
from geo.displacement.sampling import Sample

MONTHS = 24
CLUMPING = 0.2

ORIGIN = np.array([654_000.0, 622_000.0])
"""Somewhere in Hainaut, in EPSG:3812."""


def sampled(
    rates: npt.NDArray[np.float64],
    rng: np.random.Generator,
    hours: npt.NDArray[np.float64] | None = None,
    months: int = MONTHS,
) -> Sample:
    """Return months of zones with these contacts per hour, clumped, and hours that vary by a third."""
    usual = np.ones(len(rates)) if hours is None else hours
    effort = usual[:, None] * rng.gamma(8, 1 / 8, (len(rates), months))
    clumps = rng.gamma(1 / CLUMPING, CLUMPING, effort.shape)
    return Sample(rng.poisson(rates[:, None] * effort * clumps).astype(float), effort)


def zones_at(km: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    """Return square zones of 200 m around points given in kilometres."""
    centres = ORIGIN + 1000 * np.array(km)
    return gpd.GeoDataFrame(
        geometry=[shapely.Point(point).buffer(100, cap_style="square") for point in centres], crs=METRIC
    )
