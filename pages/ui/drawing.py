"""Figures as shapes on a map, with their legend: three kinds of presence, at most six classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo.breaks import Breaks
from geo.measures import Measure, Presence
from pages.ui import colours
from pages.ui.maps import Shape
from pages.ui.text import _, labelled, number
from pages.ui.wording import measure_label, presence_label, swatch, value_text

SMALLEST, LARGEST = 5, 13
"""Radii of the symbols of the lowest and the highest class, in pixels."""


@dataclass(frozen=True)
class Drawing:
    """
    Figures and how to draw them.

    Attributes
    ----------
    figures : DataFrame
        Index as the geometries; ``value``, ``presence`` and for rates ``low``, ``high``, ``enough``.
    measure : Measure
        What the values are.
    breaks : Breaks
        Their classes.
    """

    figures: pd.DataFrame
    measure: Measure
    breaks: Breaks


def shapes_of(
    drawing: Drawing,
    geometries: gpd.GeoSeries,
    labels: Mapping[object, str],
    *,
    companions: bool = True,
) -> list[Shape]:
    """
    Return the shapes of *drawing*.

    Parameters
    ----------
    drawing : Drawing
        The figures.
    geometries : GeoSeries
        WGS84; what has none is not drawn.
    labels : mapping
        Name of each row, shown first in its tooltip.
    companions : bool
        Whether zones get a symbol while they are too small to be seen.

    Returns
    -------
    list of Shape
        In the order of the figures; their code is the row's index as text.
    """
    classes = drawing.breaks.class_of(drawing.figures["value"])
    drawn = with_geometry(drawing.figures.assign(symbol=classes), geometries)
    return [
        Shape(
            code=str(code),
            geometry=row["geometry"],
            tooltip=(
                labels[code],
                labelled(measure_label(drawing.measure), value_text(row, drawing.measure)),
            ),
            style=_style(row, drawing.breaks),
            companion=companions,
        )
        for code, row in drawn.iterrows()
    ]


def with_geometry(figures: pd.DataFrame, geometries: gpd.GeoSeries) -> pd.DataFrame:
    """Return those rows of *figures* that lie somewhere, such as no private flat does, and their geometry."""
    geometry = geometries.reindex(figures.index)
    return figures.assign(geometry=geometry)[shapely.get_num_coordinates(list(geometry)) > 0]


def _style(row: pd.Series, breaks: Breaks) -> dict[str, object]:
    if row["presence"] == Presence.NOT_LOOKED:
        return _not_looked()
    if row["presence"] == Presence.NOBODY:
        return _nobody()
    return _seen(int(row["symbol"]), len(breaks.edges))


def _not_looked() -> dict[str, object]:
    return {
        "color": colours.quiet(),
        "weight": 1.5,
        "dashArray": "2 4",
        "fillColor": colours.paper(),
        "fillOpacity": 0.25,
        "radius": SMALLEST,
    }


def _nobody() -> dict[str, object]:
    return {
        "color": colours.ink(),
        "weight": 2,
        "fillColor": colours.paper(),
        "fillOpacity": 0.9,
        "radius": SMALLEST,
    }


def _radius(symbol: int, classes: int) -> float:
    return SMALLEST + (LARGEST - SMALLEST) * (symbol - 1) / max(classes - 1, 1) if symbol > 0 else SMALLEST


def _seen(symbol: int, classes: int) -> dict[str, object]:
    """Return the style of a class above zero, or of people met but none of what is measured."""
    fill = colours.ramp(classes)[symbol - 1] if symbol > 0 else colours.quiet()
    return {
        "color": colours.ink(),
        "weight": 0.8,
        "fillColor": fill,
        "fillOpacity": 0.85 if symbol > 0 else 0.3,
        "radius": _radius(symbol, classes),
    }


def _decimals(edges: Sequence[float]) -> int:
    """Return how many decimals tell the edges apart, two at most."""
    return next((few for few in range(2) if all(round(edge, few) == edge for edge in edges)), 2)


def _is_whole(drawing: Drawing) -> bool:
    """Tell whether all figures are whole numbers; hexagons share the counts of a zone out in parts."""
    known = drawing.figures["value"].dropna()
    return drawing.measure.is_count and bool((known % 1 == 0).all())


def class_labels(breaks: Breaks, *, whole: bool) -> list[str]:
    """Return the range of each class above zero in words; between *whole* numbers no range shares an edge."""
    decimals = _decimals(breaks.edges)
    highs = [number(edge, decimals) for edge in breaks.edges]
    if not whole:
        lows = [number(edge, decimals) for edge in (0.0, *breaks.edges)]
        return [f"{low} – {high}" for low, high in zip(lows, highs, strict=False)]
    lows = [number(edge + 1) for edge in (0.0, *breaks.edges)]
    return [low if low == high else f"{low} – {high}" for low, high in zip(lows, highs, strict=False)]


def disc(radius: float, look: str) -> str:
    """Return the look of a round mark of a legend, as wide as the widest."""
    side = round(2 * radius)
    return (
        f"box-sizing:border-box;width:{side}px;height:{side}px;border-radius:50%;"
        f"margin:0 {LARGEST - side / 2:g}px;{look}"
    )


def tile(look: str) -> str:
    """Return the look of a square mark of a legend, for what is told by its fill and not by its size."""
    return f"box-sizing:border-box;width:{2 * LARGEST}px;height:{LARGEST}px;border-radius:3px;{look}"


def legend_entries(drawing: Drawing, *, graduated: bool) -> list[str]:
    """
    Return the entries of the legend as HTML: the classes, then what is no class, with how many of each.

    Parameters
    ----------
    drawing : Drawing
        The figures of the map.
    graduated : bool
        Whether the map tells the classes by the size of symbols too.

    Returns
    -------
    list of str
        One entry a class.
    """
    classes = len(drawing.breaks.edges)
    entries = []
    for symbol, text in enumerate(class_labels(drawing.breaks, whole=_is_whole(drawing)), start=1):
        style = _seen(symbol, classes)
        look = f"background:{style['fillColor']};border:1px solid {style['color']}"
        mark = disc(_radius(symbol, classes), look) if graduated else tile(look)
        entries.append(swatch(mark, text))
    presence = drawing.figures["presence"]
    without = int(((presence == Presence.SEEN) & (drawing.figures["value"] == 0)).sum())
    if without:
        look = f"background:{colours.quiet()};opacity:.4;border:1px solid {colours.ink()}"
        text = _("People met, but none of this ({count})").format(count=number(without))
        entries.append(swatch(disc(SMALLEST, look) if graduated else tile(look), text))
    for kind, look in (
        (Presence.NOBODY, f"border:2px solid {colours.ink()};background:{colours.paper()}"),
        (Presence.NOT_LOOKED, f"border:2px dotted {colours.quiet()}"),
    ):
        text = f"{presence_label(kind)} ({number(int((presence == kind).sum()))})"
        entries.append(swatch(disc(SMALLEST, look) if graduated else tile(look), text))
    return entries


def show_entries(entries: Sequence[str]) -> None:
    """Draw the entries of a legend as one list that wraps."""
    st.html(
        '<ul style="list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;'
        f'font-size:.9rem">{"".join(entries)}</ul>'
    )


def show_legend(drawing: Drawing, *, graduated: bool) -> None:
    """Draw the legend under its measure's name; *graduated* as in `legend_entries`."""
    st.markdown(f"**{measure_label(drawing.measure)}**")
    show_entries(legend_entries(drawing, graduated=graduated))
