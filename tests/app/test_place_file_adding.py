"""Places of a file on their screen: added together and taken back, or refused with all faults."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from data.ledger import load_places
from data.vocabulary import PlaceKind
from tests.app.conftest import OpenScreen
from tests.place_page_kit import key_of
from tests.screen_kit import engine_of, press, run

pytestmark = pytest.mark.usefixtures("same_language")


def _layer(folder: Path, **columns: Sequence[object]) -> bytes:
    path = folder / "zones.geojson"
    gpd.GeoDataFrame(columns, geometry="geometry", crs="EPSG:4326").to_file(path, driver="GeoJSON")
    return path.read_bytes()


def _upload(app: AppTest, content: bytes) -> AppTest:
    press(app, "file_places")
    app.file_uploader[0].upload("zones.geojson", content, "application/geo+json")
    return run(app)


def test_places_of_a_file_are_added_together_and_taken_back(
    demo: Path, open_screen: OpenScreen, tmp_path: Path
) -> None:
    """Read, choose the columns, choose the municipality where it is open, add, undo."""
    zones = [shapely.box(4.18, 50.47, 4.185, 50.475), shapely.Point(4.4507, 50.6116)]
    app = _upload(
        open_screen("places"), _layer(tmp_path, nom=["Zone du fichier", "Spot du fichier"], geometry=zones)
    )
    app.selectbox(key=key_of(app, "_label")).set_value("nom")
    app.selectbox(key=key_of(app, "_kind")).set_value(PlaceKind.CAR_PARK)
    app.selectbox(key=key_of(app, "_service")).set_value(1)
    run(app)
    assert app.button(key="add_places").disabled
    app.selectbox(key=key_of(app, "_municipality_2")).set_value("25031")
    app.run()
    press(app, "add_places")
    added = load_places(engine_of(demo)).query("label.str.endswith('du fichier')")
    assert added["municipality"].tolist() == ["58001", "25031"]
    press(app, "places_undo")
    assert load_places(engine_of(demo)).query("label.str.endswith('du fichier')").empty


def test_a_file_with_faults_adds_nothing(shared_demo: Path, open_screen: OpenScreen, tmp_path: Path) -> None:
    """All faults stand in a table; there is no button to add."""
    content = _layer(
        tmp_path,
        nom=["0470 12 34 56", "Zone"],
        geometry=[shapely.Point(4.44, 50.41), shapely.Point(50.41, 4.44)],
    )
    app = _upload(open_screen("places"), content)
    app.selectbox(key=key_of(app, "_label")).set_value("nom")
    app.selectbox(key=key_of(app, "_kind")).set_value(PlaceKind.BAR)
    app.selectbox(key=key_of(app, "_service")).set_value(1)
    run(app)
    assert not any(one.key == "add_places" for one in app.button)
    assert {*app.dataframe[0].value["Feature"]} == {1, 2}


def test_a_file_whose_labels_are_taken_adds_nothing(
    demo: Path, open_screen: OpenScreen, tmp_path: Path
) -> None:
    """What only the register can know is told by feature too."""
    taken = str(load_places(engine_of(demo))["label"].iloc[0])
    content = _layer(tmp_path, nom=[taken], geometry=[shapely.Point(4.187, 50.477)])
    before = len(load_places(engine_of(demo)))
    app = _upload(open_screen("places"), content)
    app.selectbox(key=key_of(app, "_label")).set_value("nom")
    app.selectbox(key=key_of(app, "_kind")).set_value(PlaceKind.BAR)
    app.selectbox(key=key_of(app, "_service")).set_value(1)
    app.run()
    press(app, "add_places")
    assert len(app.error) == 1
    assert len(load_places(engine_of(demo))) == before


def test_what_is_no_layer_is_refused(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Any bytes give a sentence."""
    app = _upload(open_screen("places"), b"\x00\x01 nothing of the kind")
    assert len(app.error) == 1
