"""Nothing after years: whole years go with all that stood in them, by hand or by the terms."""

from datetime import date, datetime

import numpy as np
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data import audit
from data import vocabulary as v
from data.demo.fill import clear_register
from data.ledger import load_ledger
from data.register import tables as t
from data.register.database import load_state, writing
from data.register.integrity import find_flaws
from data.reports.counts import first_day
from data.retention import coarsen, count_older, first_kept_day, keep_to_terms, purge
from data.settings import Settings
from tests.import_kit import NOON, TODAY
from tests.retention_kit import LIMIT, bring_in_three_months, fill_months


@pytest.fixture
def worked(register: Engine) -> Engine:
    """A small register with two old months and a recent one."""
    bring_in_three_months(register)
    return register


def late_visits(engine: Engine, since: date) -> list[tuple[object, ...]]:
    """Return what the register holds of visits from a day on."""
    with Session(engine) as session:
        late = select(t.Visit.__table__, t.Contact.id).outerjoin(t.Contact).where(t.Visit.day >= since)
        return sorted((tuple(row) for row in session.execute(late)), key=repr)


def test_purging_takes_whole_years_and_says_what(register: Engine, rng: np.random.Generator) -> None:
    """The dry run counts what then goes; later years stay as they are."""
    fill_months(register, rng)
    assert first_kept_day(date(2026, 11, 22), 5) == date(2021, 1, 1)
    before = date(2015, 1, 1)
    wanted = count_older(register, before)
    late = late_visits(register, before)
    assert {"visit", "contact", "round", "drop_in_visit"} <= set(wanted)
    assert purge(register, before, NOON) == wanted
    assert count_older(register, before) == {}
    assert late_visits(register, before) == late
    with Session(register) as session:
        for name in ("visit", "drop_in_visit", "consultation", "awareness_event", "online_contact"):
            days = session.scalars(select(func.min(t.Base.metadata.tables[name].c.day))).one()
            assert days >= before, name
    assert not [flaw for flaw in find_flaws(register, TODAY) if "do not exist" in flaw.message]


def test_purging_nothing_writes_nothing(worked: Engine) -> None:
    """Not even a line of the audit."""
    revision = load_state(worked).revision
    assert purge(worked, date(2019, 1, 1), NOON) == {}
    assert load_state(worked).revision == revision
    assert audit.load_head(worked).lines == 0


def test_a_purge_takes_the_old_lines_of_the_audit(worked: Engine) -> None:
    """What workers looked at is about them."""
    audit.record(worked, v.AuditAction.VIEW, {"screen": "map"}, 1, datetime(2018, 5, 1))  # noqa: DTZ001
    gone = purge(worked, date(2020, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001
    assert gone["audit_entry"] == 1
    assert audit.verify(worked).is_whole
    assert load_ledger(worked).empty
    with Session(worked) as session:
        assert session.scalars(select(func.count()).select_from(t.Place)).one() == 3


def test_how_far_back_a_register_reaches_stays_known(worked: Engine) -> None:
    """A report must not compare with a year that was not watched; a purge makes the next year the first."""
    coarsen(worked, LIMIT, NOON)
    assert first_day(worked) == date(2019, 3, 5)
    purge(worked, date(2020, 1, 1), NOON)
    assert first_day(worked) is None


def test_a_register_that_was_emptied_takes_old_days_again(worked: Engine) -> None:
    """Nothing is left that they could double."""
    coarsen(worked, LIMIT, NOON)
    clear_register(worked)
    assert load_state(worked).exact_from is None
    assert first_day(worked) is None


@pytest.fixture
def terms() -> Settings:
    """Ninety days exactly, one year in all."""
    return Settings(exact_days=90, keep_years=1)


def test_the_terms_are_kept_on_a_real_register(worked: Engine, terms: Settings) -> None:
    """Once a day is enough: there is nothing to do the second time."""
    assert keep_to_terms(worked, terms, date(2020, 2, 20), NOON)
    assert load_state(worked).exact_from == date(2019, 11, 1)
    assert not keep_to_terms(worked, terms, date(2020, 2, 20), NOON)
    assert keep_to_terms(worked, terms, date(2021, 2, 20), NOON)
    assert load_ledger(worked).empty


def test_the_synthetic_register_is_left_alone(worked: Engine, terms: Settings) -> None:
    """It is nobody's, and its days are what the demo shows."""
    with writing(worked) as session:
        session.get_one(t.RegisterState, 1).synthetic = True
    assert not keep_to_terms(worked, terms, date(2021, 2, 20), NOON)
    assert len(load_ledger(worked)) == 5


def test_without_terms_all_is_kept(worked: Engine) -> None:
    """Nothing happens that nobody asked for."""
    assert not keep_to_terms(worked, Settings(), date(2050, 1, 1), NOON)
