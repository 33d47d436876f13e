"""The rounds on the map: a colour and a letter a pair, numbered stops, roads or marked estimates."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import geopandas as gpd
import streamlit as st
from shapely.geometry.base import BaseGeometry

from data.roads.lines import route_lines
from data.roads.store import CREDIT, roads_version
from data.settings import settings
from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.view import RoundView
from pages.parts.rounds.wording import colour_of, letter_of, place_label
from pages.ui import colours
from pages.ui.cache import engine, places, revision, source
from pages.ui.drawing import disc, show_entries
from pages.ui.hours import hours_text
from pages.ui.maps import Shape, show_map
from pages.ui.text import _, labelled
from pages.ui.wording import swatch

HEIGHT = 400
RADIUS = 12
SMALL = 5


@st.cache_resource(max_entries=24, show_spinner=False)
def _lines(
    url: str,  # noqa: ARG001 - the key of the cache
    revision: int,  # noqa: ARG001
    roads: str,  # noqa: ARG001
    legs: tuple[tuple[int, int], ...],
) -> gpd.GeoDataFrame:
    return route_lines(engine(), settings().var_dir, legs)


def show_rounds_map(now: Tonight, rounds: Sequence[RoundView], candidates: Sequence[int]) -> None:
    """
    Draw the rounds of an evening, with what is left out in grey.

    Parameters
    ----------
    now : Tonight
        The evening.
    rounds : sequence of RoundView
        The rounds.
    candidates : sequence of int
        All that could be visited; those on no round are drawn in grey.
    """
    drawn = [one for one in rounds if one.stops]
    legs = tuple(leg for one in drawn for leg in _legs(one))
    lines = _lines(source(), revision(), roads_version(settings().var_dir), legs) if legs else None
    visited = {stop.place for one in drawn for stop in one.stops}
    left_out = [place for place in candidates if place not in visited]
    shapes = [*_left_out(left_out), *_ways(now, drawn, lines), *_depots(drawn), *_stops(now, drawn)]
    show_map(
        shapes,
        name="rounds_map",
        label=_("The rounds of the evening"),
        height=HEIGHT,
        bounds=_bounds(shapes),
    )
    _show_legend(now, drawn, any_left_out=bool(left_out), lines=lines)


def _legs(one: RoundView) -> list[tuple[int, int]]:
    way = [one.depot, *(stop.place for stop in one.stops), one.depot]
    return [(start, end) for start, end in pairwise(way) if start != end]


def _ways(now: Tonight, drawn: Sequence[RoundView], lines: gpd.GeoDataFrame | None) -> Iterator[Shape]:
    if lines is None:
        return
    rows = zip(lines.geometry, lines["estimate"], strict=True)
    for one in drawn:
        for start, end in _legs(one):
            geometry, is_estimate = next(rows)
            estimate = _("Estimate: no road is known here") if is_estimate else ""
            way = f"{place_label(start)} → {place_label(end)}"
            yield Shape(
                code="",
                geometry=geometry,
                tooltip=(now.name(one.team), way, estimate),
                style={
                    "color": colour_of(now.position(one.team)),
                    "weight": 3,
                    "opacity": 0.85,
                    "dashArray": "6 7" if is_estimate else "",
                    "fill": False,
                },
            )


def _stops(now: Tonight, drawn: Sequence[RoundView]) -> Iterator[Shape]:
    for one in drawn:
        position = now.position(one.team)
        for number, stop in enumerate(one.stops, start=1):
            point = _point(stop.place)
            if point is None:
                continue
            arrives = hours_text(stop.arrival_min, stop.latest_arrival_min)
            yield Shape(
                code=f"stop-{stop.place}",
                geometry=point,
                tooltip=(
                    f"{letter_of(position)}{number} · {place_label(stop.place)}",
                    labelled(_("Arrives"), arrives),
                    stop.trouble,
                ),
                style={
                    "color": colour_of(position),
                    "weight": 4,
                    "fillColor": colours.paper(),
                    "fillOpacity": 1,
                    "radius": RADIUS,
                },
                mark=f"{letter_of(position)}{number}",
            )


def _depots(drawn: Iterable[RoundView]) -> Iterator[Shape]:
    for depot in {one.depot for one in drawn}:
        point = _point(depot)
        if point is not None:
            yield Shape(
                code=f"depot-{depot}",
                geometry=point,
                tooltip=(place_label(depot), _("Rounds leave from here.")),
                style={"color": colours.ink(), "weight": 3, "fillColor": colours.ink(), "radius": SMALL + 1},
            )


def _left_out(left_out: Iterable[int]) -> Iterator[Shape]:
    for place in left_out:
        point = _point(place)
        if point is not None:
            yield Shape(
                code=f"out-{place}",
                geometry=point,
                tooltip=(place_label(place), _("Not visited")),
                style={
                    "color": colours.quiet(),
                    "weight": 1.5,
                    "fillColor": colours.paper(),
                    "fillOpacity": 0.6,
                    "radius": SMALL,
                },
            )


def _point(place: int) -> BaseGeometry | None:
    known = places().geometry
    shape = known[place] if place in known.index else None
    return None if shape is None else shape.representative_point()


def _bounds(shapes: Sequence[Shape]) -> tuple[float, ...] | None:
    if not shapes:
        return None
    return tuple(float(edge) for edge in gpd.GeoSeries([shape.geometry for shape in shapes]).total_bounds)


def _show_legend(
    now: Tonight, drawn: Sequence[RoundView], *, any_left_out: bool, lines: gpd.GeoDataFrame | None
) -> None:
    is_estimate = [] if lines is None else lines["estimate"].tolist()
    entries = [
        swatch(disc(SMALL + 2, f"border:4px solid {colour_of(now.position(one.team))}"), now.name(one.team))
        for one in drawn
    ]
    if any_left_out:
        entries.append(swatch(disc(SMALL, f"border:2px solid {colours.quiet()}"), _("Not visited")))
    if any(is_estimate):
        line = f"width:26px;border-top:3px dashed {colours.quiet()}"
        entries.append(swatch(line, _("Estimate: no road is known here")))
    show_entries(entries)
    if not all(is_estimate):
        st.caption(labelled(_("Roads"), CREDIT))
