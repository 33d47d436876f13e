"""The screen of pairs: listed, added, edited, closed, taken back; their appointments; and who may."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.planning.appointments import load_appointments
from data.planning.teams import DayHours, TeamRecord, WeeklyHours, load_team, load_teams
from data.register.database import open_engine, writing
from data.register.tables import Place
from data.settings import settings
from data.vocabulary import AccessRole, Skill
from pages.ui import access

OpenScreen = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the tests outside the session too: there AppTest writes the choices of a list."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()


def _engine(register: Path) -> Engine:
    return open_engine(f"sqlite:///{register}")


def _team(register: Path, code: str) -> TeamRecord:
    return next(team for team in load_teams(_engine(register)) if team.code == code)


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def _press(app: AppTest, ending: str) -> AppTest:
    [button] = [one for one in app.button if str(one.key).endswith(ending)]
    button.click()
    return _run(app)


def _texts(app: AppTest) -> str:
    return " ".join(str(one.value) for one in (*app.markdown, *app.caption, *app.error))


def test_an_empty_register_says_what_to_do(empty: Path, open_screen: OpenScreen) -> None:
    """No pair yet: one sentence, and the way to the first."""
    app = open_screen("teams")
    assert "There is no pair yet. Add the first one." in _texts(app)
    _press(app, "teams_new")
    assert "A pair belongs to a service." in _texts(app)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_pairs_of_the_demo_are_listed(demo: Path, open_screen: OpenScreen, language: str) -> None:
    """With their hours, and their appointments below."""
    app = open_screen("teams", language)
    assert app.dataframe[0].value.iloc[:, 0].tolist() == [team.code for team in load_teams(_engine(demo))]
    assert len(app.dataframe[1].value) == len(load_appointments(_engine(demo)))


def test_an_office_that_was_closed_is_told(demo: Path, open_screen: OpenScreen) -> None:
    """Its pairs would be planned from where nobody leaves any more."""
    depot = _team(demo, "charleroi-1").depot
    with writing(_engine(demo)) as session:
        session.get_one(Place, depot).active_to = date(2019, 12, 1)
    states = open_screen("teams").dataframe[0].value.iloc[:, 2].tolist()
    assert [state == "Ready, but its office is closed" for state in states] == [
        team.depot == depot for team in load_teams(_engine(demo))
    ]


def test_a_pair_is_added_and_taken_back(demo: Path, open_screen: OpenScreen) -> None:
    """It gets the next number of its service; undo deletes it."""
    app = _press(open_screen("teams"), "teams_new")
    _press(app, "teams_save")
    added = _team(demo, "charleroi-3")
    assert (added.first_skill, added.second_skill) == (Skill.SOCIAL_WORKER, Skill.NURSE)
    assert "no office, no hours" in _texts(app)
    _press(app, "teams_undo")
    assert "charleroi-3" not in {team.code for team in load_teams(_engine(demo))}


def test_hours_are_added_and_taken_back(demo: Path, open_screen: OpenScreen) -> None:
    """Past midnight too; a day off is added beside them."""
    team = _team(demo, "genappe-1")
    app = open_screen("teams", pair=str(team.id))
    [days] = [group for group in app.pills if str(group.key).endswith(f"_{team.id}_days")]
    days.set_value([0]).run()
    _press(app, f"_{team.id}_add")
    [day] = [one for one in app.date_input if str(one.key).endswith(f"_{team.id}_day")]
    day.set_value(date(2020, 2, 4)).run()
    _press(app, f"_{team.id}_day_add")
    _press(app, "teams_save")
    changed = _team(demo, "genappe-1")
    assert set(changed.week) - set(team.week) == {WeeklyHours(0, time(19), time(0, 30))}
    assert changed.days == (DayHours(date(2020, 2, 4)),)
    _press(app, "teams_undo")
    assert _team(demo, "genappe-1") == team


def test_overlapping_hours_are_refused_with_what_was_typed(demo: Path, open_screen: OpenScreen) -> None:
    """All faults are said and nothing is saved."""
    team = _team(demo, "charleroi-1")
    app = open_screen("teams", pair=str(team.id))
    [days] = [group for group in app.pills if str(group.key).endswith(f"_{team.id}_days")]
    days.set_value([0]).run()
    [ends] = [one for one in app.time_input if str(one.key).endswith(f"_{team.id}_ends")]
    ends.set_value(time(23)).run()
    _press(app, f"_{team.id}_add")
    _press(app, "teams_save")
    assert "Two of its hours overlap." in _texts(app)
    assert _team(demo, "charleroi-1") == team


def test_a_pair_without_a_nurse_says_so_until_that_is_waived(demo: Path, open_screen: OpenScreen) -> None:
    """A coordinator lets it go out all the same, or does not."""
    team = _team(demo, "charleroi-2")
    app = open_screen("teams", pair=str(team.id))
    [waiver] = [one for one in app.checkbox if str(one.key).endswith("_waived")]
    waiver.uncheck().run()
    _press(app, "teams_save")
    state = app.dataframe[0].value.set_index("Pair")["State"].loc["charleroi-2"]
    assert "no nurse" in str(state)
    assert not _team(demo, "charleroi-2").roles_waived


def test_a_pair_is_closed_opened_and_not_deleted_with_its_rounds(demo: Path, open_screen: OpenScreen) -> None:
    """Its past stays."""
    team = _team(demo, "charleroi-1")
    app = open_screen("teams", pair=str(team.id))
    _press(app, "teams_close")
    assert not _team(demo, "charleroi-1").active
    _press(app, "teams_reopen")
    assert _team(demo, "charleroi-1") == team
    _press(app, "teams_delete_sure")
    assert "It cannot be deleted." in _texts(app)
    assert load_team(_engine(demo), team.id) == team


def test_an_appointment_is_added_and_taken_back(demo: Path, open_screen: OpenScreen) -> None:
    """Without a pair it is refused; with one it is kept until it is undone."""
    before = load_appointments(_engine(demo))
    app = _press(open_screen("teams"), "appointment_save")
    assert "It is not said which pair this is for" in _texts(app)
    [pair] = [one for one in app.selectbox if str(one.key).endswith("_new_team")]
    pair.select_index(0).run()
    _press(app, "appointment_save")
    assert len(load_appointments(_engine(demo))) == len(before) + 1
    _press(app, "teams_undo")
    assert load_appointments(_engine(demo)) == before


def test_an_appointment_is_taken_away_and_brought_back(demo: Path, open_screen: OpenScreen) -> None:
    """The one that comes back says the same as before."""
    before = load_appointments(_engine(demo))
    app = open_screen("teams")
    [choice] = [one for one in app.selectbox if str(one.key).startswith("appointment_")][:1]
    choice.select_index(0).run()
    _press(app, "appointment_delete")
    assert len(load_appointments(_engine(demo))) == len(before) - 1
    _press(app, "teams_undo")
    drafts = [one.draft for one in load_appointments(_engine(demo))]
    assert sorted(map(str, drafts)) == sorted(str(one.draft) for one in before)


def test_a_coordinator_of_one_service_sees_its_pairs_only(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of others are not shown, not even by their address."""
    coordinator = access.Actor(account=None, roles=frozenset({AccessRole.COORDINATOR}), service=1, hint="")
    monkeypatch.setattr(access, "LOCAL", coordinator)
    app = open_screen("teams", pair=str(_team(demo, "genappe-1").id))
    assert set(app.dataframe[0].value["Pair"]) == {"charleroi-1", "charleroi-2"}
    assert "This pair is no longer in the register." in " ".join(str(one.value) for one in app.warning)
    assert "teams_save" not in {one.key for one in app.button}
