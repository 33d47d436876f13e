"""The database: migrations, transactions, revision, constraints."""

from datetime import date

import pytest
import shapely
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Text, exc, inspect, select, text
from sqlalchemy.orm import Session

from data.register.database import load_state, migrate, reference_date, writing
from data.register.tables import Base, Place, RegisterState, Service
from data.vocabulary import PlaceKind


def test_migrations_make_exactly_the_tables(register: Engine) -> None:
    """The migrated schema and the table classes do not differ."""
    with register.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_migrating_twice_changes_nothing(register: Engine) -> None:
    """A start on an up-to-date register leaves it as it is."""
    before = load_state(register).revision
    migrate(register)
    assert load_state(register).revision == before


def test_a_failed_write_leaves_nothing(register: Engine) -> None:
    """An error inside a transaction undoes its rows and its revision."""
    message = "something broke half-way"
    with pytest.raises(RuntimeError, match=message), writing(register) as session:
        session.add(Service(code="a", label="A"))
        session.flush()
        raise RuntimeError(message)
    with Session(register) as session:
        assert session.scalars(select(Service)).all() == []
    assert load_state(register).revision == 0


def test_each_write_raises_the_revision(register: Engine) -> None:
    """Caches are keyed by the revision, so every write must change it."""
    for expected in (1, 2):
        with writing(register) as session:
            session.add(Service(code=str(expected), label="A"))
        assert load_state(register).revision == expected


@pytest.mark.parametrize(
    ("kind", "geometry"),
    [(PlaceKind.PRIVATE_FLAT, shapely.Point(4.4, 50.4)), (PlaceKind.BAR, None)],
)
def test_the_database_refuses_a_mapped_flat_and_an_unmapped_bar(
    register: Engine, kind: PlaceKind, geometry: shapely.Point | None
) -> None:
    """Private flats never have a position; all other places do."""
    with pytest.raises(exc.IntegrityError), writing(register) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        session.add(Place(kind=kind, label="x", geometry=geometry, municipality="52011", service_id=1))


def test_the_database_refuses_words_that_are_on_no_list(register: Engine) -> None:
    """Even plain SQL cannot put free text where a category belongs."""
    with writing(register) as session:
        session.add(Service(id=1, code="a", label="A"))
    insert = text(
        "INSERT INTO place (kind, label, municipality, service_id, invented) "
        "VALUES ('a tall woman', 'x', '52011', 1, false)"
    )
    with pytest.raises(exc.IntegrityError), register.begin() as connection:
        connection.execute(insert)


def test_a_place_that_visits_refer_to_cannot_be_deleted(register: Engine) -> None:
    """Foreign keys are on, on SQLite too."""
    with writing(register) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        session.add(
            Place(
                kind=PlaceKind.BAR,
                label="x",
                geometry=shapely.Point(4, 50),
                municipality="52011",
                service_id=1,
            )
        )
    with pytest.raises(exc.IntegrityError), register.begin() as connection:
        connection.execute(text("DELETE FROM service"))


def test_a_geometry_comes_back_as_it_went_in(register: Engine) -> None:
    """Well-known binary loses nothing."""
    zone = shapely.box(4.43, 50.40, 4.44, 50.41)
    with writing(register) as session:
        session.add(Service(id=1, code="a", label="A"))
        session.flush()
        session.add(
            Place(kind=PlaceKind.STREET, label="z", geometry=zone, municipality="52011", service_id=1)
        )
    with Session(register) as session:
        assert session.scalars(select(Place.geometry)).one() == zone


FREE_TEXT = {
    # Staff, not people met: a masked address, as `c…@example.org`.
    "account.hint",
    "service.label",
    "service.code",
    "publication_area.label",
    "place.label",
    "team.code",
    "regulation.title_fr",
    "regulation.title_nl",
    "regulation.title_en",
    "regulation.source",
}
"""The only columns without a closed list, a fixed form, or a number; none is about a person."""

FIXED_FORM = {
    "import_batch.sha256",
    "alembic_version.version_num",
    "account.digest",
    "audit_entry.previous",
    "audit_entry.digest",
    "release.digest",
    "round.uid",
    "partner_slot.zone",
    "partner_slot.batch",
    "calendar_feed.digest",
    "cancelled_round.uid",
    "study.uid",
    "study_spec.digest",
}


def test_no_column_can_hold_a_person(sqlite: Engine) -> None:
    """Every text column is checked by a closed list, has a fixed form, or is named here."""
    inspector = inspect(sqlite)
    for table in inspector.get_table_names():
        checks = " ".join(check["sqltext"] for check in inspector.get_check_constraints(table))
        for column in inspector.get_columns(table):
            name = f"{table}.{column['name']}"
            length = getattr(column["type"], "length", None)
            assert not isinstance(column["type"], Text), name
            if length is None or name in FREE_TEXT | FIXED_FORM or column["name"] == "municipality":
                continue
            assert f"{column['name']} IN (" in checks, f"{name} may hold free text"


def test_today_on_a_synthetic_register_is_the_day_after_its_last() -> None:
    """Coverage and presets must not drift with the calendar on demo data."""
    demo = RegisterState(id=1, synthetic=True, last_day=date(2019, 12, 31))
    assert reference_date(demo, date(2026, 1, 1)) == date(2020, 1, 1)
    assert reference_date(RegisterState(id=1, synthetic=False), date(2026, 1, 1)) == date(2026, 1, 1)


def test_an_error_does_not_repeat_what_was_written(register: Engine) -> None:
    """What the database refuses ends in a log, and a log is read by others than the team."""
    with pytest.raises(exc.IntegrityError) as refused, writing(register) as session:
        session.add(Service(code="a", label="Chez Jeanne"))
        session.add(Service(code="a", label="Chez Marie"))
        session.flush()
    assert "Chez" not in str(refused.value)
