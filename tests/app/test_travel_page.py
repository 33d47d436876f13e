"""The screen of travel times: empty, estimated, measured, on roads; what is wrong is said, and taken back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete
from streamlit.testing.v1 import AppTest

from data.register.database import connect, writing
from data.register.planning import MeasuredTrip
from data.register.tables import Place
from data.roads.store import load_roads
from data.roads.trips import load_trips
from data.settings import settings
from data.vocabulary import PlaceKind
from tests.road_kit import Point, add_places, road, write_osm

OpenScreen = Callable[..., AppTest]

SQUARE: dict[int, Point] = {1: (0, 0), 2: (20, 0), 3: (20, 20), 4: (0, 20)}


@pytest.fixture
def own(empty: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A register of four places, one of them an office, with a folder of its own for roads."""
    shutil.copytree(filled / "basemap", tmp_path / "var" / "basemap")
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()
    engine = connect(f"sqlite:///{empty}")
    add_places(engine, {1: (0, 0), 2: (10, 0), 3: (20, 5), 4: (10, 9)}, {3: 0})
    with writing(engine) as session:
        session.get_one(Place, 1).kind = PlaceKind.OFFICE
    return engine


def texts(app: AppTest) -> str:
    """Everything the screen says in words."""
    kinds = (app.markdown, app.caption, app.error, app.success, app.warning, app.subheader, app.metric)
    return "\n".join(str(element.value) for elements in kinds for element in elements)


def enter(app: AppTest, start: int | None, end: int | None, minutes: int | None) -> AppTest:
    """Fill the form of a trip in and send it."""
    turn = app.session_state["_travel_turn"]
    app.selectbox(key=f"travel_start_{turn}").set_value(start)
    app.selectbox(key=f"travel_end_{turn}").set_value(end)
    if minutes is not None:
        app.number_input(key=f"travel_minutes_{turn}").set_value(minutes)
    [send] = [one for one in app.button if one.label == "Save the trip"]
    send.click().run()
    assert not app.exception, [one.message for one in app.exception]
    return app


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_without_places_the_screen_leads_to_them(open_screen: OpenScreen, language: str) -> None:
    """There is nothing to measure yet."""
    app = open_screen("travel", language)
    assert not app.metric


def test_at_first_sight_how_travel_is_known(own: Engine, open_screen: OpenScreen) -> None:
    """Estimates, their range, the place that they are wrong for, and the trips to measure first."""
    app = open_screen("travel")
    said = texts(app)
    assert "No roads are imported" in said
    assert "2.0 minutes to set off and park, and 1.75 for each kilometre" in said
    assert "± 25" in said
    assert "1 place opens onto one side of a motorway" in said
    assert app.dataframe[0].value.iloc[0, 0] == "place 3", "the worst known comes first"
    assert app.selectbox(key="travel_end_0").value == 3, "and is proposed"
    assert "python -m data.commands roads import" in app.code[0].value


def test_a_trip_is_entered_and_taken_back(own: Engine, open_screen: OpenScreen) -> None:
    """The fit is seen at once; undo takes it away; removing and undoing brings it back."""
    app = enter(open_screen("travel"), 1, 2, 30)
    [trip] = load_trips(own)
    assert (trip.draft.start, trip.draft.end, trip.draft.minutes) == (1, 2, 30)
    assert "Saved: place 1 → place 2, 30 minutes." in texts(app)
    assert "What your trips say" in texts(app)
    app.button(key="travel_undo").click().run()
    assert load_trips(own) == []
    app = enter(app, 1, 2, 30)
    [trip] = load_trips(own)
    app.button(key=f"travel_remove_{trip.id}").click().run()
    assert load_trips(own) == []
    app.button(key="travel_undo").click().run()
    assert len(load_trips(own)) == 1


def test_all_faults_of_a_trip_at_once(own: Engine, open_screen: OpenScreen) -> None:
    """Nothing is written, and what was chosen stays."""
    app = enter(open_screen("travel"), 1, 1, None)
    [error] = app.error
    assert "2 things to correct" in error.value
    assert "This trip ends where it begins." in error.value
    assert app.selectbox(key="travel_end_0").value == 1
    assert load_trips(own) == []


def test_without_an_office_no_trip_counts_as_measured(own: Engine, open_screen: OpenScreen) -> None:
    """That every trip was measured is said where there are trips."""
    with writing(own) as session:
        session.get_one(Place, 1).kind = PlaceKind.BAR
    said = texts(open_screen("travel"))
    assert "No trip leaves from an office yet" in said
    assert "Every trip from an office was measured" not in said


def test_roads_are_brought_and_forgotten(own: Engine, open_screen: OpenScreen, tmp_path: Path) -> None:
    """A small file comes in by the screen; the places it reaches are counted; then it goes."""
    file = write_osm(tmp_path / "a.osm", SQUARE, [([1, 2, 3, 4, 1], road())])
    app = enter(open_screen("travel"), 1, 2, 30)
    app.file_uploader[0].upload("region.osm", file.read_bytes(), "application/octet-stream").run()
    app.button(key="travel_import").click().run()
    assert not app.exception, [one.message for one in app.exception]
    said = texts(app)
    assert "The roads are imported" in said
    assert "3 of 4" in said
    assert "1 place lies farther than a kilometre" in said
    assert "© OpenStreetMap contributors" in said
    assert "On your trips the roads are off by **59" in said, "2 and 10.3 minutes by road, 30 measured"
    app.button(key="travel_forget_ask").click().run()
    app.button(key="travel_forget_go").click().run()
    assert "No roads are imported" in texts(app)
    assert load_roads(settings().var_dir) is None


def test_a_file_without_roads_is_refused(own: Engine, open_screen: OpenScreen) -> None:
    """It says what is wrong and what to do."""
    app = open_screen("travel")
    app.file_uploader[0].upload("region.osm", b"<html></html>", "application/octet-stream").run()
    app.button(key="travel_import").click().run()
    assert "This file is cut off or damaged" in app.error[0].value
    assert "Nothing has changed." in app.error[0].value


def test_the_demo(demo: Path, open_screen: OpenScreen) -> None:
    """All places of the demo, with and without its measured trips."""
    assert open_screen("travel").metric
    engine = connect(f"sqlite:///{demo}")
    with writing(engine) as session:
        session.execute(delete(MeasuredTrip))
    engine.dispose()
    app = open_screen("travel", "fr")
    assert app.metric
    assert not app.error
