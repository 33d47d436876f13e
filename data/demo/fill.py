"""Writing the demo register, and emptying a register."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from data.demo.almanac import LAST_DAY
from data.demo.eight_years import EightYears, imagine
from data.demo.laws import write_ledger
from data.demo.pairs import CARRIAGEWAY_DEG, service_min_of, write_planning, write_teams
from data.demo.places import load_places
from data.demo.services import SERVICE_IDS, SERVICES
from data.demo.windows import windows_of
from data.register import tables as t
from data.register.custody import OUTLASTING, Account, Release
from data.register.database import STATE_ID, writing
from data.vocabulary import RoundStatus

MINUTES_A_DAY = 1440

LATE = ((0, 0.62), (1, 0.25), (3, 0.08), (9, 0.02), (24, 0.02), (48, 0.01))
"""Days after which a visit is recorded, and how often: most the same evening, some weeks later."""

_KEPT = {t.RegisterState.__tablename__, *OUTLASTING}


def fill_demo(engine: Engine, seed: int = 2019, *, dispersal: bool = True) -> None:
    """
    Fill an empty register with the synthetic one of 2012 to 2019, in one transaction.

    Parameters
    ----------
    engine : Engine
        The register.
    seed : int
        The same seed gives the same rows; the figures of 2019 are the same for all seeds.
    dispersal : bool
        Whether the ban of 2014 moved people. Without, teams change where they go all the same: a register on
        which no method may find displacement.

    Raises
    ------
    ValueError
        If the register holds anything.
    """
    years = imagine(seed, dispersal=dispersal)
    with writing(engine) as session:
        _require_empty(session)
        _write_places(session)
        _write_years(session, years, np.random.Generator(np.random.PCG64(seed)))
        state = session.get_one(t.RegisterState, STATE_ID)
        state.synthetic, state.seed, state.last_day = True, seed, LAST_DAY
        session.flush()
        _advance_counters(session)


def clear_register(engine: Engine) -> None:
    """
    Empty the register and mark it as real, in one transaction.

    Accounts and the audit outlast it. Releases of what is emptied go, and an account that was held to one of
    its services is closed: without that service it would see all.

    Parameters
    ----------
    engine : Engine
        The register.
    """
    with writing(engine) as session:
        held = update(Account).where(Account.service_id.is_not(None))
        session.execute(held.values(service_id=None, active=False))
        session.execute(delete(Release))
        for table in reversed(t.Base.metadata.sorted_tables):
            if table.name not in _KEPT:
                session.execute(delete(table))
        state = session.get_one(t.RegisterState, STATE_ID)
        state.synthetic, state.seed, state.last_day = False, None, None
        state.exact_from = state.begun_on = None


def _require_empty(session: Session) -> None:
    for table in t.Base.metadata.sorted_tables:
        if table.name not in _KEPT and session.execute(select(1).select_from(table).limit(1)).first():
            message = f"the register is not empty: table {table.name} holds rows, so the demo was not written"
            raise ValueError(message)


def _write_places(session: Session) -> None:
    areas = sorted({place.area for place in load_places()})
    area_ids = {label: number for number, label in enumerate(areas, start=1)}
    session.add_all(t.PublicationArea(id=number, label=label) for label, number in area_ids.items())
    session.add_all(
        t.Service(id=SERVICE_IDS[service.code], code=service.code, label=service.label)
        for service in SERVICES
    )
    session.flush()
    places = [
        t.Place(
            id=number,
            kind=fact.kind,
            label=fact.label,
            geometry=fact.geometry,
            municipality=fact.municipality,
            service_id=SERVICE_IDS[fact.service],
            active_from=fact.active_from,
            active_to=fact.active_to,
            target_days=fact.target_days,
            invented=fact.invented,
            publication_area_id=area_ids[fact.area],
            service_min=service_min_of(fact),
            carriageway_deg=CARRIAGEWAY_DEG.get(fact.code),
            opening=windows_of(fact),
        )
        for number, fact in enumerate(load_places(), start=1)
    ]
    session.add_all(places)
    session.flush()
    session.add_all(write_ledger(places))
    session.add_all(write_teams())
    session.flush()
    session.add_all(write_planning())
    session.flush()


def _write_years(session: Session, years: EightYears, rng: np.random.Generator) -> None:
    _insert(session, t.Round, _rounds(years.rounds))
    _insert(session, t.Visit, _visits(years.visits, rng))
    _insert(session, t.Contact, years.contacts.rename(columns={"visit": "visit_id"}))
    _insert(session, t.PriorPlace, years.prior_places.rename(columns={"visit": "visit_id"}))
    _insert(session, t.Intervention, _dated(years.interventions))
    _insert(session, t.HealthAct, _dated(years.health_acts))
    _insert(session, t.Material, _dated(years.material))
    _insert(session, t.Observation, years.observations.rename(columns={"visit": "visit_id"}))
    _insert(session, t.DropInVisit, _dated(years.drop_in))
    _insert(session, t.Consultation, _dated(years.consultations))
    _insert(session, t.AwarenessEvent, _dated(years.events))
    _insert(session, t.OnlineContact, _dated(years.online))


def _insert(session: Session, table: type[t.Base], rows: pd.DataFrame) -> None:
    """Insert all rows with identifiers counted from one."""
    names = ["id", *rows.columns]
    columns: list[Iterable[object]] = [range(1, len(rows) + 1)]
    columns += [rows[name].tolist() for name in rows.columns]
    session.execute(
        insert(t.Base.metadata.tables[table.__tablename__]),
        [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
    )


def _days(ordinals: Iterable[int]) -> list[date]:
    return [date.fromordinal(ordinal) for ordinal in ordinals]


def _or_none(values: pd.Series, empty: object) -> pd.Series:
    """Return *values* with *empty* as None."""
    plain = values.astype(object)
    return plain.where(plain != empty, None)


def _moment(ordinal: int, minutes: int) -> datetime:
    return datetime.combine(date.fromordinal(ordinal), time()) + timedelta(minutes=int(minutes))


def _rounds(rounds: pd.DataFrame) -> pd.DataFrame:
    started = [_moment(day, minutes) for day, minutes in zip(rounds["day"], rounds["starts"], strict=True)]
    ended = [_moment(day, minutes) for day, minutes in zip(rounds["day"], rounds["ends"], strict=True)]
    return pd.DataFrame(
        {
            "service_id": rounds["service"].to_numpy(),
            "team_id": rounds["team"].to_numpy(),
            "status": RoundStatus.DONE.value,
            "day": pd.Series(_days(rounds["day"]), dtype=object),
            "started_at": pd.Series(started, dtype=object),
            "ended_at": pd.Series(ended, dtype=object),
        }
    )


def _visits(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the visits as the teams noted them: some without hour or minutes, some recorded late."""
    wait, chances = zip(*LATE, strict=True)
    later = visits["day"].to_numpy() + rng.choice(wait, size=len(visits), p=chances)
    skipped = visits["outcome"] == "skipped"
    clock = [time(*divmod(minutes % MINUTES_A_DAY, 60)) for minutes in visits["arrival"]]
    arrival = pd.Series(clock, index=visits.index, dtype=object).where(visits["noted_hour"] & ~skipped, None)
    minutes = visits["minutes"].astype(object).where(visits["noted_minutes"] | skipped, None)
    return pd.DataFrame(
        {
            "round_id": visits["round"],
            "place_id": visits["place"],
            "day": pd.Series(_days(visits["day"]), index=visits.index, dtype=object),
            "arrival": arrival,
            "minutes": minutes,
            "outcome": visits["outcome"],
            "recorded_on": pd.Series(
                _days(np.minimum(later, LAST_DAY.toordinal())), index=visits.index, dtype=object
            ),
        }
    )


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of work with the names and the empty values of the register."""
    named = rows.rename(columns={"service": "service_id", "visit": "visit_id"})
    named["day"] = pd.Series(_days(named["day"]), index=named.index, dtype=object)
    empties = {"visit_id": 0, "relay_target": "", "municipality": ""}
    for column, empty in empties.items():
        if column in named:
            named[column] = _or_none(named[column], empty)
    return named


def _advance_counters(session: Session) -> None:
    """Let PostgreSQL's counters go on after the identifiers that were written."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in t.Base.metadata.sorted_tables:
        if "id" in table.columns and table.name not in _KEPT:
            counter = func.pg_get_serial_sequence(table.name, "id")
            session.execute(select(func.setval(counter, func.max(table.c.id))).select_from(table))
