"""The map screen: territories coloured by fixed classes, and the same figures in a table beside."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.cubes import BASES_OF_A_RATIO, PERIODS
from geo.measures import Measure
from geo.released import count_breaks, rate_breaks
from pages.parts.released.figures import effort_cube, figures, periods_of, steps_of
from pages.parts.released.opening import is_public, published
from pages.parts.released.wording import NEAR_ZERO, figure_text, figure_values, names_of_territories
from pages.parts.released.year_before import show_year_before
from pages.ui import colours
from pages.ui.address import Parameter, one_of
from pages.ui.datatables import show_table
from pages.ui.drawing import show_entries, tile
from pages.ui.maps import Shape, show_coarse_map
from pages.ui.release_map import class_style, count_labels, rounding_text
from pages.ui.release_words import measure_name, period_name
from pages.ui.text import _, labelled, number
from pages.ui.wording import swatch

MEASURES = (Measure.CONTACTS.value, Measure.CONTACTS_PER_HOUR.value, Measure.HOURS.value)

NEAREST = {"policy": 12, "public": 11}
"""Zoom at which the map of a tier stops: what it tells is told of whole territories."""


def _all_periods() -> list[str]:
    cube = effort_cube()
    return [code for step in reversed(steps_of(cube)) for code in reversed(periods_of(cube, step))]


MEASURE = one_of("measure", lambda: MEASURES, lambda: MEASURES[0])
STEP = one_of("step", lambda: steps_of(effort_cube()), lambda: PERIODS[-1])
PERIOD = one_of("period", _all_periods, lambda: next(iter(_all_periods()), ""))

VIEW: tuple[Parameter[Any], ...] = (MEASURE, STEP, PERIOD)
"""What the map keeps in its view."""


def level() -> str:
    """Return the finest territories that a release of this tier is mapped by."""
    return "area" if is_public() else "zone"


def step_label(step: str) -> str:
    """Return the name of a length of period."""
    return {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}[step]


def short_name(measure: str) -> str:
    """Return the name of a measure where a phone has little room."""
    return {
        Measure.CONTACTS.value: _("Contacts"),
        Measure.CONTACTS_PER_HOUR.value: _("Contacts per hour"),
        Measure.HOURS.value: _("Hours"),
    }[measure]


def choose_view() -> None:
    """Draw the choices: what is shown, and over which period."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="view"):
        st.segmented_control(
            _("Measure"),
            MEASURES,
            format_func=short_name,
            key=MEASURE.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        st.segmented_control(
            _("Length of the period"),
            [step for step in reversed(steps_of(effort_cube())) if periods_of(effort_cube(), step)],
            format_func=step_label,
            key=STEP.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        periods = list(reversed(periods_of(effort_cube(), STEP.value)))
        if PERIOD.value not in periods:
            st.session_state[PERIOD.key] = periods[0]
        st.selectbox(
            _("Period"),
            periods,
            format_func=period_name,
            key=PERIOD.key,
            persist_state="session",
            label_visibility="collapsed",
            width=180,
        )


def show_territories() -> None:
    """Draw map, legend and table of the period that was chosen."""
    measure, period = MEASURE.value, PERIOD.value
    table = figures(effort_cube(), [level()], {STEP.value: [period]})
    territories = published().territories
    outlines = territories[territories["level"] == level()]
    left, right = st.columns([5, 4], gap="medium")
    with left:
        show_coarse_map(
            _shapes(table, outlines, measure),
            name=f"map_{published().tier}",
            label=_("Map"),
            bounds=[float(side) for side in outlines.total_bounds],
            nearest=NEAREST[published().tier],
        )
        _show_legend(measure)
    with right:
        _show_table(table, measure, period)
        _explain(table, measure)
    show_year_before(level(), measure, STEP.value, period)


def _class_of(values: pd.Series, measure: str) -> Sequence[int]:
    breaks = rate_breaks() if measure == Measure.CONTACTS_PER_HOUR else count_breaks(published().base)
    classes: list[int] = breaks.class_of(values).tolist()
    return classes


def _shapes(table: pd.DataFrame, outlines: gpd.GeoDataFrame, measure: str) -> list[Shape]:
    names = names_of_territories(level())
    shapes = []
    for symbol, (code, row) in zip(_class_of(table[measure], measure), table.iterrows(), strict=True):
        lines = [labelled(measure_name(measure), figure_text(row, measure))]
        if measure == Measure.CONTACTS_PER_HOUR:
            lines += [
                labelled(measure_name(one), figure_text(row, one))
                for one in (Measure.CONTACTS, Measure.HOURS)
            ]
        shapes.append(
            Shape(
                code=str(code),
                geometry=outlines.geometry[str(code)],
                tooltip=(names[str(code)], *lines),
                style=class_style(symbol),
            )
        )
    return shapes


def _class_labels(measure: str) -> Sequence[str]:
    """Return the range of each class in words, the zero first; the same whatever the figures are."""
    if measure == Measure.CONTACTS_PER_HOUR:
        edges = rate_breaks().edges[:-1]
        texts = [number(edge, 1) for edge in (0.0, *edges)]
        ranges = [f"{low} – {high}" for low, high in pairwise(texts)]
        return [NEAR_ZERO, *ranges, _("more than {count}").format(count=texts[-1])]
    return count_labels(published().base)


def _show_legend(measure: str) -> None:
    st.markdown(f"**{measure_name(measure)}**")
    entries = []
    for symbol, text in enumerate(_class_labels(measure)):
        style = class_style(symbol)
        look = f"background:{style['fillColor']};border:1px solid {style['color']}"
        entries.append(swatch(tile(look), text))
    if measure == Measure.CONTACTS_PER_HOUR:
        look = f"border:2px dotted {colours.quiet()}"
        entries.append(swatch(tile(look), _("Too few hours to say")))
    show_entries(entries)


def _show_table(table: pd.DataFrame, measure: str, period: str) -> None:
    names = names_of_territories(level())
    ordered = table.sort_values(measure, ascending=False, na_position="last")
    # What the map shows stands first: a phone has no room for the others.
    shown = [measure, *(other for other in MEASURES if other != measure)]
    frame = pd.DataFrame(
        {"name": [names[str(code)] for code in ordered.index]}
        | {one: [figure_text(row, one) for _code, row in ordered.iterrows()] for one in shown}
    )
    title = labelled(period_name(period), measure_name(measure))
    show_table(
        frame,
        {
            "name": _("Area") if is_public() else _("Zone"),
            **{one: _("Per hour") if one == Measure.CONTACTS_PER_HOUR else short_name(one) for one in shown},
        },
        key="territories",
        summary=title,
        name=f"maraude_{period}",
        figures={one: figure_values(ordered, one) for one in shown},
    )


def _explain(table: pd.DataFrame, measure: str) -> None:
    """Say what a zero and a gap stand for."""
    base = published().base
    st.caption(rounding_text(base, table[[Measure.CONTACTS, Measure.HOURS, "parts"]]))
    if measure == Measure.CONTACTS_PER_HOUR:
        st.caption(
            _("No rate is shown on fewer than {hours} hours.").format(hours=number(BASES_OF_A_RATIO * base))
        )
