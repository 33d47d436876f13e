"""The overview: who waits for a visit, on demo data, on nothing, and in three languages."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1.element_tree import Dataframe

from data.vocabulary import AccessRole
from pages.ui import access
from tests.app.conftest import OpenScreen


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_it_opens_in_every_language(shared_demo: Path, open_screen: OpenScreen, language: str) -> None:
    """The four statuses are there, whatever they are called."""
    app = open_screen("overview", language=language)
    assert len(app.metric) == 4
    assert sum(int(one.value.replace("\u202f", "")) for one in app.metric) > 0


def test_demo_data_says_so(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Every screen on synthetic data carries the mark."""
    for screen in ("overview", "map"):
        assert any("Synthetic data" in one.value for one in open_screen(screen).markdown)


def test_the_longest_wait_is_the_databases(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Days since the last visit are counted to the register's today, not the calendar's."""
    frame = open_screen("overview").dataframe[0].value
    visited = frame[frame["Days since the last visit"].notna()].iloc[0]
    query = text(
        "SELECT MAX(visit.day) FROM visit JOIN place ON place.id = visit.place_id "
        "WHERE place.label = :label AND visit.outcome <> 'skipped'"
    )
    with create_engine(f"sqlite:///{shared_demo}").connect() as connection:
        last = date.fromisoformat(connection.execute(query, {"label": visited["Place"]}).scalar_one())
    assert visited["Days since the last visit"] == (date(2020, 1, 1) - last).days


def display_texts(table: Dataframe) -> pd.DataFrame:
    """Return what a table shows instead of its values; empty where it shows them as they are."""
    shown = table.proto.arrow_data.styler.display_values
    return convert_arrow_bytes_to_pandas_df(shown) if shown else pd.DataFrame()


@pytest.mark.parametrize(("language", "sign"), [("fr", ","), ("nl", ","), ("en", ".")])
def test_decimals_follow_the_language_and_sort_as_numbers(
    shared_demo: Path, open_screen: OpenScreen, language: str, sign: str
) -> None:
    """The reader sees 2,2; the table holds the number, and the column has no format that would hide it."""
    rounds = open_screen("overview", language=language).dataframe[1]
    hours = rounds.value.columns[4]
    assert rounds.value[hours].dtype.kind == "f"
    config = json.loads(rounds.proto.columns)[hours]["type_config"]
    if sign == ".":
        assert display_texts(rounds).empty
        assert config["format"] == "%.1f"
    else:
        assert list(display_texts(rounds)[hours]) == [
            f"{value:.1f}".replace(".", sign) for value in rounds.value[hours]
        ]
        assert config.get("format") is None


def test_names_have_the_room_and_the_rest_is_a_click_away(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Kind and last visit are in the table and its files, but not on screen until the reader asks."""
    waiting = open_screen("overview").dataframe[0]
    config = json.loads(waiting.proto.columns)
    assert {name for name in waiting.value.columns if config.get(name, {}).get("hidden")} == {
        "Kind",
        "Last visit",
    }


def test_only_whoever_plans_is_led_to_the_plan(
    shared_demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The field reads rounds and makes none."""
    label = "Plan the rounds of an evening"
    assert [link.proto.label for link in open_screen("overview").get("page_link")].count(label) == 1
    monkeypatch.setattr(access, "LOCAL", replace(access.LOCAL, roles=frozenset({AccessRole.FIELD})))
    assert [link.proto.label for link in open_screen("overview").get("page_link")].count(label) == 0


def test_an_empty_register_leads_to_imports_and_places(empty: Path, open_screen: OpenScreen) -> None:
    """A newcomer is told what to do first."""
    app = open_screen("overview")
    assert not app.metric
    assert any("empty" in one.value for one in app.markdown)


def test_no_target_is_not_called_in_time(demo: Path, open_screen: OpenScreen) -> None:
    """Without any target nothing can be late: the screen asks for targets and praises nobody."""
    with create_engine(f"sqlite:///{demo}").begin() as connection:
        connection.execute(text("UPDATE place SET target_days = NULL"))
    app = open_screen("overview")
    assert not app.success
    assert any("No place in use has a target yet" in one.value for one in app.info)
