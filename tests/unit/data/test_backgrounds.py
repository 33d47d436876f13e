"""Backgrounds: kept whole, light enough for a browser, and municipalities as areas."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from data.geography import backgrounds, basemap
from data.geography.backgrounds import (
    backgrounds_payload,
    load_background,
    load_backgrounds,
    load_municipalities,
    remove_background,
    save_background,
)
from data.geography.faults import LayerFaultKind, LayerRefusedError
from data.geography.layer_drawing import LARGEST_KB
from data.geography.layers import LayerReading, read_layer
from data.geography.municipalities import municipalities_of_work
from data.geography.roles import LayerRole
from geo.areas import assign_areas
from geo.crs import METRIC, WGS84, require_crs, to_metric, to_wgs84

WATER = gpd.GeoDataFrame(
    {"name_fr": ["La Sambre", ""], "name_nl": ["Samber", ""]},
    geometry=[shapely.LineString([(4.3, 50.4), (4.5, 50.41)]), shapely.box(4.4, 50.4, 4.41, 50.41)],
    crs=WGS84,
)


def reading(frame: gpd.GeoDataFrame, role: LayerRole = LayerRole.WATER) -> LayerReading:
    return LayerReading(role, frame, ())


def squares(**columns: list[str]) -> gpd.GeoDataFrame:
    """Squares side by side, from Charleroi eastwards."""
    count = len(next(iter(columns.values())))
    shapes = [shapely.box(4.4 + step / 10, 50.4, 4.5 + step / 10, 50.5) for step in range(count)]
    empty = {column: [""] * count for column in ("nis", "name_fr", "name_nl")}
    return gpd.GeoDataFrame(empty | columns, geometry=shapes, crs=WGS84)


@pytest.fixture
def var_dir(basemap_dir: Path, tmp_path: Path) -> Path:
    """A folder of its own with the basemap in it."""
    shutil.copytree(basemap_dir / "basemap", tmp_path / "var" / "basemap")
    return tmp_path / "var"


@pytest.fixture
def communes(shared: Path) -> LayerReading:
    """The real municipalities of Hainaut and Walloon Brabant."""
    path = shared / "geodata" / "communes_hainaut_brabant_wallon_2020.geojson"
    return read_layer(path, LayerRole.MUNICIPALITIES)


def test_a_layer_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    """With its names, its credit and its size; shapes lose nothing."""
    kept = save_background(tmp_path, reading(WATER), "© OpenStreetMap contributors")
    assert load_backgrounds(tmp_path) == [kept]
    assert (kept.role, kept.credit, kept.features) == (LayerRole.WATER, "© OpenStreetMap contributors", 2)
    back = load_background(tmp_path, LayerRole.WATER)
    assert back is not None
    require_crs(back, WGS84)
    assert back["name_fr"].tolist() == ["La Sambre", ""]
    assert back.geometry.geom_equals(WATER.geometry).all()


def test_the_browser_gets_shapes_and_credit_only(tmp_path: Path) -> None:
    """No name, no code, and positions with four decimals."""
    kept = save_background(tmp_path, reading(WATER), 'IGN "2019"')
    content = backgrounds_payload(tmp_path).content
    assert kept.size < len(content) < kept.size + 100
    (layer,) = json.loads(content)["layers"]
    assert (layer["role"], layer["credit"]) == ("water", 'IGN "2019"')
    assert [one["properties"] for one in layer["features"]["features"]] == [{}, {}]
    drawn = gpd.GeoDataFrame.from_features(layer["features"], crs=WGS84)
    assert to_metric(drawn).geometry.hausdorff_distance(to_metric(WATER).geometry).max() < 30
    np.testing.assert_allclose(
        shapely.get_coordinates(drawn.geometry), shapely.get_coordinates(drawn.geometry).round(4), atol=1e-12
    )


def test_the_mark_of_a_document_changes_with_it(tmp_path: Path) -> None:
    """Else browsers would keep what they have."""
    save_background(tmp_path, reading(WATER), "IGN")
    before = backgrounds_payload(tmp_path).etag
    assert backgrounds_payload(tmp_path).etag == before
    save_background(tmp_path, reading(WATER.iloc[:1]), "IGN")
    assert backgrounds_payload(tmp_path).etag != before


def test_a_layer_replaces_the_one_of_its_role_only(tmp_path: Path) -> None:
    """Two roles live side by side, municipalities below water; nothing else is left in the folder."""
    save_background(tmp_path, reading(WATER), "old")
    save_background(tmp_path, reading(squares(nis=["52011"]), LayerRole.MUNICIPALITIES), "communes")
    save_background(tmp_path, reading(WATER), "new")
    assert [(one.role.value, one.credit) for one in load_backgrounds(tmp_path)] == [
        ("municipalities", "communes"),
        ("water", "new"),
    ]
    assert sorted(one.name for one in (tmp_path / "layers").iterdir()) == ["municipalities", "water"]


def test_a_removed_layer_is_gone(tmp_path: Path) -> None:
    """Removing it twice is no error."""
    save_background(tmp_path, reading(WATER), "x")
    for _ in range(2):
        remove_background(tmp_path, LayerRole.WATER)
    assert load_backgrounds(tmp_path) == []
    assert load_background(tmp_path, LayerRole.WATER) is None
    assert backgrounds_payload(tmp_path).content == b'{"layers":[]}'
    assert list((tmp_path / "layers").iterdir()) == []


def test_without_layers_there_is_nothing(tmp_path: Path) -> None:
    """A fresh install has no folder for them."""
    assert load_backgrounds(tmp_path) == []
    assert load_municipalities(tmp_path) is None
    remove_background(tmp_path, LayerRole.ROADS)


@pytest.mark.parametrize("name", ["about.json", "drawing.json", "layer.fgb"])
@pytest.mark.parametrize("content", [b"", b"{}"])
def test_a_damaged_layer_is_as_if_it_were_not_there(tmp_path: Path, name: str, content: bytes) -> None:
    """The map goes on without it."""
    save_background(tmp_path, reading(squares(nis=["52011"]), LayerRole.MUNICIPALITIES), "x")
    (tmp_path / "layers" / "municipalities" / name).write_bytes(content)
    assert load_municipalities(tmp_path) is None


def test_a_failure_half_way_leaves_the_old_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk must not cost a layer that was fine."""
    save_background(tmp_path, reading(WATER), "old")

    def fail(*_: object) -> dict[str, object]:
        message = "no space left"
        raise OSError(message)

    monkeypatch.setattr(backgrounds, "asdict", fail)
    with pytest.raises(OSError, match="no space left"):
        save_background(tmp_path, reading(WATER), "new")
    monkeypatch.undo()
    assert [one.credit for one in load_backgrounds(tmp_path)] == ["old"]
    assert [one.name for one in (tmp_path / "layers").iterdir()] == ["water"]


def test_a_reading_with_faults_or_of_places_is_never_kept(tmp_path: Path) -> None:
    """Nothing is kept of a file that has a fault."""
    for wrong in (read_layer(b"x", LayerRole.WATER), reading(WATER, LayerRole.PLACES)):
        with pytest.raises(ValueError, match="without faults"):
            save_background(tmp_path, wrong, "x")
    assert list(tmp_path.iterdir()) == []


def wiggles(count: int, positions: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Lines that turn every fifty metres."""
    starts = rng.uniform((3, 50), (5, 51), size=(count, 1, 2))
    walks = starts + rng.normal(scale=0.0005, size=(count, positions, 2)).cumsum(axis=1)
    return gpd.GeoDataFrame(geometry=shapely.linestrings(walks), crs=WGS84)


def test_a_heavy_layer_is_simplified_until_it_is_light(tmp_path: Path, rng: np.random.Generator) -> None:
    """All features stay; the tolerance that was needed is told."""
    kept = save_background(tmp_path, reading(wiggles(1_200, 60, rng), LayerRole.ROADS), "x")
    assert kept.size <= LARGEST_KB * 1000
    assert kept.tolerance > 15
    assert kept.features == 1_200


def test_three_thousand_sectors_are_light_enough(tmp_path: Path, rng: np.random.Generator) -> None:
    """As many as the two provinces have, with some fifteen corners each; all of them are drawn."""
    window = shapely.box(520_000, 560_000, 690_000, 650_000)
    seeds = shapely.multipoints(rng.uniform((520_000, 560_000), (690_000, 650_000), size=(3_000, 2)))
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=window)), window)
    edged = shapely.segmentize(cells, 1_000)
    frame = gpd.GeoDataFrame(
        {"name_fr": "", "name_nl": ""}, index=range(len(edged)), geometry=edged, crs=METRIC
    )
    kept = save_background(tmp_path, reading(to_wgs84(frame), LayerRole.SECTORS), "Statbel")
    assert kept.features == 3_000
    assert kept.size <= LARGEST_KB * 1000


def test_pieces_of_a_road_are_joined(tmp_path: Path) -> None:
    """Two pieces that continue each other are one line to the browser; a crossing parts them."""
    pieces = [
        [(4.0, 50.0), (4.1, 50.0)],
        [(4.1, 50.0), (4.2, 50.1)],
        [(4.2, 50.1), (4.3, 50.1)],
        [(4.2, 50.1), (4.2, 50)],
    ]
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString(piece) for piece in pieces], crs=WGS84)
    kept = save_background(tmp_path, reading(frame, LayerRole.ROADS), "x")
    assert kept.features == 4
    (layer,) = json.loads(backgrounds_payload(tmp_path).content)["layers"]
    (roads,) = layer["features"]["features"]
    assert shapely.get_num_geometries(shape(roads["geometry"])) == 3


def test_a_layer_that_stays_heavy_is_refused(tmp_path: Path, rng: np.random.Generator) -> None:
    """With what to do about it, and nothing kept."""
    with pytest.raises(LayerRefusedError) as refusal:
        save_background(tmp_path, reading(wiggles(30_000, 3, rng), LayerRole.ROADS), "x")
    assert refusal.value.fault.kind == LayerFaultKind.DETAILED
    assert str(LARGEST_KB) in refusal.value.fault.message(str)
    assert load_backgrounds(tmp_path) == []


def test_imported_municipalities_become_the_areas(var_dir: Path, communes: LayerReading) -> None:
    """Each by its NIS code, in the same form as the areas of a fresh install."""
    fresh = basemap.load_areas(var_dir)
    save_background(var_dir, communes, "CC0")
    areas = basemap.load_areas(var_dir)
    assert list(areas.columns) == list(fresh.columns)
    assert set(areas["id"]) == {one.nis for one in municipalities_of_work()}
    assert set(areas["arrondissement"]) == {"hainaut", "brabant-wallon"}
    assert areas.set_index("id")["municipalities"]["58001"] == "58001 55022"
    assert basemap.load_municipal_boundaries(var_dir)["id"].tolist() == areas["id"].tolist()
    (layer,) = json.loads(backgrounds_payload(var_dir).content)["layers"]
    (borders,) = layer["features"]["features"]
    drawn = to_metric(gpd.GeoDataFrame(geometry=[shape(borders["geometry"])], crs=WGS84))
    # Each border once: less than two thirds of the outlines of all municipalities together.
    assert drawn.length.iloc[0] < to_metric(areas).length.sum() * 2 / 3
    remove_background(var_dir, LayerRole.MUNICIPALITIES)
    assert basemap.load_areas(var_dir)["id"].tolist() == fresh["id"].tolist()


def test_localities_lie_in_the_imported_municipality_of_their_name(
    var_dir: Path, communes: LayerReading
) -> None:
    """Real positions fall into real municipalities."""
    save_background(var_dir, communes, "CC0")
    localities = basemap.load_localities(var_dir).drop_duplicates("name_fr").set_index("name_fr")
    expected = {
        "Gosselies": "52011",
        "Heppignies": "52021",
        "Baisy-Thy": "25031",
        "Louvain-la-Neuve": "25121",
    }
    chosen = localities.loc[list(expected)].assign(municipality="")
    assert assign_areas(chosen, basemap.load_areas(var_dir)).to_dict() == expected


def test_the_parts_of_a_municipality_are_one_area(tmp_path: Path) -> None:
    """Some files hold an exclave as a feature of its own."""
    save_background(
        tmp_path,
        reading(
            squares(nis=["57097", "52011", "57097"], name_fr=["Comines", "Charleroi", "Comines"]),
            LayerRole.MUNICIPALITIES,
        ),
        "x",
    )
    areas = load_municipalities(tmp_path)
    assert areas is not None
    assert areas["id"].tolist() == ["52011", "57097"]
    assert areas["municipalities"].tolist() == ["52011", "57097 54010"]
    assert areas["name_nl"].tolist() == ["Charleroi", "Comines"]


def test_municipalities_without_codes_are_known_by_their_names(tmp_path: Path) -> None:
    """Dutch or French; a name that nobody knows stands for itself."""
    frame = squares(name_fr=["Mons", "", "Atlantis"], name_nl=["", "Bergen op Zoom", ""])
    frame.loc[1, "name_nl"] = "Nijvel"
    save_background(tmp_path, reading(frame, LayerRole.MUNICIPALITIES), "x")
    areas = load_municipalities(tmp_path)
    assert areas is not None
    assert set(areas["id"]) == {"53053", "25072", "atlantis"}


def test_municipalities_that_overlap_are_kept_too(tmp_path: Path) -> None:
    """Real files are not always a coverage; they are drawn as they are."""
    frame = squares(nis=["52011", "52012"])
    frame = frame.set_geometry(shapely.buffer(frame.geometry.to_numpy(), 0.001))
    save_background(tmp_path, reading(frame, LayerRole.MUNICIPALITIES), "x")
    areas = load_municipalities(tmp_path)
    assert areas is not None
    assert areas["id"].tolist() == ["52011", "52012"]
