"""Nothing tells the days that were given up: no row, no order of rows, no byte on the disk."""

from datetime import date
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from data.register import tables as t
from data.retention import coarsen, purge
from tests.import_kit import NOON, bring_in, csv, fill
from tests.retention_kit import HEADER, LIMIT, OLD, fill_months

DAYS = ("2019-03-05", "2019-03-19", "2019-03-18", "2019-03-20", "2019-03-07", "2019-04-22", "21:30", "20:00")
"""How what is coarsened would stand in the file."""


def test_no_date_of_an_old_record_is_left(register: Engine, rng: np.random.Generator) -> None:
    """In any table; plans of that time would be gone altogether."""
    plans = {"cancelled_round", "evening_wish", "partner_slot", "scheduled_visit", "team_day"}
    fill_months(register, rng)
    coarsen(register, date(2015, 1, 1), NOON)
    with Session(register) as session:
        for table in t.Base.metadata.sorted_tables:
            if "day" in table.c:
                days = session.scalars(select(table.c.day).where(table.c.day < date(2015, 1, 1))).all()
                assert {day.day for day in days} <= {1}, table.name
                assert bool(days) is (table.name not in plans), table.name


def test_ids_do_not_tell_the_order(sqlite: Engine) -> None:
    """Numbers that follow the days would give them back."""
    fill(sqlite)
    rows = [f"{day:02d}/03/2019;21h30;Triangle;{day};rencontre;F;1;;;" for day in range(1, 31)]
    bring_in(sqlite, csv(*rows, header=HEADER))
    coarsen(sqlite, LIMIT, NOON)
    with Session(sqlite) as session:
        minutes = [one or 0 for one in session.scalars(select(t.Visit.minutes).order_by(t.Visit.id))]
        by_contact = select(t.Visit.minutes).join(t.Contact).order_by(t.Contact.id)
        contacts = [one or 0 for one in session.scalars(by_contact)]
    assert sorted(minutes) == sorted(contacts) == list(range(1, 31))
    for order in (minutes, contacts):
        assert abs(np.corrcoef(np.array(order, float), np.arange(30.0))[0, 1]) < 0.8


def test_no_byte_on_the_disk_tells_the_day(sqlite: Engine, tmp_path: Path) -> None:
    """Neither the file nor its log keeps the old pages; the first day of the register alone stays known."""
    fill(sqlite)
    bring_in(sqlite, csv("11/02/2019;19h00;Triangle;45;rencontre;F;2;;;", *OLD, header=HEADER))
    bring_in(sqlite, csv(OLD[0].replace(";45;", ";50;"), header=HEADER))

    def on_disk() -> set[str]:
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        return {day for day in DAYS if day.encode() in content}

    assert {"2019-03-05", "2019-03-19", "2019-04-22", "21:30"} <= on_disk()
    coarsen(sqlite, LIMIT, NOON)
    assert on_disk() == set()


def test_what_was_purged_is_gone_from_the_file(sqlite: Engine, tmp_path: Path) -> None:
    """With what its imports replaced."""
    fill(sqlite)
    bring_in(sqlite, csv(*OLD, header=HEADER))
    purge(sqlite, date(2020, 1, 1), NOON)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [day for day in DAYS if day.encode() in content]


def test_rows_are_moved_without_leaving_the_old_ones(postgres: Engine) -> None:
    """PostgreSQL keeps what was deleted until its tables are written anew."""
    fill(postgres)
    bring_in(postgres, csv(*OLD, header=HEADER))
    node = text("SELECT pg_relation_filenode('visit')")
    with postgres.connect() as connection:
        before = connection.scalar(node)
    coarsen(postgres, LIMIT, NOON)
    with postgres.connect() as connection:
        assert connection.scalar(node) != before
