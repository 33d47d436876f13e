"""The screen of recording: a planned round and one that was not, counts, faults, undo, and who may."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.ledger import load_ledger, load_places
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.planning.teams import hours_on, load_teams
from data.recording.evening_sheets import RoundSheet, load_round_sheets
from data.recording.visit_rows import load_standings, load_visit
from data.register.database import open_engine, writing
from data.register.intake import ImportBatch
from data.register.tables import Round, Visit
from data.settings import settings
from data.vocabulary import AccessRole, AgeBand, Outcome, RoundStatus, Sex, Trust
from pages.ui import access

OpenScreen = Callable[..., AppTest]

TONIGHT = date(2020, 1, 1)

STOPS = ("Quartier du Triangle", "Ville Basse", "Zone isolée, Gilly (position inventée)")


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the tests outside the session too: there AppTest writes the choices of a list."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()


@pytest.fixture
def planned(demo: Path) -> Engine:
    """The demo with a round of three stops committed for tonight; yields its register."""
    engine = open_engine(f"sqlite:///{demo}")
    team = next(team for team in load_teams(engine) if team.code == "charleroi-1")
    [hours] = hours_on(team, TONIGHT)
    known = load_places(engine)
    ids = dict(zip(known["label"], known.index.tolist(), strict=True))
    stops = tuple(
        StopDraft(ids[label], hours.opens_min + 20 + 60 * n, hours.opens_min + 30 + 60 * n, 30)
        for n, label in enumerate(STOPS)
    )
    noon = datetime(2020, 1, 1, 11)  # noqa: DTZ001 - kept in UTC without zone
    draft = RoundDraft(team.id, hours, team.depot or 0, stops)
    assert not commit_evening(engine, TONIGHT, [draft], seen=(), today=TONIGHT, at=noon).faults
    return engine


def act_as(monkeypatch: pytest.MonkeyPatch, role: AccessRole, service: int | None = None) -> None:
    """Let whoever uses the app have one role."""
    somebody = access.Actor(account=None, roles=frozenset({role}), service=service, hint="")
    monkeypatch.setattr(access, "LOCAL", somebody)


def round_of(engine: Engine) -> RoundSheet:
    """Return tonight's first round."""
    return load_round_sheets(engine, TONIGHT)[0]


def press(app: AppTest, ending: str) -> AppTest:
    """Press the one button whose key ends so."""
    [button] = [one for one in app.button if str(one.key).endswith(ending)]
    button.click()
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def opened(open_screen: OpenScreen, engine: Engine) -> AppTest:
    """Open tonight's round."""
    return open_screen("record", round=str(round_of(engine).id))


def keys(app: AppTest) -> set[str]:
    """Return the keys of all buttons."""
    return {str(one.key) for one in app.button}


def texts(app: AppTest) -> str:
    """Return all that is said."""
    return " ".join(str(one.value) for one in (*app.markdown, *app.caption, *app.error, *app.subheader))


def test_without_a_plan_another_round_can_begin(demo: Path, open_screen: OpenScreen) -> None:
    """Nothing planned is said so, and the round begins with its first visit."""
    engine = open_engine(f"sqlite:///{demo}")
    app = open_screen("record")
    assert "No round is planned for this evening." in texts(app)
    press(app, "record_begin")
    assert load_round_sheets(engine, TONIGHT) == ()
    place = app.selectbox(key="record_place").options.index("Ville Basse · Street zone")
    app.selectbox(key="record_place").select_index(place).run()
    press(app, "record_passed_open")
    press(app, "ending_nobody_seen")
    press(app, "record_save")
    sheet = round_of(engine)
    assert (sheet.hours, sheet.status, len(sheet.stops)) == (None, RoundStatus.DONE, 1)
    assert "record_visit_1" in keys(app)
    press(app, "record_undo")
    assert load_round_sheets(engine, TONIGHT) == ()


def test_what_a_file_has_brought_is_not_recorded_again(planned: Engine, open_screen: OpenScreen) -> None:
    """The first stop came with a file: it says so, and the next one is what is to be recorded."""
    sheet = round_of(planned)
    first, second, _third = sheet.stops
    with writing(planned) as session:
        counts = dict.fromkeys(("rows", "visits_added"), 1) | dict.fromkeys(
            ("visits_replaced", "visits_unchanged"), 0
        )
        noon = datetime(2020, 1, 1, 11)  # noqa: DTZ001 - kept in UTC without zone
        batch = ImportBatch(imported_at=noon, sha256="0" * 64, **counts)
        session.add(batch)
        session.flush()
        brought = Round(
            service_id=sheet.service,
            team_id=sheet.team,
            status=RoundStatus.DONE,
            day=TONIGHT,
            batch_id=batch.id,
        )
        session.add(brought)
        session.flush()
        session.add(
            Visit(round_id=brought.id, place_id=first.place, day=TONIGHT, outcome=Outcome.NOBODY_SEEN)
        )
    app = opened(open_screen, planned)
    assert "A file has brought this visit already" in texts(app)
    assert f"record_stop_{first.stop}" not in keys(app)
    assert f"record_stop_{second.stop}" in keys(app)


def test_a_planned_visit_is_recorded_and_taken_back(planned: Engine, open_screen: OpenScreen) -> None:
    """Taps count people; what was planned is proposed; the ledger has it, and undo takes it out."""
    before = len(load_ledger(planned))
    app = press(open_screen("record"), f"record_round_{round_of(planned).id}")
    stop = round_of(planned).stops[0]
    press(app, f"record_stop_{stop.stop}")
    press(app, "ending_met")
    for _tap in range(2):
        press(app, f"_{Sex.FEMALE}_more_1")
    press(app, f"_{Sex.MALE}_more_1")
    press(app, f"_{Sex.MALE}_less")
    press(app, "material_condom_more_10")
    press(app, "act_trod_more_1")
    press(app, "record_save")
    visit = round_of(planned).stops[0].visit
    assert visit is not None
    assert (visit.outcome, visit.people, visit.arrival_min, visit.minutes) == (Outcome.MET, 2, 1160, 30)
    kept = load_visit(planned, visit.id)
    assert kept is not None
    assert [(one.kind, one.count) for one in kept.material] == [("condom", 10)]
    assert [(one.kind, one.count) for one in kept.acts] == [("trod", 1)]
    assert len(load_ledger(planned)) == before + 1
    press(app, "record_undo")
    assert len(load_ledger(planned)) == before
    assert round_of(planned).status is RoundStatus.PLANNED


def test_all_faults_are_said_and_what_was_typed_stays(planned: Engine, open_screen: OpenScreen) -> None:
    """Met without anybody is refused; the form stays open."""
    app = opened(open_screen, planned)
    press(app, f"record_stop_{round_of(planned).stops[0].stop}")
    press(app, "record_save")
    assert "It is not said how the visit ended." in texts(app)
    press(app, "ending_met")
    press(app, "record_save")
    assert "nobody is counted" in texts(app)
    assert "record_save" in keys(app)
    assert round_of(planned).status is RoundStatus.PLANNED


def test_a_door_that_stayed_shut_did_not_take_the_planned_minutes(
    planned: Engine, open_screen: OpenScreen
) -> None:
    """Five minutes are proposed, and the planned ones again where the choice is changed."""
    app = opened(open_screen, planned)
    press(app, f"record_stop_{round_of(planned).stops[0].stop}")
    press(app, "ending_closed")
    assert app.number_input[0].value == 5
    press(app, "ending_nobody_seen")
    assert app.number_input[0].value == 30
    app.number_input[0].set_value(12).run()
    press(app, "ending_refused")
    assert app.number_input[0].value == 12


def test_people_may_be_described_without_being_counted_twice(
    planned: Engine, open_screen: OpenScreen
) -> None:
    """Describing somebody moves them out of those of whom nothing is said."""
    app = opened(open_screen, planned)
    press(app, f"record_stop_{round_of(planned).stops[0].stop}")
    press(app, "ending_met")
    press(app, f"_{Sex.FEMALE}_more_1")
    press(app, f"_{Sex.FEMALE}_more_1")
    [ages] = [group for group in app.pills if str(group.key).endswith("_tell_age")]
    ages.set_value(AgeBand.FROM_25_TO_34).run()
    press(app, "_tell")
    press(app, "record_save")
    visit = round_of(planned).stops[0].visit
    assert visit is not None
    kept = load_visit(planned, visit.id)
    assert kept is not None
    assert sorted((group.age_band, group.count) for group in kept.met) == [("25_34", 1), ("unknown", 1)]


def test_a_visit_is_corrected_and_taken_out(planned: Engine, open_screen: OpenScreen) -> None:
    """The form starts from what was recorded; a mistake is taken out as a whole."""
    app = opened(open_screen, planned)
    stop = round_of(planned).stops[0]
    press(app, f"record_stop_{stop.stop}")
    press(app, "ending_nobody_seen")
    press(app, "record_save")
    press(app, f"record_stop_{stop.stop}")
    press(app, "ending_met")
    press(app, f"_{Sex.TRANS}_more_1")
    press(app, "record_save")
    visit = round_of(planned).stops[0].visit
    assert visit is not None
    assert (visit.outcome, visit.people) == (Outcome.MET, 1)
    press(app, f"record_stop_{stop.stop}")
    press(app, "record_out_sure")
    assert round_of(planned).status is RoundStatus.PLANNED


def test_a_second_phone_does_not_record_twice(planned: Engine, open_screen: OpenScreen) -> None:
    """Whoever is second hears that it is there already."""
    one, other = opened(open_screen, planned), opened(open_screen, planned)
    stop = round_of(planned).stops[0]
    for app in (one, other):
        press(app, f"record_stop_{stop.stop}")
        press(app, "ending_nobody_seen")
    press(one, "record_save")
    press(other, "record_save")
    assert "recorded already" in texts(other)
    assert sum(stop.visit is not None for stop in round_of(planned).stops) == 1


def test_finishing_says_what_was_not_reached(planned: Engine, open_screen: OpenScreen) -> None:
    """Planned against done is said in a sentence and stands in a table."""
    app = opened(open_screen, planned)
    press(app, f"record_stop_{round_of(planned).stops[0].stop}")
    press(app, "ending_nobody_seen")
    press(app, "record_save")
    assert "2 stops are still open" in texts(app)
    press(app, "record_finish_now")
    assert [stop.visit is not None for stop in round_of(planned).stops] == [True] * 3
    assert round_of(planned).ended_at is not None
    assert "1 of 3 planned stops visited." in texts(app)
    assert app.dataframe[0].value["State"].tolist() == ["Visited", "Not reached", "Not reached"]
    assert app.dataframe[0].value["Planned at"].tolist() == ["19:20", "20:20", "21:20"]
    assert app.dataframe[0].value["Arrival"].tolist() == ["19:20", "–", "–"]
    press(app, "record_undo")
    assert [stop.visit is not None for stop in round_of(planned).stops] == [True, False, False]


def test_a_stop_is_not_reached_and_a_place_waits_for_something(
    planned: Engine, open_screen: OpenScreen
) -> None:
    """Not reached is one tap; requests stay with the place."""
    app = opened(open_screen, planned)
    first, second, _third = round_of(planned).stops
    press(app, f"record_stop_{first.stop}")
    press(app, "record_skip")
    press(app, f"record_stop_{second.stop}")
    press(app, "ending_nobody_seen")
    press(app, "_requests_more_1")
    press(app, "record_save")
    skipped = round_of(planned).stops[0].visit
    assert skipped is not None
    assert (skipped.outcome, skipped.arrival_min, skipped.minutes) == (Outcome.SKIPPED, None, 0)
    assert load_standings(planned)[second.place].open_requests == 1
    assert load_standings(planned)[second.place].trust is Trust.STEADY


def test_somebody_in_the_field_records_and_sees_only_their_service(
    planned: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Charleroi is service 1; for another service the evening is empty."""
    act_as(monkeypatch, AccessRole.FIELD, service=1)
    app = opened(open_screen, planned)
    press(app, f"record_stop_{round_of(planned).stops[0].stop}")
    press(app, "ending_nobody_seen")
    press(app, "record_save")
    assert round_of(planned).stops[0].visit is not None
    act_as(monkeypatch, AccessRole.FIELD, service=2)
    other = opened(open_screen, planned)
    assert "No round is planned for this evening." in texts(other)
    assert not [key for key in keys(other) if key.startswith("record_stop_")]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_screen_opens_in_each_language(planned: Engine, open_screen: OpenScreen, language: str) -> None:
    """Rounds of the evening, and a round's stops."""
    app = open_screen("record", language)
    assert f"record_round_{round_of(planned).id}" in keys(app)
    app = open_screen("record", language, round=str(round_of(planned).id), evening="2020-01-01")
    assert any(key.startswith("record_stop_") for key in keys(app))


def test_times_of_the_night_are_those_of_the_evening(planned: Engine, open_screen: OpenScreen) -> None:
    """An arrival at half past midnight belongs to tonight's round."""
    app = opened(open_screen, planned)
    press(app, f"record_stop_{round_of(planned).stops[2].stop}")
    app.time_input[0].set_value(time(0, 30)).run()
    press(app, "ending_nobody_seen")
    press(app, "record_save")
    visit = round_of(planned).stops[2].visit
    assert visit is not None
    assert visit.arrival_min == 1470
