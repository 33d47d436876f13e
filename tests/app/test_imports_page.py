"""The screen of imports, from the choice of a file to the undo."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.imports.exporting import export_csv, load_content
from data.imports.memory import recall_choices, recall_places
from data.imports.undoing import load_batches
from data.register.database import connect, load_state
from data.retention import purge
from data.settings import settings
from tests.app.conftest import for_the_team
from tests.import_kit import NOON, bring_in, check, csv, fill

OpenScreen = Callable[..., AppTest]

GOOD = csv("05/03/2019;21h30;Triangle;45;rencontre;F;2", "05/03/2019;22h15;Rue du Rivage;20;personne;;")


@pytest.fixture
def small(empty: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The app on a small register of its own, with a folder of its own for what it remembers."""
    shutil.copytree(filled / "basemap", tmp_path / "var" / "basemap")
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path / "var"))
    settings.cache_clear()
    engine = connect(f"sqlite:///{empty}")
    fill(engine)
    return engine


def upload(app: AppTest, data: bytes, name: str = "register.csv") -> AppTest:
    app.file_uploader[0].set_value((name, data, "text/csv"))
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def said(app: AppTest) -> str:
    parts = (app.markdown, app.error, app.success, app.caption, app.subheader, app.warning)
    return "\n".join(str(one.value) for part in parts for one in part).replace("\\", "")


@pytest.mark.usefixtures("small")
def test_the_screen_is_useful_before_a_file_is_chosen(open_screen: OpenScreen) -> None:
    """It says what a register looks like and that nothing came in yet."""
    app = open_screen("imports")
    assert "One row a contact" in said(app)
    assert "**arrival time**: Arrival time" in said(app)
    assert "No file was imported yet." in said(app)
    assert not app.button


def test_a_good_file_is_previewed_then_imported_then_undone(small: Engine, open_screen: OpenScreen) -> None:
    """Nothing is written before the button, all of it after, none of it after the undo."""
    app = upload(open_screen("imports"), GOOD)
    assert "Visits: 2 new, 0 replaced, 0 unchanged." in said(app)
    assert load_content(small).visits == {}
    app.button(key="import_commit").click().run()
    assert "Imported: 2 visits new" in said(app)
    assert load_content(small) == check(small, GOOD).content
    assert not app.file_uploader[0].value
    app.button(key="import_undo_ask").click().run()
    assert load_content(small).visits
    app.button(key="import_undo_sure").click().run()
    assert "is undone" in said(app)
    assert load_content(small).visits == {}
    assert load_batches(small)[0].undone_at is not None
    assert not [one for one in app.button if one.key == "import_undo_ask"]


@pytest.mark.usefixtures("small")
def test_a_file_with_faults_shows_them_all_and_offers_no_import(open_screen: OpenScreen) -> None:
    """With remedies, downloads, and no way to write."""
    data = csv("05/03/19;21h30;Triangle;45;rencontre;F;2", "05/03/2019;soir;0470 12 34 56;45;rencontre;F;2")
    app = upload(open_screen("imports"), data)
    assert "Faults: 3." in said(app)
    assert "Write it with four digits" in said(app)
    assert "telephone number" in said(app)
    assert "0470" not in said(app)
    assert list(app.dataframe[0].value["Row"]) == [2, 3, 3]
    assert "0470" not in app.dataframe[0].value.to_csv()
    for_the_team(app)
    assert {getattr(one, "label", "") for one in app.get("download_button")} >= {
        "Faults as CSV",
        "Faults as Excel workbook",
    }
    assert not [one for one in app.button if one.key == "import_commit"]


def test_an_unknown_place_can_be_named_once_and_for_all(small: Engine, open_screen: OpenScreen) -> None:
    """The nearest places come first, and the next file knows the name."""
    data = csv("05/03/2019;21h30;Le Triangel;45;rencontre;F;2")
    app = upload(open_screen("imports"), data)
    choice = app.selectbox(key="import_place_Le Triangel")
    assert choice.options[0] == "Triangle"
    choice.select("Triangle").run()
    assert not app.exception
    assert recall_places(settings().var_dir) == {"le triangel": "Triangle"}
    app.button(key="import_commit").click().run()
    assert [key.place for key in load_content(small).visits] == [1]


def test_a_place_spelled_in_two_ways_is_asked_for_once(small: Engine, open_screen: OpenScreen) -> None:
    """One answer makes both spellings known."""
    data = csv("05/03/2019;21h30;Triangel;45;rencontre;F;2", "06/03/2019;21h30;TRIANGEL;45;rencontre;F;1")
    app = upload(open_screen("imports"), data)
    [choice] = [one for one in app.selectbox if str(one.key).startswith("import_place_")]
    choice.select("Triangle").run()
    app.button(key="import_commit").click().run()
    assert [key.place for key in load_content(small).visits] == [1, 1]


def test_an_unknown_column_is_decided_by_the_user_and_remembered(
    small: Engine, open_screen: OpenScreen
) -> None:
    """Left out once, it is left out the next time."""
    data = csv("05/03/2019;Triangle;refus;pluie", header="date;où;résultat;météo")
    app = upload(open_screen("imports"), data)
    assert "Nobody has said what this column is" in said(app)
    for header, option in (("où", "place"), ("météo", "left_out")):
        box = next(one for one in app.selectbox if one.label == header)
        box.select(option)
    app.run()
    app.button(key="import_commit").click().run()
    assert len(load_content(small).visits) == 1
    remembered = recall_choices(settings().var_dir, ["date", "où", "résultat", "météo"])
    assert remembered is not None
    assert remembered.columns["météo"] is None
    assert "there is nothing to import" in said(upload(app, data))


@pytest.mark.usefixtures("small")
def test_a_refused_column_cannot_be_chosen(open_screen: OpenScreen) -> None:
    """It has to leave the file."""
    data = csv("05/03/2019;Triangle;refus;Anna", header="date;lieu;résultat;Prénom")
    app = upload(open_screen("imports"), data)
    assert "Remove these columns from the file: **Prénom**" in said(app)
    assert "Anna" not in said(app)
    assert "Prénom" not in [one.label for one in app.selectbox]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("data", "says"), [(b"\x01\x02\x03", "not a table of text"), (b";;;\n", "blank")])
def test_a_file_that_cannot_be_read_says_why(open_screen: OpenScreen, data: bytes, says: str) -> None:
    """In a sentence, and the screen stays whole."""
    app = upload(open_screen("imports"), data)
    assert says in said(app)
    assert "Past imports" in said(app)


def test_a_corrected_file_shows_its_differences(small: Engine, open_screen: OpenScreen) -> None:
    """Before and after, side by side."""
    bring_in(small, GOOD)
    data = csv("05/03/2019;21h30;Triangle;60;rencontre;F;2")
    app = upload(open_screen("imports"), data)
    assert "Visits: 0 new, 1 replaced, 0 unchanged." in said(app)
    changes = app.dataframe[0].value
    assert changes[["In the register", "In the file"]].to_numpy().tolist() == [["45", "60"]]


@pytest.mark.usefixtures("small")
def test_an_unknown_service_can_be_added(open_screen: OpenScreen) -> None:
    """One click, and the check is made again."""
    data = csv("05/03/2019;Triangle;refus;Médibus", header="date;lieu;résultat;antenne")
    app = upload(open_screen("imports"), data)
    app.button(key="import_service_Médibus").click().run()
    assert not app.exception
    assert "Visits: 1 new" in said(app)


def test_the_synthetic_register_can_be_left_for_ones_own(demo: Path, open_screen: OpenScreen) -> None:
    """Only on a second wish; nothing synthetic is kept."""
    app = open_screen("imports")
    assert "This register is invented" in said(app)
    app.button(key="own_register_ask").click().run()
    assert app.button(key="own_register_go").disabled
    engine = connect(f"sqlite:///{demo}")
    assert load_state(engine).synthetic
    app.checkbox(key="own_register_sure").check().run()
    app.button(key="own_register_go").click().run()
    assert not app.exception
    assert "The register is empty and yours." in said(app)
    assert not load_state(engine).synthetic
    assert load_content(engine).visits == {}


def test_the_export_of_two_years_is_in_the_register_already(demo: Path, open_screen: OpenScreen) -> None:
    """Tens of thousands of rows go through the screen."""
    engine = connect(f"sqlite:///{demo}")
    purge(engine, date(2018, 1, 1), NOON)
    data = export_csv(engine, "fr")
    assert data.count(b"\r\n") > 10_000
    app = upload(open_screen("imports"), data)
    assert "there is nothing to import" in said(app)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_screen_speaks_the_language_of_the_session(open_screen: OpenScreen, language: str) -> None:
    """With a file and without one, nothing breaks."""
    assert not upload(open_screen("imports", language), GOOD).exception
