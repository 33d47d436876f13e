"""A place and its municipality: filled in where only one can be, compared where one was chosen."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine

from data.demo.places import load_places as load_demo_places
from data.geography.basemap import load_areas
from data.register.faults import FaultCode
from data.register.place_checks import PlaceDraft
from data.register.places import load_place, save_place, save_places
from data.register.validation import Territories
from tests.place_kit import BAR, TRIANGLE, ZONE, codes


@pytest.fixture(scope="session")
def territories(basemap_dir: Path) -> Territories:
    """Where Belgian municipalities lie."""
    return Territories(load_areas(basemap_dir))


def test_the_municipality_of_a_position_is_filled_in(desk: Engine, territories: Territories) -> None:
    """Where one municipality only can hold the position, nobody has to choose it."""
    there = shapely.Point(4.187, 50.477)
    draft = replace(BAR, municipality=None, geometry=there)
    place = save_place(desk, draft, territories=territories).id
    assert place is not None
    sheet = load_place(desk, place)
    assert sheet is not None
    assert sheet.draft.municipality == "58001"


def test_a_canton_of_several_municipalities_leaves_the_choice(desk: Engine, territories: Territories) -> None:
    """Near Genappe several municipalities share a canton: none is guessed."""
    there = shapely.Point(4.4507, 50.6116)
    assert len(territories.codes_at(there)) > 1
    outcome = save_place(desk, replace(BAR, municipality=None, geometry=there), territories=territories)
    assert codes(outcome.faults) == [(FaultCode.MUNICIPALITY_MISSING, "municipality")]


@pytest.mark.parametrize(
    ("shape", "nis", "elsewhere"),
    [
        (TRIANGLE, "52011", False),
        (TRIANGLE, "58001", True),
        (shapely.Point(4.4507, 50.6116), "25031", False),
        (shapely.Point(4.4507, 50.6116), "52011", True),
        (shapely.Point(3.05, 50.63), "52011", False),
    ],
    ids=["in Charleroi", "not in La Louvière", "in Genappe", "not in Charleroi", "in Lille"],
)
def test_a_position_is_compared_with_its_municipality(
    desk: Engine, territories: Territories, shape: BaseGeometry, nis: str, *, elsewhere: bool
) -> None:
    """A wrong municipality is refused; where the map knows nothing, the choice stands."""
    outcome = save_place(desk, replace(ZONE, geometry=shape, municipality=nis), territories=territories)
    expected = [(FaultCode.MUNICIPALITY_ELSEWHERE, "municipality")] if elsewhere else []
    assert codes(outcome.faults) == expected


def test_a_municipality_that_the_map_does_not_know_is_not_compared() -> None:
    """Imported outlines may be of another year than the list of codes."""
    areas = gpd.GeoDataFrame(
        {"municipalities": ["52011"]}, geometry=[shapely.box(4.3, 50.3, 4.6, 50.6)], crs="EPSG:4326"
    )
    assert not Territories(areas).is_elsewhere(TRIANGLE, "58001")


def test_the_places_of_the_demo_pass_every_check(desk: Engine, territories: Territories) -> None:
    """What the demo shows could have been entered by hand."""
    drafts = [
        PlaceDraft(
            kind=place.kind,
            label=place.label,
            geometry=place.geometry,
            municipality=place.municipality,
            service=1,
            active_from=place.active_from,
            active_to=place.active_to,
            target_days=place.target_days,
            publication_area=place.area,
            invented=place.invented,
        )
        for place in load_demo_places()
    ]
    faults = {
        draft.label: codes(outcome.faults)
        for draft, outcome in zip(drafts, save_places(desk, drafts, territories=territories), strict=True)
        if outcome.faults
    }
    assert faults == {}
