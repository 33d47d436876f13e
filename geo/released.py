"""What a release holds, and what may be computed from it: sums of published cells, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

SEVERAL = "several"
"""Kind of a unit that holds several kinds of place, too few of each to be told apart."""


@dataclass(frozen=True)
class Published:
    """
    The content of a release.

    Attributes
    ----------
    tier : str
        ``policy`` or ``public``.
    base : int
        Every figure is a multiple of it.
    through : date
        Last day that the figures cover.
    synthetic : bool
        Whether the register was generated.
    units : DataFrame
        The finest rows of space, by ``unit``: ``zone``, ``kind`` (of place, or `SEVERAL`), ``area`` and
        ``arrondissement``. In a public release by ``area``: ``arrondissement``.
    territories : GeoDataFrame
        WGS84, by ``id``: ``level`` (``zone``, ``area`` or ``arrondissement``), ``name_fr``, ``name_nl``, and
        outlines made of whole official territories; a public release has no zones.
    names : Mapping of str to str
        Names of the services, by code.
    cubes : Mapping of str to DataFrame
        By the name of its `geo.cubes.CubeSpec`: a full grid of the key columns and the measures (int64).
    """

    tier: str
    base: int
    through: date
    synthetic: bool
    units: pd.DataFrame
    territories: gpd.GeoDataFrame
    names: Mapping[str, str]
    cubes: Mapping[str, pd.DataFrame]
