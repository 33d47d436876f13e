"""The map screen's view: what is shown, how it is compared, and what was clicked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo.breaks import Breaks, find_breaks
from geo.hexagons import SIZES_M
from geo.measures import Measure, Presence
from geo.periods import months_before, previous_period
from geo.selection import Selection
from pages.parts.map.change import show_change
from pages.parts.map.grounds import Layer, draw_figures, ground_of, strata_of, summary_on
from pages.parts.map.sheet import show_sheet
from pages.parts.map.table import show_figures_table
from pages.parts.map.timeline import (
    EVERY,
    MOMENT,
    WINDOW,
    at_moment,
    is_playing,
    pause,
    show_timeline,
    step_forward,
)
from pages.ui.access import ensure_open
from pages.ui.address import Parameter, a_day, a_number, one_of, write_address
from pages.ui.auditing import note_place
from pages.ui.cache import places, regulations
from pages.ui.changes import changed
from pages.ui.drawing import Drawing, shapes_of, show_legend
from pages.ui.filters import chosen_period, first_day, last_day
from pages.ui.maps import show_map
from pages.ui.text import _, language, number, short_date
from pages.ui.wording import hours_text, measure_label, presence_label


class Mode(StrEnum):
    """One period, or two of them."""

    ONE = "one"
    SIDE_BY_SIDE = "side"
    CHANGE = "change"


class Against(StrEnum):
    """The other period."""

    PREVIOUS = "previous"
    YEAR_BEFORE = "year_before"
    RULE = "rule"
    CUSTOM = "custom"


MONTHS_AROUND_A_RULE = 12
"""Whole years on both sides of a regulation, so that no season is compared with another."""

MEASURE = one_of("measure", lambda: list(Measure), lambda: Measure.CONTACTS_PER_HOUR)
LAYER = one_of("layer", lambda: list(Layer), lambda: Layer.PLACES)
SIZE = one_of("size", lambda: [str(size) for size in SIZES_M], lambda: "2000")
MODE = one_of("mode", lambda: list(Mode), lambda: Mode.ONE)
AGAINST = one_of("against", lambda: list(Against), lambda: Against.PREVIOUS)
OTHER_START = a_day("vs_from", first_day, first_day, last_day)
OTHER_END = a_day("vs_to", first_day, first_day, last_day)
RULE = a_number("rule")
PLACE = a_number("place")

_TIMES_LEFT = "_map_times_left"

VIEW: tuple[Parameter[Any], ...] = (
    MEASURE,
    LAYER,
    SIZE,
    MODE,
    AGAINST,
    OTHER_START,
    OTHER_END,
    RULE,
    PLACE,
    MOMENT,
    WINDOW,
)
"""What the map screen keeps in its view, beside the filters."""


def layer_label(layer: str) -> str:
    """Return the name of a layer."""
    return {Layer.PLACES: _("Places"), Layer.AREAS: _("Areas"), Layer.HEXAGONS: _("Hexagons")}[Layer(layer)]


def mode_label(mode: str) -> str:
    """Return the name of a way to compare."""
    return {
        Mode.ONE: _("One period"),
        Mode.SIDE_BY_SIDE: _("Two periods side by side"),
        Mode.CHANGE: _("Change between two periods"),
    }[Mode(mode)]


def against_label(against: str) -> str:
    """Return the name of the other period."""
    return {
        Against.PREVIOUS: _("The period just before"),
        Against.YEAR_BEFORE: _("The same days a year earlier"),
        Against.RULE: _("The year before a regulation and the year after"),
        Against.CUSTOM: _("Other dates"),
    }[Against(against)]


def choose_view() -> None:
    """Draw the choices of the view: measure, layer, comparison."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="view"):
        st.selectbox(
            _("Measure"),
            list(Measure),
            format_func=measure_label,
            key=MEASURE.key,
            persist_state="session",
            label_visibility="collapsed",
            width=320,
        )
        st.segmented_control(
            _("Layer"),
            list(Layer),
            format_func=layer_label,
            key=LAYER.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        if LAYER.value == Layer.HEXAGONS:
            _choose_size()
        _choose_comparison()


def _choose_size() -> None:
    with st.popover(
        _("{size} m").format(size=number(int(SIZE.value))), icon=":material/hexagon:", key="chip_size"
    ):
        st.pills(
            _("Width of a hexagon"),
            [str(size) for size in SIZES_M],
            format_func=lambda size: _("{size} m").format(size=number(int(size))),
            key=SIZE.key,
            required=True,
            persist_state="session",
        )


def _choose_comparison() -> None:
    with st.popover(mode_label(MODE.value), icon=":material/compare:", key="chip_mode"):
        st.radio(_("Compare"), list(Mode), format_func=mode_label, key=MODE.key, persist_state="session")
        if MODE.value == Mode.ONE:
            return
        st.radio(
            _("With"), list(Against), format_func=against_label, key=AGAINST.key, persist_state="session"
        )
        if AGAINST.value == Against.RULE:
            _choose_rule()
        if AGAINST.value == Against.CUSTOM:
            for label, parameter in ((_("From"), OTHER_START), (_("To"), OTHER_END)):
                st.date_input(
                    label,
                    key=parameter.key,
                    min_value=first_day(),
                    max_value=last_day(),
                    format="DD/MM/YYYY",
                    persist_state="session",
                )


def _choose_rule() -> None:
    rules = {rule.id: rule for rule in regulations()}
    if not rules:
        st.caption(_("There is no regulation in the ledger yet."))
        return
    if RULE.value not in rules:
        past = [number for number, rule in rules.items() if rule.in_force <= last_day()]
        st.session_state[RULE.key] = max(past or rules, key=lambda number: rules[number].in_force)
    st.selectbox(
        _("Regulation"),
        list(rules),
        format_func=lambda number: (
            f"{short_date(rules[number].in_force)} · {rules[number].title(language())}"
        ),
        key=RULE.key,
        persist_state="session",
    )


def two_periods(start: date, end: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Return the two periods that are compared, the earlier choice first; a regulation sets both of them."""
    rule = next((one for one in regulations() if one.id == RULE.value), None)
    if AGAINST.value == Against.RULE and rule is not None:
        day = timedelta(days=1)
        first = months_before(rule.in_force, MONTHS_AROUND_A_RULE)
        last = months_before(rule.in_force, -MONTHS_AROUND_A_RULE)
        return (first, rule.in_force - day), (rule.in_force, last - day)
    if AGAINST.value == Against.YEAR_BEFORE:
        return (months_before(start, 12), months_before(end, 12)), (start, end)
    if AGAINST.value == Against.CUSTOM:
        first, last = sorted((OTHER_START.value, OTHER_END.value))
        return (first, last), (start, end)
    return previous_period(start, end), (start, end)


def show_view(selection: Selection, parameters: Sequence[Parameter[Any]]) -> None:
    """
    Draw map, timeline, sheet and table; only this part runs again on a click or while time passes.

    Parameters
    ----------
    selection : Selection
        From the filters.
    parameters : sequence of Parameter
        What to write into the address after a click.
    """
    if MODE.value != Mode.ONE:
        pause()  # two periods have no timeline to stop it with
    draw = st.fragment(_view, run_every=EVERY if is_playing() else None)
    draw(selection, parameters, played=is_playing())


def _view(selection: Selection, parameters: Sequence[Parameter[Any]], *, played: bool) -> None:
    ensure_open()
    if played != is_playing():
        st.rerun()
    if played:
        step_forward()
    shown = at_moment(selection)
    if MODE.value == Mode.ONE:
        _one_period(shown)
    else:
        _two_periods(shown)
    write_address(parameters)


def _period_text(start: date, end: date) -> str:
    return f"{short_date(start)} – {short_date(end)}"


def _one_period(selection: Selection) -> None:
    layer, measure, size_m = Layer(LAYER.value), Measure(MEASURE.value), int(SIZE.value)
    drawing = draw_figures(summary_on(selection, layer, size_m), measure, layer)
    ground = ground_of(drawing.figures.index, layer, size_m)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        clicked = show_map(
            shapes_of(drawing, ground.geometries, ground.labels, companions=ground.companions),
            name=f"map_{_times_left()}",
            group="map",
            label=_("Map"),
            bounds=_bounds(),
        )
        show_legend(drawing, graduated=ground.companions)
        show_timeline(selection, measure)
    with right:
        _aside(selection, drawing, layer, clicked["code"])
    show_figures_table(drawing, ground.labels, _period_text(selection.start, selection.end))


def _aside(selection: Selection, drawing: Drawing, layer: Layer, code: str | None) -> None:
    """Draw the sheet of the place that was clicked or linked to, else what the map says in words."""
    if code != st.session_state.get("_clicked"):
        # The map goes on saying what was last clicked, also on a layer that is no longer shown.
        st.session_state["_clicked"] = code
        if layer is Layer.PLACES and code is not None:
            st.session_state[PLACE.key] = int(code)
    if PLACE.value is not None and PLACE.value in places().index:
        st.button(
            _("All places"),
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=_leave_place,
            key="leave_place",
        )
        note_place(PLACE.value)
        show_sheet(PLACE.value, selection)
    else:
        _in_words(drawing, layer)


def _times_left() -> int:
    """Return how often a sheet was left: a map that was not clicked yet can be clicked in the same spot."""
    number: int = st.session_state.get(_TIMES_LEFT, 0)
    return number


def _leave_place() -> None:
    st.session_state[PLACE.key] = None
    st.session_state[_TIMES_LEFT] = _times_left() + 1


def _in_words(drawing: Drawing, layer: Layer) -> None:
    counts = drawing.figures["presence"].value_counts()
    with st.container(horizontal=True, gap="medium"):
        for kind in Presence:
            st.metric(presence_label(kind), number(int(counts.get(kind, 0))), width="content")
    totals = drawing.figures[["contacts", "hours"]].sum()
    st.caption(
        _("{contacts} contacts in {hours} hours of outreach over this period.").format(
            contacts=number(totals["contacts"]), hours=hours_text(totals["hours"])
        )
    )
    if layer is Layer.PLACES:
        st.caption(_("Click a place to open its sheet."))


def _two_periods(selection: Selection) -> None:
    layer, measure, size_m = Layer(LAYER.value), Measure(MEASURE.value), int(SIZE.value)
    earlier, later = (
        replace(selection, start=start, end=end) for start, end in two_periods(*chosen_period())
    )
    summaries = [summary_on(one, layer, size_m) for one in (earlier, later)]
    index = summaries[0].index.union(summaries[1].index)
    before, after = (summary.reindex(index, fill_value=0) for summary in summaries)
    ground = ground_of(index, layer, size_m)
    titles = [_period_text(one.start, one.end) for one in (earlier, later)]
    if MODE.value == Mode.CHANGE:
        show_change(changed(before, after, measure, strata_of(index, layer)), ground, titles)
        return
    breaks = _common_breaks([before, after], measure, layer)
    columns = st.columns(2)
    for column, summary, title, side in zip(
        columns, (before, after), titles, ("before", "after"), strict=True
    ):
        with column:
            st.markdown(f"**{title}**")
            drawing = draw_figures(summary, measure, layer, breaks)
            show_map(
                shapes_of(drawing, ground.geometries, ground.labels, companions=ground.companions),
                name=f"map_{side}",
                label=_("Map"),
                group="compare",
                bounds=_bounds(),
            )
            show_legend(drawing, graduated=ground.companions)
            show_figures_table(drawing, ground.labels, title, side)


def _common_breaks(summaries: Sequence[pd.DataFrame], measure: Measure, layer: Layer) -> Breaks:
    values = [draw_figures(summary, measure, layer).figures["value"] for summary in summaries]
    return find_breaks(pd.concat(values))


def _bounds() -> Sequence[float] | None:
    geometries = places().geometry
    known = geometries[geometries.notna()]
    return None if known.empty else [float(side) for side in np.asarray(known.total_bounds)]
