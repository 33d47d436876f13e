"""An evening with committed rounds for the tests of what leaves: places with telling names, and a past."""

from datetime import date, datetime, time, timedelta

import shapely
from sqlalchemy import Engine

from data.ledger import load_ledger, load_places
from data.planning.committed import load_committed
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.register.database import writing
from data.register.tables import Contact, Material, OpeningWindow, Place, Round, Service, Team, Visit
from data.roadbook.contents import Roadbook, load_roadbooks
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    MaterialKind,
    Nationality,
    Outcome,
    PlaceKind,
    Role,
    RoundStatus,
    Sex,
    Skill,
)
from geo.rounds.model import TimeWindow

EVENING = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15)  # noqa: DTZ001 - moments are kept in UTC without zone
HOURS = TimeWindow(19 * 60, 25 * 60 + 30)

OFFICE, BAR, STREET, FLATS, CAR_PARK = 1, 2, 3, 4, 5

LABELS = {
    OFFICE: "Bureau de la place Verte",
    BAR: "Vitrine Le Papillon, chaussée de Nivelles",
    STREET: "Trottoir de la rue de Marcinelle",
    FLATS: "Escortes en appartement",
    CAR_PARK: "Aire des Rossignols",
}
"""Names that nobody who finds a file may read."""

KINDS = {
    OFFICE: PlaceKind.OFFICE,
    BAR: PlaceKind.BAR,
    STREET: PlaceKind.STREET,
    FLATS: PlaceKind.PRIVATE_FLAT,
    CAR_PARK: PlaceKind.CAR_PARK,
}

SHAPES = {
    OFFICE: shapely.Point(4.4445, 50.4112),
    BAR: shapely.Point(4.123456789, 50.512345678),
    # Its centre lies outside: a pair is sent to a point within.
    STREET: shapely.Polygon([(4.4, 50.4), (4.41, 50.4), (4.41, 50.41), (4.409, 50.41), (4.409, 50.401)]),
    FLATS: None,
    CAR_PARK: shapely.Point(4.5, 50.45),
}

PAIR, OTHER = 1, 2


def fill_evening(engine: Engine) -> None:
    """Fill an empty register with places, two pairs, and a few visits of the weeks before."""
    with writing(engine) as session:
        session.add_all([Service(id=1, code="nord", label="Nord"), Service(id=2, code="sud", label="Sud")])
        session.flush()
        session.add_all(
            Place(
                id=place,
                kind=KINDS[place],
                label=label,
                geometry=SHAPES[place],
                municipality="52011",
                service_id=1,
            )
            for place, label in LABELS.items()
        )
        session.flush()
        session.add_all(
            Team(
                id=team,
                code=f"nord-{team}",
                service_id=1,
                first_skill=Skill.SOCIAL_WORKER,
                second_skill=Skill.NURSE,
                depot_id=OFFICE,
            )
            for team in (PAIR, OTHER)
        )
        session.add(OpeningWindow(place_id=BAR, weekday=EVENING.weekday(), opens=time(18), closes=time(3)))
        session.flush()
        for weeks in (1, 2, 3):
            day = EVENING - timedelta(weeks=weeks)
            one = Round(service_id=1, team_id=PAIR, status=RoundStatus.DONE, day=day)
            session.add(one)
            session.flush()
            visit = Visit(
                round_id=one.id, place_id=BAR, day=day, arrival=time(21), minutes=30, outcome=Outcome.MET
            )
            session.add(visit)
            session.flush()
            session.add(_met(visit.id))
            session.add(
                Material(service_id=1, day=day, visit_id=visit.id, kind=MaterialKind.CONDOM, count=12)
            )


def _met(visit: int) -> Contact:
    return Contact(
        visit_id=visit,
        sex=Sex.FEMALE,
        age_band=AgeBand.UNKNOWN,
        nationality=Nationality.UNKNOWN,
        acquaintance=Acquaintance.KNOWN,
        role=Role.PERSON,
        count=4,
    )


def draft_of(team: int, *places: int, first_min: int = 19 * 60 + 10) -> RoundDraft:
    """Return a round that begins at ten past seven and has a stop every forty minutes."""
    arrivals = [first_min + 40 * at for at in range(len(places))]
    stops = (StopDraft(place, at, at + 15, 20) for place, at in zip(places, arrivals, strict=True))
    return RoundDraft(team, HOURS, OFFICE, tuple(stops))


def commit(engine: Engine, *drafts: RoundDraft, at: datetime = NOW, day: date = EVENING) -> None:
    """Commit rounds as a screen does that shows the newest state."""
    teams = {draft.team for draft in drafts}
    seen = [one.stamp for one in load_committed(engine, day) if one.team in teams]
    outcome = commit_evening(engine, day, drafts, seen=seen, today=day, at=at)
    assert not outcome.faults


def books_of(engine: Engine) -> tuple[Roadbook, ...]:
    """Return what leaves with the pairs of the evening."""
    rounds = load_committed(engine, EVENING)
    return load_roadbooks(engine, rounds, visits=load_ledger(engine), places=load_places(engine))
