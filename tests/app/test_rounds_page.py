"""The screen of rounds: proposed at once, changed by hand, explained, committed, taken back; who may what."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from unittest.mock import Mock

import pyarrow as pa
import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from data.planning.choices import load_choices
from data.planning.committed import CommittedRound, load_committed, to_draft
from data.planning.evening_register import load_record
from data.planning.evenings import load_evening
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.register.database import open_engine, writing
from data.register.planning import TeamDay, TeamShift
from data.register.tables import Place, Team
from data.vocabulary import AccessRole, PlaceKind
from geo.rounds.model import TimeWindow
from pages.parts.rounds import session, tonight
from pages.ui import access

OpenScreen = Callable[..., AppTest]

TODAY = date(2020, 1, 1)
"""The demo's today, a Wednesday on which four pairs are out."""

NOW = datetime(2020, 1, 1, 15)  # noqa: DTZ001 - moments are kept in UTC without zone

SUNDAY = date(2020, 1, 5)
"""A day on which no pair of the demo works."""


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches of the tests are short."""
    monkeypatch.setattr(session, "FIRST_S", 0.2)


def _engine(register: Path) -> Engine:
    return open_engine(f"sqlite:///{register}")


def _run(app: AppTest) -> AppTest:
    """Run the screen until no search is under way."""
    app.run()
    for _ in range(100):
        assert not app.exception, [one.message for one in app.exception]
        if "rounds_stop" not in _buttons(app):
            return app
        time.sleep(0.25)
        app.run()
    raise AssertionError


def _buttons(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return _run(app)


def _texts(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.info, app.error, app.success)
    return " ".join(str(one.value) for kind in kinds for one in kind)


def _plan(app: AppTest) -> session.Planning:
    found = app.session_state["_rounds_plan"]
    assert isinstance(found, session.Planning)
    return found


def _open(open_screen: OpenScreen, day: date = TODAY, language: str = "en") -> AppTest:
    return _run(open_screen("rounds", language, day=day.isoformat()))


def _commit(app: AppTest) -> AppTest:
    return _press(_press(app, "rounds_commit_ask"), "rounds_commit_now")


def _why_not(app: AppTest) -> AppTest:
    app.session_state["rounds_why_not"] = True
    return _run(app)


def _someone(engine: Engine) -> CommittedRound:
    """Commit a round of one stop for today and return it."""
    with Session(engine) as opened:
        place = opened.scalars(select(Place.id).where(Place.kind == PlaceKind.STREET)).first()
    draft = RoundDraft(1, TimeWindow(1140, 1470), 21, (StopDraft(place or 0, 1150, 1155, 30),))
    commit_evening(engine, TODAY, [draft], seen=[], today=TODAY, at=NOW)
    return load_committed(engine, TODAY)[0]


def test_tonight_is_proposed_at_once(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Opening the screen is enough: the pairs of the evening, each with a round."""
    app = open_screen("rounds", "fr")
    routes = _plan(app).draft.routes
    assert [route.team for route in routes] == [1, 3, 4, 5]
    assert all(route.places for route in routes)
    assert {"rounds_commit_ask", "rounds_propose", "stop_drop"} <= _buttons(app)


def test_a_stop_is_moved_by_buttons_and_back(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Later, undo, redo, and to another pair: every edit is judged at once and searched for by nobody."""
    app = _open(open_screen)
    before = _plan(app).draft.route_of(1)
    app = _press(app, "stop_later")
    assert _plan(app).draft.route_of(1) == (before[1], before[0], *before[2:])
    app = _press(app, "rounds_undo")
    assert _plan(app).draft.route_of(1) == before
    app = _press(app, "rounds_redo")
    assert _plan(app).draft.route_of(1)[0] == before[1]
    app = _press(app, "stop_to_3")
    assert _plan(app).draft.route_of(3)[-1] == before[0]
    assert before[0] not in _plan(app).draft.route_of(1)


def test_what_is_locked_is_not_moved(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A stop locked to its pair stays there by hand and when it is proposed again; unlocked it moves."""
    app = _press(_open(open_screen), "lock_pair")
    place = _plan(app).draft.route_of(1)[0]
    app = _press(app, "stop_to_3")
    assert "locked, so nothing was moved" in _texts(app)
    assert place in _plan(app).draft.route_of(1)
    app = _press(app, "rounds_propose")
    assert place in _plan(app).draft.route_of(1)
    app = _press(app, "stop_unlock")
    app = _press(app, "stop_to_3")
    assert place in _plan(app).draft.route_of(3)


def test_a_locked_round_stays_when_it_is_proposed_again(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The coordinator's own order outlives the search."""
    app = _press(_press(_open(open_screen), "stop_later"), "round_lock_1")
    before = _plan(app).draft.route_of(1)
    app = _press(app, "rounds_propose")
    assert _plan(app).draft.route_of(1) == before


def test_what_is_dropped_says_why_and_is_forced_back(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Dropped by hand is a reason; one click brings it back, required."""
    app = _open(open_screen)
    place = _plan(app).draft.route_of(1)[0]
    app = _press(app, "stop_drop")
    assert place not in _plan(app).draft.visited
    app = _why_not(app)
    assert "You left them out" in _texts(app)
    app = _press(app, f"remedy_force_{place}")
    assert place in _plan(app).draft.visited
    assert place in _plan(app).draft.required


def test_a_place_is_asked_for_on_another_evening(demo: Path, open_screen: OpenScreen) -> None:
    """The evenings on which a pair can go are offered; the one chosen keeps it as required."""
    app = _press(_open(open_screen), "stop_drop")
    [place] = _plan(app).draft.locks.left_out
    app = _press(_why_not(app), f"remedy_days_{place}")
    [first, *_others] = sorted(key for key in _buttons(app) if key.startswith("remedy_day_"))
    _press(app, first)
    day = date.fromisoformat(first.removeprefix("remedy_day_"))
    assert load_record(_engine(demo), day).wishes == {place}
    app = _open(open_screen, day)
    assert place in _plan(app).draft.visited


def test_the_evening_is_committed_and_taken_back(demo: Path, open_screen: OpenScreen) -> None:
    """What stands on screen is what is kept; undo leaves nothing behind."""
    app = _open(open_screen)
    routes = {route.team: route.places for route in _plan(app).draft.routes}
    app = _commit(app)
    engine = _engine(demo)
    assert {one.team: one.places for one in load_committed(engine, TODAY)} == routes
    assert "Committed for" in _texts(app)
    app = _press(app, "rounds_undo_commit")
    assert load_committed(engine, TODAY) == []
    assert "rounds_commit_ask" in _buttons(app)


def test_planning_again_keeps_what_is_locked(demo: Path, open_screen: OpenScreen) -> None:
    """A committed round that is locked stays; its identity for calendars too."""
    app = _commit(_open(open_screen))
    engine = _engine(demo)
    before = {one.team: one for one in load_committed(engine, TODAY)}
    app = _press(app, f"committed_lock_{before[1].id}")
    app = _press(app, "rounds_again")
    assert _plan(app).draft.route_of(1) == before[1].places
    app = _commit(app)
    after = {one.team: one for one in load_committed(engine, TODAY)}
    assert (after[1].uid, after[1].places, after[1].locked) == (before[1].uid, before[1].places, True)


def test_a_locked_round_of_a_pair_that_is_not_planned_stays(demo: Path, open_screen: OpenScreen) -> None:
    """Only what is not locked is given up with its pair, and the question before says so."""
    app = _commit(_open(open_screen))
    engine = _engine(demo)
    before = {one.team: one for one in load_committed(engine, TODAY)}
    app = _press(app, f"committed_lock_{before[1].id}")
    app = _press(app, "rounds_again")
    app.pills[0].set_value([4, 5])
    app = _press(_run(app), "rounds_commit_ask")
    assert "stays in" in _texts(app)
    _press(app, "rounds_commit_now")
    after = {one.team: one for one in load_committed(engine, TODAY)}
    assert set(after) <= {1, 4, 5}
    assert after[1].places == before[1].places


def test_what_somebody_else_made_of_a_commit_is_not_taken_back(demo: Path, open_screen: OpenScreen) -> None:
    """The button takes back what this session committed, not what stands there by now."""
    app = _commit(_open(open_screen))
    engine = _engine(demo)
    one = load_committed(engine, TODAY)[0]
    shorter = replace(to_draft(one), stops=to_draft(one).stops[:1])
    commit_evening(engine, TODAY, [shorter], seen=[one.stamp], today=TODAY, at=NOW)
    app.run()
    app = _press(app, "rounds_undo_commit")
    assert "Somebody else changed this record" in _texts(app)
    assert load_committed(engine, TODAY)[0].places == one.places[:1]


def test_somebody_else_was_faster(demo: Path, open_screen: OpenScreen) -> None:
    """What another coordinator committed meanwhile is shown, and nothing is overwritten."""
    app = _press(_open(open_screen), "rounds_commit_ask")
    other = _someone(_engine(demo))
    app = _press(app, "rounds_commit_now")
    assert "Somebody else committed this evening" in _texts(app)
    assert load_committed(_engine(demo), TODAY) == [other]


def test_a_change_while_planning_again_is_not_overwritten(demo: Path, open_screen: OpenScreen) -> None:
    """The slower of two coordinators is told which pair it is about, and their plan stays on screen."""
    engine = _engine(demo)
    first = _someone(engine)
    app = _press(_open(open_screen), "rounds_again")
    taken_back = replace(to_draft(first), stops=())
    commit_evening(engine, TODAY, [taken_back], seen=[first.stamp], today=TODAY, at=NOW)
    app = _commit(app)
    assert "Somebody else changed this record" in _texts(app)
    assert "rounds_commit_ask" in _buttons(app)
    assert load_committed(engine, TODAY) == []


def test_a_pair_without_a_nurse_goes_out_only_where_somebody_says_so(
    demo: Path, open_screen: OpenScreen
) -> None:
    """It is not chosen by itself; the override is explicit, for one evening, and kept in the audit's line."""
    engine = _engine(demo)
    with writing(engine) as opened:
        opened.execute(update(Team).where(Team.id == 4).values(roles_waived=False))
    app = _open(open_screen)
    assert 4 not in [route.team for route in _plan(app).draft.routes]
    key = f"rounds_waived_{TODAY.isoformat()}_4"
    app.checkbox(key=key).check()
    app = _run(app)
    assert 4 in [route.team for route in _plan(app).draft.routes]
    _commit(app)
    assert 4 in [one.team for one in load_committed(engine, TODAY)]


def test_weights_are_saved_and_count(demo: Path, open_screen: OpenScreen) -> None:
    """A weight that is set to nothing takes its term out of every score."""
    app = _open(open_screen)
    app.slider(key="weight_people").set_value(0.0)
    [save] = [one for one in app.button if one.label == "Save the weights and propose again"]
    save.click()
    app = _run(app)
    assert load_choices(_engine(demo))["score.people"] == 0.0
    assert "weights were saved" in _texts(app)


def test_imported_roads_count_at_once(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import of roads leaves the register as it was; the evening is made ready anew all the same."""
    made = Mock(wraps=load_evening)
    monkeypatch.setattr(tonight, "load_evening", made)
    _open(open_screen)
    _open(open_screen)
    assert made.call_count == 1
    monkeypatch.setattr(tonight, "roads_version", lambda _folder: "imported since")
    _open(open_screen)
    assert made.call_count == 2


def test_reasons_are_said_once(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Places that are left out for one reason stand below one sentence, each with its own figures."""
    app = _why_not(_open(open_screen))
    left = {reason.place for reason in app.session_state["_rounds_reasons"][2]}
    said = _texts(app)
    assert said.count("Every round is full") == 1
    assert said.count("too little") > 1
    offered = {key.removeprefix("remedy_days_") for key in _buttons(app) if key.startswith("remedy_days_")}
    assert offered <= {str(place) for place in left}
    app.toggle(key="rounds_all_displaced").set_value(True)
    app = _run(app)
    assert len([key for key in _buttons(app) if key.startswith("remedy_days_")]) == len(left)


def test_committed_rounds_are_drawn_by_the_judge_of_all_rounds(demo: Path, open_screen: OpenScreen) -> None:
    """With the way back to the office, whose minutes the commit does not keep."""
    app = _commit(_open(open_screen))
    [chart] = app.get("vega_lite_chart")
    with pa.ipc.open_stream(chart.proto.datasets[0].data.data) as stream:
        pieces = stream.read_pandas()
    assert (pieces["about"] == "Back to the office").sum() == pieces["pair"].nunique()
    assert "Travel times or opening hours have changed" not in _texts(app)


def test_an_empty_register_leads_to_the_places(empty: Path, open_screen: OpenScreen) -> None:
    """Nowhere to go yet: one sentence, and the way on."""
    app = open_screen("rounds")
    assert "no place in the register yet" in _texts(app)


def test_a_day_without_shifts_leads_to_the_pairs(demo: Path, open_screen: OpenScreen) -> None:
    """No pair works on Sundays."""
    assert "No pair has hours on Sunday 5 January 2020" in _texts(
        open_screen("rounds", day=SUNDAY.isoformat())
    )


@pytest.mark.parametrize(
    ("lost", "text"), [("teams", "There is no pair yet"), ("depots", "no office to leave from")]
)
def test_what_pairs_lack_is_said(demo: Path, open_screen: OpenScreen, lost: str, text: str) -> None:
    """No pairs at all, or none that leaves from anywhere."""
    engine = _engine(demo)
    with writing(engine) as opened:
        if lost == "teams":
            opened.execute(delete(TeamShift))
            opened.execute(delete(TeamDay))
            opened.execute(update(Team).values(active=False))
        else:
            opened.execute(update(Team).values(depot_id=None))
    assert text in _texts(open_screen("rounds"))


def test_a_past_evening_is_only_looked_at(demo: Path, open_screen: OpenScreen) -> None:
    """Nothing is proposed for yesterday."""
    app = open_screen("rounds", day="2019-12-31")
    assert "No round was committed for Tuesday 31 December 2019" in _texts(app)
    assert "rounds_commit_ask" not in _buttons(app)


def test_a_field_worker_reads_and_changes_nothing(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit there is nothing to see; after it the rounds, without a button that changes them."""
    monkeypatch.setattr(access, "LOCAL", replace(access.LOCAL, roles=frozenset({AccessRole.FIELD})))
    assert "not committed yet" in _texts(open_screen("rounds"))
    _someone(_engine(demo))
    app = open_screen("rounds")
    assert "Committed for" in _texts(app)
    assert _buttons(app).isdisjoint({"rounds_again", "rounds_commit_ask", "rounds_undo_commit"})
    assert not any(key.startswith("committed_lock") for key in _buttons(app))


def test_an_account_with_a_service_plans_its_own(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pairs and rounds of other services are not there."""
    monkeypatch.setattr(
        access, "LOCAL", replace(access.LOCAL, roles=frozenset({AccessRole.COORDINATOR}), service=3)
    )
    app = _open(open_screen)
    assert [route.team for route in _plan(app).draft.routes] == [4]
    _commit(app)
    assert [one.service for one in load_committed(_engine(demo), TODAY)] == [3]


def test_flats_are_visited_where_somebody_asked(demo: Path, open_screen: OpenScreen) -> None:
    """Not proposed by themselves; chosen they are required, and taken back they are gone."""
    app = _open(open_screen)
    [choice] = [one for one in app.multiselect if one.label == "Asked for this evening"]
    engine = _engine(demo)
    with Session(engine) as opened:
        flats = set(opened.scalars(select(Place.id).where(Place.kind == PlaceKind.PRIVATE_FLAT)))
    assert flats.isdisjoint(_plan(app).draft.visited)
    asked = min(flats)
    choice.set_value([asked])
    app = _run(app)
    assert asked in _plan(app).draft.required
    [choice] = [one for one in app.multiselect if one.label == "Asked for this evening"]
    choice.set_value([])
    app = _run(app)
    assert flats.isdisjoint(_plan(app).draft.visited | _plan(app).draft.required)


def test_one_pair_less_and_one_more(demo: Path, open_screen: OpenScreen) -> None:
    """A pair that stays in loses its round, the others keep theirs; an idle pair is one click away."""
    app = _open(open_screen)
    kept = _plan(app).draft.route_of(5)
    app.pills[0].set_value([1, 3, 5])
    app = _run(app)
    assert [route.team for route in _plan(app).draft.routes] == [1, 3, 5]
    assert _plan(app).draft.route_of(5) == kept
    app.pills[0].set_value([1, 3, 4, 5])
    app = _run(app)
    assert _plan(app).draft.route_of(4)


def test_a_longer_search_can_be_stopped(demo: Path, open_screen: OpenScreen) -> None:
    """What is best so far stays on screen, and nothing searches on."""
    app = _open(open_screen)
    app.button(key="rounds_improve").click()
    app.run()
    assert "rounds_stop" in _buttons(app)
    app = _press(app, "rounds_stop")
    assert _plan(app).search is None
    assert _plan(app).draft.visited
