"""Maps: the only module that imports Folium.

Leaflet and our own script come from this server; nothing is asked of anybody else. What lies on the base
map is the component's identity, so it never depends on data: the layers travel separately and the view
survives every filter. Folium's elements are single-use and therefore made anew at each run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import folium
import shapely
import streamlit as st
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from shapely.geometry.base import BaseGeometry
from streamlit_folium import st_folium

from data.settings import settings
from pages.ui.text import language

# Relative to the component's frame, so that the app may live under any base path.
ASSETS = "../../assets"

HOME_CENTRE = (50.49, 4.42)
HOME_ZOOM = 10
"""The view a fresh session starts from: Charleroi, La Louvière and Walloon Brabant on one screen."""

DIGITS = 5
"""Decimals of a coordinate on the way to the browser: about one metre."""

NEAREST = 19
"""The zoom at which a map stops where nothing speaks against it."""

HEIGHT = 560
"""Height of a full map, in pixels."""


class LocalMap(folium.Map):
    """A Folium map whose scripts and styles come from this server alone."""

    default_js: list[tuple[str, str]] = [  # noqa: RUF012 - overrides a variable of Folium
        ("leaflet", f"{ASSETS}/leaflet/leaflet.js"),
        ("maraude", f"{ASSETS}/maraude/maraude.js"),
    ]
    default_css: list[tuple[str, str]] = [  # noqa: RUF012 - overrides a variable of Folium
        ("leaflet_css", f"{ASSETS}/leaflet/leaflet.css"),
        ("maraude_css", f"{ASSETS}/maraude/maraude.css"),
    ]


class Furnish(JSCSSMixin, MacroElement):
    """The call that draws the basemap, keeps the view and locks maps of one group together."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "maraude.furnish({{ this._parent.get_name() }}, {{ this.options | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever the script's JSON may hold
        super().__init__()
        self._name = "Furnish"
        self.options = options


@dataclass(frozen=True)
class Shape:
    """
    One thing on the map.

    Attributes
    ----------
    code : str
        What a click returns.
    geometry : BaseGeometry
        WGS84; points are drawn as circles.
    tooltip : tuple of str
        Lines of the tooltip; plain text, escaped here because Leaflet reads tooltips as HTML.
    style : dict
        Leaflet path options, and ``radius`` in pixels for points.
    companion : bool
        Whether a zone also gets a symbol while it is too small to be seen.
    mark : str
        What is written on a point, such as its number on a round; plain text.
    """

    code: str
    geometry: BaseGeometry
    tooltip: tuple[str, ...] = ()
    style: dict[str, object] = field(default_factory=dict)
    companion: bool = False
    mark: str = ""


def _feature(shape: Shape) -> dict[str, Any]:
    geometry = shapely.set_precision(shape.geometry, 10**-DIGITS)
    lines = [escape(line) for line in shape.tooltip if line]
    head = [f"<strong>{line}</strong>" for line in lines[:1]]
    return {
        "type": "Feature",
        "properties": {
            "code": shape.code,
            "tip": "<br>".join(head + lines[1:]),
            "style": shape.style,
            **({"mark": shape.mark} if shape.mark else {}),
        },
        "geometry": shapely.geometry.mapping(geometry),
    }


def _companion(feature: dict[str, Any], geometry: BaseGeometry) -> dict[str, Any]:
    """Return a symbol for a zone that is too small to be seen from afar; up close the script hides it."""
    properties = dict(feature["properties"], companion=True)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(
            shapely.set_precision(geometry.representative_point(), 10**-DIGITS)
        ),
    }


def _depth(feature: dict[str, Any]) -> tuple[bool, bool, float]:
    """Polygons lie under points, large symbols under small ones so that none is hidden, one above all."""
    is_point, style = feature["geometry"]["type"].endswith("Point"), feature["properties"]["style"]
    return is_point, bool(style.get("on_top")), -float(style.get("radius", 0))


def _style(feature: dict[str, Any]) -> dict[str, object]:
    style: dict[str, object] = feature["properties"]["style"]
    return style


def shapes_layer(shapes: Sequence[Shape]) -> folium.FeatureGroup:
    """
    Return one layer with all *shapes*; polygons lie under points.

    Parameters
    ----------
    shapes : sequence of Shape
        May be empty.

    Returns
    -------
    folium.FeatureGroup
        Single-use.
    """
    group = folium.FeatureGroup(name="shapes")
    drawn = [shape for shape in shapes if not shape.geometry.is_empty]
    features = [_feature(shape) for shape in drawn]
    features += [
        _companion(feature, shape.geometry)
        for feature, shape in zip(features, drawn, strict=True)
        if shape.companion and shape.geometry.area > 0
    ]
    features.sort(key=_depth)
    if features:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=_style,
            marker=folium.CircleMarker(fill=True),
            tooltip=folium.GeoJsonTooltip(fields=["tip"], labels=False, sticky=True),
            smooth_factor=0,
        ).add_to(group)
    return group


def _base(
    name: str, group: str, label: str, bounds: Sequence[float] | None, nearest: int | None = None
) -> LocalMap:
    base = LocalMap(
        location=HOME_CENTRE,
        zoom_start=HOME_ZOOM,
        tiles=None if nearest else settings().tiles_url or None,
        attr=settings().tiles_attribution or " ",
        prefer_canvas=True,
        maxZoom=nearest or NEAREST,
        minZoom=7,
    )
    base.add_child(
        Furnish(
            basemap=f"{ASSETS}/basemap.json",
            backgrounds=f"{ASSETS}/backgrounds.json" if nearest is None else None,
            name=name,
            group=group,
            label=label,
            language=language(),
            dark=st.context.theme.type == "dark",
            bounds=list(bounds) if bounds is not None else None,
        )
    )
    return base


def show_map(
    shapes: Sequence[Shape],
    *,
    name: str,
    label: str,
    height: int = HEIGHT,
    group: str = "",
    bounds: Sequence[float] | None = None,
    any_point: bool = False,
) -> dict[str, Any]:
    """
    Draw a map and return what was clicked.

    Parameters
    ----------
    shapes : sequence of Shape
        What is drawn over the basemap; changing it keeps the view.
    name : str
        Identity of the map: its view is kept under this name while the browser tab lives.
    label : str
        Name of the map, translated, for screen readers. It is part of the map's identity, so it says nothing
        that changes with a filter: the sentence beside the map does.
    height : int
        Pixels.
    group : str
        Maps of one group move together.
    bounds : sequence of float, optional
        West, south, east, north that the first view should hold, in degrees.
    any_point : bool
        Whether a click beside all shapes counts too.

    Returns
    -------
    dict
        ``code`` of the shape last clicked or None, ``point`` (longitude, latitude) last clicked or None.
    """
    wanted = ["last_active_drawing", "last_clicked"] if any_point else ["last_active_drawing"]
    state = st_folium(
        _base(name, group, label, bounds),
        key=name,
        height=height,
        use_container_width=True,
        returned_objects=wanted,
        feature_group_to_add=shapes_layer(shapes),
    )
    return {"code": _clicked_code(state), "point": _clicked_point(state)}


def show_coarse_map(
    shapes: Sequence[Shape], *, name: str, label: str, bounds: Sequence[float], nearest: int
) -> None:
    """
    Draw a map of territories that stops before it says where within one something is.

    It shows official borders and towns alone, without tiles and without the layers of users, and tells the
    server of no click.

    Parameters
    ----------
    shapes : sequence of Shape
        Polygons.
    name, label : str
        As for `show_map`.
    bounds : sequence of float
        West, south, east, north that the first view should hold, in degrees.
    nearest : int
        The zoom at which the map stops.
    """
    st_folium(
        _base(name, "", label, bounds, nearest),
        key=name,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=shapes_layer(shapes),
    )


def _clicked_code(state: dict[str, Any] | None) -> str | None:
    drawing = (state or {}).get("last_active_drawing") or {}
    code = (drawing.get("properties") or {}).get("code")
    return code if isinstance(code, str) else None


def _clicked_point(state: dict[str, Any] | None) -> tuple[float, float] | None:
    clicked = (state or {}).get("last_clicked") or {}
    longitude, latitude = clicked.get("lng"), clicked.get("lat")
    if isinstance(longitude, int | float) and isinstance(latitude, int | float):
        return float(longitude), float(latitude)
    return None
