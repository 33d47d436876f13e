"""The released app in a real browser: whatever reaches it is a published figure, an outline, or a word."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from data.i18n import catalogue
from data.ledger import load_places
from data.register.database import open_engine
from data.releases.files import open_file
from data.releases.keeping import save_release
from data.releases.keys import load_keys
from data.releases.making import make_candidate, seal
from data.settings import Settings
from data.terms import TERMS
from data.vocabulary import AgeBand, Nationality, Sex, Tier
from geo.attacks.payload import COUNT_FIELDS, Finding, Leak, Rules, points_of, scan
from geo.attacks.results import Attack, AttackResult, Outcome
from scripts.demo_server import demo_environment, free_port, serve
from scripts.window import open_window
from tests.access_kit import Caller, ask, ask_for_files, rerun
from tests.browser.kit import Screen
from tests.browser.test_every_screen import overflow
from tests.browser.wire import Wire

TODAY = date(2020, 1, 1)
NOW = datetime(2020, 1, 2, 9)  # noqa: DTZ001 - the register keeps UTC without saying so

WITHSTOOD = AttackResult(
    Attack.SLIDER, Outcome(tried=40, of=40, recovered=0), Outcome(tried=40, of=40, recovered=39), 4, 0.9
)
"""Without an attack no release is signed; the attacks themselves are tested elsewhere."""

TIERS = ("policy", "public")
SCREENS = ("", "map", "trends", "people", "limits")

VIEWS = (
    *SCREENS,
    "map?measure=hours&step=quarter&period=2019-Q1",
    "trends?split=kind",
    "trends?split=service",
    "trends?split=nature&by=year",
    "trends?split=area&measure=first_contacts",
    "people?face=age",
    "people?face=nationality&year=2017",
)
"""Addresses on which everything that is drawn as a value is a count."""

RATES = (
    "map?measure=contacts_per_hour",
    "trends?measure=contacts_per_hour",
    "trends?split=area&measure=contacts_per_hour",
)
"""Addresses on which values are ratios."""

VALUES = ("figure", "told")
"""Columns of charts that hold a count, or a ratio where one is shown."""

COMPARED = ("2018", "2019", "T1 2018", "T1 2019")
"""Columns of the map's two periods; elsewhere a year begins a row."""

SHOWN_AS_COUNTS = (
    "Contacts",
    "First contacts",
    "Hours",
    "Hours of outreach",
    "Social interventions",
    "Visits to places",
)


@pytest.fixture(scope="module")
def desk(demo_file: Path, basemap_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of each tier made from the demo register, its key, and the basemap."""
    folder = tmp_path_factory.mktemp("desk")
    options = Settings(var_dir=folder)
    shutil.copytree(basemap_dir / "basemap", folder / "basemap")
    engine = open_engine(f"sqlite:///{shutil.copy(demo_file, folder / 'register.sqlite')}")
    for tier in (Tier.POLICY, Tier.PUBLIC):
        candidate = make_candidate(engine, tier, TODAY, options)
        content = seal(engine, candidate, [WITHSTOOD], NOW)
        if tier is Tier.POLICY:
            save_release(engine, content, candidate.truth, None, NOW)
        (folder / f"{tier.value}.zip").write_bytes(content)
    (folder / "key.txt").write_text(load_keys(engine).public_key)
    (folder / "labels.txt").write_text("\n".join(load_places(engine)["label"]))
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def servers(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Both released apps, on their files alone, where no register is."""
    with (
        _server(desk, tmp_path_factory, "policy") as policy,
        _server(desk, tmp_path_factory, "public") as public,
    ):
        yield {"policy": policy, "public": public}


def _server(
    desk: Path, folders: pytest.TempPathFactory, tier: str, door: str = "dashboard.py", **own: str
) -> AbstractContextManager[str]:
    folder = folders.mktemp(tier)
    environment = demo_environment(folder) | {
        "MARAUDE_TIER": tier,
        "MARAUDE_RELEASE_FILE": str(desk / f"{tier}.zip"),
        "MARAUDE_RELEASE_PUBLIC_KEY": (desk / "key.txt").read_text(),
    }
    environment |= own
    return serve(folder, environment, free_port(), door)


def rules_of(desk: Path, tier: str) -> Rules:
    """Return what may reach the browser of a tier: multiples of the base, and the published outlines."""
    published = open_file((desk / f"{tier}.zip").read_bytes(), (desk / "key.txt").read_text()).published
    french = catalogue("fr").gettext
    words = [
        *SHOWN_AS_COUNTS,
        *(TERMS[type(word), word.name] for face in (Sex, AgeBand, Nationality) for word in face),
    ]
    names = {*published.names.values(), *published.territories["name_fr"], *published.territories["name_nl"]}
    labels = set((desk / "labels.txt").read_text().splitlines())
    return Rules(
        base=published.base,
        count_fields=[*COUNT_FIELDS, *VALUES, *words, *(french(word) for word in words)],
        identifiers=sorted(labels - names),
        points=points_of(published.territories),
    )


def look(browser: Browser, server: str, address: str, **window: object) -> tuple[Screen, Wire]:
    """Open an address in a window of its own, and keep all that it is sent."""
    page = open_window(browser, **window)  # type: ignore[arg-type]  # the options of a window
    screen, wire = Screen(page, server), Wire(page)
    screen.watch()
    wire.listen()
    screen.open(address)
    if address.startswith("map"):
        screen.map()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    return screen, wire


def scanned(wire: Wire, folder: Path, rules: Rules) -> list[Finding]:
    """Return what a page was sent that it may not hold: over its sockets, and as files."""
    assert wire.messages
    assert wire.unread == []
    found = [finding for message in wire.messages for finding in scan(message, rules)]
    for name, content in wire.take_files(folder):
        found += scan(content, rules, name)
    # The one member of a release that is no text and no table: 64 bytes of its signature.
    return [finding for finding in found if not finding.path.endswith(".zip/signature")]


@pytest.mark.parametrize("address", [*VIEWS, *RATES])
@pytest.mark.parametrize("tier", TIERS)
def test_nothing_but_published_figures_reaches_the_browser(
    servers: dict[str, str], desk: Path, chromium: Browser, tmp_path: Path, tier: str, address: str
) -> None:
    """Counts are multiples of the base, no place is named, and points are those of outlines."""
    rules = rules_of(desk, tier)
    if address in RATES:
        rules = replace(rules, count_fields=[name for name in rules.count_fields if name not in VALUES])
    elif address.startswith("map"):
        rules = replace(rules, count_fields=[*rules.count_fields, *COMPARED])
    screen, wire = look(chromium, servers[tier], address)
    assert scanned(wire, tmp_path, rules) == []
    assert screen.strays == []
    assert screen.errors == []
    assert not any("backgrounds.json" in request for request in screen.requests)
    screen.page.context.close()


LEAKY = """
import altair as alt
import pandas as pd
import shapely
import streamlit as st
from pages.ui.maps import Shape, show_coarse_map

st.dataframe(pd.DataFrame({{"Contacts": [5, 3]}}), key="table")
days = pd.DataFrame({{"day": [1, 2], "hours": [10, 7]}})
st.altair_chart(alt.Chart(days).mark_bar().encode(x="day:O", y="hours:Q"))
st.caption({label!r})
show_coarse_map(
    [Shape("a1", shapely.box(4.40, 50.40, 4.41, 50.41), ("Zone", "Contacts : 4"), {{}})],
    name="map", label="Map", bounds=[4.4, 50.4, 4.41, 50.41], nearest=12,
)
st.download_button("File", b"zone;contacts\\na;1\\nb;5\\n", file_name="leak.csv")
"""

DOOR = """
import streamlit as st
from pages.ui.doors import middleware, routes

app = st.App({script!r}, routes=routes(), middleware=middleware())
"""


def test_the_scan_finds_what_a_careless_screen_would_leak(
    desk: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser, tmp_path: Path
) -> None:
    """A table, a chart, a sentence, a shape, its tooltip and a file, each with what no release holds."""
    rules = rules_of(desk, "policy")
    script, door = tmp_path / "leaky.py", tmp_path / "leaky_door.py"
    script.write_text(LEAKY.format(label=next(iter(rules.identifiers))), encoding="utf-8")
    door.write_text(DOOR.format(script=str(script)), encoding="utf-8")
    with _server(desk, tmp_path_factory, "policy", str(door)) as server:
        screen, wire = look(chromium, server, "")
        screen.map()
        found = scanned(wire, tmp_path, rules)
        screen.page.context.close()
    counts = {finding.value for finding in found if finding.leak is Leak.COUNT}
    assert counts == {"3", "7", "4", "1"}
    leaks = {finding.leak for finding in found}
    assert leaks == {Leak.COUNT, Leak.IDENTIFIER, Leak.POINT}


@pytest.mark.parametrize("screen_name", SCREENS)
@pytest.mark.parametrize("tier", TIERS)
def test_a_phone_needs_no_sideways_scrolling(
    servers: dict[str, str], chromium: Browser, tier: str, screen_name: str
) -> None:
    """At 390 pixels, in the dark, nothing sticks out of the screen."""
    screen, _wire = look(chromium, servers[tier], screen_name, width=390, height=844, dark=True)
    expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)
    assert overflow(screen) <= 0
    assert screen.errors == []
    screen.page.context.close()


@pytest.mark.parametrize("tier", TIERS)
def test_the_map_stops_at_its_territories(servers: dict[str, str], chromium: Browser, tier: str) -> None:
    """However far somebody zooms in, they see a region and not a street."""
    screen, _wire = look(chromium, servers[tier], "map")
    zoom = screen.map().locator("body").evaluate("() => window.map.setZoom(19, {animate: false}).getZoom()")
    assert zoom == {"policy": 12, "public": 11}[tier]
    screen.page.context.close()


def test_the_menu_names_every_screen(servers: dict[str, str], chromium: Browser) -> None:
    """And no screen of the register is there, by its menu or by its address."""
    screen, _wire = look(chromium, servers["public"], "")
    assert sorted(screen.addresses) == sorted(SCREENS)
    screen.open("imports")
    expect(screen.page.get_by_role("heading", name="Imports")).to_have_count(0)
    screen.page.context.close()


@pytest.fixture(scope="module")
def for_all(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The public app without sign-in, behind a proxy that asks for it by a host that was named."""
    with _server(desk, tmp_path_factory, "public", MARAUDE_ALLOWED_HOSTS="127.0.0.1") as address:
        yield address


def test_public_figures_are_shown_to_whoever_comes(for_all: str) -> None:
    """Every screen, through a proxy too; under another name nothing, and no word of a closed app."""
    reader = Caller(for_all)
    for screen in SCREENS:
        run = reader.run(screen)
        assert run.titles
        assert not run.says("answers this computer only")
    assert httpx2.get(for_all, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 200
    assert httpx2.get(for_all, headers={"Host": "localhost"}).status_code == 403
    assert reader.http.get("/assets/basemap.json").status_code == 200


def test_who_merely_reads_takes_files_and_brings_none(for_all: str) -> None:
    """A file is made when asked for; no address to upload to is told, and none is answered."""
    asks = BackMsg()
    asks.file_urls_request.file_names.append("large.bin")
    with Caller(for_all).socket() as socket:
        run = ask(socket, rerun("trends"))
        [address] = ask_for_files(socket, run, run.downloads[:1])
        assert len(httpx2.get(f"{for_all}{address}").content) > 100
        socket.send(asks.SerializeToString())
        told = ask(socket, rerun("map")).messages
        assert not any(message.WhichOneof("type") == "file_urls_response" for message in told)
    assert httpx2.put(f"{for_all}/_stcore/upload_file/{'1' * 36}/{'2' * 36}").status_code == 405
