"""A small register with a year to report on, and the year before."""

from datetime import date

from sqlalchemy import Engine

from data import vocabulary as v
from data.register.database import writing
from data.register.tables import Contact, Place, Round, Service, Visit
from data.reports.scope import ReportScope

YEAR = ReportScope.of_year(2019)

MADE_ON = date(2020, 1, 2)


def fill_small(engine: Engine) -> None:
    """Two services, two places, a visit in each of two years, and one of everything."""
    with writing(engine) as session:
        session.add_all([Service(id=1, code="a", label="=A & <b>"), Service(id=2, code="b", label="B")])
        session.flush()
        session.add(Place(id=1, kind=v.PlaceKind.PRIVATE_FLAT, label="x", municipality="52011", service_id=1))
        session.add(Place(id=2, kind=v.PlaceKind.PRIVATE_FLAT, label="y", municipality="52011", service_id=1))
        for number, day in enumerate([date(2018, 1, 3), date(2019, 12, 31), date(2020, 1, 1)], start=1):
            status = v.RoundStatus.DONE
            session.add(Round(id=number, service_id=number % 2 + 1, status=status, day=day))
            session.flush()
            session.add(
                Visit(id=number, round_id=number, place_id=1, day=day, minutes=50, outcome=v.Outcome.MET)
            )
            session.flush()
            session.add(contact(number, 10 * number))
        session.add(Round(id=9, service_id=1, status=v.RoundStatus.PLANNED, day=date(2019, 5, 5)))
        session.flush()
        session.add(
            Visit(id=9, round_id=9, place_id=1, day=date(2019, 5, 5), minutes=60, outcome=v.Outcome.MET)
        )
        session.flush()
        session.add(contact(9, 1000))


def contact(visit: int, count: int) -> Contact:
    """Return *count* women who were met on a visit for the first time."""
    return Contact(
        visit_id=visit,
        sex=v.Sex.FEMALE,
        age_band=v.AgeBand.UNKNOWN,
        nationality=v.Nationality.EU,
        acquaintance=v.Acquaintance.FIRST,
        role=v.Role.PERSON,
        count=count,
    )
