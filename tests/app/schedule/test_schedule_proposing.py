"""Schedules are proposed, compared, kept, and put in force before their first day."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from data.register.database import writing
from data.register.tables import Team
from data.schedules.decisions import save_plan
from data.schedules.kept import load_plan_in_force, load_plans
from data.vocabulary import PlanAim
from pages.parts.schedule import search
from tests.app.conftest import OpenScreen
from tests.schedule_page_kit import MONDAY, TODAY, keys, plan_of, texts
from tests.screen_kit import engine_of, press, run

pytestmark = pytest.mark.usefixtures("same_language")


def test_three_proposals_are_compared_one_kept_and_put_in_force(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Propose, look, decide: from nothing to a schedule in force, and nothing before the decision."""
    monkeypatch.setattr(search, "EVERY_S", None)
    app = open_screen("schedule")
    app.session_state["schedule_seconds"] = 5
    started = search.begin_making
    monkeypatch.setattr("pages.parts.schedule.proposing.begin_making", lambda scope, _s: started(scope, 0.5))
    press(app, "schedule_propose")
    until = time.monotonic() + 240
    choices = {f"schedule_choose_{aim}": aim for aim in PlanAim}
    while not {*choices, "schedule_put_in_force"} & keys(app):
        assert time.monotonic() < until
        time.sleep(0.5)
        run(app)
    assert load_plan_in_force(engine_of(demo), TODAY) is None
    # What is the same is shown once; where two or three differ, one of them is looked at.
    if offered := sorted(choices.keys() & keys(app)):
        press(app, offered[-1])
    press(app, "schedule_keep")
    assert load_plan_in_force(engine_of(demo), TODAY) is None
    [kept] = load_plans(engine_of(demo), TODAY)
    press(app, f"schedule_force_{kept.id}")
    plan = plan_of(demo)
    assert [one.id for one in load_plans(engine_of(demo), TODAY)] == [plan.id]
    assert (plan.draft.first_day, plan.draft.weeks) == (MONDAY, 4)
    assert len(plan.draft.visits) > 50
    assert len(app.metric) >= 4


@pytest.mark.parametrize("weeks", [1, 12])
def test_one_pair_can_plan_one_week_and_twelve(demo: Path, open_screen: OpenScreen, weeks: int) -> None:
    """A holiday inside can be left free; what no schedule keeps is said before."""
    with writing(engine_of(demo)) as session:
        first = session.scalars(select(Team.id).order_by(Team.id)).first()
        session.execute(update(Team).where(Team.id != first).values(active=False))
    app = open_screen("schedule")
    app.session_state["schedule_weeks"] = weeks
    app.session_state["schedule_days_off"] = [date(2020, 4, 13)]
    run(app)
    assert "schedule_propose" in keys(app)
    assert "1 pair" in texts(app)


def _keep_later(register: Path, weeks: int) -> int:
    """Keep the plan in force as a proposal, some weeks later or earlier; return its identifier."""
    draft, later = plan_of(register).draft, timedelta(weeks=weeks)
    moved = tuple(replace(visit, day=visit.day + later) for visit in draft.visits)
    kept = save_plan(
        engine_of(register),
        replace(draft, first_day=MONDAY + later, visits=moved),
        datetime(2020, 1, 1),  # noqa: DTZ001 - UTC
    )
    assert kept.id is not None
    return kept.id


def test_a_proposal_whose_first_day_has_passed_is_moved_first(planned: Path, open_screen: OpenScreen) -> None:
    """It cannot be put in force; one press moves it to the next Monday, each visit on its weekday."""
    over, begun = _keep_later(planned, -5), _keep_later(planned, -1)
    app = open_screen("schedule")
    assert {f"schedule_force_{over}", f"schedule_force_{begun}"}.isdisjoint(keys(app))
    press(app, f"schedule_postpone_{over}")
    moved = {plan.id: plan.draft for plan in load_plans(engine_of(planned), TODAY)}
    assert moved[over].first_day == MONDAY
    assert moved[over].visits == plan_of(planned).draft.visits
    assert f"schedule_force_{over}" in keys(app)


def test_a_schedule_that_has_begun_is_not_put_in_force(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even by a window that was open over its first day."""
    kept, before = _keep_later(planned, 1), plan_of(planned)
    app = open_screen("schedule")
    monkeypatch.setattr("pages.parts.schedule.kept.today", lambda: MONDAY + timedelta(days=8))
    press(app, f"schedule_force_{kept}")
    assert "first day of this schedule has passed" in texts(app)
    assert plan_of(planned) == before
