"""The look through the register: what is wrong, and what is merely missing."""

from datetime import date

from sqlalchemy import Engine, text

from data.register.database import writing
from data.register.integrity import find_flaws, row_counts
from data.register.tables import Contact, Place, Visit
from data.vocabulary import Outcome
from tests.import_kit import TODAY, bring_in, csv, fill

ROW = csv("05/03/2019;21h30;Triangle;45;rencontre;F;2", "06/03/2019;21h30;Triangle;45;rencontre;F;2")


def test_an_empty_register_is_sound(register: Engine) -> None:
    """And all its tables are counted."""
    assert find_flaws(register, TODAY) == []
    assert row_counts(register)["visit"] == 0


def test_a_register_made_by_an_import_is_sound(register: Engine) -> None:
    """The import lets nothing through that the look would find."""
    fill(register)
    bring_in(register, ROW)
    assert find_flaws(register, TODAY) == []
    assert row_counts(register)["contact"] == 2


def test_each_flaw_is_found(register: Engine) -> None:
    """Future visits, other days, contradicted outcomes, closed places, missing effort."""
    fill(register)
    bring_in(register, ROW)
    with writing(register) as session:
        first, second = session.query(Visit).order_by(Visit.id)
        first.day, first.minutes = date(2030, 1, 1), None
        second.outcome, second.arrival = Outcome.CLOSED, None
        session.get_one(Place, 1).active_to = date(2018, 1, 1)
    found = {
        finding.message.split(":")[0]: (finding.count, finding.wrong)
        for finding in find_flaws(register, TODAY)
    }
    assert found == {
        "Visits that are still to come": (1, True),
        "Visits on another day than their round": (1, True),
        "Visits that met somebody although their outcome says otherwise": (1, True),
        "Visits to a place before it opened or after it was closed": (2, True),
        "Visits without minutes, which no rate per hour can count": (1, False),
        "Visits without an arrival time": (1, False),
    }


def test_a_broken_reference_is_found(sqlite: Engine) -> None:
    """As a damaged file may have."""
    fill(sqlite)
    bring_in(sqlite, ROW)
    with sqlite.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text("DELETE FROM place WHERE id = 1"))
        connection.commit()
        connection.execute(text("PRAGMA foreign_keys = ON"))
    messages = {finding.message: finding.count for finding in find_flaws(sqlite, TODAY)}
    assert messages["References to rows that do not exist: {count}."] == 2
    with writing(sqlite) as session:
        session.query(Contact).count()
