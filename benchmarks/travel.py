"""
How fast travel times are, and how far off they are without roads.

A matrix of 60 places on a generated network of 200,000 directed edges, beside networkx and beside scipy from
the nearest nodes alone, in the same run and with the same answers. Then, on each real extract that is there,
the error of the estimate without roads: as shipped, and refitted on a few measured trips, on trips that the
fit has not seen.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse, stats
from scipy.sparse import csgraph
from scipy.spatial import Delaunay

from data.roads.osm import read_roads
from data.settings import ROOT
from geo.roads.estimate import DEFAULT, SET_OFF_MIN, Estimate, crow_km, refit, typical_error
from geo.roads.graph import RoadGraph, fastest, great_circle_km, strongest_part
from geo.roads.shortest import Network
from geo.roads.snapping import Anchors, anchor

SEED = 2019
EDGES = 200_000
PLACES = 60
LIMIT_S = 1.0
ROUNDS = 5

JUDGED = 240
TRIPS = 10
DRAWS = 200
LIMIT_ERROR, LIMIT_RANK = 0.25, 0.85

EXTRACTS = ROOT.parent / "shared" / "geodata" / "test_osm"
RESULTS = Path(__file__).parent / "results" / "travel.md"

TEXT = """\
# Travel times

{edges} directed edges, {places} places, measured on {day} with {cores} cores and
Python {python} by `python -m benchmarks.travel`. Aim: the matrix in at most {limit} CPU s ({fast}).
All ways give the same minutes ({agree}).

| way to the matrix | CPU seconds | times ours |
|---|--:|--:|
{ways}
| Maraude: one new place beside {places} known | {new} |

## Without roads

Mean relative error of the estimate against the drives of real extracts, setting off and parking
included. The refit saw {trips} trips between half of the places and is judged on all trips between the
other half: the median and the ninth decile of {draws} draws. Aim: the refit at most {limit_error} ({near}).
Distance and minutes should come in the same order: a rank correlation of {limit_rank} is reached on
{ranked} extracts.

| extract | directed edges | as shipped | refitted, median | refitted, 90 % | rank correlation |
|---|--:|--:|--:|--:|--:|
{errors}
"""

Matrix = npt.NDArray[np.float64]


def make_network(edges: int) -> RoadGraph:
    """Return a triangulation of random points over Hainaut, of about so many directed edges."""
    rng = np.random.default_rng(SEED)
    points = rng.uniform([3.9, 50.2], [4.8, 50.7], size=(edges // 6, 2))
    corners = Delaunay(points).simplices
    sides = np.concatenate([corners[:, pair] for pair in ([0, 1], [1, 2], [2, 0])])
    start, end = np.concatenate([sides, sides[:, ::-1]]).T.astype(np.int32)
    km = great_circle_km(*points[start].T, *points[end].T)
    minutes = km / rng.choice([25.0, 45.0, 60.0, 100.0], len(start)) * 60
    only = fastest(start, end, minutes)
    longitude, latitude = points.T
    ordinary = np.zeros(len(only), dtype=bool)
    graph = RoadGraph(longitude, latitude, start[only], end[only], minutes[only], ordinary)
    return strongest_part(graph)


def on_nodes(graph: RoadGraph, places: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.int_], Anchors]:
    """Return random nodes, and the anchors of places that lie on them."""
    nodes = rng.choice(graph.nodes, size=places, replace=False)
    return nodes, anchor(graph, graph.longitude[nodes], graph.latitude[nodes])


@dataclass(frozen=True)
class Way:
    """How long one way to a matrix took, in CPU seconds, and what it gave."""

    name: str
    seconds: float
    minutes: Matrix


def ours(graph: RoadGraph, nodes: npt.NDArray[np.int_]) -> Matrix:
    """From positions to minutes, kilometres and the share in town."""
    places = np.arange(len(nodes))
    anchors = anchor(graph, graph.longitude[nodes], graph.latitude[nodes])
    return Network(graph, anchors).legs(places, places).minutes


def bare(graph: RoadGraph, nodes: npt.NDArray[np.int_]) -> Matrix:
    """Minutes between nodes by scipy, and nothing else: the limit."""
    links = sparse.csr_array((graph.minutes, (graph.start, graph.end)), shape=(graph.nodes, graph.nodes))
    found: Matrix = csgraph.dijkstra(links, indices=nodes)[:, nodes]
    return found


def with_networkx(graph: RoadGraph, nodes: npt.NDArray[np.int_]) -> Matrix:
    """Do the same with the usual library for networks, which is pure Python."""
    links = nx.DiGraph()
    ends = zip(graph.start.tolist(), graph.end.tolist(), graph.minutes.tolist(), strict=True)
    links.add_weighted_edges_from(ends)
    rows = []
    for origin in nodes.tolist():
        reached = nx.single_source_dijkstra_path_length(links, origin)
        rows.append([reached[destination] for destination in nodes.tolist()])
    return np.array(rows)


def time_ways(graph: RoadGraph) -> list[Way]:
    """Run each way on the same places: ours and scipy's several times, the best counts."""
    nodes, _ = on_nodes(graph, PLACES, np.random.default_rng(SEED))
    ways = []
    for name, way, rounds in (
        ("Maraude: snapped, minutes, kilometres, share in town", ours, ROUNDS),
        ("scipy alone: minutes from node to node", bare, ROUNDS),
        ("networkx: minutes from node to node", with_networkx, 1),
    ):
        taken = []
        for _ in range(rounds):
            begin = time.process_time()
            minutes = way(graph, nodes)
            taken.append(time.process_time() - begin)
        ways.append(Way(name, min(taken), minutes))
    return ways


def time_one_new_place(graph: RoadGraph) -> float:
    """Return the CPU seconds that one new place costs beside 60 that are known: a row and a column."""
    _, anchors = on_nodes(graph, PLACES + 1, np.random.default_rng(SEED))
    new, others = np.array([PLACES]), np.arange(PLACES)
    begin = time.process_time()
    network = Network(graph, anchors)
    network.legs(new, others)
    network.legs(others, new)
    return time.process_time() - begin


@dataclass(frozen=True)
class Errors:
    """How far an estimate is off on one extract: mean relative error, and rank correlation."""

    extract: str
    edges: int
    default: float
    rank: float
    refitted: float
    worst_refitted: float


def measure_errors(file: Path) -> Errors:
    """Compare the estimate with the roads of an extract, the refit on trips it has not seen."""
    graph = read_roads(file).graph
    rng = np.random.default_rng(SEED)
    nodes, anchors = on_nodes(graph, min(JUDGED, graph.nodes // 2), rng)
    every = np.arange(len(nodes))
    minutes = Network(graph, anchors).legs(every, every).minutes + SET_OFF_MIN
    km = crow_km(graph.longitude[nodes], graph.latitude[nodes])
    apart = ~np.eye(len(nodes), dtype=bool)
    held_out = [_refit_error(km, minutes, rng) for _ in range(DRAWS)]
    return Errors(
        file.name,
        graph.edges,
        typical_error(DEFAULT, km[apart], minutes[apart]),
        float(stats.spearmanr(km[apart], minutes[apart]).statistic),
        float(np.median(held_out)),
        float(np.quantile(held_out, 0.9)),
    )


def _refit_error(km: Matrix, minutes: Matrix, rng: np.random.Generator) -> float:
    """Return the error on half of the places, of a line fitted on a few trips between the others."""
    order = rng.permutation(len(km))
    learn, judge = np.sort(order[: len(km) // 2]), np.sort(order[len(km) // 2 :])
    pairs = rng.choice(learn, size=(4 * TRIPS, 2))
    trips = pairs[pairs[:, 0] != pairs[:, 1]][:TRIPS]
    line: Estimate = refit(km[*trips.T], minutes[*trips.T])
    away = ~np.eye(len(judge), dtype=bool)
    return typical_error(line, km[np.ix_(judge, judge)][away], minutes[np.ix_(judge, judge)][away])


def report(ways: Sequence[Way], new: float, graph: RoadGraph, errors: Sequence[Errors]) -> tuple[str, bool]:
    """Return the results as Markdown, and whether all aims are met."""
    agree = all(np.allclose(one.minutes, ways[0].minutes, rtol=1e-6, atol=1e-5) for one in ways)
    fast = ways[0].seconds <= LIMIT_S
    near = all(one.refitted <= LIMIT_ERROR for one in errors)
    day = f"{datetime.now(UTC):%-d %B %Y}"
    text = TEXT.format(
        edges=f"{graph.edges:,}",
        places=PLACES,
        day=day,
        cores=os.cpu_count(),
        python=platform.python_version(),
        limit=f"{LIMIT_S:g}",
        fast="met" if fast else "MISSED",
        agree="yes" if agree else "NO",
        ways="\n".join(
            f"| {one.name} | {one.seconds:.2f} | {one.seconds / ways[0].seconds:.1f} |" for one in ways
        ),
        new=f"{new:.3f} | {new / ways[0].seconds:.2f}",
        trips=TRIPS,
        draws=DRAWS,
        limit_error=f"{LIMIT_ERROR:.0%}",
        near=_verdict(errors, near=near),
        limit_rank=LIMIT_RANK,
        ranked=f"{sum(one.rank >= LIMIT_RANK for one in errors)} of {len(errors)}",
        errors="\n".join(map(_line, errors)),
    )
    return text, fast and agree and near


def _line(one: Errors) -> str:
    shares = (one.default, one.refitted, one.worst_refitted)
    figures = " | ".join(f"{share:.1%}" for share in shares)
    return f"| {one.extract} | {one.edges:,} | {figures} | {one.rank:.2f} |"


def _verdict(errors: Sequence[Errors], *, near: bool) -> str:
    if not errors:
        return "no extract was there to try"
    return "met" if near else "MISSED"


def main() -> None:
    """Run, print, keep the results; the exit code tells whether all aims are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extracts", nargs="*", type=Path, help="OpenStreetMap files to judge the estimate on")
    chosen = parser.parse_args().extracts or sorted(EXTRACTS.glob("*.osm.*"))
    graph = make_network(EDGES)
    text, met = report(
        time_ways(graph), time_one_new_place(graph), graph, [measure_errors(file) for file in chosen]
    )
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    sys.exit(not met)


if __name__ == "__main__":
    main()
