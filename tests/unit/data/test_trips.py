"""Measured trips: added with all faults at once, taken away, and learned from."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.register.database import writing
from data.register.faults import FaultCode
from data.register.tables import Place
from data.roads.travel import load_base_times, load_sample
from data.roads.trips import TripDraft, delete_trip, load_trips, save_trip
from data.vocabulary import Vehicle
from geo.rounds.model import TravelSource
from tests.road_kit import add_places

TODAY = date(2020, 1, 1)

GOOD = TripDraft(1, 2, 21.0)


@pytest.fixture
def three(register: Engine) -> Engine:
    """A register of three places, eight kilometres apart."""
    add_places(register, {1: (0, 0), 2: (8, 0), 3: (16, 0)})
    return register


def test_a_trip_is_kept_and_taken_away(three: Engine, tmp_path: Path) -> None:
    """The latest first; what is gone cannot be taken away twice."""
    first = save_trip(three, tmp_path, GOOD, TODAY).id
    second = save_trip(three, tmp_path, replace(GOOD, vehicle=Vehicle.VAN, at_peak=True), TODAY).id
    trips = load_trips(three)
    assert [trip.id for trip in trips] == [second, first]
    assert trips[1].draft == GOOD
    assert trips[0].noted_on == TODAY
    assert first is not None
    assert delete_trip(three, first).id == first
    assert [fault.code for fault in delete_trip(three, first).faults] == [FaultCode.GONE]
    assert len(load_trips(three)) == 1


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (
            TripDraft(),
            [FaultCode.TRIP_PLACE_MISSING, FaultCode.TRIP_PLACE_MISSING, FaultCode.TRIP_MINUTES_MISSING],
        ),
        (TripDraft(1, 1, 5), [FaultCode.TRIP_SAME_PLACE]),
        (TripDraft(1, 99, 0), [FaultCode.PLACE_UNKNOWN, FaultCode.TRIP_MINUTES_UNLIKELY]),
        (TripDraft(1, 2, 601), [FaultCode.TRIP_MINUTES_UNLIKELY]),
        (TripDraft(1, 2, float("nan")), [FaultCode.TRIP_MINUTES_UNLIKELY]),
        (TripDraft(1, 2, 2), [FaultCode.TRIP_TOO_FAST]),
        (TripDraft(1, 2, 210), [FaultCode.TRIP_TOO_SLOW]),
        (TripDraft(1, 2, 390, vehicle=Vehicle.ON_FOOT), [FaultCode.TRIP_TOO_SLOW]),
        (TripDraft(1, 2, 40, vehicle=Vehicle.ON_FOOT), [FaultCode.TRIP_TOO_FAST]),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    three: Engine, tmp_path: Path, draft: TripDraft, codes: list[FaultCode]
) -> None:
    """Missing, impossible, faster or slower than anybody drives or walks; nothing is written."""
    saved = save_trip(three, tmp_path, draft, TODAY)
    assert [fault.code for fault in saved.faults] == codes
    assert all(fault.message(str) and fault.remedy(str) for fault in saved.faults)
    assert load_trips(three) == []


def test_trips_refit_the_estimate_and_replace_their_leg(three: Engine, tmp_path: Path) -> None:
    """Slow trips make the leg that nobody measured slower too."""
    before = load_base_times(three, tmp_path, [1, 2, 3]).driving
    for _ in range(5):
        save_trip(three, tmp_path, GOOD, TODAY)
    after = load_base_times(three, tmp_path, [1, 2, 3]).driving
    assert after.minutes[0, 1] == after.minutes[1, 0] == 21
    assert after.source[0, 1] == TravelSource.MEASURED
    assert after.minutes[1, 2] > before.minutes[1, 2]
    assert load_sample(three, tmp_path).km.tolist() == pytest.approx([8] * 5, abs=0.01)


def test_trips_go_with_their_place(three: Engine, tmp_path: Path) -> None:
    """A place that was never visited may be deleted, and its trips say nothing any more."""
    save_trip(three, tmp_path, GOOD, TODAY)
    with writing(three) as session:
        session.delete(session.get_one(Place, 2))
    assert load_trips(three) == []
