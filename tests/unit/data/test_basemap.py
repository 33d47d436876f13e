"""The basemap: made once, whole or not at all, made again when damaged or outdated."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import shape

from data.geography import basemap, drawing
from data.geography.municipalities import municipalities
from geo.boundaries import require_coverage
from geo.crs import METRIC, WGS84, require_crs


@pytest.fixture(scope="module")
def made(basemap_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the basemap in it, and nothing else."""
    var_dir = tmp_path_factory.mktemp("var")
    shutil.copytree(basemap_dir / "basemap", var_dir / "basemap")
    return var_dir


@pytest.fixture
def at_hand(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes no time: what is looked at is when it is done, and where the files go."""
    [drawn] = (made / "basemap").iterdir()

    def write(folder: Path) -> None:
        shutil.copytree(drawn, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("checksums.json"))

    monkeypatch.setattr(basemap, "_write", write)


@pytest.fixture
def var_dir(made: Path, tmp_path: Path) -> Path:
    """A copy of the basemap to damage."""
    shutil.copytree(made, tmp_path / "var")
    return tmp_path / "var"


def files(var_dir: Path) -> dict[str, bytes]:
    folders = list((var_dir / "basemap").iterdir())
    assert len(folders) == 1
    return {file.name: file.read_bytes() for file in folders[0].iterdir()}


def test_cantons_are_a_coverage_of_the_country(made: Path) -> None:
    """162 cantons in degrees; back in metres they are still without gaps, and as large as Belgium."""
    cantons = basemap.load_cantons(made)
    require_crs(cantons, WGS84)
    assert cantons["id"].is_unique
    assert len(cantons) == 162
    metric = cantons.to_crs(METRIC)
    require_coverage(metric)
    # Statbel: 30,689 km² of land within the borders.
    assert metric.area.sum() / 1e6 == pytest.approx(30_689, rel=0.003)


def test_each_municipality_of_today_is_in_a_canton(made: Path) -> None:
    """So that a municipality without position always has an area."""
    listed = set(" ".join(basemap.load_cantons(made)["municipalities"]).split())
    assert listed == {one.nis for one in municipalities()}


def test_cantons_that_share_a_city_are_one_area(made: Path) -> None:
    """Charleroi is split over four cantons and Mons over two; each municipality is in exactly one area."""
    areas = basemap.load_areas(made).set_index("id")
    assert areas.loc["charleroi", "municipalities"] == "52011 52015 52021 52022 52075"
    assert areas["name_fr"]["mons"] == "Mons"
    assert areas["name_nl"]["mons"] == "Bergen"
    codes = " ".join(areas["municipalities"]).split()
    assert len(codes) == len(set(codes)) == 565
    require_coverage(areas.to_crs(METRIC))


def test_arrondissements_are_made_of_their_cantons(made: Path) -> None:
    """Twelve, with the same total surface as the cantons."""
    whole = basemap.load_arrondissements(made).to_crs(METRIC)
    assert len(whole) == 12
    parts = basemap.load_cantons(made).to_crs(METRIC)
    assert whole.area.sum() == pytest.approx(parts.area.sum(), rel=1e-9)
    assert set(whole["id"]) == set(parts["arrondissement"])


@pytest.mark.parametrize(
    "name",
    [
        "Gosselies",
        "Heppignies",
        "Fontaine-l'Évêque",
        "Genappe",
        "Baisy-Thy",
        "La Louvière",
        "Louvain-la-Neuve",
    ],
)
def test_the_localities_that_the_sources_name_are_there(made: Path, name: str) -> None:
    """Each once, inside an area."""
    localities = basemap.load_localities(made)
    row = localities[localities["name_fr"] == name]
    assert len(row) == 1
    assert len(basemap.load_areas(made).sindex.query(row.geometry.iloc[0], predicate="intersects")) == 1


def test_large_cities_carry_their_official_names(made: Path) -> None:
    """Not the English ones that the source lists first."""
    names = basemap.load_localities(made).set_index("name_fr")["name_nl"]
    for name_fr, name_nl in {"Bruxelles": "Brussel", "Anvers": "Antwerpen", "Mons": "Bergen"}.items():
        assert names[name_fr] == name_nl
    assert not {"Brussels", "Antwerp", "Ostend"} & {*names.index, *names}


def test_localities_beyond_the_border_are_those_nearby(made: Path) -> None:
    """Lille is drawn, Paris is not."""
    localities = basemap.load_localities(made)
    french = set(localities.loc[localities["country"] == "FR", "name_fr"])
    assert {"Lille", "Maubeuge", "Valenciennes"} <= french
    assert "Paris" not in french
    assert set(localities["country"]) == {"BE", "FR"}


def test_the_document_is_small_and_says_what_it_says_it_does(made: Path) -> None:
    """At most 400 kB, every key documented, positions with at most four decimals."""
    payload = basemap.basemap_payload(made)
    assert len(payload.content) <= 400_000
    document = json.loads(payload.content)
    for key in document:
        assert f'"{key}"' in (drawing.__doc__ or ""), f"{key} is not documented"
    assert payload.etag.isalnum()
    land = shape(document["land"])
    assert land.is_valid
    cantons = gpd.GeoDataFrame.from_features(document["cantons"], crs=WGS84)
    assert len(cantons) == 25
    assert set(cantons["arrondissement"]) == {"hainaut", "brabant-wallon"}
    positions = shapely.get_coordinates([land, *cantons.geometry])
    assert (abs(positions * 1e4 - (positions * 1e4).round()) < 1e-6).all()


def test_fills_and_lines_of_the_document_coincide(made: Path) -> None:
    """No sliver of background shines through between the land, the cantons and the lines."""
    document = json.loads(basemap.basemap_payload(made).content)
    cantons = gpd.GeoDataFrame.from_features(document["cantons"], crs=WGS84).geometry.to_numpy()
    assert shapely.coverage_is_valid(cantons)
    assert shapely.union_all(cantons).difference(shape(document["land"])).area < 1e-9
    outline = shape(document["land"]).boundary
    assert outline.difference(shape(document["lines"]["arrondissement"])).length < 1e-6
    inner, outer = (shape(document["lines"][kind]) for kind in ("canton", "arrondissement"))
    assert inner.intersection(outer).length < 1e-6


def test_labels_of_the_document_are_ranked_by_size(made: Path) -> None:
    """Largest first; a Dutch name only where it differs; the smallest only where the teams work."""
    document = json.loads(basemap.basemap_payload(made).content)
    labels = document["localities"]
    assert labels[0] == ["Bruxelles", 50.8505, 4.3488, 1, "Brussel"]
    ranks = [label[3] for label in labels]
    assert ranks == sorted(ranks)
    assert set(ranks) == {1, 2, 3, 4, 5}
    named = {label[0] for label in labels}
    assert {"Heppignies", "Baisy-Thy"} <= named
    west, south, east, north = document["bbox"]
    smallest = [label for label in labels if label[3] == 5]
    assert all(south <= label[1] <= north and west <= label[2] <= east for label in smallest)


def test_a_second_start_writes_nothing(var_dir: Path) -> None:
    """The files keep their time stamps."""
    before = {file: file.stat().st_mtime_ns for file in (var_dir / "basemap").rglob("*")}
    basemap.prepare_basemap(var_dir)
    basemap.load_localities(var_dir)
    assert {file: file.stat().st_mtime_ns for file in (var_dir / "basemap").rglob("*")} == before


def test_what_is_made_again_is_the_same(var_dir: Path, made: Path) -> None:
    """From the sources, byte by byte, whichever file was lost."""
    (next((var_dir / "basemap").iterdir()) / "localities.fgb").unlink()
    assert len(basemap.load_areas(var_dir)) == 124
    basemap.load_localities(var_dir)
    assert files(var_dir) == files(made)


@pytest.mark.usefixtures("at_hand")
@pytest.mark.parametrize("damage", ["cut", "emptied", "removed", "checksums"])
def test_a_damaged_basemap_is_made_again(var_dir: Path, made: Path, damage: str) -> None:
    """A file cut short by a full disk, emptied, or lost is found out and replaced by the same bytes."""
    folder = next((var_dir / "basemap").iterdir())
    file = folder / ("checksums.json" if damage == "checksums" else "areas.fgb")
    if damage == "removed":
        file.unlink()
    else:
        file.write_bytes({"cut": file.read_bytes()[:-100], "emptied": b"", "checksums": b"[1]"}[damage])
    assert len(basemap.load_areas(var_dir)) == 124
    assert files(var_dir) == files(made)


@pytest.mark.usefixtures("at_hand")
def test_a_new_version_of_a_source_renews_it(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the old version made is gone."""
    old = next((var_dir / "basemap").iterdir())
    monkeypatch.setattr(basemap, "version", lambda name: f"{name}-next")
    basemap.prepare_basemap(var_dir)
    assert not old.exists()
    assert len(list((var_dir / "basemap").iterdir())) == 1


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next start finds no half basemap to trust."""

    def fail(folder: Path) -> None:
        (folder / "cantons.fgb").write_bytes(b"half")
        message = "no space left"
        raise OSError(message)

    monkeypatch.setattr(basemap, "_write", fail)
    with pytest.raises(OSError, match="no space left"):
        basemap.prepare_basemap(tmp_path)
    assert list((tmp_path / "basemap").iterdir()) == []


@pytest.mark.usefixtures("at_hand")
def test_two_first_visitors_get_the_same_basemap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made once, and the second one waits."""
    builds = []
    build = basemap._build

    def count(folder: Path) -> None:
        builds.append(folder)
        build(folder)

    monkeypatch.setattr(basemap, "_build", count)
    with ThreadPoolExecutor(2) as visitors:
        first, second = visitors.map(basemap.basemap_payload, [tmp_path, tmp_path])
    assert first == second
    assert len(builds) == 1
