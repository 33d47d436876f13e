"""The lists of an evening, planned and committed, and what is drawn only for whoever asks for it."""

import json
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from data.planning.committed import load_committed
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.recording.recording import record_visit
from data.recording.visit_drafts import VisitDraft
from data.register.database import open_engine, writing
from data.register.intake import ImportBatch
from data.register.planning import PlannedStop
from data.register.tables import Place, Round
from data.vocabulary import Outcome, PlaceKind, RoundStatus
from geo.rounds.expected import expected_material
from geo.rounds.model import TimeWindow
from pages.parts.rounds import material, session, stops

OpenScreen = Callable[..., AppTest]

TODAY = date(2020, 1, 1)

NOW = datetime(2020, 1, 1, 15)  # noqa: DTZ001 - moments are kept in UTC without zone

REMARK = " (position inventée)"


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches of the tests are short."""
    monkeypatch.setattr(session, "FIRST_S", 0.2)


def _run(app: AppTest) -> AppTest:
    """Run the screen until no search is under way."""
    app.run()
    for _ in range(100):
        assert not app.exception, [one.message for one in app.exception]
        if "rounds_stop" not in {str(one.key) for one in app.button}:
            return app
        time.sleep(0.25)
        app.run()
    raise AssertionError


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return _run(app)


def _open(open_screen: OpenScreen) -> AppTest:
    return _run(open_screen("rounds", day=TODAY.isoformat()))


def _lists(app: AppTest) -> list[dict[str, Any]]:
    """Return the rounds as their component gets them."""
    [board] = app.get("bidi_component")
    found: list[dict[str, Any]] = json.loads(board.proto.json)["pairs"]
    return found


def _commit(engine: Engine, hours: TimeWindow, places: tuple[int, ...]) -> int:
    planned = tuple(StopDraft(place, 1150 + 60 * at, 1155 + 60 * at, 30) for at, place in enumerate(places))
    found = commit_evening(engine, TODAY, [RoundDraft(1, hours, 21, planned)], seen=[], today=TODAY, at=NOW)
    assert not found.faults
    return found.rounds[0]


def _places_of(engine: Engine) -> list[int]:
    """Return four places of the first pair's service."""
    with Session(engine) as opened:
        query = select(Place.id).where(
            Place.kind == PlaceKind.STREET, Place.service_id == 1, Place.active_to.is_(None)
        )
        return list(opened.scalars(query.order_by(Place.id).limit(4)))


def _stops_of(engine: Engine, at: int) -> dict[int, int]:
    """Return the stop of each place of a round."""
    with Session(engine) as opened:
        rows = opened.scalars(select(PlannedStop).where(PlannedStop.round_id == at))
        return {row.place_id: row.id for row in rows}


def test_cards_leave_out_what_every_place_says(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The whole label comes along for a tooltip and for phones."""
    cards = [card for one in _lists(_open(open_screen)) for card in one["stops"]]
    invented = [card for card in cards if card["label"].endswith(REMARK)]
    assert invented
    assert all(card["short"] == card["label"].removesuffix(REMARK) + "…" for card in invented)


def test_what_to_load_is_forecast_for_whoever_looks(
    shared_demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before it is opened, once a round, and not anew because two stops changed places."""
    made = Mock(wraps=expected_material)
    monkeypatch.setattr(material, "expected_material", made)
    app = _open(open_screen)
    assert made.call_count == 0
    app.session_state["rounds_material"] = True
    app = _run(app)
    assert made.call_count == len(_lists(app))
    _press(app, "stop_later")
    assert made.call_count == len(_lists(app))


def test_whoever_forces_a_place_sees_where_it_went(shared_demo: Path, open_screen: OpenScreen) -> None:
    """It is the chosen stop, and what gave way is said beside the button, far below the lists."""
    app = _open(open_screen)
    app.session_state["rounds_why_not"] = True
    app = _run(app)
    keys = sorted(str(one.key) for one in app.button if str(one.key).startswith("remedy_force_"))
    place = int(keys[0].removeprefix("remedy_force_"))
    app = _press(app, keys[0])
    assert app.session_state[stops.STOP] == place
    assert any("is on a round now" in toast.value for toast in app.toast)


def test_committed_lists_say_what_came_of_each_stop(demo: Path, open_screen: OpenScreen) -> None:
    """Done, not reached, still to come, and passed without a plan."""
    engine = open_engine(f"sqlite:///{demo}")
    first, second, third, passed = _places_of(engine)
    at = _commit(engine, TimeWindow(1140, 1470), (first, second, third))
    known = _stops_of(engine, at)
    for place, ending in ((first, Outcome.CLOSED), (second, Outcome.SKIPPED), (passed, Outcome.NOBODY_SEEN)):
        noted = () if ending is Outcome.SKIPPED else (clock_time(20), 5)
        draft = VisitDraft(place, ending, *noted)
        assert not record_visit(engine, at, draft, today=TODAY, stop=known.get(place)).faults
    [one] = _lists(open_screen("rounds", day=TODAY.isoformat()))
    assert [card.get("state") for card in one["stops"]] == ["done", "skipped", None, "done"]
    assert "20:00" in one["stops"][0]["came"]
    assert one["stops"][3]["notes"] == "not planned"
    assert "2 of 3 stops recorded" in one["facts"]


def test_the_review_names_a_round_that_a_file_has_brought(demo: Path, open_screen: OpenScreen) -> None:
    """Of the same pair at the same hours: both names stand in the warning, and the coordinator decides."""
    engine = open_engine(f"sqlite:///{demo}")
    with writing(engine) as opened:
        batch = ImportBatch(
            imported_at=NOW, sha256="0" * 64, rows=1, visits_added=0, visits_replaced=0, visits_unchanged=0
        )
        opened.add(batch)
        opened.flush()
        begins, ends = datetime(2020, 1, 1, 20), datetime(2020, 1, 1, 23)  # noqa: DTZ001 - the field's clock
        done = {"status": RoundStatus.DONE, "service_id": 1, "day": TODAY, "batch_id": batch.id}
        opened.add(Round(**done, team_id=1, started_at=begins, ended_at=ends))
    app = _press(_open(open_screen), "rounds_commit_ask")
    [said] = [one.value for one in app.warning if "a file has already brought" in one.value]
    assert said.replace("\\", "").count("charleroi-1") == 2
    assert "20:00–23:00" in said
    _press(app, "rounds_commit_now")
    assert load_committed(engine, TODAY)
