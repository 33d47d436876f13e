"""The true cells: the same people as the register holds, by place and period, and nothing that is planned."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.database import writing
from data.register.tables import Contact, Intervention, Place, Round, Service, Visit
from data.releases.truth import Facts, load_facts
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    Mode,
    Nationality,
    Nature,
    Outcome,
    PlaceKind,
    Role,
    RoundStatus,
    Sex,
)
from geo.cubes import EFFORT, FACES
from tests.builders import FIRST_DAY, fill_random

LAST_DAY = FIRST_DAY + timedelta(days=60)


@pytest.fixture
def filled(register: Engine, rng: np.random.Generator) -> Engine:
    fill_random(register, rng, rounds=40)
    return register


def visits_of(engine: Engine, through: date) -> list[tuple[Visit, int, int]]:
    """Return the visits that count, with their contacts and first contacts, in the plainest way."""
    found = []
    with Session(engine) as session:
        for visit, _ in session.execute(
            select(Visit, Round)
            .join(Round, Round.id == Visit.round_id)
            .where(Round.status == RoundStatus.DONE)
        ):
            if visit.day <= through:
                met = session.scalars(select(Contact).where(Contact.visit_id == visit.id)).all()
                first = sum(one.count for one in met if one.acquaintance is Acquaintance.FIRST)
                found.append((visit, sum(one.count for one in met), first))
        session.expunge_all()
    return found


@pytest.mark.parametrize("through", [LAST_DAY, date(2014, 12, 31)])
def test_effort_is_counted_by_place_and_month(filled: Engine, through: date) -> None:
    """Contacts, first contacts, visits that looked, hours; on both databases."""
    sums = load_facts(filled, through).sums["places"].set_index(["place", "month"])
    wanted = pd.DataFrame(0.0, index=sums.index, columns=list(EFFORT))
    for visit, contacts, first in visits_of(filled, through):
        cell = (visit.place_id, f"{visit.day:%Y-%m}")
        looked = visit.outcome is not Outcome.SKIPPED
        wanted.loc[cell, list(EFFORT)] += [contacts, first, looked, (visit.minutes or 0) / 60 * looked]
    pd.testing.assert_frame_equal(sums, wanted, check_dtype=False)


def test_all_tables_count_the_same_people(filled: Engine) -> None:
    """By service and by each characteristic."""
    facts = load_facts(filled, LAST_DAY)
    people = facts.sums["places"].groupby("place")["contacts"].sum()
    people = people[people > 0]
    for name in ("services", *FACES):
        by_place = facts.sums[name].groupby("place")["contacts"].sum()
        assert by_place[by_place > 0].to_dict() == people.to_dict(), name


def test_interventions_are_counted_by_nature(filled: Engine) -> None:
    """Those of visits; what happened at the office has no place."""
    sums = load_facts(filled, LAST_DAY).sums["natures"].groupby("nature")["interventions"].sum()
    done = {visit.id for visit, _, _ in visits_of(filled, LAST_DAY)}
    with Session(filled) as session:
        rows = [one for one in session.scalars(select(Intervention)) if one.visit_id in done]
    assert rows
    for nature in Nature:
        assert sums[nature.value] == sum(one.count for one in rows if one.nature is nature)


def one_visit(engine: Engine, day: date, status: RoundStatus = RoundStatus.DONE) -> Facts:
    """Return the facts of a register with a place and one visit."""
    person = {"sex": Sex.TRANS, "age_band": AgeBand.FROM_25_TO_34, "nationality": Nationality.NON_EU}
    with writing(engine) as session:
        session.add(Service(id=1, code="s", label="Maraude"))
        session.flush()
        session.add(
            Place(id=1, kind=PlaceKind.PRIVATE_FLAT, label="flats", municipality="52011", service_id=1)
        )
        session.add(Round(id=1, service_id=1, status=status, day=day))
        session.flush()
        session.add(Visit(id=1, round_id=1, place_id=1, day=day, outcome=Outcome.MET, minutes=30))
        session.flush()
        session.add(Contact(visit_id=1, **person, acquaintance=Acquaintance.FIRST, role=Role.PERSON, count=2))
        session.add(
            Intervention(visit_id=1, service_id=1, day=day, nature=Nature.HEALTH, mode=Mode.RELAIS, count=3)
        )
    return load_facts(engine, date(2019, 6, 30))


def test_each_table_says_when_and_what(register: Engine) -> None:
    """The last day counts, and codes are those of the release."""
    facts = one_visit(register, date(2019, 6, 30))
    assert facts.first == date(2019, 6, 30)
    assert facts.services == {"s": "Maraude"}
    assert facts.sums["places"].to_dict("records") == [
        {"place": 1, "month": "2019-06", "contacts": 2, "first_contacts": 2, "visits": 1, "hours": 0.5}
    ]
    assert facts.sums["services"].to_dict("records") == [
        {"place": 1, "quarter": "2019-Q2", "service": "s", "contacts": 2}
    ]
    natures = facts.sums["natures"].set_index("nature")
    assert natures["interventions"].to_dict() == {
        nature.value: 3 * (nature is Nature.HEALTH) for nature in Nature
    }
    for face, word in {"sex": "trans", "age": "25_34", "nationality": "non_eu"}.items():
        assert facts.sums[face].to_dict("records") == [
            {"place": 1, "year": "2019", face: word, "contacts": 2}
        ]


@pytest.mark.parametrize(
    ("day", "status"), [(date(2019, 7, 1), RoundStatus.DONE), (date(2019, 6, 30), RoundStatus.PLANNED)]
)
def test_what_is_later_or_planned_does_not_count(register: Engine, day: date, status: RoundStatus) -> None:
    """In none of the tables."""
    facts = one_visit(register, day, status)
    assert all(table.empty for table in facts.sums.values())
