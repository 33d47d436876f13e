"""The app on a release: every screen of both tiers, on a file alone, and nothing where there is none."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.i18n import LANGUAGES
from data.releases.files import Opened, digest_of, open_file
from data.releases.manifest import Interval, Statement
from data.releases.signing import new_signing_key, public_key_of
from data.settings import ROOT, settings
from geo.displacement.results import Outcome
from pages.parts.released import opening
from pages.ui import datatables
from pages.ui.exports import File
from tests.release_kit import make_file, make_published

SHELL = ROOT / "pages" / "released" / "shell.py"
SCREENS = ("overview", "map", "trends", "people", "purpose")
TIERS = ("policy", "public")
KEY = new_signing_key()
PATIENCE = 60

Start = Callable[..., AppTest]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of each tier."""
    folder = tmp_path_factory.mktemp("releases")
    for tier in TIERS:
        (folder / f"{tier}.zip").write_bytes(make_file(make_published(tier), KEY))
    return folder


@pytest.fixture
def start(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the app of a tier on a file, open a screen of it, and see that nothing went wrong."""

    def start_it(
        tier: str,
        screen: str = "overview",
        *,
        file: Path | None = None,
        key: str | None = None,
        language: str = "en",
        **address: str,
    ) -> AppTest:
        monkeypatch.setenv("MARAUDE_TIER", tier)
        monkeypatch.setenv("MARAUDE_RELEASE_FILE", str(file or files / f"{tier}.zip"))
        monkeypatch.setenv("MARAUDE_RELEASE_PUBLIC_KEY", public_key_of(KEY) if key is None else key)
        monkeypatch.setenv("MARAUDE_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'register.sqlite'}")
        settings.cache_clear()
        app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE)
        app.query_params["lang"] = language
        for name, text in address.items():
            app.query_params[name] = text
        if screen != "overview":
            app.switch_page(f"{screen}.py")
        page = app._page_hash
        app.run()
        if screen != "overview" and app.switch_page(f"{screen}.py")._page_hash != page:
            # Its address is not the name of its file, which is all that is known before the first run.
            app.run()
        assert not app.exception, [one.message for one in app.exception]
        return app

    yield start_it
    settings.cache_clear()
    st.cache_resource.clear()


def words(app: AppTest) -> str:
    """Return all prose of a screen."""
    return "\n".join(
        str(one.value) for one in (*app.title, *app.markdown, *app.caption, *app.error, *app.info)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("tier", TIERS)
def test_every_screen_opens(start: Start, tier: str, screen: str, language: str) -> None:
    """Each screen draws its title, in each language, from the file alone."""
    app = start(tier, screen, language=language)
    assert len(app.title) == 1
    assert not app.error


def test_the_overview_says_the_last_year_in_published_figures(start: Start) -> None:
    """Contacts and hours are sums of the cells, and a contact is no person."""
    published = make_published("policy")
    cells = published.cubes["places"]
    year = cells[cells["month"].str.startswith("2019")]
    said = words(start("policy"))
    assert f"{year['contacts'].sum():,} contacts in {year['hours'].sum():,} hours" in said
    assert "not a person" in said
    assert "0–4" in said


def test_the_public_is_told_of_a_wider_rounding(start: Start) -> None:
    """Base ten hides nine."""
    assert "0–9" in words(start("public"))


@pytest.mark.parametrize(
    ("tier", "level", "cube"), [("policy", "zone", "places"), ("public", "area", "areas")]
)
def test_the_map_has_its_table_beside(start: Start, tier: str, level: str, cube: str) -> None:
    """One row a territory of the tier, with counts that are multiples of the base, the largest first."""
    published = make_published(tier)
    table = start(tier, "map").dataframe[0].value
    territories = published.territories
    assert len(table) == (territories["level"] == level).sum()
    contacts = [int(text.replace(",", "")) for text in table["Contacts"]]
    assert contacts == sorted(contacts, reverse=True)
    column = published.cubes[cube].columns[1]
    of_year = published.cubes[cube][published.cubes[cube][column].str.startswith("2019")]
    assert sum(contacts) == of_year["contacts"].sum()


def test_a_zero_is_never_written_as_one(start: Start, tmp_path: Path) -> None:
    """It is told as all that may be behind it, and a rate of too few hours is no rate."""
    published = make_published("policy")
    empty = published.cubes["places"].assign(contacts=0, first_contacts=0, hours=0)
    faces = {
        name: published.cubes[name].assign(contacts=0) for name in ("services", "sex", "age", "nationality")
    }
    file = tmp_path / "empty.zip"
    file.write_bytes(make_file(replace(published, cubes={**published.cubes, "places": empty, **faces}), KEY))
    app = start("policy", "map", file=file, step="quarter", period="2019-Q4")
    table = app.dataframe[0].value
    assert set(table["Contacts"]) == {"0–4"}
    assert set(table["Per hour"]) == {"–"}
    people = start("policy", "people", file=file, arrondissement="arrondissement:hainaut").dataframe[0].value
    assert set(people.iloc[:, 1:].to_numpy().ravel()) == {"0–4"}
    assert "contacts per hour" not in words(start("policy", file=file)).lower()


def test_files_have_numbers_that_add_up(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure in a file is a number, not text with a space in it; only a zero is a range there too."""
    filed: list[pd.DataFrame] = []

    def keep(frame: pd.DataFrame, *_about: str, **_key: str) -> list[File]:
        filed.append(frame)
        return []

    monkeypatch.setattr(datatables, "table_files", keep)
    for screen, column in (("map", "Contacts"), ("trends", "Contacts")):
        shown = start("policy", screen).dataframe[0].value
        written = filed[0] if screen == "map" else filed[-1]
        for text, value in zip(shown[column], written[column], strict=True):
            assert isinstance(value, int) or value == text
            assert text == (f"{value:,}" if isinstance(value, int) else value)
    people = start("policy", "people").dataframe[0].value
    assert filed[-1].iloc[:, 1:].sum().sum() == sum(
        int(text.replace(",", "")) for text in people.iloc[:, 1:].to_numpy().ravel() if "–" not in text
    )


@pytest.mark.parametrize("tier", TIERS)
def test_every_choice_of_the_map_draws(start: Start, tier: str) -> None:
    """All measures, over a year, a quarter and, for policy, a month."""
    periods = {"year": "2018", "quarter": "2018-Q3"} | ({"month": "2018-08"} if tier == "policy" else {})
    for measure in ("contacts", "contacts_per_hour", "hours"):
        for step, period in periods.items():
            app = start(tier, "map", measure=measure, step=step, period=period)
            assert app.session_state["period"] == period
            assert app.session_state["measure"] == measure


@pytest.mark.parametrize("tier", TIERS)
def test_the_map_is_held_against_the_year_before(start: Start, tier: str) -> None:
    """The same figures as that year's own map, and words for the change; the first year has none before."""
    before = start(tier, "map", period="2018").dataframe[0].value
    change = start(tier, "map", period="2019").dataframe[1].value
    name = before.columns[0]
    assert dict(zip(change[name], change["2018"], strict=True)) == dict(
        zip(before[name], before["Contacts"], strict=True)
    )
    assert set(change["Change"]) <= {"More than before", "Fewer than before", "No clear change"}
    assert len(start(tier, "map", period="2017").dataframe) == 1


@pytest.mark.parametrize("split", ["all", "family", "kind", "service", "nature", "area"])
@pytest.mark.parametrize("tier", TIERS)
def test_every_choice_of_the_trends_draws(start: Start, tier: str, split: str) -> None:
    """All measures and all steps that a split knows; what it does not know becomes what it does."""
    only = {"service": ["contacts"], "nature": ["interventions"]}
    measures = ["contacts", "contacts_per_hour", "hours", "first_contacts", "visits", "interventions"]
    for measure in only.get(split, measures):
        app = start(tier, "trends", split=split, measure=measure)
        assert not app.dataframe[0].value.empty
        assert app.session_state["measure"] in only.get(split, measures)
    for step in ("month", "year"):
        assert not start(tier, "trends", split=split, by=step).dataframe[0].value.empty


def test_a_public_release_is_told_by_no_month_and_no_zone(start: Start) -> None:
    """Not even by an address that asks for it."""
    app = start("public", "map", step="month", period="2019-04")
    assert app.session_state["step"] == "year"
    app = start("public", "trends", by="month", where="zone:z1")
    assert app.session_state["by"] == "quarter"
    assert app.session_state["where"] == "everywhere"


def test_policy_figures_can_be_looked_at_in_one_area(start: Start) -> None:
    """The sum of an area is less than that of all."""
    everywhere = start("policy", "trends").dataframe[0].value
    area = start("policy", "trends", where="area:a1").dataframe[0].value
    assert [int(text) for text in area["Contacts"]] < [int(text) for text in everywhere["Contacts"]]


@pytest.mark.parametrize("face", ["sex", "age", "nationality"])
@pytest.mark.parametrize("tier", TIERS)
def test_people_are_told_by_one_characteristic(start: Start, tier: str, face: str) -> None:
    """One row a year, one column a group, and no zone to choose."""
    app = start(tier, "people", face=face, year="2018")
    table = app.dataframe[0].value
    assert list(table["Year"]) == ["2019", "2018", "2017"]
    published = make_published(tier)
    assert len(table.columns) - 1 == published.cubes[face][face].nunique()
    assert {box.key for box in app.selectbox} == {"year"} | (
        {"arrondissement"} if tier == "policy" else set()
    )


def test_the_limits_say_what_is_not_hidden(start: Start) -> None:
    """Presence, large counts, and that this is no differential privacy; and what figures are not for."""
    app = start("policy", "purpose")
    said = words(app).replace("\\", "")
    for part in ("Presence", "Large counts", "not differential privacy", "must not", "3 places", "50"):
        assert part in said + "\n".join(one.value for one in app.subheader)
    attacks = app.dataframe[0].value
    assert attacks.iloc[0].tolist() == ["Moving the dates", 0, 40, "4", "97\u00a0%"]
    assert "1 attacks were tried, and none found a true small count." in said
    assert len(app.code[0].value) == 64


# What is no release


def nothing_shown(app: AppTest) -> bool:
    """Return whether there is no figure on a screen, and no way to one."""
    return not (app.dataframe or app.metric or app.get("vega_lite_chart") or app.get("download_button"))


def test_a_file_that_is_not_there_is_said_so(start: Start, tmp_path: Path) -> None:
    """With what to do about it, and no figure."""
    app = start("policy", file=tmp_path / "nowhere.zip")
    assert nothing_shown(app)
    assert "not there" in app.error[0].value
    assert "MARAUDE_RELEASE_FILE" in words(app)


def test_an_app_without_a_file_says_what_to_set(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting is named."""
    monkeypatch.delenv("MARAUDE_RELEASE_FILE", raising=False)
    monkeypatch.setenv("MARAUDE_TIER", "public")
    settings.cache_clear()
    app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE).run()
    assert nothing_shown(app)
    assert "MARAUDE_RELEASE_FILE" in words(app)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_changed_file_shows_nothing_on_any_screen(
    start: Start, files: Path, tmp_path: Path, screen: str
) -> None:
    """One byte is enough."""
    content = bytearray((files / "policy.zip").read_bytes())
    content[len(content) // 2] ^= 1
    file = tmp_path / "changed.zip"
    file.write_bytes(content)
    app = start("policy", screen, file=file)
    assert nothing_shown(app)
    assert app.error


@pytest.mark.parametrize(
    "key", ["", "no key", public_key_of(new_signing_key())], ids=["missing", "wrong", "of another"]
)
def test_a_key_that_is_missing_wrong_or_anothers_shows_nothing(start: Start, key: str) -> None:
    """A signature counts for the key that the app was given alone."""
    app = start("policy", key=key)
    assert nothing_shown(app)
    assert app.error


@pytest.mark.parametrize(("tier", "other"), [("policy", "public"), ("public", "policy")])
def test_a_release_for_other_readers_is_not_shown(start: Start, files: Path, tier: str, other: str) -> None:
    """A public app never shows the finer file, however rightly it is signed."""
    app = start(tier, file=files / f"{other}.zip")
    assert nothing_shown(app)
    assert "other readers" in app.error[0].value


def test_a_file_is_verified_once_and_again_when_it_changes(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest of the bytes is the key of the cache."""
    opened: list[str] = []

    def open_and_count(content: bytes, public_key: str) -> Opened:
        opened.append(digest_of(content))
        return open_file(content, public_key)

    monkeypatch.setattr(opening, "open_file", open_and_count)
    file = tmp_path / "release.zip"
    file.write_bytes(make_file(make_published("policy"), KEY))
    app = start("policy", file=file)
    app.run()
    assert opened == [digest_of(file.read_bytes())]
    file.write_bytes(make_file(make_published("policy", seed=1), KEY))
    app.run()
    assert len(opened) == 2


ALONE = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
import dashboard
for screen in {screens!r}:
    app = AppTest.from_file({shell!r}, default_timeout=120).run()
    if screen != "overview":
        app.switch_page(screen + ".py").run()
    assert not app.exception, [one.message for one in app.exception]
    assert not app.error, [one.value for one in app.error]
    assert app.title
forbidden = (
    "sqlalchemy", "alembic", "sqlcipher3", "data.register", "data.ledger", "data.imports", "data.demo",
    "pages.ui.cache",
)
loaded = [name for name in sys.modules for one in forbidden if (name + ".").startswith(one + ".")]
print(sorted(loaded))
"""


@pytest.mark.parametrize("tier", TIERS)
def test_the_app_runs_without_register_key_and_code_to_reach_them(
    files: Path, tmp_path: Path, tier: str
) -> None:
    """A process of its own, where no register is, opens every screen and loads nothing to read one with."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder is wanted")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MARAUDE_")} | {
        "MARAUDE_TIER": tier,
        "MARAUDE_RELEASE_FILE": str(files / f"{tier}.zip"),
        "MARAUDE_RELEASE_PUBLIC_KEY": public_key_of(KEY),
        "MARAUDE_DATABASE_URL": f"sqlite:///{blocked / 'register.sqlite'}",
        "MARAUDE_VAR_DIR": str(blocked),
    }
    script = ALONE.format(screens=SCREENS, shell=str(SHELL))
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip().splitlines()[-1] == "[]"


STUDY = Statement(
    titles={"fr": "Interdiction", "nl": "Verbod", "en": "Ban *of* 2014"},
    in_force=date(2018, 1, 1),
    before=(date(2017, 1, 1), date(2017, 12, 31)),
    after=(date(2018, 7, 1), date(2019, 6, 30)),
    outcome=Outcome.NOT_DETECTED,
    zones={"displaced": 5, "control": 6},
    displaced=Interval(value=1.2, low=0.8, high=1.9),
    treated=None,
    hours=(200, 300),
    smallest=(1.7, 0.5),
    designs=2,
    digest="0" * 64,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_is_told_with_what_it_could_not_see(start: Start, tmp_path: Path, language: str) -> None:
    """The interval, the smallest change, how many designs were tried, and that it was not estimated here."""
    file = tmp_path / "studied.zip"
    file.write_bytes(make_file(make_published("policy"), KEY, studies=(STUDY,)))
    app = start("policy", file=file, language=language)
    assert not app.exception, [one.message for one in app.exception]
    said = words(app).replace("\\", "")
    point = "." if language == "en" else ","
    for figure in ("0{}8", "1{}9", "1{}7"):
        assert figure.format(point) in said
        assert figure.format(point) + "0" not in said
    caveats = next(one.value for one in app.markdown if one.value.startswith("1. "))
    assert caveats.count("\n1. ") == 5
    assert STUDY.titles[language] in said
    if language == "en":
        assert "Designs declared for this rule: 2." in said
        assert "on exact counts by zone" in said


def test_without_a_study_nothing_is_said_of_one(start: Start) -> None:
    """A release that tells of none looks as it did."""
    assert "What a rule moved" not in words(start("policy"))
