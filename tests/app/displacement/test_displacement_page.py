"""The screen of displacement before anything is seen: a design to declare, and who may."""

from pathlib import Path

import pytest
from shapely import Point
from sqlalchemy import text

from data.access.roles import may_open
from data.register.database import writing
from data.register.regulations import load_regulations
from data.register.rules import Regulation
from data.studies.keeping import list_studies
from data.vocabulary import AccessRole
from geo.displacement.model import Arm, EffortRule
from pages.parts.displacement.look import chosen_style_of, style_of
from pages.parts.displacement.proposals import Ring
from pages.ui.maps import Shape, shapes_layer
from tests.app.conftest import OpenScreen
from tests.displacement_page_kit import QUESTION, ban, only_study, words
from tests.screen_kit import engine_of, press

pytestmark = pytest.mark.usefixtures("same_language")


def first_home_zone(register: Path) -> int:
    """A private flat of the town of the rule, which has no position."""
    query = text("SELECT min(id) FROM place WHERE kind = 'private_flat' AND municipality = '52011'")
    with engine_of(register).connect() as connection:
        return int(connection.execute(query).scalar_one())


def test_first_sight_is_a_design_and_no_outcome(demo: Path, open_screen: OpenScreen) -> None:
    """Before anything is declared there is a question, a map and a button, and no figure of what was met."""
    app = open_screen("displacement")
    [question] = [one.value for one in app.subheader]
    assert question.startswith(QUESTION)
    assert "None was tried" in words(app)
    assert app.button(key="declare_study").label == "Declare and look"
    assert not app.metric
    assert not app.get("vega_lite_chart")
    assert "contacts lead one to expect" not in words(app)
    assert list_studies(engine_of(demo)) == []


def test_a_zone_says_why_it_is_there_and_can_be_moved(demo: Path, open_screen: OpenScreen) -> None:
    """A zone that is chosen has a reason; put elsewhere by hand it says so, and is declared like that."""
    app = open_screen("displacement")
    rule = ban(demo)
    zone = first_home_zone(demo)
    app.session_state[f"displacement_zone_{rule}"] = zone
    app.session_state["_displacement_draft"].chosen = zone
    app.run()
    assert "In the municipality of the rule." in words(app)
    app.radio(key=f"displacement_arm_{rule}_{zone}").set_value(Arm.LEFT_OUT).run()
    assert "Put here by hand." in words(app)
    press(app, "declare_study")
    assert only_study(demo).specs[0].spec.arm_of(zone) is Arm.LEFT_OUT


def test_other_months_and_another_effort_rule(demo: Path, open_screen: OpenScreen) -> None:
    """One year a side, a narrower ring and proportional hours are declared as chosen."""
    app = open_screen("displacement")
    rule = ban(demo)
    app.radio(key=f"displacement_effort_{rule}").set_value(EffortRule.PROPORTIONAL).run()
    app.selectbox(key=f"displacement_ring_{rule}").set_value(Ring(2.0)).run()
    app.button_group(key=f"displacement_years_{rule}").set_value(1).run()
    assert not app.exception, [one.message for one in app.exception]
    press(app, "declare_study")
    [kept] = only_study(demo).specs
    assert (kept.spec.pre.years, kept.spec.effort.value) == (1, "proportional")


def test_minutes_by_car_need_no_roads(demo: Path, open_screen: OpenScreen) -> None:
    """Where no roads were imported, the ring in minutes goes by the estimated times."""
    app = open_screen("displacement")
    app.selectbox(key=f"displacement_ring_{ban(demo)}").set_value(Ring(10.0, by_road=True)).run()
    assert not app.exception, [one.message for one in app.exception]
    assert app.subheader[0].value.startswith(QUESTION)


def test_a_rule_outside_the_register_has_no_design(demo: Path, open_screen: OpenScreen) -> None:
    """Without a whole year on both sides the screen says so, and offers nothing to declare."""
    rules = load_regulations(engine_of(demo))
    late = max(rules, key=lambda rule: rule.in_force)
    app = open_screen("displacement", regulation=str(late.id))
    assert "The register does not hold a year on both sides" in words(app)
    assert not [one for one in app.button if one.key == "declare_study"]


def test_a_rule_without_places_asks_for_them(demo: Path, open_screen: OpenScreen) -> None:
    """Where the ledger names no zone that was visited, the design is made by hand."""
    with writing(engine_of(demo)) as session:
        for rule in session.query(Regulation):
            rule.municipality, rule.area, rule.places = "11001", None, []
    app = open_screen("displacement", regulation=str(ban(demo)))
    assert app.subheader[0].value == "Which zones may this rule have changed?"
    assert app.button(key="declare_study").disabled


@pytest.mark.parametrize("arm", list(Arm))
def test_the_chosen_zone_stands_out(arm: Arm) -> None:
    """Larger than the others of its group and ringed, whatever the group."""
    usual, chosen = style_of(arm), chosen_style_of(arm)
    assert float(str(chosen["radius"])) >= float(str(usual["radius"])) + 4
    assert float(str(chosen["weight"])) > float(str(usual["weight"]))
    assert chosen["color"] != usual["color"]
    assert chosen["fillColor"] == usual["fillColor"]
    drawn = [
        Shape("1", Point(4.4, 50.4), (), chosen),
        Shape("2", Point(4.4, 50.4), (), style_of(Arm.LEFT_OUT)),
    ]
    [layer] = shapes_layer(drawn)._children.values()
    assert [one["properties"]["code"] for one in layer.data["features"]] == ["2", "1"]


def test_an_empty_register_leads_to_the_import(empty: Path, open_screen: OpenScreen) -> None:
    """Without visits there is nothing to study, and a way to begin."""
    assert not empty.exists() or empty.stat().st_size
    assert "There is no visit in the register yet" in words(open_screen("displacement"))


def test_an_empty_ledger_leads_to_the_regulations(demo: Path, open_screen: OpenScreen) -> None:
    """Without a rule there is nothing to ask."""
    with writing(engine_of(demo)) as session:
        for rule in session.query(Regulation):
            session.delete(rule)
    assert "The ledger of regulations is empty" in words(open_screen("displacement"))


def test_the_screen_is_for_coordinators_of_all_services() -> None:
    """A study draws on all services, so nobody who sees only one may open it."""
    assert may_open({AccessRole.COORDINATOR}, "displacement")
    assert not may_open({AccessRole.COORDINATOR}, "displacement", service=1)
    assert not may_open({AccessRole.FIELD}, "displacement")
