"""Filling and emptying a register with the demo: all or nothing, and the same rows for the same seed."""

import shutil
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine, Row, func, select
from sqlalchemy.orm import Session

from data.demo import clear_register, fill, fill_demo
from data.demo.dispersal import IN_FORCE
from data.demo.services import SERVICES
from data.register import tables as t
from data.register.database import connect, load_state, open_engine, reference_date, writing
from data.register.national_changes import NATIONAL_CHANGES
from data.register.rules import Regulation
from data.vocabulary import Outcome, PlaceKind, RegulationKind, RoundStatus

STATE = t.RegisterState.__tablename__


Rows = dict[str, list[Row[tuple[object, ...]]]]


def dump(engine: Engine) -> Rows:
    """Return every row of every table but the state, in the order of its key."""
    with engine.connect() as connection:
        return {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key)))
            for table in t.Base.metadata.sorted_tables
            if table.name != STATE
        }


def filled(folder: Path, seed: int) -> Engine:
    """Return a demo register on SQLite."""
    engine = connect(f"sqlite:///{folder / f'{seed}.sqlite'}")
    fill_demo(engine, seed=seed)
    return engine


@pytest.fixture(scope="module")
def demo(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo register; tests of this module only read it."""
    engine = open_engine(f"sqlite:///{shutil.copy(demo_file, tmp_path_factory.mktemp('demo'))}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def rows(demo: Engine) -> Rows:
    """Every row of the demo register."""
    return dump(demo)


def test_the_same_seed_gives_the_same_rows(rows: Rows, tmp_path: Path) -> None:
    """Byte by byte, geometries included."""
    assert dump(filled(tmp_path, 2019)) == rows


def test_another_seed_gives_other_visits_to_the_same_places(rows: Rows, tmp_path: Path) -> None:
    """Luck changes, facts do not."""
    one, other = rows, dump(filled(tmp_path, 8))
    for facts in ("place", "service", "team", "regulation", "opening_window", "publication_area"):
        assert one[facts] == other[facts]
    for luck in ("round", "visit", "contact", "intervention", "health_act", "material", "drop_in_visit"):
        assert one[luck] != other[luck]


def test_the_register_says_that_it_is_synthetic(demo: Engine) -> None:
    """Its last day is the last of 2019, so its today is the first of 2020."""
    state = load_state(demo)
    assert (state.synthetic, state.seed, state.last_day) == (True, 2019, date(2019, 12, 31))
    assert state.revision == 1
    assert reference_date(state, date(2026, 1, 1)) == date(2020, 1, 1)


def test_every_table_of_field_work_is_filled(rows: Rows) -> None:
    """Only what a user makes is empty: imports, accounts, the audit, releases, plans."""
    custody = {"account", "account_role", "audit_entry", "release", "release_secret"}
    plans = {"round_plan", "planned_stop", "schedule_plan", "scheduled_visit", "schedule_change"}
    choices = {"planning_choices", "partner_slot", "calendar_feed", "cancelled_round", "evening_wish"}
    studies = {"study", "study_spec", "study_run"}
    empty = {table for table, found in rows.items() if not found}
    assert empty == {"import_batch", "import_replaced"} | custody | plans | choices | studies
    assert len(rows["contact"]) > 25_000
    assert sum(row._mapping["count"] for row in rows["contact"]) > 30_000
    assert len(rows["visit"]) > 15_000


def test_a_register_that_holds_anything_is_refused(register: Engine) -> None:
    """The demo never mixes with real rows, and the refusal changes nothing."""
    with writing(register) as session:
        session.add(t.Service(id=1, code="ours", label="Ours"))
    before = load_state(register).revision
    with pytest.raises(ValueError, match="not empty: table service"):
        fill_demo(register)
    assert load_state(register).revision == before
    assert load_state(register).synthetic is False
    assert {table for table, rows in dump(register).items() if rows} == {"service"}


def test_a_fill_that_breaks_leaves_nothing(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in one transaction."""
    message = "the disk is full"

    def fail(*_arguments: object) -> None:
        raise OSError(message)

    monkeypatch.setattr(fill, "_dated", fail)
    with pytest.raises(OSError, match=message):
        fill_demo(sqlite)
    assert not any(dump(sqlite).values())
    assert load_state(sqlite).synthetic is False


@pytest.fixture
def own_on_sqlite(demo_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """The demo register, one's own, on SQLite."""
    engine = open_engine(f"sqlite:///{shutil.copy(demo_file, tmp_path / 'own.sqlite')}")
    yield engine
    engine.dispose()


@pytest.fixture
def own_on_postgres(postgres: Engine) -> Engine:
    """The same on PostgreSQL."""
    fill_demo(postgres)
    return postgres


@pytest.mark.parametrize("kept", ["own_on_sqlite", "own_on_postgres"])
def test_a_cleared_register_is_empty_real_and_ready_for_a_new_one(
    request: pytest.FixtureRequest, kept: str
) -> None:
    """Start your own register: on both databases the first own rows get identifiers of their own."""
    register: Engine = request.getfixturevalue(kept)
    with writing(register) as session:
        own = t.Service(code="ours", label="Ours")
        session.add(own)
        session.flush()
        assert own.id == len(SERVICES) + 1
        round_ = t.Round(service_id=own.id, status=RoundStatus.PLANNED, day=date(2020, 1, 2))
        session.add(round_)
        session.flush()
        assert round_.id > 5000
    clear_register(register)
    assert not any(dump(register).values())
    state = load_state(register)
    assert (state.synthetic, state.seed, state.last_day, state.revision) == (False, None, None, 3)
    assert reference_date(state, date(2026, 1, 1)) == date(2026, 1, 1)


def test_clearing_an_empty_register_is_harmless(sqlite: Engine) -> None:
    """It is one write like any other."""
    clear_register(sqlite)
    assert load_state(sqlite).revision == 1


def test_contacts_lie_on_visits_that_met_somebody_and_only_there(demo: Engine) -> None:
    """Outcome and contacts of a visit never contradict each other."""
    with Session(demo) as session:
        met = set(session.scalars(select(t.Visit.id).where(t.Visit.outcome == Outcome.MET)))
        with_contacts = set(session.scalars(select(t.Contact.visit_id)))
    assert with_contacts == met


def test_work_on_a_visit_has_the_day_and_the_service_of_its_round(demo: Engine) -> None:
    """A total by visit and a total by day agree."""
    with Session(demo) as session:
        for table in (t.Intervention, t.HealthAct, t.Material):
            astray = session.scalar(
                select(func.count())
                .select_from(table)
                .join(t.Visit, t.Visit.id == table.visit_id)
                .join(t.Round, t.Round.id == t.Visit.round_id)
                .where((table.day != t.Visit.day) | (table.service_id != t.Round.service_id))
            )
            assert astray == 0, table


def test_visits_carry_the_day_of_their_round_even_after_midnight(demo: Engine) -> None:
    """A night is one operational day; its rounds end on the next calendar day."""
    with Session(demo) as session:
        rows = session.execute(select(t.Visit, t.Round).join(t.Round, t.Round.id == t.Visit.round_id)).all()
    assert all(visit.day == round_.day for visit, round_ in rows)
    nights = [round_ for visit, round_ in rows if visit.arrival is not None and visit.arrival < time(6)]
    assert len(nights) > 100
    assert all(night.ended_at is not None and night.ended_at.date() > night.day for night in nights)


def test_the_quality_panel_has_something_to_say(demo: Engine) -> None:
    """Some visits lack minutes or an hour, and some were entered weeks later."""
    with Session(demo) as session:
        visits = session.scalars(select(t.Visit).where(t.Visit.outcome != Outcome.SKIPPED)).all()
        skipped = session.scalars(select(t.Visit).where(t.Visit.outcome == Outcome.SKIPPED)).all()
    assert 0.02 <= sum(visit.minutes is None for visit in visits) / len(visits) <= 0.03
    assert 0.01 <= sum(visit.arrival is None for visit in visits) / len(visits) <= 0.05
    late = [visit for visit in visits if visit.recorded_on and (visit.recorded_on - visit.day).days > 14]
    assert 0.01 < len(late) / len(visits) < 0.06
    assert all(visit.recorded_on is not None and visit.recorded_on >= visit.day for visit in visits)
    assert all(visit.minutes == 0 and visit.arrival is None for visit in skipped)


def test_all_three_states_of_a_place_can_be_seen_at_the_end(demo: Engine) -> None:
    """At the end of 2019 some places are looked at in vain, some are not looked at, one never was."""
    with Session(demo) as session:
        newest = select(t.Visit.place_id, func.max(t.Visit.day)).group_by(t.Visit.place_id)
        last = dict(session.execute(newest).all())
        places = session.scalars(select(t.Place).where(t.Place.active_to.is_(None))).all()
        nobody = session.scalar(
            select(func.count())
            .select_from(t.Visit)
            .where(t.Visit.outcome == Outcome.NOBODY_SEEN, t.Visit.day >= date(2019, 10, 1))
        )
    assert nobody
    assert nobody > 100
    forgotten = [place for place in places if last.get(place.id, date.min) < date(2019, 10, 1)]
    assert 5 <= len(forgotten) <= 12
    field = [place for place in places if place.kind is not PlaceKind.OFFICE]
    assert [place.label for place in field if place.id not in last] == [
        "Zone isolée, Couillet nord (position inventée)"
    ]


def test_the_ledger_of_regulations(demo: Engine) -> None:
    """Four sourced rules of Charleroi, in three languages; the ban spares the bars that the sources spare."""
    with Session(demo) as session:
        rules = {
            rule.kind: rule for rule in session.scalars(select(Regulation)) if rule.municipality == "52011"
        }
        assert set(rules) == {
            RegulationKind.DEROGATION,
            RegulationKind.TOLERANCE_ZONE,
            RegulationKind.SOLICITING_BAN,
            RegulationKind.ESTABLISHMENT_BAN,
        }
        assert all(r.source and len({r.title_fr, r.title_nl, r.title_en}) == 3 for r in rules.values())
        ban = rules[RegulationKind.SOLICITING_BAN]
        assert (ban.announced, ban.in_force, ban.ended) == (date(2014, 11, 1), IN_FORCE, None)
        zone = rules[RegulationKind.TOLERANCE_ZONE]
        assert (zone.in_force, zone.ended) == (date(2011, 6, 1), date(2014, 11, 30))
        assert isinstance(zone.area, shapely.Polygon)
        bars = rules[RegulationKind.ESTABLISHMENT_BAN]
        assert (bars.places, len(bars.exceptions)) == ([], 10)
        assert all("Gosselies" in one.label or "faubourg" in one.label for one in bars.exceptions)
        spared = {one.id for one in bars.exceptions}
        local = select(t.Place).where(t.Place.kind == PlaceKind.BAR, t.Place.municipality == "52011")
        closed = [place for place in session.scalars(local) if place.id not in spared]
        assert [place.active_to for place in closed] == [date(2014, 11, 30)] * 3


def test_the_ledger_holds_the_national_changes_since(demo: Engine) -> None:
    """They begin after the last visit: a study of later years must not pass over them."""
    with Session(demo) as session:
        national = session.scalars(
            select(Regulation).where(Regulation.kind == RegulationKind.NATIONAL_LAW)
        ).all()
        assert len(national) == len(NATIONAL_CHANGES)
        assert all(rule.in_force >= date(2020, 1, 1) and rule.municipality is None for rule in national)


def test_opening_windows_follow_the_report(demo: Engine) -> None:
    """The office opens on weekdays from 9 to 12 and from 13:30 to 16; streets are busy past midnight."""
    with Session(demo) as session:
        places = {place.kind: place for place in session.scalars(select(t.Place))}
        office = {(w.weekday, w.opens, w.closes) for w in places[PlaceKind.OFFICE].opening}
        assert office == {
            (day, opens, closes)
            for day in range(5)
            for opens, closes in ((time(9), time(12)), (time(13, 30), time(16)))
        }
        assert all(w.closes < w.opens for w in places[PlaceKind.STREET].opening)


def test_the_office_keeps_its_days(demo: Engine) -> None:
    """Drop-in on weekdays; the doctor about every three weeks."""
    with Session(demo) as session:
        days = set(session.scalars(select(t.DropInVisit.day)))
        sessions = set(session.scalars(select(t.Consultation.day)))
    assert all(day.weekday() < 5 for day in days)
    in_2019 = [day for day in sessions if day.year == 2019]
    assert 12 <= len(in_2019) <= 18
    gaps = [(later - day).days for day, later in zip(sorted(in_2019), sorted(in_2019)[1:], strict=False)]
    assert all(gap % 7 == 0 and gap >= 21 for gap in gaps)
