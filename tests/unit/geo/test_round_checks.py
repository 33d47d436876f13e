"""What is told before an evening is planned."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geo.rounds.checks import PlanWarning, WarningKind, check_evening
from geo.rounds.model import Evening, Locks, TimeWindow
from tests.evening_kit import line, spot

PAIRS = pd.DataFrame(
    {"depot": [0.0], "on_shift": [True], "has_worker": [True], "has_nurse": [True], "waived": [False]},
    index=[1],
)


def places(evening: Evening, columns: Mapping[str, Any] | None = None) -> gpd.GeoDataFrame:
    """Return the places of an evening, a kilometre apart, with nothing odd about them."""
    ids = [stop.place for stop in evening.stops]
    table = gpd.GeoDataFrame(
        {"kind": "bar", "days_since": 99.0, "min_gap_days": np.nan},
        index=ids,
        geometry=[Point(1000.0 * place, 0) for place in ids],
        crs="EPSG:3812",
    )
    return table.assign(**(columns or {}))


def found(
    evening: Evening,
    pairs: pd.DataFrame = PAIRS,
    locks: Locks | None = None,
    columns: Mapping[str, Any] | None = None,
) -> list[PlanWarning]:
    """Return what is told of an evening."""
    return list(check_evening(evening, places(evening, columns), pairs, locks))


def test_an_ordinary_evening_gives_no_warning() -> None:
    """Nor does one without stops."""
    assert found(line(spot(1), spot(2))) == []
    assert found(line()) == []


def test_a_place_without_coordinates() -> None:
    """It cannot be driven to."""
    evening = line(spot(1), spot(2))
    assert found(evening, columns={"geometry": [None, Point(1, 1)]}) == [
        PlanWarning(WarningKind.NO_COORDINATES, (1,))
    ]


def test_a_window_shorter_than_the_visit() -> None:
    """By how much is told."""
    assert found(line(spot(1, (1100, 1110), (1200, 1215)))) == [
        PlanWarning(WarningKind.WINDOW_TOO_SHORT, (1,), amount=5.0)
    ]


def test_too_far_and_too_far_only_at_worst() -> None:
    """An hour and a half there and back in a shift of two, with a visit of half an hour."""
    stop = spot(4, service=30)
    assert found(line(stop, closes=1080 + 110, slower=1.2)) == [
        PlanWarning(WarningKind.RANGE_PAST_CLOSING, (4,), (1,), 16.0)
    ]
    assert found(line(stop, closes=1080 + 100)) == [PlanWarning(WarningKind.TOO_FAR, (4,), (1,), 10.0)]


def test_two_places_of_a_kind_at_one_door() -> None:
    """Of another kind they may well be neighbours."""
    evening = line(spot(1), spot(2))
    doors = [Point(0, 0), Point(30, 0)]
    assert found(evening, columns={"geometry": doors}) == [
        PlanWarning(WarningKind.DUPLICATE, (1, 2), amount=30.0)
    ]
    assert found(evening, columns={"geometry": doors, "kind": ["bar", "street"]}) == []


def test_a_place_visited_a_moment_ago() -> None:
    """Unless it is left out anyway."""
    evening = line(spot(1), spot(2))
    gap: dict[str, Any] = {"days_since": [2.0, np.nan], "min_gap_days": [7.0, 7.0]}
    assert found(evening, columns=gap) == [PlanWarning(WarningKind.TOO_SOON, (1,), amount=2.0)]
    assert found(evening, locks=Locks(left_out=frozenset({1})), columns=gap) == []


def test_a_pair_that_cannot_go_out_as_it_is() -> None:
    """Without a nurse, hours or an office; a waived role is none missing."""
    evening = line(spot(1))
    pairs = pd.concat([PAIRS, PAIRS, PAIRS, PAIRS], ignore_index=True).set_axis([1, 2, 3, 4])
    pairs["has_nurse"] = [True, False, False, True]
    pairs["waived"] = [False, False, True, False]
    pairs["on_shift"] = [True, True, True, False]
    pairs["depot"] = [np.nan, 0.0, 0.0, 0.0]
    assert found(evening, pairs) == [
        PlanWarning(WarningKind.ROLE_MISSING, teams=(2,)),
        PlanWarning(WarningKind.NO_SHIFT, teams=(4,)),
        PlanWarning(WarningKind.NO_DEPOT, teams=(1,)),
    ]


def test_required_places_that_do_not_fit_together() -> None:
    """The one that has to give way is named; a lock makes a place one of them."""
    evening = line(*(spot(place, service=100, required=place != 4) for place in (1, 2, 3, 4)))
    assert found(evening) == []
    (warning,) = found(evening, locks=Locks(times={4: TimeWindow(1080, 1440)}))
    assert (warning.kind, warning.amount) == (WarningKind.REQUIRED_DO_NOT_FIT, 1.0)
    assert len(warning.places) == 1


def test_degrees_are_refused() -> None:
    """Fifty metres are not fifty degrees."""
    evening = line(spot(1))
    with pytest.raises(ValueError, match="3812"):
        check_evening(evening, places(evening).to_crs(4326), PAIRS)
