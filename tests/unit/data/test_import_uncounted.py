"""Visits that met people whom nobody counted: refused in a new file, and back from the register's own."""

from datetime import date, time

import pytest
from sqlalchemy import Engine

from data.imports.exporting import export_csv, load_content
from data.imports.faults import FaultKind
from data.register import tables as t
from data.register.database import writing
from data.vocabulary import Outcome, RoundStatus
from tests.import_kit import check, csv, fill

DAY = date(2019, 3, 5)


@pytest.fixture
def older(register: Engine) -> Engine:
    """A register with such a visit, from before somebody met had to be counted."""
    fill(register)
    with writing(register) as session:
        session.add(t.Round(id=1, service_id=1, status=RoundStatus.DONE, day=DAY))
        session.flush()
        session.add(
            t.Visit(round_id=1, place_id=1, day=DAY, arrival=time(21, 30), minutes=45, outcome=Outcome.MET)
        )
    return register


def test_what_the_register_holds_comes_back_from_its_own_file(older: Engine) -> None:
    """Nothing is wrong with it, and nothing is lost."""
    checked = check(older, export_csv(older, "fr"))
    assert checked.faults == ()
    assert checked.content.visits == load_content(older).visits


@pytest.mark.parametrize(
    "row", ["05/03/2019;21h45;Triangle;45;rencontre;;", "05/03/2019;21h30;Rue du Rivage;45;rencontre;;"]
)
def test_another_visit_has_to_count(older: Engine, row: str) -> None:
    """At another hour, and at another place."""
    assert [fault.kind for fault in check(older, csv(row)).faults] == [FaultKind.MET_NOBODY]
