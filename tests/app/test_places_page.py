"""The screen of places: empty, full and large; searched and filtered; opened by a link."""

from pathlib import Path

import pandas as pd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from data.ledger import load_ledger, load_places
from data.register.place_checks import PlaceDraft
from data.register.places import load_place, save_places
from data.vocabulary import PlaceKind
from tests.app.conftest import OpenScreen
from tests.place_page_kit import key_of, save_bar, with_service
from tests.screen_kit import engine_of, press, run

pytestmark = pytest.mark.usefixtures("same_language")


def texts(app: AppTest) -> str:
    """Return all that can be read on the screen."""
    return " ".join(str(one.value) for one in (*app.markdown, *app.caption, *app.error, *app.subheader))


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_an_empty_register_says_what_to_do(empty: Path, open_screen: OpenScreen, language: str) -> None:
    """Nothing to show, one sentence, and the two ways to begin."""
    app = open_screen("places", language)
    assert len(app.dataframe) == 0
    assert {one.key for one in app.button} >= {"new_place", "file_places"}


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_demo_is_listed(shared_demo: Path, open_screen: OpenScreen, language: str) -> None:
    """Every place of the register stands in the table."""
    app = open_screen("places", language)
    assert len(app.dataframe[0].value) == len(load_places(engine_of(shared_demo)))


def test_the_last_visit_is_that_of_the_overview(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A place that was skipped was not visited: no screen may say otherwise."""
    table = open_screen("places").dataframe[0].value.set_index("Place")
    engine = engine_of(shared_demo)
    ledger, labels = load_ledger(engine), load_places(engine)["label"]
    made = ledger[ledger["looked"]].groupby("place")["day"].agg(["size", "max"])
    assert (ledger.groupby("place")["day"].max() != made["max"]).any()
    shown = table.loc[labels.loc[made.index]]
    assert shown["Visits"].tolist() == made["size"].tolist()
    assert pd.to_datetime(shown["Last visit"]).tolist() == made["max"].tolist()


def test_two_thousand_places_are_listed(empty: Path, open_screen: OpenScreen) -> None:
    """A register far larger than anybody's draws map, picker and table."""
    engine = with_service(empty)
    letters = "abcdefghij"
    drafts = [
        PlaceDraft(
            kind=PlaceKind.BAR,
            label="Bar " + "".join(letters[int(digit)] for digit in f"{number:04d}"),
            geometry=shapely.Point(4.10 + number % 50 / 1000, 50.46 + number // 50 / 1000),
            municipality="58001",
            service=1,
        )
        for number in range(2000)
    ]
    assert not any(outcome.faults for outcome in save_places(engine, drafts))
    app = open_screen("places")
    assert len(app.dataframe[0].value) == 2000


def test_search_and_filters_narrow_the_table(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Accents do not matter, filters add up, one reset brings all back."""
    app = open_screen("places")
    everything = len(app.dataframe[0].value)
    app.text_input(key="search").set_value("heppignies")
    app.run()
    assert app.dataframe[0].value["Place"].str.contains("Heppignies").all()
    app.text_input(key="search").set_value("")
    app.multiselect(key="kinds").set_value([PlaceKind.BAR])
    app.run()
    assert {*app.dataframe[0].value["Kind"]} == {"Bar"}
    press(app, "reset_places")
    assert len(app.dataframe[0].value) == everything


def test_a_filter_that_leaves_nothing_breaks_nothing(shared_demo: Path, open_screen: OpenScreen) -> None:
    """An empty map and an empty table."""
    app = open_screen("places", search="zzzz")
    assert app.dataframe[0].value.empty


def test_a_link_opens_the_sheet_of_a_place(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Its name, its visits, and all that can be done."""
    app = open_screen("places", place="1")
    visits = load_ledger(engine_of(shared_demo))
    made = visits["looked"] & (visits["place"] == 1)
    assert f"{made.sum()} visits, from" in texts(app)
    assert {"save_place", "close_place", "all_places"} <= {one.key for one in app.button}
    # It has visits, so that nothing offers to delete it.
    assert "delete_place" not in {one.key for one in app.button}


def test_a_link_to_a_place_that_is_gone_says_so(shared_demo: Path, open_screen: OpenScreen) -> None:
    """No traceback for an old link."""
    app = open_screen("places", place="99999")
    assert len(app.warning) == 1


def test_another_address_shows_another_place(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The back button of the browser never leaves the fields of one place on the sheet of another."""
    app = open_screen("places", place="1")
    first = app.text_input(key=key_of(app, "_label")).value
    app.query_params["place"] = "2"
    run(app)
    second = load_place(engine_of(shared_demo), 2)
    assert second is not None
    assert app.text_input(key=key_of(app, "_label")).value == second.draft.label != first


def test_a_label_cannot_smuggle_markup_into_the_sheet(empty: Path, open_screen: OpenScreen) -> None:
    """Brackets and colons of a label are shown, not obeyed."""
    engine = with_service(empty)
    place = save_bar(engine, "Bar ![x](/media/c) :red[non]")
    app = open_screen("places", place=str(place))
    heading = str(app.subheader[0].value)
    assert "![x](" not in heading
    assert r"\!\[x\]\(" in heading
