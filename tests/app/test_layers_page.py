"""The screen with the map's layers: list, faults, keeping, removing, and what online tiles reveal."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.geography.backgrounds import load_backgrounds
from data.geography.basemap import load_areas
from data.geography.roles import LayerRole
from data.settings import settings
from pages.ui import cache

OpenScreen = Callable[..., AppTest]

WATER = json.dumps(
    {
        "type": "Feature",
        "properties": {"name_fr": "La Sambre", "owner": "Jeanne Dupont"},
        "geometry": {"type": "LineString", "coordinates": [[4.3, 50.4], [4.5, 50.41]]},
    }
).encode()


@pytest.fixture
def own(demo: Path, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo register with a folder of its own for layers; yields the folder."""
    assert demo.exists()
    shutil.copytree(filled / "basemap", tmp_path / "var" / "basemap")
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path / "var"))
    # The test framework names options outside the session, in the language of the settings.
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()
    return tmp_path / "var"


def texts(app: AppTest) -> str:
    """Everything the screen says in words."""
    kinds = (app.markdown, app.caption, app.text, app.error, app.success, app.warning, app.subheader)
    return "\n".join(str(element.value) for elements in kinds for element in elements)


def choose(app: AppTest, role: LayerRole, content: bytes, name: str = "layer.geojson") -> AppTest:
    app.selectbox(key="layer_role").set_value(role).run()
    app.file_uploader[0].upload(name, content, "application/octet-stream").run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def keep(app: AppTest, credit: str) -> AppTest:
    app.text_input(key="layer_credit").set_value(credit)
    app.button(key="layer_keep").click().run()
    assert not app.exception, [one.message for one in app.exception]
    return app


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_fresh_install_names_its_boundaries_and_their_source(
    open_screen: OpenScreen, language: str
) -> None:
    """Useful before any control is touched, in each language; tiles are off and the screen says so."""
    app = open_screen("layers", language)
    assert "CC BY 4.0" in texts(app)
    assert "MARAUDE_TILES_URL" in texts(app)
    assert not app.button
    assert not app.error


def test_a_layer_is_read_shown_and_kept(own: Path, open_screen: OpenScreen) -> None:
    """Nothing is kept before the user says so; then it is listed with source and size."""
    app = choose(open_screen("layers"), LayerRole.WATER, WATER)
    assert "1 feature can be kept." in texts(app)
    assert load_backgrounds(own) == []
    keep(app, " © OpenStreetMap contributors ")
    (kept,) = load_backgrounds(own)
    assert (kept.role, kept.credit) == (LayerRole.WATER, "© OpenStreetMap contributors")
    assert "© OpenStreetMap contributors" in texts(app)
    assert "Water: kept and drawn on every map." in texts(app)
    assert "Jeanne" not in "".join(path.read_text("latin-1") for path in own.rglob("*") if path.is_file())


def test_a_credit_longer_than_the_field_allows_is_cut(own: Path, open_screen: OpenScreen) -> None:
    """The limit of the field holds in the browser only."""
    app = choose(open_screen("layers"), LayerRole.WATER, WATER)
    app.session_state["layer_credit"] = "x" * 200
    app.button(key="layer_keep").click().run()
    assert load_backgrounds(own)[0].credit == "x" * 80


def test_faults_are_told_and_nothing_is_kept(own: Path, open_screen: OpenScreen) -> None:
    """One fault as a sentence, several as a table."""
    app = choose(open_screen("layers"), LayerRole.MUNICIPALITIES, b"no layer", "layer.zip")
    assert "1 thing is wrong, and nothing was kept." in texts(app)
    assert "This is none of the formats that can be read." in texts(app)
    assert not app.button
    line = json.loads(WATER)
    content = json.dumps({"type": "FeatureCollection", "features": [line, line]}).encode()
    app = choose(open_screen("layers"), LayerRole.MUNICIPALITIES, content)
    table = app.dataframe[0].value
    assert table["Feature"].tolist() == [1, 2]
    assert "polygon" in table["What is wrong"].iloc[0]
    assert load_backgrounds(own) == []


def test_the_role_decides_again_when_it_changes(own: Path, open_screen: OpenScreen) -> None:
    """The same file may be wrong for one use and right for another."""
    app = choose(open_screen("layers"), LayerRole.SECTORS, WATER)
    assert app.error
    app.selectbox(key="layer_role").set_value(LayerRole.ROADS).run()
    assert not app.error
    keep(app, "")
    assert [one.role for one in load_backgrounds(own)] == [LayerRole.ROADS]
    assert "source not given" in texts(app)


def test_a_removed_layer_is_gone_from_list_and_disk(own: Path, open_screen: OpenScreen) -> None:
    """One press, and the basemap stays."""
    app = keep(choose(open_screen("layers"), LayerRole.WATER, WATER), "x")
    app.button(key="remove_water").click().run()
    assert not app.exception
    assert load_backgrounds(own) == []
    assert not [one for one in app.button if str(one.key).startswith("remove_")]


def test_a_second_layer_of_a_kind_says_that_it_replaces_the_first(open_screen: OpenScreen, own: Path) -> None:
    """Nobody should lose a layer without being told."""
    app = keep(choose(open_screen("layers"), LayerRole.WATER, WATER), "first")
    choose(app, LayerRole.WATER, WATER)
    assert "It takes the place of the layer of the same kind." in texts(app)
    keep(app, "second")
    assert [one.credit for one in load_backgrounds(own)] == ["second"]


def test_imported_municipalities_become_areas_at_once(
    own: Path, open_screen: OpenScreen, shared: Path
) -> None:
    """Places are in municipalities from then on, and in cantons again after removal."""
    path = shared / "geodata" / "communes_hainaut_brabant_wallon_2020.geojson"
    app = keep(choose(open_screen("layers"), LayerRole.MUNICIPALITIES, path.read_bytes()), "CC0")
    assert "96 features" in texts(app)
    assert len(cache.areas()) == 96
    assert cache.places()["area"].isin(cache.areas()["id"]).all()
    app.button(key="remove_municipalities").click().run()
    assert len(cache.areas()) == len(load_areas(own)) == 124
    assert cache.places()["area"].isin(cache.areas()["id"]).all()


@pytest.mark.usefixtures("own")
def test_trends_by_area_follow_the_areas(open_screen: OpenScreen, shared: Path) -> None:
    """What was drawn by canton is drawn by municipality once these are there, as on the map."""
    before = open_screen("trends", by="area", period="last_year")
    path = shared / "geodata" / "communes_hainaut_brabant_wallon_2020.geojson"
    keep(choose(open_screen("layers"), LayerRole.MUNICIPALITIES, path.read_bytes()), "CC0")
    after = open_screen("trends", by="area", period="last_year")
    names = set(cache.areas()["name_fr"])
    assert not names.issuperset(before.dataframe[0].value["Group"])
    assert names.issuperset(after.dataframe[0].value["Group"])


@pytest.mark.usefixtures("own")
def test_online_tiles_are_named_with_what_they_reveal(
    open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host that learns who looks where is on the screen."""
    monkeypatch.setenv("MARAUDE_TILES_URL", "https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    settings.cache_clear()
    app = open_screen("layers")
    assert "tiles.example.org" in app.warning[0].value
