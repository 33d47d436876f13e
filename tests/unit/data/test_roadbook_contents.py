"""What a pair has to know: where, when, whom to expect; nothing of places that are not for their eyes."""

from datetime import timedelta

import pytest
import shapely
from sqlalchemy import Engine

from data.ledger import load_ledger, load_places
from data.planning.committed import load_committed
from data.roadbook.contents import Position, load_roadbooks, position_of
from data.vocabulary import MaterialKind
from geo.rounds.model import TimeWindow
from tests.roadbook_kit import (
    BAR,
    EVENING,
    FLATS,
    OTHER,
    PAIR,
    SHAPES,
    STREET,
    books_of,
    commit,
    draft_of,
    fill_evening,
)


@pytest.fixture
def evening(register: Engine) -> Engine:
    """A register with one committed round."""
    fill_evening(register)
    commit(register, draft_of(PAIR, BAR, STREET, FLATS))
    return register


def test_a_book_has_the_stops_in_order_with_their_hours(evening: Engine) -> None:
    """Numbers from one on, arrivals as committed, the hours of the place that day."""
    [book] = books_of(evening)
    assert book.code == "nord-1"
    assert [stop.number for stop in book.stops] == [1, 2, 3]
    assert [stop.arrival_min for stop in book.stops] == [1150, 1190, 1230]
    assert book.stops[0].windows == (TimeWindow(1080, 1620),)
    assert book.stops[1].windows is None
    assert book.stops[0].municipality("fr") == book.stops[0].municipality("nl") == "Charleroi"


def test_the_last_visit_is_the_one_before_the_evening(evening: Engine) -> None:
    """A place that nobody has been to has none."""
    [book] = books_of(evening)
    assert [stop.last_visit for stop in book.stops] == [EVENING - timedelta(weeks=1), None, None]


def test_people_and_items_come_from_the_register_with_an_interval(evening: Engine) -> None:
    """Twelve items for four people each time before."""
    [book] = books_of(evening)
    assert book.people is not None
    assert 0 <= book.people.low <= book.people.expected <= book.people.high
    assert set(book.load) == {MaterialKind.CONDOM}
    assert book.items == book.load[MaterialKind.CONDOM]


def test_flats_have_no_position_and_zones_one_within(evening: Engine) -> None:
    """A metre is enough for a navigator."""
    [book] = books_of(evening)
    bar, street, flats = (stop.position for stop in book.stops)
    assert bar == Position(50.51235, 4.12346)
    assert bar.text == "50.51235,4.12346"
    assert flats is None
    assert street is not None
    zone = SHAPES[STREET]
    assert zone is not None
    assert zone.buffer(1e-5).contains(shapely.Point(street.longitude, street.latitude))
    assert not zone.contains(zone.centroid)
    assert position_of(shapely.Point()) is None


def test_nothing_leaves_of_places_that_whoever_asks_may_not_see(evening: Engine) -> None:
    """Nor of pairs that stay in."""
    rounds, visits, places = load_committed(evening, EVENING), load_ledger(evening), load_places(evening)
    [book] = load_roadbooks(evening, rounds, visits=visits, places=places.drop([BAR]))
    assert [stop.number for stop in book.stops] == [1, 2]
    assert load_roadbooks(evening, rounds, visits=visits, places=places.iloc[:0]) == ()
    assert load_roadbooks(evening, [], visits=visits, places=places) == ()


def test_a_place_without_any_past_is_expected_to_bring_nobody(sqlite: Engine) -> None:
    """A fresh register knows of nothing to bring."""
    fill_evening(sqlite)
    commit(sqlite, draft_of(OTHER, STREET))
    rounds, places = load_committed(sqlite, EVENING), load_places(sqlite)
    nothing = load_ledger(sqlite).iloc[:0]
    [book] = load_roadbooks(sqlite, rounds, visits=nothing, places=places)
    assert book.people is None
    assert book.items is None
