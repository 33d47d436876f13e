"""A zone, a bar and private flats to be saved, and what is looked at afterwards."""

from datetime import date, time

import shapely
from sqlalchemy import Engine

from data.register.database import writing
from data.register.faults import Fault, FaultCode
from data.register.place_checks import OpeningHours, PlaceDraft
from data.register.places import save_place
from data.register.tables import Round, Service, Visit
from data.vocabulary import Outcome, PlaceKind, RoundStatus

TRIANGLE = shapely.Polygon([(4.438, 50.406), (4.442, 50.407), (4.441, 50.409)])

ZONE = PlaceDraft(
    kind=PlaceKind.STREET,
    label="Quartier du Triangle",
    geometry=TRIANGLE,
    municipality="52011",
    service=1,
    active_from=date(2012, 1, 1),
    target_days=7,
    publication_area="Charleroi centre",
    opening=(OpeningHours(4, time(22), time(3)), OpeningHours(5, time(22), time(3))),
)

BAR = PlaceDraft(
    kind=PlaceKind.BAR,
    label="Bar de l'axe",
    geometry=shapely.Point(4.43, 50.46),
    municipality="52011",
    service=1,
)

FLATS = PlaceDraft(kind=PlaceKind.PRIVATE_FLAT, municipality="52011", service=1)


def open_service(engine: Engine) -> None:
    """Give an empty register the service that the places belong to."""
    with writing(engine) as session:
        session.add(Service(id=1, code="charleroi", label="Charleroi"))


def visit_on(engine: Engine, place: int, *days: date) -> None:
    """Let somebody be met at a place on some days."""
    with writing(engine) as session:
        for day in days:
            stop = Round(service_id=1, status=RoundStatus.DONE, day=day)
            session.add(stop)
            session.flush()
            session.add(Visit(round_id=stop.id, place_id=place, day=day, outcome=Outcome.MET))


def zone_visited_in_2019(engine: Engine) -> int:
    """Save the zone, and let somebody be met there on three days of 2019; return its number."""
    place = saved(engine, ZONE)
    visit_on(engine, place, date(2019, 3, 4), date(2019, 5, 1), date(2019, 11, 30))
    return place


def saved(engine: Engine, draft: PlaceDraft) -> int:
    """Save a place that nothing is wrong with; return its number."""
    outcome = save_place(engine, draft)
    assert outcome.faults == ()
    assert outcome.id is not None
    return outcome.id


def codes(faults: tuple[Fault, ...]) -> list[tuple[FaultCode, str]]:
    """Return what is wrong, with the fields."""
    return [(fault.code, fault.field) for fault in faults]
