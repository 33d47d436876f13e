"""Where people worked before, on the screen of recording: folded away, never more than were met."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from streamlit.testing.v1 import AppTest

from data.settings import settings
from data.vocabulary import PriorKind, Sex
from tests.app.conftest import OpenScreen


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the tests outside the session too: there AppTest writes the choices of a list."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()


def press(app: AppTest, ending: str) -> AppTest:
    """Press the one button whose key ends so."""
    [button] = [one for one in app.button if str(one.key).endswith(ending)]
    button.click()
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def more(app: AppTest, kind: PriorKind) -> bool:
    """Tell whether one more may be counted of a kind."""
    [button] = [one for one in app.button if str(one.key).endswith(f"prior_{kind}_more_1")]
    return not button.disabled


def tallies(register: Path) -> list[tuple[str, int]]:
    """Return what was kept of visits recorded by hand, by plain SQL."""
    query = "SELECT kind, count FROM prior_place WHERE visit_id = (SELECT max(id) FROM visit) ORDER BY kind"
    with create_engine(f"sqlite:///{register}").connect() as connection:
        return [(str(kind), int(count)) for kind, count in connection.execute(text(query))]


def test_a_tally_is_tapped_kept_and_found_again(demo: Path, open_screen: OpenScreen) -> None:
    """Two women were met: two may be counted, a third may not; correcting shows what was counted."""
    app = press(open_screen("record"), "record_begin")
    app.selectbox(key="record_place").select_index(0).run()
    press(app, "record_passed_open")
    assert not [one for one in app.button if "_prior_" in str(one.key)]
    press(app, "ending_met")
    press(app, f"_{Sex.FEMALE}_more_1")
    press(app, f"_{Sex.FEMALE}_more_1")
    press(app, f"prior_{PriorKind.STREET}_more_1")
    assert more(app, PriorKind.ONLINE)
    press(app, f"prior_{PriorKind.ONLINE}_more_1")
    assert not any(more(app, kind) for kind in PriorKind)
    assert any(one.label == "Where they worked before · 2" for one in app.expander)
    press(app, "record_save")
    assert tallies(demo) == [("online", 1), ("street", 1)]
    press(app, "record_visit_1")
    assert any(one.label == "Where they worked before · 2" for one in app.expander)


def test_somebody_taken_out_again_is_said(demo: Path, open_screen: OpenScreen) -> None:
    """A tally of more people than are left is refused with its reason, and nothing is kept."""
    app = press(open_screen("record"), "record_begin")
    app.selectbox(key="record_place").select_index(0).run()
    press(app, "record_passed_open")
    press(app, "ending_met")
    press(app, f"_{Sex.MALE}_more_1")
    press(app, f"_{Sex.MALE}_more_1")
    for kind in (PriorKind.BAR, PriorKind.NOT_BEFORE):
        press(app, f"prior_{kind}_more_1")
    press(app, f"_{Sex.MALE}_less")
    before = tallies(demo)
    press(app, "record_save")
    said = " ".join(str(one.value) for one in (*app.markdown, *app.error, *app.caption))
    assert "More people said where they worked before" in said
    assert tallies(demo) == before
