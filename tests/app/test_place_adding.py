"""A new place on its screen: drawn or typed, flats without a position, and all that a form lacks."""

from pathlib import Path

import pytest

from data.ledger import load_places, load_services
from data.vocabulary import PlaceKind
from tests.app.conftest import OpenScreen
from tests.place_page_kit import key_of
from tests.screen_kit import engine_of, press

pytestmark = pytest.mark.usefixtures("same_language")

TRIANGLE = "50.4066, 4.4382\n50.4071, 4.4418\n50.4088, 4.4407"


def test_a_zone_is_drawn_and_added(demo: Path, open_screen: OpenScreen) -> None:
    """From the button to the register, with typed corners instead of clicks; undo deletes it again."""
    app = press(open_screen("places"), "new_place")
    app.text_input(key=key_of(app, "_label")).set_value("Nouvelle zone")
    app.text_area(key=key_of(app, "_typed")).set_value(TRIANGLE)
    app.selectbox(key=key_of(app, "_municipality")).set_value("52011")
    app.selectbox(key=key_of(app, "_service")).set_value(1)
    press(app, "save_place")
    added = load_places(engine_of(demo)).query("label == 'Nouvelle zone'")
    assert added["municipality"].tolist() == ["52011"]
    assert added.geometry.iloc[0].geom_type == "Polygon"
    press(app, "places_undo")
    assert load_places(engine_of(demo)).query("label == 'Nouvelle zone'").empty


def test_an_empty_form_names_all_that_it_lacks(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Label, position, municipality and service, in one message."""
    app = press(open_screen("places"), "new_place")
    press(app, "save_place")
    assert str(app.error[0].value).count("\n- ") == 4


def test_corners_that_cross_can_be_put_in_order(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The button appears for a bow tie, and the field shows the corners in turn."""
    app = press(open_screen("places"), "new_place")
    app.text_area(key=key_of(app, "_typed")).set_value("50.40, 4.40\n50.41, 4.41\n50.40, 4.41\n50.41, 4.40")
    app.run()
    order = next(one for one in app.button if (one.key or "").endswith("_order"))
    order.click()
    app.run()
    assert not any((one.key or "").endswith("_order") for one in app.button)


def test_the_last_point_is_undone_and_all_are_cleared(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The field of coordinates follows the drawing."""
    app = press(open_screen("places"), "new_place")
    typed = key_of(app, "_typed")
    app.text_area(key=typed).set_value(TRIANGLE)
    app.run()
    undo = next(str(one.key) for one in app.button if (one.key or "").endswith("_undo"))
    press(app, undo)
    assert app.text_area(key=typed).value == "50.406600, 4.438200\n50.407100, 4.441800"
    press(app, undo.replace("_undo", "_clear"))
    assert app.text_area(key=typed).value == ""


def test_lines_that_are_no_coordinates_are_named(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The other lines count."""
    app = press(open_screen("places"), "new_place")
    app.text_area(key=key_of(app, "_typed")).set_value("50.4, 4.4\nau coin")
    app.run()
    assert "2" in str(app.warning[0].value)


def test_private_flats_need_a_municipality_only(demo: Path, open_screen: OpenScreen) -> None:
    """No label and no position are asked for."""
    app = press(open_screen("places"), "new_place")
    app.selectbox(key=key_of(app, "_kind")).set_value(PlaceKind.PRIVATE_FLAT)
    app.run()
    assert len(app.text_area) == 0
    app.selectbox(key=key_of(app, "_municipality")).set_value("57081")
    app.selectbox(key=key_of(app, "_service")).set_value(1)
    press(app, "save_place")
    assert "Privés — Tournai" in load_places(engine_of(demo))["label"].tolist()


def test_a_register_without_services_asks_for_one(empty: Path, open_screen: OpenScreen) -> None:
    """The first place needs a service that looks after it."""
    app = press(open_screen("places"), "new_place")
    app.text_input(key="service_label").set_value("Antenne La Louvière")
    press(app, "add_service")
    assert load_services(engine_of(empty))["label"].tolist() == ["Antenne La Louvière"]
    assert any(one.key == "save_place" for one in app.button)
