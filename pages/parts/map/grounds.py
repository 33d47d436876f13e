"""From a selection to figures on the map: by place, by area, or by hexagon."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import pandas as pd
import streamlit as st

from data.vocabulary import PlaceKind
from geo.breaks import Breaks, find_breaks
from geo.figures import describe
from geo.hexagons import HexGrid, lay_grid, spread
from geo.measures import Measure, summarise
from geo.selection import Selection, open_places, select
from pages.ui.cache import areas, ledger, places, revision, source
from pages.ui.drawing import Drawing
from pages.ui.text import _, language, number, term_of


class Layer(StrEnum):
    """How the figures are laid on the map."""

    PLACES = "places"
    AREAS = "areas"
    HEXAGONS = "hexagons"


@st.cache_resource(max_entries=8, show_spinner=False)
def _grid(url: str, revision: int, size_m: int) -> HexGrid:  # noqa: ARG001 - the key of the cache
    return lay_grid(places(), size_m)


def summary_by_place(selection: Selection) -> pd.DataFrame:
    """Return what was done and met at each place that the selection is about; the offices are left out."""
    wanted = open_places(places(), selection)
    visited = select(ledger(), selection)
    index = wanted.union(pd.Index(visited["place"].unique()))
    kinds = places()["kind"].reindex(index)
    return summarise(visited, "place", index[(kinds != PlaceKind.OFFICE).to_numpy()])


def summary_on(selection: Selection, layer: Layer, size_m: int) -> pd.DataFrame:
    """Return what was done and met in each place, area or hexagon of a layer."""
    summary = summary_by_place(selection)
    if layer is Layer.AREAS:
        return summary.groupby(places()["area"].reindex(summary.index).to_numpy()).sum()
    if layer is Layer.HEXAGONS:
        return spread(summary, _hexagons(size_m))
    return summary


def _hexagons(size_m: int) -> HexGrid:
    return _grid(source(), revision(), size_m)


def strata_of(index: pd.Index, layer: Layer) -> pd.Series:
    """Return over which rows of a layer the dispersion of visits is shared: the kind of place, or all."""
    if layer is Layer.PLACES:
        return places()["kind"].reindex(index)
    return pd.Series(layer.value, index=index)


@dataclass(frozen=True)
class Ground:
    """
    Where the rows of a layer lie, and what they are called.

    Attributes
    ----------
    geometries : GeoSeries
        WGS84, by row.
    labels : mapping
        Name of each row.
    companions : bool
        Whether its zones are so small that they need a symbol too.
    """

    geometries: gpd.GeoSeries
    labels: Mapping[object, str]
    companions: bool = False


def ground_of(index: pd.Index, layer: Layer, size_m: int) -> Ground:
    """Return the ground of the rows of a layer."""
    if layer is Layer.AREAS:
        zones = areas().set_index("id")
        return Ground(zones.geometry, zones["name_nl" if language() == "nl" else "name_fr"].to_dict())
    if layer is Layer.HEXAGONS:
        name = _("Hexagon of {size} m").format(size=number(size_m))
        return Ground(_hexagons(size_m).cells.geometry, dict.fromkeys(index, name))
    return Ground(places().geometry, place_labels(index), companions=True)


def draw_figures(
    summary: pd.DataFrame, measure: Measure, layer: Layer, breaks: Breaks | None = None
) -> Drawing:
    """
    Compute the figures of one map.

    Parameters
    ----------
    summary : DataFrame
        From `summary_on`.
    measure : Measure
        What to show.
    layer : Layer
        The layer that *summary* is of.
    breaks : Breaks, optional
        Classes to use, as maps that are compared need; by default those of the figures themselves.

    Returns
    -------
    Drawing
        Ready to be drawn on the layer's ground.
    """
    figures = describe(summary, measure, strata_of(summary.index, layer))
    return Drawing(figures, measure, breaks or find_breaks(figures["value"]))


def place_labels(index: pd.Index) -> dict[object, str]:
    """Return the names of places with their kind."""
    table = places().reindex(index)
    return {
        place: f"{label} · {term_of(PlaceKind(kind))}"
        for place, label, kind in zip(index, table["label"], table["kind"], strict=True)
    }
