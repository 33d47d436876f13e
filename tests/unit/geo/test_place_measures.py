"""Places with what was done and met at each."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.measures import Presence
from geo.place_measures import MEASURES, measure_places
from tests.builders import random_ledger


@pytest.fixture
def visits(rng: np.random.Generator) -> pd.DataFrame:
    return random_ledger(rng, visits=300, places=8)


def places(count: int) -> gpd.GeoDataFrame:
    numbers = list(range(1, count + 1))
    points = [shapely.Point(4.4 + 0.01 * number, 50.4) for number in numbers[:-1]]
    return gpd.GeoDataFrame(
        {"kind": ["bar"] * count, "label": [f"place {number}" for number in numbers]},
        index=pd.Index(numbers, name="id"),
        geometry=np.array([*points, None], dtype=object),
        crs="EPSG:4326",
    )


def test_sums_over_places_are_the_sums_of_the_ledger(visits: pd.DataFrame) -> None:
    """Nothing is lost or counted twice between the ledger and the file."""
    found = measure_places(places(8), visits)
    assert found["contacts"].sum() == visits["contacts"].sum()
    assert found["visits"].sum() == visits["looked"].sum()
    assert found["hours"].sum() == pytest.approx(visits["minutes"].sum() / 60)


def test_a_place_where_nobody_looked_has_no_figure(visits: pd.DataFrame) -> None:
    """Not looked is not zero: its measures are missing and its presence says why."""
    found = measure_places(places(9), visits).loc[9]
    assert found["presence"] == Presence.NOT_LOOKED
    assert found[[measure.value for measure in MEASURES]].isna().all()
    assert found["visits"] == 0


def test_the_rate_lies_in_its_interval(visits: pd.DataFrame) -> None:
    """Contacts per hour come with their 95 % interval."""
    found = measure_places(places(8), visits).dropna(subset="low")
    assert len(found) > 0
    assert found["contacts_per_hour"].between(found["low"], found["high"]).all()


def test_visits_elsewhere_are_left_out(visits: pd.DataFrame) -> None:
    """A file of three places holds the figures of those three only."""
    found = measure_places(places(3), visits)
    assert found["contacts"].sum() == visits.loc[visits["place"] <= 3, "contacts"].sum()


def test_positions_and_labels_stay_as_they_are(visits: pd.DataFrame) -> None:
    """Measures are joined on; the place without a position keeps having none."""
    given = places(8)
    found = measure_places(given, visits)
    assert found.crs == given.crs
    assert found.geometry.isna().sum() == 1
    assert found["label"].tolist() == given["label"].tolist()
