"""The screen of regulations: empty, full and large; add, edit, end, delete; what is forged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.register.database import open_engine
from data.register.national_changes import NATIONAL_CHANGES
from data.register.regulation_checks import RegulationDraft
from data.register.regulations import RegulationRecord, load_regulations, save_regulation
from data.settings import settings
from data.vocabulary import PlaceKind, RegulationKind
from pages.parts.regulations.form import Where

OpenScreen = Callable[..., AppTest]

BAN = RegulationDraft(
    kind=RegulationKind.SOLICITING_BAN,
    announced=date(2014, 10, 20),
    in_force=date(2014, 12, 1),
    titles={"fr": "Interdiction", "nl": "Verbod", "en": "Ban"},
    source="Règlement communal, 2014",
    municipality="52011",
)

AREA = "50.40, 4.43\n50.41, 4.43\n50.41, 4.45"


@pytest.fixture(autouse=True)
def _language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the test outside the session too: there AppTest writes the choices of a list."""
    chosen = getattr(request.node, "callspec", None)
    monkeypatch.setenv("MARAUDE_LANGUAGE", chosen.params.get("language", "en") if chosen else "en")
    settings.cache_clear()


def _engine(register: Path) -> Engine:
    return open_engine(f"sqlite:///{register}")


def _saved(register: Path, draft: RegulationDraft = BAN) -> int:
    outcome = save_regulation(_engine(register), draft)
    assert outcome.id is not None, outcome.faults
    return outcome.id


def _only(register: Path) -> RegulationRecord:
    [rule] = load_regulations(_engine(register))
    return rule


def _key(app: AppTest, ending: str) -> str:
    """Return the key of the one widget of the open form that ends so."""
    fields = (app.text_input, app.text_area, app.selectbox, app.date_input, app.multiselect, app.toggle)
    [key] = [one.key for field in fields for one in field if one.key and one.key.endswith(ending)]
    return str(key)


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return _run(app)


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def _edit(app: AppTest) -> AppTest:
    app.toggle(key=_key(app, "_edits")).set_value(True)
    return _run(app)


def _fill(app: AppTest) -> None:
    for language, title in (("fr", "Contrôles"), ("nl", "Controles"), ("en", "Checks")):
        app.text_input(key=_key(app, f"_title_{language}")).set_value(title)
    app.text_input(key=_key(app, "_source")).set_value("Presse, 2017")
    app.date_input(key=_key(app, "_in_force")).set_value(date(2017, 3, 1))
    app.selectbox(key=_key(app, "_kind")).set_value(RegulationKind.CHECKS)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_an_empty_ledger_says_what_it_is_for(empty: Path, open_screen: OpenScreen, language: str) -> None:
    """No chart and no table, one explanation, and the way to begin."""
    app = open_screen("regulations", language)
    assert len(app.dataframe) == 0
    assert any(one.key == "new_rule" for one in app.button)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_demo_shows_its_rules_in_each_language(
    demo: Path, open_screen: OpenScreen, language: str
) -> None:
    """The table holds every rule under its title in the session's language."""
    app = open_screen("regulations", language)
    rules = load_regulations(_engine(demo))
    assert app.dataframe[0].value.iloc[:, 0].tolist() == [rule.title(language) for rule in rules]


def test_a_large_ledger_is_drawn(empty: Path, open_screen: OpenScreen) -> None:
    """Two hundred rules are far more than anybody has."""
    engine = _engine(empty)
    for number in range(200):
        later = replace(BAN, announced=None, in_force=date(2012, 1, 1) + timedelta(days=number))
        assert save_regulation(engine, later).id is not None
    app = open_screen("regulations")
    assert len(app.dataframe[0].value) == 200


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_rule_is_added(empty: Path, open_screen: OpenScreen, language: str) -> None:
    """From the button to the ledger."""
    app = _press(open_screen("regulations", language), "new_rule")
    _fill(app)
    app.selectbox(key=_key(app, "_municipality")).set_value("52011")
    app.multiselect(key=_key(app, "_place_kinds")).set_value([PlaceKind.BAR])
    _press(app, "save_rule")
    rule = _only(empty)
    assert (rule.kind, rule.in_force, rule.municipality) == (
        RegulationKind.CHECKS,
        date(2017, 3, 1),
        "52011",
    )
    assert rule.titles == {"fr": "Contrôles", "nl": "Controles", "en": "Checks"}
    assert rule.place_kinds == (PlaceKind.BAR,)
    assert any(one.key == "rules_undo" for one in app.button)


def test_an_area_is_drawn(empty: Path, open_screen: OpenScreen) -> None:
    """With typed corners instead of clicks."""
    app = _press(open_screen("regulations"), "new_rule")
    _fill(app)
    app.selectbox(key=_key(app, "_where")).set_value(Where.AREA)
    _run(app)
    app.text_area(key=_key(app, "_typed")).set_value(AREA)
    _press(app, "save_rule")
    area = _only(empty).area
    assert area is not None
    assert area.geom_type == "Polygon"


def test_an_empty_form_names_all_that_it_lacks(empty: Path, open_screen: OpenScreen) -> None:
    """Date, three titles, source and place, in one message."""
    app = _press(open_screen("regulations"), "new_rule")
    _press(app, "save_rule")
    assert str(app.error[0].value).count("\n- ") == 6
    assert load_regulations(_engine(empty)) == []


def test_a_national_law_applies_everywhere(empty: Path, open_screen: OpenScreen) -> None:
    """No municipality is asked for."""
    app = _press(open_screen("regulations"), "new_rule")
    _fill(app)
    app.selectbox(key=_key(app, "_kind")).set_value(RegulationKind.NATIONAL_LAW)
    app.selectbox(key=_key(app, "_where")).set_value(Where.COUNTRY)
    _run(app)
    assert not any((one.key or "").endswith("_municipality") for one in app.selectbox)
    _press(app, "save_rule")
    assert _only(empty).municipality is None


def test_a_link_opens_a_rule_and_it_is_edited(empty: Path, open_screen: OpenScreen) -> None:
    """What is not touched stays as it was."""
    number = _saved(empty)
    app = _edit(open_screen("regulations", rule=str(number)))
    app.text_input(key=_key(app, "_title_nl")).set_value("Tippelverbod")
    _press(app, "save_rule")
    expected = replace(BAN, titles={**BAN.titles, "nl": "Tippelverbod"})
    assert _only(empty).to_draft() == expected


@pytest.mark.parametrize("index", [1, 2, 3, 4])
def test_every_kind_of_rule_of_the_demo_can_be_edited(
    demo: Path, open_screen: OpenScreen, index: int
) -> None:
    """Saving a rule unchanged keeps it exactly: with an area, with exceptions, of the whole country."""
    before = load_regulations(_engine(demo))
    app = _edit(open_screen("regulations", rule=str(before[index].id)))
    _press(app, "save_rule")
    assert len(app.error) == 0
    assert load_regulations(_engine(demo)) == before


def test_a_rule_is_ended(empty: Path, open_screen: OpenScreen) -> None:
    """On the day that was chosen; it stays in the ledger."""
    app = open_screen("regulations", rule=str(_saved(empty)))
    app.date_input(key=_key(app, "_end_day")).set_value(date(2018, 6, 30))
    _press(app, "end_rule")
    assert _only(empty).ended == date(2018, 6, 30)
    assert not any(one.key == "end_rule" for one in app.button)


def test_a_rule_does_not_end_before_it_began(empty: Path, open_screen: OpenScreen) -> None:
    """The sheet says why, and the ledger stays."""
    app = open_screen("regulations", rule=str(_saved(empty)))
    app.date_input(key=_key(app, "_end_day")).set_value(date(2014, 1, 1))
    _press(app, "end_rule")
    assert len(app.error) == 1
    assert _only(empty).ended is None


def test_a_rule_is_deleted(empty: Path, open_screen: OpenScreen) -> None:
    """And the empty ledger explains itself again."""
    app = open_screen("regulations", rule=str(_saved(empty)))
    _press(app, "delete_rule")
    assert load_regulations(_engine(empty)) == []
    assert len(app.dataframe) == 0


def test_the_last_change_of_a_rule_can_be_undone(empty: Path, open_screen: OpenScreen) -> None:
    """An edit, an end and a deletion, each taken back to the rule as it was, open on its sheet."""
    number = _saved(empty)
    app = _edit(open_screen("regulations", rule=str(number)))
    app.text_input(key=_key(app, "_title_nl")).set_value("Tippelverbod")
    _press(app, "save_rule")
    _press(app, "rules_undo")
    assert _only(empty).to_draft() == BAN
    app.date_input(key=_key(app, "_end_day")).set_value(date(2018, 6, 30))
    _press(app, "end_rule")
    _press(app, "rules_undo")
    assert _only(empty).ended is None
    _press(app, "delete_rule")
    assert load_regulations(_engine(empty)) == []
    _press(app, "rules_undo")
    assert (_only(empty).id, _only(empty).to_draft()) == (number, BAN)
    assert [one.value for one in app.subheader] == ["Ban"]
    assert not any(one.key == "rules_undo" for one in app.button)


def test_a_new_rule_can_be_taken_back(empty: Path, open_screen: OpenScreen) -> None:
    """The ledger is empty again, and the list is shown."""
    app = _press(open_screen("regulations"), "new_rule")
    _fill(app)
    app.selectbox(key=_key(app, "_municipality")).set_value("52011")
    _press(app, "save_rule")
    assert len(load_regulations(_engine(empty))) == 1
    _press(app, "rules_undo")
    assert load_regulations(_engine(empty)) == []
    assert any(one.key == "new_rule" for one in app.button)


def test_what_somebody_else_changed_since_is_not_undone(empty: Path, open_screen: OpenScreen) -> None:
    """The reader is told; the other change stays, and the notice can be put away."""
    number = _saved(empty)
    app = open_screen("regulations", rule=str(number))
    _press(app, "end_rule")
    other = replace(_only(empty).to_draft(), source="Autre source")
    assert save_regulation(_engine(empty), other, number).faults == ()
    _press(app, "rules_undo")
    assert len(app.error) == 1
    assert _only(empty).source == "Autre source"
    _press(app, "rules_dismiss")
    assert len(app.error) == 0


def test_a_forged_title_is_refused(empty: Path, open_screen: OpenScreen) -> None:
    """An address of a person does not enter the ledger."""
    app = _edit(open_screen("regulations", rule=str(_saved(empty))))
    app.text_input(key=_key(app, "_title_fr")).set_value("anna@example.be")
    _press(app, "save_rule")
    assert len(app.error) == 1
    assert _only(empty).to_draft() == BAN


def test_a_rule_changed_elsewhere_is_not_overwritten(empty: Path, open_screen: OpenScreen) -> None:
    """Between the opening of the form and its saving somebody else saved: the second one is told."""
    number = _saved(empty)
    app = _edit(open_screen("regulations", rule=str(number)))
    other = replace(BAN, source="Autre source")
    assert save_regulation(_engine(empty), other, number).faults == ()
    app.text_input(key=_key(app, "_title_fr")).set_value("Autre titre")
    _press(app, "save_rule")
    assert len(app.error) == 1
    assert _only(empty).to_draft() == other


def test_an_old_link_opens_the_list(empty: Path, open_screen: OpenScreen) -> None:
    """A rule that is gone is not an error."""
    _saved(empty)
    app = open_screen("regulations", rule="999")
    assert any(one.key == "new_rule" for one in app.button)


def test_a_title_cannot_smuggle_markup(empty: Path, open_screen: OpenScreen) -> None:
    """Brackets of a title are shown, not obeyed."""
    titles = dict.fromkeys(("fr", "nl", "en"), "Loi ![x](/media/c)")
    app = open_screen("regulations", rule=str(_saved(empty, replace(BAN, titles=titles))))
    assert "![x](" not in str(app.subheader[0].value)


def test_a_rule_spares_places(demo: Path, open_screen: OpenScreen) -> None:
    """What it spares is named beside it, and can be changed."""
    rule = next(one for one in load_regulations(_engine(demo)) if one.exceptions)
    app = open_screen("regulations", rule=str(rule.id))
    assert any("faubourg" in str(one.value) for one in app.caption)
    app = _edit(app)
    app.multiselect(key=_key(app, "_exceptions")).set_value(list(rule.exceptions[1:]))
    _press(app, "save_rule")
    after = next(one for one in load_regulations(_engine(demo)) if one.id == rule.id)
    assert after.exceptions == rule.exceptions[1:]
    assert replace(after, exceptions=rule.exceptions) == rule


def test_the_national_changes_are_added_once(empty: Path, open_screen: OpenScreen) -> None:
    """One button adds all that the ledger lacks; afterwards there is nothing to add."""
    app = _press(open_screen("regulations"), "add_national")
    rules = load_regulations(_engine(empty))
    assert [rule.in_force for rule in rules] == [change.in_force for change in NATIONAL_CHANGES]
    assert not any(one.key == "add_national" for one in app.button)
    _press(app, "rules_undo")
    assert load_regulations(_engine(empty)) == []


def test_the_demo_has_nothing_to_add(demo: Path, open_screen: OpenScreen) -> None:
    """Its ledger holds them; those that begin after its today are not called in force."""
    app = open_screen("regulations")
    assert load_regulations(_engine(demo))
    assert not any(one.key == "add_national" for one in app.button)
    last = load_regulations(_engine(demo))[-1]
    app = open_screen("regulations", rule=str(last.id))
    assert any("From 01/12/2024 on" in str(one.value) for one in app.markdown)


def test_the_map_compares_around_a_rule_of_its_own_years(demo: Path, open_screen: OpenScreen) -> None:
    """Of a ledger that goes on after the last visit it chooses the last rule before that."""
    last_day = date(2019, 12, 31)
    expected = max(rule.in_force for rule in load_regulations(_engine(demo)) if rule.in_force <= last_day)
    app = open_screen("map", mode="side", against="rule")
    [chosen] = [one.value for one in app.selectbox if one.key == "rule"]
    rule = next(one for one in load_regulations(_engine(demo)) if one.id == chosen)
    assert rule.in_force == expected
