"""The sheet of a place: edited, closed, deleted and taken back; what is forged or came too late."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.ledger import load_places
from data.register.places import load_place, save_place
from tests.app.conftest import OpenScreen
from tests.place_page_kit import key_of, save_bar, with_service
from tests.screen_kit import engine_of, press

pytestmark = pytest.mark.usefixtures("same_language")


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_place_is_edited_and_taken_back(demo: Path, open_screen: OpenScreen, language: str) -> None:
    """The change reaches the register, and undo restores what was there."""
    before = load_place(engine_of(demo), 1)
    assert before is not None
    app = open_screen("places", language, place="1")
    app.text_input(key=key_of(app, "_label")).set_value("Le Triangle")
    app.number_input(key=key_of(app, "_target")).set_value(10)
    press(app, "save_place")
    after = load_place(engine_of(demo), 1)
    assert after is not None
    assert (after.draft.label, after.draft.target_days) == ("Le Triangle", 10)
    assert after.draft.geometry == before.draft.geometry
    press(app, "places_undo")
    assert load_place(engine_of(demo), 1) == before


def test_a_place_is_closed_and_opened_again(demo: Path, open_screen: OpenScreen) -> None:
    """End to end, with the day that was chosen."""
    app = open_screen("places", place="1")
    app.date_input(key=key_of(app, "_close_day")).set_value(date(2020, 1, 31))
    press(app, "close_place")
    sheet = load_place(engine_of(demo), 1)
    assert sheet is not None
    assert sheet.draft.active_to == date(2020, 1, 31)
    press(app, "reopen_place")
    sheet = load_place(engine_of(demo), 1)
    assert sheet is not None
    assert sheet.draft.active_to is None


def test_a_place_is_not_closed_before_its_last_visit(demo: Path, open_screen: OpenScreen) -> None:
    """The sheet says why, and the register stays."""
    app = open_screen("places", place="1")
    app.date_input(key=key_of(app, "_close_day")).set_value(date(2015, 1, 31))
    press(app, "close_place")
    assert len(app.error) == 1
    sheet = load_place(engine_of(demo), 1)
    assert sheet is not None
    assert sheet.draft.active_to is None


@pytest.mark.parametrize("target", [0, -3, 366, 10**6])
def test_a_forged_target_is_refused(shared_demo: Path, open_screen: OpenScreen, target: int) -> None:
    """The limits of the field are the browser's; the register has its own."""
    app = open_screen("places", place="1")
    before = load_place(engine_of(shared_demo), 1)
    app.number_input(key=key_of(app, "_target")).set_value(target)
    app.button(key="save_place").click()
    app.run()
    assert load_place(engine_of(shared_demo), 1) == before


def test_a_forged_label_is_refused(shared_demo: Path, open_screen: OpenScreen) -> None:
    """What the field cuts off at its length still holds telephone numbers."""
    app = open_screen("places", place="1")
    before = load_place(engine_of(shared_demo), 1)
    app.text_input(key=key_of(app, "_label")).set_value("0470 12 34 56 " * 8)
    press(app, "save_place")
    assert load_place(engine_of(shared_demo), 1) == before
    assert str(app.error[0].value).count("\n- ") == 1


def test_the_kind_of_a_visited_place_is_greyed(shared_demo: Path, open_screen: OpenScreen) -> None:
    """It cannot change; the register's own check is tested with the register."""
    app = open_screen("places", place="1")
    assert app.selectbox(key=key_of(app, "_kind")).disabled


def test_opening_hours_are_added_and_removed(demo: Path, open_screen: OpenScreen) -> None:
    """Two evenings in one go; they are saved with the place."""
    app = open_screen("places", place="1")
    sheet = load_place(engine_of(demo), 1)
    assert sheet is not None
    for button in [str(one.key) for one in app.button if "_remove_" in (one.key or "")]:
        press(app, button)
    days = next(one for one in app.pills if (one.key or "").endswith("_days"))
    days.set_value([4, 5])
    app.run()
    press(app, str(days.key).replace("_days", "_add"))
    press(app, "save_place")
    sheet = load_place(engine_of(demo), 1)
    assert sheet is not None
    assert [window.weekday for window in sheet.draft.opening] == [4, 5]
    assert {window.opens.hour for window in sheet.draft.opening} == {20}


def test_a_place_without_visits_is_deleted_and_taken_back(empty: Path, open_screen: OpenScreen) -> None:
    """Deleting asks first; undo brings the same place back."""
    engine = with_service(empty)
    place = save_bar(engine)
    app = open_screen("places", place=str(place))
    press(app, "delete_place")
    assert load_places(engine).empty
    press(app, "places_undo")
    assert load_places(engine)["label"].tolist() == ["Bar du canal"]


def test_a_change_made_elsewhere_is_not_overwritten(empty: Path, open_screen: OpenScreen) -> None:
    """Two people with the same sheet open: the second one is told."""
    engine = with_service(empty)
    place = save_bar(engine)
    app = open_screen("places", place=str(place))
    sheet = load_place(engine, place)
    assert sheet is not None
    other = replace(sheet.draft, target_days=30)
    assert save_place(engine, other, place).faults == ()
    app.text_input(key=key_of(app, "_label")).set_value("Bar du pont")
    press(app, "save_place")
    assert len(app.error) == 1
    sheet = load_place(engine, place)
    assert sheet is not None
    assert sheet.draft == other


def test_a_label_that_is_taken_is_refused(empty: Path, open_screen: OpenScreen) -> None:
    """One clear sentence; the sheet stays open with what was typed."""
    engine = with_service(empty)
    place = save_bar(engine)
    save_bar(engine, "Bar du pont")
    app = open_screen("places", place=str(place))
    app.text_input(key=key_of(app, "_label")).set_value("BAR DU PONT")
    press(app, "save_place")
    assert len(app.error) == 1
    assert app.text_input(key=key_of(app, "_label")).value == "BAR DU PONT"
