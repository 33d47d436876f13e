"""What can be taken along of an evening: by whom, in which formats, and what it says; shared calendars."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import streamlit as st
from pypdf import PdfReader
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from data.audit.lines import Choice, load_lines
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.register.database import connect
from data.register.tables import Place
from data.roadbook.feeds import FeedDraft, find_feed, keep_feed, load_feeds, new_secret
from data.vocabulary import AccessRole, AuditAction, PlaceKind
from geo.rounds.model import TimeWindow
from pages.ui import access
from tests.app.conftest import OpenScreen, for_the_team

TODAY = date(2020, 1, 1)
NOW = datetime(2020, 1, 1, 15)  # noqa: DTZ001 - moments are kept in UTC without zone

Taken = dict[str, Callable[[], bytes]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test framework names options outside the session, in the language of the settings."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """What each download button would make when it is clicked, by its key."""
    files: Taken = {}

    def button(_label: str, make: Callable[[], bytes], *, key: str, **_rest: object) -> None:
        files[key] = make

    monkeypatch.setattr(st, "download_button", button)
    return files


@pytest.fixture
def committed(demo: Path) -> Iterator[Engine]:
    """A demo register with the committed rounds of two pairs."""
    engine = connect(f"sqlite:///{demo}")
    with Session(engine) as session:
        in_use = select(Place.id).where(Place.active_to.is_(None))
        streets = session.scalars(in_use.where(Place.kind == PlaceKind.STREET)).all()
        flat = session.scalars(in_use.where(Place.kind == PlaceKind.PRIVATE_FLAT)).first()
    places = {1: (streets[0], flat or 0), 3: (streets[1],)}
    drafts = [
        RoundDraft(
            team,
            TimeWindow(1140, 1470),
            21,
            tuple(StopDraft(place, 1150 + 40 * at, 1155 + 40 * at, 30) for at, place in enumerate(stops)),
        )
        for team, stops in places.items()
    ]
    outcome = commit_evening(engine, TODAY, drafts, seen=[], today=TODAY, at=NOW)
    assert not outcome.faults
    yield engine
    engine.dispose()


def _as(monkeypatch: pytest.MonkeyPatch, role: AccessRole, service: int | None = None) -> None:
    monkeypatch.setattr(access, "LOCAL", replace(access.LOCAL, roles=frozenset({role}), service=service))


def _buttons(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


def _text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_files_say_as_little_as_they_can(committed: Engine, open_screen: OpenScreen, taken: Taken) -> None:
    """Until names or kinds are turned on; then the sheet above the switches says them too."""
    app = for_the_team(open_screen("rounds"))
    sheet = taken["roadbook_pdf"]()
    assert len(PdfReader(io.BytesIO(sheet)).pages) == 2
    assert "Visit 1" in _text(sheet)
    assert "Synthetic data" in _text(sheet)
    with Session(committed) as session:
        label = session.scalars(select(Place.label).where(Place.kind == PlaceKind.STREET)).first() or ""
    assert label not in _text(sheet)
    app.toggle(key="roadbook_places").set_value(True).run()
    assert label in _text(taken["roadbook_pdf"]()).replace("\n", " ")
    assert any("Whoever finds one" in str(one.value) for one in app.caption)


def test_each_format_is_made_and_leaves_its_line(
    committed: Engine, open_screen: OpenScreen, taken: Taken
) -> None:
    """Flats have no position in any of them."""
    for_the_team(open_screen("rounds"))
    assert set(taken) >= {f"roadbook_{form}" for form in ("pdf", "ics", "xlsx", "gpx", "geojson")}
    found = json.loads(taken["roadbook_geojson"]())
    assert [feature["geometry"] is None for feature in found["features"]] == [False, True, False]
    assert taken["roadbook_gpx"]().count(b"<wpt ") == 2
    assert taken["roadbook_ics"]().count(b"BEGIN:VEVENT") == 2
    assert taken["roadbook_xlsx"]().startswith(b"PK")
    lines = load_lines(committed, Choice(actions=frozenset({AuditAction.EXPORT})))
    assert [details["what"] for details in lines["details"][::-1]] == [
        "roadbook_geojson",
        "roadbook_gpx",
        "roadbook_ics",
        "roadbook_xlsx",
    ]


def test_one_pair_alone_and_without_positions(
    committed: Engine, open_screen: OpenScreen, taken: Taken
) -> None:
    """Then there is neither track nor map."""
    app = for_the_team(open_screen("rounds"))
    app.selectbox(key="roadbook_pair").set_value(3).run()
    assert taken["roadbook_ics"]().count(b"BEGIN:VEVENT") == 1
    taken.clear()
    app.toggle(key="roadbook_positions").set_value(False).run()
    assert set(taken) & {"roadbook_gpx", "roadbook_geojson"} == set()
    assert "50." not in _text(taken["roadbook_pdf"]())


def test_before_the_purpose_is_said_nothing_leaves(
    committed: Engine, open_screen: OpenScreen, taken: Taken
) -> None:
    """Not even an address."""
    app = open_screen("rounds")
    assert not taken
    assert "calendars_make" not in _buttons(app)


def test_the_field_finds_its_way_and_takes_no_file(
    committed: Engine, open_screen: OpenScreen, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links open the navigator of the phone; none leads to a company unless somebody turns that on."""
    _as(monkeypatch, AccessRole.FIELD)
    app = open_screen("rounds")
    assert not taken
    assert "calendars_make" not in _buttons(app)
    links = [one.proto.url for one in app.get("link_button")]
    assert len(links) == 2
    for link in links:
        where, pin = link.removeprefix("geo:").split("?q=")
        assert where == pin
    for navigator, address in (
        ("apple", "https://maps.apple.com/?daddr=5"),
        ("google", "https://www.google.com/maps/dir/?api=1&destination=5"),
    ):
        app.button_group(key="roadbook_navigator").set_value(navigator).run()
        links = [one.proto.url for one in app.get("link_button")]
        assert len(links) == 2
        assert all(link.startswith(address) for link in links)


def test_an_evening_without_rounds_offers_nothing(demo: Path, open_screen: OpenScreen) -> None:
    """There is nothing to take along."""
    app = open_screen("rounds", day="2020-01-05")
    assert "To take along" not in [str(one.value) for one in app.subheader]


def test_a_calendar_is_shared_shown_once_and_taken_back(committed: Engine, open_screen: OpenScreen) -> None:
    """The audit keeps both, and never the secret."""
    app = for_the_team(open_screen("rounds"))
    app.selectbox(key="calendars_whose").set_value(("service", 1)).run()
    app.button(key="calendars_make").click().run()
    [address] = [str(one.value) for one in app.code]
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    found = find_feed(committed, secret)
    assert found is not None
    assert found.draft == FeedDraft(service=1)
    app.button(key="calendars_copied").click().run()
    assert not app.code
    app.button(key=f"calendars_revoke_{found.id}").click().run()
    assert find_feed(committed, secret) is None
    assert not [key for key in _buttons(app) if key.startswith("calendars_revoke")]
    lines = load_lines(committed, Choice(actions=frozenset({AuditAction.CHANGE})))
    kept = {details["what"] for details in lines["details"]}
    assert {"calendar_made", "calendar_taken_back"} <= kept
    assert secret not in str(lines["details"].tolist())


def test_an_account_with_a_service_shares_its_own_calendars(
    committed: Engine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It neither sees nor takes back those of others."""
    for draft in (FeedDraft(team=1), FeedDraft(service=3)):
        keep_feed(committed, draft, new_secret(), TODAY)
    theirs, own = (feed.id for feed in load_feeds(committed)[::-1])
    _as(monkeypatch, AccessRole.COORDINATOR, service=3)
    app = for_the_team(open_screen("schedule"))
    assert {f"calendars_revoke_{own}"} == {key for key in _buttons(app) if "calendars_revoke" in key}
    assert f"calendars_revoke_{theirs}" not in _buttons(app)
    options = app.selectbox(key="calendars_whose").options
    assert len(options) == 2
    assert not any("charleroi" in option for option in options)
