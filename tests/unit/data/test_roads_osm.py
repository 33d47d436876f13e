"""OpenStreetMap files: which roads are taken, which way, how fast, and what is refused."""

import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from data.roads import osm
from data.roads.osm import read_roads
from data.roads.refusals import RoadsFault, RoadsRefusedError
from data.roads.tags import SPEEDS_KMH, is_barred, limit_kmh, read_road
from geo.roads.graph import RoadGraph
from tests.road_kit import Point, Tags, road, write_osm

SQUARE: dict[int, Point] = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}
AROUND = [1, 2, 3, 4, 1]


def minutes_by_edge(graph: RoadGraph) -> dict[tuple[int, int], float]:
    """Return what each edge takes, by its ends, numbered from 1."""
    ends = zip(graph.start.tolist(), graph.end.tolist(), graph.minutes.tolist(), strict=True)
    return {(start + 1, end + 1): round(minutes, 4) for start, end, minutes in ends}


def test_a_street_is_driven_both_ways_at_the_speed_of_its_class(tmp_path: Path) -> None:
    """A kilometre of residential street at 25 km/h takes 2.4 minutes."""
    file = write_osm(tmp_path / "a.osm", SQUARE, [([1, 2, 3], road("residential"))])
    assert minutes_by_edge(read_roads(file).graph) == pytest.approx(
        {(1, 2): 2.4, (2, 1): 2.4, (2, 3): 2.4, (3, 2): 2.4}, abs=1e-3
    )


def test_a_limit_overrules_the_class_in_each_direction(tmp_path: Path) -> None:
    """60 km/h forward are driven at 51; 30 backward at 25.5."""
    tags = road("residential", maxspeed="60", maxspeed__backward="30")
    file = write_osm(tmp_path / "a.osm", SQUARE, [([1, 2], tags)])
    assert minutes_by_edge(read_roads(file).graph) == pytest.approx(
        {(1, 2): 60 / 51, (2, 1): 60 / 25.5}, abs=1e-3
    )


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        (road("residential", oneway="yes"), True, False),
        (road("residential", oneway="-1"), False, True),
        (road("residential", oneway="no", junction="roundabout"), True, True),
        (road("residential", junction="roundabout"), True, False),
        (road("motorway"), True, False),
        (road("motorway", oneway="no"), True, True),
        (road("motorway_link"), True, True),
    ],
)
def test_one_way_streets(tags: Tags, *, forward: bool, backward: bool) -> None:
    """As tagged; motorways and roundabouts without a tag."""
    found = read_road(tags)
    assert found is not None
    assert (found.forward_kmh is not None, found.backward_kmh is not None) == (forward, backward)
    assert found.motorway == tags["highway"].startswith("motorway")


@pytest.mark.parametrize(
    ("tags", "driven"),
    [
        (road("footway"), False),
        (road("construction"), False),
        (road("service", area="yes"), False),
        (road("residential", access="no"), False),
        (road("residential", access="private"), False),
        (road("residential", access="destination"), True),
        (road("residential", access="no", motor_vehicle="yes"), True),
        (road("residential", vehicle="yes", motorcar="no"), False),
        ({"building": "yes"}, False),
    ],
)
def test_who_may_drive(tags: Tags, *, driven: bool) -> None:
    """The tag nearest to cars decides."""
    assert (read_road(tags) is not None) is driven


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("30 mph", 48.28),
        ("20mph", 32.19),
        ("50 km/h", 50),
        ("BE:urban", 50),
        ("BE-VLG:rural", 70),
        ("BE:rural", 90),
        ("none", 130),
        ("walk", 6),
        ("signals", None),
        ("", None),
        ("50;70", None),
        ("0", None),
    ],
)
def test_limits_as_they_are_written(text: str, kmh: float | None) -> None:
    """Numbers, miles, and words behind a country; what says no number leaves the class."""
    assert limit_kmh(text) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


def test_classes_lie_in_order() -> None:
    """A larger road is not slower than a smaller one."""
    ranked = ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"]
    speeds = [SPEEDS_KMH[kind] for kind in [*ranked, "service", "living_street"]]
    assert speeds == sorted(speeds, reverse=True)


def test_bollards_stop_cars_and_gates_do_not(tmp_path: Path) -> None:
    """The second road is cut at its bollard, so that only the first is left."""
    nodes: dict[int, Point] = {**SQUARE, 5: (2, 0)}
    ways = [([1, 2], road()), ([2, 3, 4], road())]
    file = write_osm(tmp_path / "a.osm", nodes, ways, {3: {"barrier": "bollard"}})
    assert read_roads(file).graph.edges == 2
    file = write_osm(tmp_path / "b.osm", nodes, ways, {3: {"barrier": "gate"}})
    assert read_roads(file).graph.edges == 6
    assert is_barred({"barrier": "gate", "access": "private"})
    assert not is_barred({"barrier": "bollard", "motor_vehicle": "yes"})
    assert not is_barred({"highway": "crossing", "access": "no"})


def test_only_the_part_that_hangs_together_is_kept(tmp_path: Path) -> None:
    """An island of one street and a one-way dead end are left away."""
    nodes = {**SQUARE, 8: (5.0, 5.0), 9: (6.0, 5.0)}
    ways = [([1, 2, 3], road()), ([8, 9], road()), ([3, 4], road(oneway="yes"))]
    assert read_roads(write_osm(tmp_path / "a.osm", nodes, ways)).graph.nodes == 3


def test_ways_with_missing_nodes_and_repeated_ones(tmp_path: Path) -> None:
    """An extract cuts ways at its border: what is there is used."""
    file = write_osm(tmp_path / "a.osm", SQUARE, [([77, 1, 2, 2, 3, 88], road()), ([99], road())])
    assert sorted(minutes_by_edge(read_roads(file).graph)) == [(1, 2), (2, 1), (2, 3), (3, 2)]


def test_roads_outside_the_area_are_left_away(tmp_path: Path) -> None:
    """A country's file gives a region's roads."""
    file = write_osm(tmp_path / "a.osm", SQUARE, [(AROUND, road())])
    west, south, east, north = read_roads(file).graph.bounds
    half = read_roads(file, (west, south, east, (south + north) / 2)).graph
    assert half.edges == 2
    with pytest.raises(RoadsRefusedError) as refusal:
        read_roads(file, (west + 3, south, east + 3, north))
    assert refusal.value.fault is RoadsFault.ELSEWHERE


def test_the_progress_grows_to_one(tmp_path: Path) -> None:
    """It never goes back."""
    steps: list[float] = []
    read_roads(write_osm(tmp_path / "a.osm", SQUARE, [(AROUND, road())]), advance=steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 1


ONE_ROAD = (
    b"<osm version='0.6'><node id='7' version='1' lat='50.4' lon='4.4'/>"
    b"<node id='8' version='1' lat='50.5' lon='4.5'/>"
    b"<way id='1' version='1'><nd ref='7'/><nd ref='8'/><tag k='highway' v='primary'/></way></osm>"
)


def test_nodes_without_a_number_of_openstreetmap_are_left_away(tmp_path: Path) -> None:
    """Whoever has drawn a bend in an editor keeps the rest of the road."""
    file = tmp_path / "a.osm"
    drawn = b"<node id='-1' version='1' lat='50.6' lon='4.6'/><way"
    file.write_bytes(ONE_ROAD.replace(b"<way", drawn).replace(b"<tag", b"<nd ref='-1'/><tag"))
    assert read_roads(file).graph.edges == 2


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.osm.pbf", b"", RoadsFault.EMPTY),
        ("a.zip", b"PK", RoadsFault.OTHER_FORMAT),
        ("a.osm.pbf", b"\x00\x00\x00\x0d not a map", RoadsFault.UNREADABLE),
        ("a.osm", b"<html><body>404</body></html>", RoadsFault.UNREADABLE),
        ("a.osm.gz", b"not gzip", RoadsFault.UNREADABLE),
        ("a.osm.gz", gzip.compress(b"<osm><node id='x'/></osm>", mtime=0), RoadsFault.UNREADABLE),
        ("a.osm", b"<osm version='0.6'/>", RoadsFault.NO_ROADS),
        ("a.osm", ONE_ROAD.replace(b"50.4", b"500"), RoadsFault.UNREADABLE),
        ("a.osm", ONE_ROAD.replace(b"50.4", b"north"), RoadsFault.UNREADABLE),
        ("a.osm", ONE_ROAD.replace(b"'7'", b"'1180591620717411303424'"), RoadsFault.UNREADABLE),
        ("a.osm", ONE_ROAD.replace(b"'7'", b"'4611686018427387905'"), RoadsFault.NO_ROADS),
        ("a.osm", ONE_ROAD.replace(b"'7'", b"'-7'"), RoadsFault.NO_ROADS),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, fault: RoadsFault) -> None:
    """Empty, of another kind, a web page, damaged, or without roads: each says what to do."""
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(RoadsRefusedError) as refusal:
        read_roads(file)
    assert refusal.value.fault is fault
    assert len(refusal.value.sentence(str).split()) > 8


def test_a_file_without_a_road_that_leads_back(tmp_path: Path) -> None:
    """Roads there are, but none that a pair could come back on."""
    file = write_osm(tmp_path / "a.osm", SQUARE, [([1, 2], road(oneway="yes"))])
    with pytest.raises(RoadsRefusedError) as refusal:
        read_roads(file)
    assert refusal.value.fault is RoadsFault.NO_ROADS


def test_a_file_far_too_large_is_refused_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A continent would fill the memory."""
    monkeypatch.setattr(osm, "MOST_POSITIONS", 3)
    monkeypatch.setattr(osm, "_STEP", 1)
    file = write_osm(tmp_path / "a.osm", SQUARE, [(AROUND, road()), (AROUND, road())])
    with pytest.raises(RoadsRefusedError) as refusal:
        read_roads(file)
    assert refusal.value.fault is RoadsFault.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "edges", "as_of"),
    [
        ("wechel.osm.pbf", 1296, datetime(2016, 6, 6, 19, 59, 58)),  # noqa: DTZ001 - UTC, as kept
        ("andorra.osm.pbf", 31491, datetime(2013, 5, 28, 18, 59, 4)),  # noqa: DTZ001 - UTC, as kept
    ],
)
def test_real_files(shared: Path, name: str, edges: int, as_of: datetime) -> None:
    """Everything can be driven to and back, at speeds that roads have."""
    found = read_roads(shared / "geodata" / "test_osm" / name)
    assert (found.graph.edges, found.as_of) == (edges, as_of)
    assert (np.bincount(found.graph.start, minlength=found.graph.nodes) > 0).all()
    assert (found.graph.minutes > 0).all()


@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
def test_a_real_file_that_was_cut_off(shared: Path, tmp_path: Path, part: float) -> None:
    """A download that stopped is told from a file without roads."""
    whole = (shared / "geodata" / "test_osm" / "andorra.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(RoadsRefusedError) as refusal:
        read_roads(tmp_path / "cut.osm.pbf")
    assert refusal.value.fault is RoadsFault.UNREADABLE
    assert refusal.value.where
