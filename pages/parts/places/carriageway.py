"""The one carriageway of a motorway that a rest area opens onto."""

import streamlit as st

from data.register.place_checks import ONE_SIDED, PlaceDraft
from pages.ui.text import _, number

POINT_DEG = 45
"""Degrees from one named direction to the next."""


def direction_text(bearing: int) -> str:
    """Return a bearing in words where it has a name, else in degrees."""
    names = (
        _("Northbound"),
        _("Northeast"),
        _("Eastbound"),
        _("Southeast"),
        _("Southbound"),
        _("Southwest"),
        _("Westbound"),
        _("Northwest"),
    )
    point, rest = divmod(bearing, POINT_DEG)
    if rest == 0 and point < len(names):
        return names[point]
    return _("{degrees}° from north").format(degrees=number(bearing))


def choose_carriageway(key: str, draft: PlaceDraft) -> int | None:
    """
    Draw the choice of the carriageway, for places that may have one.

    Parameters
    ----------
    key : str
        Prefix of the form.
    draft : PlaceDraft
        The place as it stands in the form.

    Returns
    -------
    int or None
        The bearing in which it is driven; None where the place can be reached from any side.
    """
    if draft.kind not in ONE_SIDED:
        return None
    known = draft.carriageway_deg
    options = sorted({*range(0, 360, POINT_DEG), *([] if known is None else [known])})
    chosen: int | None = st.selectbox(
        _("Carriageway it opens onto"),
        options,
        index=None if known is None else options.index(known),
        format_func=direction_text,
        key=f"{key}_carriageway",
        placeholder=_("Reached from any side"),
        help=_("The direction in which cars drive past it. It decides how a pair gets there and away."),
    )
    return chosen
