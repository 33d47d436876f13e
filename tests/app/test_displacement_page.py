"""The screen of displacement: a design before anything is seen, its result, links, further designs, files."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import Point
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from data.access.roles import may_open
from data.ledger import load_ledger, load_places
from data.register.database import connect, writing
from data.register.regulations import load_regulations
from data.register.rules import Regulation
from data.settings import settings
from data.studies.keeping import KeptStudy, declare, list_studies
from data.studies.ledger import month_number, rule_of, usual_choices
from data.studies.offering import offer
from data.vocabulary import AccessRole, RegulationKind
from geo.displacement.design import propose
from geo.displacement.model import AnalysisSpec, Arm, EffortRule, Window
from geo.displacement.panel import panel_of
from pages.parts.displacement import beside
from pages.parts.displacement.look import chosen_style_of, style_of
from pages.parts.displacement.proposals import Ring
from pages.ui.maps import Shape, shapes_layer
from tests.app.conftest import OpenScreen, for_the_team

NOW = datetime(2020, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None)

QUESTION = "Did contacts per hour"

VERDICT = "More contacts an hour than expected"

ANSWER = "That fits with displacement"


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the test outside the session too: there AppTest writes the choices of a list."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()


@pytest.fixture
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is folded away lies open: AppTest cannot open a fold."""

    def draw_at_once(label: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
        assert label
        assert key
        assert icon
        draw()

    monkeypatch.setattr(beside, "show_folded", draw_at_once)


def engine_of(register: Path) -> Engine:
    """The register of the test."""
    return connect(f"sqlite:///{register}")


def words(app: AppTest) -> str:
    """All that can be read on the screen."""
    parts = (app.subheader, app.markdown, app.caption, app.warning, app.info, app.error)
    return "\n".join(str(one.value) for part in parts for one in part)


def assert_answered(app: AppTest) -> None:
    """The demo's dispersal is told: first in a few words, then with its figures."""
    assert app.subheader[0].value.startswith(VERDICT)
    assert ANSWER in words(app)


def button(app: AppTest, key: str) -> None:
    """Press a button; nothing may go wrong."""
    app.button(key=key).click().run()
    assert not app.exception, [one.message for one in app.exception]


def ban(register: Path) -> int:
    """The rule that the demo register disperses people by."""
    rules = load_regulations(engine_of(register))
    return next(rule.id for rule in rules if rule.kind is RegulationKind.SOLICITING_BAN)


def only_study(register: Path) -> KeptStudy:
    """The one study of the register."""
    [study] = list_studies(engine_of(register))
    return study


@pytest.fixture(scope="module")
def proposed(filled: Path) -> AnalysisSpec:
    """What the ledger of the demo suggests for its ban."""
    engine = engine_of(filled / "demo.sqlite")
    rules, visits = load_regulations(engine), load_ledger(engine)
    rule = next(one for one in rules if one.kind is RegulationKind.SOLICITING_BAN)
    panel = panel_of(visits, *(month_number(day) for day in (visits["day"].min(), visits["day"].max())))
    others = [rule_of(one) for one in rules]
    found = propose(rule_of(rule), load_places(engine), panel, others, usual_choices(rule))
    assert found is not None
    return found.spec


def kept(register: Path, spec: AnalysisSpec) -> str:
    """Declare a design as the screen does; return what an address knows it by."""
    return declare(engine_of(register), ban(register), spec, NOW).uid


def first_home_zone(register: Path) -> int:
    """A private flat of the town of the rule, which has no position."""
    query = text("SELECT min(id) FROM place WHERE kind = 'private_flat' AND municipality = '52011'")
    with engine_of(register).connect() as connection:
        return int(connection.execute(query).scalar_one())


# Before looking


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
    button(app, "declare_study")
    assert only_study(demo).specs[0].spec.arm_of(zone) is Arm.LEFT_OUT


def test_other_months_and_another_effort_rule(demo: Path, open_screen: OpenScreen) -> None:
    """One year a side, a narrower ring and proportional hours are declared as chosen."""
    app = open_screen("displacement")
    rule = ban(demo)
    app.radio(key=f"displacement_effort_{rule}").set_value(EffortRule.PROPORTIONAL).run()
    app.selectbox(key=f"displacement_ring_{rule}").set_value(Ring(2.0)).run()
    app.button_group(key=f"displacement_years_{rule}").set_value(1).run()
    assert not app.exception, [one.message for one in app.exception]
    button(app, "declare_study")
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


# The result


def test_the_sentence_comes_first_and_the_study_is_kept(demo: Path, open_screen: OpenScreen) -> None:
    """Declared once, the demo's dispersal is told, with its interval, its power and all six caveats."""
    app = open_screen("displacement")
    button(app, "declare_study")
    assert_answered(app)
    assert len(app.metric) == 4
    study = only_study(demo)
    assert [len(study.specs), len(study.runs)] == [1, 1]
    assert app.query_params["study"] == study.uid
    shown = words(app)
    assert study.fingerprint(study.specs[0].digest)[:12] in shown
    assert study.specs[0].digest[:12] not in shown
    assert "Evidence level 3 of 5" in shown
    assert "with 6 comparison zones; November 2012 to October 2014 with January 2015" in shown
    assert "Only one design was declared" in shown
    assert "found four times out of five" in shown
    [caveats] = [one.value for one in app.markdown if one.value.startswith("1. ")]
    assert caveats.count("\n") == 5
    assert shown.count("irst visited after the announcement") == 1
    assert "Change in contacts" not in shown
    assert len(app.get("vega_lite_chart")) == 3
    assert all(chart.proto.alt for chart in app.get("vega_lite_chart"))


@pytest.mark.usefixtures("unfolded")
def test_what_is_folded_away_is_whole(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """Maps, zones, quarters, other choices, spread, newcomers, one series and familiar figures are drawn."""
    app = open_screen("displacement", study=kept(demo, proposed))
    shown = words(app)
    assert "What changed, zone by zone" in shown
    assert "Conclude nothing from them" in shown
    assert "Indicative only" in shown
    assert "Share of people new to the team" in shown
    assert "Nobody was followed" not in shown
    app.toggle(key="displacement_least").set_value(True).run()
    assert not app.exception, [one.message for one in app.exception]
    assert "Not observed: nobody was followed" in words(app)


def test_a_link_opens_the_result(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """Whoever gets the address sees what was declared, and not a design."""
    app = open_screen("displacement", study=kept(demo, proposed), spec="1")
    assert_answered(app)
    assert not [one for one in app.button if one.key == "declare_study"]


def test_a_result_says_whether_releases_tell_of_it(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Whoever publishes sees it beside the result, before and after offering the study."""
    uid = kept(demo, proposed)
    app = open_screen("displacement", study=uid, spec="1")
    assert "does not tell of this study" in words(app)
    offer(engine_of(demo), uid, offered=True, by=None, now=NOW)
    app.run()
    assert "tells what this study last found" in words(app)
    assert "does not tell" not in words(app)


def test_a_link_to_no_study_says_so(demo: Path, open_screen: OpenScreen) -> None:
    """An address that was cut short leads to the usual rule, with a word about it."""
    app = open_screen("displacement", study="0123abcd")
    assert "There is no such study" in words(app)
    assert app.subheader[0].value.startswith(QUESTION)


def test_a_further_design_is_counted(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """Another design starts from the one that is open, is kept beside it, and the count is shown."""
    app = open_screen("displacement", study=kept(demo, proposed))
    button(app, "another_design")
    assert app.subheader[0].value.startswith(QUESTION)
    assert "1 design was tried" in words(app)
    app.radio(key=f"displacement_effort_{ban(demo)}").set_value(EffortRule.PROPORTIONAL).run()
    button(app, "declare_study")
    assert [one.number for one in only_study(demo).specs] == [1, 2]
    assert "Designs declared for this rule: 2" in words(app)
    app.selectbox(key="spec").set_value(1).run()
    assert "Design no. 1" in words(app)


def test_leaving_a_further_design_shows_the_result_again(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Nothing is kept of a design that nobody declared."""
    app = open_screen("displacement", study=kept(demo, proposed))
    button(app, "another_design")
    button(app, "leave_design")
    assert_answered(app)
    assert len(only_study(demo).specs) == 1


def test_newer_data_show_what_differs(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """After the register has changed the earlier figures stand beside those of now, until these are kept."""
    uid = kept(demo, proposed)
    open_screen("displacement", study=uid)
    with writing(engine_of(demo)) as session:
        longer = text("UPDATE visit SET minutes = minutes + 20 WHERE place_id = :zone AND day > '2015-06-01'")
        session.execute(longer, {"zone": proposed.treated[0]})
    app = open_screen("displacement", study=uid)
    assert "The register has changed since" in words(app)
    button(app, "keep_look")
    assert "The same as on" in words(app)
    assert len(only_study(demo).runs) == 2


def test_too_little_is_described_and_not_tested(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """With two destinations there is no ratio, but what is missing and the rates as they are."""
    uid = kept(demo, replace(proposed, displaced=proposed.displaced[:2]))
    app = open_screen("displacement", study=uid)
    assert app.subheader[0].value.startswith("Too little data")
    assert "This is missing for a full test:" in words(app)
    assert "as they are, not tested" in words(app)
    assert not app.metric


def test_places_that_are_gone_count_nowhere(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """A study that names a place the register has lost says so, and answers for the others."""
    uid = kept(demo, replace(proposed, displaced=(*proposed.displaced, 999_999)))
    app = open_screen("displacement", study=uid)
    assert "1 zone of this study is no longer in the register" in words(app)
    assert_answered(app)


def test_months_outside_the_register_are_refused(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """A study of months that the register does not hold is not answered, and says what to do."""
    early = replace(proposed, pre=Window(proposed.pre.first - 240, proposed.pre.years))
    app = open_screen("displacement", study=kept(demo, early))
    assert "no longer reaches over the months" in words(app)
    assert not app.metric


def test_a_study_outlives_its_rule(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """The result of a rule that was deleted can still be opened by its link."""
    uid = kept(demo, proposed)
    with writing(engine_of(demo)) as session:
        session.delete(session.get_one(Regulation, ban(demo)))
    app = open_screen("displacement", study=uid)
    assert_answered(app)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_language_tells_the_result(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec, language: str
) -> None:
    """The screen is whole in each language, with decimals as they are written there."""
    app = open_screen("displacement", language, study=kept(demo, proposed))
    assert re.search(r"\d,\d\d fois|\d,\d\d keer|\d,\d\d times", words(app))


def test_a_damaged_design_is_named_and_the_others_open(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Its address leads to the design that can be read; the one that cannot is named, with what to do."""
    uid = kept(demo, proposed)
    other = replace(proposed, effort=EffortRule.PROPORTIONAL)
    declare(engine_of(demo), ban(demo), other, NOW, uid)
    damage(demo, 2)
    app = open_screen("displacement", study=uid, spec="2")
    assert_answered(app)
    [warning] = [one.value for one in app.warning]
    assert "1 design can no longer be read" in warning
    assert "design no. 2, declared on 01/01/2020" in warning
    assert "Restore the last backup" in warning


def test_a_register_whose_only_design_is_damaged_offers_a_new_one(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Declared anew it is answered, and counted once."""
    uid = kept(demo, proposed)
    damage(demo, 1)
    app = open_screen("displacement", study=uid)
    assert "1 design can no longer be read" in words(app)
    assert "There is no such study" not in words(app)
    assert "1 design was tried" in words(app)
    button(app, "declare_study")
    assert_answered(app)
    assert "Only one design was declared" in words(app)


def damage(register: Path, number: int) -> None:
    """Leave a row that is no specification."""
    with engine_of(register).begin() as connection:
        connection.execute(
            text("UPDATE study_spec SET spec = '{' WHERE number = :number"), {"number": number}
        )


def test_pages_that_tell_together_are_warned_of(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """A design that differs by a zone is named beside the files; alone, nothing is said."""
    uid = kept(demo, proposed)
    app = open_screen("displacement", study=uid)
    assert "Nearly equal" not in words(app)
    compared = next(one for one in proposed.control)
    near = replace(proposed, control=tuple(zone for zone in proposed.control if zone != compared))
    declare(engine_of(demo), ban(demo), near, NOW, uid)
    app = open_screen("displacement", study=uid, spec="2")
    assert "Nearly equal: no. 1 of 01/01/2020." in words(app)


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


def test_files_leave_with_a_purpose(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """The page and the tables are offered once it is known what for."""
    app = open_screen("displacement", study=kept(demo, proposed))
    assert "study_html" not in {one.key for one in app.get("download_button")}
    for_the_team(app)
    assert {"study_html", "study_tables"} <= {one.key for one in app.get("download_button")}


# Who and when nothing is there


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
