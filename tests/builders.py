"""Small random registers and ledgers for tests."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeVar

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Engine

from data import vocabulary as v
from data.register.database import writing
from data.register.tables import Contact, HealthAct, Intervention, Place, Round, Service, Visit
from geo.measures import COUNTS, NATURES

Word = TypeVar("Word", bound=StrEnum)

FIRST_DAY = date(2014, 11, 20)


def fill_random(engine: Engine, rng: np.random.Generator, rounds: int = 30, places: int = 6) -> None:
    """Fill an empty register with a few weeks of random rounds, planned ones and odd visits included."""
    with writing(engine) as session:
        session.add_all(Service(id=i, code=f"s{i}", label=f"Service {i}") for i in (1, 2))
        session.flush()
        session.add_all(_place(i, rng) for i in range(1, places + 1))
        session.flush()
        session.add_all(_round(i, rng) for i in range(1, rounds + 1))
        session.flush()
        for i in range(1, 4 * rounds + 1):
            session.add(_visit(i, int(rng.integers(1, rounds + 1)), int(rng.integers(1, places + 1)), rng))
            session.flush()
            session.add_all(_happenings(i, rng))


def _pick(words: Sequence[Word], rng: np.random.Generator) -> Word:
    return words[int(rng.integers(len(words)))]


def _place(number: int, rng: np.random.Generator) -> Place:
    kind = _pick(list(v.PlaceKind), rng)
    point = shapely.Point(4.4 + 0.02 * number, 50.4)
    zone = shapely.box(4.4 + 0.02 * number, 50.4, 4.41 + 0.02 * number, 50.41)
    geometry = zone if kind is v.PlaceKind.STREET else point
    return Place(
        id=number,
        kind=kind,
        label=f"place {number}",
        geometry=None if kind is v.PlaceKind.PRIVATE_FLAT else geometry,
        municipality="52011",
        service_id=int(rng.integers(1, 3)),
    )


def _round(number: int, rng: np.random.Generator) -> Round:
    status = v.RoundStatus.PLANNED if rng.random() < 0.1 else v.RoundStatus.DONE
    day = FIRST_DAY + timedelta(days=int(rng.integers(60)))
    return Round(id=number, service_id=int(rng.integers(1, 3)), status=status, day=day)


def _visit(number: int, round_id: int, place_id: int, rng: np.random.Generator) -> Visit:
    day = FIRST_DAY + timedelta(days=int(rng.integers(60)))
    return Visit(
        id=number,
        round_id=round_id,
        place_id=place_id,
        day=day,
        arrival=None if rng.random() < 0.2 else time(int(rng.integers(24)), int(rng.integers(60))),
        minutes=None if rng.random() < 0.2 else int(rng.integers(0, 180)),
        outcome=_pick(list(v.Outcome), rng),
        recorded_on=None if rng.random() < 0.3 else day + timedelta(days=int(rng.integers(20))),
    )


def _happenings(visit: int, rng: np.random.Generator) -> list[Contact | HealthAct | Intervention]:
    """Return what happened on a visit: contacts, health acts and interventions, sometimes none."""
    contacts = [
        Contact(
            visit_id=visit,
            sex=_pick(list(v.Sex), rng),
            age_band=_pick(list(v.AgeBand), rng),
            nationality=_pick(list(v.Nationality), rng),
            acquaintance=_pick(list(v.Acquaintance), rng),
            role=_pick(list(v.Role), rng),
            count=int(rng.integers(1, 4)),
        )
        for _ in range(rng.poisson(1.0))
    ]
    acts = [
        HealthAct(
            visit_id=visit if rng.random() < 0.8 else None,
            service_id=1,
            day=FIRST_DAY,
            kind=_pick([v.HealthActKind.TROD, v.HealthActKind.PREVENTION], rng),
            role=v.Role.PERSON,
            count=int(rng.integers(1, 4)),
        )
        for _ in range(rng.poisson(0.7))
    ]
    interventions = [
        Intervention(
            visit_id=visit if rng.random() < 0.8 else None,
            service_id=1,
            day=FIRST_DAY,
            nature=_pick(list(v.Nature), rng),
            mode=_pick(list(v.Mode), rng),
            count=int(rng.integers(1, 4)),
        )
        for _ in range(rng.poisson(0.7))
    ]
    return [*contacts, *acts, *interventions]


def random_ledger(rng: np.random.Generator, visits: int = 200, places: int = 8) -> pd.DataFrame:
    """Return a random ledger as `data.ledger.load_ledger` makes it, without a database."""
    kinds = rng.choice([kind.value for kind in v.PlaceKind], places + 1)
    outcomes = rng.choice([outcome.value for outcome in v.Outcome], visits)
    place = rng.integers(1, places + 1, visits)
    looked = outcomes != v.Outcome.SKIPPED.value
    days = np.sort(np.datetime64(FIRST_DAY) + rng.integers(0, 400, visits))
    contacts = np.where(outcomes == v.Outcome.MET.value, rng.poisson(2.0, visits) + 1, 0)
    natures = {f"iv_{nature}": rng.poisson(0.1, visits) for nature in NATURES}
    facts = {
        "visit": np.arange(visits),
        "place": place.astype(np.int32),
        "service": rng.integers(1, 3, visits).astype(np.int32),
        "kind": pd.Categorical(kinds[place], categories=[kind.value for kind in v.PlaceKind]),
        "day": days.astype("datetime64[s]"),
        "weekday": (days.astype(np.int64) + 3) % 7,
        "band": rng.choice([band.value for band in v.HourBand], visits).astype(np.int8),
        "minutes": np.where(looked & (rng.random(visits) < 0.9), rng.integers(5, 120, visits), np.nan),
        "outcome": pd.Categorical(outcomes, categories=[outcome.value for outcome in v.Outcome]),
        "looked": looked,
        "delay_days": np.where(rng.random(visits) < 0.7, rng.integers(0, 30, visits), np.nan),
    }
    counts = {
        "contacts": contacts,
        "first_contacts": rng.binomial(contacts, 0.1),
        "tests": rng.poisson(0.2, visits),
        "interventions": np.sum(list(natures.values()), axis=0),
        **natures,
    }
    return pd.DataFrame({**facts, **{column: counts[column].astype(np.int32) for column in COUNTS}})
