"""After the round, on a phone: two visits of a planned round, and the register and the map show them."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, delete

from data.ledger import load_ledger, load_places
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.planning.teams import hours_on, load_teams
from data.recording.evening_sheets import RoundSheet, load_round_sheets
from data.register.database import open_engine, writing
from data.register.tables import Round
from data.vocabulary import Outcome, RoundStatus
from tests.browser.kit import Screen, Visit

TONIGHT = date(2020, 1, 1)

PAIR = "louvain-la-neuve-1"

STOPS = (
    "Café 1, Louvain-la-Neuve (position inventée)",
    "Café 3, Louvain-la-Neuve (position inventée)",
)

THUMB = 44
"""Least height of what a thumb must hit, in pixels."""


@pytest.fixture
def register(server: str, demo_folder: Path) -> Iterator[Engine]:
    """The server's register with a round of two stops for tonight, which is gone afterwards."""
    engine = open_engine(f"sqlite:///{next(demo_folder.glob('*.sqlite'))}")
    team = next(team for team in load_teams(engine) if team.code == PAIR)
    [hours] = hours_on(team, TONIGHT)
    known = load_places(engine)
    ids = dict(zip(known["label"], known.index.tolist(), strict=True))
    stops = tuple(
        StopDraft(ids[label], hours.opens_min + 15 + 60 * n, hours.opens_min + 25 + 60 * n, 30)
        for n, label in enumerate(STOPS)
    )
    noon = datetime(2020, 1, 1, 11)  # noqa: DTZ001 - kept in UTC without zone
    draft = RoundDraft(team.id, hours, team.depot or 0, stops)
    assert not commit_evening(engine, TONIGHT, [draft], seen=(), today=TONIGHT, at=noon).faults
    yield engine
    with writing(engine) as session:
        session.execute(delete(Round).where(Round.team_id == team.id, Round.day == TONIGHT))
    engine.dispose()


def _round(engine: Engine) -> RoundSheet:
    return next(sheet for sheet in load_round_sheets(engine, TONIGHT) if sheet.code == PAIR)


def _tap(screen: Screen, ending: str) -> None:
    """Tap the button whose key ends so, as tall as a thumb needs it."""
    button = screen.page.locator(f"[class*='{ending}'] button").locator("visible=true").first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB, ending
    assert box["x"] + box["width"] <= 390, ending
    button.click()
    screen.settle()


def test_two_visits_are_recorded_on_a_phone_and_the_map_shows_them(visit: Visit, register: Engine) -> None:
    """Met two people at the first stop, nobody at the second: ledger, sheet and round say so."""
    before = len(load_ledger(register))
    first, second = _round(register).stops
    screen = visit("record", width=390, height=844, dark=True)
    _tap(screen, f"record_round_{_round(register).id}")
    _tap(screen, f"record_stop_{first.stop}")
    _tap(screen, "ending_met")
    for people in (1, 2):
        _tap(screen, "female_more_1")
        expect(
            screen.page.locator(".st-key-record_form").get_by_text(str(people), exact=True)
        ).to_be_visible()
    _tap(screen, "record_save")
    _tap(screen, f"record_stop_{second.stop}")
    _tap(screen, "ending_nobody_seen")
    _tap(screen, "record_save")
    done = _round(register)
    assert (done.status, done.ended_at is not None) == (RoundStatus.DONE, True)
    assert [stop.visit and (stop.visit.outcome, stop.visit.people) for stop in done.stops] == [
        (Outcome.MET, 2),
        (Outcome.NOBODY_SEEN, 0),
    ]
    assert len(load_ledger(register)) == before + 2
    sheet = visit(f"map?place={first.place}")
    expect(sheet.page.get_by_text(re.compile("1/01/2020|01/01/2020|1er janvier 2020")).first).to_be_visible()
    place = visit(f"places?place={second.place}", width=390)
    expect(place.page.get_by_text(re.compile("au 1/01/2020|au 01/01/2020")).first).to_be_visible()
    assert screen.errors == []


def test_a_phone_shows_the_whole_form_without_scrolling_sideways(visit: Visit, register: Engine) -> None:
    """Nothing is wider than the phone, whatever is unfolded."""
    screen = visit(f"record?round={_round(register).id}", width=390, height=844)
    _tap(screen, f"record_stop_{_round(register).stops[0].stop}")
    _tap(screen, "ending_met")
    _tap(screen, "female_more_1")
    for fold in screen.page.locator(".st-key-record_form summary").all():
        fold.click()
    screen.settle()
    wide = screen.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    assert screen.errors == []
