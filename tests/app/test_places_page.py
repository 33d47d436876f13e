"""The screen of places: empty, full and large; add, edit, close, delete, take back; what is forged."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.ledger import load_ledger, load_places, load_services
from data.register.database import open_engine, writing
from data.register.place_checks import PlaceDraft
from data.register.places import load_place, save_place, save_places
from data.register.tables import Service
from data.settings import settings
from data.vocabulary import PlaceKind

OpenScreen = Callable[..., AppTest]

TRIANGLE = "50.4066, 4.4382\n50.4071, 4.4418\n50.4088, 4.4407"

SPOT = shapely.Point(4.187, 50.477)


@pytest.fixture(autouse=True)
def _language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the test outside the session too: there AppTest writes the choices of a list."""
    chosen = getattr(request.node, "callspec", None)
    monkeypatch.setenv("MARAUDE_LANGUAGE", chosen.params.get("language", "en") if chosen else "en")
    settings.cache_clear()


def _engine(register: Path) -> Engine:
    return open_engine(f"sqlite:///{register}")


def _with_service(register: Path) -> Engine:
    engine = _engine(register)
    with writing(engine) as session:
        session.add(Service(id=1, code="charleroi", label="Charleroi"))
    return engine


def _bar(engine: Engine, label: str = "Bar du canal") -> int:
    draft = PlaceDraft(kind=PlaceKind.BAR, label=label, geometry=SPOT, municipality="58001", service=1)
    place = save_place(engine, draft).id
    assert place is not None
    return place


def _key(app: AppTest, ending: str) -> str:
    """Return the key of the one widget of the open form that ends so."""
    fields = (app.text_input, app.text_area, app.number_input, app.selectbox, app.date_input)
    [key] = [one.key for field in fields for one in field if one.key and one.key.endswith(ending)]
    return str(key)


def _texts(app: AppTest) -> str:
    return " ".join(str(one.value) for one in (*app.markdown, *app.caption, *app.error, *app.subheader))


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return _run(app)


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_an_empty_register_says_what_to_do(empty: Path, open_screen: OpenScreen, language: str) -> None:
    """Nothing to show, one sentence, and the two ways to begin."""
    app = open_screen("places", language)
    assert len(app.dataframe) == 0
    assert {one.key for one in app.button} >= {"new_place", "file_places"}


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_demo_is_listed(shared_demo: Path, open_screen: OpenScreen, language: str) -> None:
    """Every place of the register stands in the table."""
    app = open_screen("places", language)
    assert len(app.dataframe[0].value) == len(load_places(_engine(shared_demo)))


def test_the_last_visit_is_that_of_the_overview(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A place that was skipped was not visited: no screen may say otherwise."""
    table = open_screen("places").dataframe[0].value.set_index("Place")
    engine = _engine(shared_demo)
    ledger, labels = load_ledger(engine), load_places(engine)["label"]
    made = ledger[ledger["looked"]].groupby("place")["day"].agg(["size", "max"])
    assert (ledger.groupby("place")["day"].max() != made["max"]).any()
    shown = table.loc[labels.loc[made.index]]
    assert shown["Visits"].tolist() == made["size"].tolist()
    assert pd.to_datetime(shown["Last visit"]).tolist() == made["max"].tolist()


def test_two_thousand_places_are_listed(empty: Path, open_screen: OpenScreen) -> None:
    """A register far larger than anybody's draws map, picker and table."""
    engine = _with_service(empty)
    letters = "abcdefghij"
    drafts = [
        PlaceDraft(
            kind=PlaceKind.BAR,
            label="Bar " + "".join(letters[int(digit)] for digit in f"{number:04d}"),
            geometry=shapely.Point(4.10 + number % 50 / 1000, 50.46 + number // 50 / 1000),
            municipality="58001",
            service=1,
        )
        for number in range(2000)
    ]
    assert not any(outcome.faults for outcome in save_places(engine, drafts))
    app = open_screen("places")
    assert len(app.dataframe[0].value) == 2000


def test_search_and_filters_narrow_the_table(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Accents do not matter, filters add up, one reset brings all back."""
    app = open_screen("places")
    everything = len(app.dataframe[0].value)
    app.text_input(key="search").set_value("heppignies")
    app.run()
    assert app.dataframe[0].value["Place"].str.contains("Heppignies").all()
    app.text_input(key="search").set_value("")
    app.multiselect(key="kinds").set_value([PlaceKind.BAR])
    app.run()
    assert {*app.dataframe[0].value["Kind"]} == {"Bar"}
    _press(app, "reset_places")
    assert len(app.dataframe[0].value) == everything


def test_a_filter_that_leaves_nothing_breaks_nothing(shared_demo: Path, open_screen: OpenScreen) -> None:
    """An empty map and an empty table."""
    app = open_screen("places", search="zzzz")
    assert app.dataframe[0].value.empty


def test_a_link_opens_the_sheet_of_a_place(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Its name, its visits, and all that can be done."""
    app = open_screen("places", place="1")
    visits = load_ledger(_engine(shared_demo))
    made = visits["looked"] & (visits["place"] == 1)
    assert f"{made.sum()} visits, from" in _texts(app)
    assert {"save_place", "close_place", "all_places"} <= {one.key for one in app.button}
    # It has visits, so that nothing offers to delete it.
    assert "delete_place" not in {one.key for one in app.button}


def test_a_link_to_a_place_that_is_gone_says_so(shared_demo: Path, open_screen: OpenScreen) -> None:
    """No traceback for an old link."""
    app = open_screen("places", place="99999")
    assert len(app.warning) == 1


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_place_is_edited_and_taken_back(demo: Path, open_screen: OpenScreen, language: str) -> None:
    """The change reaches the register, and undo restores what was there."""
    before = load_place(_engine(demo), 1)
    assert before is not None
    app = open_screen("places", language, place="1")
    app.text_input(key=_key(app, "_label")).set_value("Le Triangle")
    app.number_input(key=_key(app, "_target")).set_value(10)
    _press(app, "save_place")
    after = load_place(_engine(demo), 1)
    assert after is not None
    assert (after.draft.label, after.draft.target_days) == ("Le Triangle", 10)
    assert after.draft.geometry == before.draft.geometry
    _press(app, "undo_change")
    assert load_place(_engine(demo), 1) == before


def test_a_place_is_closed_and_opened_again(demo: Path, open_screen: OpenScreen) -> None:
    """End to end, with the day that was chosen."""
    app = open_screen("places", place="1")
    app.date_input(key=_key(app, "_close_day")).set_value(date(2020, 1, 31))
    _press(app, "close_place")
    sheet = load_place(_engine(demo), 1)
    assert sheet is not None
    assert sheet.draft.active_to == date(2020, 1, 31)
    _press(app, "reopen_place")
    sheet = load_place(_engine(demo), 1)
    assert sheet is not None
    assert sheet.draft.active_to is None


def test_a_place_is_not_closed_before_its_last_visit(demo: Path, open_screen: OpenScreen) -> None:
    """The sheet says why, and the register stays."""
    app = open_screen("places", place="1")
    app.date_input(key=_key(app, "_close_day")).set_value(date(2015, 1, 31))
    _press(app, "close_place")
    assert len(app.error) == 1
    sheet = load_place(_engine(demo), 1)
    assert sheet is not None
    assert sheet.draft.active_to is None


@pytest.mark.parametrize("target", [0, -3, 366, 10**6])
def test_a_forged_target_is_refused(shared_demo: Path, open_screen: OpenScreen, target: int) -> None:
    """The limits of the field are the browser's; the register has its own."""
    app = open_screen("places", place="1")
    before = load_place(_engine(shared_demo), 1)
    app.number_input(key=_key(app, "_target")).set_value(target)
    app.button(key="save_place").click()
    app.run()
    assert load_place(_engine(shared_demo), 1) == before


def test_a_forged_label_is_refused(shared_demo: Path, open_screen: OpenScreen) -> None:
    """What the field cuts off at its length still holds telephone numbers."""
    app = open_screen("places", place="1")
    before = load_place(_engine(shared_demo), 1)
    app.text_input(key=_key(app, "_label")).set_value("0470 12 34 56 " * 8)
    _press(app, "save_place")
    assert load_place(_engine(shared_demo), 1) == before
    assert str(app.error[0].value).count("\n- ") == 1


def test_the_kind_of_a_visited_place_is_greyed(shared_demo: Path, open_screen: OpenScreen) -> None:
    """It cannot change; the register's own check is tested with the register."""
    app = open_screen("places", place="1")
    assert app.selectbox(key=_key(app, "_kind")).disabled


def test_a_zone_is_drawn_and_added(demo: Path, open_screen: OpenScreen) -> None:
    """From the button to the register, with typed corners instead of clicks; undo deletes it again."""
    app = _press(open_screen("places"), "new_place")
    app.text_input(key=_key(app, "_label")).set_value("Nouvelle zone")
    app.text_area(key=_key(app, "_typed")).set_value(TRIANGLE)
    app.selectbox(key=_key(app, "_municipality")).set_value("52011")
    app.selectbox(key=_key(app, "_service")).set_value(1)
    _press(app, "save_place")
    added = load_places(_engine(demo)).query("label == 'Nouvelle zone'")
    assert added["municipality"].tolist() == ["52011"]
    assert added.geometry.iloc[0].geom_type == "Polygon"
    _press(app, "undo_change")
    assert load_places(_engine(demo)).query("label == 'Nouvelle zone'").empty


def test_an_empty_form_names_all_that_it_lacks(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Label, position, municipality and service, in one message."""
    app = _press(open_screen("places"), "new_place")
    _press(app, "save_place")
    assert str(app.error[0].value).count("\n- ") == 4


def test_corners_that_cross_can_be_put_in_order(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The button appears for a bow tie, and the field shows the corners in turn."""
    app = _press(open_screen("places"), "new_place")
    app.text_area(key=_key(app, "_typed")).set_value("50.40, 4.40\n50.41, 4.41\n50.40, 4.41\n50.41, 4.40")
    app.run()
    order = next(one for one in app.button if (one.key or "").endswith("_order"))
    order.click()
    app.run()
    assert not any((one.key or "").endswith("_order") for one in app.button)


def test_the_last_point_is_undone_and_all_are_cleared(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The field of coordinates follows the drawing."""
    app = _press(open_screen("places"), "new_place")
    typed = _key(app, "_typed")
    app.text_area(key=typed).set_value(TRIANGLE)
    app.run()
    undo = next(str(one.key) for one in app.button if (one.key or "").endswith("_undo"))
    _press(app, undo)
    assert app.text_area(key=typed).value == "50.406600, 4.438200\n50.407100, 4.441800"
    _press(app, undo.replace("_undo", "_clear"))
    assert app.text_area(key=typed).value == ""


def test_lines_that_are_no_coordinates_are_named(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The other lines count."""
    app = _press(open_screen("places"), "new_place")
    app.text_area(key=_key(app, "_typed")).set_value("50.4, 4.4\nau coin")
    app.run()
    assert "2" in str(app.warning[0].value)


def test_private_flats_need_a_municipality_only(demo: Path, open_screen: OpenScreen) -> None:
    """No label and no position are asked for."""
    app = _press(open_screen("places"), "new_place")
    app.selectbox(key=_key(app, "_kind")).set_value(PlaceKind.PRIVATE_FLAT)
    app.run()
    assert len(app.text_area) == 0
    app.selectbox(key=_key(app, "_municipality")).set_value("57081")
    app.selectbox(key=_key(app, "_service")).set_value(1)
    _press(app, "save_place")
    assert "Privés — Tournai" in load_places(_engine(demo))["label"].tolist()


def test_opening_hours_are_added_and_removed(demo: Path, open_screen: OpenScreen) -> None:
    """Two evenings in one go; they are saved with the place."""
    app = open_screen("places", place="1")
    sheet = load_place(_engine(demo), 1)
    assert sheet is not None
    for button in [str(one.key) for one in app.button if "_remove_" in (one.key or "")]:
        _press(app, button)
    days = next(one for one in app.pills if (one.key or "").endswith("_days"))
    days.set_value([4, 5])
    app.run()
    _press(app, str(days.key).replace("_days", "_add"))
    _press(app, "save_place")
    sheet = load_place(_engine(demo), 1)
    assert sheet is not None
    assert [window.weekday for window in sheet.draft.opening] == [4, 5]
    assert {window.opens.hour for window in sheet.draft.opening} == {20}


def test_a_place_without_visits_is_deleted_and_taken_back(empty: Path, open_screen: OpenScreen) -> None:
    """Deleting asks first; undo brings the same place back."""
    engine = _with_service(empty)
    place = _bar(engine)
    app = open_screen("places", place=str(place))
    _press(app, "delete_place")
    assert load_places(engine).empty
    _press(app, "undo_change")
    assert load_places(engine)["label"].tolist() == ["Bar du canal"]


def test_a_change_made_elsewhere_is_not_overwritten(empty: Path, open_screen: OpenScreen) -> None:
    """Two people with the same sheet open: the second one is told."""
    engine = _with_service(empty)
    place = _bar(engine)
    app = open_screen("places", place=str(place))
    sheet = load_place(engine, place)
    assert sheet is not None
    other = replace(sheet.draft, target_days=30)
    assert save_place(engine, other, place).faults == ()
    app.text_input(key=_key(app, "_label")).set_value("Bar du pont")
    _press(app, "save_place")
    assert len(app.error) == 1
    sheet = load_place(engine, place)
    assert sheet is not None
    assert sheet.draft == other


def test_a_label_that_is_taken_is_refused(empty: Path, open_screen: OpenScreen) -> None:
    """One clear sentence; the sheet stays open with what was typed."""
    engine = _with_service(empty)
    place = _bar(engine)
    _bar(engine, "Bar du pont")
    app = open_screen("places", place=str(place))
    app.text_input(key=_key(app, "_label")).set_value("BAR DU PONT")
    _press(app, "save_place")
    assert len(app.error) == 1
    assert app.text_input(key=_key(app, "_label")).value == "BAR DU PONT"


def test_another_address_shows_another_place(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The back button of the browser never leaves the fields of one place on the sheet of another."""
    app = open_screen("places", place="1")
    first = app.text_input(key=_key(app, "_label")).value
    app.query_params["place"] = "2"
    _run(app)
    second = load_place(_engine(shared_demo), 2)
    assert second is not None
    assert app.text_input(key=_key(app, "_label")).value == second.draft.label != first


def test_a_register_without_services_asks_for_one(empty: Path, open_screen: OpenScreen) -> None:
    """The first place needs a service that looks after it."""
    app = _press(open_screen("places"), "new_place")
    app.text_input(key="service_label").set_value("Antenne La Louvière")
    _press(app, "add_service")
    assert load_services(_engine(empty))["label"].tolist() == ["Antenne La Louvière"]
    assert any(one.key == "save_place" for one in app.button)


def test_a_label_cannot_smuggle_markup_into_the_sheet(empty: Path, open_screen: OpenScreen) -> None:
    """Brackets and colons of a label are shown, not obeyed."""
    engine = _with_service(empty)
    place = _bar(engine, "Bar ![x](/media/c) :red[non]")
    app = open_screen("places", place=str(place))
    heading = str(app.subheader[0].value)
    assert "![x](" not in heading
    assert r"\!\[x\]\(" in heading


def _layer(folder: Path, **columns: Sequence[object]) -> bytes:
    path = folder / "zones.geojson"
    gpd.GeoDataFrame(columns, geometry="geometry", crs="EPSG:4326").to_file(path, driver="GeoJSON")
    return path.read_bytes()


def _upload(app: AppTest, content: bytes) -> AppTest:
    _press(app, "file_places")
    app.file_uploader[0].upload("zones.geojson", content, "application/geo+json")
    return _run(app)


def test_places_of_a_file_are_added_together_and_taken_back(
    demo: Path, open_screen: OpenScreen, tmp_path: Path
) -> None:
    """Read, choose the columns, choose the municipality where it is open, add, undo."""
    zones = [shapely.box(4.18, 50.47, 4.185, 50.475), shapely.Point(4.4507, 50.6116)]
    app = _upload(
        open_screen("places"), _layer(tmp_path, nom=["Zone du fichier", "Spot du fichier"], geometry=zones)
    )
    app.selectbox(key=_key(app, "_label")).set_value("nom")
    app.selectbox(key=_key(app, "_kind")).set_value(PlaceKind.CAR_PARK)
    app.selectbox(key=_key(app, "_service")).set_value(1)
    _run(app)
    assert app.button(key="add_places").disabled
    app.selectbox(key=_key(app, "_municipality_2")).set_value("25031")
    app.run()
    _press(app, "add_places")
    added = load_places(_engine(demo)).query("label.str.endswith('du fichier')")
    assert added["municipality"].tolist() == ["58001", "25031"]
    _press(app, "undo_change")
    assert load_places(_engine(demo)).query("label.str.endswith('du fichier')").empty


def test_a_file_with_faults_adds_nothing(shared_demo: Path, open_screen: OpenScreen, tmp_path: Path) -> None:
    """All faults stand in a table; there is no button to add."""
    content = _layer(
        tmp_path,
        nom=["0470 12 34 56", "Zone"],
        geometry=[shapely.Point(4.44, 50.41), shapely.Point(50.41, 4.44)],
    )
    app = _upload(open_screen("places"), content)
    app.selectbox(key=_key(app, "_label")).set_value("nom")
    app.selectbox(key=_key(app, "_kind")).set_value(PlaceKind.BAR)
    app.selectbox(key=_key(app, "_service")).set_value(1)
    _run(app)
    assert not any(one.key == "add_places" for one in app.button)
    assert {*app.dataframe[0].value["Feature"]} == {1, 2}


def test_a_file_whose_labels_are_taken_adds_nothing(
    demo: Path, open_screen: OpenScreen, tmp_path: Path
) -> None:
    """What only the register can know is told by feature too."""
    taken = str(load_places(_engine(demo))["label"].iloc[0])
    content = _layer(tmp_path, nom=[taken], geometry=[shapely.Point(4.187, 50.477)])
    before = len(load_places(_engine(demo)))
    app = _upload(open_screen("places"), content)
    app.selectbox(key=_key(app, "_label")).set_value("nom")
    app.selectbox(key=_key(app, "_kind")).set_value(PlaceKind.BAR)
    app.selectbox(key=_key(app, "_service")).set_value(1)
    app.run()
    _press(app, "add_places")
    assert len(app.error) == 1
    assert len(load_places(_engine(demo))) == before


def test_what_is_no_layer_is_refused(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Any bytes give a sentence."""
    app = _upload(open_screen("places"), b"\x00\x01 nothing of the kind")
    assert len(app.error) == 1
