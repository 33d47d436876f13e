"""An evening to record: a planned round, visits to be made, and what the register then holds."""

from datetime import date, datetime, time

import shapely
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.recording.evening_sheets import RoundSheet, load_round_sheets
from data.recording.recording import Correction, Recorded, record_visit
from data.recording.visit_drafts import Act, Handout, Help, Met, VisitDraft
from data.register import tables as t
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.planning import PlannedStop, RoundPlan
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    HealthActKind,
    Light,
    MaterialKind,
    Mode,
    Nationality,
    Nature,
    Outcome,
    PlaceKind,
    RelayTarget,
    RoundStatus,
    Sex,
    Skill,
    Tension,
)

TONIGHT = date(2019, 3, 8)

ROUND = 1

STREET, BAR, PARK, OFFICE, ELSEWHERE, SHUT = 1, 2, 3, 4, 5, 6

FULL = VisitDraft(
    place=STREET,
    outcome=Outcome.MET,
    arrival=time(20, 10),
    minutes=25,
    met=(
        Met(Sex.FEMALE, count=2),
        Met(Sex.FEMALE, AgeBand.FROM_25_TO_34, Nationality.EU, Acquaintance.FIRST),
        Met(Sex.TRANS),
    ),
    material=(Handout(MaterialKind.CONDOM, 40), Handout(MaterialKind.LEAFLET, 2)),
    acts=(Act(HealthActKind.TROD, count=2),),
    help=(
        Help(Nature.HOUSING, Mode.RELAIS, RelayTarget.SHELTER),
        Help(Nature.LEGAL, Mode.ACCOMPAGNEMENT, count=2),
    ),
    police=True,
    tension=Tension.TENSE,
    light=Light.POOR,
)

NOBODY = VisitDraft(place=BAR, outcome=Outcome.NOBODY_SEEN, arrival=time(21), minutes=10)

KINDS = {
    STREET: PlaceKind.STREET,
    BAR: PlaceKind.BAR,
    PARK: PlaceKind.CAR_PARK,
    OFFICE: PlaceKind.OFFICE,
    ELSEWHERE: PlaceKind.BAR,
    SHUT: PlaceKind.BAR,
}


def plan_tonight(engine: Engine) -> None:
    """Give an empty register two services, a pair, and a round for tonight: street, bar, car park."""
    with writing(engine) as session:
        for row in (*_services(), *_places(), *_round(), *_plan()):
            session.add(row)
            session.flush()
        if engine.dialect.name == "postgresql":
            for table in ("round", "planned_stop", "place", "team", "service"):
                counter = func.pg_get_serial_sequence(table, "id")
                session.execute(select(func.setval(counter, 100)))


def _services() -> list[t.Base]:
    return [t.Service(id=number, code=f"s{number}", label=f"Service {number}") for number in (1, 2)]


def _places() -> list[t.Base]:
    return [
        t.Place(
            id=number,
            kind=kind,
            label=f"place {number}",
            geometry=shapely.Point(4.4 + number / 100, 50.4),
            municipality="52011",
            service_id=2 if number == ELSEWHERE else 1,
            active_to=date(2018, 12, 31) if number == SHUT else None,
        )
        for number, kind in KINDS.items()
    ]


def _round() -> list[t.Base]:
    pair = {"service_id": 1, "first_skill": Skill.SOCIAL_WORKER, "second_skill": Skill.NURSE}
    planned = {"status": RoundStatus.PLANNED, "day": TONIGHT, "uid": "a" * 32}
    return [
        t.Team(id=1, code="s1-1", depot_id=OFFICE, **pair),
        t.Round(id=ROUND, service_id=1, team_id=1, **planned),
    ]


def _plan() -> list[t.Base]:
    hours = {"starts_min": 1170, "ends_min": 1500, "depot_id": OFFICE}
    stops = [
        PlannedStop(
            id=number + 1,
            round_id=ROUND,
            place_id=place,
            position=number,
            arrival_min=1200 + 60 * number,
            latest_arrival_min=1215 + 60 * number,
            service_min=30,
        )
        for number, place in enumerate((STREET, BAR, PARK))
    ]
    return [RoundPlan(round_id=ROUND, committed_at=moment(8, 12, 0), **hours), *stops]


def moment(day: int, hour: int, minute: int) -> datetime:
    """Return a moment of March 2019 on the field's clock."""
    return datetime(2019, 3, day, hour, minute)  # noqa: DTZ001 - the field's clock has no zone


def tonight(engine: Engine) -> RoundSheet:
    """Return the one round of the evening."""
    [sheet] = load_round_sheets(engine, TONIGHT)
    return sheet


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows the tables of field work have."""
    names = ("round", "visit", "contact", "intervention", "health_act", "material", "observation")
    tables = [t.Base.metadata.tables[name] for name in names]
    with Session(engine) as session:
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def codes(recorded: Recorded) -> list[tuple[FaultCode, str]]:
    """Return what was refused, with the fields."""
    return [(fault.code, fault.field) for fault in recorded.faults]


def record(
    engine: Engine, draft: VisitDraft, stop: int | None = None, correction: Correction | None = None
) -> Recorded:
    """Record a visit of tonight's round."""
    found = record_visit(engine, ROUND, draft, today=TONIGHT, stop=stop, correction=correction)
    assert not found.faults, found.faults
    return found
