"""Hand-made roads: OpenStreetMap files of a few ways, and random networks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import shapely
from sqlalchemy import Engine

from data.register.database import writing
from data.register.tables import Place, Service
from data.vocabulary import PlaceKind
from geo.roads.graph import RoadGraph
from geo.roads.snapping import KM_PER_DEGREE

ORIGIN = (4.4, 50.4)
"""Longitude and latitude of the point that hand-made roads are measured from."""

Point = tuple[float, float]


def at(east_km: float, north_km: float) -> Point:
    """Return the longitude and latitude of a point so many kilometres from `ORIGIN`."""
    latitude = ORIGIN[1] + north_km / KM_PER_DEGREE
    return ORIGIN[0] + east_km / (KM_PER_DEGREE * float(np.cos(np.radians(ORIGIN[1])))), latitude


Tags = Mapping[str, str]


def write_osm(
    file: Path,
    nodes: Mapping[int, Point],
    ways: Sequence[tuple[Sequence[int], Tags]],
    node_tags: Mapping[int, Tags] | None = None,
) -> Path:
    """Write an OpenStreetMap file with nodes at kilometres from `ORIGIN`, and ways between them."""
    lines = ['<osm version="0.6" timestamp="2019-12-01T00:00:00Z">']
    for number, (east, north) in nodes.items():
        longitude, latitude = at(east, north)
        said = _tags((node_tags or {}).get(number, {}))
        lines.append(
            f'<node id="{number}" version="1" lon="{longitude:.7f}" lat="{latitude:.7f}">{said}</node>'
        )
    for number, (refs, tags) in enumerate(ways, start=1):
        along = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}" version="1">{along}{_tags(tags)}</way>')
    file.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return file


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def road(kind: str = "primary", **tags: str) -> Tags:
    """Return the tags of a road; a double underscore stands for a colon."""
    return {"highway": kind, **{key.replace("__", ":"): value for key, value in tags.items()}}


MOTORWAY_NODES: Mapping[int, Point] = {
    **{10 + km: (float(km), 0.1) for km in range(0, 41, 10)},
    **{60 + km: (float(km), 0.0) for km in range(0, 41, 10)},
}
"""Nodes 10, 20, 30, 40, 50 of the northern carriageway, 60, 70, 80, 90, 100 of the southern one."""


def write_motorway(file: Path) -> Path:
    """
    Write a motorway of 40 km, driven at 102 km/h, with junctions at its ends alone.

    The northern carriageway runs west and the southern one east, 100 m apart; whoever wants to turn does so
    at km 0 or km 40.
    """
    motorway = road("motorway", maxspeed="120")
    return write_osm(
        file,
        MOTORWAY_NODES,
        [
            ([50, 40, 30, 20, 10], motorway),
            ([60, 70, 80, 90, 100], motorway),
            ([10, 60], road("motorway_link", oneway="yes", maxspeed="120")),
            ([100, 50], road("motorway_link", oneway="yes", maxspeed="120")),
        ],
    )


def random_network(rng: np.random.Generator, nodes: int, edges: int) -> RoadGraph:
    """Return a network of random edges, in which every node leads to the next and the last to the first."""
    ring = np.stack([np.arange(nodes), np.roll(np.arange(nodes), -1)])
    start, end = np.unique(np.concatenate([ring, rng.integers(nodes, size=(2, edges))], axis=1), axis=1)
    apart = start != end
    start, end = start[apart].astype(np.int32), end[apart].astype(np.int32)
    spread = np.array([at(*point) for point in rng.uniform(0, 1, size=(nodes, 2))])
    return RoadGraph(
        spread[:, 0],
        spread[:, 1],
        start,
        end,
        rng.uniform(1, 9, len(start)),
        np.zeros(len(start), dtype=bool),
    )


def add_places(
    engine: Engine, points: Mapping[int, Point], carriageways: Mapping[int, int] | None = None
) -> None:
    """Put car parks at kilometres from `ORIGIN` into the register, and a service that looks after them."""
    with writing(engine) as session:
        session.add(Service(id=1, code="s", label="Service"))
        session.flush()
        session.add_all(
            Place(
                id=number,
                kind=PlaceKind.CAR_PARK,
                label=f"place {number}",
                geometry=shapely.Point(at(*point)),
                municipality="52011",
                service_id=1,
                carriageway_deg=(carriageways or {}).get(number),
            )
            for number, point in points.items()
        )
