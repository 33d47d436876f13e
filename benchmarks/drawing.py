"""One state of the map screen, and all that the server does to draw it."""

import logging
from dataclasses import dataclass

from streamlit_folium import generate_leaflet_string

from geo.measures import Measure
from geo.selection import Selection
from pages.parts.map.grounds import Layer, draw_figures, ground_of, summary_on
from pages.ui.drawing import shapes_of
from pages.ui.maps import shapes_layer

# Outside a session every look at its state is logged, which would be most of what is timed.
logging.disable(logging.WARNING)

HEXAGON_M = 2000


@dataclass(frozen=True)
class View:
    """One state of the map screen's controls."""

    selection: Selection
    measure: Measure
    layer: Layer


def draw(view: View) -> str:
    """Go all the way as the map screen does, and return what is sent to the browser."""
    summary = summary_on(view.selection, view.layer, HEXAGON_M)
    drawing = draw_figures(summary, view.measure, view.layer)
    ground = ground_of(summary.index, view.layer, HEXAGON_M)
    shapes = shapes_of(drawing, ground.geometries, ground.labels, companions=ground.companions)
    return str(generate_leaflet_string(shapes_layer(shapes)))
