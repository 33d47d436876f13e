"""The map screen: its figures, its address, its payload."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from streamlit.testing.v1 import AppTest

from pages.parts.map import view
from tests.app.conftest import OpenScreen


def payloads(app: AppTest) -> list[dict[str, Any]]:
    """What the maps of a screen send to the browser."""
    return [json.loads(one.proto.json_args) for one in app.get("component_instance")]


def table(app: AppTest, position: int = 0) -> pd.DataFrame:
    """The table beside the map."""
    frame: pd.DataFrame = app.dataframe[position].value
    return frame


def contacts_in_database(register: Path, where: str) -> int:
    """Contacts by plain SQL, offices left out."""
    query = f"""
        SELECT COALESCE(SUM(contact.count), 0) FROM contact
        JOIN visit ON visit.id = contact.visit_id
        JOIN place ON place.id = visit.place_id
        JOIN round ON round.id = visit.round_id AND round.status = 'done'
        WHERE place.kind <> 'office' AND {where}
    """  # noqa: S608 - the conditions are ours
    with create_engine(f"sqlite:///{register}").connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


FILTERS = [
    ({"period": "last_year"}, "visit.day BETWEEN '2019-01-01' AND '2019-12-31'"),
    (
        {"period": "custom", "from": "2014-06-01", "to": "2015-05-31", "kinds": "street"},
        "visit.day BETWEEN '2014-06-01' AND '2015-05-31' AND place.kind = 'street'",
    ),
    (
        {"period": "all", "days": "4", "hours": "evening", "kinds": "bar,rest_area"},
        (
            "strftime('%w', visit.day) = '5' AND visit.arrival >= '18:00' AND visit.arrival < '22:00' "
            "AND place.kind IN ('bar', 'rest_area')"
        ),
    ),
    (
        {"period": "year", "services": "genappe"},
        "visit.day >= '2019-01-01' AND place.service_id = (SELECT id FROM service WHERE code = 'genappe')",
    ),
]


@pytest.mark.parametrize(("address", "where"), FILTERS)
@pytest.mark.parametrize("layer", ["places", "areas"])
def test_the_table_agrees_with_the_database(
    shared_demo: Path, open_screen: OpenScreen, address: dict[str, str], where: str, layer: str
) -> None:
    """Every filter gives the sum that plain SQL gives, whatever the layer."""
    app = open_screen("map", measure="contacts", layer=layer, **address)
    shown = table(app)["Contacts"]
    assert shown.sum() == contacts_in_database(shared_demo, where)


def test_hexagons_keep_the_total_of_what_has_a_position(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A zone is shared over its cells, and nothing is lost; private flats have no cell."""
    app = open_screen("map", measure="contacts", layer="hexagons", period="last_year", size="1000")
    where = "visit.day BETWEEN '2019-01-01' AND '2019-12-31' AND place.geometry IS NOT NULL"
    assert table(app)["Contacts"].sum() == pytest.approx(contacts_in_database(shared_demo, where))


def tooltips(app: AppTest) -> list[str]:
    """The tooltips of everything that the first map draws."""
    data = re.search(r"geo_json_\w+_add\((\{.*\})\);", payloads(app)[0]["feature_group"])
    assert data is not None
    return [unescape(one["properties"]["tip"]) for one in json.loads(data.group(1))["features"]]


def test_what_the_map_draws_is_what_the_table_says(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Each place of the table that has a position is on the map, with its value in the tooltip."""
    app = open_screen("map", measure="contacts", period="last_year")
    shown = table(app)
    shown = shown[~shown["Place"].str.contains("Private flats") & (shown["What is known"] != "Not looked")]
    tips = set(tooltips(app))
    for place, value in zip(shown["Place"], shown["Contacts"], strict=True):
        assert f"<strong>{place}</strong><br>Contacts: {value:,.0f}" in tips


def test_no_link_of_a_map_leaves_the_server(shared_demo: Path, open_screen: OpenScreen) -> None:
    """All scripts, styles and documents are relative to the frame."""
    for payload in payloads(open_screen("map")):
        assert payload["js_links"]
        assert payload["css_links"]
        assert all(link.startswith("../../assets/") for link in payload["js_links"] + payload["css_links"])
        assert "http" not in payload["script"].replace("http://www.w3.org", "")


def test_labels_cannot_run_as_script(demo: Path, open_screen: OpenScreen) -> None:
    """A place whose name is HTML is shown as text."""
    with create_engine(f"sqlite:///{demo}").begin() as connection:
        connection.execute(
            text("UPDATE place SET label = '<img src=x onerror=alert(1)>' WHERE label = 'Ville Basse'")
        )
        connection.execute(text("UPDATE register_state SET revision = revision + 1"))
    script = payloads(open_screen("map", period="all"))[0]["feature_group"]
    assert "<img" not in script
    assert "onerror" in script


def test_a_map_is_light(shared_demo: Path, open_screen: OpenScreen) -> None:
    """What the browser is sent stays far below what a phone can bear."""
    for layer in ("places", "areas", "hexagons"):
        payload = payloads(open_screen("map", layer=layer, period="all"))[0]
        assert len(json.dumps(payload)) < 600_000


def test_filters_do_not_move_the_map(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The base map, which is the map's identity, is the same under every filter and measure."""
    first = payloads(open_screen("map"))[0]
    other = payloads(open_screen("map", measure="hours", kinds="bar", period="all"))[0]
    assert first["script"] == other["script"]
    assert first["feature_group"] != other["feature_group"]


def test_a_link_reopens_the_view_in_another_language(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The address holds codes, not words."""
    address = {"measure": "hours", "kinds": "bar", "period": "last_year", "layer": "areas"}
    app = open_screen("map", language="nl", **address)
    assert {key: app.session_state[key] for key in ("measure", "kinds", "layer")} == {
        "measure": "hours",
        "kinds": ["bar"],
        "layer": "areas",
    }
    assert app.query_params["kinds"] == "bar"


def test_a_click_counts_more_than_an_address_from_before(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A browser that has not heard of the last address yet does not undo what was just chosen."""
    app = open_screen("map", language="fr", measure="hours", layer="areas")
    app.selectbox(key="measure").set_value("contacts")
    del app.query_params["measure"], app.query_params["layer"]
    app.run()
    assert (app.session_state["measure"], app.session_state["layer"]) == ("contacts", "areas")


def test_time_stops_while_periods_are_compared(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Two periods have no timeline, so nothing would be left to stop it with."""
    app = open_screen("map", language="fr")
    app.button(key="play").click().run()
    assert app.session_state["playing"]
    app.radio(key="mode").set_value("change").run()
    assert not app.session_state["playing"]


def test_a_forged_address_opens_the_plain_view(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Unknown words, dates that are none and places that do not exist change nothing."""
    app = open_screen(
        "map", measure="names", kinds="x,bar", period="custom", place="999999", to="tomorrow", days="9"
    )
    assert app.session_state["measure"] == "contacts_per_hour"
    assert app.session_state["kinds"] == ["bar"]
    assert app.session_state["days"] == []


def test_the_menu_keeps_the_filters(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Going to another screen and back keeps what was chosen."""
    app = open_screen("map", language="fr", kinds="bar")
    app.switch_page("../overview.py")
    app.query_params.clear()
    app.run()
    app.switch_page("../map.py").run()
    assert app.session_state["kinds"] == ["bar"]
    assert app.query_params["kinds"] == "bar"


def test_reset_takes_every_filter_away(shared_demo: Path, open_screen: OpenScreen) -> None:
    """One button, and the screen is as it opened first."""
    app = open_screen("map", language="fr", kinds="bar", days="1", period="all")
    app.button(key="reset_filters").click().run()
    assert app.session_state["kinds"] == []
    assert app.session_state["period"] == "month"
    assert "kinds" not in app.query_params


def test_three_kinds_of_presence_are_told_apart(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Met, looked and met nobody, and not looked are each on the legend and in the table."""
    app = open_screen("map")
    known = set(table(app)["What is known"])
    assert known == {"People met", "Looked, met nobody", "Not looked"}


@pytest.mark.parametrize("period", ["last_year", "month"])
@pytest.mark.parametrize("mode", ["side", "change"])
@pytest.mark.parametrize("layer", ["places", "areas", "hexagons"])
def test_two_periods(shared_demo: Path, open_screen: OpenScreen, mode: str, layer: str, period: str) -> None:
    """Side by side there are two maps of one group with the same classes; a change is one map."""
    app = open_screen("map", mode=mode, layer=layer, period=period, against="year_before")
    maps = payloads(app)
    assert len(maps) == (2 if mode == "side" else 1)
    if mode == "side":
        assert all('"group": "compare"' in one["script"] for one in maps)


def test_the_sheet_of_a_place(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A link with a place opens its sheet; closing it goes back to the summary."""
    app = open_screen("map", language="fr", place="3", period="last_year")
    assert app.subheader[0].value
    app.button(key="leave_place").click().run()
    assert not app.subheader


def test_a_moment_of_the_timeline(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The window narrows what the map shows to its months."""
    app = open_screen("map", measure="contacts", moment="2014-10", window="3", period="all")
    where = "visit.day BETWEEN '2014-10-01' AND '2014-12-31'"
    assert table(app)["Contacts"].sum() == contacts_in_database(shared_demo, where)


def test_an_empty_register_says_what_to_do(empty: Path, open_screen: OpenScreen) -> None:
    """No map of nothing, but a sentence."""
    app = open_screen("map")
    assert not payloads(app)
    assert any("Add places" in one.value for one in app.markdown)


def test_the_year_before_and_after_a_regulation(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A regulation sets both periods to whole years, whatever the filter says."""
    query = text("SELECT id FROM regulation WHERE in_force = '2014-12-01' LIMIT 1")
    with create_engine(f"sqlite:///{shared_demo}").connect() as connection:
        rule = connection.execute(query).scalar_one()
    app = open_screen("map", mode="side", against="rule", rule=str(rule), measure="contacts", kinds="street")
    years = ("'2013-12-01' AND '2014-11-30'", "'2014-12-01' AND '2015-11-30'")
    for position, year in enumerate(years):
        where = f"visit.day BETWEEN {year} AND place.kind = 'street'"
        assert table(app, position)["Contacts"].sum() == contacts_in_database(shared_demo, where)


@pytest.mark.parametrize("screen", ["map", "trends"])
@pytest.mark.parametrize(
    "address",
    [
        {"period": "custom", "from": "1900-01-01", "to": "9999-12-31"},
        {"mode": "side", "against": "custom", "vs_from": "1900-01-01", "vs_to": "9999-12-31"},
    ],
)
def test_a_link_with_days_before_and_after_the_register_opens(
    shared_demo: Path, open_screen: OpenScreen, screen: str, address: dict[str, str]
) -> None:
    """Such a link comes from another register: what is left of its period is shown."""
    app = open_screen(screen, **address)
    if address.get("period") == "custom":
        assert (app.session_state["from"], app.session_state["to"]) == (date(2012, 1, 3), date(2019, 12, 31))


def test_a_service_that_is_gone_is_no_filter(demo: Path, open_screen: OpenScreen) -> None:
    """Whoever filters by a service while somebody else replaces the register sees the new one whole."""
    app = open_screen("map", language="fr", services="genappe", period="all")
    with create_engine(f"sqlite:///{demo}").begin() as connection:
        connection.execute(text("UPDATE service SET code = 'other' WHERE code = 'genappe'"))
        connection.execute(text("UPDATE register_state SET revision = revision + 1"))
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    assert app.session_state["services"] == []


def test_the_name_of_a_service_is_shown_as_it_was_typed(demo: Path, open_screen: OpenScreen) -> None:
    """Buttons read Markdown, and a label may hold some."""
    with create_engine(f"sqlite:///{demo}").begin() as connection:
        connection.execute(text("UPDATE service SET label = '![x](//y/z.png)' WHERE code = 'genappe'"))
        connection.execute(text("UPDATE register_state SET revision = revision + 1"))
    app = open_screen("map", services="genappe", period="all")
    assert app.button(key="chip_services").label == r"\!\[x\]\(//y/z\.png\)"


def test_what_was_clicked_on_another_layer_opens_no_sheet(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The map goes on saying which hexagon was clicked after the layer has changed to places."""
    said = {"code": "2000:117:-34", "point": None}
    monkeypatch.setattr(view, "show_map", lambda *_, **__: said)
    app = open_screen("map", language="fr", layer="hexagons")
    app.session_state["layer"] = "places"
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    assert not app.subheader
    said["code"] = "3"
    app.run()
    assert app.subheader[0].value
    said["code"] = None
    app.button(key="leave_place").click().run()
    said["code"] = "3"
    app.run()
    assert app.subheader[0].value


def test_the_sheet_says_what_the_map_says(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The rate of a place has one interval, in its tooltip, in the table and on its sheet."""
    app = open_screen("map", place="1", period="month")
    shown = next(one for one in app.markdown if " an hour (" in one.value).value
    assert any(tip.endswith(f": {shown}") for tip in tooltips(app))
