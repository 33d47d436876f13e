"""The overview: who waits for a visit, on demo data, on nothing, and in three languages."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

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
