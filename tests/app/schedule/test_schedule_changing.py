"""Visits of a schedule are moved, taken out, locked and mended, and all of it can be undone; what if."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from data.register.database import writing
from data.register.tables import Team
from data.schedules.changes import load_changes
from data.vocabulary import AccessRole
from pages.parts.schedule.editing import CHOSEN
from tests.app.conftest import OpenScreen
from tests.schedule_page_kit import MONDAY, act_as, keys, plan_of, texts
from tests.screen_kit import engine_of, press, run

pytestmark = pytest.mark.usefixtures("same_language")


def _choose_first(app: AppTest, register: Path) -> str:
    """Choose the first visit of the plan that has another round of its pair to go to."""
    first = min(plan_of(register).draft.visits)
    code = f"{first.place}-{(first.day - MONDAY).days}"
    app.session_state[CHOSEN] = code
    run(app)
    return code


def test_a_visit_is_moved_after_what_breaks_was_said_and_undone(
    planned: Path, open_screen: OpenScreen
) -> None:
    """What breaks is said before anything is saved; undo and redo give exactly the visits of then."""
    app = open_screen("schedule")
    before = plan_of(planned)
    _choose_first(app, planned)
    [to] = [one for one in app.selectbox if str(one.key).startswith("schedule_edit_round")]
    to.select_index(len(to.options) - 1)
    run(app)
    assert any(word in texts(app) for word in ("Nothing breaks", "gets worse", "cannot be kept"))
    assert plan_of(planned) == before
    press(app, "schedule_save")
    moved = plan_of(planned)
    assert moved.draft.visits != before.draft.visits
    press(app, "schedule_undo")
    assert plan_of(planned).draft.visits == before.draft.visits
    press(app, "schedule_redo")
    assert plan_of(planned).draft.visits == moved.draft.visits


def test_a_visit_is_taken_out_and_locked(planned: Path, open_screen: OpenScreen) -> None:
    """Each is one change of the history."""
    app = open_screen("schedule")
    for what in ("drop", "lock"):
        _choose_first(app, planned)
        [choice] = [one for one in app.segmented_control if "schedule_edit_what" in str(one.key)]
        choice.set_value(what)
        run(app)
        press(app, "schedule_save")
    plan = plan_of(planned)
    assert sum(visit.locked for visit in plan.draft.visits) == 1
    changes = load_changes(engine_of(planned), plan.id)
    assert [len(change.after) for change in reversed(changes)] == [0, 1]


def test_a_visit_that_is_gone_is_not_changed(planned: Path, open_screen: OpenScreen) -> None:
    """A forged or stale choice opens nothing."""
    app = open_screen("schedule")
    app.session_state[CHOSEN] = "999-3"
    run(app)
    assert "schedule_save" not in keys(app)


def test_visits_of_a_pair_that_has_ended_find_other_rounds(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One press finds a way out, one saves it, one takes it back; the field only sees what is wrong."""
    monkeypatch.setattr("pages.parts.schedule.mending.PATIENCE_S", 0.5)
    before = plan_of(planned).draft.visits
    [(busiest, _times)] = Counter(visit.team for visit in before).most_common(1)
    with writing(engine_of(planned)) as session:
        session.execute(update(Team).where(Team.id == busiest).values(active=False))
    app = open_screen("schedule")
    assert "cannot be made as planned" in texts(app)
    assert plan_of(planned).draft.visits == before
    press(app, "schedule_mend")
    assert "What gets better" in texts(app)
    assert plan_of(planned).draft.visits == before
    press(app, "schedule_save_mended")
    mended = plan_of(planned).draft.visits
    assert busiest not in {visit.team for visit in mended}
    assert "cannot be made as planned" not in texts(app)
    press(app, "schedule_undo")
    assert plan_of(planned).draft.visits == before
    act_as(monkeypatch, AccessRole.FIELD)
    app = open_screen("schedule")
    assert "cannot be made as planned" in texts(app)
    assert "schedule_mend" not in keys(app)


def test_what_if_saves_nothing(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lose a round, close a place, cancel an appointment: the difference, and the same schedule after."""
    monkeypatch.setattr("pages.parts.schedule.whatif.PATIENCE_S", 0.3)
    app, before = open_screen("schedule"), plan_of(planned)
    app.multiselect(key="schedule_lost_rounds").set_value(
        app.multiselect(key="schedule_lost_rounds").options[:2]
    )
    run(app)
    assert "Visits kept" in [one.label for one in app.metric]
    assert all("visit" in option for option in app.multiselect(key="schedule_lost_rounds").options)
    app.segmented_control(key="schedule_question").set_value("place")
    run(app)
    # A rule of the ledger fills in the places that it touches; they can still be changed.
    app.selectbox(key="schedule_closing_rule").select_index(0)
    run(app)
    assert len(app.multiselect(key="schedule_closed_places").value) > 1
    app.multiselect(key="schedule_closed_places").set_value([])
    run(app)
    app.multiselect(key="schedule_closed_places").select(
        app.multiselect(key="schedule_closed_places").options[0]
    )
    run(app)
    app.segmented_control(key="schedule_question").set_value("appointment")
    run(app)
    app.selectbox(key="schedule_moved_appointment").select_index(0)
    run(app)
    app.selectbox(key="schedule_appointment_day").select_index(0)
    run(app)
    assert plan_of(planned) == before
