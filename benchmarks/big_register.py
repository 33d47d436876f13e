"""A register as large as eight busy years: 240,000 visits and 1,000,000 contact rows at 400 places."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from sqlalchemy import Connection, Engine

from data import vocabulary as v
from data.register.database import writing

FIRST_DAY: Final = date(2012, 1, 1)
DAYS: Final = 8 * 365 + 2
VISITS: Final = 240_000
CONTACTS: Final = 1_000_000
PLACES: Final = 400
ROUNDS: Final = DAYS * 6
SERVICES: Final = 6

WITH_EFFORT: Final = 0.93
WITH_HOUR: Final = 0.95
FIRST_SHARE: Final = 0.05

WEST, SOUTH, EAST, NORTH = 3.6, 50.2, 4.9, 50.75
"""Hainaut and Walloon Brabant, roughly, in degrees."""

KIND_SHARES = {
    v.PlaceKind.STREET: 0.15,
    v.PlaceKind.BAR: 0.35,
    v.PlaceKind.REST_AREA: 0.05,
    v.PlaceKind.CAR_PARK: 0.15,
    v.PlaceKind.MEDIBUS_STOP: 0.05,
    v.PlaceKind.HOTEL_CAFE: 0.2,
    v.PlaceKind.PRIVATE_FLAT: 0.05,
}

OUTCOME_SHARES = {
    v.Outcome.MET: 0.6,
    v.Outcome.NOBODY_SEEN: 0.25,
    v.Outcome.CLOSED: 0.08,
    v.Outcome.REFUSED: 0.02,
    v.Outcome.SKIPPED: 0.05,
}


def fill(engine: Engine, rng: np.random.Generator) -> None:
    """Fill an empty register in one transaction."""
    with writing(engine) as session:
        connection = session.connection()
        _places_and_rounds(connection, rng)
        met = _visits(connection, rng)
        _contacts(connection, rng, met)
        _happenings(connection, rng, met)


def _insert(connection: Connection, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our names


def _place(number: int, kind: str, rng: np.random.Generator) -> tuple[object, ...]:
    point = shapely.Point(rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH))
    geometry = {"street": point.buffer(rng.uniform(0.002, 0.01), quad_segs=6), "private_flat": None}
    shape = geometry.get(kind, point)
    wkb = None if shape is None else shapely.to_wkb(shape)
    return (
        number,
        kind,
        f"{kind} {number}",
        wkb,
        "52011",
        1 + number % SERVICES,
        int(rng.choice([7, 14, 30])),
        False,
    )


def _places_and_rounds(connection: Connection, rng: np.random.Generator) -> None:
    services: list[tuple[object, ...]] = [(i, f"s{i}", f"Service {i}") for i in range(1, SERVICES + 1)]
    _insert(connection, "service", "id, code, label", services)
    kinds = rng.choice(list(KIND_SHARES), PLACES, p=list(KIND_SHARES.values()))
    columns = "id, kind, label, geometry, municipality, service_id, target_days, invented"
    places = [_place(i, str(kind), rng) for i, kind in enumerate(kinds, start=1)]
    _insert(connection, "place", columns, places)
    rounds: list[tuple[object, ...]] = [
        (i, 1 + i % SERVICES, "done", str(FIRST_DAY + timedelta(days=i * DAYS // ROUNDS)))
        for i in range(ROUNDS)
    ]
    _insert(connection, "round", "id, service_id, status, day", rounds)


def _visits(connection: Connection, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Insert the visits and return the numbers of those that met somebody."""
    rounds = np.sort(rng.integers(0, ROUNDS, VISITS))
    # Some places are gone to far more often than others.
    popular = rng.pareto(1.5, PLACES) + 0.2
    places = rng.choice(np.arange(1, PLACES + 1), VISITS, p=popular / popular.sum())
    outcomes = rng.choice(list(OUTCOME_SHARES), VISITS, p=list(OUTCOME_SHARES.values()))
    minutes = np.where(rng.random(VISITS) < WITH_EFFORT, rng.integers(5, 90, VISITS), -1).tolist()
    hours = np.where(rng.random(VISITS) < WITH_HOUR, rng.integers(0, 24, VISITS), -1).tolist()
    delays = rng.poisson(3, VISITS).tolist()
    days = [FIRST_DAY + timedelta(days=int(i) * DAYS // ROUNDS) for i in rounds]
    rows: list[tuple[object, ...]] = [
        (
            i + 1,
            int(rounds[i]),
            int(places[i]),
            str(days[i]),
            None if hours[i] < 0 else f"{hours[i]:02}:15:00.000000",
            None if minutes[i] < 0 else minutes[i],
            str(outcomes[i]),
            str(days[i] + timedelta(days=delays[i])),
        )
        for i in range(VISITS)
    ]
    columns = "id, round_id, place_id, day, arrival, minutes, outcome, recorded_on"
    _insert(connection, "visit", columns, rows)
    return np.flatnonzero(outcomes == v.Outcome.MET.value) + 1


def _words(words: type[v.Sex | v.AgeBand | v.Nationality], rng: np.random.Generator) -> list[str]:
    return [str(word) for word in rng.choice([word.value for word in words], CONTACTS)]


def _contacts(connection: Connection, rng: np.random.Generator, met: npt.NDArray[np.int64]) -> None:
    visits = np.sort(rng.choice(met, CONTACTS)).tolist()
    first = np.where(rng.random(CONTACTS) < FIRST_SHARE, "first", "known").tolist()
    words = (_words(v.Sex, rng), _words(v.AgeBand, rng), _words(v.Nationality, rng))
    rows = list(zip(visits, *words, first, ["person"] * CONTACTS, [1] * CONTACTS, strict=True))
    columns = "visit_id, sex, age_band, nationality, acquaintance, role, count"
    _insert(connection, "contact", columns, rows)


def _happenings(connection: Connection, rng: np.random.Generator, met: npt.NDArray[np.int64]) -> None:
    day = str(FIRST_DAY)
    tested = rng.choice(met, VISITS // 20).tolist()
    acts = [(visit, 1, day, "trod", "person", 1) for visit in tested]
    _insert(connection, "health_act", "visit_id, service_id, day, kind, role, count", acts)
    helped = rng.choice(met, VISITS // 2).tolist()
    natures = rng.choice([nature.value for nature in v.Nature], len(helped)).tolist()
    rows = [
        (visit, 1, day, nature, "accompagnement", 1) for visit, nature in zip(helped, natures, strict=True)
    ]
    _insert(connection, "intervention", "visit_id, service_id, day, nature, mode, count", rows)
