"""Outlines and names of publication zones."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.crs import WGS84
from geo.publication.outlines import LONGEST_NAME, outlines_of, short_name

SOURCE = gpd.GeoDataFrame(
    {"name_fr": ["Mons 1", "Mons 2", "Ath"], "name_nl": ["Bergen 1", "Bergen 2", "Aat"]},
    index=pd.Index(["mons-1", "mons-2", "ath"], name="id"),
    geometry=[shapely.box(n, 50, n + 1, 51) for n in range(3)],
    crs=WGS84,
)


def test_an_outline_is_the_union_of_whole_territories() -> None:
    """With the names in both languages; what no label names is left out."""
    found = outlines_of(["mons-1~mons-2"], "zone", SOURCE)
    assert found.index.to_list() == ["mons-1~mons-2"]
    assert found.iloc[0][["level", "name_fr", "name_nl"]].to_list() == ["zone", "Mons 1, 2", "Bergen 1, 2"]
    assert found.geometry.iloc[0].equals(shapely.box(0, 50, 2, 51))
    assert found.crs == SOURCE.crs


def test_territories_alone_keep_their_names() -> None:
    """Sorted by id."""
    found = outlines_of(["mons-2", "ath"], "area", SOURCE)
    assert found["name_fr"].to_dict() == {"ath": "Ath", "mons-2": "Mons 2"}


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (["Charleroi 4", "Charleroi 1"], "Charleroi 1, 4"),
        (["Mons 1", "La Louvière"], "La Louvière, Mons 1"),
        (["Boussu-Colfontaine 2"], "Boussu-Colfontaine 2"),
        (["Braine-l'Alleud"], "Braine-l'Alleud"),
        (
            ["Ath", "Binche", "Boussu", "Chimay", "Enghien", "Fleurus"],
            "Ath, Binche, Boussu, Chimay, Enghien + 1",
        ),
    ],
)
def test_names_are_short_enough_for_a_table(names: list[str], called: str) -> None:
    """Numbers share their stem, and what does not fit is counted."""
    assert short_name(names) == called


def test_one_long_name_is_kept_whole() -> None:
    """A name cut in the middle would be none."""
    long = "Sint-Pieters-Woluwe en Sint-Lambrechts-Woluwe"
    assert len(long) > LONGEST_NAME
    assert short_name([long, "Zinnik"]) == f"{long} + 1"
