"""Colours and marks of figures on maps and charts, for light and dark.

The ramps are ColorBrewer's YlGnBu and PuOr, which people with the common colour-vision deficiencies can
read; no state is told by colour alone.
"""

import streamlit as st

_SEQUENTIAL = ("#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84")
_SEQUENTIAL_DARK = ("#225ea8", "#1d91c0", "#41b6c4", "#7fcdbb", "#c7e9b4", "#ffffd9")

MORE = "#5e3c99"
FEWER = "#e66101"
"""The two ends of a change: more now, fewer now."""

MORE_DARK = "#b2abd2"
FEWER_DARK = "#fdb863"


def is_dark() -> bool:
    """Tell whether the session looks at the dark theme."""
    return st.context.theme.type == "dark"


def ramp(classes: int) -> tuple[str, ...]:
    """Return *classes* colours, at most six, from few to many."""
    colours = _SEQUENTIAL_DARK if is_dark() else _SEQUENTIAL
    if classes >= len(colours):
        return colours
    step = (len(colours) - 1) / max(classes - 1, 1)
    return tuple(colours[round(index * step)] for index in range(max(classes, 1)))


def accent() -> str:
    """Return the one accent colour."""
    return "#5fb3bb" if is_dark() else "#1f6f78"


def ink() -> str:
    """Return the colour of outlines."""
    return "#e4ebeb" if is_dark() else "#1c2526"


def quiet() -> str:
    """Return the colour of what stays in the background."""
    return "#7d8f92" if is_dark() else "#7b898b"


def paper() -> str:
    """Return the colour of hollow marks."""
    return "#12191b" if is_dark() else "#ffffff"


def more() -> str:
    """Return the colour of an increase."""
    return MORE_DARK if is_dark() else MORE


def fewer() -> str:
    """Return the colour of a decrease."""
    return FEWER_DARK if is_dark() else FEWER
