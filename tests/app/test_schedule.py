"""The screen of the schedule: empty, proposed, in force, changed and undone; what if, partners, roles."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine, select, update
from streamlit.testing.v1 import AppTest

from data.geography.basemap import load_areas
from data.ledger import load_ledger, load_places
from data.partners.keeping import load_partner_batches, read_partner_file, save_partner_file
from data.partners.zone_names import ZoneNames
from data.planning.appointments import load_appointments
from data.planning.choices import load_choices
from data.register.database import open_engine, writing
from data.register.tables import Place, Team
from data.schedules.changes import load_changes
from data.schedules.decisions import put_in_force, save_plan
from data.schedules.kept import PlanDraft, PlanRecord, load_plan_in_force, load_plans
from data.schedules.problem import load_problem
from data.schedules.sites import Scope
from data.settings import settings
from data.vocabulary import AccessRole, PlanAim
from geo.schedules.model import Schedule
from geo.schedules.search import first_schedule
from pages.parts.schedule import search
from pages.parts.schedule.calendar import visit_id
from pages.parts.schedule.editing import CHOSEN
from pages.ui import access
from pages.ui.access import Actor, NotAllowedError
from pages.ui.cache import engine_to_edit_all

OpenScreen = Callable[..., AppTest]

TODAY, MONDAY = date(2020, 1, 1), date(2020, 1, 6)


@pytest.fixture(autouse=True)
def _language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the test outside the session too: there AppTest writes the choices of a list."""
    chosen = getattr(request.node, "callspec", None)
    monkeypatch.setenv("MARAUDE_LANGUAGE", chosen.params.get("language", "en") if chosen else "en")
    settings.cache_clear()


@pytest.fixture(scope="module")
def planned_file(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo register with a schedule of four weeks in force."""
    file = Path(shutil.copy(filled / "demo.sqlite", tmp_path_factory.mktemp("planned") / "register.sqlite"))
    engine = _engine(file)
    visits, places = load_ledger(engine), load_places(engine)
    sheet = load_problem(engine, filled, Scope(MONDAY, 4), visits=visits, places=places)
    schedule: Schedule = first_schedule(sheet.problem, seed=1)
    draft = PlanDraft(
        MONDAY, 4, PlanAim.MOST_REGULAR, visits=tuple(sheet.to_dated(visit) for visit in schedule.visits)
    )
    assert put_in_force(engine, draft, datetime(2020, 1, 1), seen=frozenset()).id is not None  # noqa: DTZ001 - UTC
    engine.dispose()
    return file


@pytest.fixture
def planned(
    filled: Path, planned_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The app on a copy of that register; yields the copy."""
    register = Path(shutil.copy(planned_file, tmp_path / "register.sqlite"))
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(filled))
    monkeypatch.setenv("MARAUDE_DATABASE_URL", f"sqlite:///{register}")
    monkeypatch.setenv("MARAUDE_DEMO", "true")
    settings.cache_clear()
    yield register
    settings.cache_clear()
    st.cache_resource.clear()


def _engine(register: Path) -> Engine:
    return open_engine(f"sqlite:///{register}")


def _plan(register: Path) -> PlanRecord:
    found = load_plan_in_force(_engine(register), TODAY)
    assert found is not None
    return found


def _texts(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.error, *app.warning, *app.success, *app.info)
    return " ".join(str(one.value) for one in shown)


def _keys(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return _run(app)


def _as(monkeypatch: pytest.MonkeyPatch, role: AccessRole, service: int | None = None) -> None:
    monkeypatch.setattr(access, "LOCAL", Actor(1, frozenset({role}), service, "x"))


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_an_empty_register_leads_to_the_pairs(empty: Path, open_screen: OpenScreen, language: str) -> None:
    """Without pairs nothing can be planned, and the way there is shown."""
    app = open_screen("schedule", language)
    assert "schedule_propose" not in _keys(app)
    assert len(app.metric) == 0


def test_three_proposals_are_compared_one_kept_and_put_in_force(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Propose, look, decide: from nothing to a schedule in force, and nothing before the decision."""
    monkeypatch.setattr(search, "EVERY_S", None)
    app = open_screen("schedule")
    app.session_state["schedule_seconds"] = 5
    started = search.begin_making
    monkeypatch.setattr("pages.parts.schedule.proposing.begin_making", lambda scope, _s: started(scope, 0.5))
    _press(app, "schedule_propose")
    until = time.monotonic() + 240
    choices = {f"schedule_choose_{aim}": aim for aim in PlanAim}
    while not {*choices, "schedule_put_in_force"} & _keys(app):
        assert time.monotonic() < until
        time.sleep(0.5)
        _run(app)
    assert load_plan_in_force(_engine(demo), TODAY) is None
    # What is the same is shown once; where two or three differ, one of them is looked at.
    if offered := sorted(choices.keys() & _keys(app)):
        _press(app, offered[-1])
    _press(app, "schedule_keep")
    assert load_plan_in_force(_engine(demo), TODAY) is None
    [kept] = load_plans(_engine(demo), TODAY)
    _press(app, f"schedule_force_{kept.id}")
    plan = _plan(demo)
    assert [one.id for one in load_plans(_engine(demo), TODAY)] == [plan.id]
    assert (plan.draft.first_day, plan.draft.weeks) == (MONDAY, 4)
    assert len(plan.draft.visits) > 50
    assert len(app.metric) >= 4


def test_the_schedule_in_force_shows_at_first_sight(planned: Path, open_screen: OpenScreen) -> None:
    """Four statuses with their counts, of all places with a rhythm."""
    app = open_screen("schedule")
    labels = [one.label for one in app.metric[:4]]
    assert labels == ["No visit planned", "Late", "Due", "On time"]
    assert sum(int(one.value) for one in app.metric[:4]) >= 40
    assert "schedule_again" in _keys(app)


@pytest.mark.parametrize("view", ["month", "week", "pair", "place"])
def test_every_view_is_drawn(planned: Path, open_screen: OpenScreen, view: str) -> None:
    """By address, with a table beside each picture."""
    app = open_screen("schedule", "fr", view=view)
    assert len(app.dataframe) > 0


def _choose_first(app: AppTest, register: Path) -> str:
    """Choose the first visit of the plan that has another round of its pair to go to."""
    first = min(_plan(register).draft.visits)
    code = f"{first.place}-{(first.day - MONDAY).days}"
    app.session_state[CHOSEN] = code
    _run(app)
    return code


def test_a_visit_is_moved_after_what_breaks_was_said_and_undone(
    planned: Path, open_screen: OpenScreen
) -> None:
    """What breaks is said before anything is saved; undo and redo give exactly the visits of then."""
    app = open_screen("schedule")
    before = _plan(planned)
    _choose_first(app, planned)
    [to] = [one for one in app.selectbox if str(one.key).startswith("schedule_edit_round")]
    to.select_index(len(to.options) - 1)
    _run(app)
    assert any(word in _texts(app) for word in ("Nothing breaks", "gets worse", "cannot be kept"))
    assert _plan(planned) == before
    _press(app, "schedule_save")
    moved = _plan(planned)
    assert moved.draft.visits != before.draft.visits
    _press(app, "schedule_undo")
    assert _plan(planned).draft.visits == before.draft.visits
    _press(app, "schedule_redo")
    assert _plan(planned).draft.visits == moved.draft.visits


def test_a_visit_is_taken_out_and_locked(planned: Path, open_screen: OpenScreen) -> None:
    """Each is one change of the history."""
    app = open_screen("schedule")
    for what in ("drop", "lock"):
        _choose_first(app, planned)
        [choice] = [one for one in app.segmented_control if "schedule_edit_what" in str(one.key)]
        choice.set_value(what)
        _run(app)
        _press(app, "schedule_save")
    plan = _plan(planned)
    assert sum(visit.locked for visit in plan.draft.visits) == 1
    changes = load_changes(_engine(planned), plan.id)
    assert [len(change.after) for change in reversed(changes)] == [0, 1]


def test_a_visit_that_is_gone_is_not_changed(planned: Path, open_screen: OpenScreen) -> None:
    """A forged or stale choice opens nothing."""
    app = open_screen("schedule")
    app.session_state[CHOSEN] = "999-3"
    _run(app)
    assert "schedule_save" not in _keys(app)


def test_what_if_saves_nothing(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lose a round, close a place, cancel an appointment: the difference, and the same schedule after."""
    monkeypatch.setattr("pages.parts.schedule.whatif.PATIENCE_S", 0.3)
    app, before = open_screen("schedule"), _plan(planned)
    app.multiselect(key="schedule_lost_rounds").set_value(
        app.multiselect(key="schedule_lost_rounds").options[:2]
    )
    _run(app)
    assert "Visits kept" in [one.label for one in app.metric]
    assert all("visit" in option for option in app.multiselect(key="schedule_lost_rounds").options)
    app.segmented_control(key="schedule_question").set_value("place")
    _run(app)
    # A rule of the ledger fills in the places that it touches; they can still be changed.
    app.selectbox(key="schedule_closing_rule").select_index(0)
    _run(app)
    assert len(app.multiselect(key="schedule_closed_places").value) > 1
    app.multiselect(key="schedule_closed_places").set_value([])
    _run(app)
    app.multiselect(key="schedule_closed_places").select(
        app.multiselect(key="schedule_closed_places").options[0]
    )
    _run(app)
    app.segmented_control(key="schedule_question").set_value("appointment")
    _run(app)
    app.selectbox(key="schedule_moved_appointment").select_index(0)
    _run(app)
    app.selectbox(key="schedule_appointment_day").select_index(0)
    _run(app)
    assert _plan(planned) == before


def _keep_later(register: Path, weeks: int) -> int:
    """Keep the plan in force as a proposal, some weeks later or earlier; return its identifier."""
    draft, later = _plan(register).draft, timedelta(weeks=weeks)
    moved = tuple(replace(visit, day=visit.day + later) for visit in draft.visits)
    kept = save_plan(
        _engine(register),
        replace(draft, first_day=MONDAY + later, visits=moved),
        datetime(2020, 1, 1),  # noqa: DTZ001 - UTC
    )
    assert kept.id is not None
    return kept.id


def test_a_proposal_whose_first_day_has_passed_is_moved_first(planned: Path, open_screen: OpenScreen) -> None:
    """It cannot be put in force; one press moves it to the next Monday, each visit on its weekday."""
    over, begun = _keep_later(planned, -5), _keep_later(planned, -1)
    app = open_screen("schedule")
    assert {f"schedule_force_{over}", f"schedule_force_{begun}"}.isdisjoint(_keys(app))
    _press(app, f"schedule_postpone_{over}")
    moved = {plan.id: plan.draft for plan in load_plans(_engine(planned), TODAY)}
    assert moved[over].first_day == MONDAY
    assert moved[over].visits == _plan(planned).draft.visits
    assert f"schedule_force_{over}" in _keys(app)


def test_a_schedule_that_has_begun_is_not_put_in_force(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even by a window that was open over its first day."""
    kept, before = _keep_later(planned, 1), _plan(planned)
    app = open_screen("schedule")
    monkeypatch.setattr("pages.parts.schedule.kept.today", lambda: MONDAY + timedelta(days=8))
    _press(app, f"schedule_force_{kept}")
    assert "first day of this schedule has passed" in _texts(app)
    assert _plan(planned) == before


def test_pairs_that_are_closed_leave_a_schedule_that_can_be_read(
    planned: Path, open_screen: OpenScreen
) -> None:
    """Their visits are shown as what cannot be kept, and the screen stands."""
    with writing(_engine(planned)) as session:
        session.execute(update(Team).values(active=False))
    app = open_screen("schedule")
    assert "No pair is out in these weeks" in _texts(app)
    assert any("is not out on" in str(button.label) for button in app.button)


def test_visits_of_a_pair_that_has_ended_find_other_rounds(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One press finds a way out, one saves it, one takes it back; the field only sees what is wrong."""
    monkeypatch.setattr("pages.parts.schedule.mending.PATIENCE_S", 0.5)
    before = _plan(planned).draft.visits
    [(busiest, _times)] = Counter(visit.team for visit in before).most_common(1)
    with writing(_engine(planned)) as session:
        session.execute(update(Team).where(Team.id == busiest).values(active=False))
    app = open_screen("schedule")
    assert "cannot be made as planned" in _texts(app)
    assert _plan(planned).draft.visits == before
    _press(app, "schedule_mend")
    assert "What gets better" in _texts(app)
    assert _plan(planned).draft.visits == before
    _press(app, "schedule_save_mended")
    mended = _plan(planned).draft.visits
    assert busiest not in {visit.team for visit in mended}
    assert "cannot be made as planned" not in _texts(app)
    _press(app, "schedule_undo")
    assert _plan(planned).draft.visits == before
    _as(monkeypatch, AccessRole.FIELD)
    app = open_screen("schedule")
    assert "cannot be made as planned" in _texts(app)
    assert "schedule_mend" not in _keys(app)


def test_a_place_that_closes_keeps_its_visits_until_then(planned: Path, open_screen: OpenScreen) -> None:
    """Those after its last day are named as what cannot be made; those before are not."""
    visits = _plan(planned).draft.visits
    [(place, times)] = Counter(visit.place for visit in visits).most_common(1)
    days = sorted(visit.day for visit in visits if visit.place == place)
    with writing(_engine(planned)) as session:
        session.execute(update(Place).where(Place.id == place).values(active_to=days[0]))
    app = open_screen("schedule")
    assert f"{times - 1} visits to come cannot be made as planned" in _texts(app)
    assert sum("not in use on" in str(button.label) for button in app.button) == times - 1


@pytest.mark.parametrize("weeks", [1, 12])
def test_one_pair_can_plan_one_week_and_twelve(demo: Path, open_screen: OpenScreen, weeks: int) -> None:
    """A holiday inside can be left free; what no schedule keeps is said before."""
    with writing(_engine(demo)) as session:
        first = session.scalars(select(Team.id).order_by(Team.id)).first()
        session.execute(update(Team).where(Team.id != first).values(active=False))
    app = open_screen("schedule")
    app.session_state["schedule_weeks"] = weeks
    app.session_state["schedule_days_off"] = [date(2020, 4, 13)]
    _run(app)
    assert "schedule_propose" in _keys(app)
    assert "1 pair" in _texts(app)


def test_partners_stand_beside_ours_and_go(planned: Path, open_screen: OpenScreen) -> None:
    """A kept calendar shows overlaps and blank zones, and can be taken back."""
    engine = _engine(planned)
    table = "zone;date;moment\n6000;10/01/2020;soir\n6000;13/01/2020;soir\n6000;07/01/2020;soir\n"
    zones = ZoneNames(load_areas(settings().var_dir))
    reading = read_partner_file(table.encode(), "a.csv", MONDAY, zones)
    save_partner_file(engine, reading)
    app = open_screen("schedule")
    app.session_state["schedule_partners"] = True
    _run(app)
    columns = [set(one.value.columns) for one in app.dataframe]
    assert any("Our place" in names for names in columns)
    assert any("Days without anybody" in names for names in columns)
    _press(app, f"partner_back_{reading.digest[:12]}")
    assert load_partner_batches(engine) == []


def test_one_service_neither_brings_nor_takes_the_calendars_of_all(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partner's calendar belongs to no service, and whoever looks after one cannot take it away."""
    engine = _engine(planned)
    zones = ZoneNames(load_areas(settings().var_dir))
    save_partner_file(
        engine, read_partner_file(b"zone;date;moment\n6000;10/01/2020;soir\n", "a.csv", MONDAY, zones)
    )
    _as(monkeypatch, AccessRole.COORDINATOR, service=2)
    app = open_screen("schedule")
    app.session_state["schedule_partners"] = True
    _run(app)
    assert not any(str(one.key).startswith("partner_back") for one in app.button)
    with pytest.raises(NotAllowedError):
        engine_to_edit_all()


def test_an_appointment_is_added_with_all_faults_at_once(planned: Path, open_screen: OpenScreen) -> None:
    """Without a pair nothing is saved; with one it is."""
    app, engine = open_screen("schedule"), _engine(planned)
    count = len(load_appointments(engine))
    _press(app, "appointment_new")
    _press(app, "appointment_save")
    assert "Nothing was saved" in _texts(app)
    [pair] = [
        one for one in app.selectbox if str(one.key).endswith("_team") and "appointment" in str(one.key)
    ]
    pair.select_index(0)
    _run(app)
    _press(app, "appointment_save")
    assert len(load_appointments(engine)) == count + 1


def test_the_weights_are_kept(planned: Path, open_screen: OpenScreen) -> None:
    """What a coordinator chose is what the next schedule is judged by."""
    app = open_screen("schedule")
    app.number_input(key="weight_schedule.driving").set_value(3.0)
    [button] = [one for one in app.button if "weights" in str(one.label)]
    button.click()
    _run(app)
    assert load_choices(_engine(planned))["schedule.driving"] == 3.0


def test_the_field_reads_only(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field worker sees the calendar and can change nothing."""
    _as(monkeypatch, AccessRole.FIELD)
    app = open_screen("schedule")
    assert app.metric[0].label == "No visit planned"
    assert not _keys(app) & {"schedule_again", "schedule_undo", "appointment_new", "partner_keep"}
    assert "schedule_what_if" not in {str(one.key) for one in app.selectbox}


def test_one_service_sees_its_own_visits(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator of one service neither sees nor changes the pairs of others."""
    _as(monkeypatch, AccessRole.COORDINATOR, service=2)
    app = open_screen("schedule")
    frames = [
        one.value for one in app.dataframe if "Pair" in one.value.columns and "About" in one.value.columns
    ]
    assert len(frames) == 1
    assert set(frames[0]["Pair"]) == {"extra-ring-1"}
    assert not any(str(one.key).startswith("weight_") for one in app.number_input)


def test_visits_are_known_by_place_and_day(planned: Path) -> None:
    """What the browser names is what the register finds."""
    engine = _engine(planned)
    sheet = load_problem(
        engine, settings().var_dir, Scope(MONDAY, 4), visits=load_ledger(engine), places=load_places(engine)
    )
    codes = [visit_id(visit) for visit in sheet.problem.current]
    assert len(codes) == len(set(codes)) == len(_plan(planned).draft.visits)
