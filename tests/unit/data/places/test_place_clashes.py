"""Places under several writers: nobody overwrites anybody, and whoever is second is told."""

import sqlite3
import threading
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.register.places import save_place, save_places
from data.register.tables import Place, Service
from tests.place_kit import BAR, ZONE, codes, open_service, saved


def test_a_place_changed_by_somebody_else_is_not_overwritten(desk: Engine) -> None:
    """The second of two people who opened the same sheet hears of the first."""
    place = saved(desk, ZONE)
    assert save_place(desk, replace(ZONE, target_days=14), place, seen=ZONE).id == place
    late = save_place(desk, replace(ZONE, target_days=30), place, seen=ZONE)
    assert codes(late.faults) == [(FaultCode.CHANGED_MEANWHILE, "")]


def test_two_saves_of_one_label_at_once_give_one_place_and_one_fault(desk: Engine) -> None:
    """Whoever is second is told, without a traceback and without a second place."""
    start = threading.Barrier(2)
    outcomes = []

    def save() -> None:
        start.wait()
        outcomes.append(save_place(desk, ZONE))

    threads = [threading.Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(outcome.faults) for outcome in outcomes) == [0, 1]
    [refused] = [outcome for outcome in outcomes if outcome.faults]
    assert refused.faults[0].code in {FaultCode.LABEL_TAKEN, FaultCode.CHANGED_MEANWHILE}
    with Session(desk) as session:
        assert len(session.scalars(select(Place)).all()) == 1


def test_writers_at_once_never_leave_the_same_revision(desk: Engine) -> None:
    """Caches are keyed by the revision: each of several writers must raise it."""
    before = load_state(desk).revision
    drafts = [replace(ZONE, label=f"Zone {word}") for word in ("un", "deux", "trois", "quatre")]
    threads = [threading.Thread(target=save_place, args=(desk, draft)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load_state(desk).revision == before + len(drafts)


def test_a_clash_in_the_database_itself_is_a_fault(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the checks saw no clash, the error of the constraint becomes a sentence."""
    open_service(sqlite)
    saved(sqlite, ZONE)
    monkeypatch.setattr("data.register.places._labels", lambda *_: set())
    assert codes(save_place(sqlite, ZONE).faults) == [(FaultCode.CHANGED_MEANWHILE, "")]
    outcomes = save_places(sqlite, [BAR, ZONE])
    assert [codes(one.faults) for one in outcomes] == [[(FaultCode.CHANGED_MEANWHILE, "")]] * 2


def test_a_locked_register_is_a_fault(sqlite: Engine) -> None:
    """While an import holds the database, a save says so instead of failing."""
    open_service(sqlite)

    def hurry(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    event.listen(sqlite, "checkout", hurry)
    with writing(sqlite) as session:
        session.add(Service(code="autre", label="Autre"))
        session.flush()
        assert codes(save_place(sqlite, ZONE).faults) == [(FaultCode.BUSY, "")]
    assert save_place(sqlite, ZONE).faults == ()
