"""Drawing a zone or a spot by clicking on a map, or by typing coordinates."""

from dataclasses import dataclass

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from geo.zones import (
    CORNERS,
    Corner,
    ShapeFault,
    corners_of,
    outline,
    read_corners,
    shape_faults,
    untangled,
    write_corners,
)
from pages.ui import colours
from pages.ui.maps import Shape
from pages.ui.text import _, ngettext, number

CORNER_RADIUS = 5
"""Radius of a drawn corner, in pixels."""


@dataclass(frozen=True)
class Pencil:
    """
    One drawing of this session.

    Attributes
    ----------
    key : str
        Prefix of what it keeps in the session.
    is_spot : bool
        Whether it draws one point and not an outline.
    """

    key: str
    is_spot: bool = False

    @property
    def corners(self) -> list[Corner]:
        """The corners so far; of a spot the last one only."""
        kept: list[Corner] = st.session_state.get(f"{self.key}_corners", [])
        return kept[-1:] if self.is_spot else kept

    def put(self, corners: list[Corner]) -> None:
        """Replace the corners, in the field of coordinates too."""
        st.session_state[f"{self.key}_corners"] = corners
        st.session_state[f"{self.key}_typed"] = write_corners(corners[-1:] if self.is_spot else corners)

    def start(self, shape: BaseGeometry | None) -> None:
        """Start from the corners of *shape* where nothing was drawn yet."""
        if f"{self.key}_corners" not in st.session_state:
            self.put(corners_of(shape))

    def take(self, point: Corner | None) -> bool:
        """Add the point that was clicked, once; tell whether there was a new one."""
        if point is None or point == st.session_state.get(f"{self.key}_clicked"):
            return False
        st.session_state[f"{self.key}_clicked"] = point
        self.put([*self.corners, point])
        return True

    def undo(self) -> None:
        """Take the last corner away."""
        self.put(self.corners[:-1])

    def clear(self) -> None:
        """Take all corners away."""
        self.put([])

    def put_in_order(self) -> None:
        """Take the corners in turn around their middle."""
        shape = self.shape()
        if isinstance(shape, shapely.Polygon):
            self.put(corners_of(untangled(shape)))

    def shape(self) -> BaseGeometry | None:
        """Return what is drawn: a point, an outline that may cross itself, or None where it is too little."""
        corners = self.corners
        if self.is_spot:
            return shapely.Point(corners[0]) if corners else None
        return outline(corners)

    def preview(self) -> list[Shape]:
        """Return what the map shows of the drawing: its outline and its corners."""
        line: dict[str, object] = {"color": colours.accent(), "weight": 3, "dashArray": "6 4"}
        shapes = []
        drawn = self.shape()
        if isinstance(drawn, shapely.Polygon):
            if drawn.is_valid:
                shapes.append(Shape("drawing", drawn, style={**line, "fillOpacity": 0.15}))
            else:
                crossing = shapely.LineString(drawn.exterior.coords)
                shapes.append(Shape("drawing", crossing, style={**line, "color": colours.fewer()}))
        elif len(self.corners) > 1:
            shapes.append(Shape("drawing", shapely.LineString(self.corners), style=line))
        dot: dict[str, object] = {
            "color": colours.ink(),
            "weight": 2,
            "fillColor": colours.accent(),
            "fillOpacity": 1,
            "radius": CORNER_RADIUS + 3 * self.is_spot,
        }
        shapes += [
            Shape(
                f"corner-{index}",
                shapely.Point(corner),
                () if self.is_spot else (_("Corner {number}").format(number=number(index)),),
                dot,
            )
            for index, corner in enumerate(self.corners, start=1)
        ]
        return shapes


def draw_controls(pencil: Pencil) -> None:
    """Draw what a drawing is made with beside the map: undo, clear, order, and the coordinates."""
    st.caption(_hint(pencil))
    nothing = not pencil.corners
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Undo last point"),
            icon=":material/undo:",
            key=f"{pencil.key}_undo",
            disabled=nothing,
            on_click=pencil.undo,
        )
        st.button(
            _("Clear"),
            icon=":material/delete_sweep:",
            key=f"{pencil.key}_clear",
            disabled=nothing,
            on_click=pencil.clear,
        )
        shape = pencil.shape()
        if isinstance(shape, shapely.Polygon) and ShapeFault.CROSSES_ITSELF in shape_faults(shape):
            st.button(
                _("Put the corners in order"),
                icon=":material/polyline:",
                key=f"{pencil.key}_order",
                on_click=pencil.put_in_order,
            )
    with st.expander(_("Type the coordinates instead"), icon=":material/keyboard:"):
        _type_corners(pencil)


def _hint(pencil: Pencil) -> str:
    if pencil.is_spot:
        if pencil.corners:
            return _("Click elsewhere on the map to move the point.")
        return _("Click the place on the map.")
    count = len(pencil.corners)
    if count < CORNERS:
        text = ngettext(
            "Click the corners on the map, one after the other: {count} so far, at least {least}.",
            "Click the corners on the map, one after the other: {count} so far, at least {least}.",
            count,
        )
        return text.format(count=number(count), least=number(CORNERS))
    text = ngettext(
        "{count} corner. Each click adds one after the last; save when it is right.",
        "{count} corners. Each click adds one after the last; save when it is right.",
        count,
    )
    return text.format(count=number(count))


def _type_corners(pencil: Pencil) -> None:
    key = f"{pencil.key}_typed"
    # Assigned again so that Streamlit keeps it while its widget is not on screen.
    st.session_state[key] = st.session_state.get(key, "")

    def read() -> None:
        corners, unread = read_corners(st.session_state[key])
        st.session_state[f"{pencil.key}_unread"] = unread
        st.session_state[f"{pencil.key}_corners"] = corners

    label = _("Latitude, longitude") if pencil.is_spot else _("Latitude, longitude; one corner a line")
    st.text_area(
        label, key=key, height=120, max_chars=20_000, placeholder="50.410000, 4.444000", on_change=read
    )
    unread: list[int] = st.session_state.get(f"{pencil.key}_unread", [])
    if unread:
        lines = ", ".join(number(line) for line in unread)
        st.warning(
            _("Not understood, line {lines}. Write for example 50.41, 4.444.").format(lines=lines),
            icon=":material/warning:",
        )
