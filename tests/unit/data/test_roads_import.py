"""Imported roads: kept whole or not at all, and what they say of travel between the register's places."""

import errno
import logging
from datetime import date, datetime
from pathlib import Path
from typing import IO

import geopandas as gpd
import numpy as np
import pytest
from sqlalchemy import Engine

from data.register.database import connect, writing
from data.register.encryption import new_key, to_key
from data.register.tables import Place
from data.roads import matrices, store
from data.roads.importing import area_of_places, import_roads
from data.roads.lines import route_lines
from data.roads.matrices import forget_matrices
from data.roads.positions import load_spots
from data.roads.refusals import RoadsFault, RoadsRefusedError
from data.roads.store import forget_roads, load_roads
from data.roads.travel import load_base_times, load_off_road
from data.vocabulary import PlaceKind
from geo.roads.estimate import SET_OFF_MIN
from geo.roads.shortest import Network
from geo.rounds.model import TravelSource
from tests.road_kit import Point, add_places, at, road, write_motorway, write_osm

NOW = datetime(2019, 12, 24, 20)  # noqa: DTZ001 - UTC, as the register keeps it

SQUARE: dict[int, Point] = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}

ACROSS = 1 / 102 * 60
"""Minutes for a kilometre of the hand-made motorway."""


def bring(engine: Engine, var_dir: Path) -> Path:
    """Import a square of primary roads, driven at 51 km/h; return its file."""
    file = write_osm(var_dir / "square.osm", SQUARE, [([1, 2, 3, 4, 1], road(maxspeed="60"))])
    import_roads(engine, var_dir, file, NOW)
    return file


def test_what_was_imported_is_read_back(sqlite: Engine, tmp_path: Path) -> None:
    """Its digest is that of its content: the same file again is the same network."""
    bring(sqlite, tmp_path)
    roads = load_roads(tmp_path)
    assert roads is not None
    assert (roads.about.edges, roads.about.km, roads.about.imported_on) == (8, 8, date(2019, 12, 24))
    assert roads.about.as_of is None
    assert roads.graph.minutes == pytest.approx(np.full(8, 60 / 51), rel=1e-3)
    bring(sqlite, tmp_path)
    again = load_roads(tmp_path)
    assert again is not None
    assert again.about == roads.about


def test_no_roads_and_forgotten_roads(sqlite: Engine, tmp_path: Path) -> None:
    """Forgetting twice is no fault."""
    assert load_roads(tmp_path) is None
    bring(sqlite, tmp_path)
    assert forget_roads(tmp_path)
    assert load_roads(tmp_path) is None
    assert not forget_roads(tmp_path)


def test_a_damaged_file_counts_as_none(sqlite: Engine, tmp_path: Path) -> None:
    """Cut off, or with another content than its digest says."""
    bring(sqlite, tmp_path)
    file = tmp_path / "roads.npz"
    whole = file.read_bytes()
    for damaged in (whole[:200], b"", b"no archive", whole[:-300] + bytes(300)):
        file.write_bytes(damaged)
        assert load_roads(tmp_path) is None
    file.write_bytes(whole)
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    np.savez(file, **{**arrays, "minutes": arrays["minutes"] * 2})
    assert load_roads(tmp_path) is None


def test_a_refused_file_leaves_the_old_roads(sqlite: Engine, tmp_path: Path) -> None:
    """Whatever is wrong with the new one."""
    bring(sqlite, tmp_path)
    (tmp_path / "bad.osm").write_text("<osm version='0.6'><way")
    with pytest.raises(RoadsRefusedError):
        import_roads(sqlite, tmp_path, tmp_path / "bad.osm", NOW)
    assert load_roads(tmp_path) is not None


def test_an_interrupted_import_leaves_the_old_roads(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file is taken away again."""
    file = bring(sqlite, tmp_path)
    before = (tmp_path / "roads.npz").read_bytes()

    def stop(out: IO[bytes], _arrays: object) -> None:
        out.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        import_roads(sqlite, tmp_path, file, NOW)
    assert (tmp_path / "roads.npz").read_bytes() == before
    assert sorted(one.name for one in tmp_path.glob("roads*")) == ["roads.npz"]


def test_roads_of_elsewhere_are_refused(sqlite: Engine, tmp_path: Path) -> None:
    """Somebody chose the extract of another region."""
    add_places(sqlite, {1: (200, 0)})
    with pytest.raises(RoadsRefusedError) as refusal:
        bring(sqlite, tmp_path)
    assert refusal.value.fault is RoadsFault.ELSEWHERE


def test_a_large_file_is_cut_to_the_places(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roads far from all places are left away, at an edge that does not tell where the places are."""
    monkeypatch.setattr("data.roads.importing.SMALL_BYTES", 10)
    add_places(sqlite, {1: (0, 0)})
    nodes: dict[int, Point] = {**SQUARE, 5: (14, 0), 6: (30, 0)}
    file = write_osm(tmp_path / "a.osm", nodes, [([1, 2, 3, 4, 1], road()), ([2, 5, 6], road())])
    assert import_roads(sqlite, tmp_path, file, NOW).edges == 10
    assert area_of_places(sqlite, tmp_path) == (4.1, 50.2, 4.7, 50.6)


def test_exact_minutes_between_places(register: Engine, tmp_path: Path) -> None:
    """Two sides of the square at 51 km/h; off the roads an estimate, which is said."""
    add_places(register, {1: (0, 0), 2: (1, 1), 3: (0.5, 0), 4: (9, 0)})
    assert load_base_times(register, tmp_path, [1, 2]).off_road == {1, 2}
    bring(register, tmp_path)
    base = load_base_times(register, tmp_path, [3, 1, 2, 4])
    assert base.places == (3, 1, 2, 4)
    kilometre = 60 / 51
    driven = np.array([[0, 0.5, 1.5], [0.5, 0, 2]]) * kilometre
    expected = driven + SET_OFF_MIN * (driven > 0)
    np.testing.assert_allclose(base.driving.minutes[:2, :3], expected, atol=2e-3)
    np.testing.assert_allclose(base.driving.km[1, 2], 2, atol=2e-3)
    assert base.driving.source[0].tolist()[1:] == [
        TravelSource.ROAD,
        TravelSource.ROAD,
        TravelSource.ESTIMATE,
    ]
    assert base.off_road == {4}
    assert base.driving.minutes[1, 3] == pytest.approx(2 + 1.75 * 9, abs=1e-2)
    roads = load_roads(tmp_path)
    assert roads is not None
    assert load_off_road(register, tmp_path, roads) == ((1, 2, 3, 4), (4,))


def test_the_wrong_carriageway_costs_the_way_to_the_next_junction(sqlite: Engine, tmp_path: Path) -> None:
    """A rest area at km 22 of the eastbound carriageway; whoever comes from km 38 drives round at km 0."""
    add_places(
        sqlite, {1: (2, 0), 2: (38, 0.1), 3: (22, 0.03), 4: (22, 0.07)}, {1: 90, 2: 270, 3: 90, 4: 270}
    )
    import_roads(sqlite, tmp_path, write_motorway(tmp_path / "a.osm"), NOW)
    minutes = load_base_times(sqlite, tmp_path, [1, 2, 3, 4]).driving.minutes
    off = SET_OFF_MIN + 0.03 / 12 * 60
    assert minutes[0, 2] == pytest.approx(20 * ACROSS + off, abs=0.01)
    # From km 38 westward to km 0, over to the other carriageway, and eastward to km 22.
    assert minutes[1, 2] == pytest.approx((38 + 0.1 + 22) * ACROSS + off, abs=0.01)
    # Its twin on the other side is near as the crow flies.
    assert minutes[1, 3] == pytest.approx(16 * ACROSS + off, abs=0.01)
    assert minutes[2, 3] == pytest.approx((18 + 0.1 + 18) * ACROSS + 2 * off - SET_OFF_MIN, abs=0.01)


def test_what_is_kept_equals_what_is_computed(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only new places are computed; a place that moved is new; other roads are computed anew."""
    add_places(sqlite, {1: (0, 0), 2: (1, 1), 3: (0.5, 0), 4: (1, 0.25)})
    bring(sqlite, tmp_path)
    asked: list[tuple[int, int]] = []
    honest = Network.legs

    def counted(self: Network, origins: np.ndarray, destinations: np.ndarray, *rest: object) -> object:
        asked.append((len(origins), len(destinations)))
        return honest(self, origins, destinations)

    monkeypatch.setattr(Network, "legs", counted)
    first = load_base_times(sqlite, tmp_path, [1, 2, 3]).driving
    assert asked.pop() == (3, 3)
    again = load_base_times(sqlite, tmp_path, [3, 1]).driving
    assert not asked
    assert again.minutes[1, 0] == first.minutes[0, 2]
    grown = load_base_times(sqlite, tmp_path, [4, 1, 2, 3]).driving
    assert asked == [(1, 4), (3, 1)]
    forget_matrices(tmp_path)
    fresh = load_base_times(sqlite, tmp_path, [4, 1, 2, 3]).driving
    for name in ("minutes", "km", "town"):
        np.testing.assert_allclose(getattr(grown, name), getattr(fresh, name), atol=1e-9)
    with writing(sqlite) as session:
        session.get_one(Place, 1).carriageway_deg = 90
    asked.clear()
    load_base_times(sqlite, tmp_path, [4, 1, 2, 3])
    assert asked == [(1, 4), (3, 1)]


def test_a_kept_file_that_is_damaged_is_computed_again(sqlite: Engine, tmp_path: Path) -> None:
    """Nothing is lost but time."""
    add_places(sqlite, {1: (0, 0), 2: (1, 1)})
    bring(sqlite, tmp_path)
    before = load_base_times(sqlite, tmp_path, [1, 2]).driving.minutes
    [kept] = (tmp_path / matrices.FOLDER).glob("*.npz")
    for damaged in (b"", kept.read_bytes()[:-40]):
        kept.write_bytes(damaged)
        assert load_base_times(sqlite, tmp_path, [1, 2]).driving.minutes.tolist() == before.tolist()


def test_the_kept_file_holds_no_position_and_no_name(sqlite: Engine, tmp_path: Path) -> None:
    """Digests and minutes only; and nobody else may read it."""
    add_places(sqlite, {1: (0, 0), 2: (1, 1)})
    bring(sqlite, tmp_path)
    load_base_times(sqlite, tmp_path, [1, 2])
    [kept] = (tmp_path / matrices.FOLDER).glob("*.npz")
    assert kept.stat().st_mode & 0o077 == 0
    content = kept.read_bytes()
    with np.load(kept) as stored:
        assert sorted(stored.files) == ["legs", "tags"]
        numbers = stored["legs"].ravel()
    positions = np.array([at(0, 0), at(1, 1)])
    assert not np.isclose(numbers[:, None], positions.ravel()[None, :], atol=1e-3).any()
    for word in (b"place", b"car_park", b"50.4", b"4.4"):
        assert word not in content
    for number in positions.ravel():
        assert np.float64(number).tobytes() not in content
        assert np.float32(number).tobytes() not in content


def test_beside_an_encrypted_register_no_minutes_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has minutes and roads could search for the places; they stay in memory, and are computed once."""
    engine = connect(f"sqlite:///{tmp_path / 'closed.sqlite'}", to_key(new_key()))
    add_places(engine, {1: (0, 0), 2: (1, 1)})
    bring(engine, tmp_path)
    before = load_base_times(engine, tmp_path, [1, 2]).driving.minutes
    assert not (tmp_path / matrices.FOLDER).exists()
    monkeypatch.setattr(Network, "legs", lambda *_: pytest.fail("computed again"))
    assert load_base_times(engine, tmp_path, [2, 1]).driving.minutes.tolist() == before.T.tolist()
    forget_matrices(tmp_path)
    engine.dispose()


def test_a_disk_that_is_full_leaves_nothing_half_written(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The minutes are computed all the same; forgetting takes away also what a killed process left."""
    # What other tests run in this process may switch off the loggers that it finds.
    monkeypatch.setattr(matrices._log, "disabled", False)
    caplog.set_level(logging.WARNING)
    add_places(sqlite, {1: (0, 0), 2: (1, 1)})
    bring(sqlite, tmp_path)

    def savez(file: IO[bytes], **_arrays: object) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", savez)
        assert load_base_times(sqlite, tmp_path, [1, 2]).driving.minutes[0, 1] > 0
    shelf = tmp_path / matrices.FOLDER
    assert list(shelf.iterdir()) == []
    assert "could not be kept" in caplog.text
    (shelf / "killed.new").write_bytes(b"half")
    forget_matrices(tmp_path)
    assert list(shelf.iterdir()) == []


def test_the_fewest_places_are_kept_last(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not asked for goes when there is no room."""
    monkeypatch.setattr(matrices, "MOST_PLACES", 3)
    add_places(sqlite, {1: (0, 0), 2: (1, 1), 3: (0.5, 0), 4: (1, 0.25)})
    bring(sqlite, tmp_path)
    load_base_times(sqlite, tmp_path, [1, 2, 3])
    load_base_times(sqlite, tmp_path, [3, 4])
    [kept] = (tmp_path / matrices.FOLDER).glob("*.npz")
    with np.load(kept) as stored:
        assert len(stored["tags"]) == 3


def test_two_places_at_one_spot(sqlite: Engine, tmp_path: Path) -> None:
    """They share a digest; between them a pair sets off and parks."""
    add_places(sqlite, {1: (0, 0), 2: (0, 0), 3: (1, 0)})
    bring(sqlite, tmp_path)
    minutes = load_base_times(sqlite, tmp_path, [1, 2, 3]).driving.minutes
    assert minutes[0, 1] == pytest.approx(SET_OFF_MIN, abs=1e-6)
    assert minutes[0, 2] == pytest.approx(minutes[1, 2])


def test_private_flats_stand_in_their_municipality(sqlite: Engine, basemap_dir: Path) -> None:
    """They have no position of their own."""
    add_places(sqlite, {1: (0, 0)})
    with writing(sqlite) as session:
        flats = Place(id=2, kind=PlaceKind.PRIVATE_FLAT, label="Privés", municipality="52011", service_id=1)
        session.add(flats)
    spots = load_spots(sqlite, basemap_dir, [2, 1])
    assert spots.places == (2, 1)
    assert (spots.longitude[0], spots.latitude[0]) == pytest.approx((4.44, 50.41), abs=0.1)


def test_an_unknown_place_is_said(sqlite: Engine, tmp_path: Path) -> None:
    """Somebody deleted it meanwhile."""
    with pytest.raises(KeyError):
        load_base_times(sqlite, tmp_path, [7])
    assert load_base_times(sqlite, tmp_path, []).places == ()


def test_lines_follow_roads_where_there_are_any(sqlite: Engine, tmp_path: Path) -> None:
    """Along two sides of the square; straight, and marked, where no road leads."""
    add_places(sqlite, {1: (0, 0), 2: (1, 0.5), 3: (9, 0)})
    plain = route_lines(sqlite, tmp_path, [(1, 2)])
    assert plain["estimate"].tolist() == [True]
    assert len(plain.geometry[0].coords) == 2
    bring(sqlite, tmp_path)
    lines = route_lines(sqlite, tmp_path, [(1, 2), (2, 3), (2, 1), (1, 1)])
    assert isinstance(lines, gpd.GeoDataFrame)
    assert lines.crs == "EPSG:4326"
    assert lines[["start", "end"]].to_numpy().tolist() == [[1, 2], [2, 3], [2, 1], [1, 1]]
    assert lines["estimate"].tolist() == [False, True, False, True]
    np.testing.assert_allclose(
        np.array(lines.geometry[0].coords), [at(0, 0), at(1, 0), at(1, 0.5)], atol=1e-5
    )
    assert route_lines(sqlite, tmp_path, [(1, 2)], on_foot=True)["estimate"].tolist() == [True]
    assert route_lines(sqlite, tmp_path, []).empty
