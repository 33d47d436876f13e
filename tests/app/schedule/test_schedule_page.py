"""The screen of the schedule: empty, in force at first sight, in every view, with its weights."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import update

from data.ledger import load_ledger, load_places
from data.planning.choices import load_choices
from data.register.database import writing
from data.register.tables import Place, Team
from data.schedules.problem import load_problem
from data.schedules.sites import Scope
from data.settings import settings
from data.vocabulary import AccessRole
from pages.parts.schedule.calendar import visit_id
from tests.app.conftest import OpenScreen
from tests.schedule_page_kit import MONDAY, act_as, keys, plan_of, texts
from tests.screen_kit import engine_of, run

pytestmark = pytest.mark.usefixtures("same_language")


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_an_empty_register_leads_to_the_pairs(empty: Path, open_screen: OpenScreen, language: str) -> None:
    """Without pairs nothing can be planned, and the way there is shown."""
    app = open_screen("schedule", language)
    assert "schedule_propose" not in keys(app)
    assert len(app.metric) == 0


def test_the_schedule_in_force_shows_at_first_sight(planned: Path, open_screen: OpenScreen) -> None:
    """Four statuses with their counts, of all places with a rhythm."""
    app = open_screen("schedule")
    labels = [one.label for one in app.metric[:4]]
    assert labels == ["No visit planned", "Late", "Due", "On time"]
    assert sum(int(one.value) for one in app.metric[:4]) >= 40
    assert "schedule_again" in keys(app)


@pytest.mark.parametrize("view", ["month", "week", "pair", "place"])
def test_every_view_is_drawn(planned: Path, open_screen: OpenScreen, view: str) -> None:
    """By address, with a table beside each picture."""
    app = open_screen("schedule", "fr", view=view)
    assert len(app.dataframe) > 0


def test_pairs_that_are_closed_leave_a_schedule_that_can_be_read(
    planned: Path, open_screen: OpenScreen
) -> None:
    """Their visits are shown as what cannot be kept, and the screen stands."""
    with writing(engine_of(planned)) as session:
        session.execute(update(Team).values(active=False))
    app = open_screen("schedule")
    assert "No pair is out in these weeks" in texts(app)
    assert any("is not out on" in str(button.label) for button in app.button)


def test_a_place_that_closes_keeps_its_visits_until_then(planned: Path, open_screen: OpenScreen) -> None:
    """Those after its last day are named as what cannot be made; those before are not."""
    visits = plan_of(planned).draft.visits
    [(place, times)] = Counter(visit.place for visit in visits).most_common(1)
    days = sorted(visit.day for visit in visits if visit.place == place)
    with writing(engine_of(planned)) as session:
        session.execute(update(Place).where(Place.id == place).values(active_to=days[0]))
    app = open_screen("schedule")
    assert f"{times - 1} visits to come cannot be made as planned" in texts(app)
    assert sum("not in use on" in str(button.label) for button in app.button) == times - 1


def test_the_weights_are_kept(planned: Path, open_screen: OpenScreen) -> None:
    """What a coordinator chose is what the next schedule is judged by."""
    app = open_screen("schedule")
    app.number_input(key="weight_schedule.driving").set_value(3.0)
    [button] = [one for one in app.button if "weights" in str(one.label)]
    button.click()
    run(app)
    assert load_choices(engine_of(planned))["schedule.driving"] == 3.0


def test_the_field_reads_only(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field worker sees the calendar and can change nothing."""
    act_as(monkeypatch, AccessRole.FIELD)
    app = open_screen("schedule")
    assert app.metric[0].label == "No visit planned"
    assert not keys(app) & {"schedule_again", "schedule_undo", "appointment_new", "partner_keep"}
    assert "schedule_what_if" not in {str(one.key) for one in app.selectbox}


def test_one_service_sees_its_own_visits(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator of one service neither sees nor changes the pairs of others."""
    act_as(monkeypatch, AccessRole.COORDINATOR, service=2)
    app = open_screen("schedule")
    frames = [
        one.value for one in app.dataframe if "Pair" in one.value.columns and "About" in one.value.columns
    ]
    assert len(frames) == 1
    assert set(frames[0]["Pair"]) == {"extra-ring-1"}
    assert not any(str(one.key).startswith("weight_") for one in app.number_input)


def test_visits_are_known_by_place_and_day(planned: Path) -> None:
    """What the browser names is what the register finds."""
    engine = engine_of(planned)
    sheet = load_problem(
        engine, settings().var_dir, Scope(MONDAY, 4), visits=load_ledger(engine), places=load_places(engine)
    )
    codes = [visit_id(visit) for visit in sheet.problem.current]
    assert len(codes) == len(set(codes)) == len(plan_of(planned).draft.visits)
