"""The map of the screen of places: a click opens a sheet, or adds a corner while something is drawn."""

from collections.abc import Sequence

import pandas as pd
import shapely
import streamlit as st

from data.register.place_checks import PlaceDraft
from pages.parts.places.changes import edition
from pages.parts.places.editor import (
    FILE,
    NEW,
    form_key,
    load_sheet,
    map_edition,
    mode,
    new_draft,
    open_place,
)
from pages.parts.places.form import pencil_of
from pages.parts.places.from_file import proposal_shapes
from pages.parts.places.listing import PLACE, bounds_of, place_shapes, show_list_legend
from pages.ui.access import may_edit
from pages.ui.corners import Pencil
from pages.ui.maps import Shape, show_map
from pages.ui.text import _

HEIGHT = 480
"""Height of the map, in pixels."""

_CLICK = "_places_click"
_BY_CLICK = "_places_opened_by_click"


def show_place_map(rows: pd.DataFrame) -> None:
    """
    Draw the map with what is being drawn or read over it.

    Parameters
    ----------
    rows : DataFrame
        The places to show, from `pages.parts.places.listing.chosen_rows`.
    """
    pencil = _pencil()
    over = pencil.preview() if pencil else proposal_shapes() if mode() == FILE else []
    # Another identity for each drawing, so that an old click is never taken for a new one.
    focus = "file" if mode() == FILE and over else focus_of(PLACE.value)
    name = f"places_drawing_{edition()}" if pencil else f"places_{map_edition()}_{focus}"
    clicked = show_map(
        [*place_shapes(rows, PLACE.value, dimmed=bool(pencil or over)), *over],
        name=name,
        # Maps of one group keep one view: that of the list, or that of the place that was looked up.
        group="places" if focus is None else f"places_{focus}",
        label=_("Map of the places of the register"),
        height=HEIGHT,
        bounds=_bounds(rows, over, focus),
        any_point=pencil is not None,
    )
    show_list_legend(rows)
    if pencil is not None:
        if pencil.take(clicked["point"]):
            st.rerun()
    elif mode() is None:
        _open_clicked(name, clicked["code"], rows)


def _bounds(rows: pd.DataFrame, over: Sequence[Shape], focus: int | str | None) -> Sequence[float] | None:
    if focus is None:
        return bounds_of(rows.index)
    if isinstance(focus, int):
        return bounds_of([focus])
    return [float(side) for side in shapely.total_bounds([shape.geometry for shape in over])]


def _open_clicked(name: str, code: str | None, rows: pd.DataFrame) -> None:
    """Open the place that was clicked, once: the map goes on saying what was clicked last."""
    click = (name, code)
    if code is None or click == st.session_state.get(_CLICK):
        return
    st.session_state[_CLICK] = click
    if code.isdigit() and int(code) in rows.index:
        st.session_state[_BY_CLICK] = int(code)
        open_place(int(code))
        st.rerun()


def focus_of(place: int | None) -> int | None:
    """Return the place to move the map to: the open one, unless it was opened by a click on the map."""
    return None if place == st.session_state.get(_BY_CLICK) else place


def _pencil() -> Pencil | None:
    draft = _open_draft()
    return None if draft is None else pencil_of(form_key(), draft)


def _open_draft() -> PlaceDraft | None:
    if mode() == NEW:
        return new_draft()
    if mode() is None and PLACE.value is not None and may_edit():
        sheet = load_sheet(PLACE.value)
        return st.session_state.get(f"{form_key()}_seen", sheet.draft) if sheet else None
    return None
